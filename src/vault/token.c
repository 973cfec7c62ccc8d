#include "vault/token.h"

#include <sodium.h>
#include <string.h>

#include "base/random.h"
#include "vault/digest.h"

#define TOKEN_BYTES 32

void
key_derive(unsigned char out[KEY_SIZE], const unsigned char secret[KEY_SIZE],
    const char *purpose)
{
	struct field_hash h;

	field_hash_init(&h, secret);
	field_hash_bytes(&h, purpose, strlen(purpose));
	field_hash_end(&h, out);
}

/* As text; the bytes are forgotten. */
static void
print_token(char out[TOKEN_LEN + 1], unsigned char b[TOKEN_BYTES])
{
	sodium_bin2base64(out, TOKEN_LEN + 1, b, TOKEN_BYTES,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(b, TOKEN_BYTES);
}

void
token_new(char out[TOKEN_LEN + 1])
{
	unsigned char b[TOKEN_BYTES];

	random_bytes(b, sizeof(b));
	print_token(out, b);
}

void
token_derive(char out[TOKEN_LEN + 1], const unsigned char key[KEY_SIZE],
    const char *office, const char *thing)
{
	unsigned char b[TOKEN_BYTES];
	struct field_hash h;

	/* Two fields: never what token_hash() makes of one. */
	field_hash_init(&h, key);
	field_hash_bytes(&h, office, strlen(office));
	field_hash_bytes(&h, thing, strlen(thing));
	field_hash_end(&h, b);
	print_token(out, b);
}

void
token_hash(unsigned char out[TOKEN_HASH], const unsigned char key[KEY_SIZE],
    struct str token)
{
	struct field_hash h;

	field_hash_init(&h, key);
	field_hash_bytes(&h, token.p, token.n);
	field_hash_end(&h, out);
}

void
mac_hex(char out[MAC_HEX_LEN + 1], const unsigned char key[KEY_SIZE],
    const struct str *parts, size_t n)
{
	unsigned char mac[DIGEST_SIZE];
	struct field_hash h;

	field_hash_init(&h, key);
	for (size_t i = 0; i < n; i++)
		field_hash_bytes(&h, parts[i].p, parts[i].n);
	field_hash_end(&h, mac);
	hex_text(out, mac, sizeof(mac));
}

bool
secret_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}
