#include "vault/totp.h"

#include <stdlib.h>
#include <string.h>

#include <liboath/oath.h>
#include <sodium.h>

#define PREFIX STR("otpauth://totp/")
#define WINDOW ((size_t)1) /* steps before and after */

void
totp_clear(struct totp *t)
{
	sodium_memzero(t, sizeof(*t));
}

/* --- the address -------------------------------------------------------- */

/* Letters and digits of Base32; the padding, maybe as "%3D", is not needed. */
static int
put_secret(struct totp *t, struct str s)
{
	char *key = NULL;
	size_t n = 0;
	int rc = -1;

	s = str_cut(&s, '%');
	while (s.n > 0 && s.p[s.n - 1] == '=')
		s.n--;
	if (s.n == 0 || s.n >= sizeof(t->secret))
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!((c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7')))
			return -1;
		t->secret[i] = c;
	}
	if (oath_base32_decode(t->secret, s.n, &key, &n) != OATH_OK)
		return -1;
	if (n > 0 && n <= sizeof(t->key)) {
		memcpy(t->key, key, n);
		t->key_n = n;
		rc = 0;
	}
	sodium_memzero(key, n);
	free(key);
	return rc;
}

static int
put_hash(struct totp *t, struct str s)
{
	static const char *const names[] = {"SHA1", "SHA256", "SHA512"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_caseeq(s, str_of(names[i]))) {
			t->hash = (enum totp_hash)i;
			return 0;
		}
	return -1;
}

static int
put_number(unsigned *to, struct str s, unsigned least, unsigned most)
{
	uint64_t n;

	if (str_u64(s, most, &n) < 0 || n < least)
		return -1;
	*to = (unsigned)n;
	return 0;
}

/* What else an address may say (who issued it) is for the reader's eyes. */
static int
put(struct totp *t, struct str name, struct str value)
{
	if (str_eqz(name, "secret"))
		return put_secret(t, value);
	if (str_eqz(name, "algorithm"))
		return put_hash(t, value);
	if (str_eqz(name, "digits"))
		return put_number(&t->digits, value, 6, 8);
	if (str_eqz(name, "period"))
		return put_number(&t->step, value, 1, 300);
	return 0;
}

int
totp_parse(struct totp *t, struct str s, struct err *e)
{
	struct str rest = s;

	*t = (struct totp){.digits = 6, .step = 30};
	if (!str_starts(s, PREFIX))
		goto bad;
	str_cut(&rest, '?');
	while (rest.n > 0) {
		struct str value = str_cut(&rest, '&');
		struct str name = str_cut(&value, '=');

		if (put(t, name, value) < 0)
			goto bad;
	}
	if (t->key_n > 0)
		return 0;
bad:
	totp_clear(t);
	return err_set(e, ERR_INPUT, "Kode QR untuk OTP tidak terbaca.",
	    "otpauth of %zu bytes", s.n);
}

/* --- codes -------------------------------------------------------------- */

bool
totp_fits(const struct totp *t, const char *code, int64_t at)
{
	static const int flags[] = {[TOTP_SHA1] = 0,
	    [TOTP_SHA256] = OATH_TOTP_HMAC_SHA256,
	    [TOTP_SHA512] = OATH_TOTP_HMAC_SHA512};

	if (strlen(code) != t->digits ||
	    strspn(code, "0123456789") != t->digits || at < 0)
		return false;
	return oath_totp_validate4((const char *)t->key, t->key_n, at, t->step,
		   0, WINDOW, NULL, NULL, flags[t->hash], code) >= 0;
}
