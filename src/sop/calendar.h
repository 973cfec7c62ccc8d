/*
 * calendar.h - days that are not like their weekday: the national calendar
 * of a year (deploy/calendar/2026.yaml), what an office adds in kantor.yaml,
 * and both together as the office's working time.
 *
 * The format is section 9 of docs/format-sop.md.
 */
#ifndef SOP_CALENDAR_H
#define SOP_CALENDAR_H

#include "domain/worktime.h"
#include "sop/model.h"

/* Named days of one file. */
#define CALENDAR_DAYS ((size_t)400)

/* Of two that name the same date the later one counts. */
enum day_kind {
	DAY_RAMADAN,
	DAY_HOLIDAY, /* libur nasional */
	DAY_LEAVE,   /* cuti bersama */
	DAY_OFF,     /* the office's own day off */
	DAY_ON       /* a day on which the office works all the same */
};

/* A list of hours; a weekday that it does not name is closed. */
struct hours {
	struct work_week week;
	bool any; /* it names one */
};

struct named_day {
	int32_t day;
	enum day_kind kind;
	const char *name;
	bool guess;    /* perkiraan: not decreed yet */
	bool timed;    /* DAY_ON: with hours of its own */
	unsigned line; /* of the file */
	struct work_hours hours;
};

struct period {
	int32_t first, last;
	const char *name;
	bool guess;
};

/* One year for the whole country. */
struct calendar {
	int year;
	const char *source; /* the decree; may be NULL */
	const struct named_day *days;
	size_t days_n;
	const struct period *ramadan;
	size_t ramadan_n;
	struct hours ramadan_hours;
	size_t guesses; /* days and periods that are not decreed yet */
};

/*
 * Parse and check a year.  Every mistake goes to *p; NULL if there is at
 * least one.  What is a guess is a warning.  All lives in the arena.
 */
const struct calendar *calendar_parse(
    struct arena *a, struct str text, struct sop_problems *p);

/* What an office itself says about its time. */
struct own_time {
	struct hours week;    /* jam_kerja; nothing named: the usual week */
	struct hours ramadan; /* jam_ramadan; nothing named: the country's */
	const struct named_day *days;
	size_t days_n;
};

/*
 * The working time of an office: its week, and each date with other hours.
 * days, in the arena, tells what these are, one for each of time->days.
 * Calendars rise by year, none twice.
 */
void calendar_merge(struct arena *a, struct worktime *time,
    const struct named_day **days, const struct own_time *own,
    const struct calendar *const *years, size_t n);

#endif
