#include "bsre/settings.h"

#include <string.h>

#include "base/str.h"

#define URL_MAX      ((size_t)300)
#define PASSWORD_MIN ((size_t)8)

#define LETTERS                      \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"abcdefghijklmnopqrstuvwxyz0123456789"

/* These, and the user's name, in any case, with or without digits and signs
 * behind them. */
static const char *const words[] = {"admin", "administrator", "bsre", "bssn",
    "changeme", "default", "demo", "diskominfo", "esign", "guest", "indonesia",
    "katasandi", "kominfo", "letmein", "p@ssw0rd", "p@ssword", "pass",
    "passphrase", "passw0rd", "password", "qwerty", "qwertyuiop", "rahasia",
    "root", "sandi", "secret", "superadmin", "test", "tester", "user",
    "username", "welcome"};

#define DIGITS_ENOUGH ((size_t)16) /* of a password without letters */

static bool
is_well_known(const char *user, const char *password)
{
	size_t n = strlen(password);

	while (n > 0 && strchr("0123456789!#$*-.?@_", password[n - 1]))
		n--;
	if (n == 0)
		return strlen(password) < DIGITS_ENOUGH;
	if (str_caseeq((struct str){password, n}, str_of(user)))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_caseeq((struct str){password, n}, str_of(words[i])))
			return true;
	return false;
}

const char *
bsre_credentials_fault(const char *user, const char *password)
{
	if (!user || !*user)
		return "Nama pengguna API belum diisi.";
	if (!password || !*password)
		return "Kata sandi API belum diisi.";
	if (strchr(user, ':'))
		return "Nama pengguna API tidak boleh memuat titik dua.";
	if (!str_utf8(str_of(user)) || !str_utf8(str_of(password)))
		return "Nama pengguna atau kata sandi API tidak terbaca.";
	if (str_caseeq(str_of(user), str_of(password)))
		return "Kata sandi API sama dengan nama penggunanya; ganti "
		       "di layanan eSign.";
	if (is_well_known(user, password))
		return "Kata sandi API ini bawaan atau mudah ditebak; ganti "
		       "di layanan eSign.";
	if (strlen(password) < PASSWORD_MIN)
		return "Kata sandi API kurang dari 8 huruf; ganti di layanan "
		       "eSign.";
	return NULL;
}

static bool
consists_of(struct str s, const char *letters)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || !strchr(letters, s.p[i]))
			return false;
	return true;
}

/* A port, or nothing. */
static bool
is_port(struct str s)
{
	uint64_t v;

	return !s.p || (s.n <= 5 && str_u64(s, 65535, &v) == 0 && v > 0);
}

const char *
bsre_url_fault(const char *url, bool plain)
{
	static const char bad[] = "Alamat API BSrE tidak lengkap; contoh: "
				  "https://esign.kota.example.";
	struct str s = str_of(url), host, port;

	if (str_starts(s, STR("http://"))) {
		if (!plain)
			return "Alamat API BSrE harus https.";
		s.p += 7;
		s.n -= 7;
	} else if (str_starts(s, STR("https://"))) {
		s.p += 8;
		s.n -= 8;
	} else {
		return bad;
	}
	port = str_cut(&s, '/');
	host = str_cut(&port, ':');
	if (strlen(url) > URL_MAX || host.n == 0 || host.p[0] == '.' ||
	    host.p[0] == '-' || !consists_of(host, LETTERS ".-") ||
	    !is_port(port) || !consists_of(s, LETTERS "/._~-"))
		return bad;
	return NULL;
}

const char *
bsre_path_fault(const char *path)
{
	struct str s = str_of(path);

	if (s.n < 2 || s.n > URL_MAX || s.p[0] != '/' || s.p[1] == '/' ||
	    !consists_of(s, LETTERS "/._~-"))
		return "Lokasi layanan harus diawali garis miring; contoh: "
		       "/api/v2/user/passphrase.";
	return NULL;
}
