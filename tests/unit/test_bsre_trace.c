#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "bsre/trace.h"

#define NIK "3399990411870001"
#define PDF "%PDF-1.4\nuji\n"

#define L16  "aaaaaaaaaaaaaaaa"
#define L64  L16 L16 L16 L16
#define L256 L64 L64 L64 L64

/* One reported test per row: what of an answer is kept for the log. */
static struct row {
	const char *name;
	enum bsre_call call;
	const char *body, *want;
} rows[] = {
    {"members and numbers", BSRE_STATUS,
	"{ \"a\" : [1, -2.5, true, false, null], \"b\": {\"c\": \"d\"} }",
	"{\"a\":[1,-2.5,true,false,null],\"b\":{\"c\":\"d\"}}"},
    {"the person", BSRE_STATUS,
	"{\"nama\":\"Citra Contoh Lestari\",\"nik\":\"" NIK
	"\",\"x\":\"citra.contoh@kotacontoh.example\"}",
	"{\"nama\":\"(disamarkan)\",\"nik\":\"(disamarkan)\","
	"\"x\":\"(disamarkan)\"}"},
    {"another NIK, as text, number and key", BSRE_STATUS,
	"{\"a\":\"3399 9905 1290 0002\",\"b\":3399990512900002,"
	"\"3399990512900002\":1}",
	"{\"a\":\"(nomor disamarkan)\",\"b\":(nomor disamarkan),"
	"\"(nomor disamarkan)\":1}"},
    {"secrets by their name", BSRE_STATUS,
	"{\"Passphrase\":\"x\",\"totp\":\"111111\",\"otpauth\":[1],"
	"\"token\":null}",
	"{\"Passphrase\":\"(disamarkan)\",\"totp\":\"(disamarkan)\","
	"\"otpauth\":\"(disamarkan)\",\"token\":null}"},
    {"a text", BSRE_STATUS, "tidak\n ditemukan \xff\x01", "tidak  ditemukan ?"},
    {"a text about a secret", BSRE_SIGN, "tidak ditemukan", "(teks, 15 byte)"},
    {"a PDF", BSRE_SIGN, PDF, "(13 byte)"},
    {"text of 256 letters and of 257", BSRE_SIGN,
	"[\"" L256 "\",\"" L256 "a\"]", "[\"" L256 "\",\"(257 huruf)\"]"},
    {"nothing", BSRE_SIGN, " \n", ""},
};

static struct bsre_ask
ask_of(enum bsre_call call)
{
	bool secret = call == BSRE_SIGN;

	return (struct bsre_ask){.call = call,
	    .nik = NIK,
	    .name = "Citra Contoh Lestari",
	    .email = "citra.contoh@kotacontoh.example",
	    .passphrase = secret ? "Contoh-\"Rahasia\"\\1" : NULL,
	    .totp = secret ? "654321" : NULL};
}

static void
test_row(void **state)
{
	const struct row *row = *state;
	struct bsre_ask ask = ask_of(row->call);
	struct bsre_reply reply = {.body = str_of(row->body)};
	struct arena a;

	arena_init(&a, MIB);
	assert_string_equal(trace_body(&a, &ask, &reply), row->want);
	arena_clear(&a);
}

/* The passphrase is found in every writing, wherever it stands. */
static void
test_secret(void **state)
{
	static const char *const v[] = {"Contoh-\"Rahasia\"\\1",
	    "Contoh-\\\"Rahasia\\\"\\\\1", "Contoh-\\\"Rahasia\"\\\\1",
	    "654321"};

	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		for (size_t pad = 0; pad < 40; pad++) {
			struct bsre_ask ask = ask_of(BSRE_SIGN);
			struct arena a;
			const char *text, *out;

			arena_init(&a, MIB);
			text = arena_printf(
			    &a, "%.*sContoh-%s.", (int)pad, "xxxxx", v[i]);
			out = trace_text(
			    &a, &ask, str_of(text), 20 + pad, TRACE_SECRETS);
			assert_null(strstr(out, "Rahasia"));
			assert_null(strstr(out, "654321"));
			if (pad > 20)
				assert_non_null(strstr(out, TRACE_HIDDEN "."));
			arena_clear(&a);
		}
}

/* Every character stays what it is, or is a control and becomes a blank. */
static void
test_characters(void **state)
{
	struct bsre_ask ask = ask_of(BSRE_STATUS);

	(void)state;
	for (unsigned c = 1; c < 0x11000; c++) {
		char in[8] = "a";
		size_t n = 1;
		bool control = c < 32 || (c >= 127 && c < 160) ||
			       (c >= 0x202a && c <= 0x202e) ||
			       (c >= 0x2066 && c <= 0x2069);
		struct arena a;

		if (c >= 0xd800 && c < 0xe000)
			continue;
		if (c < 0x80) {
			in[n++] = (char)c;
		} else if (c < 0x800) {
			in[n++] = (char)(0xc0 | c >> 6);
			in[n++] = (char)(0x80 | (c & 63));
		} else {
			if (c < 0x10000) {
				in[n++] = (char)(0xe0 | c >> 12);
			} else {
				in[n++] = (char)0xf0;
				in[n++] = (char)(0x80 | (c >> 12 & 63));
			}
			in[n++] = (char)(0x80 | (c >> 6 & 63));
			in[n++] = (char)(0x80 | (c & 63));
		}
		in[n] = 'b';
		arena_init(&a, 4 * KIB);
		assert_string_equal(
		    trace_text(&a, &ask, str_of(in), BSRE_TEXT, TRACE_SECRETS),
		    control ? "a b" : in);
		arena_clear(&a);
	}
}

/* Long answers are cut between characters; of a number that is cut nothing
 * is left. */
static void
test_long(void **state)
{
	static char body[3 * BSRE_LOG];

	(void)state;
	for (size_t pad = 0; pad < 60; pad++) {
		struct bsre_ask ask = ask_of(BSRE_STATUS);
		size_t n = BSRE_LOG - 60 + pad;
		struct bsre_reply reply;
		const char *out;
		struct arena a;

		memset(body, 'a', sizeof(body));
		for (int i = 0; i < 6; i++, n += 19)
			memcpy(body + n,
			    "\xe2\x82\xac"
			    "3399990512900002",
			    19);
		reply = (struct bsre_reply){.body = {body, n}};
		arena_init(&a, MIB);
		out = trace_body(&a, &ask, &reply);
		assert_in_range(strlen(out), BSRE_LOG - 40, BSRE_LOG);
		assert_true(str_utf8(str_of(out)));
		assert_null(strstr(out, "3"));
		out = trace_text(
		    &a, &ask, reply.body, BSRE_LOG - 60 + pad, TRACE_SECRETS);
		assert_true(str_utf8(str_of(out)));
		arena_clear(&a);
	}
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]), OTHERS = 3 };
	struct CMUnitTest tests[NROWS + OTHERS] = {
	    cmocka_unit_test(test_secret), cmocka_unit_test(test_characters),
	    cmocka_unit_test(test_long)};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + OTHERS] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("bsre_trace", tests, NULL, NULL);
}
