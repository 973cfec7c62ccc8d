#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

#define L(lit)                       \
	{                            \
		lit, sizeof(lit) - 1 \
	}

static struct utf8 {
	const char *name;
	struct str in;
	bool valid;
	size_t points; /* where valid */
} utf8s[] = {
    {"empty", L(""), true, 0},
    {"ASCII", L("a\x7f"), true, 2},
    {"U+0080", L("\xc2\x80"), true, 1},
    {"U+07FF", L("\xdf\xbf"), true, 1},
    {"U+0800", L("\xe0\xa0\x80"), true, 1},
    {"U+D7FF", L("\xed\x9f\xbf"), true, 1},
    {"U+E000", L("\xee\x80\x80"), true, 1},
    {"U+FFFF", L("\xef\xbf\xbf"), true, 1},
    {"U+10000", L("\xf0\x90\x80\x80"), true, 1},
    {"U+10FFFF", L("\xf4\x8f\xbf\xbf"), true, 1},
    {"mixed", L("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), true, 4},
    {"NUL", L("\0"), false, 0},
    {"NUL inside", L("a\0b"), false, 0},
    {"lone continuation", L("\x80"), false, 0},
    {"C0 overlong", L("\xc0\x80"), false, 0},
    {"C1 overlong", L("\xc1\xbf"), false, 0},
    {"E0 overlong", L("\xe0\x9f\xbf"), false, 0},
    {"F0 overlong", L("\xf0\x8f\xbf\xbf"), false, 0},
    {"first surrogate", L("\xed\xa0\x80"), false, 0},
    {"last surrogate", L("\xed\xbf\xbf"), false, 0},
    {"U+110000", L("\xf4\x90\x80\x80"), false, 0},
    {"F5", L("\xf5\x80\x80\x80"), false, 0},
    {"FF", L("\xff"), false, 0},
    {"two cut", L("\xc3"), false, 0},
    {"three cut", L("\xe2\x82"), false, 0},
    {"four cut", L("\xf0\x9f\x98"), false, 0},
    {"second byte ASCII", L("\xc3z"), false, 0},
    {"third byte too high", L("\xe2\x82\xc0"), false, 0},
    {"fourth byte too low", L("\xf0\x9f\x98\x7f"), false, 0},
};

static void
test_utf8(void **state)
{
	const struct utf8 *u = *state;

	assert_int_equal(str_utf8(u->in), u->valid);
	if (u->valid)
		assert_int_equal(str_points(u->in), u->points);
}

static struct number {
	const char *name, *in;
	uint64_t max;
	int rc;
	uint64_t want;
} numbers[] = {
    {"number: 0", "0", 0, 0, 0},
    {"number: over a most of one digit", "9", 8, -1, 0},
    {"number: at most", "42", 42, 0, 42},
    {"number: one over", "43", 42, -1, 0},
    {"number: ten over", "420", 42, -1, 0},
    {"number: leading zeros", "0042", 42, 0, 42},
    {"number: the largest", "18446744073709551615", UINT64_MAX, 0, UINT64_MAX},
    {"number: one over the largest", "18446744073709551616", UINT64_MAX, -1, 0},
    {"number: wraps around", "99999999999999999999", UINT64_MAX, -1, 0},
    {"number: empty", "", 9, -1, 0},
    {"number: minus", "-1", 9, -1, 0},
    {"number: plus", "+1", 9, -1, 0},
    {"number: blank", " 1", 9, -1, 0},
    {"number: below '0'", "/", 99, -1, 0},
    {"number: above '9'", ":", 99, -1, 0},
    {"number: letter behind", "1a", 99, -1, 0},
};

static void
test_number(void **state)
{
	const struct number *r = *state;
	uint64_t v = 7;

	assert_int_equal(str_u64(str_of(r->in), r->max, &v), r->rc);
	assert_true(v == (r->rc ? 7 : r->want));
}

static void
test_compare(void **state)
{
	(void)state;
	assert_true(str_eq(STR(""), (struct str){NULL, 0}));
	assert_true(str_eq(STR("a\0b"), STR("a\0b")));
	assert_false(str_eq(STR("a\0b"), STR("a\0c")));
	assert_false(str_eq(STR("a"), STR("ab")));
	assert_true(str_eqz(STR("ab"), "ab"));
	assert_false(str_eqz(STR("ab\0"), "ab"));
	assert_true(str_eqz(STR(""), NULL));
	assert_true(str_caseeq(STR("aZ@["), STR("Az@[")));
	assert_false(str_caseeq(STR("@"), STR("`")));
	assert_false(str_caseeq(STR("["), STR("{")));
	assert_false(str_caseeq(STR("a"), STR("ab")));
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_true(str_starts(STR("abc"), STR("")));
	assert_true(str_starts(STR("abc"), STR("abc")));
	assert_false(str_starts(STR("ab"), STR("abc")));
	assert_true(str_ends(STR("abc"), STR("bc")));
	assert_true(str_ends(STR("abc"), STR("")));
	assert_false(str_ends(STR("bc"), STR("abc")));
	assert_false(str_ends(STR("abc"), STR("ab")));
}

static void
test_trim(void **state)
{
	(void)state;
	assert_true(str_eqz(str_trim(STR(" \t\r\n a b \t\r\n")), "a b"));
	assert_true(str_eqz(str_trim(STR("a")), "a"));
	assert_true(str_eqz(str_trim(STR(" \t ")), ""));
	assert_true(str_eqz(str_trim(STR("")), ""));
	assert_true(str_eq(str_trim(STR("\0")), STR("\0")));
	assert_true(str_eqz(str_trim(STR("\v")), "\v"));
}

static void
test_cut(void **state)
{
	struct str rest = STR(",a,,b");

	(void)state;
	assert_true(str_eqz(str_cut(&rest, ','), ""));
	assert_true(str_eqz(str_cut(&rest, ','), "a"));
	assert_true(str_eqz(str_cut(&rest, ','), ""));
	assert_true(str_eqz(str_cut(&rest, ','), "b"));
	assert_null(rest.p);
	assert_int_equal(str_cut(&rest, ',').n, 0);
	rest = STR("a,");
	str_cut(&rest, ',');
	assert_non_null(rest.p);
	assert_int_equal(rest.n, 0);
	assert_int_equal(str_cut(&rest, ',').n, 0);
	assert_null(rest.p);
}

static void
test_z(void **state)
{
	struct arena a;
	char text[] = {'a', 'b', 'c'};
	char *z;

	(void)state;
	arena_init(&a, 100);
	z = str_z(&a, (struct str){text, 2});
	assert_string_equal(z, "ab");
	assert_string_equal(str_z(&a, (struct str){NULL, 0}), "");
	assert_int_equal(str_of(NULL).n, 0);
	assert_non_null(str_of(NULL).p);
	arena_clear(&a);
}

/* Full to the last byte, then failed until reset. */
static void
test_sb_max(void **state)
{
	struct sb b;

	(void)state;
	sb_init(&b, 4);
	assert_string_equal(sb_get(&b).p, "");
	sb_puts(&b, "ab");
	sb_putc(&b, 'c');
	sb_str(&b, STR("d"));
	sb_put(&b, "", 0);
	assert_false(b.failed);
	assert_string_equal(sb_get(&b).p, "abcd");
	sb_putc(&b, 'e');
	assert_true(b.failed);
	assert_string_equal(sb_get(&b).p, "abcd");
	sb_reset(&b);
	assert_false(b.failed);
	assert_int_equal(sb_get(&b).n, 0);
	assert_string_equal(sb_get(&b).p, "");
	sb_puts(&b, "abcde");
	assert_true(b.failed);
	sb_puts(&b, "a");
	assert_int_equal(sb_get(&b).n, 0);
	sb_clear(&b);
	assert_false(b.failed);
	assert_int_equal(b.max, 4);
	sb_clear(&b);
}

static void
test_sb_printf(void **state)
{
	struct sb b;

	(void)state;
	sb_init(&b, 5);
	sb_printf(&b, "%s", "");
	sb_printf(&b, "%d-%s", 12, "ab");
	assert_string_equal(sb_get(&b).p, "12-ab");
	assert_false(b.failed);
	sb_printf(&b, "%s", "");
	assert_false(b.failed);
	sb_printf(&b, "%d", 1);
	assert_true(b.failed);
	assert_string_equal(sb_get(&b).p, "12-ab");
	sb_clear(&b);
}

/* Around the first block of 256 bytes and its doublings. */
static void
test_sb_grows(void **state)
{
	static const size_t sizes[] = {254, 255, 256, 257, 511, 512, 513, 5000};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct sb b;
		char text[5000];

		memset(text, 'a', sizeof(text));
		sb_init(&b, 10000);
		for (size_t k = 0; k < sizes[i]; k++)
			sb_putc(&b, 'a');
		assert_int_equal(strlen(sb_get(&b).p), sizes[i]);
		sb_put(&b, text, sizes[i]);
		assert_int_equal(strlen(sb_get(&b).p), 2 * sizes[i]);
		assert_memory_equal(b.p + sizes[i], text, sizes[i]);
		sb_clear(&b);
	}
}

int
main(void)
{
	enum {
		NUTF8 = sizeof(utf8s) / sizeof(utf8s[0]),
		NNUMBER = sizeof(numbers) / sizeof(numbers[0]),
		NFIXED = 7
	};
	struct CMUnitTest tests[NFIXED + NUTF8 + NNUMBER] = {
	    cmocka_unit_test(test_compare),
	    cmocka_unit_test(test_trim),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_z),
	    cmocka_unit_test(test_sb_max),
	    cmocka_unit_test(test_sb_printf),
	    cmocka_unit_test(test_sb_grows),
	};
	size_t n = NFIXED;

	for (size_t i = 0; i < NUTF8; i++)
		tests[n++] = (struct CMUnitTest){
		    utf8s[i].name, test_utf8, NULL, NULL, &utf8s[i]};
	for (size_t i = 0; i < NNUMBER; i++)
		tests[n++] = (struct CMUnitTest){
		    numbers[i].name, test_number, NULL, NULL, &numbers[i]};
	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
