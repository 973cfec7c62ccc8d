#include "store/held.h"

#include "queries.h"

int
held_drop(struct db *db, int64_t person, int64_t now, struct err *e)
{
	return db_run(db, Q_HELD_DROP, VALUES(v_int(person), v_int(now)), e);
}

int
held_page(struct db *db, struct arena *a, struct held **v, size_t *n,
    size_t most, int64_t person, struct err *e)
{
	size_t cap = 0;
	struct rows r;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_HELD_PAGE,
		VALUES(v_int(person), v_int((int64_t)most)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct held){
		    .template = rows_text(&r, a, 0),
		    .facts = rows_text(&r, a, 1),
		    .created_at = rows_int(&r, 2),
		    .opened_at = rows_int(&r, 3),
		    .due_at = rows_int(&r, 4),
		};
	}
	return rc;
}

int
held_count(struct db *db, int64_t person, int64_t now, int64_t *n,
    int64_t *late, struct err *e)
{
	struct rows r;

	if (db_one(db, &r, Q_HELD_COUNT, VALUES(v_int(person), v_int(now)),
		e) != 1)
		return -1;
	*n = rows_int(&r, 0);
	*late = rows_int(&r, 1);
	rows_done(&r);
	return 0;
}

int
held_take(struct db *db, int64_t person, int64_t now, struct err *e)
{
	return db_run(db, Q_HELD_TAKE, VALUES(v_int(person), v_int(now)), e);
}

int
told_more(
    struct db *db, int64_t person, int64_t after, int64_t n, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_TOLD_MORE,
	    VALUES(v_int(person), v_int(after), v_int(n)), e);

	rows_done(&r);
	return rc;
}
