/*
 * register_view.c - what a page says of a registration by the module: where
 * it is, why it waits, what is asked of a person.
 */
#include <string.h>

#include "app/standview.h"
#include "app/web.h"
#include "step/register.h"
#include "view/format.h"
#include "view/json.h"

#define LATE (INT64_C(2) * 60 * 1000) /* ms overdue: nobody sends */
#define FAST 2                        /* seconds between two looks */
#define SLOW 20

static const char *
clock_text(const struct step *s, int64_t at)
{
	return format_clock(s->cx->arena, at, s->cx->office->zone);
}

/* --- what is asked of a person ------------------------------------------ */

static const char *
doubt_text(const struct bsre_act *a)
{
	if (strcmp(a->doubt, DOUBT_REFUSED) == 0)
		return "BSrE menolak pendaftaran ini.";
	if (strcmp(a->doubt, DOUBT_KNOWN) == 0)
		return "Belum ada yang dikirim: BSrE menyatakan orang ini "
		       "sudah dikenal di sana.";
	return "Data sudah dikirim, tetapi tidak diketahui apakah BSrE "
	       "menerimanya. Lihat dahulu di AMS: kiriman kedua dapat "
	       "mendaftarkan orang yang sama dua kali.";
}

/* What the API says of the holder now. */
static const char *
status_text(struct step *s, const struct standing *st)
{
	if (!st->api_at)
		return NULL;
	return arena_printf(s->cx->arena,
	    "Status menurut API: %s, ditanyakan %s.",
	    standing_words(s->cx->arena, st->api_status),
	    web_when_short(s->cx, st->api_at));
}

static void
set_doubt(struct step *s, const struct registration *r,
    const struct bsre_act *a, size_t i, json_t *line)
{
	json_t *o = jv_set_obj(line, "doubt");
	const char *code =
	    a->code ? arena_printf(s->cx->arena, " (kode %d)", a->code) : "";

	jv_set_z(o, "kind", a->doubt);
	jv_set_z(o, "words",
	    a->answer[0] ? arena_printf(s->cx->arena, "Jawaban BSrE: “%s”%s",
			       a->answer, code)
	    : a->code    ? arena_printf(s->cx->arena, "Jawaban BSrE:%s", code)
			 : NULL);
	jv_set_z(o, "reason", a->reason[0] ? a->reason : NULL);
	jv_set_z(o, "status_text", status_text(s, &r->stand[i]));
	jv_append(jv_set_arr(o, "answers"),
	    field_json(&s->fields,
		fields_get(&s->fields, registration_field(s, i)), NULL));
}

/* --- a line for each person --------------------------------------------- */

static const char *
waiting_text(struct step *s, const struct bsre_act *a)
{
	if (!a->reason[0])
		return "Menunggu giliran dikirim ke BSrE.";
	return arena_printf(s->cx->arena, "Belum terkirim: %s", a->reason);
}

static void
line_json(struct step *s, const struct registration *r, size_t i, json_t *list)
{
	const struct holder *h = &s->d->holders[i];
	const struct bsre_act *a = registration_act(r, h->id);
	json_t *o = jv_append_obj(list);
	const char *text = "Belum didaftarkan.", *level = "desk";

	jv_set_z(o, "name", h->name);
	jv_set_null(o, "next");
	jv_set_null(o, "doubt");
	jv_set_z(o, "state", a ? a->state : "none");
	if (a && act_is(a, "waiting")) {
		text = waiting_text(s, a);
		level = a->reason[0] ? "late" : "wait";
		if (a->reason[0])
			jv_set_z(o, "next",
			    a->try_at <= s->cx->now
				? "Dicoba lagi sekarang."
				: arena_printf(s->cx->arena,
				      "Dicoba lagi pukul %s.",
				      clock_text(s, a->try_at)));
	} else if (a && act_is(a, "sending")) {
		text = arena_printf(s->cx->arena,
		    "Sedang dikirim ke BSrE sejak pukul %s.",
		    clock_text(s, a->claimed_at));
		level = "wait";
	} else if (a && act_is(a, "question")) {
		text = doubt_text(a);
		level = "late";
		set_doubt(s, r, a, i, o);
	} else if (a) {
		text =
		    arena_printf(s->cx->arena, "Terdaftar di BSrE, dicatat %s.",
			web_when_short(s->cx, a->ended_at));
		level = "ok";
	}
	jv_set_z(o, "text", text);
	jv_set_z(o, "level", level);
}

/* --- the panel ---------------------------------------------------------- */

/* What holds all of them up. */
static const char *
office_text(struct step *s, const struct registration *r)
{
	int64_t oldest = 0;

	for (size_t i = 0; i < r->acts_n; i++)
		if (r->acts[i].try_at &&
		    (!oldest || r->acts[i].try_at < oldest))
			oldest = r->acts[i].try_at;
	if (r->office.fault[0])
		return r->office.fault;
	if (r->office.open_until > s->cx->now)
		return arena_printf(s->cx->arena,
		    "BSrE berkali-kali tidak menjawab. Paraf mencoba lagi "
		    "pukul %s.",
		    clock_text(s, r->office.open_until));
	if (oldest && oldest + LATE < s->cx->now)
		return "Bagian Paraf yang mengirim tampaknya sedang tidak "
		       "berjalan. Beri tahu pengelola server.";
	return NULL;
}

static const char *
asked_text(struct step *s, const struct registration *r)
{
	const struct bsre_act *a = r->acts;
	struct err ignored = {0};
	struct person p;
	int rc;

	if (r->acts_n == 0)
		return NULL;
	rc = person_get(s->cx->db, s->cx->arena, &p, a->asked_by, &ignored);
	return arena_printf(s->cx->arena, "Diminta %s%s%s%s.",
	    rc == 1 ? "oleh " : "", rc == 1 ? p.name : "", rc == 1 ? ", " : "",
	    web_when(s->cx, a->asked_at));
}

static const char *
lead(enum registering state)
{
	switch (state) {
	case REGISTER_ASK:
		return "Paraf dapat mendaftarkan calon pemilik ini langsung "
		       "ke BSrE dengan data di halaman ini. Setiap orang "
		       "dikirim satu kali.";
	case REGISTER_WAITS:
		return "Pendaftaran ini sedang dikerjakan Paraf. Halaman ini "
		       "boleh ditutup; hasilnya dicatat sendiri.";
	case REGISTER_DOUBT:
		return "Pendaftaran ini perlu jawaban Anda. Lihat keadaannya "
		       "di AMS, lalu pilih.";
	case REGISTER_BY_HAND:
		break;
	}
	return "";
}

/* All that may change while somebody looks. */
static const char *
mark_of(const struct step *s, const struct registration *r)
{
	const char *mark = arena_printf(s->cx->arena, "%d", (int)r->state);

	for (size_t i = 0; i < r->acts_n; i++) {
		const struct bsre_act *a = &r->acts[i];

		mark = arena_printf(s->cx->arena, "%s %lld:%s:%lld:%s", mark,
		    (long long)a->id, a->state, (long long)a->try_at,
		    a->reason);
	}
	return mark;
}

static bool
goes_on(const struct registration *r, int64_t now)
{
	for (size_t i = 0; i < r->acts_n; i++)
		if (act_is(&r->acts[i], "sending") ||
		    (act_is(&r->acts[i], "waiting") &&
			r->acts[i].try_at < now + SLOW * 1000))
			return true;
	return false;
}

/* The fields for what was done in AMS, where the page places them. */
static void
hand_json(struct step *s, json_t *o)
{
	static const char *const names[] = {"tautan_dikirim", "status_ams"};
	json_t *list = jv_set_arr(o, "by_hand");

	for (size_t i = 0; i < 2; i++) {
		const struct field *f = fields_get(&s->fields, names[i]);

		if (!f->silent)
			jv_append(list, field_json(&s->fields, f, NULL));
	}
}

void
registration_draw(struct step *s, json_t *model)
{
	const struct registration *r = s->own;
	size_t from, to;
	json_t *o, *list;

	if (r->state == REGISTER_BY_HAND)
		return;
	o = step_draw_news(s, model, mark_of(s, r),
	    r->state == REGISTER_ASK ? SLOW
	    : goes_on(r, s->cx->now) ? FAST
				     : SLOW);
	jv_set_z(o, "state",
	    r->state == REGISTER_ASK     ? "ask"
	    : r->state == REGISTER_WAITS ? "waits"
					 : "doubt");
	jv_set_z(o, "lead", lead(r->state));
	/* What is answered stands before the data on a phone as well. */
	jv_set_bool(o, "form_first", r->state != REGISTER_ASK);
	jv_set_z(o, "asked_text", asked_text(s, r));
	jv_set_z(o, "office_text",
	    r->state == REGISTER_WAITS ? office_text(s, r) : NULL);
	hand_json(s, o);
	list = jv_set_arr(o, "lines");
	step_holders(s, &from, &to);
	for (size_t i = from; r->acts_n > 0 && i < to; i++)
		line_json(s, r, i, list);
}
