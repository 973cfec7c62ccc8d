#include "app/casepage.h"

#include <string.h>

#include "app/access.h"
#include "app/certview.h"
#include "app/contact.h"
#include "app/custody.h"
#include "app/missive.h"
#include "app/mute.h"
#include "app/officetime.h"
#include "app/reading.h"
#include "app/second.h"
#include "app/standview.h"
#include "app/web.h"
#include "store/certificate.h"
#include "view/format.h"
#include "view/json.h"

/* --- where it is -------------------------------------------------------- */

/* The open task that has waited longest; NULL if the case is over. */
static const struct task *
oldest_open(const struct dossier *d)
{
	for (size_t i = 0; i < d->tasks_n; i++)
		if (d->tasks[i].closed_at == 0)
			return &d->tasks[i];
	return NULL;
}

/* Whether an event moved the case, and is not about papers or messages. */
static bool
is_move(const struct event *ev)
{
	return kind_find(ev->kind) || strcmp(ev->kind, "abandon") == 0;
}

/* Of what ended the case: papers may have been erased since. */
static const char *
last_reason(const struct dossier *d)
{
	for (size_t i = d->events_n; i-- > 0;)
		if (is_move(&d->events[i]))
			return d->events[i].reason ? d->events[i].reason : "";
	return "";
}

static const char *
over_sentence(struct ctx *cx, const struct dossier *d)
{
	const char *when = web_when(cx, d->c.closed_at);
	const char *reason = last_reason(d);

	if (d->c.state == CASE_DONE)
		return arena_printf(cx->arena, "Selesai pada %s.", when);
	return arena_printf(cx->arena, "%s pada %s%s%s",
	    strcmp(d->c.ending, "abandoned") == 0 ? "Ditutup" : "Ditolak", when,
	    reason[0] ? ": " : ".", reason);
}

void
case_headline(struct ctx *cx, const struct dossier *d, json_t *model)
{
	const struct task *t = oldest_open(d);
	int row = t ? sop_row(d->sop, str_of(t->row_no)) : ROW_NONE;
	const struct row *r = row >= 0 ? &d->sop->rows[row] : NULL;
	const struct opinion *own =
	    t ? dossier_opinion(d, t->id, cx->actor.person, true) : NULL;
	const char *text, *level = "desk";

	if (own) {
		text = second_waits(cx, d, t, own);
		level = "wait";
	} else if (!r) {
		text = over_sentence(cx, d);
		level = d->c.state == CASE_DONE ? "ok" : "stop";
	} else if (r->owner == OWNER_OFFICE) {
		bool late = t->due_at && cx->now > t->due_at;

		text = arena_printf(cx->arena, "Sedang di meja %s sejak %s%s.",
		    d->sop->lanes[r->lane].title, web_when(cx, t->opened_at),
		    late ? ", melewati waktu SOP" : "");
		level = late ? "late" : "desk";
	} else {
		text = arena_printf(cx->arena, "Menunggu %s: %s.",
		    r->owner == OWNER_BSRE ? "BSrE" : "pemohon",
		    kind_get(r->kind)->title);
		level = "wait";
	}
	jv_set_z(model, "headline", text);
	jv_set_z(model, "level", level);
}

void
case_summary(struct ctx *cx, const struct dossier *d, json_t *model)
{
	json_t *o = jv_set_obj(model, "case");

	jv_set_z(o, "number", d->c.number);
	jv_set_z(o, "url",
	    cx->actor.person ? ctx_url(cx, "/permohonan/%s", d->c.number)
			     : NULL);
	jv_set_z(o, "title", d->sop->title);
	jv_set_z(o, "applicant", d->c.applicant);
	jv_set_z(o, "opened_text", web_when(cx, d->c.opened_at));
	jv_set_z(o, "state", case_state_name(d->c.state));
}

void
case_clock(struct ctx *cx, const struct dossier *d, const struct task *t,
    json_t *model)
{
	int row = sop_row(d->sop, str_of(t->row_no));
	struct worktime w = office_worktime(cx->office);
	struct span span;
	int64_t used, most;
	json_t *o;

	if (row < 0 || !row_span(&d->sop->rows[row], &span)) {
		jv_set_null(model, "clock");
		return;
	}
	used = span_used(&w, t->opened_at, cx->now, span);
	most = span_minutes(cx->office, span);
	o = jv_set_obj(model, "clock");
	jv_set_z(o, "level", used > most ? "late" : "ok");
	jv_set_int(o, "meter_max", most);
	jv_set_int(o, "meter_value", used > most ? most : used);
	jv_set_z(o, "text",
	    arena_printf(cx->arena, "%s dari %s menurut SOP",
		format_minutes(cx->arena, used, span_day(cx->office, span)),
		duration_text(cx->arena, d->sop->rows[row].time)));
}

/* --- papers and history ------------------------------------------------- */

/* What a file is, and whose. */
static const char *
file_label(struct ctx *cx, const struct dossier *d, const struct file *f)
{
	const char *label = paper_title(d->sop, f->purpose);
	int h = dossier_holder(d, f->holder_id);
	bool was_item = paper_item(d->sop, f->purpose) != NULL;

	for (size_t i = 0; i < PHOTOS; i++)
		if (strcmp(f->purpose, photos[i].field) == 0)
			was_item =
			    dossier_item(d, photos[i].item, f->holder_id);
	if (h >= 0 && d->holders_n > 1)
		label = arena_printf(
		    cx->arena, "%s: %s", label, d->holders[h].name);
	return was_item && !f->item_id
		   ? arena_printf(cx->arena, "%s (sudah diganti)", label)
		   : label;
}

/* It has a section of its own. */
static bool
is_missive(const struct file *f)
{
	return str_starts(str_of(f->purpose), STR(MISSIVE_PURPOSE));
}

void
case_documents(
    struct ctx *cx, const struct dossier *d, int64_t task, json_t *model)
{
	json_t *list = jv_set_arr(model, "documents");

	for (size_t i = 0; i < d->files_n; i++) {
		const struct file *f = &d->files[i];
		json_t *o;

		if (is_missive(f) || !access_file(cx, d, f))
			continue;
		o = jv_append_obj(list);
		jv_set_z(o, "label", file_label(cx, d, f));
		jv_set_z(o, "name", f->name);
		jv_set_z(
		    o, "url", f->erased_at ? NULL : paper_url(cx, f, task));
		jv_set_z(o, "keeping_text", paper_keeping(cx, d, f));
		jv_set_z(
		    o, "size_text", format_size(cx->arena, (uint64_t)f->size));
		jv_set_bool(o, "is_image", strncmp(f->type, "image/", 6) == 0);
		jv_set_z(o, "scan_text", scan_text(scan_find(f->scan)));
	}
}

/* How many papers were erased at once, events up to this one. */
static size_t
erased_with(const struct dossier *d, size_t i)
{
	size_t n = 1;

	while (n <= i && strcmp(d->events[i - n].kind, "erase") == 0 &&
	       d->events[i - n].at == d->events[i].at)
		n++;
	return n;
}

/* What happened, in words. */
static const char *
event_text(struct ctx *cx, const struct dossier *d, const struct event *ev)
{
	const struct kind *k = kind_find(ev->kind);
	int out = ev->outcome ? outcome_find(ev->outcome) : -1;
	int h = dossier_holder(d, ev->holder_id);

	const char *what = k ? k->title : "Tautan untuk pemohon";
	const char *result =
	    out >= 0 ? outcome_title((enum outcome)out) : "Dibuat";

	if (strcmp(ev->kind, "abandon") == 0)
		return "Permohonan ditutup";
	if (strcmp(ev->kind, "missive") == 0)
		return missive_event_text(cx, ev);
	if (strcmp(ev->kind, "link") == 0 && out == OUT_SENT)
		what = "Tautan untuk calon pemilik";
	if (strcmp(ev->kind, "message") == 0)
		return "Pesan yang gagal dikirim lagi";
	if (strcmp(ev->kind, "secret") == 0)
		what = "Passphrase diteruskan ke BSrE";
	if (strcmp(ev->kind, "contact") == 0)
		return arena_printf(cx->arena,
		    "%s. %s dihubungi lewat WhatsApp", ev->row_no,
		    h >= 0 ? d->holders[h].name : "Pemohon");
	if (strcmp(ev->kind, "opinion") == 0) {
		what = "Penilaian seorang pemeriksa";
		result = second_title(ev->outcome);
	}
	return arena_printf(cx->arena, "%s. %s: %s%s%s", ev->row_no, what,
	    result, h >= 0 && d->holders_n > 1 ? ", " : "",
	    h >= 0 && d->holders_n > 1 ? d->holders[h].name : "");
}

void
case_history(
    struct ctx *cx, const struct dossier *d, json_t *model, const char *key)
{
	json_t *list = jv_set_arr(model, key);

	for (size_t i = d->events_n; i-- > 0;) {
		const struct event *ev = &d->events[i];
		json_t *o = jv_append_obj(list);
		size_t erased = 0;

		if (strcmp(ev->kind, "erase") == 0)
			erased = erased_with(d, i);
		jv_set_z(o, "at", web_when(cx, ev->at));
		jv_set_z(o, "who",
		    arena_printf(cx->arena, "%s%s%s",
			ev->person_name ? ev->person_name : "",
			ev->person_name && ev->person_name[0] ? ", " : "",
			ev->seat_title));
		jv_set_z(o, "what",
		    erased ? arena_printf(cx->arena,
				 "%zu berkas dihapus sesuai jadwal penyimpanan",
				 erased)
			   : event_text(cx, d, ev));
		jv_set_z(o, "reason",
		    ev->reason && ev->reason[0] ? ev->reason : NULL);
		i -= erased ? erased - 1 : 0;
	}
}

/* --- the page ----------------------------------------------------------- */

static const char *
holder_state(struct ctx *cx, const struct dossier *d, const struct holder *h)
{
	if (strcmp(h->ending, "rejected") == 0)
		return "Ditolak";
	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];
		int row = sop_row(d->sop, str_of(t->row_no));

		if (t->closed_at == 0 && row >= 0 &&
		    (t->holder_id == h->id || t->holder_id == 0))
			return arena_printf(cx->arena, "Langkah %s, %s",
			    t->row_no, kind_get(d->sop->rows[row].kind)->title);
	}
	if (h->waiting_row)
		return "Menunggu calon pemilik lain";
	return "Selesai";
}

/* How the holders stand at BSrE: officials see what each says, others a
 * sentence. */
static int
set_standings(
    struct ctx *cx, const struct dossier *d, json_t *list, struct err *e)
{
	bool official =
	    cx->actor.seats_n > 0 && cx->actor.person != d->c.applicant_id;
	const char **plain = NULL;
	struct standing *v = NULL;
	json_t *o;
	size_t i;

	if ((official ? standings_load(cx, d, &v, e)
		      : standings_plain(cx, d, &plain, e)) < 0)
		return -1;
	json_array_foreach(list, i, o)
	{
		jv_set_null(o, "standing");
		jv_set_z(o, "plain", plain ? plain[i] : NULL);
		if (v)
			standing_model(cx, d, &d->holders[i], &v[i], false,
			    jv_set_obj(o, "standing"));
	}
	return 0;
}

/* Whether a certificate may be there. */
static bool
has_serial(const struct dossier *d)
{
	for (size_t i = 0; i < d->holders_n; i++)
		if (d->holders[i].serial[0])
			return true;
	return false;
}

/* "21 November 2026 sampai 20 November 2028" */
static const char *
valid_text(struct ctx *cx, const struct holder *h)
{
	struct err ignored = {0};
	struct civil from, until;

	if (date_parse(&from, str_of(h->valid_from), &ignored) < 0 ||
	    date_parse(&until, str_of(h->valid_until), &ignored) < 0)
		return NULL;
	return arena_printf(cx->arena, "%s sampai %s",
	    format_civil(cx->arena, from), format_civil(cx->arena, until));
}

static int
set_holders(struct ctx *cx, const struct dossier *d, json_t *m, struct err *e)
{
	json_t *list = jv_set_arr(m, "holders");
	int64_t *kept = NULL;
	size_t kept_n = 0;

	jv_set_bool(m, "has_holders", d->sop->certificate);
	if (has_serial(d) && certificate_of_case(cx->db, cx->arena, &kept,
				 &kept_n, d->c.id, e) < 0)
		return -1;
	for (size_t i = 0; i < d->holders_n; i++) {
		const struct holder *h = &d->holders[i];
		json_t *o = jv_append_obj(list), *c;

		jv_set_z(o, "name", h->name);
		jv_set_z(o, "state_text", holder_state(cx, d, h));
		if (!h->serial[0]) {
			jv_set_null(o, "certificate");
			continue;
		}
		c = jv_set_obj(o, "certificate");
		jv_set_z(c, "serial", h->serial);
		jv_set_z(c, "valid_from", h->valid_from);
		jv_set_z(c, "valid_to", h->valid_until);
		jv_set_z(c, "valid_text", valid_text(cx, h));
		jv_set_null(c, "downloads");
		for (size_t k = 0; k < kept_n; k++)
			if (kept[k] == h->id)
				cert_downloads(cx, cert_url(cx, d, i), c);
	}
	return set_standings(cx, d, list, e);
}

/* What only the applicant sees: the tracking code, a waiting credential. */
static void
set_own(struct ctx *cx, const struct dossier *d, json_t *m)
{
	struct err ignored = {0};
	int64_t id;
	json_t *o;

	jv_set_null(m, "tracking");
	jv_set_null(m, "credential");
	if (cx->actor.person != d->c.applicant_id)
		return;
	o = jv_set_obj(m, "tracking");
	jv_set_z(o, "number", d->c.number);
	jv_set_z(o, "code", d->c.track_code);
	jv_set_z(o, "receipt_url",
	    ctx_url(cx, "/permohonan/%s/tanda-terima", d->c.number));
	if (credential_waiting(
		cx->db, cx->arena, &id, NULL, d->c.id, &ignored) == 1)
		jv_set_z(jv_set_obj(m, "credential"), "show_action",
		    ctx_url(cx, "/permohonan/%s/kredensial", d->c.number));
}

/* The first act that the table offers stands at the top as well. */
static void
set_act(json_t *m)
{
	json_t *row, *act;
	size_t i;

	json_array_foreach(json_object_get(m, "rows"), i, row)
	{
		act = json_object_get(row, "act");
		if (json_is_object(act)) {
			json_object_set(m, "act", act);
			return;
		}
	}
	jv_set_null(m, "act");
}

/* Whom an officer can write to while the case goes on. */
static int
set_contacts(struct ctx *cx, const struct dossier *d, json_t *m, struct err *e)
{
	const struct task *t = oldest_open(d);

	if (t)
		return contact_model(cx, d, t, m, e);
	jv_set_arr(m, "contacts");
	return 0;
}

void
case_show(
    struct ctx *cx, const struct dossier *d, int64_t task, const char *token)
{
	json_t *m = web_model(cx, "case", d->sop->title);
	const struct forecast *f;
	struct err e = {0};

	case_summary(cx, d, m);
	case_headline(cx, d, m);
	case_times(cx, d, m);
	if (case_forecast(cx, d, &f, m, &e) < 0)
		goto fail;
	case_sop(cx, d->sop, d, f, m);
	jv_set_z(m, "trace_url",
	    ctx_url(cx, "/permohonan/%s/jejak.pdf", d->c.number));
	set_act(m);
	if (set_holders(cx, d, m, &e) < 0)
		goto fail;
	set_own(cx, d, m);
	case_documents(cx, d, 0, m);
	case_history(cx, d, m, "events");
	if (missive_list(cx, d, m, &e) < 0)
		goto fail;
	if (case_ways_out(cx, d, task, token, m, &e) < 0 ||
	    set_contacts(cx, d, m, &e) < 0 || mute_model(cx, d, m, &e) < 0 ||
	    reading_model(cx, d,
		ctx_url(cx, "/permohonan/%s/pembaca", d->c.number), m, &e) < 0)
		goto fail;
	web_page(cx, 200, "case", m);
	return;
fail:
	json_decref(m);
	web_fail(cx, &e);
}
