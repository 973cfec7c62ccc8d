#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sop/duration.h"

#define EN "\xe2\x80\x93"

/* want NULL: must be refused. */
static struct sample {
	const char *name, *in, *want;
	struct duration d;
} samples[] = {
    {"minutes", "15 menit", "15 menit", {15, 15, TIME_MINUTE, TIME_WORKING}},
    {"capitals", "60 Menit", "60 menit", {60, 60, TIME_MINUTE, TIME_WORKING}},
    {"range", "1-2 jam", "1" EN "2 jam", {1, 2, TIME_HOUR, TIME_WORKING}},
    {"blanks in a range", "1 - 2 Jam", "1" EN "2 jam",
	{1, 2, TIME_HOUR, TIME_WORKING}},
    {"en dash", "1" EN "2 jam", "1" EN "2 jam",
	{1, 2, TIME_HOUR, TIME_WORKING}},
    {"day", "1 hari", "1 hari", {1, 1, TIME_DAY, TIME_WORKING}},
    {"working day", "3 hari kerja", "3 hari", {3, 3, TIME_DAY, TIME_WORKING}},
    {"calendar hours", "24 jam kalender", "24 jam kalender",
	{24, 24, TIME_HOUR, TIME_CALENDAR}},
    {"calendar range", "2-5 hari  kalender ", "2" EN "5 hari kalender",
	{2, 5, TIME_DAY, TIME_CALENDAR}},
    {"month is calendar", "1 bulan", "1 bulan",
	{1, 1, TIME_MONTH, TIME_CALENDAR}},
    {"month kalender", "2 bulan kalender", "2 bulan",
	{2, 2, TIME_MONTH, TIME_CALENDAR}},
    {"largest", "9999 menit", "9999 menit",
	{9999, 9999, TIME_MINUTE, TIME_WORKING}},
    {"too large", "10000 menit", NULL, {0}},
    {"working month", "1 bulan kerja", NULL, {0}},
    {"zero", "0 menit", NULL, {0}},
    {"zero to one", "0-1 jam", NULL, {0}},
    {"equal range", "2-2 jam", NULL, {0}},
    {"falling range", "2-1 jam", NULL, {0}},
    {"open range", "2- jam", NULL, {0}},
    {"no unit", "15", NULL, {0}},
    {"no number", "menit", NULL, {0}},
    {"unknown unit", "1 minggu", NULL, {0}},
    {"unknown kind", "1 hari libur", NULL, {0}},
    {"two units", "1 jam 30 menit", NULL, {0}},
    {"negative", "-1 jam", NULL, {0}},
    {"glued", "15menit", "15 menit", {15, 15, TIME_MINUTE, TIME_WORKING}},
    {"empty", "", NULL, {0}},
    {"damaged scan", "1 Mentt", NULL, {0}},
};

static void
test_sample(void **state)
{
	const struct sample *r = *state;
	struct duration got = {.min = 7}, old = got;
	struct arena a;
	struct err e = {0};
	int rc = duration_parse(&got, str_of(r->in), &e);

	assert_int_equal(rc, r->want ? 0 : -1);
	assert_int_equal(e.kind, r->want ? ERR_NONE : ERR_INPUT);
	assert_memory_equal(&got, rc ? &old : &r->d, sizeof(got));
	if (!r->want)
		return;
	arena_init(&a, KIB);
	assert_string_equal(duration_text(&a, got), r->want);
	arena_clear(&a);
}

/* No time at all is an empty text. */
static void
test_none(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, KIB);
	assert_string_equal(duration_text(&a, (struct duration){0}), "");
	arena_clear(&a);
}

int
main(void)
{
	enum { NSAMPLES = sizeof(samples) / sizeof(samples[0]) };
	struct CMUnitTest tests[NSAMPLES + 1] = {cmocka_unit_test(test_none)};

	for (size_t i = 0; i < NSAMPLES; i++)
		tests[i + 1] = (struct CMUnitTest){
		    samples[i].name, test_sample, NULL, NULL, &samples[i]};
	return cmocka_run_group_tests_name("duration", tests, NULL, NULL);
}
