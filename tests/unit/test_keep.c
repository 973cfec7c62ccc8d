#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sop/keep.h"

/* want NULL: must be refused. */
static struct text {
	const char *name, *in, *want;
} texts[] = {
    {"days", "30 hari", "30 hari"},
    {"months", "6 bulan", "6 bulan"},
    {"years", "5 tahun", "5 tahun"},
    {"none", "0 hari", "0 hari"},
    {"capitals and blanks", " 7  HARI ", "7 hari"},
    {"most days", "36500 hari", "36500 hari"},
    {"most months", "1200 bulan", "1200 bulan"},
    {"most years", "100 tahun", "100 tahun"},
    {"too many days", "36501 hari", NULL},
    {"too many months", "1201 bulan", NULL},
    {"too many years", "101 tahun", NULL},
    {"negative", "-1 hari", NULL},
    {"glued", "30hari", NULL},
    {"no unit", "30", NULL},
    {"no number", "hari", NULL},
    {"hours", "24 jam", NULL},
    {"range", "1-2 hari", NULL},
    {"two units", "1 tahun 2 bulan", NULL},
    {"empty", "", NULL},
};

static void
test_text(void **state)
{
	const struct text *t = *state;
	struct keep k = {7, KEEP_YEAR};
	struct err e = {0};
	struct arena a;

	arena_init(&a, MIB);
	if (t->want) {
		assert_int_equal(keep_parse(&k, str_of(t->in), &e), 0);
		assert_string_equal(keep_text(&a, k), t->want);
	} else {
		assert_int_equal(keep_parse(&k, str_of(t->in), &e), -1);
		assert_int_equal(e.kind, ERR_INPUT);
		assert_int_equal(k.n, 7);
	}
	arena_clear(&a);
}

/* From and end as local times of the zone. */
static struct end {
	const char *name, *zone, *keep, *from, *end;
} ends[] = {
    {"days begin with the day", "WIB", "30 hari", "2026-11-21T09:15",
	"2026-12-21T00:00"},
    {"late in the evening, in the east", "WIT", "1 hari", "2026-11-21T23:59",
	"2026-11-22T00:00"},
    {"after midnight, where UTC has not come yet", "WITA", "1 hari",
	"2026-11-22T00:01", "2026-11-23T00:00"},
    {"at midnight", "WIB", "1 hari", "2026-11-21T00:00", "2026-11-22T00:00"},
    {"over a new year", "WIB", "90 hari", "2026-11-21T09:15",
	"2027-02-19T00:00"},
    {"at once", "WIB", "0 hari", "2026-11-21T09:15", "2026-11-21T09:15"},
    {"no months", "WIB", "0 bulan", "2026-11-21T09:15", "2026-11-21T09:15"},
    {"months", "WIB", "6 bulan", "2026-11-21T09:15", "2027-05-21T00:00"},
    {"into a short month", "WIB", "1 bulan", "2027-01-31T09:15",
	"2027-02-28T00:00"},
    {"years", "WIB", "5 tahun", "2026-11-21T09:15", "2031-11-21T00:00"},
    {"from a leap day", "WIB", "1 tahun", "2028-02-29T09:15",
	"2029-02-28T00:00"},
    {"from leap day to leap day", "WIB", "4 tahun", "2028-02-29T09:15",
	"2032-02-29T00:00"},
    {"longest", "WIB", "100 tahun", "2026-11-21T09:15", "2126-11-21T00:00"},
};

static int64_t
instant(const char *s, struct zone z)
{
	struct civil c = {0};
	struct err e = {0};

	assert_int_equal(datetime_parse(&c, str_of(s), &e), 0);
	return civil_ms(c, z);
}

static void
test_end(void **state)
{
	const struct end *t = *state;
	const struct zone *z = zone_find(str_of(t->zone));
	struct keep k = {0};
	struct err e = {0};

	assert_int_equal(keep_parse(&k, str_of(t->keep), &e), 0);
	assert_int_equal(
	    keep_end(k, instant(t->from, *z), *z), instant(t->end, *z));
}

#define TEXTS (sizeof(texts) / sizeof(texts[0]))
#define ENDS  (sizeof(ends) / sizeof(ends[0]))

int
main(void)
{
	struct CMUnitTest tests[TEXTS + ENDS];

	for (size_t i = 0; i < TEXTS; i++)
		tests[i] = (struct CMUnitTest){.name = texts[i].name,
		    .test_func = test_text,
		    .initial_state = &texts[i]};
	for (size_t i = 0; i < ENDS; i++)
		tests[TEXTS + i] = (struct CMUnitTest){.name = ends[i].name,
		    .test_func = test_end,
		    .initial_state = &ends[i]};
	return _cmocka_run_group_tests("keep", tests, TEXTS + ENDS, NULL, NULL);
}
