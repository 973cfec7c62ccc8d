#include "app/second.h"

#include <string.h>

#include "app/tell.h"
#include "app/web.h"
#include "vault/token.h"
#include "view/json.h"

int
second_person(struct ctx *cx, const struct dossier *d, const struct task *t,
    struct err *e)
{
	return seat_another(
	    cx->db, t->lane, cx->actor.person, d->c.applicant_id, cx->now, e);
}

const char *
second_title(const char *verdict)
{
	int o = outcome_find(verdict);

	return o < 0 ? "Ragu" : outcome_title((enum outcome)o);
}

const char *
second_waits(struct ctx *cx, const struct dossier *d, const struct task *t,
    const struct opinion *own)
{
	struct err e = {0};
	bool nobody = second_person(cx, d, t, &e) == 0;

	return arena_printf(cx->arena,
	    "Penilaian Anda (%s) dicatat pada %s; menunggu pemeriksa kedua.%s",
	    second_title(own->verdict), web_when(cx, own->at),
	    nobody ? " Saat ini tidak ada pemegang lain dari kursi ini; minta "
		     "administrator menunjuk seorang."
		   : "");
}

/* The share that two persons judge, told by nothing but the task. */
static bool
is_sampled(struct ctx *cx, const struct task *t)
{
	char mac[MAC_HEX_LEN + 1];
	struct str id =
	    str_of(arena_printf(cx->arena, "task:%lld", (long long)t->id));

	mac_hex(mac, app_key(cx->app, KEY_SAMPLE), &id, 1);
	return second_sampled(mac, cx->office->second_percent);
}

/* Whether a first verdict asks for a second: 1, 0 or -1. */
static int
is_due(struct ctx *cx, const struct dossier *d, const struct task *t,
    enum verdict verdict, struct err *e)
{
	bool doubt = verdict == VERDICT_DOUBT;
	int rc;

	if (!doubt && !is_sampled(cx, t))
		return 0;
	rc = second_person(cx, d, t, e);
	if (rc == 0 && doubt)
		return err_set(e, ERR_CONFLICT,
		    "Saat ini tidak ada pemeriksa lain, jadi Anda sendiri yang "
		    "memutuskan.",
		    "nobody else in seat %s", t->lane);
	return rc;
}

/* What the act judges, to be used by the second verdict. */
static const char *
judged_text(struct ctx *cx, const struct act *act)
{
	json_t *o = jv_obj(), *list = jv_set_arr(o, "judged");
	const char *text;

	for (size_t i = 0; i < act->changes.n; i++) {
		const struct change *c = &act->changes.v[i];
		json_t *x;

		if (c->kind != CHANGE_JUDGE)
			continue;
		x = jv_append_obj(list);
		jv_set_int(x, "item", c->item.id);
		jv_set_int(x, "version", c->item.version);
		jv_set_z(x, "verdict", c->item.verdict);
		jv_set_z(x, "reason", c->item.reason);
	}
	text = json_z(cx->arena, o);
	json_decref(o);
	return text;
}

static const char *
member(struct arena *a, const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s ? arena_dup(a, s) : "";
}

/* What the first verdict found wrong is wrong in the end. */
static void
take_wrong(struct changes *out, struct arena *a, const struct change *c)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].kind == CHANGE_JUDGE &&
		    out->v[i].item.id == c->item.id) {
			if (strcmp(out->v[i].item.verdict, "wrong") != 0)
				out->v[i] = *c;
			return;
		}
	changes_add(out, a, c);
}

static void
take_judged(struct ctx *cx, const char *detail, struct changes *out)
{
	json_t *o = json_loads(detail, 0, NULL), *x;
	size_t i;

	json_array_foreach(json_object_get(o, "judged"), i, x)
	{
		struct change c = {.kind = CHANGE_JUDGE};

		c.item.id = json_integer_value(json_object_get(x, "item"));
		c.item.version =
		    json_integer_value(json_object_get(x, "version"));
		c.item.verdict = member(cx->arena, x, "verdict");
		c.item.reason = member(cx->arena, x, "reason");
		if (strcmp(c.item.verdict, "wrong") == 0)
			take_wrong(out, cx->arena, &c);
	}
	json_decref(o);
}

/* Keep a verdict: its row, and its event. */
static int
write_opinion(struct ctx *cx, const struct dossier *d, const struct task *t,
    const struct act *act, struct err *e)
{
	const struct seat_held *seat = actor_seat(&cx->actor, t->lane);
	const char *name = verdict_name(act->verdict);
	const struct opinion o = {.task_id = t->id,
	    .person_id = cx->actor.person,
	    .verdict = name,
	    .reason = act->reason,
	    .detail = judged_text(cx, act),
	    .at = cx->now};
	const struct event ev = {.case_id = d->c.id,
	    .task_id = t->id,
	    .holder_id = t->holder_id,
	    .row_no = t->row_no,
	    .kind = "opinion",
	    .outcome = name,
	    .lane = t->lane,
	    .seat_title = seat ? seat_title(cx->arena, seat) : "",
	    .person_id = cx->actor.person,
	    .person_name = cx->actor.name,
	    .edition_id = d->c.edition_id,
	    .reason = act->reason,
	    .detail = act->detail ? json_z(cx->arena, act->detail) : "[]",
	    .at = cx->now};

	/* Out of this person's hand, for the other one. */
	if (opinion_add(cx->db, &o, e) < 0 ||
	    task_let_go(cx->db, t->id, cx->actor.person, e) < 0)
		return -1;
	return event_append(cx->db, &ev, NULL, e);
}

/* The transition that two verdicts give. */
static void
combine(struct ctx *cx, const struct opinion *first, struct act *act)
{
	enum verdict one = verdict_find(first->verdict);
	enum verdict both = second_combine(one, act->verdict);

	act_note(act->detail, "Pemeriksaan", "oleh dua orang");
	if (both != VERDICT_MISMATCHED)
		return;
	if (one == VERDICT_MISMATCHED)
		take_judged(cx, first->detail, &act->changes);
	if (both == act->verdict)
		return;
	/* They differ, and it was the first who found something wrong. */
	act_note(
	    act->detail, "Penilaian", "berbeda, jadi dinyatakan tidak cocok");
	act->outcome = OUT_MISMATCHED;
	act->reason = first->reason;
}

int
second_weigh(struct ctx *cx, const struct dossier *d, const struct task *t,
    const struct act *in, struct act *out, struct err *e)
{
	const struct opinion *first =
	    dossier_opinion(d, t->id, cx->actor.person, false);
	int due = first ? 1 : is_due(cx, d, t, in->verdict, e);

	*out = *in;
	if (due <= 0)
		return due;
	if (first && in->verdict == VERDICT_DOUBT)
		return err_set(e, ERR_CONFLICT,
		    "Anda pemeriksa kedua: nyatakan cocok atau tidak cocok.",
		    "doubt of the second person");
	if (write_opinion(cx, d, t, in, e) < 0)
		return -1;
	if (!first) {
		const struct subject s = {
		    d->sop, &d->c, d->holders, d->holders_n};

		return tell_second(cx, &s, t, e) < 0 ? -1 : 1;
	}
	combine(cx, first, out);
	return 0;
}
