#include "store/opinion.h"

#include "queries.h"

int
opinion_add(struct db *db, const struct opinion *o, struct err *e)
{
	return db_run(db, Q_OPINION_ADD,
	    VALUES(v_int(o->task_id), v_int(o->person_id), v_text(o->verdict),
		v_text(o->reason), v_text(o->detail), v_int(o->at)),
	    e);
}

int
opinion_list(struct db *db, struct arena *a, struct opinion **v, size_t *n,
    int64_t case_id, struct err *e)
{
	struct rows r;
	size_t cap = 2;
	int rc;

	*v = ARENA_ARRAY(a, cap, struct opinion);
	*n = 0;
	if (db_rows(db, &r, Q_OPINION_OF_CASE, VALUES(v_int(case_id)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct opinion){
		    .id = rows_int(&r, 0),
		    .task_id = rows_int(&r, 1),
		    .person_id = rows_int(&r, 2),
		    .person_name = rows_text(&r, a, 3),
		    .verdict = rows_text(&r, a, 4),
		    .reason = rows_text(&r, a, 5),
		    .detail = rows_text(&r, a, 6),
		    .at = rows_int(&r, 7),
		};
	}
	rows_done(&r);
	return rc;
}

int
seat_another(struct db *db, const char *lane, int64_t person, int64_t other,
    int64_t now, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_SEAT_ANOTHER,
	    VALUES(v_text(lane), v_int(person), v_int(other), v_int(now)), e);

	if (rc == 1)
		rows_done(&r);
	return rc;
}
