#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "bsre/esign.h"

#define NIK   "3399990411870001"
#define PASS  "Contoh-\"Rahasia\"-1"
#define JSON  "application/json"
#define PDF   "%PDF-1.4\nuji\n"
#define PDF64 "JVBERi0xLjQKdWppCg=="
/* 30 03 02 01 01, and the same as PEM. */
#define DER64 "MAMCAQE="
#define PEM64 \
	"-----BEGIN CERTIFICATE-----\\nMAMC\\nAQE=\\n-----END CERTIFICATE-----"
#define SPRING(n, text)                                                  \
	"{\"timestamp\":\"2026-09-17T03:15:30.000+00:00\",\"status\":" n \
	",\"error\":\"" text "\",\"path\":\"/api/x\"}"
#define SIGNER1(name, intact, trusted)                                 \
	"{\"info_tsa\":{\"name\":null},\"signature_field\":\"sig_1\"," \
	"\"info_signer\":{\"signer_name\":\"" name                     \
	"\",\"cert_user_certified\":" trusted                          \
	"},\"signature_document\":{\"document_integrity\":" intact     \
	",\"signed_in\":\"2025-02-01 10:15:30.00\",\"hash_value\":null}}"
#define VERIFY1(n, summary, details)                          \
	"{\"nama_dokumen\":\"x.pdf\",\"jumlah_signature\":" n \
	",\"notes\":\"Catatan\",\"details\":[" details        \
	"],\"summary\":" summary "}"
#define SIGNER2(name, intact, trusted)                                    \
	"{\"signerName\":\"" name "\",\"signatureDate\":"                 \
	"\"2025-02-01T03:15:30.000+00:00\",\"timestampInfomation\":null," \
	"\"integrityValid\":" intact ",\"certificateTrusted\":" trusted "}"
#define VERIFY2(n, word, list)                                      \
	"{\"conclusion\":\"" word "\",\"description\":\"Catatan\"," \
	"\"signatureCount\":" n ",\"signatureInformations\":[" list "]}"

/* One reported test per row, of what the answer means (see render()). */
static struct row {
	const char *name;
	enum bsre_call call;
	int version, status;
	const char *type, *body, *want;
} rows[] = {
    /* status */
    {"v1 ISSUE", BSRE_STATUS, 1, 200, JSON,
	"{\"status_code\":1111,\"status\":\"ISSUE\",\"message\":\"Aktif\"}",
	"ok 1111 ISSUE/3 'Aktif'"},
    {"v1 NOT_REGISTERED", BSRE_STATUS, 1, 200, JSON,
	"{\"status_code\":1110,\"status\":\"NOT_REGISTERED\",\"message\":"
	"\"User belum terdaftar\"}",
	"ok 1110 NOT_REGISTERED/9 'User belum terdaftar'"},
    {"v2, the code as a text", BSRE_STATUS, 2, 200, JSON,
	"{\"status_code\":\"1111\",\"status\":\"ISSUE\",\"message\":\"\"}",
	"ok 1111 ISSUE/3"},
    {"no certificate", BSRE_STATUS, 2, 200, JSON,
	"{\"status_code\":2021,\"status\":\"NO_CERTIFICATE\"}",
	"ok 2021 NO_CERTIFICATE/8"},
    {"NEW", BSRE_STATUS, 2, 200, JSON, "{\"status\":\"NEW\"}", "ok NEW/1"},
    {"waiting", BSRE_STATUS, 2, 200, JSON,
	"{\"status\":\"WAITING_FOR_VERIFICATION\"}",
	"ok WAITING_FOR_VERIFICATION/2"},
    {"RENEW", BSRE_STATUS, 2, 200, JSON, "{\"status\":\"RENEW\"}",
	"ok RENEW/4"},
    {"EXPIRED", BSRE_STATUS, 2, 200, JSON, "{\"status\":\"EXPIRED\"}",
	"ok EXPIRED/5"},
    {"REVOKE", BSRE_STATUS, 2, 200, JSON, "{\"status\":\"REVOKE\"}",
	"ok REVOKE/6"},
    {"SUSPEND", BSRE_STATUS, 2, 200, JSON, "{\"status\":\"SUSPEND\"}",
	"ok SUSPEND/7"},
    {"a status that nobody knows", BSRE_STATUS, 2, 200, JSON,
	"{\"status_code\":\"31x\",\"status\":\"DITUNDA\",\"message\":7}",
	"ok DITUNDA/0"},
    {"a status in small letters is another", BSRE_STATUS, 2, 200, JSON,
	"{\"status\":\"issue\"}", "ok issue/0"},
    {"controls and wrong directions go", BSRE_STATUS, 2, 200, JSON,
	"{\"status\":\"A\\u202eB\\u0007C\\u0085\",\"message\":\" \\n x\"}",
	"ok A B C/0 'x'"},
    {"a status that is a number", BSRE_STATUS, 2, 200, JSON, "{\"status\":1}",
	"broken"},
    {"an empty status", BSRE_STATUS, 2, 200, JSON, "{\"status\":\"\"}",
	"broken"},
    {"no status", BSRE_STATUS, 2, 200, JSON, "{\"status_code\":1111}",
	"broken"},
    {"a list", BSRE_STATUS, 2, 200, JSON, "[1]", "broken"},
    {"a key twice", BSRE_STATUS, 2, 200, JSON,
	"{\"status\":\"NEW\",\"status\":\"ISSUE\"}", "broken"},
    {"JSON under the type of a page", BSRE_STATUS, 2, 200, "text/html",
	"{\"status\":\"NEW\"}", "ok NEW/1"},
    {"a page under the type of JSON", BSRE_STATUS, 2, 200, JSON,
	"\r\n <!doctype html><p>Silakan masuk", "broken"},
    {"a page by its type", BSRE_STATUS, 2, 200, "text/html", "Masuk", "broken"},
    {"a page without a sign", BSRE_STATUS, 2, 200, "TEXT/HTML; x", "Masuk",
	"broken"},
    {"blanks", BSRE_STATUS, 2, 200, JSON, " \r\n", "broken"},
    {"half an answer", BSRE_STATUS, 2, 200, JSON, "{\"status\":\"ISS",
	"broken"},

    /* refusals */
    {"the first shape", BSRE_SIGN, 1, 400, JSON,
	"{\"error\":\"Passphrase anda salah\",\"status_code\":2031}",
	"refused 2031 'Passphrase anda salah'"},
    {"the second shape", BSRE_SIGN, 1, 400, JSON,
	"{\"error\":\"Proses signing gagal : User tidak terdaftar 2011\","
	"\"status_code\":400}",
	"refused 2011 'Proses signing gagal : User tidak terdaftar 2011'"},
    {"the code as a text", BSRE_SIGN, 2, 400, JSON,
	"{\"error\":\"Passphrase anda salah !!!\",\"status_code\":\"2031\"}",
	"refused 2031 'Passphrase anda salah !!!'"},
    {"the last of several numbers", BSRE_SIGN, 1, 400, JSON,
	"{\"error\":\"12 1999 gagal 12345 2011 6789012\"}",
	"refused 2011 '12 1999 gagal 12345 2011 6789012'"},
    {"four digits, but no code", BSRE_SIGN, 1, 400, JSON,
	"{\"error\":\"tahun 0999\",\"status_code\":\"400\"}",
	"refused 'tahun 0999'"},
    {"a code of five digits", BSRE_SIGN, 2, 400, JSON,
	"{\"error\":\"gagal\",\"status_code\":20310}", "refused 'gagal'"},
    {"refused with 200", BSRE_SIGN, 2, 200, JSON,
	"{\"error\":\"Passphrase anda salah\",\"status_code\":2031}",
	"refused 2031 'Passphrase anda salah'"},
    {"the server's own refusal", BSRE_SIGN, 2, 400, JSON,
	SPRING("400", "Bad Request"), "refused 'Bad Request'"},
    {"text under the type of JSON", BSRE_CHAIN, 2, 400, JSON,
	"User tidak ditemukan", "refused 'User tidak ditemukan'"},
    {"400 without a body", BSRE_STATUS, 2, 400, "", "", "refused"},
    {"400 with a page", BSRE_REGISTER, 2, 400, "text/html", "<p>", "broken"},
    {"no such address", BSRE_STATUS, 2, 404, JSON, SPRING("404", "Not Found"),
	"broken 'Not Found'"},
    {"no such address, nothing was done", BSRE_REGISTER, 2, 404, JSON,
	SPRING("404", "Not Found"), "broken 'Not Found'"},
    {"404 of BSrE", BSRE_SIGN, 1, 404, JSON,
	"{\"error\":\"Dokumen tidak ditemukan\",\"status_code\":4044}",
	"refused 4044 'Dokumen tidak ditemukan'"},
    {"405", BSRE_STATUS, 2, 405, JSON, SPRING("405", "Method Not Allowed"),
	"broken 'Method Not Allowed'"},
    {"an error that is null", BSRE_STATUS, 2, 200, JSON,
	"{\"error\":null,\"status\":\"NEW\"}", "ok NEW/1"},
    {"the passphrase is not repeated", BSRE_SIGN, 2, 400, JSON,
	"{\"error\":\"salah: Contoh-\\\"Rahasia\\\"-1 di 654321\"}",
	"refused 'salah: (disamarkan) di (disamarkan)'"},
    {"nor as JSON writes it", BSRE_SIGN, 2, 400, JSON,
	"{\"error\":\"x \\\"Contoh-\\\\\\\"Rahasia\\\\\\\"-1\\\" y\"}",
	"refused 'x \"(disamarkan)\" y'"},

    /* what the status of HTTP says */
    {"401", BSRE_STATUS, 2, 401, JSON, SPRING("401", "Unauthorized"), "auth"},
    {"401, once only", BSRE_REGISTER, 2, 401, JSON, "", "auth"},
    {"403 with a page", BSRE_STATUS, 2, 403, "text/html", "<p>", "auth"},
    {"429", BSRE_STATUS, 2, 429, JSON, "", "busy"},
    {"429, once only", BSRE_SIGN, 2, 429, JSON, "", "busy"},
    {"503 with a page", BSRE_STATUS, 2, 503, "text/html", "<p>", "busy"},
    {"503, once only", BSRE_REGISTER, 2, 503, JSON, "", "busy"},
    {"504", BSRE_STATUS, 2, 504, JSON, "", "busy"},
    {"504, once only", BSRE_REGISTER, 2, 504, JSON, "", "unknown"},
    {"504 with a page, once only", BSRE_SIGN, 2, 504, "text/html", "<p>",
	"unknown"},
    {"500", BSRE_VERIFY, 2, 500, JSON, SPRING("500", "Internal Server Error"),
	"broken 'Internal Server Error'"},
    {"500 without a body", BSRE_STATUS, 2, 500, JSON, "", "broken"},
    {"500, once only", BSRE_REGISTER, 2, 500, JSON, "", "unknown"},
    {"502", BSRE_STATUS, 2, 502, "text/html", "<p>", "broken"},
    {"500 with a code in its text", BSRE_STATUS, 2, 500, JSON,
	"{\"error\":\"gagal 2011\"}", "broken 'gagal 2011'"},
    {"425", BSRE_STATUS, 2, 425, JSON, "", "busy"},
    {"300", BSRE_STATUS, 2, 300, JSON, "{\"status\":\"NEW\"}", "broken"},
    {"302", BSRE_STATUS, 2, 302, "", "", "broken"},
    {"302, once only", BSRE_REGISTER, 2, 302, "", "", "unknown"},
    {"204", BSRE_STATUS, 2, 204, "", "", "broken"},
    {"204, once only", BSRE_REGISTER, 2, 204, "", "", "unknown"},

    /* registration, passphrase */
    {"registered", BSRE_REGISTER, 2, 200, JSON,
	"{\"success\":true,\"message\":\"Berhasil\",\"data\":null}",
	"ok 'Berhasil'"},
    {"registered, the truth as a text", BSRE_REGISTER, 2, 201, JSON,
	"{\"success\":\"True\"}", "ok"},
    {"registered, the truth as a number", BSRE_REGISTER, 2, 200, JSON,
	"{\"success\":1}", "ok"},
    {"not registered", BSRE_REGISTER, 2, 200, JSON,
	"{\"success\":false,\"message\":\"NIK telah terdaftar 4024\"}",
	"refused 4024 'NIK telah terdaftar 4024'"},
    {"registered before", BSRE_REGISTER, 2, 400, JSON,
	"{\"error\":\"email telah terdaftar\",\"status_code\":4024}",
	"refused 4024 'email telah terdaftar'"},
    {"neither yes nor no", BSRE_REGISTER, 2, 200, JSON,
	"{\"message\":\"Pendaftaran berhasil\"}",
	"unknown 'Pendaftaran berhasil'"},
    {"a passphrase, and its code", BSRE_PASSPHRASE, 2, 200, JSON,
	"{\"success\":true,\"message\":\"Ok\",\"data\":{\"otpauth\":"
	"\"otpauth://totp/x?secret=ABC\"}}",
	"ok 'Ok' otpauth"},
    {"a passphrase, no code", BSRE_PASSPHRASE, 2, 200, JSON,
	"{\"success\":true,\"data\":{\"otpauth\":\"http://x\"}}", "ok"},
    {"a passphrase against the rule", BSRE_PASSPHRASE, 2, 400, JSON,
	"{\"error\":\"Terlalu pendek\",\"status_code\":4015}",
	"refused 4015 'Terlalu pendek'"},

    /* certificates */
    {"a chain", BSRE_CHAIN, 2, 200, JSON,
	"{\"success\":true,\"data\":[\"" DER64 "\",\"" PEM64 "\"]}",
	"ok chain 5,5"},
    {"no certificate yet", BSRE_CHAIN, 2, 200, JSON,
	"{\"success\":true,\"data\":[]}", "ok"},
    {"an element that is no certificate", BSRE_CHAIN, 2, 200, JSON,
	"{\"success\":true,\"data\":[\"" DER64 "\",\"MAMCAQ==\"]}", "broken"},
    {"an element that is no base64", BSRE_CHAIN, 2, 200, JSON,
	"{\"success\":true,\"data\":[\"*\"]}", "broken"},
    {"an element that is no text", BSRE_CHAIN, 2, 200, JSON,
	"{\"success\":true,\"data\":[{}]}", "broken"},
    {"nine elements", BSRE_CHAIN, 2, 200, JSON,
	"{\"success\":true,\"data\":[1,2,3,4,5,6,7,8,9]}", "broken"},
    {"no chain", BSRE_CHAIN, 2, 200, JSON, "{\"success\":true}", "broken"},
    {"a chain is refused", BSRE_CHAIN, 2, 200, JSON,
	"{\"success\":false,\"message\":\"Tidak ada\"}", "refused 'Tidak ada'"},
    {"a profile", BSRE_PROFILE, 1, 200, JSON,
	"{\"success\":true,\"data\":{\"sertifikat\":[{\"berlaku_sampai\":"
	"\"12-08-2026\"},{\"berlaku_sampai\":\"01-02-2028\"},"
	"{\"berlaku_sampai\":\"31-12-2027\"}]}}",
	"ok until 2028-02-01"},
    {"a profile without certificates", BSRE_PROFILE, 1, 200, JSON,
	"{\"success\":true,\"data\":{\"sertifikat\":[]}}", "ok"},
    {"a profile, no such day", BSRE_PROFILE, 1, 200, JSON,
	"{\"success\":true,\"data\":{\"sertifikat\":[{\"berlaku_sampai\":"
	"\"30-02-2028\"},{\"berlaku_sampai\":20280101},7]}}",
	"broken"},
    {"no data of a profile", BSRE_PROFILE, 1, 200, JSON, "{\"success\":false}",
	"refused"},
    {"nobody's profile", BSRE_PROFILE, 1, 404, JSON, SPRING("404", "Not Found"),
	"refused 'Not Found'"},
    {"nobody's profile, no JSON", BSRE_PROFILE, 1, 404, "", "", "refused"},

    /* signing */
    {"v1 signed", BSRE_SIGN, 1, 200, "application/pdf", PDF,
	"ok pdf 13 id D-1"},
    {"v1 signed, under another type", BSRE_SIGN, 1, 200, "text/html", PDF,
	"ok pdf 13 id D-1"},
    {"v1 signed, but no file", BSRE_SIGN, 1, 200, JSON,
	"{\"id\":[\"00112233445566778899aabbccddeeff\"]}",
	"unknown id 00112233445566778899aabbccddeeff"},
    {"v1, an answer of 0 bytes", BSRE_SIGN, 1, 200, "application/pdf", "",
	"unknown"},
    {"v1, no PDF", BSRE_SIGN, 1, 200, "application/pdf", "PK", "unknown"},
    {"v2 signed", BSRE_SIGN, 2, 200, JSON,
	"{\"time\":862,\"file\":[\"" PDF64 "\"]}", "ok pdf 13"},
    {"v2 signed, types", BSRE_SIGN, 2, 200, JSON,
	"{\"time\":\"862\",\"file\":[\"" PDF64 "\"]}", "ok pdf 13"},
    {"v2 signed, with 500", BSRE_SIGN, 2, 500, JSON,
	"{\"time\":862,\"message\":\"x\",\"file\":[\"" PDF64 "\"]}",
	"ok pdf 13"},
    {"v2, an empty file", BSRE_SIGN, 2, 200, JSON,
	"{\"time\":862,\"file\":[\"\"]}", "unknown id D-1"},
    {"v2, two files for one", BSRE_SIGN, 2, 200, JSON,
	"{\"file\":[\"" PDF64 "\",\"" PDF64 "\"]}", "unknown id D-1"},
    {"v2, no PDF", BSRE_SIGN, 2, 200, JSON, "{\"file\":[\"UEsDBA==\"]}",
	"unknown id D-1"},
    {"v2, 500 with a file of another call", BSRE_VERIFY, 2, 500, JSON,
	"{\"file\":[\"" PDF64 "\"]}", "broken"},

    /* verifying */
    {"v1 valid", BSRE_VERIFY, 1, 200, JSON,
	VERIFY1("1", "\"VALID\"", SIGNER1("CITRA", "true", "true")),
	"ok VALID/0 'Catatan' verdict 1 of 1: CITRA++"},
    {"v1 valid, an older server", BSRE_VERIFY, 1, 200, JSON,
	VERIFY1("\"1\"", "\"DOCUMENT VALID !!!\"",
	    SIGNER1("CITRA", "\"true\"", "1")),
	"ok DOCUMENT VALID !!!/0 'Catatan' verdict 1 of 1: CITRA++"},
    {"v1 valid, the oldest", BSRE_VERIFY, 1, 200, JSON,
	"{\"jumlah_signature\":1,\"SUMMARY\":\"VALID\",\"details\":[" SIGNER1(
	    "CITRA", "true", "true") "]}",
	"ok VALID/0 verdict 1 of 1: CITRA++"},
    {"v1 not valid", BSRE_VERIFY, 1, 200, JSON,
	VERIFY1("1", "\"DOCUMENT NOT VALID !!!\"",
	    SIGNER1("CITRA", "false", "true")),
	"ok DOCUMENT NOT VALID !!!/0 'Catatan' verdict 2 of 1: CITRA-+"},
    {"v1 unsigned", BSRE_VERIFY, 1, 200, JSON, VERIFY1("0", "null", ""),
	"ok 'Catatan' verdict 3 of 0:"},
    {"v1 valid, but changed", BSRE_VERIFY, 1, 200, JSON,
	VERIFY1("1", "\"VALID\"", SIGNER1("CITRA", "false", "true")),
	"ok VALID/0 'Catatan' verdict 4 of 1: CITRA-+"},
    {"v1 valid, but nobody signed", BSRE_VERIFY, 1, 200, JSON,
	VERIFY1("0", "\"VALID\"", ""), "ok VALID/0 'Catatan' verdict 4 of 0:"},
    {"v1, INVALID", BSRE_VERIFY, 1, 200, JSON,
	VERIFY1("1", "\"INVALID\"", SIGNER1("CITRA", "false", "true")),
	"ok INVALID/0 'Catatan' verdict 2 of 1: CITRA-+"},
    {"v1, no word, but signed", BSRE_VERIFY, 1, 200, JSON,
	VERIFY1("1", "null", SIGNER1("CITRA", "true", "true")),
	"ok 'Catatan' verdict 4 of 1: CITRA++"},
    {"v1, another word", BSRE_VERIFY, 1, 200, JSON,
	VERIFY1("1", "\"SEBAGIAN\"", SIGNER1("CITRA", "true", "true")),
	"ok SEBAGIAN/0 'Catatan' verdict 4 of 1: CITRA++"},
    {"v1, no count", BSRE_VERIFY, 1, 200, JSON, "{\"summary\":\"VALID\"}",
	"broken VALID/0"},
    {"v2 valid", BSRE_VERIFY, 2, 200, JSON,
	VERIFY2("2", "VALID",
	    SIGNER2("CITRA", "true", "true") "," SIGNER2(
		"BAYU", "true", "true")),
	"ok VALID/0 'Catatan' verdict 1 of 2: CITRA++ BAYU++"},
    {"v2 valid, one not trusted", BSRE_VERIFY, 2, 200, JSON,
	VERIFY2("2", "VALID",
	    SIGNER2("CITRA", "true", "true") "," SIGNER2(
		"BAYU", "true", "false")),
	"ok VALID/0 'Catatan' verdict 4 of 2: CITRA++ BAYU+-"},
    {"v2 unsigned", BSRE_VERIFY, 2, 200, JSON, VERIFY2("0", "NO_SIGNATURE", ""),
	"ok NO_SIGNATURE/0 'Catatan' verdict 3 of 0:"},
    {"v2 unsigned, but signed", BSRE_VERIFY, 2, 200, JSON,
	VERIFY2("1", "NO_SIGNATURE", SIGNER2("CITRA", "true", "true")),
	"ok NO_SIGNATURE/0 'Catatan' verdict 4 of 1: CITRA++"},
    {"v2 not valid", BSRE_VERIFY, 2, 200, JSON,
	VERIFY2("\"1\"", "INVALID", SIGNER2("CITRA", "false", "true")),
	"ok INVALID/0 'Catatan' verdict 2 of 1: CITRA-+"},
    {"v2 valid, none counted", BSRE_VERIFY, 2, 200, JSON,
	VERIFY2("0", "VALID", SIGNER2("CITRA", "true", "true")),
	"ok VALID/0 'Catatan' verdict 4 of 0: CITRA++"},
    {"v2 valid, none listed", BSRE_VERIFY, 2, 200, JSON,
	VERIFY2("1", "VALID", ""), "ok VALID/0 'Catatan' verdict 4 of 1:"},
    {"v2 unsigned, but counted", BSRE_VERIFY, 2, 200, JSON,
	VERIFY2("1", "NO_SIGNATURE", ""),
	"ok NO_SIGNATURE/0 'Catatan' verdict 4 of 1:"},
    {"v2 unsigned, but listed", BSRE_VERIFY, 2, 200, JSON,
	VERIFY2("0", "NO_SIGNATURE", SIGNER2("CITRA", "true", "true")),
	"ok NO_SIGNATURE/0 'Catatan' verdict 4 of 0: CITRA++"},
    {"v2, another word", BSRE_VERIFY, 2, 200, JSON,
	VERIFY2("1", "INDETERMINATE", SIGNER2("CITRA", "true", "true")),
	"ok INDETERMINATE/0 'Catatan' verdict 4 of 1: CITRA++"},
    {"v2, no word", BSRE_VERIFY, 2, 200, JSON, "{\"signatureCount\":1}",
	"broken"},
    {"v2, a count that is none", BSRE_VERIFY, 2, 200, JSON,
	VERIFY2("-1", "VALID", ""), "broken VALID/0 'Catatan'"},
};

static const struct bsre_header headers[] = {
    {"X-Other", "1"}, {"Id_Dokumen", "D-1"}};

static struct bsre_ask
ask_of(enum bsre_call call)
{
	bool secret = call == BSRE_SIGN || call == BSRE_PASSPHRASE;

	return (struct bsre_ask){.call = call,
	    .nik = NIK,
	    .name = "Citra Contoh Lestari",
	    .email = "citra.contoh@kotacontoh.example",
	    .passphrase = secret ? PASS : NULL,
	    .totp = secret ? "654321" : NULL};
}

static void
answer(struct bsre_result *out, struct arena *a, int version,
    const struct bsre_ask *ask, const struct bsre_reply *reply)
{
	const struct bsre_account account = {
	    .url = "https://esign.kotacontoh.example",
	    .version = version,
	    .user = "aplikasi",
	    .password = "Contoh-Rahasia-Api-1",
	    .passphrase_path = "/api/v2/user/passphrase"};

	memset(out, 0x5a, sizeof(*out));
	esign_reply(out, a, &account, ask, reply);
}

static const char *
render(struct arena *a, const struct bsre_result *r)
{
	struct sb b;
	char *text;

	sb_init(&b, MIB);
	sb_puts(&b, bsre_kind_name(r->kind));
	if (r->code)
		sb_printf(&b, " %d", r->code);
	if (*r->word)
		sb_printf(&b, " %s/%d", r->word, (int)r->known);
	if (*r->message)
		sb_printf(&b, " '%s'", r->message);
	if (r->chain_n)
		sb_puts(&b, " chain");
	for (size_t i = 0; i < r->chain_n; i++)
		sb_printf(&b, "%s%zu", i ? "," : " ", r->chain[i].n);
	if (*r->expires)
		sb_printf(&b, " until %s", r->expires);
	if (r->otpauth)
		sb_puts(&b, " otpauth");
	if (r->pdf.n)
		sb_printf(&b, " pdf %zu", r->pdf.n);
	if (*r->document_id)
		sb_printf(&b, " id %s", r->document_id);
	if (r->verdict != BSRE_NO_VERDICT)
		sb_printf(
		    &b, " verdict %d of %zu:", (int)r->verdict, r->signatures);
	for (size_t i = 0; i < r->signers_n && r->verdict; i++)
		sb_printf(&b, " %s%c%c", r->signers[i].name,
		    r->signers[i].intact ? '+' : '-',
		    r->signers[i].trusted ? '+' : '-');
	text = str_z(a, sb_get(&b));
	sb_clear(&b);
	return text;
}

static void
test_row(void **state)
{
	const struct row *row = *state;
	struct bsre_ask ask = ask_of(row->call);
	struct bsre_reply reply = {.end = BSRE_WHOLE,
	    .status = row->status,
	    .type = row->type,
	    .headers = headers,
	    .headers_n = row->call == BSRE_SIGN ? 2 : 0,
	    .body = str_of(row->body)};
	struct bsre_result out;
	struct arena a, b;

	arena_init(&a, BSRE_REPLY_ROOM(reply.body.n));
	arena_init(&b, 4 * MIB);
	answer(&out, &a, row->version, &ask, &reply);
	assert_string_equal(render(&b, &out), row->want);
	assert_int_equal(out.status, row->status);
	assert_int_equal(out.wait_s, 0);
	assert_true((out.kind == BSRE_OK) == (*out.reason == '\0'));
	assert_null(strstr(out.log, NIK));
	assert_null(strstr(out.log, "Rahasia"));
	assert_null(strstr(out.log, "654321"));
	assert_null(strstr(out.log, "secret="));
	arena_clear(&a);
	arena_clear(&b);
}

/* The first signers are kept, and all of them count. */
static void
test_signers(void **state)
{
	(void)state;
	for (size_t n = BSRE_SIGNERS - 1; n <= BSRE_SIGNERS + 2; n++) {
		struct bsre_ask ask = ask_of(BSRE_VERIFY);
		struct bsre_reply reply = {
		    .end = BSRE_WHOLE, .status = 200, .type = JSON};
		struct bsre_result out;
		struct arena a;
		struct sb b;

		arena_init(&a, MIB);
		sb_init(&b, MIB);
		sb_printf(&b,
		    "{\"conclusion\":\"VALID\",\"signatureCount\":%zu,"
		    "\"signatureInformations\":[",
		    n);
		for (size_t i = 0; i < n; i++)
			sb_puts(&b,
			    i + 1 < n ? SIGNER2("CITRA", "true", "true") ","
				      : SIGNER2("BAYU", "true", "false") "]}");
		reply.body = sb_get(&b);
		answer(&out, &a, 2, &ask, &reply);
		assert_int_equal(out.kind, BSRE_OK);
		assert_int_equal(out.signatures, n);
		assert_int_equal(
		    out.signers_n, n < BSRE_SIGNERS ? n : BSRE_SIGNERS);
		assert_int_equal(out.verdict, BSRE_UNCLEAR);
		sb_clear(&b);
		arena_clear(&a);
	}
}

/* The name of the header that has the document's number, in any writing. */
static void
test_document_id(void **state)
{
	static const struct {
		const char *name, *want;
	} v[] = {{"id_dokumen", "D-7"}, {"ID_DOKUMEN", "D-7"},
	    {"id-dokumen", "D-7"}, {"Id-Dokumen", "D-7"}, {"iddokumen", ""},
	    {"id_dokumen2", ""}};

	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		const struct bsre_header h = {v[i].name, "D-7"};
		struct bsre_ask ask = ask_of(BSRE_SIGN);
		struct bsre_reply reply = {.end = BSRE_WHOLE,
		    .status = 200,
		    .type = "application/pdf",
		    .headers = &h,
		    .headers_n = 1,
		    .body = STR(PDF)};
		struct bsre_result out;
		struct arena a;

		arena_init(&a, MIB);
		answer(&out, &a, 1, &ask, &reply);
		assert_string_equal(out.document_id, v[i].want);
		arena_clear(&a);
	}
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]), OTHERS = 2 };
	static struct CMUnitTest tests[NROWS + OTHERS] = {
	    cmocka_unit_test(test_signers), cmocka_unit_test(test_document_id)};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + OTHERS] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("esign_reply", tests, NULL, NULL);
}
