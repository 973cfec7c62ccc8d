/*
 * register - the person is entered at BSrE.  By the office's module, where it
 * can: the agent sends it once, and whatever is not clear is asked here.  By
 * hand: the verifier adds the person in AMS, which sends the activation link,
 * and records it here.
 */
#include "step/register.h"

#include <string.h>

#include "app/consult.h"
#include "app/standview.h"
#include "bsre/module.h"
#include "view/json.h"

#define WAIT INT64_C(2000) /* ms that a page waits for what comes of it */

#define WAY      "cara"
#define WAY_MOD  "paraf"
#define WAY_HAND "ams"

#define THERE "ada"
#define AGAIN "lagi"

/* --- what is so --------------------------------------------------------- */

bool
act_is(const struct bsre_act *a, const char *state)
{
	return strcmp(a->state, state) == 0;
}

const struct bsre_act *
registration_act(const struct registration *r, int64_t holder)
{
	for (size_t i = 0; i < r->acts_n; i++)
		if (r->acts[i].holder_id == holder)
			return &r->acts[i];
	return NULL;
}

const char *
registration_field(const struct step *s, size_t i)
{
	return arena_printf(s->cx->arena, "jawab_%zu", i + 1);
}

static bool
can_send(const struct registration *r)
{
	return r->office.caps & BSRE_CAN(BSRE_REGISTER);
}

/* Answers are about these questions and no later ones. */
static const char *
questions(const struct step *s, const struct registration *r)
{
	const char *mark = "";

	for (size_t i = 0; i < r->acts_n; i++)
		if (act_is(&r->acts[i], "question"))
			mark = arena_printf(s->cx->arena, "%s%lld.%lld.%s;",
			    mark, (long long)r->acts[i].id,
			    (long long)r->acts[i].tries, r->acts[i].doubt);
	return mark;
}

static enum registering
state_of(const struct step *s, const struct registration *r)
{
	size_t from, to, done = 0;

	if (r->mark[0])
		return REGISTER_DOUBT;
	for (size_t i = 0; i < r->acts_n; i++)
		if (!act_is(&r->acts[i], "done"))
			return REGISTER_WAITS;
	done = r->acts_n;
	step_holders(s, &from, &to);
	if (done > 0 && (done >= to - from || !can_send(r)))
		return REGISTER_WAITS;
	return can_send(r) ? REGISTER_ASK : REGISTER_BY_HAND;
}

static int
load(struct step *s, struct err *e)
{
	struct ctx *cx = s->cx;
	struct registration *r = ARENA_NEW(cx->arena, struct registration);

	if (bsre_office_get(cx->db, cx->arena, &r->office, e) < 0 ||
	    bsre_act_list(
		cx->db, cx->arena, &r->acts, &r->acts_n, s->task->id, e) < 0)
		return -1;
	r->mark = questions(s, r);
	if (r->mark[0] && standings_load(cx, s->d, &r->stand, e) < 0)
		return -1;
	r->state = state_of(s, r);
	s->own = r;
	return 0;
}

/* --- the form ----------------------------------------------------------- */

static void
way_field(struct step *s, const struct registration *r)
{
	static const struct option ask[] = {{WAY_MOD, "Daftarkan lewat Paraf"},
	    {WAY_HAND, "Sudah saya daftarkan di AMS, catat saja"}};
	static const struct option waits[] = {
	    {WAY_MOD, "Biarkan Paraf meneruskannya"},
	    {WAY_HAND, "Sudah saya daftarkan di AMS, catat saja"}};
	static const struct option stuck[] = {
	    {WAY_HAND, "Sudah saya daftarkan di AMS, catat saja"},
	    {WAY_MOD, "Biarkan Paraf meneruskannya"}};
	struct field *f =
	    fields_add(&s->fields, FIELD_RADIO, WAY, "Cara mendaftarkan");

	f->options = r->state == REGISTER_ASK ? ask
		     : can_send(r)            ? waits
					      : stuck;
	f->options_n = 2;
	f->value = f->options[0].value;
	f->silent = r->state == REGISTER_BY_HAND || r->state == REGISTER_DOUBT;
}

/* What is typed from AMS. */
static void
hand_fields(struct step *s, const struct registration *r)
{
	bool alone = r->state == REGISTER_BY_HAND;
	struct field *f = fields_need(&s->fields, FIELD_DATETIME,
	    "tautan_dikirim", "Tautan aktivasi dikirim AMS pada", step_now(s));

	f->required = OUTCOME_BIT(OUT_REGISTERED);
	f->value = f->example;
	f->placed = !alone;
	f->silent = r->state == REGISTER_DOUBT;
	f = step_ams_status(s, "NEW");
	f->placed = !alone;
	f->silent = r->state == REGISTER_DOUBT;
}

static void
answer_fields(struct step *s, const struct registration *r)
{
	static const struct option unknown[] = {
	    {THERE, "Sudah terdaftar di BSrE, catat"},
	    {AGAIN, "Belum terdaftar, kirim sekali lagi"}};
	static const struct option refused[] = {
	    {THERE, "Ternyata sudah terdaftar di BSrE, catat"},
	    {AGAIN, "Sudah diperbaiki, kirim sekali lagi"}};
	static const struct option known[] = {
	    {THERE, "Benar sudah terdaftar di BSrE, catat"},
	    {AGAIN, "Bukan orang itu, tetap kirim"}};
	struct field *f;

	for (size_t i = 0; i < s->d->holders_n; i++) {
		const struct bsre_act *a =
		    registration_act(r, s->d->holders[i].id);
		bool asked = a && act_is(a, "question");

		f = fields_add(&s->fields, FIELD_RADIO,
		    registration_field(s, i),
		    arena_printf(s->cx->arena, "Yang benar tentang %s",
			s->d->holders[i].name));
		f->options =
		    asked && strcmp(a->doubt, DOUBT_REFUSED) == 0 ? refused
		    : asked && strcmp(a->doubt, DOUBT_KNOWN) == 0 ? known
								  : unknown;
		f->options_n = 2;
		f->placed = true;
		f->silent = !asked;
	}
	f = fields_add(&s->fields, FIELD_HIDDEN, "tanda", "Pertanyaan");
	f->value = f->example = r->mark;
	f->silent = r->state != REGISTER_DOUBT;
}

/* The words of BSrE, where it said no to the only one. */
static const char *
refusal(const struct step *s, const struct registration *r)
{
	const struct bsre_act *a = r->acts_n == 1 ? r->acts : NULL;

	if (!a || strcmp(a->doubt, DOUBT_REFUSED) != 0 || !a->answer[0])
		return "";
	return arena_printf(s->cx->arena, "BSrE menolak: %s", a->answer);
}

static void
fields(struct step *s)
{
	struct registration *r = s->own;

	way_field(s, r);
	hand_fields(s, r);
	answer_fields(s, r);
	step_reason(s, "Alasan BSrE menolak", OUTCOME_BIT(OUT_REFUSED));
	fields_get(&s->fields, "alasan")->value = refusal(s, r);
}

/* Whether what was sent is the record of what was done in AMS: chosen so, or
 * from a page that had no choice. */
static bool
is_by_hand(const struct step *s)
{
	const struct registration *r = s->own;
	const struct field *way = fields_get(&s->fields, WAY);
	bool typed = fields_get(&s->fields, "status_ams")->sent;

	if (way->sent)
		return strcmp(way->value, WAY_HAND) == 0 && typed;
	return r->state == REGISTER_BY_HAND ||
	       (typed && !fields_get(&s->fields, "tanda")->sent);
}

/* Whether these are answers to what is asked now. */
static bool
is_answer(const struct step *s)
{
	const struct registration *r = s->own;

	return r->state == REGISTER_DOUBT &&
	       strcmp(fields_value(&s->fields, "tanda"), r->mark) == 0 &&
	       fields_get(&s->fields, "tanda")->sent;
}

static bool
is_sending(const struct registration *r)
{
	for (size_t i = 0; i < r->acts_n; i++)
		if (act_is(&r->acts[i], "sending"))
			return true;
	return false;
}

static void
check_answers(struct step *s)
{
	for (size_t i = 0; i < s->d->holders_n; i++) {
		const struct field *f =
		    fields_get(&s->fields, registration_field(s, i));

		if (!f->silent && !f->value[0])
			fields_error(&s->fields, f->name,
			    arena_printf(s->cx->arena,
				"Pilih yang benar tentang %s.",
				s->d->holders[i].name));
	}
}

static int
check(struct step *s, enum outcome o, struct err *e)
{
	const struct registration *r = s->own;
	bool hand = is_by_hand(s);

	(void)e;
	if ((hand || o == OUT_REFUSED) && is_sending(r))
		fields_error(&s->fields, hand ? WAY : "alasan",
		    "Pendaftaran ini sedang dikirim ke BSrE. Tunggu hasilnya "
		    "sebentar.");
	/* What AMS said is of no interest if it was not used. */
	if (!hand) {
		fields_get(&s->fields, "tautan_dikirim")->error = NULL;
		fields_get(&s->fields, "status_ams")->error = NULL;
	}
	if (o == OUT_REGISTERED && is_answer(s))
		check_answers(s);
	return 0;
}

/* --- what is done ------------------------------------------------------- */

static void
record(struct step *s, enum outcome o, struct act *act)
{
	const struct registration *r = s->own;
	struct change c = {.kind = CHANGE_BY_HAND, .task = s->task};
	bool hand = is_by_hand(s);

	(void)o;
	if (hand) {
		step_note_field(act, fields_get(&s->fields, "tautan_dikirim"));
		step_note_field(act, fields_get(&s->fields, "status_ams"));
		step_seen(s, act);
	}
	if (r->state != REGISTER_BY_HAND && o == OUT_REGISTERED)
		step_note(act, "Pendaftaran", "dilakukan di AMS");
	changes_add(&act->changes, s->cx->arena, &c);
}

/* Somebody else may have answered meanwhile: then the page tells. */
static int
give_answers(struct step *s, struct err *e)
{
	const struct registration *r = s->own;

	for (size_t i = 0; i < s->d->holders_n; i++) {
		const struct field *f =
		    fields_get(&s->fields, registration_field(s, i));
		const struct bsre_act *a =
		    registration_act(r, s->d->holders[i].id);
		bool there = strcmp(f->value, THERE) == 0;

		if (f->silent || !a)
			continue;
		if (consult_answer(s->cx, s->d, s->task, a->id,
			there ? CONSULT_DONE : CONSULT_AGAIN, e) == 0)
			continue;
		if (e->kind != ERR_CONFLICT)
			return -1;
		*e = (struct err){0};
	}
	return 0;
}

/* The form was taken, although the task goes on. */
static int
end_draft(struct step *s, struct err *e)
{
	struct ctx *cx = s->cx;
	struct draft_left left;
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (draft_end(cx, &s->draft, &left, e) == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	return rc;
}

/* Into the agent's hands, which closes the task by itself. */
static int
before(struct step *s, enum outcome o, struct err *e)
{
	const struct registration *r = s->own;

	if (o != OUT_REGISTERED || is_by_hand(s))
		return 1;
	if (r->state == REGISTER_DOUBT
		? is_answer(s) && give_answers(s, e) < 0
		: can_send(r) && consult_register(s->cx, s->d, s->task, e) < 0)
		return -1;
	if (end_draft(s, e) < 0)
		return -1;
	return consult_wait(s->cx, s->task->id, WAIT, e) < 0 ? -1 : 0;
}

/* Closed by what came of the module. */
static bool
settled(struct step *s, enum outcome o)
{
	const struct registration *r;
	struct err ignored = {0};

	if ((o != OUT_COUNT && o != OUT_REGISTERED) ||
	    strcmp(s->task->outcome, outcome_name(OUT_REGISTERED)) != 0 ||
	    load(s, &ignored) < 0)
		return false;
	r = s->own;
	for (size_t i = 0; i < r->acts_n; i++)
		if (!act_is(&r->acts[i], "done"))
			return false;
	return r->acts_n > 0 && (o == OUT_COUNT || !is_by_hand(s));
}

static const char *
label(const struct step *s, enum outcome o)
{
	const struct registration *r = s->own;

	if (o != OUT_REGISTERED || r->state == REGISTER_BY_HAND)
		return NULL;
	if (r->state != REGISTER_WAITS)
		return r->state == REGISTER_DOUBT ? "Simpan jawaban"
						  : "Lanjutkan pendaftaran";
	for (size_t i = 0; i < r->acts_n; i++)
		if (act_is(&r->acts[i], "waiting") && r->acts[i].reason[0])
			return "Coba lagi sekarang";
	return "Tunggu hasilnya";
}

static void
draw(struct step *s, json_t *model)
{
	step_draw_ams(s, model);
	registration_draw(s, model);
}

const struct step_kind_code step_register = {.load = load,
    .fields = fields,
    .check = check,
    .record = record,
    .draw = draw,
    .before = before,
    .settled = settled,
    .label = label};
