/*
 * What the inspector says of signatures is believed as far as it could be so;
 * a question that makes no sense gets no answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "vault/pdfsig.h"

#define LATER INT64_C(1830000000000) /* long after it was signed */

static char letter[64 * 1024];
static size_t letter_n;
static struct sb asked, said;

/* A signed letter whose authority is gone. */
static int
set_up(void **state)
{
	const struct certificate_trust none = {.pem = "", .crl = {"", 0}};
	FILE *f = fopen("tests/fuzz/corpus/pdfsig/signed.pdf", "rb");

	(void)state;
	if (!f)
		return -1;
	letter_n = fread(letter, 1, sizeof(letter), f);
	fclose(f);
	sb_init(&asked, PDFSIG_ASKED);
	pdfsig_ask(&asked, &none, LATER);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	sb_clear(&asked);
	return 0;
}

static struct str
answer(void)
{
	sb_init(&said, PDFSIG_SAID);
	assert_int_equal(pdfsig_answer(sb_get(&asked),
			     (struct str){letter, letter_n}, &said),
	    0);
	return sb_get(&said);
}

static int
read_it(struct str all)
{
	struct pdf_signatures s;
	struct arena a;
	int rc;

	arena_init(&a, MIB);
	rc = pdfsig_read(&s, &a, all);
	if (rc == 0)
		assert_string_equal(s.v[0].name, "Citra Contoh Lestari");
	arena_clear(&a);
	return rc;
}

static void
test_short_answers(void **state)
{
	struct str all = answer();

	(void)state;
	assert_int_equal(read_it(all), 0);
	for (size_t n = 0; n < all.n; n++)
		assert_int_equal(read_it((struct str){all.p, n}), -1);
	sb_putc(&said, 'x');
	assert_int_equal(read_it(sb_get(&said)), -1);
	sb_clear(&said);
}

/* One byte of the answer; the signature is readable, intact and whole (7),
 * and nobody can say whether it is to be trusted. */
static const struct lie {
	const char *name;
	size_t at;
	unsigned char byte;
} lies[] = {
    {"another flag of all", 0, 2},
    {"too many", 1, PDF_SIGNATURES + 1},
    {"fewer than there are", 1, 0},
    {"more than there are", 1, 2},
    {"another flag of one", 2, 32 + 7},
    {"trusted with a finding", 2, 16 + 7},
    {"trusted and not intact", 2, 16 + 5},
    {"intact and not readable", 2, 6},
    {"before 1970", 3, 0x80},
    {"behind the calendar", 3, 0x7f},
    {"findings beside the set", 11, 0x80},
    {"a text that is too long", 17, 0xff},
    {"a control character", 19, 7},
    {"no UTF-8", 19, 0xff},
};

static void
test_lie(void **state)
{
	const struct lie *l = *state;
	struct str all = answer();

	assert_int_equal(said.p[2], 7);
	assert_int_not_equal((unsigned char)said.p[l->at], l->byte);
	said.p[l->at] = (char)l->byte;
	assert_int_equal(read_it(all), -1);
	sb_clear(&said);
}

static void
test_question(void **state)
{
	struct str all = sb_get(&asked);

	(void)state;
	sb_init(&said, PDFSIG_SAID);
	for (size_t n = 0; n < all.n; n++)
		assert_int_equal(pdfsig_answer((struct str){all.p, n},
				     (struct str){letter, letter_n}, &said),
		    -1);
	assert_int_equal(said.n, 0);
	sb_clear(&said);
}

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

int
main(void)
{
	static struct CMUnitTest tests[COUNT(lies) + 2];
	size_t n = 0;

	for (; n < COUNT(lies); n++)
		tests[n] = (struct CMUnitTest){lies[n].name, test_lie, NULL,
		    NULL, (void *)(uintptr_t)&lies[n]};
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_short_answers);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_question);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
