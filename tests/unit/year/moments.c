/*
 * All tasks and links of the scene, and all moments at which something is
 * told of them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "world.h"

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
void
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
			w->tasks[w->tasks_n++] =
			    (struct duty){d->of_case, APPLY, at, 0, at, at};
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
			    (struct duty){d->of_case, (enum line)d->next, at,
				due_of((enum line)d->next, at), NEVER, at};
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
size_t
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

const int expiry[EXPIRIES] = {90, 60, 30, 14, 7};

/* The day of the year of "2026-03-31". */
int
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
	for (size_t i = 0; i < EXPIRIES; i++) {
		int64_t at = (last - expiry[i]) * DAY_MS + 8 * HOUR;

		if (at <= seen)
			continue;
		seen = agent_look(at);
		add_moment(w, at, CERTIFICATE, d->of_case, d->of_case);
	}
}

int
moment_order(const void *a, const void *b)
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

void
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
	qsort(w->moments, w->moments_n, sizeof(*w->moments), moment_order);
}
