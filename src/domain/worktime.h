/*
 * worktime.h - working time: how much has passed between two instants, and
 * when so much will have passed.
 *
 * The usual week is Perpres 21/2023: 37 h 30 min in five days.  Minutes
 * outside the opening hours, breaks, and days off do not count.
 *
 * Hours and minutes are counted as such.  Days are counted in working days,
 * however long each of them is: three days in Ramadan are three days, and a
 * third of a day is a third of the hours of that date.
 */
#ifndef DOMAIN_WORKTIME_H
#define DOMAIN_WORKTIME_H

#include "base/err.h"
#include "domain/date.h"

#define WORK_DAY_MINUTES 450 /* of the usual week */

/* A hundred years around the clock. */
#define WORK_MINUTES_MAX ((int64_t)100 * 366 * 24 * 60)
#define WORK_DAYS_MAX    ((int64_t)100 * 366)

/* Minutes from local midnight; open = close: closed all day. */
struct work_hours {
	unsigned open, close;
	unsigned break_from, break_to; /* alike: no break */
};

struct work_week {
	struct work_hours days[7]; /* 0 = Minggu */
};

/* A date that has hours of its own: a holiday, a day of Ramadan. */
struct work_day {
	int32_t day;
	struct work_hours hours;
	/* What all dates up to this one add to the usual weeks, or take from
	 * them; filled by work_days_sum(). */
	int64_t sum_ms;
	int64_t sum_days;
};

struct worktime {
	struct work_week week;
	struct zone zone;
	const struct work_day *days; /* borrowed; rising, none twice, summed */
	size_t days_n;
};

/* Mon-Thu 07.30-16.00, break 12-13; Fri 07.30-16.30, break 11.30-13. */
extern const struct work_week work_week_default;

/*
 * Check what an administrator set: hours within a day, in order, the break
 * within them, and some minute of work in the week.  Returns -1 with *e set
 * to ERR_INPUT.  The functions below expect a week that passed.
 */
int work_week_check(const struct work_week *w, struct err *e) MUST_CHECK;

/* Fill the sums of dates that are rising and none twice. */
void work_days_sum(const struct work_week *w, struct work_day *v, size_t n);

/* Minutes of work in these hours. */
unsigned work_hours_minutes(struct work_hours h);

/* Minutes of a working day of that week, the average. */
unsigned work_day_minutes(const struct work_week *w);

/* The hours of a date. */
struct work_hours worktime_hours(const struct worktime *t, int32_t day);

/* Whether an instant is working time. */
bool worktime_is_open(const struct worktime *t, int64_t ms);

/* Full working minutes from one instant to another; 0 if to <= from. */
int64_t worktime_between(const struct worktime *t, int64_t from, int64_t to);

/*
 * The first instant at which that many working minutes have passed; `from`
 * itself for none.  What ends with the day ends at its close, not at the
 * next opening.  More than WORK_MINUTES_MAX count as that many.
 */
int64_t worktime_after(const struct worktime *t, int64_t from, int64_t minutes);

/*
 * The same in working days.  worktime_days_between() is in full minutes of
 * work_day_minutes() a day; at most WORK_DAYS_MAX days.
 */
int64_t worktime_days_between(
    const struct worktime *t, int64_t from, int64_t to);
int64_t worktime_days_after(
    const struct worktime *t, int64_t from, int64_t days);

enum span_unit { SPAN_MINUTE, SPAN_HOUR, SPAN_DAY, SPAN_MONTH };

/* An allotted time.  Months are always counted by the calendar. */
struct span {
	unsigned n;
	enum span_unit unit;
	bool calendar; /* "24 jam" of a link: nights and Sundays count */
};

/* When a span that begins at `from` is over. */
int64_t span_due(const struct worktime *t, int64_t from, struct span s);

/* Minutes used from one instant to another, counted as the span counts. */
int64_t span_used(
    const struct worktime *t, int64_t from, int64_t to, struct span s);

/* A stretch of a clock that was stopped and went on again. */
struct stretch {
	int64_t from, to;
};

/*
 * Full minutes of all stretches together: what overlaps counts once, what
 * lies between them does not count.  By working time, or by the calendar if
 * t is NULL.  Stretches rise by `from`.
 */
int64_t stretch_minutes(
    const struct worktime *t, const struct stretch *v, size_t n);

#endif
