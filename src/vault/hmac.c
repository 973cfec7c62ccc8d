#include "vault/hmac.h"

#include <sodium.h>

#include "vault/digest.h"

_Static_assert(HMAC_HEX_LEN == 2 * crypto_auth_hmacsha256_BYTES, "length");

void
hmac_hex(char out[HMAC_HEX_LEN + 1], struct str secret, const struct str *parts,
    size_t n)
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state s;

	crypto_auth_hmacsha256_init(
	    &s, (const unsigned char *)secret.p, secret.n);
	for (size_t i = 0; i < n; i++)
		crypto_auth_hmacsha256_update(
		    &s, (const unsigned char *)parts[i].p, parts[i].n);
	crypto_auth_hmacsha256_final(&s, mac);
	hex_text(out, mac, sizeof(mac));
	sodium_memzero(&s, sizeof(s));
}
