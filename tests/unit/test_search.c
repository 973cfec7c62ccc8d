/*
 * The search over a real schema: who finds what, and that a search which
 * nobody may see the results of comes to an end and goes on where it ended.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "store/case.h"
#include "store/person.h"
#include "store/service.h"
#include "store/task.h"

enum { OFFICER = 1, AYU, BAGAS }; /* persons, in the order they are added */

struct fixture {
	struct db *db;
	struct arena a;
	struct err e;
	int64_t edition;
};

static void
add_person(struct fixture *f, const char *name, int64_t want)
{
	struct person p = {
	    .email = name, .name = name, .phone = "", .password = "-"};
	int64_t id;

	assert_int_equal(person_add(f->db, &p, 1, &id, &f->e), 0);
	assert_int_equal(id, want);
}

static int
setup(void **state)
{
	static struct fixture f;
	struct seat s;

	f = (struct fixture){0};
	arena_init(&f.a, 16 * MIB);
	assert_int_equal(db_open(&f.db, DB_TENANT, ":memory:", &f.e), 0);
	add_person(&f, "Officer", OFFICER);
	add_person(&f, "Ayu", AYU);
	add_person(&f, "Bagas", BAGAS);
	assert_int_equal(service_put(f.db, "s", 0, &f.e), 0);
	assert_int_equal(edition_add(f.db, "s", 1, "", 1, &f.edition, &f.e), 0);
	assert_int_equal(seat_put(f.db, "kadis", "Kadis", "pejabat", &f.e), 0);
	assert_int_equal(seat_find(f.db, &f.a, &s, "kadis", &f.e), 1);
	assert_int_equal(
	    seat_give(f.db, s.id, OFFICER, "definitif", "", 1, 0, &f.e), 0);
	*state = &f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	db_close(f->db);
	arena_clear(&f->a);
	return 0;
}

/* A case of a person for a holder; at the desk of kadis if it has been. */
static void
add_case(
    struct fixture *f, int n, int64_t person, const char *holder, bool been)
{
	struct casefile c = {.number = arena_printf(&f->a, "T-%05d", n),
	    .submission = arena_printf(&f->a, "s%d", n),
	    .edition_id = f->edition,
	    .applicant_id = person,
	    .track_code = "x",
	    .letter = "{}",
	    .opened_at = 1};
	struct holder h = {.name = holder,
	    .nik = "",
	    .nip = "",
	    .job = "",
	    .unit = "",
	    .email = "",
	    .phone = ""};
	struct task t = {.service = "penerbitan",
	    .row_no = "2",
	    .lane = "kadis",
	    .opened_at = 1};
	int64_t id;

	assert_int_equal(case_add(f->db, &c, &id, &f->e), 0);
	assert_int_equal(holder_add(f->db, id, 0, &h, &id, &f->e), 0);
	t.case_id = n;
	assert_int_equal(word_put(f->db, "kata", n, &f->e), 0);
	if (been)
		assert_int_equal(task_add(f->db, &t, &f->e), 0);
}

/* The ids found, as "2 1 "; *s goes on where it ended. */
static const char *
found(struct fixture *f, struct search_at *s)
{
	struct case_line v[TASK_PAGE + 1];
	struct sb out;
	const char *text;
	size_t n;

	assert_int_equal(case_search(f->db, &f->a, v, &n, s, &f->e), 0);
	sb_init(&out, KIB);
	for (size_t i = 0; i < n; i++)
		sb_printf(&out, "%d ", (int)v[i].id);
	text = arena_dup(&f->a, sb_get(&out).p);
	sb_clear(&out);
	return text;
}

static void
test_who(void **state)
{
	struct fixture *f = *state;
	struct search_at s = {.prefix = "ka", .now = 5, .after_word = ""};

	add_case(f, 1, AYU, "Sari", true);
	add_case(f, 2, AYU, "Sari", false);
	add_case(f, 3, BAGAS, "Sari", true);
	s.person = OFFICER;
	assert_string_equal(found(f, &s), "1 3 ");
	s.person = AYU;
	assert_string_equal(found(f, &s), "1 2 ");
	s.prefix = "kb";
	assert_string_equal(found(f, &s), "");
	assert_false(s.more);
}

static void
test_end(void **state)
{
	struct fixture *f = *state;
	struct search_at s = {
	    .prefix = "ka", .person = OFFICER, .now = 5, .after_word = ""};

	assert_int_equal(db_begin(f->db, &f->e), 0);
	for (int i = 1; i <= SEARCH_LOOKS + 1; i++)
		add_case(f, i, AYU, "Sari", false);
	add_case(f, SEARCH_LOOKS + 2, AYU, "Sari", true);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	assert_string_equal(found(f, &s), "");
	assert_true(s.more);
	assert_string_equal(s.after_word, "kata");
	assert_int_equal(s.after_id, SEARCH_LOOKS);
	assert_string_equal(found(f, &s), "5002 ");
	assert_false(s.more);
	assert_int_equal(db_busy_statements(f->db), 0);
}

static struct own {
	const char *name, *text;
	int64_t person, before;
	const char *want;
} owns[] = {
    {"own: a holder's name", "sari", AYU, INT64_MAX, "3 1 "},
    {"own: within a word", "ar", AYU, INT64_MAX, "3 1 "},
    {"own: the number", "00002", AYU, INT64_MAX, "2 "},
    {"own: the next page", "sari", AYU, 3, "1 "},
    {"own: nothing of others", "bima", AYU, INT64_MAX, ""},
    {"own: of the other", "bima", BAGAS, INT64_MAX, "4 "},
    {"own: % is a letter", "%", AYU, INT64_MAX, "2 "},
    {"own: _ is a letter", "_", AYU, INT64_MAX, ""},
    {"own: \\ is a letter", "\\", AYU, INT64_MAX, ""},
};

static void
test_own(void **state)
{
	const struct own *o = *state;
	struct case_line v[TASK_PAGE + 1];
	struct fixture *f;
	char out[64] = "";
	size_t n;
	void *p;

	setup(&p);
	f = p;
	add_case(f, 1, AYU, "Sari", false);
	add_case(f, 2, AYU, "100% Contoh", false);
	add_case(f, 3, AYU, "Budi SARI", false);
	add_case(f, 4, BAGAS, "Bima", true);
	assert_int_equal(case_search_own(f->db, &f->a, v, &n, o->text,
			     o->person, o->before, &f->e),
	    0);
	for (size_t i = 0; i < n; i++)
		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%d ",
		    (int)v[i].id);
	assert_string_equal(out, o->want);
	teardown(&p);
}

int
main(void)
{
	enum { N = sizeof(owns) / sizeof(owns[0]), NFIXED = 2 };
	struct CMUnitTest tests[NFIXED + N] = {
	    cmocka_unit_test_setup_teardown(test_who, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_end, setup, teardown),
	};

	for (size_t i = 0; i < N; i++)
		tests[NFIXED + i] = (struct CMUnitTest){
		    owns[i].name, test_own, NULL, NULL, &owns[i]};
	return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
