#include "store/task.h"

#include <stdio.h>
#include <string.h>

#include "queries.h"
#include "store/agenda.h"

#define HASH_LEN 32

static struct value
optional(int64_t v)
{
	return v ? v_int(v) : v_null();
}

/* Applicants' tasks count to the person, all others to the desk. */
static int
queue_add(struct db *db, const struct task *t, int n, struct err *e)
{
	char name[96];

	if (t->person_id)
		snprintf(
		    name, sizeof(name), "own:%lld", (long long)t->person_id);
	else
		snprintf(name, sizeof(name), "desk:%s", t->lane);
	return db_run(db, Q_QUEUE_ADD, VALUES(v_text(name), v_int(n)), e);
}

int
task_add(struct db *db, struct task *t, struct err *e)
{
	struct agenda plan;

	if (db_run(db, Q_TASK_ADD,
		VALUES(v_int(t->case_id), optional(t->holder_id),
		    v_text(t->row_no), v_text(t->lane), optional(t->person_id),
		    v_int(t->opened_at), optional(t->due_at),
		    v_int(t->due_at ? t->due_at : t->opened_at),
		    v_text(t->service)),
		e) < 0)
		return -1;
	t->id = db_last_id(db);
	plan = (struct agenda){
	    .kind = AGENDA_TASK,
	    .ref = t->id,
	    .next_at = t->remind_at ? t->remind_at : t->opened_at,
	};
	if (agenda_put(db, &plan, e) < 0)
		return -1;
	return queue_add(db, t, 1, e);
}

int
task_close(struct db *db, const struct task *t, int64_t now, int64_t person,
    const char *outcome, struct err *e)
{
	if (db_run(db, Q_TASK_CLOSE,
		VALUES(v_int(t->id), v_int(now), optional(person),
		    v_text(outcome)),
		e) < 0)
		return -1;
	if (db_changes(db) != 1)
		return 0;
	if (agenda_drop(db, AGENDA_TASK, t->id, e) < 0)
		return -1;
	return queue_add(db, t, -1, e) < 0 ? -1 : 1;
}

static void
read_task(struct rows *r, struct arena *a, struct task *t)
{
	*t = (struct task){
	    .id = rows_int(r, 0),
	    .case_id = rows_int(r, 1),
	    .holder_id = rows_int(r, 2),
	    .row_no = rows_text(r, a, 3),
	    .lane = rows_text(r, a, 4),
	    .person_id = rows_int(r, 5),
	    .opened_at = rows_int(r, 6),
	    .due_at = rows_int(r, 7),
	    .closed_at = rows_int(r, 8),
	    .closed_by = rows_int(r, 9),
	    .outcome = rows_text(r, a, 10),
	    .lease_person = rows_int(r, 11),
	    .lease_until = rows_int(r, 12),
	    .lease_name = rows_text(r, a, 13),
	};
}

int
task_get(
    struct db *db, struct arena *a, struct task *t, int64_t id, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_TASK_GET, VALUES(v_int(id)), e);

	if (rc != 1)
		return rc;
	read_task(&r, a, t);
	rows_done(&r);
	return 1;
}

int
task_list(struct db *db, struct arena *a, struct task **v, size_t *n,
    int64_t case_id, struct err *e)
{
	struct rows r;
	size_t cap = 16;
	int rc;

	*v = ARENA_ARRAY(a, cap, struct task);
	*n = 0;
	if (db_rows(db, &r, Q_TASK_OF_CASE, VALUES(v_int(case_id)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		read_task(&r, a, &(*v)[(*n)++]);
	}
	rows_done(&r);
	return rc;
}

static int
open_page(
    struct db *db, struct rows *r, const struct queue_at *q, struct err *e)
{
	int64_t after = q->after, id = q->after_id;

	if (q->kind == QUEUE_DONE) {
		if (q->from_start)
			after = id = INT64_MAX;
		return db_rows(db, r, Q_TASK_DONE_PAGE,
		    VALUES(v_int(q->person), v_int(after), v_int(id),
			v_int(TASK_PAGE + 1)),
		    e);
	}
	if (q->from_start)
		after = id = 0;
	if (q->kind == QUEUE_DESK)
		return db_rows(db, r, Q_TASK_DESK_PAGE,
		    VALUES(v_text(q->lane), v_int(after), v_int(id),
			v_int(TASK_PAGE + 1), v_int(q->person)),
		    e);
	return db_rows(db, r, Q_TASK_OWN_PAGE,
	    VALUES(v_int(q->person), v_int(after), v_int(id),
		v_int(TASK_PAGE + 1)),
	    e);
}

int
task_page(struct db *db, struct arena *a, struct task_line *v, size_t *n,
    const struct queue_at *q, struct err *e)
{
	struct rows r;
	int rc;

	*n = 0;
	if (open_page(db, &r, q, e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n <= TASK_PAGE)
		v[(*n)++] = (struct task_line){
		    .task =
			{
			    .id = rows_int(&r, 0),
			    .row_no = rows_text(&r, a, 1),
			    .lane = rows_text(&r, a, 2),
			    .person_id = rows_int(&r, 3),
			    .opened_at = rows_int(&r, 4),
			    .due_at = rows_int(&r, 5),
			    .closed_at =
				q->kind == QUEUE_DONE ? rows_int(&r, 6) : 0,
			    .outcome = rows_text(&r, a, 12),
			    .case_id = rows_int(&r, 13),
			    .lease_person = rows_int(&r, 14),
			    .lease_until = rows_int(&r, 15),
			    .lease_name = rows_text(&r, a, 16),
			},
		    .sort_at = rows_int(&r, 6),
		    .number = rows_text(&r, a, 7),
		    .edition_id = rows_int(&r, 8),
		    .applicant_id = rows_int(&r, 9),
		    .applicant = rows_text(&r, a, 10),
		    .holder = rows_text(&r, a, 11),
		    .judged = q->kind == QUEUE_DESK && rows_int(&r, 17),
		    .until =
			q->kind == QUEUE_DONE ? rows_text(&r, a, 17) : NULL,
		};
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}

int
queue_count(struct db *db, enum queue_kind kind, const char *lane,
    int64_t person, int64_t *n, struct err *e)
{
	char name[96];
	struct rows r;
	int rc;

	if (kind == QUEUE_OWN)
		snprintf(name, sizeof(name), "own:%lld", (long long)person);
	else
		snprintf(name, sizeof(name), "desk:%s", lane);
	*n = 0;
	rc = db_one(db, &r, Q_QUEUE_GET, VALUES(v_text(name)), e);
	if (rc != 1)
		return rc;
	*n = rows_int(&r, 0);
	rows_done(&r);
	return 0;
}

static struct case_line
read_line(const struct rows *r, struct arena *a)
{
	return (struct case_line){
	    .word = rows_text(r, a, 0),
	    .id = rows_int(r, 1),
	    .number = rows_text(r, a, 2),
	    .state = rows_text(r, a, 3),
	    .opened_at = rows_int(r, 4),
	    .edition_id = rows_int(r, 5),
	    .applicant_id = rows_int(r, 6),
	    .applicant = rows_text(r, a, 7),
	    .until = rows_text(r, a, 8),
	};
}

/* Up to a page and one more; each row is a case_line. */
static int
read_cases(struct rows *r, struct arena *a, struct case_line *v, size_t *n,
    struct err *e)
{
	int rc;

	*n = 0;
	while ((rc = rows_next(r, e)) == 1 && *n <= TASK_PAGE)
		v[(*n)++] = read_line(r, a);
	rows_done(r);
	return rc < 0 ? -1 : 0;
}

int
case_search(struct db *db, struct arena *a, struct case_line *v, size_t *n,
    struct search_at *s, struct err *e)
{
	const char *end = arena_printf(a, "%s\xf4\x8f\xbf\xbf", s->prefix);
	int looks = 0, rc;
	struct rows r;

	*n = 0;
	s->more = false;
	if (db_rows(db, &r, Q_CASE_SEARCH,
		VALUES(v_text(s->prefix), v_text(end), v_int(s->person),
		    v_int(s->now), v_text(s->after_word), v_int(s->after_id)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n <= TASK_PAGE && !s->more) {
		if (rows_int(&r, 9))
			v[(*n)++] = read_line(&r, a);
		else if (++looks == SEARCH_LOOKS) {
			s->more = true;
			s->after_word = rows_text(&r, a, 0);
			s->after_id = rows_int(&r, 1);
		}
	}
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}

/* "%text%", where % and _ of the text stand for themselves. */
static const char *
pattern(struct arena *a, const char *text)
{
	char *out = arena_alloc(a, 2 * strlen(text) + 3), *p = out;

	*p++ = '%';
	for (; *text; text++) {
		if (*text == '%' || *text == '_' || *text == '\\')
			*p++ = '\\';
		*p++ = *text;
	}
	*p = '%';
	return out;
}

int
case_search_own(struct db *db, struct arena *a, struct case_line *v, size_t *n,
    const char *text, int64_t person, int64_t before, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_CASE_SEARCH_OWN,
		VALUES(v_int(person), v_int(before), v_text(pattern(a, text)),
		    v_int(TASK_PAGE + 1)),
		e) < 0)
		return -1;
	return read_cases(&r, a, v, n, e);
}

int
case_own_page(struct db *db, struct arena *a, struct case_line *v, size_t *n,
    int64_t person, int64_t before, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_CASE_OWN_PAGE,
		VALUES(v_int(person), v_int(before), v_int(TASK_PAGE + 1)),
		e) < 0)
		return -1;
	return read_cases(&r, a, v, n, e);
}

int
link_add(struct db *db, const unsigned char *hash, const struct link *l,
    bool by_holder, struct err *e)
{
	int64_t soon = l->expires_at - LINK_SOON;
	const struct agenda plan = {
	    .kind = AGENDA_LINK,
	    .ref = l->task_id,
	    .next_at = soon > l->created_at ? soon : l->expires_at,
	};

	if (db_run(db, Q_LINK_ADD,
		VALUES(v_blob(hash, HASH_LEN), v_int(l->task_id),
		    v_int(l->created_at), v_int(l->expires_at),
		    v_int(by_holder)),
		e) < 0)
		return -1;
	return agenda_put(db, &plan, e);
}

int
link_asked(struct db *db, int64_t *n, int64_t *first, int64_t task,
    int64_t after, struct err *e)
{
	struct rows r;
	int rc =
	    db_one(db, &r, Q_LINK_ASKED, VALUES(v_int(task), v_int(after)), e);

	if (rc < 0)
		return -1;
	*n = rows_int(&r, 0);
	*first = rows_int(&r, 1);
	rows_done(&r);
	return 0;
}

static int
read_link(struct link *l, struct rows *r, int rc)
{
	if (rc != 1)
		return rc;
	*l = (struct link){
	    rows_int(r, 0), rows_int(r, 1), rows_int(r, 2), rows_int(r, 3)};
	rows_done(r);
	return 1;
}

int
link_get(
    struct db *db, struct link *l, const unsigned char *hash, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_LINK_GET, VALUES(v_blob(hash, HASH_LEN)), e);

	return read_link(l, &r, rc);
}

int
link_newest(struct db *db, struct link *l, int64_t task, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_LINK_NEWEST, VALUES(v_int(task)), e);

	return read_link(l, &r, rc);
}

int
link_of_case(struct db *db, struct arena *a, struct link_mail **v, size_t *n,
    int64_t case_id, struct err *e)
{
	struct rows r;
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_LINK_OF_CASE, VALUES(v_int(case_id)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct link_mail){
		    .link = {rows_int(&r, 0), rows_int(&r, 1), rows_int(&r, 2),
			rows_int(&r, 3)},
		    .rule = rows_text(&r, a, 4),
		    .address = rows_text(&r, a, 5),
		    .state = rows_text(&r, a, 6),
		    .error = rows_text(&r, a, 7),
		    .ended_at = rows_int(&r, 8),
		    .many = rows_int(&r, 9),
		};
	}
	return rc;
}

int
link_use(struct db *db, int64_t task, int64_t now, struct err *e)
{
	if (db_run(db, Q_LINK_USE, VALUES(v_int(task), v_int(now)), e) < 0)
		return -1;
	return agenda_drop(db, AGENDA_LINK, task, e);
}
