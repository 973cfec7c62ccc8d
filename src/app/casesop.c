/*
 * casesop.c - the heart of the pages: the SOP table, each row with its
 * flowchart symbols, and for a case who did it, when, and how long it took
 * against Waktu.
 */
#include <string.h>

#include "app/access.h"
#include "app/casepage.h"
#include "app/officetime.h"
#include "app/web.h"
#include "sop/flowchart.h"
#include "view/format.h"
#include "view/json.h"

#define STUBS 16 /* sets of stubs */

struct table {
	struct ctx *cx;
	const struct sop *sop;
	const struct dossier *d;         /* NULL: no case */
	const struct forecast *forecast; /* NULL: none */
	const struct flowchart *chart;
	int furthest; /* row of the open task that is furthest on; rows_n if
	                 the case is over, -1 without a case */
	json_t *empty[STUBS]; /* borrowed from the model; by their stubs */
};

/* --- symbols ------------------------------------------------------------ */

static const char *
stub_side(enum stub s)
{
	return s == STUB_LEFT ? "left" : s == STUB_RIGHT ? "right" : "down";
}

static json_t *
lines_json(const struct flow_cell *c, json_t *list)
{
	json_t *o = jv_append_obj(list);

	jv_set_bool(o, "is_empty", c->symbol == SYMBOL_NONE);
	jv_set_bool(o, "up", c->stubs & STUB_UP);
	jv_set_bool(o, "down", c->stubs & STUB_DOWN);
	jv_set_bool(o, "left", c->stubs & STUB_LEFT);
	jv_set_bool(o, "right", c->stubs & STUB_RIGHT);
	return o;
}

/* Most cells are empty, and alike: each kind is made once. */
static void
empty_json(struct table *t, const struct flow_cell *c, json_t *list)
{
	json_t **o = &t->empty[c->stubs];

	if (*o)
		jv_append(list, json_incref(*o));
	else
		*o = lines_json(c, list);
}

static void
cell_json(struct table *t, const struct flow_row *fr, size_t lane, json_t *list)
{
	const struct flow_cell *c = &fr->cells[lane];
	json_t *o, *exits, *connectors;

	if (c->symbol == SYMBOL_NONE) {
		empty_json(t, c, list);
		return;
	}
	o = lines_json(c, list);
	jv_set_bool(o, "is_capsule", c->symbol == SYMBOL_CAPSULE);
	jv_set_bool(o, "is_box", c->symbol == SYMBOL_BOX);
	jv_set_bool(o, "is_diamond", c->symbol == SYMBOL_DIAMOND);
	jv_set_bool(o, "arrow", fr->arrow);
	jv_set_z(o, "connectors_at", stub_side(fr->connectors_at));
	exits = jv_set_arr(o, "exits");
	connectors = jv_set_arr(o, "connectors");
	for (size_t i = 0; i < fr->exits_n; i++) {
		json_t *x;

		if (!fr->exits[i].label)
			continue;
		x = jv_append_obj(exits);
		jv_set_z(x, "text", fr->exits[i].label);
		jv_set_z(x, "side", stub_side(fr->exits[i].stub));
	}
	for (size_t i = 0; i < fr->connectors_n; i++) {
		int to = fr->connectors[i].target;
		json_t *x = jv_append_obj(connectors);

		jv_set_bool(x, "is_end", to < 0);
		jv_set_bool(x, "is_no", fr->connectors[i].no);
		jv_set_z(x, "text", to < 0 ? "Selesai" : t->sop->rows[to].no);
		jv_set_z(x, "label", fr->connectors[i].label);
	}
}

/* --- the live part ------------------------------------------------------ */

static const struct task *
task_at(const struct table *t, const char *row_no, bool open)
{
	const struct task *found = NULL;

	for (size_t i = 0; t->d && i < t->d->tasks_n; i++) {
		const struct task *k = &t->d->tasks[i];

		if (strcmp(k->row_no, row_no) == 0 &&
		    (k->closed_at == 0) == open)
			found = k;
	}
	return found;
}

static const struct event *
event_of(const struct dossier *d, int64_t task)
{
	for (size_t i = d->events_n; i-- > 0;)
		if (d->events[i].task_id == task)
			return &d->events[i];
	return NULL;
}

static void
used_json(
    struct ctx *cx, const struct row *r, int64_t from, int64_t to, json_t *o)
{
	struct worktime w = office_worktime(cx->office);
	struct span span;
	int64_t used, most;
	json_t *u;

	if (!row_span(r, &span)) {
		jv_set_null(o, "used");
		return;
	}
	used = span_used(&w, from, to, span);
	most = span_minutes(cx->office, span);
	u = jv_set_obj(o, "used");
	jv_set_z(u, "text",
	    arena_printf(cx->arena, "%s dari %s",
		format_minutes(cx->arena, used, span_day(cx->office, span)),
		duration_text(cx->arena, r->time)));
	jv_set_z(u, "level", used > most ? "late" : "ok");
	jv_set_int(u, "percent", used * 100 / most);
	jv_set_int(u, "meter_max", most);
	jv_set_int(u, "meter_value", used > most ? most : used);
}

static const char *
waiting_text(const struct row *r)
{
	switch (r->owner) {
	case OWNER_APPLICANT:
		return "Menunggu pemohon";
	case OWNER_BSRE:
		return "Menunggu BSrE";
	case OWNER_OFFICE:
		break;
	}
	return NULL;
}

static void
done_json(
    const struct table *t, const struct row *r, const struct task *k, json_t *o)
{
	const struct event *ev = event_of(t->d, k->id);
	const char *who = "Sistem"; /* closed what was abandoned */
	int out = k->outcome ? outcome_find(k->outcome) : -1;

	/* Who only tracks by number and code sees desks, not persons. */
	if (ev)
		who =
		    t->cx->actor.person && ev->person_name && ev->person_name[0]
			? arena_printf(t->cx->arena, "%s, %s", ev->person_name,
			      ev->seat_title)
			: ev->seat_title;
	jv_set_z(o, "by", who);
	jv_set_z(o, "at", web_iso(t->cx, k->closed_at));
	jv_set_z(o, "at_text", web_when(t->cx, k->closed_at));
	jv_set_z(o, "outcome", k->outcome);
	jv_set_z(o, "outcome_text",
	    out >= 0 ? outcome_title((enum outcome)out) : "Ditutup");
	used_json(t->cx, r, k->opened_at, k->closed_at, o);
}

/* The holders of a letter with several persons, each at this row. */
static void
holders_json(const struct table *t, const struct row *r, json_t *o)
{
	json_t *list = jv_set_arr(o, "holders");

	if (!t->d || t->d->holders_n < 2)
		return;
	for (size_t i = 0; i < t->d->tasks_n; i++) {
		const struct task *k = &t->d->tasks[i];
		int h = dossier_holder(t->d, k->holder_id);
		json_t *x;

		if (h < 0 || strcmp(k->row_no, r->no) != 0)
			continue;
		x = jv_append_obj(list);
		jv_set_z(x, "name",
		    t->cx->actor.person ? t->d->holders[h].name
					: arena_printf(t->cx->arena,
					      "Calon pemilik %d", h + 1));
		jv_set_z(x, "state_text",
		    k->closed_at ? web_when_short(t->cx, k->closed_at)
				 : "sedang berjalan");
		jv_set_bool(x, "is_done", k->closed_at != 0);
		jv_set_bool(x, "is_current", k->closed_at == 0);
	}
}

/* The button of whoever may act on an open task of the row. */
static void
act_json(const struct table *t, const struct row *r, json_t *o)
{
	json_t *act;

	for (size_t i = 0; t->d && i < t->d->tasks_n; i++) {
		const struct task *k = &t->d->tasks[i];

		if (strcmp(k->row_no, r->no) != 0 ||
		    access_step(&t->cx->actor, t->d, k) != ACCESS_ACT)
			continue;
		act = jv_set_obj(o, "act");
		jv_set_z(act, "url",
		    ctx_url(t->cx, "/permohonan/%s/langkah/%lld",
			t->d->c.number, (long long)k->id));
		jv_set_z(act, "label", kind_get(r->kind)->title);
		return;
	}
	jv_set_null(o, "act");
}

/* When a row that is still to begin is likely to be done. */
static const char *
forecast_text(const struct table *t, int index)
{
	int64_t at = t->forecast ? t->forecast->rows[index] : 0;

	return at ? format_date(t->cx->arena, at, t->cx->office->zone) : NULL;
}

static void
state_json(const struct table *t, int index, json_t *o)
{
	const struct row *r = &t->sop->rows[index];
	const struct task *open = task_at(t, r->no, true);
	const struct task *done = task_at(t, r->no, false);
	bool is_done = !open && done && index <= t->furthest;
	bool waiting = open && r->owner != OWNER_OFFICE;

	jv_set_z(o, "state",
	    !t->d     ? "plain"
	    : open    ? "current"
	    : is_done ? "done"
		      : "later");
	jv_set_bool(o, "is_current", open != NULL);
	jv_set_bool(o, "is_done", is_done);
	jv_set_bool(o, "is_later", t->d && !open && !is_done);
	jv_set_bool(o, "waiting", waiting);
	jv_set_z(o, "waiting_text", waiting ? waiting_text(r) : NULL);
	if (is_done) {
		done_json(t, r, done, o);
	} else {
		jv_set_null(o, "by");
		jv_set_null(o, "outcome");
		jv_set_null(o, "outcome_text");
		jv_set_z(
		    o, "at", open ? web_iso(t->cx, open->opened_at) : NULL);
		jv_set_z(o, "at_text",
		    open ? arena_printf(t->cx->arena, "sejak %s",
			       web_when(t->cx, open->opened_at))
			 : NULL);
		if (open)
			used_json(t->cx, r, open->opened_at, t->cx->now, o);
		else
			jv_set_null(o, "used");
	}
	jv_set_z(o, "forecast_text", forecast_text(t, index));
	holders_json(t, r, o);
	act_json(t, r, o);
}

static void
row_json(struct table *t, size_t index, json_t *list)
{
	const struct row *r = &t->sop->rows[index];
	json_t *o = jv_append_obj(list), *cells, *needs;

	jv_set_z(o, "no", r->no);
	jv_set_z(o, "kegiatan", r->activity);
	jv_set_z(o, "lane", t->sop->lanes[r->lane].id);
	jv_set_z(o, "lane_title", t->sop->lanes[r->lane].title);
	cells = jv_set_arr(o, "cells");
	for (size_t i = 0; i < t->sop->lanes_n; i++)
		cell_json(t, &t->chart->rows[index], i, cells);
	needs = jv_set_arr(o, "needs");
	for (size_t i = 0; i < r->needs_n; i++)
		jv_set_z(jv_append_obj(needs), "text", r->needs[i]);
	jv_set_z(o, "waktu", duration_text(t->cx->arena, r->time));
	jv_set_z(o, "output", r->output);
	jv_set_z(o, "keterangan", r->note);
	jv_set_z(o, "tersirat", r->implied);
	jv_set_null(o, "board");
	state_json(t, (int)index, o);
}

static int
furthest_row(const struct sop *sop, const struct dossier *d)
{
	int far = -1;

	if (!d)
		return -1;
	if (d->c.closed_at)
		return (int)sop->rows_n;
	for (size_t i = 0; i < d->tasks_n; i++) {
		int row = sop_row(sop, str_of(d->tasks[i].row_no));

		if (d->tasks[i].closed_at == 0 && row > far)
			far = row;
	}
	return far;
}

/* A narrow column may break "Pemohon/User" after the stroke. */
static const char *
lane_heading(struct arena *a, const char *title)
{
	struct str rest = str_of(title), part = str_cut(&rest, '/');
	const char *out = str_z(a, part);

	while (rest.p) {
		part = str_cut(&rest, '/');
		out =
		    arena_printf(a, "%s/\u200b%.*s", out, (int)part.n, part.p);
	}
	return out;
}

void
case_sop(struct ctx *cx, const struct sop *sop, const struct dossier *d,
    const struct forecast *f, json_t *model)
{
	struct table t = {
	    .cx = cx,
	    .sop = sop,
	    .d = d,
	    .forecast = f,
	    .chart = flowchart_make(cx->arena, sop),
	    .furthest = furthest_row(sop, d),
	};
	json_t *o = jv_set_obj(model, "sop"), *list;

	jv_set_z(o, "title", sop->title);
	jv_set_bool(o, "wide", sop->lanes_n > 6);
	jv_set_int(o, "lanes_n", (int64_t)sop->lanes_n);
	list = jv_set_arr(o, "lanes");
	for (size_t i = 0; i < sop->lanes_n; i++)
		jv_set_z(jv_append_obj(list), "title",
		    lane_heading(cx->arena, sop->lanes[i].title));
	list = jv_set_arr(o, "rows");
	for (size_t i = 0; i < sop->rows_n; i++)
		row_json(&t, i, list);
	/* The contract's own place for the rows. */
	json_object_set(model, "rows", list);
}
