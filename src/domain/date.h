/*
 * date.h - the calendar of an office: instants (milliseconds since
 * 1970-01-01 00:00 UTC) against local dates.  Indonesia has three zones and
 * no summer time, so a zone is a fixed number of minutes.
 *
 * A day number counts local days since 1970-01-01, which is day 0.  The
 * years 1900 to 2200 are covered; what lies outside is brought to the
 * nearest end of that range, so that every struct civil is a real date.
 */
#ifndef DOMAIN_DATE_H
#define DOMAIN_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define MS_SECOND ((int64_t)1000)
#define MS_MINUTE (60 * MS_SECOND)
#define MS_HOUR   (60 * MS_MINUTE)
#define MS_DAY    (24 * MS_HOUR)

#define YEAR_MIN 1900
#define YEAR_MAX 2200

struct zone {
	const char *name; /* "WIB", "WITA", "WIT"; static */
	int minutes;      /* east of UTC */
};

struct civil {
	int year;
	unsigned month, day; /* from 1 */
	unsigned hour, minute, second;
	unsigned weekday; /* 0 = Minggu .. 6 = Sabtu */
	unsigned yearday; /* from 1: 1 January is 1 */
};

/* The zone of that name, exactly as printed; NULL if there is none. */
const struct zone *zone_find(struct str name);

/* Days in a month of a year, 0 if there is no such month. */
unsigned month_days(int year, unsigned month);

/* Whether year, month and day are a date from YEAR_MIN to YEAR_MAX. */
bool date_exists(int year, unsigned month, unsigned day);

/* The local date and time at an instant; milliseconds are cut off. */
struct civil civil_of(int64_t ms, struct zone z);

/*
 * The instant of a local date and time.  weekday and yearday are not read.
 * The date must exist, the time be within 00:00:00 and 23:59:59.
 */
int64_t civil_ms(struct civil c, struct zone z);

/* Day numbers; a civil made from one stands at 00:00:00. */
int32_t civil_day(struct civil c);
struct civil day_civil(int32_t day);
int32_t day_of(int64_t ms, struct zone z);
int64_t day_ms(int32_t day, struct zone z);
unsigned day_weekday(int32_t day);

/*
 * Full years from one date to another: an age.  Who was born on 29 February
 * is a year older on 1 March.  Negative if `to` is before `from`.
 */
int civil_years(struct civil from, struct civil to);

/* That many calendar months later, or the last day of that month. */
struct civil civil_add_months(struct civil c, unsigned months);

/*
 * Parse "YYYY-MM-DD", and what a datetime-local field sends,
 * "YYYY-MM-DDTHH:MM".  Every member of *c is filled.  On failure returns -1
 * with *e set to ERR_INPUT, and leaves *c untouched.
 */
int date_parse(struct civil *c, struct str s, struct err *e) MUST_CHECK;
int datetime_parse(struct civil *c, struct str s, struct err *e) MUST_CHECK;

#endif
