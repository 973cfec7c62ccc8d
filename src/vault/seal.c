#include "vault/seal.h"

#include <sodium.h>

_Static_assert(
    SEAL_EXTRA == crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES,
    "SEAL_EXTRA");
_Static_assert(KEY_SIZE == crypto_secretbox_KEYBYTES, "KEY_SIZE");

unsigned char *
seal(struct arena *a, const unsigned char key[KEY_SIZE], struct str text)
{
	unsigned char *out = arena_alloc(a, text.n + SEAL_EXTRA);

	randombytes_buf(out, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(out + crypto_secretbox_NONCEBYTES,
	    (const unsigned char *)text.p, text.n, out, key);
	return out;
}

int
unseal(struct str *text, struct arena *a, const unsigned char key[KEY_SIZE],
    struct str sealed, struct err *e)
{
	const unsigned char *p = (const unsigned char *)sealed.p;
	unsigned char *out;

	if (sealed.n < SEAL_EXTRA)
		return err_set(e, ERR_SYSTEM, "Isi yang disegel tidak terbaca.",
		    "sealed: %zu bytes", sealed.n);
	out = arena_alloc(a, sealed.n - SEAL_EXTRA + 1);
	if (crypto_secretbox_open_easy(out, p + crypto_secretbox_NONCEBYTES,
		sealed.n - crypto_secretbox_NONCEBYTES, p, key) != 0)
		return err_set(e, ERR_SYSTEM, "Isi yang disegel tidak terbaca.",
		    "sealed with another key");
	*text = (struct str){(const char *)out, sealed.n - SEAL_EXTRA};
	return 0;
}
