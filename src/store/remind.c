#include "store/remind.h"

#include "queries.h"

/* Whether a statement finds a row; 1/0/-1. */
static int
exists(
    struct db *db, enum query q, const struct value *v, size_t n, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, q, v, n, e);

	if (rc == 1)
		rows_done(&r);
	return rc;
}

int
remind_task(struct db *db, struct arena *a, struct remind_about *about,
    struct task *t, int64_t id, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_REMIND_TASK, VALUES(v_int(id)), e);

	if (rc != 1)
		return rc;
	*t = (struct task){
	    .id = rows_int(&r, 0),
	    .case_id = rows_int(&r, 1),
	    .holder_id = rows_int(&r, 2),
	    .row_no = rows_text(&r, a, 3),
	    .lane = rows_text(&r, a, 4),
	    .person_id = rows_int(&r, 5),
	    .opened_at = rows_int(&r, 6),
	    .due_at = rows_int(&r, 7),
	};
	*about = (struct remind_about){
	    .c =
		{
		    .id = t->case_id,
		    .number = rows_text(&r, a, 8),
		    .edition_id = rows_int(&r, 9),
		    .applicant_id = rows_int(&r, 10),
		    .applicant = rows_text(&r, a, 11),
		},
	    .holder =
		{
		    .id = t->holder_id,
		    .name = rows_text(&r, a, 12),
		    .email = rows_text(&r, a, 13),
		    .phone = rows_text(&r, a, 14),
		},
	};
	rows_done(&r);
	return 1;
}

int
remind_together(
    struct db *db, struct remind_group *g, const struct task *t, struct err *e)
{
	struct rows r;

	if (db_one(db, &r, Q_REMIND_TOGETHER,
		VALUES(
		    v_int(t->case_id), v_text(t->row_no), v_int(t->opened_at)),
		e) != 1)
		return -1;
	*g = (struct remind_group){
	    rows_int(&r, 0), rows_int(&r, 1), rows_int(&r, 2)};
	rows_done(&r);
	return 0;
}

int
case_at_desk(struct db *db, int64_t case_id, struct err *e)
{
	return exists(db, Q_CASE_AT_DESK, VALUES(v_int(case_id)), e);
}

int
case_seen(
    struct db *db, int64_t case_id, int64_t person, int64_t now, struct err *e)
{
	return exists(db, Q_CASE_SEEN,
	    VALUES(v_int(case_id), v_int(person), v_int(now)), e);
}

int
desks_waiting(struct db *db, struct arena *a, const char ***lanes, size_t *n,
    struct err *e)
{
	size_t cap = 8;
	struct rows r;
	int rc;

	*lanes = ARENA_ARRAY(a, cap, const char *);
	*n = 0;
	if (db_rows(db, &r, Q_DESKS_WAITING, NO_VALUES, e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *lanes, *n, cap);
		(*lanes)[(*n)++] = rows_text(&r, a, 0);
	}
	return rc;
}

int
seat_left(
    struct db *db, const char *lane, int64_t now, int64_t *at, struct err *e)
{
	struct rows r;
	int rc =
	    db_one(db, &r, Q_SEAT_LEFT, VALUES(v_text(lane), v_int(now)), e);

	if (rc != 1)
		return rc;
	*at = rows_int(&r, 0);
	rows_done(&r);
	return *at ? exists(
			 db, Q_DESK_OLDER, VALUES(v_text(lane), v_int(*at)), e)
		   : 0;
}

int
mute_put(
    struct db *db, int64_t person, int64_t case_id, int64_t now, struct err *e)
{
	return db_run(db, Q_MUTE_PUT,
	    VALUES(v_int(person), v_int(case_id), v_int(now)), e);
}

int
mute_drop(struct db *db, int64_t person, int64_t case_id, struct err *e)
{
	return db_run(
	    db, Q_MUTE_DROP, VALUES(v_int(person), v_int(case_id)), e);
}

int
mute_get(struct db *db, int64_t person, int64_t case_id, struct err *e)
{
	return exists(db, Q_MUTE_GET, VALUES(v_int(person), v_int(case_id)), e);
}
