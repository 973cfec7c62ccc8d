#include "store/due.h"

#include "queries.h"

int
due_last(struct db *db, int64_t *id, struct err *e)
{
	struct rows r;

	if (db_one(db, &r, Q_DUE_LAST, NO_VALUES, e) != 1)
		return -1;
	*id = rows_int(&r, 0);
	rows_done(&r);
	return 0;
}

int
due_page(struct db *db, struct arena *a, struct due **v, size_t *n,
    int64_t after, int64_t until, struct err *e)
{
	size_t cap = 0;
	struct rows r;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_DUE_PAGE, VALUES(v_int(after), v_int(until)), e) <
	    0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct due){
		    .id = rows_int(&r, 0),
		    .row_no = rows_text(&r, a, 1),
		    .opened_at = rows_int(&r, 2),
		    .due_at = rows_int(&r, 3),
		    .edition_id = rows_int(&r, 4),
		};
	}
	return rc;
}

int
due_set(struct db *db, int64_t id, int64_t due_at, struct err *e)
{
	return db_run(db, Q_DUE_SET, VALUES(v_int(id), v_int(due_at)), e);
}
