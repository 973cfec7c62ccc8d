#include "vault/password.h"

#include <sodium.h>
#include <string.h>

_Static_assert(PASSWORD_HASH_SIZE == crypto_pwhash_STRBYTES, "hash size");

static const struct limits {
	unsigned long long ops;
	size_t mem;
} costs[] = {
    [PASSWORD_COST_NORMAL] = {crypto_pwhash_OPSLIMIT_INTERACTIVE,
	crypto_pwhash_MEMLIMIT_INTERACTIVE},
    [PASSWORD_COST_TEST] = {crypto_pwhash_OPSLIMIT_MIN,
	crypto_pwhash_MEMLIMIT_MIN},
};

/* The hash of 32 bytes that nobody kept, at the normal cost. */
static const char nobody[PASSWORD_HASH_SIZE] =
    "$argon2id$v=19$m=65536,t=2,p=1$4rS0s/lEOO8cWCp1ywVPAA"
    "$ECrw3TFRP2/qyPurI1EPXKSu24S5JiyIZ/n3KykNxsI";

int
password_hash(char out[PASSWORD_HASH_SIZE], struct str password,
    enum password_cost cost, struct err *e)
{
	const struct limits *c = &costs[cost];

	/* Chooses the fast code for this machine; harmless if done. */
	if (sodium_init() >= 0 &&
	    crypto_pwhash_str(out, password.p, password.n, c->ops, c->mem) == 0)
		return 0;
	return err_set(e, ERR_SYSTEM,
	    "Terjadi gangguan pada sistem. Silakan coba lagi sebentar lagi.",
	    "password: no hash with %zu bytes of memory", c->mem);
}

bool
password_check(const char *hash, struct str password)
{
	bool same =
	    sodium_init() >= 0 && crypto_pwhash_str_verify(hash ? hash : nobody,
				      password.p, password.n) == 0;

	return same && hash;
}

bool
password_needs_rehash(const char *hash, enum password_cost cost)
{
	const struct limits *c = &costs[cost];

	return crypto_pwhash_str_needs_rehash(hash, c->ops, c->mem) != 0;
}
