/*
 * missive_kind.c - when a case has come so far that a letter of a kind can be
 * made, and what only that kind says.
 */
#include <string.h>

#include "app/custody.h"
#include "app/missive_part.h"
#include "app/web.h"
#include "sop/keep.h"
#include "view/format.h"
#include "view/json.h"

/* --- events and tasks --------------------------------------------------- */

static const struct row *
row_of(const struct dossier *d, const char *no)
{
	int i = no ? sop_row(d->sop, str_of(no)) : ROW_NONE;

	return i >= 0 ? &d->sop->rows[i] : NULL;
}

static bool
sop_has(const struct sop *sop, enum step_kind k)
{
	for (size_t i = 0; i < sop->rows_n; i++)
		if (sop->rows[i].kind == k)
			return true;
	return false;
}

/* Whether a task of that kind was opened. */
static bool
came_to(const struct dossier *d, enum step_kind k)
{
	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct row *r = row_of(d, d->tasks[i].row_no);

		if (r && r->kind == k)
			return true;
	}
	return false;
}

static bool
is_step(const struct event *ev, enum step_kind k)
{
	return strcmp(ev->kind, kind_get(k)->name) == 0;
}

static bool
has_outcome(const struct event *ev, enum outcome o)
{
	return ev->outcome && strcmp(ev->outcome, outcome_name(o)) == 0;
}

/* Whether an event is what a letter of that kind tells of. */
static bool
tells(const struct event *ev, enum missive_kind k)
{
	if (k == MISSIVE_RETURNED)
		return has_outcome(ev, OUT_RETURNED) ||
		       has_outcome(ev, OUT_INCOMPLETE);
	if (k == MISSIVE_AUDIT)
		return is_step(ev, STEP_AUDIT);
	if (k == MISSIVE_GRANT)
		return is_step(ev, STEP_GRANT);
	return false;
}

static bool
is_of_task(enum missive_kind k)
{
	return k == MISSIVE_RETURNED || k == MISSIVE_AUDIT ||
	       k == MISSIVE_GRANT;
}

const struct event *
missive_event(const struct dossier *d, const struct missive_of *of)
{
	for (size_t i = d->events_n; i-- > 0;)
		if (tells(&d->events[i], of->kind) &&
		    (!of->task || d->events[i].task_id == of->task))
			return &d->events[i];
	return NULL;
}

int64_t
missive_task(const struct dossier *d, enum missive_kind k)
{
	const struct missive_of of = {.kind = k};
	const struct event *ev = is_of_task(k) ? missive_event(d, &of) : NULL;

	return ev ? ev->task_id : 0;
}

static bool
any_rejected(const struct dossier *d)
{
	if (strcmp(d->c.ending, "rejected") == 0)
		return true;
	for (size_t i = 0; i < d->holders_n; i++)
		if (strcmp(d->holders[i].ending, "rejected") == 0)
			return true;
	return false;
}

static bool
any_issued(const struct dossier *d)
{
	for (size_t i = 0; i < d->holders_n; i++)
		if (d->holders[i].serial[0])
			return true;
	return came_to(d, STEP_DELIVER);
}

bool
missive_is_due(const struct dossier *d, const struct missive_of *of)
{
	const struct sop *sop = d->sop;

	if (!d->c.id)
		return of->kind == MISSIVE_REQUEST;
	if (missive_info(of->kind)->per_holder !=
	    (dossier_holder(d, of->holder) >= 0 && of->holder != 0))
		return false;
	if (is_of_task(of->kind))
		return of->task != 0 && missive_event(d, of);
	switch (of->kind) {
	case MISSIVE_REQUEST:
	case MISSIVE_RECEIPT:
		return true;
	case MISSIVE_DISPOSAL:
		return came_to(d, STEP_DISPOSE);
	case MISSIVE_RECOMMEND:
		return sop->certificate &&
		       came_to(d, sop_has(sop, STEP_RECOMMEND) ? STEP_RECOMMEND
							       : STEP_REGISTER);
	case MISSIVE_PEOPLE:
	case MISSIVE_STATEMENT:
		return sop->certificate;
	case MISSIVE_REJECTED:
		return any_rejected(d);
	case MISSIVE_ISSUED:
		return sop->certificate && any_issued(d);
	case MISSIVE_REPORT:
		return came_to(d, STEP_REPORT);
	case MISSIVE_RETURNED:
	case MISSIVE_AUDIT:
	case MISSIVE_GRANT:
	case MISSIVE_KINDS:
		break;
	}
	return false;
}

const char *
missive_detail(struct ctx *cx, const struct event *ev, const char *label)
{
	json_t *list =
	    ev && ev->detail ? json_loads(ev->detail, 0, NULL) : NULL;
	const char *out = "", *name;
	json_t *o;
	size_t i;

	json_array_foreach(list, i, o)
	{
		name = json_string_value(json_object_get(o, "label"));
		if (name && strcmp(name, label) == 0 &&
		    json_is_string(json_object_get(o, "value")))
			out = arena_dup(cx->arena,
			    json_string_value(json_object_get(o, "value")));
	}
	json_decref(list);
	return out;
}

/* --- tanda terima ------------------------------------------------------- */

static bool
was_handed_in(const struct dossier *d, const struct item *item, int64_t holder)
{
	const struct item_value *v = dossier_item(d, item->id, holder);

	return v && (v->value[0] || dossier_item_file(d, v, 0));
}

static void
view_items(struct ctx *cx, const struct dossier *d, json_t *v)
{
	json_t *list = jv_set_arr(v, "items");

	for (size_t k = 0; k < d->sop->items_n; k++) {
		const struct item *item = &d->sop->items[k];
		size_t n = item->per_holder ? d->holders_n : 1;

		for (size_t i = 0; i < n; i++) {
			int64_t id = item->per_holder ? d->holders[i].id : 0;
			json_t *o = jv_append_obj(list);

			jv_set_z(
			    o, "has", was_handed_in(d, item, id) ? "x" : "");
			missive_put(cx, o, "title",
			    item->per_holder && n > 1
				? arena_printf(cx->arena, "%s, %s", item->title,
				      d->holders[i].name)
				: item->title);
		}
	}
}

/* --- lembar disposisi --------------------------------------------------- */

/* As the paper one has them: boxes, some ticked. */
static void
boxes(json_t *o, const char *key, const char *const *texts, size_t n,
    const char *ticked)
{
	json_t *list = jv_set_arr(o, key);

	for (size_t i = 0; i < n; i++) {
		json_t *b = jv_append_obj(list);

		jv_set_z(
		    b, "box", strcmp(texts[i], ticked) == 0 ? "[x]" : "[ ]");
		jv_set_z(b, "text", texts[i]);
	}
}

static const char *const urgencies[] = {"Biasa", "Segera", "Sangat segera"};
static const char *const wishes[] = {"Untuk ditindaklanjuti",
    "Proses sesuai ketentuan", "Periksa kelengkapan", "Koordinasikan",
    "Untuk diketahui"};

/* Whose desk is next when this row forwards; NULL: nobody's. */
static const char *
next_seat(struct ctx *cx, const struct dossier *d, const struct row *r)
{
	int next = r->next[OUT_FORWARDED];
	const struct lane *l;

	if (next < 0)
		return NULL;
	l = &d->sop->lanes[d->sop->rows[next].lane];
	return missive_seat(&cx->office->missive, l->id, l->title);
}

/* A desk that has disposed, or (ev NULL) is still to. */
static void
view_station(struct ctx *cx, const struct dossier *d, const struct row *r,
    const struct event *ev, json_t *o)
{
	const char *to = next_seat(cx, d, r), *note = ev ? ev->reason : NULL;
	bool passed = ev && has_outcome(ev, OUT_FORWARDED);
	const char *texts[3] = {
	    to ? to : "Pelaksana", "Pemohon (dikembalikan)", "Ditolak"};
	const char *ticked = !ev                             ? ""
			     : passed                        ? texts[0]
			     : has_outcome(ev, OUT_RETURNED) ? texts[1]
							     : texts[2];
	const struct lane *l = &d->sop->lanes[r->lane];
	struct err ignored = {0};
	struct person p;

	boxes(o, "to", texts, 3, ticked);
	boxes(o, "wishes", wishes, sizeof(wishes) / sizeof(wishes[0]),
	    passed ? missive_detail(cx, ev, "Dengan hormat harap") : "");
	missive_put(cx, o, "note", note && note[0] ? note : ev ? "-" : "");
	missive_put(cx, o, "seat",
	    ev && ev->seat_title && strcmp(ev->seat_title, l->title) != 0
		? ev->seat_title
		: missive_seat(&cx->office->missive, l->id, l->title));
	missive_put(cx, o, "date_text",
	    ev ? format_date(cx->arena, ev->at, cx->office->zone) : "Tanggal:");
	missive_put(cx, o, "name",
	    ev ? ev->person_name : "....................................");
	missive_put(cx, o, "nip", "");
	if (ev && ev->person_id &&
	    person_get(cx->db, cx->arena, &p, ev->person_id, &ignored) == 1 &&
	    p.nip[0])
		missive_put(cx, o, "nip", missive_nip(cx, p.nip));
}

static void
view_stations(struct ctx *cx, const struct dossier *d, json_t *v)
{
	json_t *list = jv_set_arr(v, "stations");
	const char *urgency = "";

	for (size_t i = 0; i < d->sop->rows_n; i++) {
		const struct row *r = &d->sop->rows[i];
		const struct event *last = NULL;

		if (r->kind != STEP_DISPOSE)
			continue;
		/* Sent back and handed in again, it is disposed anew. */
		for (size_t k = 0; k < d->events_n; k++)
			if (is_step(&d->events[k], STEP_DISPOSE) &&
			    d->events[k].row_no &&
			    strcmp(d->events[k].row_no, r->no) == 0)
				last = &d->events[k];
		if (last && !urgency[0])
			urgency = missive_detail(cx, last, "Sifat");
		view_station(cx, d, r, last, jv_append_obj(list));
	}
	boxes(v, "urgency", urgencies, sizeof(urgencies) / sizeof(urgencies[0]),
	    urgency);
}

/* --- dikembalikan, ditolak, terbit -------------------------------------- */

/* What the desk named, item by item. */
static void
view_reasons(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, json_t *v)
{
	const struct event *ev = missive_event(d, of);
	json_t *list = jv_set_arr(v, "reasons"), *detail, *o, *x;
	struct civil end;
	size_t i;

	detail = ev && ev->detail ? json_loads(ev->detail, 0, NULL) : NULL;
	json_array_foreach(detail, i, x)
	{
		const char *label =
		    json_string_value(json_object_get(x, "label"));
		const char *value =
		    json_string_value(json_object_get(x, "value"));

		if (!label || !value || strcmp(label, "Sifat") == 0 ||
		    strcmp(label, "Dengan hormat harap") == 0 ||
		    strcmp(label, "Peringatan data") == 0)
			continue;
		o = jv_append_obj(list);
		jv_set_int(o, "no", (int64_t)json_array_size(list));
		missive_put(cx, o, "title", label);
		missive_put(cx, o, "reason", value);
	}
	json_decref(detail);
	jv_set_bool(v, "has_reasons", json_array_size(list) > 0);
	missive_put(cx, v, "note", ev ? ev->reason : "");
	end = civil_of(keep_end(d->sop->abandoned_after, ev ? ev->at : cx->now,
			   cx->office->zone),
	    cx->office->zone);
	missive_put(cx, v, "deadline", format_civil(cx->arena, end));
}

static const char *
rejection(const struct dossier *d)
{
	for (size_t i = d->events_n; i-- > 0;)
		if (d->events[i].outcome && d->events[i].reason &&
		    d->events[i].reason[0] &&
		    (has_outcome(&d->events[i], OUT_REJECTED) ||
			has_outcome(&d->events[i], OUT_DENIED)))
			return d->events[i].reason;
	return "Permohonan tidak memenuhi persyaratan layanan.";
}

/* Some of the persons, if not all are meant. */
static void
view_some(struct ctx *cx, const struct dossier *d, const char *key, bool issued,
    json_t *v)
{
	json_t *list = jv_set_arr(v, key);

	for (size_t i = 0; i < d->holders_n; i++) {
		const struct holder *h = &d->holders[i];
		bool out = strcmp(h->ending, "rejected") == 0;
		json_t *o;

		if (issued ? out : !out)
			continue;
		if (issued && !h->serial[0] && !came_to(d, STEP_DELIVER))
			continue;
		o = jv_append_obj(list);
		jv_set_int(o, "no", (int64_t)json_array_size(list));
		missive_person(cx, h, o);
	}
}

/* --- laporan, audit, serah terima, pernyataan --------------------------- */

static void
view_done(struct ctx *cx, const struct dossier *d, json_t *v)
{
	json_t *list = jv_set_arr(v, "done");

	for (size_t i = 0; i < d->events_n; i++) {
		const struct event *ev = &d->events[i];
		const struct row *r = row_of(d, ev->row_no);
		json_t *o;

		if (!r || !kind_find(ev->kind))
			continue;
		o = jv_append_obj(list);
		missive_put(cx, o, "row", r->no);
		missive_put(cx, o, "activity", r->activity);
		missive_put(cx, o, "who",
		    ev->seat_title && ev->seat_title[0] ? ev->seat_title
							: "Pemohon");
		missive_put(cx, o, "at", web_when_short(cx, ev->at));
		missive_put(cx, o, "returned",
		    has_outcome(ev, OUT_RETURNED) ||
			    has_outcome(ev, OUT_INCOMPLETE)
			? "Dikembalikan"
			: "");
	}
}

static void
view_audit(struct ctx *cx, const struct dossier *d, const struct missive_of *of,
    json_t *v)
{
	const struct event *ev = missive_event(d, of);
	json_t *o = jv_set_obj(v, "audit");
	bool fit = ev && has_outcome(ev, OUT_FIT);

	missive_put(cx, o, "at",
	    ev ? format_date(cx->arena, ev->at, cx->office->zone) : "");
	missive_put(cx, o, "who", ev ? ev->person_name : "");
	missive_put(
	    cx, o, "result", missive_detail(cx, ev, "Hasil audit sistem"));
	missive_put(cx, o, "note", ev ? ev->reason : "");
	jv_set_z(o, "fit", fit ? "x" : "");
	jv_set_z(o, "unfit", fit ? "" : "x");
}

static void
view_grant(struct ctx *cx, const struct dossier *d, const struct missive_of *of,
    json_t *v)
{
	const struct event *ev = missive_event(d, of);
	json_t *o = jv_set_obj(v, "grant");

	missive_put(
	    cx, o, "client", missive_detail(cx, ev, "Nama pengguna API"));
	missive_put(cx, o, "address",
	    missive_detail(cx, ev, "Alamat IP yang diizinkan"));
	missive_put(cx, o, "at", ev ? web_when(cx, ev->at) : "");
}

void
missive_view_kind(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, json_t *v)
{
	int h = dossier_holder(d, of->holder);
	json_t *refused;

	view_items(cx, d, v);
	view_stations(cx, d, v);
	view_reasons(cx, d, of, v);
	view_some(cx, d, "issued", true, v);
	view_some(cx, d, "refused", false, v);
	refused = json_object_get(v, "refused");
	jv_set_bool(v, "refused_any",
	    json_array_size(refused) > 0 &&
		json_array_size(refused) < d->holders_n);
	missive_put(cx, v, "reason", rejection(d));
	view_done(cx, d, v);
	view_audit(cx, d, of, v);
	view_grant(cx, d, of, v);
	jv_set_null(v, "holder");
	if (of->holder && h >= 0)
		missive_person(cx, &d->holders[h], jv_set_obj(v, "holder"));
}
