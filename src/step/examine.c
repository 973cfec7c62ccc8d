/*
 * examine - BSrE examines; its own lane and clock.  How the holder stands is
 * asked by the office's module where it can.  By hand: the verifier records
 * what AMS shows (Tapin row 11, "status: Enroll").
 */
#include <string.h>

#include "app/consult.h"
#include "app/standview.h"
#include "app/web.h"
#include "bsre/module.h"
#include "step/step.h"
#include "view/json.h"

#define FAST 2 /* seconds between two looks, while it is being asked */
#define SLOW 30

#define ISSUED "ISSUE"

/* How those of the case stand. */
struct examination {
	struct standing *v; /* of s->d->holders */
	bool asks;          /* the office's module can ask */
	bool fetches;       /* and get the certificate */
};

static int
load(struct step *s, struct err *e)
{
	struct ctx *cx = s->cx;
	struct examination *x = ARENA_NEW(cx->arena, struct examination);
	struct bsre_office o;

	if (step_certificate_load(s, e) < 0 ||
	    standings_load(cx, s->d, &x->v, e) < 0 ||
	    bsre_office_get(cx->db, cx->arena, &o, e) < 0)
		return -1;
	x->asks = (o.caps & BSRE_CAN(BSRE_STATUS)) != 0;
	x->fetches = x->asks && (o.caps & BSRE_CAN(BSRE_CHAIN));
	s->own = x;
	return 0;
}

/* What the API says of the holder, if it is not what is to be recorded. */
static const char *
contradiction(struct step *s)
{
	const struct examination *x = s->own;
	const struct standing *st;

	if (!s->holder)
		return NULL;
	st = &x->v[s->holder - s->d->holders];
	if (!st->api_at || strcmp(st->api_status, ISSUED) == 0)
		return NULL;
	return arena_printf(s->cx->arena,
	    "Menurut API statusnya lain: %s (%s). Periksa sekali lagi di AMS "
	    "sebelum mencatat sertifikat terbit.",
	    standing_words(s->cx->arena, st->api_status),
	    web_when_short(s->cx, st->api_at));
}

static void
fields(struct step *s)
{
	step_ams_status(s, ISSUED)->warning = contradiction(s);
	step_certificate_fields(s);
	step_reason(s, "Alasan BSrE tidak menyetujui", OUTCOME_BIT(OUT_DENIED));
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	const char *other = o == OUT_ISSUED ? contradiction(s) : NULL;

	if (o == OUT_ISSUED)
		step_certificate_record(s, act);
	step_note(act, "Status di AMS", fields_value(&s->fields, "status_ams"));
	if (other)
		step_note(act, "Peringatan", other);
	step_seen(s, act);
}

/* Closed by what the API said, by nobody. */
static bool
settled(struct step *s, enum outcome o)
{
	return o == OUT_COUNT && s->task->closed_by == 0;
}

/* --- the page ----------------------------------------------------------- */

static bool
is_asking(const json_t *standing)
{
	return json_is_true(
	    json_object_get(json_object_get(standing, "api"), "asking"));
}

/* All that may change while somebody looks. */
static const char *
add_mark(struct ctx *cx, const char *mark, const struct standing *st)
{
	return arena_printf(cx->arena, "%s %lld:%lld:%lld:%d", mark,
	    (long long)st->holder_id, (long long)st->api_at,
	    (long long)st->error_at, st->next_at && st->next_at <= cx->now);
}

static const char *
lead(const struct examination *x)
{
	if (x->fetches)
		return "BSrE sedang memeriksa permohonan ini. Paraf menanyakan "
		       "hasilnya sendiri: begitu sertifikat terbit, "
		       "sertifikatnya diambil dan langkah ini selesai. Bila "
		       "ditolak, atau sudah terlihat terbit di AMS, Anda dapat "
		       "mencatatnya di sini.";
	if (x->asks)
		return "BSrE sedang memeriksa permohonan ini. Paraf menanyakan "
		       "statusnya sendiri; catat hasilnya bila sudah ada.";
	return "BSrE sedang memeriksa permohonan ini. Lihat statusnya di AMS "
	       "dan catat hasilnya bila sudah ada.";
}

static void
draw(struct step *s, json_t *model)
{
	const struct examination *x = s->own;
	struct ctx *cx = s->cx;
	json_t *list = jv_arr(), *o, *one;
	const char *mark = "";
	bool asking = false, has_api = false;
	size_t from, to;

	step_draw_ams(s, model);
	step_certificate_draw(s, model);
	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++) {
		const struct holder *h = &s->d->holders[i];

		one = jv_append_obj(list);
		jv_set_z(one, "name", h->name);
		standing_model(cx, s->d, h, &x->v[i], x->asks, one);
		asking |= is_asking(one);
		has_api |= json_is_object(json_object_get(one, "api"));
		mark = add_mark(cx, mark, &x->v[i]);
	}
	o = step_draw_news(s, model, mark, asking ? FAST : SLOW);
	jv_set_z(o, "lead", lead(x));
	jv_set(o, "standings", list);
	jv_set_bool(o, "has_names", to - from > 1);
	jv_set_z(o, "ask_action",
	    has_api ? ctx_url(cx, "/permohonan/%s/langkah/%lld/periksa",
			  s->d->c.number, (long long)s->task->id)
		    : NULL);
}

void
step_consult(struct ctx *cx)
{
	struct dossier d = {0};
	struct step s = {.cx = cx, .d = &d};
	const struct task *t;
	struct err e = {0};
	size_t from, to;
	int holder;

	if (step_read_form(cx, &e) < 0 || step_find_desk(cx, &d, &t, &e) < 0)
		goto out;
	holder = dossier_holder(&d, t->holder_id);
	s.holder = holder >= 0 ? &d.holders[holder] : NULL;
	step_holders(&s, &from, &to);
	if (db_begin(cx->db, &e) < 0)
		goto out;
	for (size_t i = from; i < to; i++)
		if (consult_soon(cx, d.holders[i].id, &e) < 0)
			goto out;
	if (db_commit(cx->db, &e) == 0)
		web_redirect(cx, ctx_url(cx, "/permohonan/%s/langkah/%lld",
				     d.c.number, (long long)t->id));
out:
	db_rollback(cx->db);
	if (e.kind != ERR_NONE)
		web_fail(cx, &e);
	dossier_clear(&d);
}

const struct step_kind_code step_examine = {.load = load,
    .fields = fields,
    .check = step_certificate_check,
    .record = record,
    .draw = draw,
    .settled = settled};
