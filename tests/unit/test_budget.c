/*
 * What a page costs: statements run, none left busy, no memory kept.  A page
 * costs what is on it and not what is in the office.
 */
#include "budget.h"

#define MORE    150 /* cases, with each test */
#define REPEATS 500
#define SHOWN   "TTE-2026-00001"

static struct page {
	const char *name, *target;
	enum who who;
	int most; /* statements */
} pages[] = {
    {"offices", "/", NOBODY, 0},
    {"office", "/kudus/", NOBODY, 2},
    {"service", "/kudus/layanan/penerbitan", NOBODY, 2},
    {"sign-in", "/kudus/masuk", NOBODY, 0},
    {"tracking", "/kudus/lacak", NOBODY, 0},
    {"static file", "/static/paraf.css", NOBODY, 0},
    {"inbox", "/kudus/tugas", HEAD, 7},
    {"inbox, done", "/kudus/tugas?antrean=selesai", HEAD, 7},
    {"inbox, own cases", "/kudus/tugas?antrean=permohonan", HEAD, 7},
    {"search", "/kudus/tugas?cari=contoh", HEAD, 7},
    {"case", "/kudus/permohonan/" SHOWN, HEAD, 18},
    {"task", "/kudus/permohonan/" SHOWN "/langkah/2", HEAD, 13},
    {"board", "/kudus/laporan/papan", HEAD, 7},
    {"board, one row", "/kudus/laporan/papan/penerbitan/1.1", HEAD, 7},
    {"account", "/kudus/akun", HEAD, 9},
    {"readers", "/kudus/permohonan/" SHOWN "/pembaca", HEAD, 12},
    {"readers of all", "/kudus/akun/berkas", HEAD, 5},
};

static void
within_budget(void **state)
{
	const struct page *p = *state;
	struct arena a;
	int few, again, many;

	arena_init(&a, LIMIT_REQUEST_ARENA);
	few = ask(&fixture, p->who, p->target, &a);
	again = ask(&fixture, p->who, p->target, &a);
	print_message("%s: %d statements, at first %d\n", p->name, again, few);
	assert_in_range(again, 0, p->most);
	fill_to(&fixture, fixture.cases + MORE);
	many = ask(&fixture, p->who, p->target, &a);
	assert_int_equal(many, again);
	arena_clear(&a);
}

/* What is allocated after many requests is what was after a few. */
static void
memory_stays(void **state)
{
	const struct page *p = *state;
	struct arena a;
	size_t before;

	arena_init(&a, LIMIT_REQUEST_ARENA);
	for (int i = 0; i < 20; i++)
		ask(&fixture, p->who, p->target, &a);
	before = mallinfo2().uordblks;
	for (int i = 0; i < REPEATS; i++)
		ask(&fixture, p->who, p->target, &a);
	/* SQLite's cache may grow a little; a leak is 24 bytes a request or more. */
	assert_in_range(mallinfo2().uordblks, 0, before + 16 * REPEATS);
	arena_clear(&a);
}

int
main(void)
{
	enum { N = sizeof(pages) / sizeof(pages[0]) };
	struct CMUnitTest tests[2 * N];

	for (size_t i = 0; i < N; i++) {
		tests[i] = (struct CMUnitTest){
		    pages[i].name, within_budget, NULL, NULL, &pages[i]};
		tests[N + i] = (struct CMUnitTest){
		    pages[i].name, memory_stays, NULL, NULL, &pages[i]};
	}
	return cmocka_run_group_tests_name("budget", tests, setup, teardown);
}
