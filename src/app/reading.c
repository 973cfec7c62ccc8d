#include "app/reading.h"

#include <string.h>

#include "app/access.h"
#include "app/act.h"
#include "app/custody.h"
#include "app/web.h"
#include "store/custody.h"
#include "view/json.h"

/* The task for which the actor reads; NULL: for none. */
static const struct task *
find_task(const struct ctx *cx, const struct dossier *d, int64_t id)
{
	const struct task *newest = NULL;

	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];

		if (access_task(&cx->actor, t, d->c.applicant_id) ==
		    ACCESS_NONE)
			continue;
		if (t->id == id)
			return t;
		if (!t->person_id && cx->actor.person != d->c.applicant_id)
			newest = t;
	}
	return newest;
}

static const char *
purpose(struct ctx *cx, const struct dossier *d, const struct task *t)
{
	int row = t ? sop_row(d->sop, str_of(t->row_no)) : ROW_NONE;

	if (row < 0)
		return "melihat permohonan";
	return arena_printf(cx->arena, "langkah %s, %s", t->row_no,
	    kind_get(d->sop->rows[row].kind)->title);
}

/* As what the actor reads. */
static void
set_seat(struct ctx *cx, const struct dossier *d, const struct file *f,
    const struct task *t, struct event *ev)
{
	const struct seat_held *seat =
	    t ? actor_seat(&cx->actor, t->lane) : NULL;

	if (!seat && cx->actor.person == d->c.applicant_id) {
		ev->seat_title = "Pemohon";
		return;
	}
	if (!seat)
		seat = access_custodian(cx, d, f);
	if (!seat)
		return;
	ev->lane = seat->lane;
	ev->seat_title = seat_title(cx->arena, seat);
}

static int
append(struct ctx *cx, const struct dossier *d, const struct file *f,
    const struct task *t, int64_t *id, struct err *e)
{
	json_t *detail = json_array(), *o = jv_append_obj(detail);
	struct event ev = {
	    .case_id = d->c.id,
	    .task_id = t ? t->id : 0,
	    .holder_id = f->holder_id,
	    .row_no = t ? t->row_no : NULL,
	    .kind = "read",
	    .outcome = "opened",
	    .seat_title = "",
	    .person_id = cx->actor.person,
	    .person_name = cx->actor.name,
	    .edition_id = d->c.edition_id,
	    .reason = purpose(cx, d, t),
	    .at = cx->now,
	};

	set_seat(cx, d, f, t, &ev);
	jv_set_z(o, "label", "Berkas");
	jv_set_z(o, "value", paper_title(d->sop, f->purpose));
	jv_set_z(o, "id", f->id);
	ev.detail = json_z(cx->arena, detail);
	json_decref(detail);
	return event_append(cx->db, &ev, id, e);
}

int
reading_record(struct ctx *cx, const struct dossier *d, const struct file *f,
    int64_t task, struct err *e)
{
	const struct task *t = find_task(cx, d, task);
	struct reading r = {
	    .file_id = f->id,
	    .case_id = d->c.id,
	    .holder_id = f->holder_id,
	    .applicant_id = d->c.applicant_id,
	    .person_id = cx->actor.person,
	    .task_id = t ? t->id : 0,
	    .at = cx->now,
	};
	int rc;

	if (access_sender(cx, d, f))
		return 0;
	rc = reading_recent(
	    cx->db, f->id, r.person_id, r.task_id, cx->now - READING_AGAIN, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (db_begin(cx->db, e) < 0)
		return -1;
	/* Two pictures of one page may come at once. */
	rc = reading_recent(
	    cx->db, f->id, r.person_id, r.task_id, cx->now - READING_AGAIN, e);
	if (rc == 0 && append(cx, d, f, t, &r.event_id, e) == 0 &&
	    reading_add(cx->db, &r, e) == 0 && db_commit(cx->db, e) == 0)
		return 0;
	db_rollback(cx->db);
	return rc == 1 ? 0 : -1;
}

/* "Foto KTP", as the event says it. */
static const char *
paper(struct ctx *cx, const struct reading_line *l)
{
	json_t *detail = json_loads(l->detail ? l->detail : "", 0, NULL);
	const char *s = json_string_value(
	    json_object_get(json_array_get(detail, 0), "value"));
	const char *title = arena_dup(cx->arena, s ? s : "Berkas");

	json_decref(detail);
	return l->holder ? arena_printf(cx->arena, "%s: %s", title, l->holder)
			 : title;
}

static void
line_json(
    struct ctx *cx, const struct reading_line *l, bool of_case, json_t *list)
{
	json_t *o = jv_append_obj(list);
	bool self = l->person_id == cx->actor.person;
	const char *name = l->person_name ? l->person_name : "";

	jv_set_z(o, "at", web_when(cx, l->at));
	jv_set_z(o, "what", paper(cx, l));
	jv_set_z(o, "who",
	    self ? "Anda sendiri"
	    : l->seat_title && l->seat_title[0]
		? arena_printf(cx->arena, "%s, %s", name, l->seat_title)
		: name);
	jv_set_z(o, "purpose", l->purpose);
	jv_set_z(o, "case", of_case ? NULL : l->number);
	jv_set_z(o, "case_url",
	    of_case ? NULL : ctx_url(cx, "/permohonan/%s", l->number));
}

int
reading_model(struct ctx *cx, const struct dossier *d, const char *path,
    json_t *model, struct err *e)
{
	struct reading_line *v =
	    ARENA_ARRAY(cx->arena, READING_PAGE + 1, struct reading_line);
	struct str from = request_param(cx->rq, "sebelum");
	json_t *list = jv_set_arr(model, "readings");
	uint64_t before = INT64_MAX;
	size_t n;
	int rc;

	if (from.p && str_u64(from, INT64_MAX, &before) < 0)
		return err_set(e, ERR_BAD, "Alamat halaman ini tidak terbaca.",
		    "cursor of readings");
	rc = d ? reading_of_case(
		     cx->db, cx->arena, v, &n, d->c.id, (int64_t)before, e)
	       : reading_of_applicant(cx->db, cx->arena, v, &n,
		     cx->actor.person, (int64_t)before, e);
	if (rc < 0)
		return -1;
	for (size_t i = 0; i < n && i < READING_PAGE; i++)
		line_json(cx, &v[i], d != NULL, list);
	jv_set_z(model, "next",
	    n > READING_PAGE ? arena_printf(cx->arena, "%s?sebelum=%lld", path,
				   (long long)v[READING_PAGE - 1].id)
			     : NULL);
	return 0;
}
