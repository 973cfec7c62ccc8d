/*
 * Who is meant, who is told at once and who in a digest, by the rules as
 * they are written down (docs/format-sop.md, docs/architecture.md).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define DIGESTS 2
#define FLOOD   5

static const int digest_minutes[DIGESTS] = {8 * 60 + 30, 13 * 60};

/* --- who ---------------------------------------------------------------- */

struct crowd
seat_of(int desk, int64_t now)
{
	enum holding_kind kinds[OFFICERS];
	enum who v[OFFICERS];
	struct crowd c = {
	    .n = seat_now((enum desk)desk, (int)(now / MINUTE_MS), v, kinds)};

	for (size_t i = 0; i < c.n; i++)
		c.v[i] = (int)v[i];
	return c;
}

/* Only the definitive ones of a desk, or only the others; all: *any. */
static struct crowd
some_of(int desk, int64_t now, bool definitive)
{
	enum holding_kind kinds[OFFICERS];
	enum who v[OFFICERS];
	size_t n = seat_now((enum desk)desk, (int)(now / MINUTE_MS), v, kinds);
	struct crowd c = {.n = 0};

	for (size_t i = 0; i < n; i++)
		if ((kinds[i] == DEFINITIF) == definitive)
			c.v[c.n++] = (int)v[i];
	return c;
}

struct crowd
admins(void)
{
	return (struct crowd){{ADMIN, ADMIN_2}, 2, true};
}

/* Verifiers stand below the Kepala Bidang, and he below the Kepala Dinas. */
struct crowd
above(int desk, int64_t now)
{
	while (desk != KADIS) {
		struct crowd c;

		desk = desk == VERIFIKATOR ? KABID : KADIS;
		c = seat_of(desk, now);
		c.above = true;
		if (c.n > 0)
			return c;
	}
	return admins();
}

/* Only the Kepala Bidang has a stand-in by the SOP: the Kepala Dinas. */
static struct crowd
stand_in_seat(int desk, int64_t now)
{
	return desk == KABID ? seat_of(KADIS, now) : (struct crowd){.n = 0};
}

struct crowd
doers(int desk, int64_t now)
{
	struct crowd c = some_of(desk, now, true);

	if (c.n == 0)
		c = seat_of(desk, now);
	if (c.n == 0)
		c = stand_in_seat(desk, now);
	return c.n > 0 ? c : above(desk, now);
}

struct crowd
stand_ins(int desk, int64_t now)
{
	struct crowd definitive = some_of(desk, now, true);
	struct crowd c = some_of(desk, now, false);

	if (definitive.n > 0 && c.n > 0)
		return c;
	if (seat_of(desk, now).n > 0)
		return stand_in_seat(desk, now);
	c = stand_in_seat(desk, now);
	return c.n > 0 ? c : above(desk, now);
}

/* --- telling ------------------------------------------------------------ */

static int64_t
next_digest(int64_t now)
{
	for (int day = (int)(now / DAY_MS);; day++)
		for (int i = 0; i < DIGESTS && plain_works(day); i++) {
			int64_t at =
			    day * DAY_MS + digest_minutes[i] * MINUTE_MS;

			if (at > now)
				return at;
		}
}

/* Whether the seats of a person make it read digests. */
static bool
is_verifier_only(int who, int64_t now)
{
	bool official = false, verifier = false;

	for (int desk = 0; desk < LANES; desk++) {
		struct crowd c = seat_of(desk, now);

		for (size_t i = 0; i < c.n; i++) {
			verifier |= c.v[i] == who && desk == VERIFIKATOR;
			official |= c.v[i] == who && desk != VERIFIKATOR;
		}
	}
	return verifier && !official;
}

/* Whether there was much within the hour. */
static bool
is_flooded(const struct world *w, const struct listener *p)
{
	int n = 0;

	for (size_t i = p->n; i-- > 0;) {
		const struct told *t = &w->out->v[p->v[i].i];

		if (t->at <= w->now - HOUR)
			break;
		n += t->state == WAITING;
	}
	return n >= FLOOD;
}

static struct told *
put(struct world *w, const struct words *x, int who)
{
	struct told t = {.of_case = x->of_case,
	    .tier = x->tier,
	    .at = w->now,
	    .state = WAITING};

	snprintf(t.rule, sizeof(t.rule), "%s", x->rule);
	snprintf(t.template, sizeof(t.template), "%s", x->template);
	if (who >= HOLDER)
		snprintf(t.to, sizeof(t.to), "holder:%d", who - HOLDER + 1);
	else
		snprintf(t.to, sizeof(t.to), "person:%d", who + 1);
	told_add(w->out, &t);
	return &w->out->v[w->out->n - 1];
}

void
tell(struct world *w, const struct words *x, int who)
{
	struct listener *p = &w->people[who];
	bool digest = p->wish != NOBODY
			  ? p->wish
			  : !x->own && is_verifier_only(who, w->now);
	bool flood = is_flooded(w, p);
	struct told *t = put(w, x, who);
	int64_t at;

	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 64;
		p->v = realloc(p->v, p->cap * sizeof(*p->v));
		if (!p->v)
			abort();
	}
	p->v[p->n++] = (struct heard){w->out->n - 1, x->task};
	if (x->at_once || (!digest && !flood))
		return;
	t->state = HELD;
	at = next_digest(w->now);
	if (!digest && at > w->now + HOUR)
		at = w->now + HOUR;
	if (at < p->digest_at)
		p->digest_at = at;
}

void
tell_holder(struct world *w, const struct words *x)
{
	w->heard_holder[x->of_case] = true;
	put(w, x, HOLDER + x->of_case);
}

bool *
muted(struct world *w, int who, int of_case)
{
	return &w->muted[who * CASES + of_case];
}

void
remind(struct world *w, const struct words *x, int who, struct reached *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i] == who)
			return;
	r->v[r->n++] = who;
	if (x->of_case == NOBODY || !*muted(w, who, x->of_case))
		tell(w, x, who);
}

void
remind_crowd(struct world *w, const struct words *x, const struct crowd *c,
    struct reached *r)
{
	for (size_t i = 0; i < c->n; i++)
		remind(w, x, c->v[i], r);
}

/* --- digests ------------------------------------------------------------ */

/* What is done at the moment of a look is done after it. */
bool
is_open(const struct world *w, int task)
{
	return task == NO_TASK || w->tasks[task].closed >= w->now;
}

/* Whether something was told later of the same task and waits too. */
static bool
is_repeated(const struct world *w, const struct listener *p, size_t i)
{
	for (size_t j = i + 1; j < p->n && p->v[i].task != NO_TASK; j++)
		if (p->v[j].task == p->v[i].task &&
		    w->out->v[p->v[j].i].state == HELD)
			return true;
	return false;
}

static bool
has_desk(int who, int desk, int64_t now)
{
	struct crowd c = seat_of(desk, now);

	for (size_t i = 0; i < c.n; i++)
		if (c.v[i] == who)
			return true;
	return false;
}

/* What is for who has the desk, or any, and the person has it no more. */
static bool
is_left(const struct world *w, int who, const struct told *t, int task)
{
	if (strcmp(t->template, "task") == 0)
		return !has_desk(who, table[w->tasks[task].row].lane, w->now);
	if ((strcmp(t->template, "remind") != 0 &&
		strcmp(t->template, "escalate") != 0) ||
	    who == ADMIN || who == ADMIN_2)
		return false;
	for (int desk = 0; desk < LANES; desk++)
		if (has_desk(who, desk, w->now))
			return false;
	return true;
}

static void
drop_pointless(struct world *w, int who)
{
	const struct listener *p = &w->people[who];

	for (size_t i = 0; i < p->n; i++) {
		struct told *t = &w->out->v[p->v[i].i];

		if (t->state != HELD ||
		    (is_open(w, p->v[i].task) &&
			!is_left(w, who, t, p->v[i].task) &&
			!(t->tier > 0 && t->of_case != NOBODY &&
			    *muted(w, who, t->of_case))))
			continue;
		t->state = DROPPED;
		t->ended = w->now;
	}
}

void
digest(struct world *w, int who)
{
	struct listener *p = &w->people[who];
	int all = 0, late = 0;
	size_t n = p->n;
	char rule[40];
	struct words x = {.of_case = NOBODY,
	    .task = NO_TASK,
	    .rule = rule,
	    .template = "digest",
	    .at_once = true};
	struct told *t;

	p->digest_at = NEVER;
	drop_pointless(w, who);
	for (size_t i = 0; i < n; i++) {
		int task = p->v[i].task;

		if (w->out->v[p->v[i].i].state != HELD || is_repeated(w, p, i))
			continue;
		all++;
		late += task != NO_TASK && w->tasks[task].due &&
			w->tasks[task].due < w->now;
	}
	if (all == 0)
		return;
	snprintf(
	    rule, sizeof(rule), "digest:%lld", (long long)(EPOCH + w->now));
	tell(w, &x, who);
	t = &w->out->v[w->out->n - 1];
	t->all = all;
	t->late = late;
	for (size_t i = 0; i < n; i++) {
		t = &w->out->v[p->v[i].i];
		if (t->state == HELD) {
			t->state = DIGESTED;
			t->ended = w->now;
		}
	}
}
