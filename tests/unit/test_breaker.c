#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bsre/breaker.h"

#define S ((int64_t)1000)

/*
 * A day of an office: each step is a time in seconds and what happens then.
 * '?' asks whether a request may go (want: 1 or 0); the others note what came
 * of one (want: the state after it).  Chance 0 makes the pauses a tenth
 * shorter: 27, 54, 108, 270, 540, 810 s.
 */
enum { MAY = -1 };

struct step {
	int at;
	int what; /* MAY or enum bsre_kind */
	int want;
	int wait_s;
};

#define F(at, want)                          \
	{                                    \
		(at), BSRE_BROKEN, (want), 0 \
	}
#define Q(at, want)                  \
	{                            \
		(at), MAY, (want), 0 \
	}
#define N(at, k, want)               \
	{                            \
		(at), (k), (want), 0 \
	}

static struct row {
	const char *name;
	struct step steps[40];
} rows[] = {
    {"new: closed", {Q(1, 1), Q(1, 1), Q(1, 1)}},
    {"four failures leave it closed, the fifth opens it",
	{F(1, 0), N(2, BSRE_UNREACHABLE, 0), N(3, BSRE_BUSY, 0),
	    N(4, BSRE_UNKNOWN, 0), Q(4, 1), F(5, 1), Q(5, 0), Q(31, 0),
	    Q(32, 1)}},
    {"an answer in between counts from the start",
	{F(1, 0), F(2, 0), F(3, 0), F(4, 0), N(5, BSRE_OK, 0), F(6, 0), F(7, 0),
	    F(8, 0), F(9, 0), Q(9, 1), F(10, 1), Q(10, 0)}},
    {"a refusal is an answer", {F(1, 0), F(2, 0), F(3, 0), F(4, 0),
				   N(5, BSRE_REFUSED, 0), F(6, 0), Q(6, 1)}},
    {"half-open: one alone",
	{F(1, 0), F(1, 0), F(1, 0), F(1, 0), F(1, 1), Q(28, 1), Q(28, 0),
	    Q(29, 0), N(30, BSRE_OK, 0), Q(30, 1), Q(30, 1), F(31, 0)}},
    {"half-open and failed: longer each time, fifteen minutes at most",
	{F(0, 0), F(0, 0), F(0, 0), F(0, 0), F(0, 1), Q(26, 0), Q(27, 1),
	    F(30, 1), Q(83, 0), Q(84, 1), F(84, 1), Q(191, 0), Q(192, 1),
	    F(192, 1), Q(461, 0), Q(462, 1), F(462, 1), Q(1001, 0), Q(1002, 1),
	    F(1002, 1), Q(1811, 0), Q(1812, 1), F(1812, 1), Q(2621, 0),
	    Q(2622, 1), N(2622, BSRE_OK, 0), F(2623, 0), F(2623, 0), F(2623, 0),
	    F(2623, 0), F(2623, 1), Q(2649, 0), Q(2650, 1)}},
    {"the one ahead is never heard of: the next after five minutes",
	{F(0, 0), F(0, 0), F(0, 0), F(0, 0), F(0, 1), Q(27, 1), Q(326, 0),
	    Q(327, 1), Q(328, 0)}},
    {"what fails while it is open does not count",
	{F(0, 0), F(0, 0), F(0, 0), F(0, 0), F(0, 1), F(1, 1), F(2, 1),
	    N(3, BSRE_AUTH, 1), Q(26, 0), Q(27, 1), F(27, 1), Q(80, 0),
	    Q(81, 1)}},
    {"what works while it is open closes it",
	{F(0, 0), F(0, 0), F(0, 0), F(0, 0), F(0, 1), N(1, BSRE_OK, 0),
	    Q(1, 1)}},
    {"a wrong account opens it at once, for five minutes",
	{N(0, BSRE_AUTH, 1), Q(269, 0), Q(270, 1), N(270, BSRE_AUTH, 1),
	    Q(539, 0), Q(540, 1)}},
    {"told to wait: at once, as long as told",
	{{0, BSRE_BUSY, 1, 120}, Q(119, 0), Q(120, 1), {120, BSRE_BUSY, 1, 2},
	    Q(173, 0), Q(174, 1)}},
    {"told to wait: an hour at most",
	{{0, BSRE_BUSY, 1, 86400}, Q(3599, 0), Q(3600, 1)}},
    {"a clock that was set back a day",
	{F(90000, 0), F(90000, 0), F(90000, 0), F(90000, 0), F(90000, 1),
	    Q(90001, 0), Q(3600, 1), Q(3601, 0), F(3602, 1)}},
};

static void
test_row(void **state)
{
	const struct row *row = *state;
	struct breaker b = {0};

	for (const struct step *s = row->steps;
	     s == row->steps || s->at || s->what || s->want; s++) {
		int64_t now = 1000000 * S + s->at * S;
		int got;

		if (s->what == MAY) {
			got = breaker_take(&b, now);
		} else {
			breaker_note(
			    &b, (enum bsre_kind)s->what, s->wait_s, now, 0);
			got = (int)breaker_state(&b, now);
		}
		if (got != s->want)
			fail_msg("step %td at %d s: %d", s - row->steps + 1,
			    s->at, got);
	}
}

/* Every chance gives a pause of a tenth more or less. */
static void
test_chance(void **state)
{
	int64_t least = INT64_MAX, most = 0;

	(void)state;
	for (uint32_t i = 0; i < 100000; i++) {
		struct breaker b = {.failures = BREAKER_FAILURES - 1};

		breaker_note(
		    &b, BSRE_BROKEN, 0, 1000 * S, i * UINT32_C(2654435761));
		assert_in_range(b.until, 1027 * S, 1033 * S);
		least = b.until < least ? b.until : least;
		most = b.until > most ? b.until : most;
	}
	assert_true(least < 1027 * S + 50 && most > 1033 * S - 50);
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[NROWS + 1] = {cmocka_unit_test(test_chance)};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + 1] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("breaker", tests, NULL, NULL);
}
