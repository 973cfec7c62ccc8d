#include "app/rounds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/beat.h"
#include "app/bell.h"
#include "app/consult.h"
#include "app/remind.h"
#include "app/sweep.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "store/message.h"

#define TURN_US      INT64_C(100000) /* then the network has its turn */
#define REMIND_LOOK  ((size_t)50)    /* rows of the agenda in one look */
#define DUTIES_EVERY MS_MINUTE       /* of an office where things happen */
#define IDLE_EVERY   (10 * MS_MINUTE)
#define BEAT_EVERY   MS_MINUTE
#define WAYS_EVERY   (10 * MS_SECOND)
#define FAILED_WAIT  (10 * MS_SECOND)

/* One office.  It never moves: transfers point at its outlet, questions to
 * BSrE at its liaison. */
struct watched {
	struct outlet outlet;
	struct liaison liaison;
	struct bell bell;
	struct sweep sweep;
	int64_t mail_at, bsre_at, agenda_at; /* when something is due */
	int64_t duties_at; /* not before, and at idle_at at last */
	int64_t idle_at;
	int64_t not_before; /* it could not be opened */
	int64_t found_at;   /* see struct beat_office */
	struct message_worries worries;
};

struct rounds {
	struct app *app;         /* borrowed */
	struct ways *ways;       /* borrowed */
	struct deliver *deliver; /* owned */
	struct consult *consult; /* owned */
	struct arena arena;
	struct watched **v; /* owned */
	size_t n, cap;
	size_t next;     /* whose turn it is */
	size_t left;     /* how many have not had theirs in this round */
	bool tick;       /* in this round files are looked at */
	int64_t tick_at; /* when to do so again */
	bool ways_tick;  /* and the settings of BSrE */
	int64_t ways_at;
	int64_t due_at; /* when the next round begins */
	int64_t beat_at;
	int64_t scans_at; /* the virus scanner is away until then */
};

int
rounds_open(struct rounds **out, struct app *app, struct net *net,
    struct ways *ways, struct err *e)
{
	struct rounds *r = calloc(1, sizeof(*r));

	*out = NULL;
	if (!r)
		return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "rounds");
	r->app = app;
	r->ways = ways;
	arena_init(&r->arena, LIMIT_REQUEST_ARENA);
	if (deliver_open(&r->deliver, app, net, e) < 0 ||
	    consult_open(&r->consult, app, net, ways, e) < 0) {
		rounds_close(r);
		return -1;
	}
	*out = r;
	return 0;
}

void
rounds_close(struct rounds *r)
{
	if (!r)
		return;
	deliver_close(r->deliver);
	consult_close(r->consult);
	for (size_t i = 0; i < r->n; i++)
		free(r->v[i]);
	free(r->v);
	arena_clear(&r->arena);
	free(r);
}

static struct watched *
take_up(struct rounds *r, const char *office, int64_t now)
{
	struct watched *w = calloc(1, sizeof(*w));

	if (r->n == r->cap) {
		size_t cap = r->cap ? 2 * r->cap : 16;
		void *v = realloc(r->v, cap * sizeof(*r->v));

		if (!v)
			log_fatal("out of memory");
		r->v = v;
		r->cap = cap;
	}
	if (!w)
		log_fatal("out of memory");
	snprintf(w->outlet.office, sizeof(w->outlet.office), "%s", office);
	snprintf(w->liaison.office, sizeof(w->liaison.office), "%s", office);
	w->found_at = now;
	/* To look at all files takes time: not of all offices at once. */
	w->sweep.orphans_at = now + (int64_t)(r->n + 1) * MS_MINUTE;
	r->v[r->n++] = w;
	return w;
}

/* guess: where it stood the last time. */
static struct watched *
find(struct rounds *r, const char *office, size_t guess, int64_t now)
{
	if (guess < r->n && strcmp(r->v[guess]->outlet.office, office) == 0)
		return r->v[guess];
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->v[i]->outlet.office, office) == 0)
			return r->v[i];
	return take_up(r, office, now);
}

/* --- a look at one office ----------------------------------------------- */

static void
complain(const struct watched *w, const char *what, const struct err *e)
{
	log_error("%s: %s: %s (%s)", w->outlet.office, what, e->msg, e->detail);
}

static void
look_outbox(struct rounds *r, struct ctx *cx, struct watched *w)
{
	struct err e = {0};

	w->outlet.wake = false;
	if (deliver_office(r->deliver, cx, &w->outlet, &w->mail_at, &e) < 0) {
		complain(w, "outbox", &e);
		w->mail_at = cx->now + FAILED_WAIT;
	}
	arena_reset(cx->arena);
}

static void
look_bsre(struct rounds *r, struct ctx *cx, struct watched *w)
{
	struct err e = {0};

	w->liaison.wake = false;
	if (consult_office(r->consult, cx, &w->liaison, &w->bsre_at, &e) < 0) {
		complain(w, "bsre", &e);
		w->bsre_at = cx->now + FAILED_WAIT;
	}
	arena_reset(cx->arena);
}

static void
look_agenda(struct ctx *cx, struct watched *w)
{
	struct err e = {0};
	bool more = false;

	if (remind_next(cx->db, &w->agenda_at, &e) == 0) {
		if (w->agenda_at > cx->now)
			return;
		if (remind_office(cx, REMIND_LOOK, &more, &w->agenda_at, &e) ==
		    0) {
			w->found_at = cx->now;
			if (more)
				w->agenda_at = cx->now;
			arena_reset(cx->arena);
			return;
		}
	}
	complain(w, "agenda", &e);
	w->agenda_at = cx->now + FAILED_WAIT;
	arena_reset(cx->arena);
}

static void
look_for_worries(struct ctx *cx, struct watched *w)
{
	struct err e = {0};

	if (message_worries(cx->db, &w->worries, cx->now - BEAT_DEAD_NEW, &e) <
	    0)
		complain(w, "outbox", &e);
}

static void
do_duties(struct rounds *r, struct ctx *cx, struct watched *w)
{
	int64_t scans_at = r->scans_at;

	/* One scanner serves all: when it is away, one look is enough. */
	if (w->sweep.scans_at < scans_at)
		w->sweep.scans_at = scans_at;
	sweep_office(cx, &w->sweep);
	if (w->sweep.scans_at > scans_at)
		r->scans_at = w->sweep.scans_at - MS_SECOND;
	look_for_worries(cx, w);
	w->duties_at = cx->now + DUTIES_EVERY;
	w->idle_at = cx->now + IDLE_EVERY;
	if (w->sweep.scans_wait)
		w->idle_at = w->duties_at;
	if (w->sweep.more)
		w->duties_at = w->idle_at = cx->now + ROUNDS_TICK;
}

static void
look_at(struct rounds *r, struct watched *w, bool rang, int64_t now)
{
	struct err e = {0};
	struct ctx cx;

	arena_reset(&r->arena);
	if (sweep_ctx(&cx, r->app, &r->arena, w->outlet.office, now, &e) < 0) {
		complain(w, "open", &e);
		w->not_before = now + MS_MINUTE;
		return;
	}
	if (rang || w->agenda_at <= now)
		look_agenda(&cx, w);
	look_outbox(r, &cx, w);
	look_bsre(r, &cx, w);
	if (now >= w->duties_at)
		do_duties(r, &cx, w);
	else if (rang && w->duties_at < w->idle_at)
		w->idle_at = w->duties_at;
}

/* --- the turn of all ---------------------------------------------------- */

static bool
is_due(const struct watched *w, int64_t now)
{
	return w->outlet.wake || w->liaison.wake || w->mail_at <= now ||
	       w->bsre_at <= now || w->agenda_at <= now || w->idle_at <= now;
}

/* false: time is over before all were seen; the next turn goes on. */
static bool
look_at_all(struct rounds *r, const struct tenant *v, size_t n, int64_t now)
{
	int64_t until = clock_steady_us() + TURN_US;
	const char *data = app_conf(r->app)->data;

	if (r->left == 0 || r->left > n) {
		r->left = n;
		r->tick = now >= r->tick_at || now < r->tick_at - ROUNDS_TICK;
		r->ways_tick =
		    now >= r->ways_at || now < r->ways_at - WAYS_EVERY;
	}
	for (; r->left > 0; r->left--, r->next++) {
		size_t at = r->next % n;
		struct watched *w;
		bool rang;

		if (!v[at].active)
			continue;
		if (clock_steady_us() > until)
			return false;
		w = find(r, v[at].id, at, now);
		if (now < w->not_before)
			continue;
		rang =
		    r->tick && bell_rang(&w->bell, data, w->outlet.office, now);
		rang = rang || (r->ways_tick && way_changed(r->ways, &v[at]));
		if (rang || is_due(w, now))
			look_at(r, w, rang, now);
	}
	/* The next round begins with another. */
	r->next = n > 0 ? (r->next + 1) % n : 0;
	if (r->tick)
		r->tick_at = now + ROUNDS_TICK;
	if (r->ways_tick)
		r->ways_at = now + WAYS_EVERY;
	return true;
}

static void
mark(struct rounds *r, const struct tenant *v, size_t n, int64_t now)
{
	struct beat b;

	beat_start(&b, now, BEAT_WORRY);
	for (size_t i = 0; i < n; i++) {
		const struct watched *w;

		if (!v[i].active)
			continue;
		w = find(r, v[i].id, i, now);
		beat_add(&b, &(struct beat_office){.id = w->outlet.office,
				 .found_at = w->found_at,
				 .waits_since = w->worries.waits_since,
				 .dead = w->worries.dead,
				 .dead_at = w->worries.dead_at});
	}
	beat_write(app_conf(r->app)->data, &b);
	r->beat_at = now + BEAT_EVERY;
}

/* When the first of all wants to be looked at. */
static int64_t
next_due(struct rounds *r, const struct tenant *v, size_t n, int64_t now)
{
	int64_t at = r->tick_at;

	for (size_t i = 0; i < n; i++) {
		const struct watched *w;

		if (!v[i].active)
			continue;
		w = find(r, v[i].id, i, now);
		if (now < w->not_before)
			continue;
		if (w->mail_at < at)
			at = w->mail_at;
		if (w->bsre_at < at)
			at = w->bsre_at;
		if (w->agenda_at < at)
			at = w->agenda_at;
	}
	return at;
}

static int
work_round(struct rounds *r, int64_t now, struct err *e)
{
	struct tenants *ts = app_tenants(r->app);
	const struct tenant *v;
	size_t n;

	if (tenants_refresh(ts, e) < 0)
		return -1;
	v = control_tenants(tenants_control(ts), &n);
	r->due_at = now;
	if (!look_at_all(r, v, n, now))
		return 0;
	if (now >= r->beat_at || now < r->beat_at - BEAT_EVERY)
		mark(r, v, n, now);
	r->due_at = next_due(r, v, n, now);
	return 0;
}

int
rounds_turn(struct rounds *r, int64_t now, int *wait, struct err *e)
{
	size_t settled =
	    deliver_settle(r->deliver, now) + consult_settle(r->consult, now);

	if (settled > 0 || now >= r->due_at || now < r->due_at - ROUNDS_TICK)
		if (work_round(r, now, e) < 0) {
			r->due_at = now + ROUNDS_TICK;
			*wait = (int)ROUNDS_TICK;
			return -1;
		}
	*wait = r->due_at > now ? (int)(r->due_at - now) : 0;
	return 0;
}

size_t
rounds_finish(struct rounds *r, int64_t now)
{
	return deliver_finish(r->deliver, now) +
	       consult_finish(r->consult, now);
}
