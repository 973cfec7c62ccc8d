#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bsre/settings.h"

enum what { ACCOUNT, URL, PLAIN, PATH };

/* One reported test per row; want: a word of the fault, NULL: there is none. */
static struct row {
	const char *name;
	enum what what;
	const char *first, *second, *want;
} rows[] = {
    {"account", ACCOUNT, "aplikasi-tte", "vK3-kelapa-muda-91", NULL},
    {"no user", ACCOUNT, "", "vK3-kelapa-muda-91", "pengguna"},
    {"user NULL", ACCOUNT, NULL, "vK3-kelapa-muda-91", "pengguna"},
    {"no password", ACCOUNT, "aplikasi-tte", "", "belum"},
    {"password NULL", ACCOUNT, "aplikasi-tte", NULL, "belum"},
    {"colon", ACCOUNT, "a:b", "vK3-kelapa-muda-91", "titik dua"},
    {"no UTF-8", ACCOUNT, "aplikasi\xff", "vK3-kelapa-muda-91", "terbaca"},
    {"the same", ACCOUNT, "kota-contoh", "Kota-Contoh", "sama"},
    {"esign/qwerty", ACCOUNT, "esign", "qwerty", "bawaan"},
    {"esign/esign", ACCOUNT, "esign", "esign", "sama"},
    {"admin/Password123!", ACCOUNT, "admin", "Password123!", "bawaan"},
    {"admin/P@ssw0rd", ACCOUNT, "admin", "P@ssw0rd", "bawaan"},
    {"the user and a year", ACCOUNT, "kota-contoh", "Kota-Contoh2026!",
	"bawaan"},
    {"the user and more", ACCOUNT, "kota", "kota-vK3-kelapa", NULL},
    {"digits", ACCOUNT, "aplikasi", "12345678", "bawaan"},
    {"signs", ACCOUNT, "aplikasi", "!@#$!@#$", "bawaan"},
    {"many digits", ACCOUNT, "aplikasi", "8102743995610284", NULL},
    {"a word with more letters", ACCOUNT, "aplikasi", "rahasiaku-9", NULL},
    {"7 letters", ACCOUNT, "aplikasi", "vK3kela", "kurang"},
    {"8 letters", ACCOUNT, "aplikasi", "vK3kelap", NULL},

    {"url", URL, "https://esign.kota.example", NULL, NULL},
    {"url, port and path", URL, "https://10.0.0.7:8443/esign/v2/", NULL, NULL},
    {"url, http", URL, "http://10.0.0.7", NULL, "https"},
    {"url, plain http", PLAIN, "http://10.0.0.7", NULL, NULL},
    {"url, plain https", PLAIN, "https://10.0.0.7", NULL, NULL},
    {"url, NULL", URL, NULL, NULL, "lengkap"},
    {"url, no scheme", URL, "esign.kota.example", NULL, "lengkap"},
    {"url, another scheme", PLAIN, "file:///etc/passwd", NULL, "lengkap"},
    {"url, no host", URL, "https:///api", NULL, "lengkap"},
    {"url, an account", URL, "https://a:b@kota.example", NULL, "lengkap"},
    {"url, a user", URL, "https://a@kota.example", NULL, "lengkap"},
    {"url, a query", URL, "https://kota.example/?a", NULL, "lengkap"},
    {"url, a fragment", URL, "https://kota.example/#a", NULL, "lengkap"},
    {"url, a blank", URL, "https://kota.example/a b", NULL, "lengkap"},
    {"url, a line end", URL, "https://kota.example\r\n", NULL, "lengkap"},
    {"url, port 1", URL, "https://kota.example:1", NULL, NULL},
    {"url, port 0", URL, "https://kota.example:0", NULL, "lengkap"},
    {"url, port 65535", URL, "https://kota.example:65535", NULL, NULL},
    {"url, port 65536", URL, "https://kota.example:65536", NULL, "lengkap"},
    {"url, no port", URL, "https://kota.example:/", NULL, "lengkap"},
    {"url, begins with a dot", URL, "https://.example", NULL, "lengkap"},
    {"url, like an option", URL, "https://-x.example", NULL, "lengkap"},

    {"path", PATH, "/api/v2/user/passphrase", NULL, NULL},
    {"path, NULL", PATH, NULL, NULL, "garis miring"},
    {"path, a letter", PATH, "/a", NULL, NULL},
    {"path, root", PATH, "/", NULL, "garis miring"},
    {"path, relative", PATH, "api", NULL, "garis miring"},
    {"path, another host", PATH, "//kota.example", NULL, "garis miring"},
    {"path, a query", PATH, "/api?x", NULL, "garis miring"},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	const char *got =
	    r->what == ACCOUNT ? bsre_credentials_fault(r->first, r->second)
	    : r->what == PATH  ? bsre_path_fault(r->first)
			       : bsre_url_fault(r->first, r->what == PLAIN);

	if (!r->want)
		assert_null(got);
	else if (!got || !strstr(got, r->want))
		fail_msg("%s", got ? got : "no fault");
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[NROWS];

	for (size_t i = 0; i < NROWS; i++)
		tests[i] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("bsre_settings", tests, NULL, NULL);
}
