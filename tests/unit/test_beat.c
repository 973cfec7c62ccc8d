/* The agent's sign of life: what is written is read, and what it alarms of. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/beat.h"
#include "domain/date.h"
#include "folder.h"

#define NOW   INT64_C(1795248000000)
#define NONE  0u
#define AGENT (1u << ALARM_AGENT)
#define SWEEP (1u << ALARM_SWEEP)
#define MAIL  (1u << ALARM_MAIL)
#define DEAD  (1u << ALARM_DEAD)

/* How long ago each was; 0: never.  worry: how far ahead. */
static struct alarm_row {
	const char *name;
	int64_t round, worry, found, waits, dead, dead_n;
	unsigned alarms;
} rows[] = {
    {"all is well", MS_MINUTE, BEAT_WORRY, MS_HOUR, MS_MINUTE, 0, 0, NONE},
    {"three minutes", BEAT_WORRY, BEAT_WORRY, MS_HOUR, 0, 0, 0, NONE},
    {"over three minutes", BEAT_WORRY + 1, BEAT_WORRY, MS_HOUR, 0, 0, 0, AGENT},
    {"three hours of cron", 3 * MS_HOUR, BEAT_WORRY_SWEEP, 0, 0, 0, 0, NONE},
    {"over three hours of cron", 3 * MS_HOUR + 1, BEAT_WORRY_SWEEP, 0, 0, 0, 0,
	AGENT},
    {"no office", MS_MINUTE, BEAT_WORRY, 0, 0, 0, 0, NONE},
    {"found two hours ago", 1, BEAT_WORRY, 2 * MS_HOUR, 0, 0, 0, NONE},
    {"found before", 1, BEAT_WORRY, 2 * MS_HOUR + 1, 0, 0, 0, SWEEP},
    {"waits an hour", 1, BEAT_WORRY, 1, MS_HOUR, 0, 0, NONE},
    {"waits longer", 1, BEAT_WORRY, 1, MS_HOUR + 1, 0, 0, MAIL},
    {"died just now", 1, BEAT_WORRY, 1, 0, 1, 1, DEAD},
    {"died nearly a day ago", 1, BEAT_WORRY, 1, 0, MS_DAY - 1, 7, DEAD},
    {"died a day ago", 1, BEAT_WORRY, 1, 0, MS_DAY, 7, NONE},
    {"the dead were seen to", 1, BEAT_WORRY, 1, 0, 1, 0, NONE},
    {"all at once", MS_DAY, BEAT_WORRY, MS_DAY, MS_DAY, 1, 1,
	AGENT | SWEEP | MAIL | DEAD},
};

static int64_t
ago(int64_t ms)
{
	return ms ? NOW - ms : 0;
}

static void
test_alarms(void **state)
{
	const struct alarm_row *r = *state;
	struct beat b = {.at = ago(r->round),
	    .worry_at = ago(r->round) + r->worry,
	    .found_at = ago(r->found),
	    .found_office = "satu",
	    .waits_since = ago(r->waits),
	    .waits_office = "dua",
	    .dead = r->dead_n,
	    .dead_at = ago(r->dead),
	    .dead_office = "tiga"};
	static const char *const names[] = {"agent", "sweep", "mail", "dead"};
	static const char *const offices[] = {"", "satu", "dua", "tiga"};
	const int64_t since[] = {b.at, b.found_at, b.waits_since, b.dead_at};
	struct alarm v[ALARMS];
	size_t n = beat_alarms(&b, NOW, v);
	unsigned got = 0;

	for (size_t i = 0; i < n; i++) {
		got |= 1u << v[i].kind;
		assert_string_equal(v[i].name, names[v[i].kind]);
		assert_string_equal(v[i].office, offices[v[i].kind]);
		assert_int_equal(v[i].since, since[v[i].kind]);
		assert_true(strlen(v[i].text) > 20);
	}
	assert_int_equal(got, r->alarms);
}

/* Of several offices the worst counts, and the dead are added up. */
static void
test_add(void **state)
{
	static const struct beat_office v[] = {
	    {.id = "satu", .found_at = 50, .waits_since = 0, .dead = 0},
	    {.id = "dua",
		.found_at = 40,
		.waits_since = 31,
		.dead = 2,
		.dead_at = 20},
	    {.id = "tiga",
		.found_at = 45,
		.waits_since = 30,
		.dead = 3,
		.dead_at = 21},
	    {.id = "empat",
		.found_at = 60,
		.waits_since = 32,
		.dead = 0,
		.dead_at = 99},
	};
	struct beat b;

	(void)state;
	beat_start(&b, 100, BEAT_WORRY);
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		beat_add(&b, &v[i]);
	assert_int_equal(b.at, 100);
	assert_int_equal(b.worry_at, 100 + BEAT_WORRY);
	assert_int_equal(b.found_at, 40);
	assert_string_equal(b.found_office, "dua");
	assert_int_equal(b.waits_since, 30);
	assert_string_equal(b.waits_office, "tiga");
	assert_int_equal(b.dead, 5);
	assert_int_equal(b.dead_at, 21);
	assert_string_equal(b.dead_office, "tiga");
}

static void
assert_same(const struct beat *a, const struct beat *b)
{
	assert_int_equal(a->at, b->at);
	assert_int_equal(a->worry_at, b->worry_at);
	assert_int_equal(a->found_at, b->found_at);
	assert_string_equal(a->found_office, b->found_office);
	assert_int_equal(a->waits_since, b->waits_since);
	assert_string_equal(a->waits_office, b->waits_office);
	assert_int_equal(a->dead, b->dead);
	assert_int_equal(a->dead_at, b->dead_at);
	assert_string_equal(a->dead_office, b->dead_office);
}

static void
test_file(void **state)
{
	struct beat full = {.at = NOW,
	    .worry_at = NOW + 1,
	    .found_at = NOW - 1,
	    .found_office = "a-name-that-is-thirty-two-long-01",
	    .waits_since = 7,
	    .waits_office = "k",
	    .dead = 1234567,
	    .dead_at = NOW - 2,
	    .dead_office = "trenggalek"};
	struct beat old = {.at = 1}, none = {0}, got = full;
	char dir[] = "/tmp/paraf-test-XXXXXX", path[64], c;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(dir));
	beat_read(dir, &got);
	assert_same(&got, &none);
	beat_write(dir, &full);
	beat_read(dir, &got);
	assert_same(&got, &full);
	beat_write(dir, &old);
	beat_read(dir, &got);
	assert_same(&got, &old);

	/* Half of one and half of another is none. */
	snprintf(path, sizeof(path), "%s/agent.beat", dir);
	fd = open(path, O_RDWR);
	assert_int_equal(pread(fd, &c, 1, 14), 1);
	c ^= 1;
	assert_int_equal(pwrite(fd, &c, 1, 14), 1);
	beat_read(dir, &got);
	assert_same(&got, &none);
	/* Nor is that of another version, or rubbish. */
	assert_int_equal(ftruncate(fd, 16), 0);
	beat_read(dir, &got);
	assert_same(&got, &none);
	assert_int_equal(ftruncate(fd, 232), 0);
	beat_read(dir, &got);
	assert_same(&got, &none);
	close(fd);
	beat_write(dir, &full);
	beat_read(dir, &got);
	assert_same(&got, &full);
	assert_int_equal(folder_remove(dir), 0);
}

int
main(void)
{
	enum { ROWS = sizeof(rows) / sizeof(rows[0]), OWN = 2 };
	struct CMUnitTest tests[OWN + ROWS] = {
	    cmocka_unit_test(test_add), cmocka_unit_test(test_file)};

	for (size_t i = 0; i < ROWS; i++)
		tests[OWN + i] = (struct CMUnitTest){
		    rows[i].name, test_alarms, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("beat", tests, NULL, NULL);
}
