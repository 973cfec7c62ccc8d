/*
 * What has to be told in the year of the scene, and to whom: first all
 * tasks, then all moments at which something is told of them, in order, and
 * then who is told at once and who in a digest.  By the rules as they are
 * written down (docs/format-sop.md, docs/architecture.md), on plain arrays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sop/kind.h"
#include "year.h"

#define HOUR    (60 * MINUTE_MS)
#define DAY_MS  (DAY * MINUTE_MS)
#define RULES   5
#define NO_TASK (-1)
#define DIGESTS 2
#define FLOOD   5
#define TASKS   (16 * CASES)
#define LINKS   (4 * CASES)
#define MOMENTS (80 * CASES + 20000)
#define HOLDER  1000000 /* and the case: somebody without an account */

static const int digest_minutes[DIGESTS] = {8 * 60 + 30, 13 * 60};

/* --- what there is ------------------------------------------------------ */

struct duty { /* a task */
	int of_case;
	enum line row;
	bool own; /* of the holder alone, not of the letter */
	int64_t opened, due, closed;
	int64_t
	    last_act; /* the last that was done in the case until it closed */
};

struct handed { /* a link */
	int task;
	int64_t made, ended; /* used or replaced */
};

/* In the order in which the agent takes what is due at once. */
enum sort { CERTIFICATE, DIGEST, LINK, PULSE, TASK };

enum phase { LOOK, DEED };

/* Something happens, or the agent looks at something. */
struct moment {
	int64_t at;
	enum phase phase;
	int64_t due; /* LOOK: since when; DEED: its place, which a look that
	                follows it shares */
	enum sort sort;
	int rank, ref; /* rank: of those that are due alike */
	const struct deed *deed;
};

struct heard {    /* a row for a person with an account */
	size_t i; /* of the list */
	int task;
};

struct listener {
	int wish; /* NOBODY: as the seats have it; else digest or not */
	struct heard *v;
	size_t n, cap;
	int64_t digest_at; /* NEVER: none is planned */
};

struct world {
	const struct scene *s;
	struct told_list *out;
	struct duty *tasks;
	size_t tasks_n;
	struct handed *links;
	size_t links_n;
	struct moment *moments;
	size_t moments_n;
	size_t next_task; /* of those that open: while moments pass */
	struct listener people[PERSONS];
	bool *muted;              /* person, case */
	const char *until[CASES]; /* of the certificate */
	bool heard_holder[CASES], split[CASES];
	bool vacant_told;
	int64_t now;
};

/* --- who ---------------------------------------------------------------- */

struct crowd {
	int v[OFFICERS];
	size_t n;
	bool above;
};

static struct crowd
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

static struct crowd
admins(void)
{
	return (struct crowd){{ADMIN, ADMIN_2}, 2, true};
}

/* Verifiers stand below the Kepala Bidang, and he below the Kepala Dinas. */
static struct crowd
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

static struct crowd
doers(int desk, int64_t now)
{
	struct crowd c = some_of(desk, now, true);

	if (c.n == 0)
		c = seat_of(desk, now);
	if (c.n == 0)
		c = stand_in_seat(desk, now);
	return c.n > 0 ? c : above(desk, now);
}

static struct crowd
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

struct words {
	int of_case, tier, task;
	const char *rule, *template;
	bool at_once, own;
};

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

static void
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

static void
tell_holder(struct world *w, const struct words *x)
{
	w->heard_holder[x->of_case] = true;
	put(w, x, HOLDER + x->of_case);
}

static bool *
muted(struct world *w, int who, int of_case)
{
	return &w->muted[who * CASES + of_case];
}

/* A reminder: not twice in one look, and not against one's will. */
struct reached {
	int v[PERSONS];
	size_t n;
};

static void
remind(struct world *w, const struct words *x, int who, struct reached *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i] == who)
			return;
	r->v[r->n++] = who;
	if (x->of_case == NOBODY || !*muted(w, who, x->of_case))
		tell(w, x, who);
}

static void
remind_crowd(struct world *w, const struct words *x, const struct crowd *c,
    struct reached *r)
{
	for (size_t i = 0; i < c->n; i++)
		remind(w, x, c->v[i], r);
}

/* --- digests ------------------------------------------------------------ */

/* What is done at the moment of a look is done after it. */
static bool
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

static void
drop_pointless(struct world *w, int who)
{
	const struct listener *p = &w->people[who];

	for (size_t i = 0; i < p->n; i++) {
		struct told *t = &w->out->v[p->v[i].i];

		if (t->state != HELD ||
		    (is_open(w, p->v[i].task) &&
			!(t->tier > 0 && t->of_case != NOBODY &&
			    *muted(w, who, t->of_case))))
			continue;
		t->state = DROPPED;
		t->ended = w->now;
	}
}

static void
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

/* --- tasks and links ---------------------------------------------------- */

static int64_t
due_of(enum line row, int64_t opened)
{
	const struct table_row *t = &table[row];

	if (t->time == 0)
		return 0;
	if (t->way == CLOCK_HOURS)
		return opened + t->time * HOUR;
	return t->way == WORK_DAYS ? plain_days_after(opened, t->time)
				   : plain_minutes_after(opened, t->time);
}

/* Those that open and close, in the order in which they get their numbers. */
static void
list_tasks(struct world *w)
{
	static int open[CASES]; /* the task of a case that waits */
	static int link[CASES];

	for (size_t i = 0; i < w->s->n; i++) {
		const struct deed *d = &w->s->v[i];
		int64_t at = d->at * MINUTE_MS;
		int *mine = d->of_case == NOBODY ? NULL : &open[d->of_case];
		bool moves = d->kind == FILE_CASE || d->kind == DO_ROW;

		if (d->kind == FILE_CASE) {
			link[d->of_case] = NOBODY;
			/* The first row is done by the filing itself. */
			w->tasks[w->tasks_n++] = (struct duty){
			    d->of_case, APPLY, false, at, 0, at, at};
		} else if (moves || d->kind == ABANDON) {
			w->tasks[*mine].closed = at;
			if (link[d->of_case] != NOBODY)
				w->links[link[d->of_case]].ended = at;
			link[d->of_case] = NOBODY;
		} else if (d->kind == NEW_LINK) {
			w->tasks[*mine].last_act = at;
		}
		if (moves && d->next != NOBODY) {
			*mine = (int)w->tasks_n;
			w->tasks[w->tasks_n++] =
			    (struct duty){d->of_case, (enum line)d->next, false,
				at, due_of((enum line)d->next, at), NEVER, at};
		}
		/* A holder with an own address gets a link at once. */
		if (d->kind == NEW_LINK ||
		    (moves && d->next == ACTIVATE &&
			w->s->cases[d->of_case].own_mail)) {
			if (link[d->of_case] != NOBODY)
				w->links[link[d->of_case]].ended = at;
			link[d->of_case] = (int)w->links_n;
			w->links[w->links_n++] =
			    (struct handed){*mine, at, NEVER};
		}
	}
}

/* --- moments ------------------------------------------------------------ */

static void
add_moment(struct world *w, int64_t due, enum sort sort, int rank, int ref)
{
	int64_t at = agent_look(due);

	if (at < YEAR_END * MINUTE_MS)
		w->moments[w->moments_n++] =
		    (struct moment){at, LOOK, due, sort, rank, ref, NULL};
}

enum to { DOERS, STAND_INS, SUPERIORS };

struct rule {
	int tier;
	int64_t at;
	enum to to;
};

static void
add_rule(struct rule *v, size_t *n, int tier, int64_t at, enum to to)
{
	size_t i = (*n)++;

	for (; i > 0 && v[i - 1].at > at; i--)
		v[i] = v[i - 1];
	v[i] = (struct rule){tier, at, to};
}

/* So long before the end, if half of the time has gone by then. */
static void
add_before(struct rule *v, size_t *n, const struct duty *d, int64_t minutes)
{
	int64_t at = plain_minutes_before(d->due, minutes);

	if (at > d->opened && plain_minutes_between(d->opened, at) >= minutes)
		add_rule(v, n, 1, at, DOERS);
}

/* What the rules make of a task, in order. */
static size_t
rules_of(const struct duty *d, struct rule v[RULES])
{
	const struct table_row *t = &table[d->row];
	int64_t closing = (d->last_act / DAY_MS + 60) * DAY_MS;
	size_t n = 0;

	if (t->lane == NOBODY) {
		add_rule(v, &n, 1, d->opened + 3 * DAY_MS, DOERS);
		add_rule(v, &n, 2, d->opened + 7 * DAY_MS, DOERS);
		add_rule(v, &n, 3, d->opened + 14 * DAY_MS, DOERS);
		add_rule(v, &n, 4, closing - 7 * DAY_MS, DOERS);
	} else if (d->row == DISPOSE_2) {
		add_before(v, &n, d, 60);
		add_rule(v, &n, 2, d->due, DOERS);
		add_rule(v, &n, 3, plain_days_after(d->due, 1), STAND_INS);
		add_rule(v, &n, 4, plain_days_after(d->opened, 3), SUPERIORS);
	} else if (t->bsre) {
		add_rule(v, &n, 1, plain_days_after(d->due, 1), DOERS);
	} else if (d->row != DELIVER) {
		add_before(v, &n, d, 240);
		add_rule(v, &n, 2, d->due, DOERS);
		add_rule(v, &n, 3, plain_days_after(d->due, 1), DOERS);
		add_rule(v, &n, 4, plain_days_after(d->due, 1), STAND_INS);
		add_rule(v, &n, 5, plain_days_after(d->due, 2), SUPERIORS);
	}
	return n;
}

/* One for each look at which at least one rule is over. */
static void
add_task(struct world *w, int i)
{
	const struct duty *d = &w->tasks[i];
	struct rule v[RULES];
	size_t n = rules_of(d, v);
	int64_t seen = -1;

	for (size_t k = 0; k < n; k++) {
		if (v[k].at <= seen || v[k].at > d->closed)
			continue;
		seen = agent_look(v[k].at);
		if (seen <= d->closed)
			add_moment(w, v[k].at, TASK, i, i);
	}
}

static void
add_link(struct world *w, int i)
{
	const struct handed *l = &w->links[i];
	int64_t soon = agent_look(l->made + 12 * HOUR),
		end = l->made + 24 * HOUR;

	if (soon <= l->ended && soon < end)
		add_moment(w, l->made + 12 * HOUR, LINK, l->task, i);
	if (soon >= end && soon <= l->ended)
		add_moment(w, l->made + 12 * HOUR, LINK, l->task, i);
	else if (agent_look(end) <= l->ended)
		add_moment(w, end, LINK, l->task, i);
}

static const int expiry[] = {90, 60, 30, 14, 7};

/* The day of the year of "2026-03-31". */
static int
day_of_text(const char *date)
{
	static const int before[] = {
	    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int year, month, day;

	if (sscanf(date, "%d-%d-%d", &year, &month, &day) != 3)
		abort();
	/* 2028 is a leap year. */
	return (year - 2026) * DAYS + before[month - 1] + day - 1 +
	       (year == 2028 && month > 2);
}

static void
add_certificate(struct world *w, const struct deed *d, int64_t place)
{
	int64_t issued = d->at * MINUTE_MS, seen = agent_look(issued);
	int last = day_of_text(d->valid_until);

	/* Looked at once as soon as it is there. */
	if (seen < YEAR_END * MINUTE_MS)
		w->moments[w->moments_n++] =
		    (struct moment){seen, seen == issued ? DEED : LOOK,
			seen == issued ? place : -NEVER, CERTIFICATE,
			d->of_case, d->of_case, NULL};
	for (size_t i = 0; i < sizeof(expiry) / sizeof(expiry[0]); i++) {
		int64_t at = (last - expiry[i]) * DAY_MS + 8 * HOUR;

		if (at <= seen)
			continue;
		seen = agent_look(at);
		add_moment(w, at, CERTIFICATE, d->of_case, d->of_case);
	}
}

static int
earlier(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->phase != y->phase)
		return x->phase < y->phase ? -1 : 1;
	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	if (x->sort != y->sort)
		return x->sort < y->sort ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static void
list_moments(struct world *w)
{
	for (size_t i = 0; i < w->s->n; i++) {
		const struct deed *d = &w->s->v[i];

		w->moments[w->moments_n++] = (struct moment){
		    d->at * MINUTE_MS, DEED, 2 * (int64_t)i, TASK, 0, 0, d};
		if (d->valid_until)
			add_certificate(w, d, 2 * (int64_t)i + 1);
	}
	for (size_t i = 0; i < w->tasks_n; i++)
		add_task(w, (int)i);
	for (size_t i = 0; i < w->links_n; i++)
		add_link(w, (int)i);
	for (int64_t at = 0; at < YEAR_END * MINUTE_MS;
	     at = agent_look(at + HOUR))
		w->moments[w->moments_n++] =
		    (struct moment){at, LOOK, at, PULSE, 0, 0, NULL};
	if (w->moments_n > MOMENTS)
		abort();
	qsort(w->moments, w->moments_n, sizeof(*w->moments), earlier);
}

/* --- deeds -------------------------------------------------------------- */

static const char *
text(char out[40], const char *what, int64_t id)
{
	snprintf(out, 40, "%s:%lld", what, (long long)id);
	return out;
}

static void
tell_end(struct world *w, const struct deed *d, bool own)
{
	bool done = d->outcome == OUT_DELIVERED && d->kind == DO_ROW;
	char rule[40];
	struct words x = {.of_case = d->of_case,
	    .task = NO_TASK,
	    .rule = text(rule, "end", d->of_case + 1),
	    .template = done ? "issued_holder" : "refused_holder"};

	if (w->s->cases[d->of_case].own_mail &&
	    (own || w->heard_holder[d->of_case]))
		tell_holder(w, &x);
	x.rule = "end";
	x.template = done                 ? "done"
		     : d->kind == ABANDON ? "abandoned"
					  : "rejected";
	x.own = true;
	tell(w, &x, w->s->cases[d->of_case].applicant);
}

static void
tell_link(struct world *w, const struct deed *d, int task)
{
	char rule[40];
	struct words x = {.of_case = d->of_case,
	    .task = task,
	    .rule = rule,
	    .template = "link"};

	snprintf(rule, sizeof(rule), "link:%d:%lld", task + 1,
	    (long long)(EPOCH + w->now));
	if (w->s->cases[d->of_case].own_mail)
		tell_holder(w, &x);
}

static void
tell_opened(struct world *w, const struct deed *d, int task)
{
	const struct table_row *t = &table[d->next];
	const struct made_case *c = &w->s->cases[d->of_case];
	char rule[40];
	struct words x = {.of_case = d->of_case,
	    .task = task,
	    .rule = text(rule, "task", task + 1),
	    .template = t->lane == NOBODY ? "own_task" : "task",
	    .own = t->lane == NOBODY};
	struct crowd who;

	if (d->next == ACTIVATE && c->own_mail) {
		tell_link(w, d, task);
		return;
	}
	if (t->lane == NOBODY) {
		tell(w, &x, c->applicant);
		return;
	}
	who = seat_of(t->lane, w->now);
	if (who.n == 0) {
		who = admins();
		x.rule = text(rule, "empty", task + 1);
		x.template = "empty_desk";
	}
	for (size_t i = 0; i < who.n; i++)
		if (who.v[i] != d->who)
			tell(w, &x, who.v[i]);
}

/* The task that a case has open. */
static int
task_of(const struct world *w, int of_case)
{
	for (int i = (int)w->next_task - 1; i >= 0; i--)
		if (w->tasks[i].of_case == of_case)
			return i;
	abort();
}

/* Messages about older links of the task are pointless. */
static void
drop_links(struct world *w, int task)
{
	char rule[40];
	size_t n;

	text(rule, "link", task + 1);
	n = strlen(rule);
	for (size_t i = w->out->n; i-- > 0;) {
		struct told *t = &w->out->v[i];

		if (t->at < w->tasks[task].opened)
			return;
		if (strncmp(t->rule, rule, n) != 0 || t->rule[n] != ':' ||
		    (strcmp(t->template, "link") != 0 &&
			strcmp(t->template, "link_soon") != 0) ||
		    (t->state != HELD && t->state != WAITING))
			continue;
		t->state = DROPPED;
		t->ended = w->now;
	}
}

static void
see_deed(struct world *w, const struct deed *d)
{
	struct words filed = {.of_case = d->of_case,
	    .task = NO_TASK,
	    .rule = "filed",
	    .template = "received",
	    .at_once = true};
	int task;

	switch (d->kind) {
	case FILE_CASE:
		w->next_task += 2;
		tell_opened(w, d, (int)w->next_task - 1);
		tell(w, &filed, d->who);
		break;
	case DO_ROW:
		if (d->valid_until)
			w->until[d->of_case] = d->valid_until;
		if (d->next == NOBODY) {
			tell_end(w, d, w->split[d->of_case]);
			break;
		}
		if (d->next == REGISTER)
			w->split[d->of_case] = true;
		tell_opened(w, d, (int)w->next_task++);
		break;
	case ABANDON:
		tell_end(w, d, false);
		break;
	case NEW_LINK:
		task = task_of(w, d->of_case);
		drop_links(w, task);
		tell_link(w, d, task);
		break;
	case MUTE:
		*muted(w, d->who, d->of_case) = true;
		break;
	case WISH:
		w->people[d->who].wish = d->outcome;
		break;
	}
}

/* --- looks -------------------------------------------------------------- */

static void
see_task(struct world *w, const struct moment *m)
{
	const struct duty *d = &w->tasks[m->ref];
	const struct table_row *t = &table[d->row];
	struct reached reached = {.n = 0};
	struct rule v[RULES];
	size_t n = rules_of(d, v);
	char rule[40];
	struct words x = {.of_case = d->of_case,
	    .task = m->ref,
	    .rule = text(rule, "task", m->ref + 1)};

	for (size_t i = 0; i < n && v[i].at <= w->now; i++) {
		bool overtaken = false;
		struct crowd who;

		for (size_t k = i + 1; k < n && v[k].at <= w->now; k++)
			overtaken |= v[k].to == v[i].to;
		if (v[i].at < m->due || overtaken)
			continue;
		x.tier = v[i].tier;
		if (t->lane == NOBODY) {
			x.template = "remind_applicant";
			remind(
			    w, &x, w->s->cases[d->of_case].applicant, &reached);
			continue;
		}
		who = v[i].to == DOERS       ? doers(t->lane, w->now)
		      : v[i].to == STAND_INS ? stand_ins(t->lane, w->now)
					     : above(t->lane, w->now);
		x.template = who.above ? "escalate" : "remind";
		remind_crowd(w, &x, &who, &reached);
	}
}

static void
see_link(struct world *w, const struct handed *l)
{
	const struct duty *d = &w->tasks[l->task];
	bool over = w->now >= l->made + 24 * HOUR;
	struct reached reached = {.n = 0};
	char rule[40];
	struct words x = {.of_case = d->of_case,
	    .task = l->task,
	    .tier = over ? 2 : 1,
	    .rule = rule,
	    .template = over ? "link_over" : "link_soon"};
	struct crowd who = doers(VERIFIKATOR, w->now);

	snprintf(rule, sizeof(rule), "link:%d:%lld", l->task + 1,
	    (long long)(EPOCH + l->made));
	if (over)
		remind_crowd(w, &x, &who, &reached);
	else if (w->s->cases[d->of_case].own_mail)
		tell_holder(w, &x);
	else {
		x.template = "remind_applicant";
		remind(w, &x, w->s->cases[d->of_case].applicant, &reached);
	}
}

/* Whether the same person has a later certificate. */
static bool
is_renewed(const struct world *w, int of_case)
{
	for (int i = 0; i < CASES; i++)
		if (w->until[i] && i != of_case &&
		    w->s->cases[i].nik == w->s->cases[of_case].nik &&
		    strcmp(w->until[i], w->until[of_case]) > 0)
			return true;
	return false;
}

static void
see_certificate(struct world *w, const struct moment *m)
{
	const char *until = w->until[m->ref];
	int last = day_of_text(until), tier = 0;
	struct reached reached = {.n = 0};
	char rule[40];
	struct words x = {.of_case = m->ref,
	    .task = NO_TASK,
	    .rule = rule,
	    .template = "certificate"};
	struct crowd who = doers(VERIFIKATOR, w->now);

	for (int i = 0; i < 5; i++) {
		int64_t at = (last - expiry[i]) * DAY_MS + 8 * HOUR;

		if ((m->phase == DEED || at >= m->due) && at <= w->now)
			tier = i + 1;
	}
	if (tier == 0 || w->now >= (last + 1) * DAY_MS || is_renewed(w, m->ref))
		return;
	snprintf(rule, sizeof(rule), "certificate:%d:%s", m->ref + 1, until);
	x.tier = tier;
	if (w->s->cases[m->ref].own_mail)
		tell_holder(w, &x);
	remind(w, &x, w->s->cases[m->ref].applicant, &reached);
	remind_crowd(w, &x, &who, &reached);
}

/* The Kepala Bidang is the only desk that is left by everybody. */
static void
see_pulse(struct world *w)
{
	int left = 0;
	bool waits = false;
	char rule[40];
	struct words x = {.of_case = NOBODY,
	    .task = NO_TASK,
	    .rule = rule,
	    .template = "empty_desk"};

	if (w->vacant_told || seat_of(KABID, w->now).n > 0)
		return;
	for (size_t i = 0; i < seat_times_n; i++)
		if (seat_times[i].lane == KABID &&
		    seat_times[i].until * MINUTE_MS <= w->now &&
		    seat_times[i].until > left)
			left = seat_times[i].until;
	for (size_t i = 0; i < w->next_task; i++)
		waits |= table[w->tasks[i].row].lane == KABID &&
			 is_open(w, (int)i) &&
			 w->tasks[i].opened < left * MINUTE_MS;
	if (!waits)
		return;
	w->vacant_told = true;
	snprintf(rule, sizeof(rule), "seat:%d:%lld", KABID + 1,
	    (long long)(EPOCH + left * MINUTE_MS));
	tell(w, &x, ADMIN);
	tell(w, &x, ADMIN_2);
}

static void
see(struct world *w, const struct moment *m)
{
	w->now = m->at;
	if (m->deed) {
		see_deed(w, m->deed);
		return;
	}
	switch (m->sort) {
	case CERTIFICATE:
		see_certificate(w, m);
		break;
	case DIGEST:
		digest(w, m->ref);
		break;
	case LINK:
		see_link(w, &w->links[m->ref]);
		break;
	case PULSE:
		see_pulse(w);
		break;
	case TASK:
		see_task(w, m);
		break;
	}
}

/* The digests that come before a moment. */
static void
see_digests(struct world *w, const struct moment *until)
{
	for (;;) {
		struct moment first = *until;

		for (int i = 0; i < PERSONS; i++) {
			int64_t due = w->people[i].digest_at;
			struct moment m = {
			    due == NEVER ? NEVER : agent_look(due), LOOK, due,
			    DIGEST, i, i, NULL};

			if (earlier(&m, &first) < 0)
				first = m;
		}
		if (first.sort != DIGEST)
			return;
		see(w, &first);
	}
}

static void *
room(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		abort();
	return p;
}

void
reckon(const struct scene *s, struct told_list *out)
{
	struct world *w = room(1, sizeof(*w));
	const struct moment end = {
	    YEAR_END * MINUTE_MS, LOOK, 0, TASK, 0, 0, NULL};

	w->s = s;
	w->out = out;
	w->tasks = room(TASKS, sizeof(*w->tasks));
	w->links = room(LINKS, sizeof(*w->links));
	w->moments = room(MOMENTS, sizeof(*w->moments));
	w->muted = room((size_t)PERSONS * CASES, sizeof(*w->muted));
	for (int i = 0; i < PERSONS; i++) {
		w->people[i].wish = NOBODY;
		w->people[i].digest_at = NEVER;
	}
	list_tasks(w);
	list_moments(w);
	for (size_t i = 0; i < w->moments_n; i++) {
		see_digests(w, &w->moments[i]);
		see(w, &w->moments[i]);
	}
	see_digests(w, &end);
	for (int i = 0; i < PERSONS; i++)
		free(w->people[i].v);
	free(w->muted);
	free(w->moments);
	free(w->links);
	free(w->tasks);
	free(w);
}
