#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "bsre/esign.h"
#include "bsre/manual.h"

#define HOST     "https://esign.kotacontoh.example"
#define NIK      "3399990411870001"
#define EMAIL    "citra.contoh@kotacontoh.example"
#define BOUNDARY "paraf-0123456789abcdef"
#define PDF      "%PDF-1.4\nuji\n"
#define PDF64    "JVBERi0xLjQKdWppCg=="

/* aplikasi:Contoh-Rahasia-Api-1 */
#define BASIC   "Authorization: Basic YXBsaWthc2k6Q29udG9oLVJhaGFzaWEtQXBpLTE=\n"
#define JSON    "Accept: application/json\n"
#define BODY    "Content-Type: application/json\n\n"
#define V2(p)   "POST " HOST "/api/v2/" p "\n" BASIC JSON BODY
#define GET(p)  "GET " HOST p "\n" BASIC JSON "\n"
#define FORM(p) "POST " HOST p "\n" BASIC
#define MULTI   "Content-Type: multipart/form-data; boundary=" BOUNDARY "\n\n"
#define PART(n) \
	"--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"" n "\""
#define FILE_PART(n)                     \
	PART(n)                          \
	"; filename=\"dokumen.pdf\"\r\n" \
	"Content-Type: application/pdf\r\n\r\n" PDF "\r\n"
#define TEXT_PART(n, v) PART(n) "\r\n\r\n" v "\r\n"
#define PDF_ASK         .pdf = {PDF, sizeof(PDF) - 1}, .boundary = BOUNDARY

/* One reported test per row; want NULL: must be refused. */
static struct row {
	const char *name;
	int version;
	struct bsre_ask ask;
	const char *want;
} rows[] = {
    {"v1 status", 1, {.call = BSRE_STATUS, .nik = NIK},
	GET("/api/user/status/" NIK)},
    {"v1 status without a NIK", 1, {.call = BSRE_STATUS, .email = EMAIL}, NULL},
    {"v1 registration", 1,
	{.call = BSRE_REGISTER, .name = "Citra Contoh", .email = EMAIL}, NULL},
    {"v1 chain", 1, {.call = BSRE_CHAIN, .nik = NIK, .email = EMAIL},
	GET("/api/user/certificate/chain/" EMAIL)},
    {"v1 chain without an address", 1, {.call = BSRE_CHAIN, .nik = NIK}, NULL},
    {"v1 profile", 1, {.call = BSRE_PROFILE, .nik = NIK},
	GET("/api/user/profile/" NIK)},
    {"v1 profile without a NIK", 1, {.call = BSRE_PROFILE, .email = EMAIL},
	NULL},
    {"v1 sign", 1,
	{.call = BSRE_SIGN,
	    .nik = NIK,
	    .passphrase = "Contoh \"1\"",
	    .reason = "Uji coba",
	    .location = "Kota Contoh",
	    PDF_ASK},
	FORM(
	    "/api/sign/pdf") "Accept: application/pdf, application/json\n" MULTI
	    FILE_PART("file") TEXT_PART("nik", NIK) TEXT_PART(
		"passphrase", "Contoh \"1\"") TEXT_PART("tampilan", "invisible")
		TEXT_PART("reason", "Uji coba") TEXT_PART(
		    "location", "Kota Contoh") "--" BOUNDARY "--\r\n"},
    {"v1 sign, no reason", 1,
	{.call = BSRE_SIGN, .nik = NIK, .passphrase = "Rahasia", PDF_ASK},
	FORM(
	    "/api/sign/pdf") "Accept: application/pdf, application/json\n" MULTI
	    FILE_PART("file") TEXT_PART("nik", NIK)
		TEXT_PART("passphrase", "Rahasia")
		    TEXT_PART("tampilan", "invisible") "--" BOUNDARY "--\r\n"},
    {"v1 sign by an address", 1,
	{.call = BSRE_SIGN, .email = EMAIL, .passphrase = "Rahasia", PDF_ASK},
	NULL},
    {"v1 sign by a code", 1,
	{.call = BSRE_SIGN, .nik = NIK, .totp = "123456", PDF_ASK}, NULL},
    {"v1 verify", 1, {.call = BSRE_VERIFY, PDF_ASK},
	FORM("/api/sign/verify")
	    JSON MULTI FILE_PART("signed_file") "--" BOUNDARY "--\r\n"},
    {"v1 verify without a boundary", 1,
	{.call = BSRE_VERIFY, .pdf = {PDF, sizeof(PDF) - 1}}, NULL},
    {"v1 verify, a short boundary", 1,
	{.call = BSRE_VERIFY,
	    .pdf = {PDF, sizeof(PDF) - 1},
	    .boundary = "123456789012345"},
	NULL},
    {"v1 verify, a boundary of 71 letters", 1,
	{.call = BSRE_VERIFY,
	    .pdf = {PDF, sizeof(PDF) - 1},
	    .boundary =
		"01234567890123456789012345678901234567890123456789012345678901234567890"},
	NULL},
    {"v1 verify, a boundary of 16 letters", 1,
	{.call = BSRE_VERIFY,
	    .pdf = {"%PDF-", 5},
	    .boundary = "0123456789abcdef"},
	"POST " HOST "/api/sign/verify\n" BASIC JSON "Content-Type: "
	"multipart/form-data; boundary=0123456789abcdef\n\n"
	"--0123456789abcdef\r\nContent-Disposition: form-data; "
	"name=\"signed_file\"; filename=\"dokumen.pdf\"\r\n"
	"Content-Type: application/pdf\r\n\r\n%PDF-\r\n"
	"--0123456789abcdef--\r\n"},
    {"v1 verify, a boundary that needs quotes", 1,
	{.call = BSRE_VERIFY,
	    .pdf = {PDF, sizeof(PDF) - 1},
	    .boundary = "0123456789abcdef; x"},
	NULL},
    {"v1 verify, the boundary in the file", 1,
	{.call = BSRE_VERIFY,
	    .pdf = {PDF BOUNDARY, sizeof(PDF BOUNDARY) - 1},
	    .boundary = BOUNDARY},
	NULL},
    {"v1 sign, the boundary in a text", 1,
	{.call = BSRE_SIGN,
	    .nik = NIK,
	    .passphrase = "x" BOUNDARY "x",
	    PDF_ASK},
	NULL},

    {"v2 status", 2, {.call = BSRE_STATUS, .nik = NIK, .email = EMAIL},
	V2("user/check/status") "{\"nik\":\"" NIK "\"}"},
    {"v2 status by address", 2, {.call = BSRE_STATUS, .email = EMAIL},
	V2("user/check/status") "{\"email\":\"" EMAIL "\"}"},
    {"v2 status of nobody", 2, {.call = BSRE_STATUS}, NULL},
    {"v2 status, empty address", 2, {.call = BSRE_STATUS, .email = ""}, NULL},
    {"15 digits", 2, {.call = BSRE_STATUS, .nik = "339999041187000"}, NULL},
    {"17 digits", 2, {.call = BSRE_STATUS, .nik = NIK "1"}, NULL},
    {"a letter in a NIK", 2, {.call = BSRE_STATUS, .nik = "339999041187000x"},
	NULL},
    {"v2 registration", 2,
	{.call = BSRE_REGISTER,
	    .nik = NIK,
	    .name = "Citra \"C\" Contoh\\Ångström\t\x7f",
	    .email = EMAIL},
	V2("user/registration") "{\"nama\":\"Citra \\\"C\\\" Contoh\\\\Ångström"
				"\\u0009\\u007f\",\"email\":\"" EMAIL "\"}"},
    {"v2 registration without a name", 2,
	{.call = BSRE_REGISTER, .email = EMAIL}, NULL},
    {"v2 registration without an address", 2,
	{.call = BSRE_REGISTER, .name = "Citra Contoh"}, NULL},
    {"v2 registration, no UTF-8", 2,
	{.call = BSRE_REGISTER, .name = "Citra \xff", .email = EMAIL}, NULL},
    {"v2 chain", 2, {.call = BSRE_CHAIN, .nik = NIK, .email = EMAIL},
	GET("/api/v2/user/certificate/chain/" NIK)},
    {"v2 chain by address", 2, {.call = BSRE_CHAIN, .email = EMAIL},
	GET("/api/user/certificate/chain/" EMAIL)},
    {"v2 chain, an address that wants elsewhere", 2,
	{.call = BSRE_CHAIN, .email = "a/../b?c#d%e f+g@h.example"},
	GET("/api/user/certificate/chain/"
	    "a%2F..%2Fb%3Fc%23d%25e%20f%2Bg@h.example")},
    {"v2 profile", 2, {.call = BSRE_PROFILE, .nik = NIK}, NULL},
    {"passphrase", 2,
	{.call = BSRE_PASSPHRASE, .nik = NIK, .passphrase = "Contoh \"1\""},
	V2("user/passphrase") "{\"nik\":\"" NIK "\",\"passphrase\":"
			      "\"Contoh \\\"1\\\"\"}"},
    {"no passphrase", 2,
	{.call = BSRE_PASSPHRASE, .nik = NIK, .passphrase = ""}, NULL},
    {"v2 sign", 2,
	{.call = BSRE_SIGN,
	    .nik = NIK,
	    .passphrase = "Contoh-Rahasia-1",
	    .totp = "123456",
	    .reason = "Uji coba",
	    PDF_ASK},
	V2("sign/pdf") "{\"nik\":\"" NIK "\",\"passphrase\":"
		       "\"Contoh-Rahasia-1\",\"signatureProperties\":[{"
		       "\"tampilan\":\"INVISIBLE\",\"location\":null,"
		       "\"reason\":\"Uji coba\"}],\"file\":[\"" PDF64 "\"]}"},
    {"v2 sign by a code", 2,
	{.call = BSRE_SIGN,
	    .email = EMAIL,
	    .totp = "123456",
	    .location = "Kota Contoh",
	    PDF_ASK},
	V2("sign/pdf") "{\"email\":\"" EMAIL "\",\"totp\":\"123456\","
		       "\"signatureProperties\":[{\"tampilan\":"
		       "\"INVISIBLE\",\"location\":\"Kota Contoh\","
		       "\"reason\":null}],\"file\":[\"" PDF64 "\"]}"},
    {"v2 sign without a secret", 2, {.call = BSRE_SIGN, .nik = NIK, PDF_ASK},
	NULL},
    {"v2 sign what is no PDF", 2,
	{.call = BSRE_SIGN,
	    .nik = NIK,
	    .passphrase = "Rahasia",
	    .pdf = {"PK\3\4", 4}},
	NULL},
    {"v2 verify", 2, {.call = BSRE_VERIFY, PDF_ASK},
	V2("verify/pdf") "{\"file\":\"" PDF64 "\"}"},
    {"v2 verify nothing", 2, {.call = BSRE_VERIFY}, NULL},
    {"revoke", 2, {.call = BSRE_REVOKE, .nik = NIK}, NULL},
};

static struct bsre_account
account(int version)
{
	return (struct bsre_account){.url = HOST "/",
	    .version = version,
	    .user = "aplikasi",
	    .password = "Contoh-Rahasia-Api-1",
	    .passphrase_path = "/api/v2/user/passphrase"};
}

/* As it goes over the wire, but for what the carrier adds. */
static const char *
transcript(struct arena *a, const struct bsre_request *r)
{
	struct sb b;
	char *text;

	sb_init(&b, MIB);
	sb_printf(&b, "%s %s\n", r->method, r->url);
	for (size_t i = 0; i < r->headers_n; i++)
		sb_printf(
		    &b, "%s: %s\n", r->headers[i].name, r->headers[i].value);
	if (r->type)
		sb_printf(&b, "Content-Type: %s\n", r->type);
	sb_puts(&b, "\n");
	sb_str(&b, r->body);
	text = str_z(a, sb_get(&b));
	sb_clear(&b);
	return text;
}

static void
test_row(void **state)
{
	const struct row *row = *state;
	struct bsre_account ac = account(row->version);
	struct bsre_request r = {0};
	struct err e = {0};
	struct arena a;
	int rc;

	arena_init(&a, MIB);
	rc = esign_request(&r, &a, &ac, &row->ask, &e);
	assert_int_equal(rc, row->want ? 0 : -1);
	if (row->want) {
		assert_string_equal(transcript(&a, &r), row->want);
		assert_int_equal(r.once, bsre_once(row->ask.call));
		assert_true(r.answer_max >= 64 * KIB);
		assert_null(strstr(r.url, "Contoh-Rahasia"));
	} else {
		assert_true(e.kind == ERR_INPUT || e.kind == ERR_SYSTEM);
		assert_non_null(e.msg);
		assert_null(strstr(e.detail, NIK));
		assert_null(r.memory);
	}
	bsre_request_clear(&r);
	assert_null(r.memory);
	arena_clear(&a);
}

/* A base address with a path, and any number of slashes behind it. */
static void
test_base(void **state)
{
	static const char *const urls[] = {
	    HOST "/esign", HOST "/esign/", HOST "/esign//"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct bsre_account ac = account(1);
		struct bsre_ask ask = {.call = BSRE_STATUS, .nik = NIK};
		struct bsre_request r = {0};
		struct err e = {0};
		struct arena a;

		arena_init(&a, MIB);
		ac.url = urls[i];
		assert_int_equal(esign_request(&r, &a, &ac, &ask, &e), 0);
		assert_string_equal(r.url, HOST "/esign/api/user/status/" NIK);
		bsre_request_clear(&r);
		arena_clear(&a);
	}
}

/* A signed PDF comes back whole, in base64 too; the rest is small. */
static void
test_answer_max(void **state)
{
	static const struct {
		enum bsre_call call;
		size_t one, two;
	} v[] = {{BSRE_STATUS, 64 * KIB, 64 * KIB},
	    {BSRE_CHAIN, 256 * KIB, 256 * KIB},
	    {BSRE_SIGN, 58 * MIB, 58 * MIB / 3 * 4},
	    {BSRE_VERIFY, 4 * MIB, 4 * MIB}};

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		struct bsre_account ac = account(1 + (int)i % 2);
		struct bsre_ask ask = {.call = v[i / 2].call,
		    .nik = NIK,
		    .email = EMAIL,
		    .passphrase = "Rahasia",
		    PDF_ASK};
		struct bsre_request r = {0};
		struct err e = {0};
		struct arena a;

		arena_init(&a, MIB);
		assert_int_equal(esign_request(&r, &a, &ac, &ask, &e), 0);
		assert_int_equal(
		    r.answer_max, i % 2 ? v[i / 2].two : v[i / 2].one);
		bsre_request_clear(&r);
		arena_clear(&a);
	}
}

static void
test_caps(void **state)
{
	struct bsre_account one = account(1), two = account(2);

	(void)state;
	for (int i = 0; i < BSRE_CALLS; i++) {
		enum bsre_call c = (enum bsre_call)i;

		assert_int_equal(bsre_can(&esign_module, &one, c),
		    c != BSRE_REGISTER && c != BSRE_REVOKE);
		assert_int_equal(bsre_can(&esign_module, &two, c),
		    c != BSRE_PROFILE && c != BSRE_REVOKE);
		assert_false(bsre_can(&manual_module, &two, c));
	}
	two.passphrase_path = NULL;
	assert_false(bsre_can(&esign_module, &two, BSRE_PASSPHRASE));
}

/* The largest file, every size of texts: the room is never too small (that
 * would end the process), and texts that need six bytes each fit too. */
static void
test_room(void **state)
{
	static char names[3001];
	char *pdf = malloc(LIMIT_FILE + 1);

	(void)state;
	assert_non_null(pdf);
	memset(names, '\1', sizeof(names) - 1);
	memset(pdf, 'x', LIMIT_FILE + 1);
	memcpy(pdf, "%PDF-", 5);
	for (int i = 0; i < 4; i++) {
		struct bsre_account ac = account(1 + i % 2);
		struct bsre_ask ask = {.call = i < 2 ? BSRE_SIGN : BSRE_VERIFY,
		    .nik = NIK,
		    .name = names,
		    .email = names,
		    .passphrase = names,
		    .totp = names,
		    .reason = names,
		    .location = names,
		    .pdf = {pdf, LIMIT_FILE},
		    .boundary = BOUNDARY};
		struct bsre_request r = {0};
		struct err e = {0};
		struct arena a;

		arena_init(&a, MIB);
		assert_int_equal(esign_request(&r, &a, &ac, &ask, &e), 0);
		assert_true(r.body.n > LIMIT_FILE);
		bsre_request_clear(&r);
		ask.pdf.n++;
		assert_int_equal(esign_request(&r, &a, &ac, &ask, &e), -1);
		assert_int_equal(e.kind, ERR_LIMIT);
		arena_clear(&a);
	}
	free(pdf);
}

/* The manual module has nothing to ask. */
static void
test_manual(void **state)
{
	struct bsre_account ac = account(2);
	struct bsre_ask ask = {.call = BSRE_STATUS, .nik = NIK};
	struct bsre_reply reply = {
	    .end = BSRE_WHOLE, .status = 200, .type = "", .body = STR("{}")};
	struct bsre_request r = {0};
	struct bsre_result out;
	struct err e = {0};
	struct arena a;

	(void)state;
	arena_init(&a, 2 * MIB);
	assert_int_equal(manual_module.request(&r, &a, &ac, &ask, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	manual_module.reply(&out, &a, &ac, &ask, &reply);
	assert_int_equal(out.kind, BSRE_BROKEN);
	arena_clear(&a);
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]), OTHERS = 5 };
	struct CMUnitTest tests[NROWS + OTHERS] = {cmocka_unit_test(test_base),
	    cmocka_unit_test(test_caps), cmocka_unit_test(test_answer_max),
	    cmocka_unit_test(test_room), cmocka_unit_test(test_manual)};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + OTHERS] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("esign", tests, NULL, NULL);
}
