#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/limits.h"
#include "bsre/read.h"

/* --- certificates by their outermost length ------------------------------ */

static struct der_row {
	const char *name;
	unsigned char head[4]; /* and zeros up to n bytes */
	size_t n;
	bool want;
} ders[] = {
    {"DER: 2 bytes", {0x30, 2}, 4, true},
    {"DER: one too few", {0x30, 3}, 4, false},
    {"DER: one too many", {0x30, 1}, 4, false},
    {"DER: too short to be any", {0x30, 1}, 3, false},
    {"DER: no sequence", {0x31, 2}, 4, false},
    {"DER: 127 bytes", {0x30, 127}, 129, true},
    {"DER: 128 bytes", {0x30, 0x81, 128}, 131, true},
    {"DER: 128 bytes, short form", {0x30, 128}, 130, false},
    {"DER: 127 bytes, long form", {0x30, 0x81, 127}, 130, false},
    {"DER: 255 bytes", {0x30, 0x81, 255}, 258, true},
    {"DER: 255 bytes and one", {0x30, 0x81, 255}, 259, false},
    {"DER: 256 bytes", {0x30, 0x82, 1, 0}, 260, true},
    {"DER: 255 bytes, longer form", {0x30, 0x82, 0, 255}, 259, false},
    {"DER: 513 bytes", {0x30, 0x82, 2, 1}, 517, true},
    {"DER: 65535 bytes", {0x30, 0x82, 255, 255}, 65539, true},
    {"DER: without an end", {0x30, 0x80}, 130, false},
    {"DER: of three bytes of length", {0x30, 0x83, 1, 0}, 65541, false},
};

static void
test_der(void **state)
{
	const struct der_row *row = *state;
	unsigned char *der = calloc(1, row->n);
	size_t size =
	    sodium_base64_ENCODED_LEN(row->n, sodium_base64_VARIANT_ORIGINAL);
	char *text = malloc(size);
	struct arena a;
	struct str got;

	assert_non_null(der);
	assert_non_null(text);
	memcpy(der, row->head, row->n < 4 ? row->n : 4);
	sodium_bin2base64(
	    text, size, der, row->n, sodium_base64_VARIANT_ORIGINAL);
	arena_init(&a, MIB);
	got = read_certificate(&a, str_of(text));
	assert_int_equal(got.n, row->want ? row->n : 0);
	if (row->want)
		assert_memory_equal(got.p, der, row->n);
	got = read_certificate(&a, str_of(arena_printf(&a,
				       "\n-----BEGIN CERTIFICATE-----\r\n%s\r\n"
				       "-----END CERTIFICATE-----\r\n",
				       text)));
	assert_int_equal(got.n, row->want ? row->n : 0);
	arena_clear(&a);
	free(text);
	free(der);
}

/* --- days ---------------------------------------------------------------- */

static struct day_row {
	const char *in, *want;
} days[] = {
    {"12-08-2028", "2028-08-12"},
    {"29-02-2028", "2028-02-29"},
    {"29-02-2027", ""},
    {"31-12-2200", "2200-12-31"},
    {"01-01-2201", ""},
    {"01-01-1900", "1900-01-01"},
    {"31-12-1899", ""},
    {"00-01-2028", ""},
    {"01-00-2028", ""},
    {"01-13-2028", ""},
    {"2028-08-12", ""},
    {"1-08-2028", ""},
    {"12-08-20280", ""},
    {"12/08/2028", ""},
    {"12-08/2028", ""},
    {"ab-cd-efgh", ""},
    {"", ""},
};

static void
test_day(void **state)
{
	const struct day_row *row = *state;
	struct arena a;

	arena_init(&a, MIB);
	assert_string_equal(read_day(&a, str_of(row->in)), row->want);
	arena_clear(&a);
}

/* --- numbers and truths ---------------------------------------------------- */

static struct value_row {
	const char *in; /* JSON */
	int64_t number; /* of at most 1000 */
	enum bsre_answer truth;
} values[] = {
    {"0", 0, BSRE_NO},
    {"1", 1, BSRE_YES},
    {"2", 2, BSRE_MAYBE},
    {"1000", 1000, BSRE_MAYBE},
    {"1001", -1, BSRE_MAYBE},
    {"-1", -1, BSRE_MAYBE},
    {"1.0", -1, BSRE_MAYBE},
    {"\"1000\"", 1000, BSRE_MAYBE},
    {"\" 1 \"", 1, BSRE_YES},
    {"\"1001\"", -1, BSRE_MAYBE},
    {"\"-1\"", -1, BSRE_MAYBE},
    {"\"\"", -1, BSRE_MAYBE},
    {"true", -1, BSRE_YES},
    {"false", -1, BSRE_NO},
    {"\"TRUE\"", -1, BSRE_YES},
    {"\"False\"", -1, BSRE_NO},
    {"\"ya\"", -1, BSRE_MAYBE},
    {"null", -1, BSRE_MAYBE},
    {"[]", -1, BSRE_MAYBE},
};

static void
test_value(void **state)
{
	const struct value_row *row = *state;
	json_t *v = json_loads(row->in, JSON_DECODE_ANY, NULL);

	assert_non_null(v);
	assert_int_equal(read_number(v, 1000), row->number);
	assert_int_equal(read_truth(v), row->truth);
	json_decref(v);
}

static void
test_nothing(void **state)
{
	(void)state;
	assert_int_equal(read_number(NULL, 1000), -1);
	assert_int_equal(read_truth(NULL), BSRE_MAYBE);
	assert_int_equal(read_text(NULL, "x").n, 0);
	assert_null(read_json((struct str){NULL, 0}));
}

/* --- codes --------------------------------------------------------------- */

static struct code_row {
	const char *in;
	int want;
} codes[] = {
    {"{\"status_code\":1000}", 1000},
    {"{\"status_code\":9999}", 9999},
    {"{\"status_code\":999}", 0},
    {"{\"status_code\":10000}", 0},
    {"{\"status_code\":\"2031\"}", 2031},
    {"{\"error\":\"2011\"}", 2011},
    {"{\"error\":\"2011x\"}", 2011},
    {"{\"error\":\"x2011\"}", 2011},
    {"{\"error\":\"1000\"}", 1000},
    {"{\"error\":\"0999\"}", 0},
    {"{\"error\":\"20110\"}", 0},
    {"{\"error\":\"201\"}", 0},
    {"{\"error\":\"2011 2012\"}", 2012},
    {"{\"error\":\"2011 20120\"}", 2011},
    {"{\"error\":\"gagal 2011\",\"status_code\":400}", 2011},
    {"{\"error\":\"gagal 2011\",\"status_code\":2031}", 2031},
    {"{\"message\":\"gagal 4024\"}", 4024},
    {"{\"error\":\"2011\",\"message\":\"4024\"}", 2011},
    {"{\"error\":\"2011\",\"message\":\"4024\",\"path\":\"/\"}", 4024},
    {"{\"error\":\"2011\",\"message\":\"\",\"path\":\"/\"}", 2011},
    {"{}", 0},
};

static void
test_code(void **state)
{
	const struct code_row *row = *state;
	const struct bsre_ask ask = {.call = BSRE_STATUS};
	json_t *v = json_loads(row->in, 0, NULL);
	struct bsre_result out = {0};
	struct arena a;

	arena_init(&a, MIB);
	read_refusal(&out, &a, &ask, v);
	assert_int_equal(out.kind, BSRE_REFUSED);
	assert_int_equal(out.code, row->want);
	json_decref(v);
	arena_clear(&a);
}

/* --- how many values -------------------------------------------------------- */

/* A list of n numbers: that many fit, or they do not. */
static void
test_many(void **state)
{
	const size_t sizes[] = {1, 50000, 50001, 500000};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		char *text = malloc(2 * sizes[i] + 1);
		json_t *v;

		assert_non_null(text);
		for (size_t k = 0; k < sizes[i]; k++)
			memcpy(text + 2 * k, ",0", 2);
		text[0] = '[';
		text[2 * sizes[i]] = ']';
		v = read_json((struct str){text, 2 * sizes[i] + 1});
		assert_int_equal(v != NULL, sizes[i] <= 50000);
		json_decref(v);
		free(text);
	}
}

int
main(void)
{
	enum {
		NDERS = sizeof(ders) / sizeof(ders[0]),
		NDAYS = sizeof(days) / sizeof(days[0]),
		NVALUES = sizeof(values) / sizeof(values[0]),
		NCODES = sizeof(codes) / sizeof(codes[0])
	};
	static struct CMUnitTest tests[2 + NDERS + NDAYS + NVALUES + NCODES] = {
	    cmocka_unit_test(test_nothing), cmocka_unit_test(test_many)};
	size_t n = 2;

	for (size_t i = 0; i < NDERS; i++)
		tests[n++] = (struct CMUnitTest){
		    ders[i].name, test_der, NULL, NULL, &ders[i]};
	for (size_t i = 0; i < NDAYS; i++)
		tests[n++] = (struct CMUnitTest){
		    days[i].in, test_day, NULL, NULL, &days[i]};
	for (size_t i = 0; i < NVALUES; i++)
		tests[n++] = (struct CMUnitTest){
		    values[i].in, test_value, NULL, NULL, &values[i]};
	for (size_t i = 0; i < NCODES; i++)
		tests[n++] = (struct CMUnitTest){
		    codes[i].in, test_code, NULL, NULL, &codes[i]};
	return cmocka_run_group_tests_name("bsre_read", tests, NULL, NULL);
}
