#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "app/retry.h"

#define NOW (100 * MS_DAY)

/* The pause after so many failures, in seconds, with the least, the middle
 * and the greatest chance. */
static struct row {
	const char *name;
	int64_t failures;
	int least, middle, most;
} rows[] = {
    {"none is like one", 0, 54, 60, 66},
    {"1", 1, 54, 60, 66},
    {"2", 2, 108, 120, 132},
    {"3", 3, 270, 300, 330},
    {"4", 4, 810, 900, 990},
    {"5", 5, 1620, 1800, 1980},
    {"6", 6, 3240, 3600, 3960},
    {"7 stays at an hour", 7, 3240, 3600, 3960},
    {"very many", INT64_C(1) << 40, 3240, 3600, 3960},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	uint32_t span = (uint32_t)(r->most - r->least) * 1000;

	assert_int_equal(retry_pause(r->failures, 0), r->least * MS_SECOND);
	assert_int_equal(
	    retry_pause(r->failures, span / 2), r->middle * MS_SECOND);
	assert_int_equal(retry_pause(r->failures, span), r->most * MS_SECOND);
	assert_int_equal(
	    retry_pause(r->failures, span + 1), r->least * MS_SECOND);
	assert_in_range(retry_pause(r->failures, UINT32_MAX),
	    r->least * MS_SECOND, r->most * MS_SECOND);
}

/* A server that fails is left alone, then one message goes ahead. */
static void
test_relay(void **state)
{
	struct relay r = {0};
	int64_t now = NOW;

	(void)state;
	assert_int_equal(relay_room(&r, 2, now), 2);
	r.load = 2;
	assert_int_equal(relay_room(&r, 2, now), 0);
	for (int i = 0; i < RELAY_FAILURES - 1; i++)
		relay_failed(&r, now, 0);
	r.load = 1;
	assert_int_equal(relay_room(&r, 2, now), 1);
	relay_failed(&r, now, 0);
	r.load = 0;
	assert_int_equal(r.paused_until, now + 54 * MS_SECOND);
	assert_int_equal(relay_room(&r, 2, now), 0);
	assert_int_equal(relay_room(&r, 2, r.paused_until - 1), 0);

	/* Those that were under way change nothing. */
	relay_failed(&r, now + MS_SECOND, 0);
	assert_int_equal(r.paused_until, now + 54 * MS_SECOND);

	now = r.paused_until;
	assert_int_equal(relay_room(&r, 2, now), 1);
	r.load = 1;
	assert_int_equal(relay_room(&r, 2, now), 0);
	r.load = 0;
	relay_failed(&r, now, 0);
	assert_int_equal(r.paused_until, now + 108 * MS_SECOND);

	relay_worked(&r);
	assert_int_equal(relay_room(&r, 2, now), 2);
	relay_failed(&r, now, 0);
	assert_int_equal(relay_room(&r, 2, now), 2);
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[NROWS + 1] = {cmocka_unit_test(test_relay)};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + 1] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
