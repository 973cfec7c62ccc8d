#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/nip.h"

static const struct civil today = {2026, 8, 31, 9, 0, 0, 1, 243};

/* One reported test per row: 18 digits, the chosen status, all warnings. */
static struct row {
	const char *name, *in;
	enum nip_status chosen;
	unsigned warnings;
	enum nip_status status;
} rows[] = {
    {"PNS", "198711042010011001", NIP_PNS, 0, NIP_PNS},
    {"PNS, month 12", "198711042010121001", NIP_PNS, 0, NIP_PNS},
    {"code 13", "198711042010131001", NIP_PNS, NIP_WARN_CODE, NIP_UNKNOWN},
    {"code 00", "198711042010001001", NIP_PNS, NIP_WARN_CODE, NIP_UNKNOWN},
    {"code 20", "198711042010201001", NIP_PPPK, NIP_WARN_CODE, NIP_UNKNOWN},
    {"PPPK, code 21", "198711042022211001", NIP_PPPK, 0, NIP_PPPK},
    {"PPPK, code 99", "198711042022991001", NIP_PPPK, 0, NIP_PPPK},
    {"not asked", "198711042022211001", NIP_UNKNOWN, 0, NIP_PPPK},
    {"PPPK said PNS", "198711042022211001", NIP_PNS, NIP_WARN_STATUS, NIP_PPPK},
    {"PNS said PPPK", "198711042010011001", NIP_PPPK, NIP_WARN_STATUS, NIP_PNS},
    {"sex 0", "198711042010010001", NIP_PNS, NIP_WARN_SEX, NIP_PNS},
    {"sex 2", "198711042010012001", NIP_PNS, 0, NIP_PNS},
    {"sex 3", "198711042010013001", NIP_PNS, NIP_WARN_SEX, NIP_PNS},
    {"29 Feb 2000", "200002292022011001", NIP_PNS, 0, NIP_PNS},
    {"29 Feb 2001", "200102292022011001", NIP_PNS, NIP_WARN_BIRTH, NIP_PNS},
    {"month of birth 13", "198713042010011001", NIP_PNS, NIP_WARN_BIRTH,
	NIP_PNS},
    {"day of birth 00", "198711002010011001", NIP_PNS, NIP_WARN_BIRTH, NIP_PNS},
    {"year 1899", "189911042010011001", NIP_PNS, NIP_WARN_BIRTH, NIP_PNS},
    {"70, last day", "195509011980011001", NIP_PNS, 0, NIP_PNS},
    {"71 today", "195508311980011001", NIP_PNS, NIP_WARN_AGE, NIP_PNS},
    {"17 and not appointed at 18", "200908312026081001", NIP_PNS,
	NIP_WARN_YOUNG, NIP_PNS},
    {"16", "200909012026081001", NIP_PNS, NIP_WARN_AGE | NIP_WARN_YOUNG,
	NIP_PNS},
    {"18 in the month of entry", "199201312010011001", NIP_PNS, 0, NIP_PNS},
    {"18 a month later", "199202012010011001", NIP_PNS, NIP_WARN_YOUNG,
	NIP_PNS},
    {"PPPK, 18 in that year", "200412312022211001", NIP_PPPK, 0, NIP_PPPK},
    {"PPPK, 18 a year later", "200501012022211001", NIP_PPPK, NIP_WARN_YOUNG,
	NIP_PPPK},
    {"entry this month", "198711042026081001", NIP_PNS, 0, NIP_PNS},
    {"entry next month", "198711042026091001", NIP_PNS, NIP_WARN_FUTURE,
	NIP_PNS},
    {"PPPK this year", "198711042026211001", NIP_PPPK, 0, NIP_PPPK},
    {"PPPK next year", "198711042027211001", NIP_PPPK, NIP_WARN_FUTURE,
	NIP_PPPK},
    {"zeros", "000000000000000000", NIP_UNKNOWN,
	NIP_WARN_BIRTH | NIP_WARN_CODE | NIP_WARN_SEX, NIP_UNKNOWN},
    {"as printed", "19871104 201001 1 001", NIP_PNS, 0, NIP_PNS},
    {"with dots and dashes", " 19871104.201001-1-001", NIP_PNS, 0, NIP_PNS},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct nip n;
	struct err e = {0};

	assert_int_equal(nip_parse(&n, str_of(r->in), &e), 0);
	assert_int_equal(nip_check(&n, r->chosen, today), r->warnings);
	assert_int_equal(n.status, r->status);
}

static struct bad {
	const char *name, *in;
} bad[] = {
    {"empty", ""},
    {"one short", "19871104201001100"},
    {"one long", "1987110420100110011"},
    {"old NIP of 9", "130123456"},
    {"a letter", "19871104201001100l"},
    {"a prefix", "NIP 198711042010011001"},
};

static void
test_bad(void **state)
{
	const struct bad *r = *state;
	struct nip n, old;
	struct err e = {0};

	memset(&n, 0x5a, sizeof(n));
	memcpy(&old, &n, sizeof(n));
	assert_int_equal(nip_parse(&n, str_of(r->in), &e), -1);
	assert_int_equal(e.kind, ERR_INPUT);
	assert_memory_equal(&n, &old, sizeof(n));
}

static void
test_every_byte(void **state)
{
	char in[] = "198711042010011001";

	(void)state;
	for (size_t i = 0; i < NIP_LEN; i++) {
		char keep = in[i];

		for (int c = 0; c < 256; c++) {
			struct nip n;
			struct err e = {0};
			bool digit = c >= '0' && c <= '9';

			in[i] = (char)c;
			assert_int_equal(
			    nip_parse(&n, (struct str){in, NIP_LEN}, &e),
			    digit ? 0 : -1);
			if (digit)
				nip_check(&n, NIP_PNS, today);
		}
		in[i] = keep;
	}
}

static void
test_parts(void **state)
{
	char out[NIP_PRINT_SIZE];
	struct civil born;
	struct nip n;
	struct err e = {0};

	(void)state;
	assert_int_equal(nip_parse(&n, STR("198711042022212345"), &e), 0);
	assert_int_equal(n.year, 1987);
	assert_int_equal(n.month, 11);
	assert_int_equal(n.day, 4);
	assert_int_equal(n.entry_year, 2022);
	assert_int_equal(n.entry_code, 21);
	assert_int_equal(n.sex, SEX_FEMALE);
	assert_int_equal(n.serial, 345);
	assert_true(nip_born(&n, &born));
	assert_int_equal(born.weekday, 3);
	nip_print(out, &n);
	assert_string_equal(out, "19871104 202221 2 345");
	for (unsigned w = 1; w < NIP_WARN_END; w <<= 1)
		assert_true(strlen(nip_warning_text((enum nip_warning)w)) > 20);
}

int
main(void)
{
	enum {
		ROWS = sizeof(rows) / sizeof(rows[0]),
		BAD = sizeof(bad) / sizeof(bad[0]),
		OWN = 2
	};
	struct CMUnitTest tests[OWN + ROWS + BAD] = {
	    cmocka_unit_test(test_every_byte), cmocka_unit_test(test_parts)};
	size_t n = OWN;

	for (size_t i = 0; i < ROWS; i++)
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	for (size_t i = 0; i < BAD; i++)
		tests[n++] = (struct CMUnitTest){
		    bad[i].name, test_bad, NULL, NULL, &bad[i]};
	return cmocka_run_group_tests_name("nip", tests, NULL, NULL);
}
