#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/worktime.h"

static const struct zone wib = {"WIB", 420};

/* 2026: 17 August is a Monday, 25 August a Tuesday, 1 September a Tuesday. */
static struct work_day off[] = {{.day = 20682}, {.day = 20690}};

static struct worktime
calendar(void)
{
	work_days_sum(&work_week_default, off, 2);
	return (struct worktime){work_week_default, wib, off, 2};
}

/* An instant from "YYYY-MM-DDTHH:MM" in WIB. */
static int64_t
at(const char *text)
{
	struct civil c;
	struct err e = {0};

	assert_int_equal(datetime_parse(&c, str_of(text), &e), 0);
	return civil_ms(c, wib);
}

/*
 * One reported test per row: working minutes from one instant to another,
 * and the first instant at which they have passed (NULL: same as `to`).
 */
static struct row {
	const char *name, *from, *to;
	int64_t minutes;
	const char *first;
} rows[] = {
    {"first minute", "2026-08-31T07:30", "2026-08-31T07:31", 1, NULL},
    {"before opening", "2026-08-31T06:00", "2026-08-31T07:30", 0,
	"2026-08-31T06:00"},
    {"over the opening", "2026-08-31T06:00", "2026-08-31T07:31", 1, NULL},
    {"into the break", "2026-08-31T11:59", "2026-08-31T12:01", 1,
	"2026-08-31T12:00"},
    {"within the break", "2026-08-31T12:00", "2026-08-31T13:00", 0,
	"2026-08-31T12:00"},
    {"over the break", "2026-08-31T11:59", "2026-08-31T13:01", 2, NULL},
    {"out of the break", "2026-08-31T12:30", "2026-08-31T13:01", 1, NULL},
    {"morning", "2026-08-31T07:30", "2026-08-31T12:00", 270, NULL},
    {"full day", "2026-08-31T07:30", "2026-08-31T16:00", 450, NULL},
    {"midnight to midnight", "2026-08-31T00:00", "2026-09-01T00:00", 450,
	"2026-08-31T16:00"},
    {"a minute more", "2026-08-31T07:30", "2026-09-01T07:31", 451, NULL},
    {"after closing", "2026-08-31T16:00", "2026-09-01T07:30", 0,
	"2026-08-31T16:00"},
    {"after closing, a minute", "2026-08-31T18:00", "2026-09-01T07:31", 1,
	NULL},
    {"Friday to its break", "2026-09-04T07:30", "2026-09-04T11:30", 240, NULL},
    {"Friday over its break", "2026-09-04T07:30", "2026-09-04T13:01", 241,
	NULL},
    {"Friday", "2026-09-04T07:30", "2026-09-04T16:30", 450, NULL},
    {"over the weekend", "2026-09-04T16:29", "2026-09-07T07:31", 2, NULL},
    {"Sunday to Monday", "2026-09-06T10:00", "2026-09-07T07:31", 1, NULL},
    {"a week", "2026-09-01T07:30", "2026-09-08T07:30", 2250,
	"2026-09-07T16:00"},
    {"a week and a minute", "2026-09-01T07:30", "2026-09-08T07:31", 2251, NULL},
    {"two weeks", "2026-09-01T07:30", "2026-09-15T07:30", 4500,
	"2026-09-14T16:00"},
    {"52 weeks", "2026-09-01T12:00", "2027-08-31T12:00", 52 * 2250, NULL},
    {"on a day off", "2026-08-17T07:30", "2026-08-17T16:00", 0,
	"2026-08-17T07:30"},
    {"over a day off", "2026-08-14T16:29", "2026-08-18T07:31", 2, NULL},
    {"from a day off", "2026-08-17T10:00", "2026-08-18T07:31", 1, NULL},
    {"week with a day off", "2026-08-17T00:00", "2026-08-24T00:00", 1800,
	"2026-08-21T16:30"},
    {"two weeks with two", "2026-08-17T07:30", "2026-09-01T07:31", 3601 + 450,
	NULL},
    {"backwards", "2026-09-01T10:00", "2026-08-31T10:00", 0,
	"2026-09-01T10:00"},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct worktime t = calendar();
	int64_t from = at(r->from), to = at(r->to);

	assert_int_equal(worktime_between(&t, from, to), r->minutes);
	assert_int_equal(
	    worktime_after(&t, from, r->minutes), r->first ? at(r->first) : to);
}

/* Against counting minute by minute, from and to any minute of 3 weeks. */
static void
test_by_counting(void **state)
{
	struct worktime t = calendar();
	int64_t start = at("2026-08-13T00:00"), sum = 0;

	(void)state;
	for (int from = 0; from < 21 * 1440; from += 1009) {
		int64_t a = start + from * MS_MINUTE, b = a;

		sum = 0;
		for (; b < start + 21 * MS_DAY; b += MS_MINUTE) {
			assert_int_equal(worktime_between(&t, a, b), sum);
			if (!worktime_is_open(&t, b))
				continue;
			sum++;
			assert_int_equal(
			    worktime_after(&t, a, sum), b + MS_MINUTE);
		}
	}
	assert_true(sum > 0);
}

static void
test_open(void **state)
{
	struct worktime t = calendar();

	(void)state;
	assert_false(worktime_is_open(&t, at("2026-08-31T07:30") - 1));
	assert_true(worktime_is_open(&t, at("2026-08-31T07:30")));
	assert_true(worktime_is_open(&t, at("2026-08-31T12:00") - 1));
	assert_false(worktime_is_open(&t, at("2026-08-31T12:00")));
	assert_false(worktime_is_open(&t, at("2026-08-31T13:00") - 1));
	assert_true(worktime_is_open(&t, at("2026-08-31T13:00")));
	assert_true(worktime_is_open(&t, at("2026-08-31T16:00") - 1));
	assert_false(worktime_is_open(&t, at("2026-08-31T16:00")));
	assert_false(worktime_is_open(&t, at("2026-08-17T10:00")));
	assert_false(worktime_is_open(&t, at("2026-09-05T10:00")));
}

/* Parts of a minute add up over pieces that are not cut at minutes. */
static void
test_seconds(void **state)
{
	struct worktime t = calendar();
	int64_t a = at("2026-08-31T10:00");

	(void)state;
	assert_int_equal(worktime_between(&t, a, a + MS_MINUTE - 1), 0);
	assert_int_equal(worktime_between(&t, a, a + MS_MINUTE), 1);
	assert_int_equal(worktime_between(&t, a + 500, a + MS_MINUTE), 0);
	assert_int_equal(worktime_after(&t, a + 500, 1), a + 500 + MS_MINUTE);
}

static void
test_far(void **state)
{
	struct worktime t = calendar();
	int64_t a = at("2026-08-31T10:00");

	(void)state;
	assert_int_equal(worktime_after(&t, a, INT64_MIN), a);
	assert_int_equal(worktime_after(&t, a, INT64_MAX),
	    worktime_after(&t, a, WORK_MINUTES_MAX));
	assert_true(worktime_between(&t, INT64_MIN, INT64_MAX) > 0);
	assert_int_equal(worktime_between(&t, INT64_MAX, INT64_MIN), 0);
}

static struct span_row {
	const char *name;
	struct span span;
	const char *from, *due;
} spans[] = {
    {"15 minutes", {15, SPAN_MINUTE, false}, "2026-08-31T15:50",
	"2026-09-01T07:35"},
    {"2 hours", {2, SPAN_HOUR, false}, "2026-08-31T11:00", "2026-08-31T14:00"},
    {"1 day", {1, SPAN_DAY, false}, "2026-08-31T10:00", "2026-09-01T10:00"},
    {"3 days over a weekend", {3, SPAN_DAY, false}, "2026-09-03T07:30",
	"2026-09-07T16:00"},
    {"24 hours by the calendar", {24, SPAN_HOUR, true}, "2026-09-04T16:00",
	"2026-09-05T16:00"},
    {"30 minutes by the calendar", {30, SPAN_MINUTE, true}, "2026-09-04T23:45",
	"2026-09-05T00:15"},
    {"7 days by the calendar", {7, SPAN_DAY, true}, "2026-08-25T10:00",
	"2026-09-01T10:00"},
    {"24 months", {24, SPAN_MONTH, true}, "2026-08-31T10:00",
	"2028-08-31T10:00"},
    {"1 month", {1, SPAN_MONTH, false}, "2027-01-31T10:00", "2027-02-28T10:00"},
    {"nothing", {0, SPAN_DAY, false}, "2026-09-05T10:00", "2026-09-05T10:00"},
};

static void
test_span(void **state)
{
	const struct span_row *r = *state;
	struct worktime t = calendar();

	assert_int_equal(span_due(&t, at(r->from), r->span), at(r->due));
}

static void
test_used(void **state)
{
	struct worktime t = calendar();
	int64_t a = at("2026-09-04T16:00"), b = at("2026-09-07T08:00");

	(void)state;
	assert_int_equal(
	    span_used(&t, a, b, (struct span){1, SPAN_DAY, false}), 60);
	assert_int_equal(
	    span_used(&t, a, b, (struct span){1, SPAN_DAY, true}), 3840);
	assert_int_equal(
	    span_used(&t, a, b, (struct span){1, SPAN_MONTH, false}), 3840);
	assert_int_equal(
	    span_used(&t, b, a, (struct span){1, SPAN_DAY, true}), 0);
}

/* A clock that was stopped: its stretches, and minutes of work and in all. */
static struct pause_row {
	const char *name;
	const char *stretches[8]; /* from, to, from, to */
	int64_t work, all;
} pauses[] = {
    {"one stretch", {"2026-09-07T08:00", "2026-09-07T09:00"}, 60, 60},
    {"no stretch", {NULL}, 0, 0},
    /* 60; then 30 on Wednesday and 30 on Thursday, 16 h 30 by the clock. */
    {"returned and sent again",
	{"2026-09-07T08:00", "2026-09-07T09:00", "2026-09-09T15:30",
	    "2026-09-10T08:00"},
	120, 1050},
    {"returned twice",
	{"2026-09-07T08:00", "2026-09-07T08:20", "2026-09-08T08:00",
	    "2026-09-08T08:20", "2026-09-11T08:00", "2026-09-11T08:20"},
	60, 60},
    {"sent again at once",
	{"2026-09-07T08:00", "2026-09-07T09:00", "2026-09-07T09:00",
	    "2026-09-07T10:00"},
	120, 120},
    {"two persons side by side",
	{"2026-09-07T08:00", "2026-09-07T10:00", "2026-09-07T09:00",
	    "2026-09-07T11:00"},
	180, 180},
    {"one within the other",
	{"2026-09-07T08:00", "2026-09-07T12:00", "2026-09-07T09:00",
	    "2026-09-07T10:00"},
	240, 240},
    {"within, then beyond",
	{"2026-09-07T08:00", "2026-09-07T10:00", "2026-09-07T08:30",
	    "2026-09-07T09:00", "2026-09-07T09:30", "2026-09-07T11:00"},
	180, 180},
    {"three at the same time",
	{"2026-09-07T08:00", "2026-09-07T09:00", "2026-09-07T08:00",
	    "2026-09-07T09:00", "2026-09-07T08:00", "2026-09-07T09:30"},
	90, 90},
    {"only the break", {"2026-09-07T12:00", "2026-09-07T13:00"}, 0, 60},
    {"a stretch over the weekend", {"2026-09-11T16:00", "2026-09-14T08:00"}, 60,
	3840},
    /* Friday 30, Tuesday 30; 3 days and 16 hours. */
    {"a stretch over a day off", {"2026-08-14T16:00", "2026-08-18T08:00"}, 60,
	5280},
    {"a stretch backwards", {"2026-09-07T10:00", "2026-09-07T09:00"}, 0, 0},
};

static void
test_pause(void **state)
{
	const struct pause_row *r = *state;
	struct worktime t = calendar();
	struct stretch v[4];
	size_t n = 0;

	for (; n < 4 && r->stretches[2 * n]; n++)
		v[n] = (struct stretch){
		    at(r->stretches[2 * n]), at(r->stretches[2 * n + 1])};
	assert_int_equal(stretch_minutes(&t, v, n), r->work);
	assert_int_equal(stretch_minutes(NULL, v, n), r->all);
}

/* Halves of a minute on both sides of a pause are one minute. */
static void
test_half_minutes(void **state)
{
	struct worktime t = calendar();
	int64_t a = at("2026-09-07T08:00"), half = MS_MINUTE / 2;
	struct stretch v[] = {{a, a + half}, {a + MS_HOUR, a + MS_HOUR + half}};

	(void)state;
	assert_int_equal(stretch_minutes(&t, v, 1), 0);
	assert_int_equal(stretch_minutes(&t, v, 2), 1);
}

static struct week_row {
	const char *name;
	struct work_hours monday;
	bool ok;
} weeks[] = {
    {"usual", {450, 960, 720, 780}, true},
    {"no break", {450, 960, 0, 0}, true},
    {"around the clock", {0, 1440, 0, 0}, true},
    {"past midnight", {0, 1441, 0, 0}, false},
    {"one minute", {450, 451, 0, 0}, true},
    {"never open", {450, 450, 0, 0}, false},
    {"closes before it opens", {450, 449, 0, 0}, false},
    {"break from the opening", {450, 960, 450, 500}, true},
    {"break before it", {450, 960, 449, 500}, false},
    {"break to the end", {450, 960, 900, 960}, true},
    {"break behind it", {450, 960, 900, 961}, false},
    {"break backwards", {450, 960, 780, 720}, false},
    {"nothing but a break", {450, 960, 450, 960}, false},
};

static void
test_week(void **state)
{
	const struct week_row *r = *state;
	struct work_week w = {.days = {[1] = r->monday}};
	struct err e = {0};

	assert_int_equal(work_week_check(&w, &e), r->ok ? 0 : -1);
	assert_int_equal(e.kind, r->ok ? ERR_NONE : ERR_INPUT);
}

static void
test_default_week(void **state)
{
	struct worktime t = {work_week_default, wib, NULL, 0};
	struct err e = {0};

	(void)state;
	assert_int_equal(work_week_check(&work_week_default, &e), 0);
	assert_int_equal(worktime_between(&t, at("2026-08-17T00:00"),
			     at("2026-08-24T00:00")),
	    37 * 60 + 30);
}

int
main(void)
{
	enum {
		ROWS = sizeof(rows) / sizeof(rows[0]),
		SPANS = sizeof(spans) / sizeof(spans[0]),
		WEEKS = sizeof(weeks) / sizeof(weeks[0]),
		PAUSES = sizeof(pauses) / sizeof(pauses[0]),
		OWN = 7
	};
	struct CMUnitTest tests[OWN + ROWS + SPANS + WEEKS + PAUSES] = {
	    cmocka_unit_test(test_by_counting), cmocka_unit_test(test_open),
	    cmocka_unit_test(test_seconds), cmocka_unit_test(test_far),
	    cmocka_unit_test(test_used), cmocka_unit_test(test_default_week),
	    cmocka_unit_test(test_half_minutes)};
	size_t n = OWN;

	for (size_t i = 0; i < ROWS; i++)
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	for (size_t i = 0; i < SPANS; i++)
		tests[n++] = (struct CMUnitTest){
		    spans[i].name, test_span, NULL, NULL, &spans[i]};
	for (size_t i = 0; i < WEEKS; i++)
		tests[n++] = (struct CMUnitTest){
		    weeks[i].name, test_week, NULL, NULL, &weeks[i]};
	for (size_t i = 0; i < PAUSES; i++)
		tests[n++] = (struct CMUnitTest){
		    pauses[i].name, test_pause, NULL, NULL, &pauses[i]};
	return cmocka_run_group_tests_name("worktime", tests, NULL, NULL);
}
