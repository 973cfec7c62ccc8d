#include "store/task.h"

#include "queries.h"

bool
task_held(const struct task *t, int64_t now)
{
	return t->lease_person && t->lease_until > now;
}

const char *
lanes_json(struct arena *a, const char *const *lanes, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(
		    a, "%s%s\"%s\"", text, i > 0 ? "," : "", lanes[i]);
	return arena_printf(a, "[%s]", text);
}

static int
take_next(struct db *db, struct arena *a, const char *lanes, int64_t person,
    int64_t now, struct task_taken *t, struct err *e)
{
	struct rows r;
	int found = 0, rc;

	if (db_rows(db, &r, Q_TASK_NEXT,
		VALUES(v_text(lanes), v_int(person), v_int(now),
		    v_int(now + LEASE_LIFE)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		t->id = rows_int(&r, 0);
		t->number = rows_text(&r, a, 1);
		found = 1;
	}
	return rc < 0 ? -1 : found;
}

int
task_next(struct db *db, struct arena *a, const char *const *lanes, size_t n,
    int64_t person, int64_t now, struct task_taken *t, struct err *e)
{
	int rc;

	if (db_begin(db, e) < 0)
		return -1;
	rc = take_next(db, a, lanes_json(a, lanes, n), person, now, t, e);
	if (rc >= 0 && db_commit(db, e) < 0)
		rc = -1;
	db_rollback(db);
	return rc;
}

int
task_hold(struct db *db, int64_t id, int64_t person, int64_t now, struct err *e)
{
	if (db_run(db, Q_TASK_HOLD,
		VALUES(v_int(id), v_int(person), v_int(now),
		    v_int(now + LEASE_LIFE)),
		e) < 0)
		return -1;
	return db_changes(db) == 1;
}

int
task_let_go(struct db *db, int64_t id, int64_t person, struct err *e)
{
	return db_run(db, Q_TASK_LET_GO, VALUES(v_int(id), v_int(person)), e);
}

int
task_let_go_all(struct db *db, int64_t person, struct err *e)
{
	return db_run(db, Q_TASK_LET_GO_ALL, VALUES(v_int(person)), e);
}
