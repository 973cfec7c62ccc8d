/* The master's eye on the agent: what it sees at each look. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/log.h"
#include "domain/date.h"
#include "folder.h"
#include "main/alarm.h"

#define START INT64_C(1795248000000)
#define US    INT64_C(1000)

/* Looks in their order; times are ms after the start.  beat -1: no new one. */
static const struct {
	const char *name;
	int64_t at, beat, waits; /* waits: since when, 0: nothing does */
	bool agent, mail, hangs;
} looks[] = {
    {"a beat of yesterday is no news", 0, -MS_DAY, -MS_DAY, 0, 0, 0},
    {"nor is none for three minutes", BEAT_WORRY, -1, 0, 0, 0, 0},
    {"then it is", BEAT_WORRY + 1, -1, 0, 1, 0, 0},
    {"until the agent is there", 200000, 200000, 1, 0, 0, 0},
    {"a message waits", MS_HOUR + 2, MS_HOUR + 2, 1, 0, 1, 0},
    {"still", MS_HOUR + 60000, MS_HOUR + 60000, 1, 0, 1, 0},
    {"it went out", MS_HOUR + 120000, MS_HOUR + 120000, 0, 0, 0, 0},
    {"silence", MS_HOUR + 400000, -1, 0, 1, 0, 0},
    {"for seven minutes", MS_HOUR + 820000, -1, 0, 1, 0, 0},
    {"for longer", MS_HOUR + 820001, -1, 0, 1, 0, 1},
    {"a new agent", MS_HOUR + 830000, MS_HOUR + 830000, 0, 0, 0, 0},
    {"silence of a new kind", MS_HOUR + 1100000, -1, 0, 1, 0, 0},
};

static void
test_looks(void **state)
{
	char dir[] = "/tmp/paraf-test-XXXXXX";
	struct alarm_watch w = {.data = dir, .started = START};

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		int64_t now = START + looks[i].at;
		struct beat b;
		bool hangs;

		if (looks[i].beat != -1) {
			beat_start(&b, START + looks[i].beat, BEAT_WORRY);
			beat_add(
			    &b, &(struct beat_office){.id = "kudus",
				    .found_at = b.at,
				    .waits_since = looks[i].waits
						       ? START + looks[i].waits
						       : 0});
			beat_write(dir, &b);
		}
		hangs = alarm_look(&w, now, now * US);
		if (hangs != looks[i].hangs ||
		    w.on[ALARM_AGENT] != looks[i].agent ||
		    w.on[ALARM_MAIL] != looks[i].mail || w.on[ALARM_SWEEP] ||
		    w.on[ALARM_DEAD])
			fail_msg("%s: agent %d, mail %d, hangs %d",
			    looks[i].name, w.on[ALARM_AGENT], w.on[ALARM_MAIL],
			    hangs);
	}
	assert_int_equal(folder_remove(dir), 0);
}

/* The beat names only the office that is worst. */
static void
test_another_office(void **state)
{
	static const char *const offices[] = {"kudus", "tapin"};
	char dir[] = "/tmp/paraf-test-XXXXXX";
	struct alarm_watch w = {.data = dir, .started = START};

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < 2; i++) {
		struct beat b;

		beat_start(&b, START + (int64_t)i, BEAT_WORRY);
		beat_add(&b, &(struct beat_office){.id = offices[i],
				 .found_at = b.at,
				 .waits_since = START - 2 * MS_HOUR});
		beat_write(dir, &b);
		(void)alarm_look(&w, b.at, b.at * US);
		assert_true(w.on[ALARM_MAIL]);
		assert_string_equal(w.office[ALARM_MAIL], offices[i]);
	}
	assert_int_equal(folder_remove(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_looks),
	    cmocka_unit_test(test_another_office)};

	log_set_role("test");
	return cmocka_run_group_tests_name("alarm", tests, NULL, NULL);
}
