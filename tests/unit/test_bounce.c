#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mail/bounce.h"

#define CORPUS "tests/fuzz/corpus/bounce/"
#define ID     "<kudus.7.00112233445566778899aabb@dinas.example>"

/* One reported test per file of the corpus; want.id NULL: refused. */
static struct row {
	const char *name;
	struct bounce want;
} rows[] = {
    {"postfix", {ID, "sekar@lain.example", "failed", "5.1.1",
		    "550 5.1.1 <sekar@lain.example>: Recipient address "
		    "rejected: User unknown"}},
    {"exim", {ID, "sekar@lain.example", "failed", "5.0.0", ""}},
    {"gmail",
	{ID, "sekar@lain.example", "failed", "5.1.1",
	    "550-5.1.1 The email account that you tried to reach does not "
	    "exist. 550 5.1.1 https://support.example/?p=NoSuchUser"}},
    {"delayed", {ID, "a@b.example", "delayed", "4.4.1", ""}},
    {"two", {ID, "c@d.example", "failed", "5.2.2", "penuh ?"}},
    {"nothing", {0}},
    {"plain", {0}},
    {"no_boundary", {0}},
    {"no_id", {0}},
    {"no_action", {0}},
};

static size_t
read_file(char *p, size_t max, const char *name)
{
	char path[200];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), CORPUS "%s", name);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(p, 1, max, f);
	fclose(f);
	return n;
}

static void
test_row(void **state)
{
	static const struct bounce old = {"old", "old", "old", "old", "old"};
	const struct row *r = *state;
	char text[8192];
	size_t n = read_file(text, sizeof(text), r->name);
	const struct bounce *want = r->want.id ? &r->want : &old;
	struct bounce b = old;
	struct err e = {0};
	struct arena a;
	int rc;

	arena_init(&a, (size_t)4 << 20);
	rc = bounce_parse(&a, &b, (struct str){text, n}, &e);
	assert_int_equal(rc, r->want.id ? 0 : -1);
	assert_int_equal(e.kind, rc ? ERR_INPUT : ERR_NONE);
	assert_string_equal(b.id, want->id);
	assert_string_equal(b.recipient, want->recipient);
	assert_string_equal(b.action, want->action);
	assert_string_equal(b.status, want->status);
	assert_string_equal(b.diagnostic, want->diagnostic);
	arena_clear(&a);
}

/* Every beginning of a report: either it is refused, or what is there of the
 * Message-ID is whole. */
static void
test_prefixes(void **state)
{
	char text[8192];
	size_t n = read_file(text, sizeof(text), "postfix"), good = 0;

	(void)state;
	for (size_t i = 0; i <= n; i++) {
		struct bounce b;
		struct err e = {0};
		struct arena a;

		arena_init(&a, (size_t)4 << 20);
		if (bounce_parse(&a, &b, (struct str){text, i}, &e) == 0) {
			assert_string_equal(b.id, ID);
			good++;
		}
		arena_clear(&a);
	}
	assert_in_range(good, 1, 200);
}

/* Line ends of both kinds give the same. */
static void
test_line_ends(void **state)
{
	char text[8192], crlf[16384];
	size_t n = read_file(text, sizeof(text), "postfix"), k = 0;
	struct bounce one, two;
	struct err e = {0};
	struct arena a;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\n')
			crlf[k++] = '\r';
		crlf[k++] = text[i];
	}
	arena_init(&a, (size_t)4 << 20);
	assert_int_equal(bounce_parse(&a, &one, (struct str){text, n}, &e), 0);
	assert_int_equal(bounce_parse(&a, &two, (struct str){crlf, k}, &e), 0);
	assert_string_equal(one.id, two.id);
	assert_string_equal(one.diagnostic, two.diagnostic);
	assert_string_equal(one.recipient, two.recipient);
	arena_clear(&a);
}

/* What is beyond BOUNCE_MAX is not looked at. */
static void
test_long(void **state)
{
	static char text[BOUNCE_MAX + 8192];
	size_t n = read_file(text, 8192, "postfix");
	struct bounce b;
	struct err e = {0};
	struct arena a;

	(void)state;
	arena_init(&a, (size_t)4 << 20);
	memset(text + n, 'x', sizeof(text) - n);
	assert_int_equal(
	    bounce_parse(&a, &b, (struct str){text, sizeof(text)}, &e), 0);
	memmove(text + sizeof(text) - n, text, n);
	memcpy(text, "X: y\n", 5);
	memset(text + 5, 'x', sizeof(text) - n - 6);
	text[sizeof(text) - n - 1] = '\n';
	assert_int_equal(
	    bounce_parse(&a, &b, (struct str){text, sizeof(text)}, &e), -1);
	arena_clear(&a);
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[NROWS + 3] = {
	    cmocka_unit_test(test_prefixes),
	    cmocka_unit_test(test_line_ends),
	    cmocka_unit_test(test_long),
	};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + 3] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("bounce", tests, NULL, NULL);
}
