#include "sop/remind.h"

#include "sop/duration.h"

#define HOURS(n)                                  \
	{                                         \
		(n), (n), TIME_HOUR, TIME_WORKING \
	}
#define DAYS(n)                                  \
	{                                        \
		(n), (n), TIME_DAY, TIME_WORKING \
	}
#define DAYS_OF_ALL(n)                            \
	{                                         \
		(n), (n), TIME_DAY, TIME_CALENDAR \
	}
#define NOTHING                               \
	{                                     \
		0, 0, TIME_NONE, TIME_WORKING \
	}
#define RULES(list)                                      \
	{                                                \
		(list), sizeof(list) / sizeof((list)[0]) \
	}

static const struct remind_rule of_office[] = {
    {REMIND_BEFORE, HOURS(4), REMIND_DOER},
    {REMIND_DUE, NOTHING, REMIND_DOER},
    {REMIND_AFTER, DAYS(1), REMIND_DOER},
    {REMIND_AFTER, DAYS(1), REMIND_STANDIN},
    {REMIND_AFTER, DAYS(2), REMIND_SUPERIOR},
};

static const struct remind_rule of_applicant[] = {
    {REMIND_OPENED, DAYS_OF_ALL(3), REMIND_DOER},
    {REMIND_OPENED, DAYS_OF_ALL(7), REMIND_DOER},
    {REMIND_OPENED, DAYS_OF_ALL(14), REMIND_DOER},
    {REMIND_ABANDONED, DAYS_OF_ALL(7), REMIND_DOER},
};

static const struct remind_rule of_bsre[] = {
    {REMIND_AFTER, DAYS(1), REMIND_DOER},
};

/* Where nothing says when it is late, somebody has to notice it. */
static const struct remind_rule of_untimed[] = {
    {REMIND_OPENED, DAYS(2), REMIND_DOER},
    {REMIND_OPENED, DAYS(3), REMIND_STANDIN},
    {REMIND_OPENED, DAYS(5), REMIND_SUPERIOR},
};

const struct reminders remind_default[REMIND_LISTS] = {
    [OWNER_OFFICE] = RULES(of_office),
    [OWNER_APPLICANT] = RULES(of_applicant),
    [OWNER_BSRE] = RULES(of_bsre),
    [REMIND_UNTIMED] = RULES(of_untimed),
};

const struct reminders *
remind_rules(const struct office *o, const struct row *r)
{
	if (r->remind)
		return r->remind;
	if (r->time.unit == TIME_NONE && r->owner != OWNER_APPLICANT)
		return &o->remind[REMIND_UNTIMED];
	return &o->remind[r->owner];
}

/* --- the clock ---------------------------------------------------------- */

/* The last moment from which s is over by `end`; `from` if it is earlier. */
static int64_t
last_before(const struct worktime *t, struct span s, int64_t from, int64_t end)
{
	int64_t lo = from, hi = end;

	if (span_due(t, from, s) > end)
		return from;
	while (hi - lo > 1) {
		int64_t mid = lo + (hi - lo) / 2;

		if (span_due(t, mid, s) <= end)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

/* 0: no such moment. */
static int64_t
moment(const struct remind_rule *r, const struct worktime *t,
    const struct remind_clock *c)
{
	struct span s = duration_span(r->time);
	int64_t at;

	switch (r->from) {
	case REMIND_BEFORE:
		at = last_before(t, s, c->opened, c->due);
		return c->due &&
			       span_used(t, c->opened, at, s) >=
				   span_used(t, at, c->due, s) &&
			       at > c->opened
			   ? at
			   : 0;
	case REMIND_DUE:
		return c->due;
	case REMIND_AFTER:
		return c->due ? span_due(t, c->due, s) : 0;
	case REMIND_OPENED:
		return span_due(t, c->opened, s);
	case REMIND_ABANDONED:
		at = last_before(t, s, c->opened, c->abandoned);
		return c->abandoned && at > c->opened ? at : 0;
	}
	return 0;
}

size_t
remind_plan(struct remind_tier v[REMIND_RULES], const struct reminders *rules,
    const struct worktime *t, const struct remind_clock *c)
{
	size_t n = 0;

	for (size_t i = 0; i < rules->n; i++) {
		const struct remind_rule *r = &rules->v[i];
		const struct remind_tier tier = {
		    (int)i + 1, moment(r, t, c), r->to};
		size_t at = n;

		if (!tier.at)
			continue;
		for (; at > 0 && v[at - 1].at > tier.at; at--)
			v[at] = v[at - 1];
		v[at] = tier;
		n++;
	}
	return n;
}

/* --- upwards ------------------------------------------------------------ */

static bool
has(const int *lanes, size_t n, int lane)
{
	for (size_t i = 0; i < n; i++)
		if (lanes[i] == lane)
			return true;
	return false;
}

/* The first row in which a lane hands the letter down, if before `row`. */
static int
first_dispose(const struct sop *s, int lane, int row)
{
	for (int i = 0; i < row; i++)
		if (s->rows[i].kind == STEP_DISPOSE && s->rows[i].lane == lane)
			return i;
	return row;
}

/* Who last handed the letter down before `row`; ROW_NONE: nobody. */
static int
disposer(const struct sop *s, int row, const int *seen, size_t n)
{
	while (row-- > 0) {
		const struct row *r = &s->rows[row];

		if (r->kind == STEP_DISPOSE &&
		    s->lanes[r->lane].role == LANE_OFFICIAL &&
		    !has(seen, n, r->lane))
			return r->lane;
	}
	return ROW_NONE;
}

size_t
remind_superiors(const struct sop *s, int row, int lanes[LIMIT_SOP_LANES])
{
	int seen[LIMIT_SOP_LANES + 1];
	int lane = s->lanes[s->rows[row].lane].recorder;
	size_t n = 0;

	for (;;) {
		int above = s->lanes[lane].superior;

		seen[n] = lane;
		/* A later row of whoever hands down is no lower for that. */
		row = first_dispose(s, lane, row);
		if (above < 0)
			above = disposer(s, row, seen, n + 1);
		if (above < 0 || has(seen, n + 1, above))
			return n;
		lanes[n++] = lane = above;
	}
}
