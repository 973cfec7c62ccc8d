#include "app/trace.h"

#include <string.h>

#include "app/app.h"
#include "app/casepage.h"
#include "app/officetime.h"
#include "app/web.h"
#include "paper/press.h"
#include "store/service.h"
#include "view/format.h"

#define REASON_MAX 300 /* characters; the case's page has all of it */

/* The texts that the press reads for itself. */
static int
find_texts(struct ctx *cx, int64_t edition, struct press_sop *job,
    const char **loaded, struct err *e)
{
	const struct tenant *t = control_tenant(
	    tenants_control(app_tenants(cx->app)), str_of(cx->office->id));
	struct edition ed;
	int rc = edition_get(cx->db, cx->arena, &ed, edition, e);

	if (rc < 0)
		return -1;
	if (rc == 0 || !t)
		return err_set(e, ERR_MISSING, "SOP itu tidak ditemukan.",
		    "edition %lld", (long long)edition);
	job->profile = str_of(arena_dup(cx->arena, t->profile));
	job->sop = str_of(ed.text);
	*loaded = web_iso(cx, ed.loaded_at);
	return 0;
}

int
trace_sop(struct ctx *cx, int64_t edition, struct sb *out, struct err *e)
{
	struct press_sop job = {.title = NULL};

	if (find_texts(cx, edition, &job, &job.created, e) < 0)
		return -1;
	return press_sop(app_conf(cx->app)->press, &job, out, e);
}

/* --- one step ----------------------------------------------------------- */

/* What closed a task, as far as the actor may know it; NULL. */
static const struct event *
closing(const struct dossier *d, const struct task *t, const struct row *r)
{
	for (size_t i = d->events_n; i-- > 0;) {
		const struct event *ev = &d->events[i];

		if (ev->task_id == t->id &&
		    strcmp(ev->kind, kind_get(r->kind)->name) == 0)
			return ev;
	}
	return NULL;
}

/* Without half a character at its end. */
static const char *
shorten(struct arena *a, const char *s)
{
	size_t n = 0, points = 0;

	while (s[n] && points < REASON_MAX) {
		n++;
		while (((unsigned char)s[n] & 0xc0) == 0x80)
			n++;
		points++;
	}
	return s[n] ? arena_printf(a, "%.*s ...", (int)n, s) : s;
}

static const char *
result_text(struct ctx *cx, const struct task *t, const struct event *ev)
{
	int out = t->outcome ? outcome_find(t->outcome) : -1;
	const char *title =
	    out >= 0 ? outcome_title((enum outcome)out) : "Selesai";

	if (!t->closed_at)
		return "Belum selesai";
	if (ev && ev->reason && *ev->reason)
		return arena_printf(
		    cx->arena, "%s: %s", title, shorten(cx->arena, ev->reason));
	return title;
}

static const char *
who_text(struct ctx *cx, const struct dossier *d, const struct task *t,
    const struct row *r, const struct event *ev)
{
	const char *seat = ev && ev->seat_title && *ev->seat_title
			       ? ev->seat_title
			       : d->sop->lanes[r->lane].title;
	const char *name = ev && ev->person_name ? ev->person_name : "";
	int h = dossier_holder(d, t->holder_id);

	return arena_printf(cx->arena, "%s%s%s%s%s", name, *name ? ", " : "",
	    seat, h >= 0 ? "\nuntuk " : "", h >= 0 ? d->holders[h].name : "");
}

/* Working time where the SOP counts it, else by the clock. */
static const char *
took_text(struct ctx *cx, const struct task *t, const struct row *r)
{
	struct worktime w = office_worktime(cx->office);
	int64_t end = t->closed_at ? t->closed_at : cx->now;
	struct span span;

	if (!row_span(r, &span))
		return format_minutes(
		    cx->arena, (end - t->opened_at) / MS_MINUTE, FORMAT_DAY);
	return arena_printf(cx->arena, "%s\n(baku %s)",
	    format_minutes(cx->arena, span_used(&w, t->opened_at, end, span),
		span_day(cx->office, span)),
	    duration_text(cx->arena, r->time));
}

static struct press_step
step_of(struct ctx *cx, const struct dossier *d, const struct task *t,
    const struct row *r)
{
	const struct event *ev = closing(d, t, r);

	return (struct press_step){.row = t->row_no,
	    .outcome = t->outcome ? t->outcome : "",
	    .times = arena_printf(cx->arena, "%s%s%s",
		web_when_short(cx, t->opened_at), t->closed_at ? "\n" : "",
		t->closed_at ? web_when_short(cx, t->closed_at) : ""),
	    .took = t->closed_at ? took_text(cx, t, r) : "",
	    .result = result_text(cx, t, ev),
	    .who = who_text(cx, d, t, r, ev)};
}

/* --- the case ----------------------------------------------------------- */

/* The same sentences as on its page. */
static void
set_facts(struct ctx *cx, const struct dossier *d, struct press_sop *job)
{
	struct press_fact *v = ARENA_ARRAY(cx->arena, 7, struct press_fact);
	json_t *m = json_object();
	size_t n = 0;

	case_headline(cx, d, m);
	case_times(cx, d, m);
	v[n++] = (struct press_fact){"Nomor Permohonan", d->c.number};
	v[n++] = (struct press_fact){"Pemohon", d->c.applicant};
	v[n++] = (struct press_fact){"Masuk", web_when(cx, d->c.opened_at)};
	v[n++] = (struct press_fact){
	    "Keadaan", arena_dup(cx->arena,
			   json_string_value(json_object_get(m, "headline")))};
	v[n++] = (struct press_fact){
	    "Waktu", arena_dup(cx->arena,
			 json_string_value(json_object_get(m, "times_text")))};
	if (d->sop->number)
		v[n++] = (struct press_fact){"Nomor SOP", d->sop->number};
	v[n++] = (struct press_fact){"Nama SOP", d->sop->title};
	json_decref(m);
	job->facts = v;
	job->facts_n = n;
}

/* The file's date is that of the last that happened. */
static int64_t
last_moved(const struct dossier *d)
{
	return d->events_n > 0 ? d->events[d->events_n - 1].at : d->c.opened_at;
}

int
trace_case(
    struct ctx *cx, const struct dossier *d, struct sb *out, struct err *e)
{
	struct press_step *v =
	    ARENA_ARRAY(cx->arena, d->tasks_n, struct press_step);
	struct press_sop job = {.title = arena_printf(cx->arena,
				    "Jejak permohonan %s", d->c.number)};
	const char *loaded;

	if (find_texts(cx, d->c.edition_id, &job, &loaded, e) < 0)
		return -1;
	for (size_t i = 0; i < d->tasks_n; i++) {
		int row = sop_row(d->sop, str_of(d->tasks[i].row_no));

		if (row >= 0)
			v[job.steps_n++] =
			    step_of(cx, d, &d->tasks[i], &d->sop->rows[row]);
	}
	job.steps = v;
	job.created = web_iso(cx, last_moved(d));
	set_facts(cx, d, &job);
	return press_sop(app_conf(cx->app)->press, &job, out, e);
}
