#include "store/custody.h"

#include "queries.h"
#include "store/usage.h"

static struct value
optional(int64_t id)
{
	return id ? v_int(id) : v_null();
}

int
file_set_class(struct db *db, const char *id, const char *class, struct err *e)
{
	return db_run(
	    db, Q_FILE_SET_CLASS, VALUES(v_text(id), v_text(class)), e);
}

int
file_end_holder(struct db *db, int64_t case_id, int64_t holder_id,
    const char *class, int64_t erase_at, struct err *e)
{
	return db_run(db, Q_FILE_END_HOLDER,
	    VALUES(v_int(case_id), v_int(holder_id), v_text(class),
		v_int(erase_at)),
	    e);
}

int
file_end_case(struct db *db, int64_t case_id, const char *class,
    int64_t erase_at, struct err *e)
{
	return db_run(db, Q_FILE_END_CASE,
	    VALUES(v_int(case_id), v_text(class), v_int(erase_at)), e);
}

int
file_erase(struct db *db, const struct file *f, int64_t now, struct err *e)
{
	char name[USAGE_NAME];

	if (db_run(db, Q_FILE_ERASE, VALUES(v_text(f->id), v_int(now)), e) < 0)
		return -1;
	if (db_changes(db) != 1)
		return 0;
	usage_case(name, f->case_id);
	if (usage_add(db, USAGE_OFFICE, -f->size, e) < 0 ||
	    usage_add(db, name, -f->size, e) < 0)
		return -1;
	return 1;
}

int
file_has_blob(struct db *db, const char *blob, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_FILE_HAS_CONTENT, VALUES(v_text(blob)), e);

	if (rc == 1)
		rows_done(&r);
	return rc;
}

int
file_classless_case(struct db *db, int64_t *case_id, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_FILE_CLASSLESS_CASE, NO_VALUES, e);

	if (rc != 1)
		return rc;
	*case_id = rows_int(&r, 0);
	rows_done(&r);
	return 1;
}

int
reading_add(struct db *db, const struct reading *r, struct err *e)
{
	return db_run(db, Q_READING_ADD,
	    VALUES(v_int(r->event_id), v_text(r->file_id), v_int(r->case_id),
		optional(r->holder_id), v_int(r->applicant_id),
		v_int(r->person_id), optional(r->task_id), v_int(r->at)),
	    e);
}

int
reading_recent(struct db *db, const char *file, int64_t person, int64_t task,
    int64_t since, struct err *e)
{
	struct rows r;
	bool found = false;
	int rc;

	if (db_rows(db, &r, Q_READING_RECENT,
		VALUES(v_text(file), v_int(person)), e) < 0)
		return -1;
	while (!found && (rc = rows_next(&r, e)) == 1) {
		if (rows_int(&r, 1) <= since)
			break;
		found = rows_int(&r, 0) == task;
	}
	if (!found && rc < 0)
		return -1;
	rows_done(&r);
	return found;
}

static int
read_lines(struct rows *r, struct arena *a, struct reading_line *v, size_t *n,
    struct err *e)
{
	int rc;

	*n = 0;
	while ((rc = rows_next(r, e)) == 1 && *n <= READING_PAGE)
		v[(*n)++] = (struct reading_line){
		    .id = rows_int(r, 0),
		    .file_id = rows_text(r, a, 1),
		    .person_id = rows_int(r, 2),
		    .at = rows_int(r, 3),
		    .number = rows_text(r, a, 4),
		    .holder = rows_text(r, a, 5),
		    .seat_title = rows_text(r, a, 6),
		    .person_name = rows_text(r, a, 7),
		    .purpose = rows_text(r, a, 8),
		    .detail = rows_text(r, a, 9),
		};
	rows_done(r);
	return rc < 0 ? -1 : 0;
}

int
reading_of_case(struct db *db, struct arena *a, struct reading_line *v,
    size_t *n, int64_t case_id, int64_t before, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_READING_OF_CASE,
		VALUES(v_int(case_id), v_int(before), v_int(READING_PAGE + 1)),
		e) < 0)
		return -1;
	return read_lines(&r, a, v, n, e);
}

int
reading_of_applicant(struct db *db, struct arena *a, struct reading_line *v,
    size_t *n, int64_t person, int64_t before, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_READING_OF_APPLICANT,
		VALUES(v_int(person), v_int(before), v_int(READING_PAGE + 1)),
		e) < 0)
		return -1;
	return read_lines(&r, a, v, n, e);
}

int
task_waiting(struct db *db, struct waiting v[WAITING_PAGE], size_t *n,
    int64_t before, const struct waiting *after, struct err *e)
{
	struct rows r;
	int rc;

	*n = 0;
	if (db_rows(db, &r, Q_TASK_WAITING,
		VALUES(v_int(before), v_int(after->opened_at),
		    v_int(after->task_id)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n < WAITING_PAGE)
		v[(*n)++] = (struct waiting){
		    rows_int(&r, 0), rows_int(&r, 1), rows_int(&r, 2),
		    rows_int(&r, 3)};
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}

int
event_last_act(struct db *db, int64_t case_id, int64_t *at, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_EVENT_LAST_ACT, VALUES(v_int(case_id)), e);

	if (rc != 1)
		return rc;
	*at = rows_int(&r, 0);
	rows_done(&r);
	return 1;
}
