#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/nik.h"

/* Nobody real lives in regency 99, which does not exist. */
static const struct civil today = {2026, 8, 31, 9, 0, 0, 1, 243};

/* One reported test per row; year 0 means: no birth date. */
static struct row {
	const char *name, *in;
	unsigned warnings;
	int year;
	unsigned month, day;
	enum sex sex;
} rows[] = {
    {"man", "1199990411879999", 0, 1987, 11, 4, SEX_MALE},
    {"woman, day 1", "3399994111870001", 0, 1987, 11, 1, SEX_FEMALE},
    {"woman, day 31", "3399997101880001", 0, 1988, 1, 31, SEX_FEMALE},
    {"woman, day 32", "3399997201880001", NIK_WARN_DATE, 0, 0, 0, SEX_UNKNOWN},
    {"man, day 31", "3399993101880001", 0, 1988, 1, 31, SEX_MALE},
    {"day 32", "3399993201880001", NIK_WARN_DATE, 0, 0, 0, SEX_UNKNOWN},
    {"day 40", "3399994001880001", NIK_WARN_DATE, 0, 0, 0, SEX_UNKNOWN},
    {"day 00", "3399990001880001", NIK_WARN_DATE, 0, 0, 0, SEX_UNKNOWN},
    {"29 Feb 2000", "3399992902000001", 0, 2000, 2, 29, SEX_MALE},
    {"29 Feb, no leap year", "3399992902010001", NIK_WARN_DATE, 0, 0, 0,
	SEX_MALE},
    {"31 April", "3399993104900001", NIK_WARN_DATE, 0, 0, 0, SEX_MALE},
    {"month 00", "3399990400870001", NIK_WARN_DATE, 0, 0, 0, SEX_MALE},
    {"month 13", "3399990413870001", NIK_WARN_DATE, 0, 0, 0, SEX_MALE},
    {"serial 0000", "3399990411870000", NIK_WARN_SERIAL, 1987, 11, 4, SEX_MALE},
    {"17 today", "3399993108090001", 0, 2009, 8, 31, SEX_MALE},
    {"17 tomorrow", "3399990109090001", NIK_WARN_AGE, 2009, 9, 1, SEX_MALE},
    {"75, last day", "3399990109500001", 0, 1950, 9, 1, SEX_MALE},
    {"76 today", "3399993108500001", NIK_WARN_AGE, 1950, 8, 31, SEX_MALE},
    {"born today", "3399993108260001", NIK_WARN_AGE, 2026, 8, 31, SEX_MALE},
    {"born tomorrow is 99", "3399990109260001", NIK_WARN_AGE, 1926, 9, 1,
	SEX_MALE},
    {"province 10", "1099990411870001", NIK_WARN_PROVINCE, 1987, 11, 4,
	SEX_MALE},
    {"province 11", "1199990411870001", 0, 1987, 11, 4, SEX_MALE},
    {"province 19", "1999990411870001", 0, 1987, 11, 4, SEX_MALE},
    {"province 20", "2099990411870001", NIK_WARN_PROVINCE, 1987, 11, 4,
	SEX_MALE},
    {"province 21", "2199990411870001", 0, 1987, 11, 4, SEX_MALE},
    {"province 22", "2299990411870001", NIK_WARN_PROVINCE, 1987, 11, 4,
	SEX_MALE},
    {"province 36", "3699990411870001", 0, 1987, 11, 4, SEX_MALE},
    {"province 37", "3799990411870001", NIK_WARN_PROVINCE, 1987, 11, 4,
	SEX_MALE},
    {"province 41", "4199990411870001", NIK_WARN_PROVINCE, 1987, 11, 4,
	SEX_MALE},
    {"province 53", "5399990411870001", 0, 1987, 11, 4, SEX_MALE},
    {"province 54", "5499990411870001", NIK_WARN_PROVINCE, 1987, 11, 4,
	SEX_MALE},
    {"province 65", "6599990411870001", 0, 1987, 11, 4, SEX_MALE},
    {"province 66", "6699990411870001", NIK_WARN_PROVINCE, 1987, 11, 4,
	SEX_MALE},
    {"province 76", "7699990411870001", 0, 1987, 11, 4, SEX_MALE},
    {"province 77", "7799990411870001", NIK_WARN_PROVINCE, 1987, 11, 4,
	SEX_MALE},
    {"province 82", "8299990411870001", 0, 1987, 11, 4, SEX_MALE},
    {"province 83", "8399990411870001", NIK_WARN_PROVINCE, 1987, 11, 4,
	SEX_MALE},
    {"province 96", "9699990411870001", 0, 1987, 11, 4, SEX_MALE},
    {"province 97", "9799990411870001", NIK_WARN_PROVINCE, 1987, 11, 4,
	SEX_MALE},
    {"everything", "0099994013870000",
	NIK_WARN_DATE | NIK_WARN_SERIAL | NIK_WARN_PROVINCE, 0, 0, 0,
	SEX_UNKNOWN},
    {"with marks", " 33.99.99-041187 0001 ", 0, 1987, 11, 4, SEX_MALE},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct civil born = {.year = 7};
	struct nik n;
	struct err e = {0};

	assert_int_equal(nik_parse(&n, str_of(r->in), &e), 0);
	assert_int_equal(nik_check(&n, today), r->warnings);
	assert_int_equal(n.sex, r->sex);
	if (!nik_born(&n, today, &born)) {
		assert_int_equal(r->year, 0);
		assert_int_equal(born.year, 7);
		return;
	}
	assert_int_equal(born.year, r->year);
	assert_int_equal(born.month, r->month);
	assert_int_equal(born.day, r->day);
}

static struct bad {
	const char *name, *in;
} bad[] = {
    {"empty", ""},
    {"marks only", " .- "},
    {"one short", "339999041187000"},
    {"one long", "33999904118700011"},
    {"a letter", "339999041187000O"},
    {"a letter too many", "3399990411870001x"},
    {"a tab", "3399990411870001\t"},
    {"digits of another script", "339999041187000\xd9\xa1"},
};

static void
test_bad(void **state)
{
	const struct bad *r = *state;
	struct nik n, old;
	struct err e = {0};

	memset(&n, 0x5a, sizeof(n));
	memcpy(&old, &n, sizeof(n));
	assert_int_equal(nik_parse(&n, str_of(r->in), &e), -1);
	assert_int_equal(e.kind, ERR_INPUT);
	assert_memory_equal(&n, &old, sizeof(n));
}

/* Only a digit is accepted at any place, and a mark makes it too short. */
static void
test_every_byte(void **state)
{
	char in[] = "3399990411870001";

	(void)state;
	for (size_t i = 0; i < NIK_LEN; i++) {
		char keep = in[i];

		for (int c = 0; c < 256; c++) {
			struct nik n;
			struct err e = {0};

			in[i] = (char)c;
			if (nik_parse(&n, (struct str){in, NIK_LEN}, &e) == 0)
				assert_in_range(c, '0', '9');
			else
				assert_false(c >= '0' && c <= '9');
		}
		in[i] = keep;
	}
}

static void
test_parts(void **state)
{
	char mask[NIK_MASK_SIZE];
	struct nik n;
	struct err e = {0};

	(void)state;
	assert_int_equal(nik_parse(&n, STR("3399-9951-1287-0123"), &e), 0);
	assert_string_equal(n.digits, "3399995112870123");
	assert_int_equal(n.region, 339999);
	assert_int_equal(n.day, 11);
	assert_int_equal(n.month, 12);
	assert_int_equal(n.yy, 87);
	assert_int_equal(n.serial, 123);
	nik_mask(mask, &n);
	assert_string_equal(mask, "3399••••••••0123");
}

static void
test_texts(void **state)
{
	(void)state;
	for (unsigned w = 1; w < NIK_WARN_END; w <<= 1)
		assert_true(strlen(nik_warning_text((enum nik_warning)w)) > 20);
}

int
main(void)
{
	enum {
		ROWS = sizeof(rows) / sizeof(rows[0]),
		BAD = sizeof(bad) / sizeof(bad[0]),
		OWN = 3
	};
	struct CMUnitTest tests[OWN + ROWS + BAD] = {
	    cmocka_unit_test(test_every_byte), cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_texts)};
	size_t n = OWN;

	for (size_t i = 0; i < ROWS; i++)
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	for (size_t i = 0; i < BAD; i++)
		tests[n++] = (struct CMUnitTest){
		    bad[i].name, test_bad, NULL, NULL, &bad[i]};
	return cmocka_run_group_tests_name("nik", tests, NULL, NULL);
}
