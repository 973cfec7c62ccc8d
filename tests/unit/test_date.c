#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/date.h"

static const struct zone utc = {"UTC", 0};
static const struct zone wib = {"WIB", 420};
static const struct zone wit = {"WIT", 540};

/* One reported test per row; ms are checked in both directions. */
static struct row {
	const char *name;
	int64_t ms;
	const struct zone *zone;
	struct civil want;
} rows[] = {
    {"epoch", 0, &utc, {1970, 1, 1, 0, 0, 0, 4, 1}},
    {"second before epoch", -1000, &utc, {1969, 12, 31, 23, 59, 59, 3, 365}},
    {"epoch in WIB", 0, &wib, {1970, 1, 1, 7, 0, 0, 4, 1}},
    {"first of the range", -2208988800000, &utc, {1900, 1, 1, 0, 0, 0, 1, 1}},
    {"last of the range", 7289654399000, &utc,
	{2200, 12, 31, 23, 59, 59, 3, 365}},
    {"1900 has no leap day", -2203891201000, &utc,
	{1900, 2, 28, 23, 59, 59, 3, 59}},
    {"after it comes March", -2203891200000, &utc,
	{1900, 3, 1, 0, 0, 0, 4, 60}},
    {"2000 has one", 951782400000, &utc, {2000, 2, 29, 0, 0, 0, 2, 60}},
    {"last day of a leap year", 978220800000, &utc,
	{2000, 12, 31, 0, 0, 0, 0, 366}},
    {"last second of a WIT day", 1788188399000, &wit,
	{2026, 8, 31, 23, 59, 59, 1, 243}},
    {"first second of the next", 1788188400000, &wit,
	{2026, 9, 1, 0, 0, 0, 2, 244}},
};

static void
assert_civil(struct civil a, struct civil b)
{
	assert_int_equal(a.year, b.year);
	assert_int_equal(a.month, b.month);
	assert_int_equal(a.day, b.day);
	assert_int_equal(a.hour, b.hour);
	assert_int_equal(a.minute, b.minute);
	assert_int_equal(a.second, b.second);
	assert_int_equal(a.weekday, b.weekday);
	assert_int_equal(a.yearday, b.yearday);
}

static void
test_row(void **state)
{
	const struct row *r = *state;

	assert_civil(civil_of(r->ms, *r->zone), r->want);
	assert_civil(civil_of(r->ms + 999, *r->zone), r->want);
	assert_int_equal(civil_ms(r->want, *r->zone), r->ms);
}

/* Every day of the range follows the day before it. */
static void
test_every_day(void **state)
{
	struct civil c = {.year = 1900, .month = 1, .day = 1};
	unsigned weekday = 1, yearday = 1;
	int32_t day = -25567;

	(void)state;
	for (; c.year <= YEAR_MAX; day++) {
		struct civil got = day_civil(day);

		c.weekday = weekday;
		c.yearday = yearday;
		assert_civil(got, c);
		assert_int_equal(civil_day(c), day);
		weekday = (weekday + 1) % 7;
		yearday++;
		if (++c.day > month_days(c.year, c.month)) {
			c.day = 1;
			c.month++;
		}
		if (c.month > 12) {
			c.month = 1;
			c.year++;
			yearday = 1;
		}
	}
	assert_int_equal(day, 84371);
}

/* Outside the range stands its nearest end, without overflow. */
static void
test_far(void **state)
{
	static const struct civil first = {1900, 1, 1, 0, 0, 0, 1, 1};
	static const struct civil last = {2200, 12, 31, 23, 59, 59, 3, 365};

	(void)state;
	assert_civil(civil_of(INT64_MIN, wit), first);
	assert_civil(civil_of(INT64_MAX, wit), last);
	assert_civil(civil_of(civil_ms(first, wit) - 1, wit), first);
	assert_civil(civil_of(civil_ms(last, wit) + 1000, wit), last);
	assert_int_equal(day_civil(INT32_MIN).year, 1900);
	assert_int_equal(day_civil(INT32_MAX).year, 2200);
}

static void
test_zones(void **state)
{
	(void)state;
	assert_int_equal(zone_find(STR("WIB"))->minutes, 420);
	assert_int_equal(zone_find(STR("WITA"))->minutes, 480);
	assert_int_equal(zone_find(STR("WIT"))->minutes, 540);
	assert_null(zone_find(STR("wib")));
	assert_null(zone_find(STR("WI")));
	assert_null(zone_find(STR("")));
}

static struct parsed {
	const char *name, *in;
	bool time; /* with datetime_parse */
	bool ok;
	struct civil want;
} parsed[] = {
    {"date", "2026-08-31", false, true, {2026, 8, 31, 0, 0, 0, 1, 243}},
    {"first date", "1900-01-01", false, true, {1900, 1, 1, 0, 0, 0, 1, 1}},
    {"before it", "1899-12-31", false, false, {0}},
    {"last date", "2200-12-31", false, true, {2200, 12, 31, 0, 0, 0, 3, 365}},
    {"after it", "2201-01-01", false, false, {0}},
    {"leap day", "2024-02-29", false, true, {2024, 2, 29, 0, 0, 0, 4, 60}},
    {"no leap day", "2023-02-29", false, false, {0}},
    {"none in 2100", "2100-02-29", false, false, {0}},
    {"30 April", "2026-04-30", false, true, {2026, 4, 30, 0, 0, 0, 4, 120}},
    {"31 April", "2026-04-31", false, false, {0}},
    {"month 00", "2026-00-10", false, false, {0}},
    {"month 13", "2026-13-10", false, false, {0}},
    {"day 00", "2026-01-00", false, false, {0}},
    {"empty", "", false, false, {0}},
    {"date too long", "2026-08-311", false, false, {0}},
    {"date with a time", "2026-08-31T10:00", false, false, {0}},
    {"short form", "2026-8-31", false, false, {0}},
    {"time", "2026-08-31T14:30", true, true, {2026, 8, 31, 14, 30, 0, 1, 243}},
    {"midnight", "2026-08-31T00:00", true, true,
	{2026, 8, 31, 0, 0, 0, 1, 243}},
    {"last minute", "2026-08-31T23:59", true, true,
	{2026, 8, 31, 23, 59, 0, 1, 243}},
    {"hour 24", "2026-08-31T24:00", true, false, {0}},
    {"minute 60", "2026-08-31T23:60", true, false, {0}},
    {"time without a date", "14:30", true, false, {0}},
    {"date alone", "2026-08-31", true, false, {0}},
    {"seconds", "2026-08-31T14:30:00", true, false, {0}},
};

static void
test_parsed(void **state)
{
	const struct parsed *r = *state;
	struct civil got = {.year = 7};
	struct err e = {0};
	int rc =
	    (r->time ? datetime_parse : date_parse)(&got, str_of(r->in), &e);

	assert_int_equal(rc, r->ok ? 0 : -1);
	assert_int_equal(e.kind, r->ok ? ERR_NONE : ERR_INPUT);
	if (r->ok)
		assert_civil(got, r->want);
	else
		assert_int_equal(got.year, 7);
}

/*
 * Every byte at every place: what is accepted is printed back alike, and
 * no shorter part is accepted.
 */
static void
test_every_byte(void **state)
{
	char in[] = "2024-02-29T11:09", out[64];
	size_t len = strlen(in);

	(void)state;
	for (size_t i = 0; i < len; i++) {
		char keep = in[i];
		struct civil c;
		struct err e = {0};

		assert_int_equal(
		    datetime_parse(&c, (struct str){in, i}, &e), -1);
		for (int b = 0; b < 256; b++) {
			in[i] = (char)b;
			e = (struct err){0};
			if (datetime_parse(&c, (struct str){in, len}, &e) != 0)
				continue;
			snprintf(out, sizeof(out), "%04d-%02u-%02uT%02u:%02u",
			    c.year, c.month, c.day, c.hour, c.minute);
			assert_memory_equal(in, out, len);
		}
		in[i] = keep;
	}
}

static struct civil
on(int year, unsigned month, unsigned day)
{
	return (struct civil){.year = year, .month = month, .day = day};
}

static void
test_years(void **state)
{
	struct civil born = on(2000, 2, 29);
	struct civil mid = on(1987, 11, 4);

	(void)state;
	assert_int_equal(civil_years(born, on(2017, 2, 28)), 16);
	assert_int_equal(civil_years(born, on(2017, 3, 1)), 17);
	assert_int_equal(civil_years(mid, on(2004, 11, 3)), 16);
	assert_int_equal(civil_years(mid, on(2004, 11, 4)), 17);
	assert_int_equal(civil_years(mid, on(2004, 12, 1)), 17);
	assert_true(civil_years(mid, on(1987, 11, 3)) < 0);
}

static void
test_months(void **state)
{
	struct civil c = {2026, 8, 31, 14, 30, 5, 1, 243};

	(void)state;
	assert_civil(civil_add_months(c, 0), c);
	assert_civil(civil_add_months(c, 1),
	    (struct civil){2026, 9, 30, 14, 30, 5, 3, 273});
	assert_civil(civil_add_months(c, 6),
	    (struct civil){2027, 2, 28, 14, 30, 5, 0, 59});
	assert_civil(civil_add_months(c, 18),
	    (struct civil){2028, 2, 29, 14, 30, 5, 2, 60});
	assert_civil(civil_add_months(c, 24),
	    (struct civil){2028, 8, 31, 14, 30, 5, 4, 244});
}

int
main(void)
{
	enum {
		ROWS = sizeof(rows) / sizeof(rows[0]),
		PARSED = sizeof(parsed) / sizeof(parsed[0]),
		OWN = 6
	};
	struct CMUnitTest tests[OWN + ROWS + PARSED] = {
	    cmocka_unit_test(test_every_day), cmocka_unit_test(test_far),
	    cmocka_unit_test(test_zones), cmocka_unit_test(test_every_byte),
	    cmocka_unit_test(test_years), cmocka_unit_test(test_months)};
	size_t n = OWN;

	for (size_t i = 0; i < ROWS; i++)
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	for (size_t i = 0; i < PARSED; i++)
		tests[n++] = (struct CMUnitTest){
		    parsed[i].name, test_parsed, NULL, NULL, &parsed[i]};
	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
