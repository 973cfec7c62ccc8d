/*
 * remind.h - when whom to remind of a task: the rules of an SOP row, or of
 * its office, put on one task's clock.  Pure.
 *
 * A rule is a tier.  Tiers are known by their place in the list and not by
 * their time, which may change while the task is open.
 */
#ifndef SOP_REMIND_H
#define SOP_REMIND_H

#include "sop/office.h"

/* What offices have that say nothing. */
extern const struct reminders remind_default[REMIND_LISTS];

/* The rules for a row: its own, else those of the office for such rows. */
const struct reminders *remind_rules(
    const struct office *o, const struct row *r);

struct remind_clock {
	int64_t opened;    /* ms, as the others */
	int64_t due;       /* 0: the SOP gives no time */
	int64_t abandoned; /* when the case will count as left alone by its
	                      applicant; 0: never */
};

struct remind_tier {
	int tier; /* from 1: the place of the rule in its list */
	int64_t at;
	enum remind_to to;
};

/*
 * The tiers of a task, first ones first; returns how many.  Left out are
 * those that the clock does not have, those before a time of which half has
 * not yet gone by then, and those before an end that would come at the
 * opening or earlier.
 */
size_t remind_plan(struct remind_tier v[REMIND_RULES],
    const struct reminders *rules, const struct worktime *t,
    const struct remind_clock *c);

/*
 * The desks above the one that does (or records) a row, nearest first;
 * returns how many.  Where the SOP does not say it (atasan), the one who last
 * handed the letter down before: the nearest earlier dispose row of another
 * official.
 */
size_t remind_superiors(
    const struct sop *s, int row, int lanes[LIMIT_SOP_LANES]);

#endif
