/*
 * How long things took: the sums, what is kept of it, and what is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "app/pace.h"
#include "base/limits.h"
#include "store/service.h"

/* --- arithmetic --------------------------------------------------------- */

static struct sum {
	const char *name;
	size_t n;
	int64_t v[12];
	int64_t median, p90;
} sums[] = {
    {"none", 0, {0}, 0, 0},
    {"one", 1, {7}, 7, 7},
    {"two: the smaller is the median", 2, {9, 3}, 3, 9},
    {"three, unsorted", 3, {30, 10, 20}, 20, 30},
    {"five", 5, {5, 4, 3, 2, 1}, 3, 5},
    {"nine: nine of ten is all", 9, {1, 2, 3, 4, 5, 6, 7, 8, 9}, 5, 9},
    {"ten: one may be slower", 10, {1, 2, 3, 4, 5, 6, 7, 8, 9, 1000}, 5, 9},
    {"eleven: none may", 11, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 6, 10},
    {"alike", 4, {8, 8, 8, 8}, 8, 8},
    {"zeros count", 5, {0, 0, 0, 0, 60}, 0, 60},
    {"large", 2, {INT64_C(5000000000), 1}, 1, INT64_C(5000000000)},
};

static void
test_sum(void **state)
{
	const struct sum *t = *state;
	struct pace_sum s = {.service = "x", .row_no = "1"};
	int64_t v[12];

	memcpy(v, t->v, sizeof(v));
	pace_summary(&s, v, t->n);
	assert_int_equal(s.n, t->n);
	assert_int_equal(s.median, t->median);
	assert_int_equal(s.p90, t->p90);
}

static struct lately {
	const char *name;
	int64_t n, median, p90;
	const char *want;
} latelies[] = {
    {"too few", PACE_LEAST - 1, 60, 120, NULL},
    {"enough", PACE_LEAST, 60, 120, "biasanya 1 jam, 9 dari 10 dalam 2 jam"},
    {"at once", 9, 0, 0, "9 dari 10 dalam 1 jam"},
    {"rounded up", 9, 61, 1440, "biasanya 2 jam, 9 dari 10 dalam 1 hari"},
    {"nearly a day is one", 9, 1380, 1381,
	"biasanya 23 jam, 9 dari 10 dalam 1 hari"},
    {"days", 9, 2880, 2881, "biasanya 2 hari, 9 dari 10 dalam 3 hari"},
    {"alike", 9, 1441, 2880, "9 dari 10 dalam 2 hari"},
};

static void
test_lately(void **state)
{
	const struct lately *t = *state;
	struct pace_sum v[] = {
	    {"lain", "", 99, 1, 1},
	    {"x", "1", 99, 1, 1},
	    {"x", "", t->n, t->median, t->p90},
	};
	struct arena a;
	const char *got;

	arena_init(&a, 4096);
	got = pace_lately(&a, v, 3, "x");
	if (t->want)
		assert_string_equal(got, t->want);
	else
		assert_null(got);
	arena_clear(&a);
}

/* Whose row, with what Waktu, from a Friday 16.00 to the Monday, 08.00. */
static struct clock {
	const char *name;
	enum time_owner owner;
	struct duration time;
	int64_t minutes;
} clocks[] = {
    {"office", OWNER_OFFICE, {15, 15, TIME_MINUTE, TIME_WORKING}, 60},
    {"office, days", OWNER_OFFICE, {1, 3, TIME_DAY, TIME_WORKING}, 60},
    {"office, no Waktu", OWNER_OFFICE, {0}, 60},
    {"office, by the calendar", OWNER_OFFICE,
	{24, 24, TIME_HOUR, TIME_CALENDAR}, 3840},
    {"office, months", OWNER_OFFICE, {1, 1, TIME_MONTH, TIME_WORKING}, 3840},
    {"applicant", OWNER_APPLICANT, {15, 15, TIME_MINUTE, TIME_WORKING}, 3840},
    {"BSrE", OWNER_BSRE, {0}, 3840},
};

static void
test_clock(void **state)
{
	const struct clock *t = *state;
	const struct row r = {.no = "1", .owner = t->owner, .time = t->time};
	const struct office o = {
	    .time = {.week = work_week_default, .zone = {"WIB", 420}}};
	int64_t friday = INT64_C(20693) * MS_DAY + 9 * MS_HOUR; /* 16.00 */
	int64_t monday = friday + 64 * MS_HOUR;

	assert_int_equal(pace_minutes(&o, &r, friday, monday), t->minutes);
	assert_int_equal(pace_minutes(&o, &r, monday, friday), 0);
}

/* --- kept --------------------------------------------------------------- */

struct fixture {
	struct db *db;
	struct arena arena;
	struct err e;
};

static int
setup(void **state)
{
	static struct fixture f;

	f = (struct fixture){0};
	arena_init(&f.arena, 16 * MIB);
	*state = &f;
	if (db_open(&f.db, DB_TENANT, ":memory:", &f.e) < 0 ||
	    service_put(f.db, "x", 0, &f.e) < 0)
		return -1;
	return service_put(f.db, "y", 1, &f.e);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	db_close(f->db);
	arena_clear(&f->arena);
	return 0;
}

static void
add(struct fixture *f, const char *service, const char *row, int64_t minutes)
{
	assert_int_equal(pace_add(f->db, service, row, minutes, 1, &f->e), 0);
}

static void
recount(struct fixture *f, bool want_more)
{
	bool more;

	assert_int_equal(pace_recount(f->db, &f->arena, &more, &f->e), 0);
	assert_int_equal(more, want_more);
	assert_false(db_in_transaction(f->db));
	assert_int_equal(db_busy_statements(f->db), 0);
}

static void
sum_is(struct fixture *f, const char *service, const char *row, int64_t n,
    int64_t median, int64_t p90)
{
	struct pace_sum *v;
	size_t count;

	assert_int_equal(
	    pace_of_service(f->db, &f->arena, &v, &count, service, &f->e), 0);
	for (size_t i = 0; i < count; i++)
		if (strcmp(v[i].row_no, row) == 0) {
			assert_string_equal(v[i].service, service);
			assert_int_equal(v[i].n, n);
			assert_int_equal(v[i].median, median);
			assert_int_equal(v[i].p90, p90);
			return;
		}
	assert_int_equal(n, 0);
}

static void
test_recount(void **state)
{
	struct fixture *f = *state;
	struct pace_new *news;
	struct pace_sum *v;
	size_t n;

	recount(f, false);
	for (int i = 1; i <= 10; i++)
		add(f, "x", "1", i);
	add(f, "x", "", 300);
	add(f, "y", "1", 7);
	sum_is(f, "x", "1", 0, 0, 0);
	recount(f, false);
	sum_is(f, "x", "1", 10, 5, 9);
	sum_is(f, "x", "", 1, 300, 300);
	sum_is(f, "y", "1", 1, 7, 7);
	assert_int_equal(pace_of_cases(f->db, &f->arena, &v, &n, &f->e), 0);
	assert_int_equal(n, 1);
	assert_string_equal(v[0].service, "x");
	/* Only what is new is looked at again. */
	add(f, "y", "1", 9);
	recount(f, false);
	sum_is(f, "y", "1", 2, 7, 9);
	sum_is(f, "x", "1", 10, 5, 9);
	assert_int_equal(pace_news(f->db, &f->arena, &news, &n, 10, &f->e), 0);
	assert_int_equal(n, 0);
	recount(f, false);
}

/* The last PACE_KEPT count; the others go. */
static void
test_kept(void **state)
{
	struct fixture *f = *state;
	int64_t v[PACE_KEPT], oldest;
	size_t n;

	for (int i = 0; i < 50; i++)
		add(f, "x", "1", 100000);
	for (int i = 1; i <= PACE_KEPT; i++) {
		add(f, "x", "1", i);
		add(f, "x", "2", 4);
	}
	recount(f, false);
	sum_is(f, "x", "1", PACE_KEPT, PACE_KEPT / 2, PACE_KEPT * 9 / 10);
	assert_int_equal(pace_last(f->db, "x", "1", v, &n, &oldest, &f->e), 0);
	assert_int_equal(n, PACE_KEPT);
	assert_int_equal(oldest, 51);
	assert_int_equal(pace_prune(f->db, "x", "1", oldest, &f->e), 0);
	assert_int_equal(db_changes(f->db), 0);
}

/* More at once than is taken up in one piece. */
static void
test_pieces(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(db_begin(f->db, &f->e), 0);
	for (int i = 0; i < 5500; i++)
		add(f, "x", i < 5200 ? "1" : "2", i);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	recount(f, true);
	sum_is(f, "x", "1", PACE_KEPT, 5099, 5179);
	sum_is(f, "x", "2", 0, 0, 0);
	recount(f, false);
	sum_is(f, "x", "2", PACE_KEPT, 5399, 5479);
	recount(f, false);
}

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

int
main(void)
{
	enum { N = COUNT(sums) + COUNT(latelies) + COUNT(clocks) + 3 };
	struct CMUnitTest tests[N] = {
	    cmocka_unit_test_setup_teardown(test_recount, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_kept, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_pieces, setup, teardown)};
	size_t k = 3;

	for (size_t i = 0; i < COUNT(sums); i++)
		tests[k++] = (struct CMUnitTest){
		    sums[i].name, test_sum, NULL, NULL, &sums[i]};
	for (size_t i = 0; i < COUNT(latelies); i++)
		tests[k++] = (struct CMUnitTest){
		    latelies[i].name, test_lately, NULL, NULL, &latelies[i]};
	for (size_t i = 0; i < COUNT(clocks); i++)
		tests[k++] = (struct CMUnitTest){
		    clocks[i].name, test_clock, NULL, NULL, &clocks[i]};
	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
