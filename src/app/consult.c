#include "app/consult.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/consult_part.h"
#include "app/roll.h"
#include "app/sweep.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"

#define OF_OFFICE   ((size_t)2) /* exchanges; see NET_LIMITS */
#define SETTLE_WAIT MS_SECOND   /* until it is tried again to record */
#define BUSY_WAIT   MS_SECOND   /* until it is looked who is free again */

struct consult {
	struct app *app;       /* borrowed */
	struct net *net;       /* borrowed */
	struct ways *ways;     /* borrowed */
	struct exchange *list; /* owned */
	struct arena arena;    /* for what is recorded */
	bool ending;
};

int
consult_open(struct consult **out, struct app *app, struct net *net,
    struct ways *ways, struct err *e)
{
	struct consult *c = calloc(1, sizeof(*c));

	*out = NULL;
	if (!c)
		return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "consult");
	c->app = app;
	c->net = net;
	c->ways = ways;
	arena_init(&c->arena, LIMIT_REQUEST_ARENA);
	*out = c;
	return 0;
}

static void
drop(struct consult *c, struct exchange **at)
{
	struct exchange *x = *at;

	*at = x->next;
	net_cancel(c->net, &x->carry.call);
	x->of->load--;
	exchange_free(x);
}

void
consult_close(struct consult *c)
{
	if (!c)
		return;
	while (c->list)
		drop(c, &c->list);
	arena_clear(&c->arena);
	free(c);
}

/* --- for the parts ------------------------------------------------------ */

uint32_t
consult_chance(void)
{
	uint32_t v;

	random_bytes(&v, sizeof(v));
	return v;
}

int64_t
consult_jitter(int64_t ms, uint32_t chance)
{
	return ms - ms / 10 + (int64_t)chance % (ms / 5 + 1);
}

int64_t
consult_opens(const struct way *w, int64_t now)
{
	/* One is ahead; what comes of it is known soon. */
	if (breaker_state(&w->breaker, now) == BREAKER_HALF_OPEN)
		return now + BUSY_WAIT;
	return way_next(w, now);
}

bool
consult_is_ending(const struct consult *c)
{
	return c->ending;
}

bool
consult_asks(const struct consult *c, const struct liaison *l, int64_t holder)
{
	for (const struct exchange *x = c->list; x; x = x->next)
		if (x->of == l && x->holder == holder)
			return true;
	return false;
}

bool
consult_asks_row(const struct consult *c, const struct liaison *l, int64_t roll,
    int64_t position)
{
	for (const struct exchange *x = c->list; x; x = x->next)
		if (x->of == l && x->why == FOR_ROLL && x->id == roll &&
		    x->position == position)
			return true;
	return false;
}

static void
on_done(struct net_call *call)
{
	struct exchange *x = call->ctx;

	x->over = true;
}

void
consult_launch(struct consult *c, struct liaison *l, struct exchange *x,
    enum exchange_why why, int64_t id, int64_t holder)
{
	char key[sizeof(l->office) + 8];
	struct err e = {0};

	/* Mails of the office have turns of their own. */
	snprintf(key, sizeof(key), "bsre:%s", l->office);
	x->of = l;
	x->why = why;
	x->id = id;
	x->holder = holder;
	x->trial = l->trial && !x->request.once;
	l->trial = l->trial && !x->trial;
	x->carry.call.key = key;
	x->carry.call.done = on_done;
	x->carry.call.ctx = x;
	if (net_add(c->net, &x->carry.call, &e) < 0)
		log_fatal("%s (%s)", e.msg, e.detail);
	x->next = c->list;
	c->list = x;
	l->load++;
}

struct bsre_ask
consult_ask(const struct way *w, enum bsre_call call, const struct holder *h)
{
	struct bsre_ask ask = {.call = call};
	bool by_mail = h->email[0] && w->account.version != 1;

	if (call == BSRE_REGISTER) {
		ask.name = h->name;
		ask.email = h->email;
		return ask;
	}
	if (h->nik[0] && !by_mail)
		ask.nik = h->nik;
	if (h->email[0] && (by_mail || call == BSRE_CHAIN))
		ask.email = h->email;
	return ask;
}

/* --- what came of it ---------------------------------------------------- */

static int
record(const struct heard *h, struct err *e)
{
	switch (h->x->why) {
	case FOR_ACT:
		return acts_heard(h, e);
	case FOR_STANDING:
		return standings_heard(h, e);
	case FOR_ROLL:
		return rolls_heard(h, e);
	}
	return 0;
}

/* BSrE is there again: what waited for that is due. */
static void
note(struct ctx *cx, struct way *w, const struct bsre_result *r)
{
	bool was = breaker_state(&w->breaker, cx->now) != BREAKER_CLOSED;
	struct err e = {0};

	way_note(w, r, cx->now);
	if (was && breaker_state(&w->breaker, cx->now) == BREAKER_CLOSED &&
	    (bsre_act_hasten(cx->db, cx->now, &e) < 0 ||
		roll_hasten(cx->db, cx->now, &e) < 0))
		log_warn("%s: %s (%s)", cx->office->id, e.msg, e.detail);
}

/* Whether it is done with. */
static bool
settle(struct consult *c, struct exchange *x, int64_t now)
{
	struct bsre_result r;
	struct way *w = NULL;
	struct err e = {0};
	struct ctx cx;
	int rc = -1;

	arena_reset(&c->arena);
	if (sweep_ctx(&cx, c->app, &c->arena, x->of->office, now, &e) == 0 &&
	    way_get(c->ways, &cx, &w, &e) == 0) {
		const struct heard h = {c, &cx, w, x, &r};

		exchange_read(x, w, &r, &c->arena);
		if (!x->noted && x->edition == w->edition)
			note(&cx, w, &r);
		if (!x->noted && x->trial)
			way_tried(w, &r, NULL, now);
		x->noted = true;
		rc = record(&h, &e);
	}
	if (rc < 0) {
		log_error("%s: %s: not recorded: %s (%s)", x->of->office,
		    bsre_call_name(x->ask.call), e.msg, e.detail);
		/* What was sent once is not forgotten. */
		if (e.kind == ERR_BUSY || x->request.once) {
			x->settle_at = now + SETTLE_WAIT;
			return false;
		}
	}
	return true;
}

/* Also if the clock was put back. */
static bool
waits_to_settle(const struct exchange *x, int64_t now)
{
	return now < x->settle_at && now >= x->settle_at - SETTLE_WAIT;
}

/* Another exchange may be put in front of the list by what is recorded. */
static void
take_out(struct consult *c, struct exchange *x)
{
	struct exchange **at = &c->list;

	while (*at != x)
		at = &(*at)->next;
	x->of->wake = true;
	drop(c, at);
}

size_t
consult_settle(struct consult *c, int64_t now)
{
	struct exchange *x, *next;
	size_t n = 0;

	for (x = c->list; x; x = next) {
		next = x->next;
		if (!x->over || waits_to_settle(x, now) || !settle(c, x, now))
			continue;
		take_out(c, x);
		n++;
	}
	return n;
}

size_t
consult_finish(struct consult *c, int64_t now)
{
	struct exchange **at = &c->list;
	size_t n = 0;

	c->ending = true;
	consult_settle(c, now);
	while (*at)
		if ((*at)->over || (*at)->request.once) {
			at = &(*at)->next;
			n++;
		} else {
			drop(c, at);
		}
	return n;
}

/* --- what is due -------------------------------------------------------- */

/* Once in the life of a process. */
static int
begin(struct ctx *cx, struct liaison *l, const struct way *w, struct err *e)
{
	size_t n;

	if (l->begun)
		return 0;
	if (bsre_act_reclaim(cx->db,
		"Paraf berhenti selagi pendaftaran ini dikirim. Tidak "
		"diketahui apakah BSrE sudah mencatatnya.",
		&n, e) < 0)
		return -1;
	if (n > 0)
		log_warn("%s: %zu registrations were under way; asked about",
		    l->office, n);
	l->edition = w->edition;
	l->begun = true;
	return 0;
}

/* Other settings, or somebody who wants it tried: what waits is due. */
static int
hear_admin(
    struct ctx *cx, struct liaison *l, const struct way *w, struct err *e)
{
	if (l->edition == w->edition && l->try_at == w->try_at)
		return 0;
	l->trial = l->trial || l->try_at != w->try_at;
	if (bsre_act_hasten(cx->db, cx->now, e) < 0 ||
	    standing_hasten(cx->db, cx->now, e) < 0 ||
	    roll_hasten(cx->db, cx->now, e) < 0)
		return -1;
	l->edition = w->edition;
	l->try_at = w->try_at;
	return 0;
}

typedef int take_fn(struct look *k, struct err *e);

/* In turns, until no more may be under way or nobody has anything. */
static int
take_turns(struct look *k, struct err *e)
{
	static take_fn *const takers[] = {
	    acts_take, standings_take, rolls_take};
	const int n = sizeof(takers) / sizeof(takers[0]);
	struct liaison *l = k->l;
	int none = 0, rc;

	if (l->load == 0)
		l->turn = 0;
	while (l->load < OF_OFFICE && none < n) {
		rc = takers[l->turn](k, e);
		if (rc < 0)
			return -1;
		none = rc == 1 ? 0 : none + 1;
		l->turn = (l->turn + 1) % n;
	}
	return 0;
}

/*
 * A try is owed, and nothing was due by which it is made: somebody who is
 * waited for is asked about earlier.  BSrE has no call for trying that any
 * document describes.
 */
static int
make_trial(struct look *k, struct err *e)
{
	bool can = (k->w->caps & BSRE_CAN(BSRE_STATUS)) != 0;
	struct liaison *l = k->l;

	if (!l->trial || l->load >= OF_OFFICE)
		return 0;
	if (can && standings_try(k, e) < 0)
		return -1;
	/* What is ahead of it comes first. */
	if (!l->trial || l->load > 0 || k->open_at)
		return 0;
	way_tried(k->w, NULL,
	    can ? "Tidak ada orang yang sedang menunggu BSrE."
		: "Modul kantor ini tidak dapat menanyakan status.",
	    k->cx->now);
	l->trial = false;
	k->told = true;
	return 0;
}

/* The sooner of two times; 0: there is none. */
static int64_t
sooner(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return a < b ? a : b;
}

/* When something is due next; 0: nothing. */
static int
next_due(struct look *k, int64_t *at, struct err *e)
{
	int64_t holder, row;

	if (bsre_act_next(k->cx->db, at, e) < 0)
		return -1;
	if (!(k->w->caps & BSRE_CAN(BSRE_STATUS)))
		return 0;
	if (standing_next(k->cx->db, &holder, e) < 0 ||
	    roll_next(k->cx, &row, e) < 0)
		return -1;
	*at = sooner(*at, sooner(holder, row));
	return 0;
}

static int
set_next(struct look *k, int64_t *next_at, struct err *e)
{
	int64_t now = k->cx->now, due;

	*next_at = INT64_MAX;
	if (k->l->load >= OF_OFFICE)
		return 0;
	if (next_due(k, &due, e) < 0)
		return -1;
	if (due != 0 && due <= now)
		due = k->busy ? now + BUSY_WAIT : 0;
	else if (due == 0)
		due = INT64_MAX;
	if (k->open_at > due)
		due = k->open_at;
	if (k->l->trial && due > now + BUSY_WAIT)
		due = now + BUSY_WAIT;
	*next_at = k->told ? 0 : due;
	return 0;
}

int
consult_office(struct consult *c, struct ctx *cx, struct liaison *l,
    int64_t *next_at, struct err *e)
{
	struct look k = {.c = c, .cx = cx, .l = l, .open_at = 0};

	*next_at = INT64_MAX;
	if (way_get(c->ways, cx, &k.w, e) < 0 || begin(cx, l, k.w, e) < 0 ||
	    hear_admin(cx, l, k.w, e) < 0 || take_turns(&k, e) < 0 ||
	    make_trial(&k, e) < 0)
		return -1;
	return set_next(&k, next_at, e);
}
