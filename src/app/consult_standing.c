/*
 * consult_standing.c - how holders stand at BSrE, and the certificate of one
 * to whom it was issued.
 */
#include <string.h>

#include "app/cert.h"
#include "app/consult_part.h"
#include "app/retry.h"
#include "base/log.h"
#include "vault/x509.h"

#define LOOK      ((size_t)10) /* holders that are looked at in one look */
#define PAUSE_MIN MS_MINUTE
#define PAUSE_MAX MS_HOUR
#define NO_CERT   "Sertifikat belum dapat diambil dari BSrE. "

int64_t
standings_pause(int64_t age, uint32_t chance)
{
	int64_t ms = age / 10;

	if (ms < PAUSE_MIN)
		ms = PAUSE_MIN;
	if (ms > PAUSE_MAX)
		ms = PAUSE_MAX;
	return consult_jitter(ms, chance);
}

/* BSrE said nothing of use. */
static int
unheard(struct ctx *cx, int64_t holder, const char *error, int64_t tries,
    int64_t wait_s, struct err *e)
{
	int64_t pause = retry_pause(tries + 1, consult_chance());
	struct standing s = {
	    .holder_id = holder, .error = error, .error_at = cx->now};

	if (wait_s * MS_SECOND > pause)
		pause = wait_s * MS_SECOND;
	s.next_at = cx->now + pause;
	return standing_unheard(cx->db, &s, e);
}

/* --- what is due -------------------------------------------------------- */

/* Whether there is nothing more to ask: 1, 0 or -1. */
static int
is_over(struct look *k, const struct holder *h, struct err *e)
{
	struct cert_view v;

	if (h->ending[0])
		return 1;
	if (!h->serial[0])
		return 0;
	if (!(k->w->caps & BSRE_CAN(BSRE_CHAIN)))
		return 1;
	return cert_get(k->cx, h, &v, e);
}

static int
take(struct look *k, const struct standing *s, struct err *e)
{
	struct ctx *cx = k->cx;
	struct exchange *x;
	struct bsre_ask ask;
	struct holder h;
	struct err why = {0};
	int64_t case_id;
	int rc = holder_get(cx->db, cx->arena, &h, &case_id, s->holder_id, e);
	int over = rc == 1 ? is_over(k, &h, e) : rc < 0 ? -1 : 1;

	if (over < 0)
		return -1;
	if (over)
		return standing_unwatch(cx->db, s->holder_id, e);
	ask = consult_ask(k->w, BSRE_STATUS, &h);
	if (exchange_make(&x, k->w, &ask, &why) < 0)
		return unheard(cx, s->holder_id, why.msg, s->tries, 0, e);
	if (!way_may(k->w, cx->now)) {
		exchange_free(x);
		k->open_at = consult_opens(k->w, cx->now);
		return 0;
	}
	consult_launch(k->c, k->l, x, FOR_STANDING, h.id, h.id);
	return 1;
}

/* The first that is due by then. */
static int
take_due(struct look *k, int64_t by, struct err *e)
{
	struct standing *v;
	size_t n;
	int rc = 0;

	if (!(k->w->caps & BSRE_CAN(BSRE_STATUS)))
		return 0;
	if (standing_due(k->cx->db, k->cx->arena, &v, &n, by, LOOK, e) < 0)
		return -1;
	for (size_t i = 0; i < n && rc == 0 && k->open_at == 0; i++)
		if (consult_asks(k->c, k->l, v[i].holder_id))
			k->busy = true;
		else
			rc = take(k, &v[i], e);
	return rc;
}

int
standings_take(struct look *k, struct err *e)
{
	return take_due(k, k->cx->now, e);
}

int
standings_try(struct look *k, struct err *e)
{
	return take_due(k, INT64_MAX, e);
}

/* --- the examine task --------------------------------------------------- */

/* Those that a task is about. */
static bool
is_about(const struct dossier *d, const struct flow *f, const struct task *t,
    int holder)
{
	return t->holder_id ? t->holder_id == d->holders[holder].id
			    : flow_is_covered(f, holder);
}

/* The open task in which BSrE examines the holder; NULL: there is none. */
static const struct task *
find_examine(const struct dossier *d, const struct flow *f, int holder)
{
	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];
		int row = sop_row(d->sop, str_of(t->row_no));

		if (t->closed_at == 0 && row >= 0 &&
		    d->sop->rows[row].kind == STEP_EXAMINE &&
		    is_about(d, f, t, holder))
			return t;
	}
	return NULL;
}

/* Whether all others of the task have theirs. */
static bool
is_last(const struct dossier *d, const struct flow *f, const struct task *t,
    int holder)
{
	for (int i = 0; i < (int)d->holders_n; i++)
		if (i != holder && is_about(d, f, t, i) &&
		    !d->holders[i].serial[0])
			return false;
	return true;
}

/* Nobody's act: BSrE has issued it. */
static int
close_examine(const struct heard *h, const struct dossier *d,
    const struct task *t, const struct holder *with, struct err *e)
{
	struct ctx cx = *h->cx;
	struct act act = {.task = t,
	    .outcome = OUT_ISSUED,
	    .reason = "",
	    .detail = json_array()};
	const struct change c = {.kind = CHANGE_CERTIFICATE, .holder = with};
	int rc;

	cx.actor =
	    (struct actor){.name = "BSrE (API)", .email = "", .phone = ""};
	changes_add(&act.changes, cx.arena, &c);
	act_note(act.detail, "Status di API BSrE", "ISSUE");
	act_note(act.detail, "Nomor seri", with->serial);
	act_note(act.detail, "Berlaku dari", with->valid_from);
	act_note(act.detail, "Berlaku sampai", with->valid_until);
	rc = act_follow(&cx, d, &act, e);
	json_decref(act.detail);
	return rc;
}

/* Inside a transaction, once it is kept. */
static int
use_certificate(const struct heard *h, const struct certificate *c,
    int64_t case_id, struct err *e)
{
	struct ctx *cx = h->cx;
	struct flow *flow = ARENA_NEW(cx->arena, struct flow);
	const struct holder with = {.id = h->x->holder,
	    .serial = c->serial,
	    .valid_from = c->from,
	    .valid_until = c->until};
	const struct task *t = NULL;
	struct dossier d = {0};
	int holder, rc = -1;

	if (dossier_load_id(cx, &d, case_id, e) < 0 ||
	    dossier_flow(&d, flow, e) < 0)
		goto out;
	holder = dossier_holder(&d, with.id);
	t = find_examine(&d, flow, holder);
	if (t && is_last(&d, flow, t, holder))
		rc = close_examine(h, &d, t, &with, e);
	else
		rc = 0;
out:
	dossier_clear(&d);
	return rc;
}

/* --- what came of it: the certificate ----------------------------------- */

static int
keep_chain(const struct heard *h, int64_t case_id, struct err *e)
{
	const struct bsre_result *r = h->r;
	struct db *db = h->cx->db;
	struct certificate c;
	int rc = -1;

	if (cert_parse(h->cx, &c, r->chain[0], e) < 0 || db_begin(db, e) < 0)
		return -1;
	if (cert_keep(h->cx, h->x->holder, r->chain[0], r->chain + 1,
		r->chain_n - 1, "module", e) == 0 &&
	    use_certificate(h, &c, case_id, e) == 0 &&
	    standing_unwatch(db, h->x->holder, e) == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}

static int
heard_chain(const struct heard *h, const struct standing *s, int64_t case_id,
    struct err *e)
{
	const struct bsre_result *r = h->r;
	struct err why = {0};
	const char *reason = r->reason;

	if (r->kind == BSRE_OK && r->chain_n > 0) {
		if (keep_chain(h, case_id, &why) == 0)
			return 0;
		if (why.kind == ERR_BUSY) {
			*e = why;
			return -1;
		}
		log_warn("%s: certificate: %s (%s)", h->cx->office->id, why.msg,
		    why.detail);
		reason = why.msg;
	} else if (r->kind == BSRE_OK) {
		reason = "BSrE belum memberikan sertifikatnya.";
	}
	return unheard(h->cx, s->holder_id,
	    arena_printf(h->cx->arena, NO_CERT "%s", reason), s->tries,
	    r->wait_s, e);
}

/* --- what came of it: the status ---------------------------------------- */

/* Whether the certificate is to be fetched now: 1, 0 or -1. */
static int
wants_chain(const struct heard *h, const struct holder *who, int64_t case_id,
    struct err *e)
{
	struct ctx *cx = h->cx;
	struct flow *flow = ARENA_NEW(cx->arena, struct flow);
	struct dossier d = {0};
	int rc = -1;

	if (h->r->known != BSRE_IS_ISSUE ||
	    !(h->w->caps & BSRE_CAN(BSRE_CHAIN)))
		return 0;
	if (who->serial[0]) /* issued by hand; what is kept ends the watch */
		return 1;
	if (dossier_load_id(cx, &d, case_id, e) == 0 &&
	    dossier_flow(&d, flow, e) == 0)
		rc =
		    find_examine(&d, flow, dossier_holder(&d, who->id)) != NULL;
	dossier_clear(&d);
	return rc;
}

/* It is asked for at the next look, as soon as the way is free. */
static int
fetch_chain(const struct heard *h, const struct holder *who,
    const struct standing *s, struct err *e)
{
	const struct bsre_ask ask = consult_ask(h->w, BSRE_CHAIN, who);
	struct exchange *x;
	struct err why = {0};

	if (consult_is_ending(h->c))
		return 0;
	if (exchange_make(&x, h->w, &ask, &why) < 0)
		return unheard(h->cx, who->id,
		    arena_printf(h->cx->arena, NO_CERT "%s", why.msg), s->tries,
		    0, e);
	if (!way_may(h->w, h->cx->now)) {
		exchange_free(x);
		return 0;
	}
	consult_launch(h->c, h->x->of, x, FOR_STANDING, who->id, who->id);
	return 0;
}

static int
heard_status(const struct heard *h, const struct holder *who,
    const struct standing *s, int64_t case_id, struct err *e)
{
	const struct bsre_result *r = h->r;
	int64_t now = h->cx->now;
	struct standing is = {
	    .holder_id = who->id,
	    .api_status = r->word,
	    .api_code = r->code,
	    .api_message = r->message,
	    .api_at = now,
	};
	int chain;

	if (r->kind != BSRE_OK)
		return unheard(
		    h->cx, who->id, r->reason, s->tries, r->wait_s, e);
	chain = wants_chain(h, who, case_id, e);
	if (chain < 0)
		return -1;
	is.next_at =
	    now + (chain ? consult_jitter(PAUSE_MIN, consult_chance())
			 : standings_pause(now - s->since, consult_chance()));
	if (standing_heard(h->cx->db, &is, e) < 0)
		return -1;
	return chain ? fetch_chain(h, who, s, e) : 0;
}

int
standings_heard(const struct heard *h, struct err *e)
{
	struct ctx *cx = h->cx;
	struct standing s;
	struct holder who;
	int64_t case_id;
	int rc = standing_get(cx->db, cx->arena, &s, h->x->holder, e);

	if (rc == 1)
		rc = holder_get(
		    cx->db, cx->arena, &who, &case_id, h->x->holder, e);
	if (rc != 1)
		return rc;
	if (h->x->ask.call == BSRE_CHAIN)
		return heard_chain(h, &s, case_id, e);
	return heard_status(h, &who, &s, case_id, e);
}
