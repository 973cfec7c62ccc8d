#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "bsre/esign.h"

#define JSON "application/json"

static struct bsre_ask
ask_of(enum bsre_call call)
{
	bool secret = call == BSRE_SIGN || call == BSRE_PASSPHRASE;

	return (struct bsre_ask){.call = call,
	    .nik = "3399990411870001",
	    .name = "Citra Contoh Lestari",
	    .email = "citra.contoh@kotacontoh.example",
	    .passphrase = secret ? "Contoh-Rahasia-1" : NULL,
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

/* Every way to end x every call. */
static void
test_ends(void **state)
{
	static const enum bsre_end ends[] = {
	    BSRE_NOT_SENT, BSRE_CUT, BSRE_UNREACHED, BSRE_TLS, BSRE_TIME_OVER};

	(void)state;
	for (int call = 0; call < BSRE_CALLS; call++)
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
			struct bsre_ask ask = ask_of((enum bsre_call)call);
			struct bsre_reply reply = {.end = ends[i],
			    .status = 200,
			    .type = JSON,
			    .body = STR("{\"success\":true,"),
			    .retry_after = 7};
			bool sent =
			    ends[i] == BSRE_CUT || ends[i] == BSRE_TIME_OVER;
			bool once =
			    call == BSRE_REGISTER || call == BSRE_SIGN ||
			    call == BSRE_PASSPHRASE || call == BSRE_REVOKE;
			struct bsre_result out;
			struct arena a;

			arena_init(&a, MIB);
			answer(&out, &a, 1 + call % 2, &ask, &reply);
			assert_int_equal(out.kind,
			    sent && once ? BSRE_UNKNOWN : BSRE_UNREACHABLE);
			assert_true(*out.reason);
			assert_int_equal(out.wait_s, 7);
			arena_clear(&a);
		}
}

/* Whole answers that are none: what was sent once only may have been done,
 * unless the status says that it was not. */
static void
test_faults(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum bsre_kind read, once;
	} faults[] = {
	    {200, "", BSRE_BROKEN, BSRE_UNKNOWN},
	    {200, "<html>", BSRE_BROKEN, BSRE_UNKNOWN},
	    {200, "{\"a\":", BSRE_BROKEN, BSRE_UNKNOWN},
	    {200, "[]", BSRE_BROKEN, BSRE_UNKNOWN},
	    {200, "{}", BSRE_BROKEN, BSRE_UNKNOWN},
	    {200, "\xff\xfe", BSRE_BROKEN, BSRE_UNKNOWN},
	    {301, "", BSRE_BROKEN, BSRE_UNKNOWN},
	    {400, "{}", BSRE_REFUSED, BSRE_REFUSED},
	    {401, "{}", BSRE_AUTH, BSRE_AUTH},
	    {403, "", BSRE_AUTH, BSRE_AUTH},
	    {408, "", BSRE_BUSY, BSRE_BUSY},
	    {415, "{}", BSRE_BROKEN, BSRE_BROKEN},
	    {429, "{}", BSRE_BUSY, BSRE_BUSY},
	    {500, "", BSRE_BROKEN, BSRE_UNKNOWN},
	    {500, "{}", BSRE_BROKEN, BSRE_UNKNOWN},
	    {502, "<html>", BSRE_BROKEN, BSRE_UNKNOWN},
	    {503, "", BSRE_BUSY, BSRE_BUSY},
	    {504, "", BSRE_BUSY, BSRE_UNKNOWN},
	    {0, "", BSRE_BROKEN, BSRE_UNKNOWN},
	};

	(void)state;
	for (int n = 0; n < 2 * BSRE_CALLS; n++)
		for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]);
		     i++) {
			enum bsre_call call = (enum bsre_call)(n / 2);
			struct bsre_ask ask = ask_of(call);
			struct bsre_reply reply = {.end = BSRE_WHOLE,
			    .status = faults[i].status,
			    .type = JSON,
			    .body = str_of(faults[i].body)};
			struct bsre_result out;
			struct arena a;

			arena_init(&a, MIB);
			answer(&out, &a, 1 + n % 2, &ask, &reply);
			assert_int_equal(out.kind,
			    bsre_once(call) ? faults[i].once : faults[i].read);
			assert_true(*out.reason);
			arena_clear(&a);
		}
}

/* A verifier must understand the reason: which one is it? */
static void
test_reasons(void **state)
{
	static const struct {
		enum bsre_call call;
		int status;
		const char *body, *want;
	} v[] = {
	    {BSRE_PROFILE, 400, "", "profil"},
	    {BSRE_PROFILE, 400, "{}", "profil"},
	    {BSRE_PROFILE, 400, "{\"error\":\"\",\"status_code\":2011}",
		"belum terdaftar"},
	    {BSRE_SIGN, 400, "", "menolak"},
	    {BSRE_SIGN, 400, "{}", "menolak"},
	    {BSRE_SIGN, 400, "{\"error\":\"\",\"status_code\":2031}",
		"Passphrase salah"},
	    {BSRE_SIGN, 400, "{\"error\":\"\",\"status_code\":2099}",
		"menolak"},
	    {BSRE_SIGN, 200, " ", "tanpa isi"},
	    {BSRE_SIGN, 200, "<p>", "halaman web"},
	    {BSRE_SIGN, 200, "<", "halaman web"},
	    {BSRE_SIGN, 200, "x<p>", "tidak dapat dibaca"},
	    {BSRE_SIGN, 200, "{}", "menyertakan berkas"},
	    {BSRE_STATUS, 200, "{}", "tidak lengkap"},
	    {BSRE_STATUS, 302, "{}", "mengalihkan"},
	    {BSRE_STATUS, 401, "", "kata sandi API"},
	    {BSRE_STATUS, 403, "", "mengizinkan"},
	    {BSRE_STATUS, 404, "", "alamat layanan"},
	    {BSRE_STATUS, 429, "", "jumlah permintaan"},
	    {BSRE_STATUS, 500, "", "gangguan"},
	    {BSRE_STATUS, 503, "", "tidak tersedia"},
	    {BSRE_STATUS, 504, "", "di belakangnya"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct bsre_ask ask = ask_of(v[i].call);
		struct bsre_reply reply = {.end = BSRE_WHOLE,
		    .status = v[i].status,
		    .type = JSON,
		    .body = str_of(v[i].body)};
		struct bsre_result out;
		struct arena a;

		arena_init(&a, MIB);
		answer(&out, &a, 1, &ask, &reply);
		if (!strstr(out.reason, v[i].want))
			fail_msg(
			    "%d %s: %s", v[i].status, v[i].body, out.reason);
		arena_clear(&a);
	}
}

static void
test_words(void **state)
{
	static const struct {
		const char *word;
		enum bsre_answer registered;
	} v[] = {{"NEW", BSRE_YES}, {"WAITING_FOR_VERIFICATION", BSRE_YES},
	    {"ISSUE", BSRE_YES}, {"RENEW", BSRE_YES}, {"EXPIRED", BSRE_YES},
	    {"REVOKE", BSRE_YES}, {"SUSPEND", BSRE_YES},
	    {"NO_CERTIFICATE", BSRE_MAYBE}, {"NOT_REGISTERED", BSRE_NO},
	    {"", BSRE_MAYBE}, {"ISSUED", BSRE_MAYBE}};

	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		enum bsre_known k = bsre_known_find(v[i].word);

		assert_int_equal(k, i < 9 ? i + 1 : BSRE_IS_OTHER);
		assert_int_equal(bsre_is_registered(k), v[i].registered);
	}
}

static void
test_codes(void **state)
{
	static const int known[] = {
	    1110, 2011, 2021, 2031, 4014, 4015, 4024, 4044};
	size_t n = 0;

	(void)state;
	for (int code = 0; code < 10000; code++)
		if (esign_code_text(code))
			assert_int_equal(code, known[n++]);
	assert_int_equal(n, sizeof(known) / sizeof(known[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_ends),
	    cmocka_unit_test(test_faults), cmocka_unit_test(test_reasons),
	    cmocka_unit_test(test_words), cmocka_unit_test(test_codes)};

	return cmocka_run_group_tests_name("esign_fault", tests, NULL, NULL);
}
