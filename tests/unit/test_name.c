#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/name.h"

static struct row {
	const char *name, *in, *want;
} rows[] = {
    {"no title", "Sri Wahyuni", "Sri Wahyuni"},
    {"one word", "Suharno", "Suharno"},
    {"before and behind", "Dr. Ir. Sri Wahyuni, S.Kom., M.T.", "Sri Wahyuni"},
    {"degree without dots", "Sri Wahyuni, SE, MM", "Sri Wahyuni"},
    {"degree without comma", "Sri Wahyuni S.Kom M.Kom", "Sri Wahyuni"},
    {"unknown degree", "Sri Wahyuni, S.Xyz.", "Sri Wahyuni"},
    {"degree with a blank", "Sri Wahyuni, S. Kom", "Sri Wahyuni"},
    {"comma in a name", "Santoso, Budi", "Santoso, Budi"},
    {"dot in a name", "Santoso, M. Budi", "Santoso, M. Budi"},
    {"glued titles", "Dr.Ir.Sri Wahyuni", "Sri Wahyuni"},
    {"haji", "H. Abdul Karim", "Abdul Karim"},
    {"haji and Muhammad", "H.M. Karim", "M. Karim"},
    {"kiai haji", "K.H. Abdul Karim", "Abdul Karim"},
    {"without dot", "Drs Abdul Karim", "Abdul Karim"},
    {"physician", "dr. Abdul Karim, Sp.OG", "Abdul Karim"},
    {"Muhammad stays", "M. Abdul Karim", "M. Abdul Karim"},
    {"like a title", "Irwan Drajat", "Irwan Drajat"},
    {"last word like a title", "Budi SE", "Budi SE"},
    {"blanks", "  Sri \t Wahyuni  ", "Sri Wahyuni"},
    {"empty part", "Sri Wahyuni, , M.T.,", "Sri Wahyuni"},
    {"title alone", "Ir.", "Ir."},
    {"degrees alone", ", S.Kom", ", S.Kom"},
    {"empty", "", ""},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct arena a;

	arena_init(&a, 65536);
	assert_string_equal(name_bare(&a, str_of(r->in)), r->want);
	arena_clear(&a);
}

static struct pair {
	const char *name, *x, *y;
	enum name_match want;
} pairs[] = {
    {"alike", "Sri Wahyuni", "Sri Wahyuni", NAME_SAME},
    {"case", "SRI WAHYUNI", "sri wahyuni", NAME_SAME},
    {"blanks", " Sri  Wahyuni", "Sri Wahyuni ", NAME_SAME},
    {"titles", "Dr. Sri Wahyuni, M.T.", "SRI WAHYUNI", NAME_SAME},
    {"marks", "Sa'adah Nur-Aini", "SAADAH NUR AINI", NAME_SAME},
    {"a letter", "Sri Wahyuni", "Sri Wahyuna", NAME_DIFFERENT},
    {"a word more", "Sri Wahyuni", "Sri Wahyuni Putri", NAME_DIFFERENT},
    {"order", "Sri Wahyuni", "Wahyuni Sri", NAME_DIFFERENT},
    {"Moh.", "Moh. Karim", "Muhammad Karim", NAME_SHORT},
    {"Muh. and Mohammad", "Muh. Karim", "MOHAMMAD KARIM", NAME_SHORT},
    {"M.", "M. Karim", "Muhammad Karim", NAME_SHORT},
    {"initial", "Abdul K.", "Abdul Karim", NAME_SHORT},
    {"another initial", "Abdul L.", "Abdul Karim", NAME_DIFFERENT},
    {"Muhammad left out", "Karim", "Muhammad Karim", NAME_DIFFERENT},
    {"one empty", "", "Karim", NAME_DIFFERENT},
    {"both empty", "", " ", NAME_SAME},
};

static void
test_pair(void **state)
{
	const struct pair *r = *state;
	struct arena a;

	arena_init(&a, 65536);
	assert_int_equal(name_compare(&a, str_of(r->x), str_of(r->y)), r->want);
	assert_int_equal(name_compare(&a, str_of(r->y), str_of(r->x)), r->want);
	arena_clear(&a);
}

static void
test_has_title(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 65536);
	assert_true(name_has_title(&a, STR("Sri Wahyuni, M.T.")));
	assert_true(name_has_title(&a, STR("Hj. Sri Wahyuni")));
	assert_false(name_has_title(&a, STR("  Sri   Wahyuni ")));
	assert_false(name_has_title(&a, STR("")));
	arena_clear(&a);
}

/* No byte anywhere makes it read or write outside. */
static void
test_every_byte(void **state)
{
	char in[] = "Ir. A, S.T.";
	size_t len = strlen(in);
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < len; i++) {
		char keep = in[i];

		for (int c = 0; c < 256; c++) {
			struct str s = {in, len};

			in[i] = (char)c;
			assert_true(strlen(name_bare(&a, s)) <= len);
			assert_int_equal(name_compare(&a, s, s), NAME_SAME);
			arena_reset(&a);
		}
		in[i] = keep;
	}
	arena_clear(&a);
}

int
main(void)
{
	enum {
		ROWS = sizeof(rows) / sizeof(rows[0]),
		PAIRS = sizeof(pairs) / sizeof(pairs[0]),
		OWN = 2
	};
	struct CMUnitTest tests[OWN + ROWS + PAIRS] = {
	    cmocka_unit_test(test_has_title),
	    cmocka_unit_test(test_every_byte)};
	size_t n = OWN;

	for (size_t i = 0; i < ROWS; i++)
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	for (size_t i = 0; i < PAIRS; i++)
		tests[n++] = (struct CMUnitTest){
		    pairs[i].name, test_pair, NULL, NULL, &pairs[i]};
	return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
