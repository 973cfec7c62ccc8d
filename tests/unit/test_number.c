#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/number.h"

#define TEN "abcdefghij"

/* One reported test per row; want NULL means: must be refused. */
static struct row {
	const char *name, *template;
	unsigned month;
	uint64_t serial;
	const char *want;
} rows[] = {
    {"case", "TTE-{tahun}-{urut:5}", 8, 42, "TTE-2026-00042"},
    {"letter", "000.6.5/{urut}/DKI (A)_b/{bulan}/{tahun}", 9, 573,
	"000.6.5/573/DKI (A)_b/IX/2026"},
    {"January", "{urut}{bulan}{tahun}", 1, 1, "1I2026"},
    {"December", "{urut}{bulan}{tahun}", 12, 1, "1XII2026"},
    {"as wide as the serial", "{urut:3}/{tahun}", 1, 999, "999/2026"},
    {"wider than the template", "{urut:3}/{tahun}", 1, 1000, "1000/2026"},
    {"one digit", "{urut:1}/{tahun}", 1, 7, "7/2026"},
    {"nine digits", "{urut:9}/{tahun}", 1, 7, "000000007/2026"},
    {"zero digits", "{urut:0}/{tahun}", 1, 7, NULL},
    {"ten digits", "{urut:10}/{tahun}", 1, 7, NULL},
    {"width without a digit", "{urut:}/{tahun}", 1, 7, NULL},
    {"width of a letter", "{urut:x}/{tahun}", 1, 7, NULL},
    {"no serial", "TTE/{tahun}", 1, 1, NULL},
    {"no year", "TTE/{urut}", 1, 1, NULL},
    {"two serials", "{urut}{urut:2}/{tahun}", 1, 1, NULL},
    {"two years", "{urut}/{tahun}/{tahun}", 1, 1, NULL},
    {"two months", "{urut}/{bulan}{bulan}/{tahun}", 8, 1, "1/VIIIVIII/2026"},
    {"unknown word", "{urut}/{tahun}/{opd}", 1, 1, NULL},
    {"empty braces", "{urut}/{tahun}/{}", 1, 1, NULL},
    {"open brace", "{urut}/{tahun", 1, 1, NULL},
    {"closing brace", "{urut}/{tahun}}", 1, 1, NULL},
    {"nested", "{{urut}}/{tahun}", 1, 1, NULL},
    {"a percent sign", "%s{urut}/{tahun}", 1, 1, NULL},
    {"a line end", "{urut}/{tahun}\n", 1, 1, NULL},
    {"a quote", "{urut}/{tahun}\"", 1, 1, NULL},
    {"empty", "", 1, 1, NULL},
    {"80 bytes", TEN TEN TEN TEN TEN TEN "abcdefg{urut}{tahun}", 1, 1,
	TEN TEN TEN TEN TEN TEN "abcdefg12026"},
    {"81 bytes", TEN TEN TEN TEN TEN TEN "abcdefgh{urut}{tahun}", 1, 1, NULL},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct arena a;
	struct err e = {0};
	char *got;

	arena_init(&a, 65536);
	got = number_render(
	    &a, str_of(r->template), 2026, r->month, r->serial, &e);
	assert_int_equal(e.kind, r->want ? ERR_NONE : ERR_INPUT);
	if (r->want)
		assert_string_equal(got, r->want);
	else
		assert_null(got);
	arena_clear(&a);
}

static void
test_every_byte(void **state)
{
	char in[] = "A{tahun}-{urut:5}{bulan}";
	size_t len = strlen(in), accepted = 0;

	(void)state;
	for (size_t i = 0; i < len; i++) {
		char keep = in[i];

		for (int c = 0; c < 256; c++) {
			struct err e = {0};

			in[i] = (char)c;
			if (number_check((struct str){in, len}, &e) == 0)
				accepted++;
		}
		in[i] = keep;
	}
	/* Two literals (69 bytes each), the width, and 21 as they were. */
	assert_int_equal(accepted, 2 * 69 + 9 + 21);
}

int
main(void)
{
	enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[1 + ROWS] = {cmocka_unit_test(test_every_byte)};

	for (size_t i = 0; i < ROWS; i++)
		tests[1 + i] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
