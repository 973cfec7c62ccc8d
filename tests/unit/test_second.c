#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/second.h"
#include "vault/token.h"

#define TASKS 10000

static struct pair {
	const char *name;
	enum verdict first, second, both;
} pairs[] = {
    {"both matched", VERDICT_MATCHED, VERDICT_MATCHED, VERDICT_MATCHED},
    {"both mismatched", VERDICT_MISMATCHED, VERDICT_MISMATCHED,
	VERDICT_MISMATCHED},
    {"first matched, second not", VERDICT_MATCHED, VERDICT_MISMATCHED,
	VERDICT_MISMATCHED},
    {"second matched, first not", VERDICT_MISMATCHED, VERDICT_MATCHED,
	VERDICT_MISMATCHED},
    {"doubt, then matched", VERDICT_DOUBT, VERDICT_MATCHED, VERDICT_MATCHED},
    {"doubt, then mismatched", VERDICT_DOUBT, VERDICT_MISMATCHED,
	VERDICT_MISMATCHED},
};

static void
test_pair(void **state)
{
	const struct pair *p = *state;

	assert_int_equal(second_combine(p->first, p->second), p->both);
}

static bool
sampled(int task, unsigned percent)
{
	static const unsigned char key[KEY_SIZE] = {7};
	char mac[MAC_HEX_LEN + 1], text[32];
	struct str part;

	snprintf(text, sizeof(text), "task:%d", task);
	part = (struct str){text, strlen(text)};
	mac_hex(mac, key, &part, 1);
	return second_sampled(mac, percent);
}

/* The share comes out, within what chance allows (five deviations). */
static void
test_share(void **state)
{
	unsigned percent = *(unsigned *)*state;
	int n = 0, want = TASKS / 100 * (int)percent;

	for (int i = 1; i <= TASKS; i++)
		n += sampled(i, percent);
	assert_in_range(n, want > 250 ? want - 250 : 0, want + 250);
	if (percent == 0 || percent == 100)
		assert_int_equal(n, want);
}

static void
test_same_answer(void **state)
{
	(void)state;
	for (int i = 1; i <= 1000; i++)
		assert_int_equal(sampled(i, 10), sampled(i, 10));
}

/* Who is in a small share is in every larger one. */
static void
test_grows(void **state)
{
	(void)state;
	for (int i = 1; i <= 1000; i++)
		if (sampled(i, 10))
			assert_true(sampled(i, 30));
}

static void
test_edges(void **state)
{
	(void)state;
	assert_false(second_sampled("00000000", 0));
	assert_true(second_sampled("00000000", 1));
	assert_true(second_sampled("ffffffff", 100));
	assert_false(second_sampled("ffffffff", 99));
}

static void
test_names(void **state)
{
	(void)state;
	for (int i = VERDICT_MATCHED; i <= VERDICT_DOUBT; i++)
		assert_int_equal(
		    verdict_find(verdict_name((enum verdict)i)), i);
	assert_int_equal(verdict_find(""), VERDICT_NONE);
	assert_int_equal(verdict_find("rejected"), VERDICT_NONE);
	assert_string_equal(verdict_name(VERDICT_NONE), "");
}

int
main(void)
{
	enum { PAIRS = sizeof(pairs) / sizeof(pairs[0]) };
	static unsigned shares[] = {0, 1, 10, 50, 100};
	static const char *const share_names[] = {
	    "0 %", "1 %", "10 %", "50 %", "100 %"};
	struct CMUnitTest tests[PAIRS + 9];
	size_t n = 0;

	for (size_t i = 0; i < PAIRS; i++)
		tests[n++] = (struct CMUnitTest){
		    pairs[i].name, test_pair, NULL, NULL, &pairs[i]};
	for (size_t i = 0; i < 5; i++)
		tests[n++] = (struct CMUnitTest){
		    share_names[i], test_share, NULL, NULL, &shares[i]};
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_same_answer);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_grows);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_edges);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_names);
	return _cmocka_run_group_tests("second", tests, n, NULL, NULL);
}
