#include "domain/date.h"

/* Day numbers of 1900-01-01 and 2200-12-31. */
#define DAY_MIN (-25567)
#define DAY_MAX 84370

#define DATE_LEN     10
#define DATETIME_LEN 16

static const struct zone zones[] = {
    {"WIB", 7 * 60}, {"WITA", 8 * 60}, {"WIT", 9 * 60}};

const struct zone *
zone_find(struct str name)
{
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (str_eqz(name, zones[i].name))
			return &zones[i];
	return NULL;
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

unsigned
month_days(int year, unsigned month)
{
	static const unsigned char days[] = {
	    0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month == 2 && is_leap(year))
		return 29;
	return month < sizeof(days) ? days[month] : 0;
}

bool
date_exists(int year, unsigned month, unsigned day)
{
	return year >= YEAR_MIN && year <= YEAR_MAX && day >= 1 &&
	       day <= month_days(year, month);
}

/*
 * Both directions count in years that begin on 1 March, so that the leap day
 * is the last one of its year; an era is 400 years or 146,097 days, and day
 * 719,468 of that count is 1970-01-01.  All numbers are positive here.
 */
int32_t
civil_day(struct civil c)
{
	int y = c.month <= 2 ? c.year - 1 : c.year;
	int m = (int)c.month + (c.month > 2 ? -3 : 9);
	int era = y / 400, yoe = y - era * 400;
	int doy = (153 * m + 2) / 5 + (int)c.day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct civil
day_civil(int32_t day)
{
	struct civil c = {0};
	int z, era, doe, yoe, doy, mp;

	if (day < DAY_MIN)
		day = DAY_MIN;
	if (day > DAY_MAX)
		day = DAY_MAX;
	z = day + 719468;
	era = z / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	c.day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
	c.year = yoe + era * 400 + (c.month <= 2);
	c.weekday = day_weekday(day);
	c.yearday = (unsigned)(day + 1 -
			       civil_day((struct civil){
				   .year = c.year, .month = 1, .day = 1}));
	return c;
}

/* Rounds towards the past, also before 1970. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int32_t
day_of(int64_t ms, struct zone z)
{
	int64_t min = DAY_MIN * MS_DAY, max = DAY_MAX * MS_DAY + MS_DAY - 1;
	int64_t shift = z.minutes * MS_MINUTE;

	if (ms < min - shift)
		return DAY_MIN;
	if (ms > max - shift)
		return DAY_MAX;
	return (int32_t)floor_div(ms + shift, MS_DAY);
}

int64_t
day_ms(int32_t day, struct zone z)
{
	return day * MS_DAY - z.minutes * MS_MINUTE;
}

unsigned
day_weekday(int32_t day)
{
	/* 1970-01-01 was a Thursday. */
	return (unsigned)(((day + 4) % 7 + 7) % 7);
}

struct civil
civil_of(int64_t ms, struct zone z)
{
	int32_t day = day_of(ms, z);
	struct civil c = day_civil(day);
	int64_t t = ms - day_ms(day, z);

	if (t < 0)
		t = 0;
	if (t >= MS_DAY)
		t = MS_DAY - 1;
	c.hour = (unsigned)(t / MS_HOUR);
	c.minute = (unsigned)(t / MS_MINUTE % 60);
	c.second = (unsigned)(t / MS_SECOND % 60);
	return c;
}

int64_t
civil_ms(struct civil c, struct zone z)
{
	return day_ms(civil_day(c), z) + c.hour * MS_HOUR +
	       c.minute * MS_MINUTE + c.second * MS_SECOND;
}

int
civil_years(struct civil from, struct civil to)
{
	return to.year - from.year -
	       (to.month < from.month ||
		   (to.month == from.month && to.day < from.day));
}

struct civil
civil_add_months(struct civil c, unsigned months)
{
	struct civil r;
	unsigned total = c.month - 1 + months % (12 * (YEAR_MAX - YEAR_MIN));
	int year = c.year + (int)(total / 12);
	unsigned month = total % 12 + 1, day = month_days(year, month);

	r = day_civil(civil_day((struct civil){
	    .year = year, .month = month, .day = c.day < day ? c.day : day}));
	r.hour = c.hour;
	r.minute = c.minute;
	r.second = c.second;
	return r;
}

/* n digits at p; false if one is no digit. */
static bool
digits(const char *p, size_t n, unsigned *v)
{
	unsigned r = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		r = r * 10 + (unsigned)(p[i] - '0');
	}
	*v = r;
	return true;
}

/* The first DATE_LEN bytes at p. */
static bool
date_part(struct civil *c, const char *p)
{
	unsigned year, month, day;

	if (!digits(p, 4, &year) || p[4] != '-' || !digits(p + 5, 2, &month) ||
	    p[7] != '-' || !digits(p + 8, 2, &day) ||
	    !date_exists((int)year, month, day))
		return false;
	*c = day_civil(civil_day(
	    (struct civil){.year = (int)year, .month = month, .day = day}));
	return true;
}

int
date_parse(struct civil *c, struct str s, struct err *e)
{
	struct civil r;

	if (s.n != DATE_LEN || !date_part(&r, s.p))
		return err_set(e, ERR_INPUT,
		    "Tanggal tidak dikenal; tulis tahun, bulan, dan hari, "
		    "misalnya 2026-08-31.",
		    "date: %zu bytes", s.n);
	*c = r;
	return 0;
}

int
datetime_parse(struct civil *c, struct str s, struct err *e)
{
	struct civil r;

	if (s.n != DATETIME_LEN || !date_part(&r, s.p) || s.p[10] != 'T' ||
	    !digits(s.p + 11, 2, &r.hour) || s.p[13] != ':' ||
	    !digits(s.p + 14, 2, &r.minute) || r.hour > 23 || r.minute > 59)
		return err_set(e, ERR_INPUT,
		    "Tanggal dan jam tidak dikenal; tulis misalnya "
		    "2026-08-31T14:30.",
		    "datetime: %zu bytes", s.n);
	*c = r;
	return 0;
}
