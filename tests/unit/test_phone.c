#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/phone.h"

/* One reported test per row; want NULL means: must be refused. */
static struct row {
	const char *name, *in, *want;
} rows[] = {
    {"08", "081234567890", "+6281234567890"},
    {"62", "6281234567890", "+6281234567890"},
    {"+62", "+6281234567890", "+6281234567890"},
    {"blanks and dashes", " +62 812-3456 7890 ", "+6281234567890"},
    {"dots", "0812.3456.7890", "+6281234567890"},
    {"shortest", "0812345678", "+62812345678"},
    {"one shorter", "081234567", NULL},
    {"longest", "0812345678901", "+62812345678901"},
    {"one longer", "08123456789012", NULL},
    {"longest with 62", "62812345678901", "+62812345678901"},
    {"one longer with 62", "628123456789012", NULL},
    {"far longer", "0812345678901234567890", NULL},
    {"land line", "0355791234", NULL},
    {"land line with 62", "62355791234", NULL},
    {"without 0", "81234567890", NULL},
    {"+0", "+081234567890", NULL},
    {"62 and 0", "62081234567890", NULL},
    {"another country", "+6581234567", NULL},
    {"two plusses", "++6281234567890", NULL},
    {"plus inside", "62+81234567890", NULL},
    {"letters", "0812345678a", NULL},
    {"empty", "", NULL},
    {"0", "0", NULL},
    {"62 alone", "62", NULL},
    {"plus", "+", NULL},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct phone p, old;
	struct err e = {0};
	int rc;

	memset(&p, 0x5a, sizeof(p));
	memcpy(&old, &p, sizeof(p));
	rc = phone_parse(&p, str_of(r->in), &e);
	assert_int_equal(rc, r->want ? 0 : -1);
	assert_int_equal(e.kind, r->want ? ERR_NONE : ERR_INPUT);
	if (r->want)
		assert_string_equal(p.normal, r->want);
	else
		assert_memory_equal(&p, &old, sizeof(p));
}

/* Whatever is accepted has the normal form. */
static void
test_every_byte(void **state)
{
	char in[] = "+6281234567890";
	size_t len = strlen(in);

	(void)state;
	for (size_t i = 0; i < len; i++) {
		char keep = in[i];

		for (int c = 0; c < 256; c++) {
			struct phone p;
			struct err e = {0};
			size_t n;

			in[i] = (char)c;
			if (phone_parse(&p, (struct str){in, len}, &e) != 0)
				continue;
			assert_memory_equal(p.normal, "+628", 4);
			n = strlen(p.normal);
			assert_in_range(n, 12, 15);
			assert_int_equal(
			    strspn(p.normal + 1, "0123456789"), n - 1);
		}
		in[i] = keep;
	}
}

static void
test_forms(void **state)
{
	char out[PHONE_PRINT_SIZE], link[PHONE_LINK_SIZE];
	struct phone p;
	struct err e = {0};

	(void)state;
	assert_int_equal(phone_parse(&p, STR("0812345678"), &e), 0);
	phone_print(out, &p);
	assert_string_equal(out, "0812-3456-78");
	assert_int_equal(phone_parse(&p, STR("0812345678901"), &e), 0);
	phone_print(out, &p);
	assert_string_equal(out, "0812-3456-78901");
	phone_link(link, &p);
	assert_string_equal(link, "https://wa.me/62812345678901");
}

int
main(void)
{
	enum { ROWS = sizeof(rows) / sizeof(rows[0]), OWN = 2 };
	struct CMUnitTest tests[OWN + ROWS] = {
	    cmocka_unit_test(test_every_byte), cmocka_unit_test(test_forms)};

	for (size_t i = 0; i < ROWS; i++)
		tests[OWN + i] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("phone", tests, NULL, NULL);
}
