#include "vault/digest.h"

#include <sodium.h>

_Static_assert(
    sizeof(struct content_hash) == sizeof(struct field_hash), "the same state");
_Static_assert(sizeof(crypto_generichash_state) <=
		   sizeof(((struct field_hash *)0)->opaque),
    "room for libsodium's state");
_Static_assert(_Alignof(crypto_generichash_state) <= 64, "alignment");

static crypto_generichash_state *
state(unsigned char *opaque)
{
	return (void *)opaque;
}

void
content_hash_init(struct content_hash *h)
{
	crypto_generichash_init(state(h->opaque), NULL, 0, DIGEST_SIZE);
}

void
content_hash_add(struct content_hash *h, const void *p, size_t n)
{
	crypto_generichash_update(state(h->opaque), p, n);
}

void
content_hash_end(struct content_hash *h, unsigned char out[DIGEST_SIZE])
{
	crypto_generichash_final(state(h->opaque), out, DIGEST_SIZE);
}

_Static_assert(
    sizeof(crypto_hash_sha256_state) <= sizeof(((struct sha256 *)0)->opaque),
    "room for libsodium's state");

void
sha256_init(struct sha256 *h)
{
	crypto_hash_sha256_init((void *)h->opaque);
}

void
sha256_add(struct sha256 *h, const void *p, size_t n)
{
	crypto_hash_sha256_update((void *)h->opaque, p, n);
}

void
sha256_end(struct sha256 *h, unsigned char out[SHA256_SIZE])
{
	crypto_hash_sha256_final((void *)h->opaque, out);
}

void
field_hash_init(struct field_hash *h, const unsigned char *key)
{
	crypto_generichash_init(
	    state(h->opaque), key, key ? 32 : 0, DIGEST_SIZE);
}

/* One byte of kind and eight of value or length, the lowest first. */
static void
head(struct field_hash *h, char kind, uint64_t v)
{
	unsigned char b[9] = {(unsigned char)kind};

	for (int i = 1; i <= 8; i++, v >>= 8)
		b[i] = (unsigned char)(v & 0xff);
	crypto_generichash_update(state(h->opaque), b, sizeof(b));
}

void
field_hash_null(struct field_hash *h)
{
	head(h, 'n', 0);
}

void
field_hash_int(struct field_hash *h, int64_t v)
{
	head(h, 'i', (uint64_t)v);
}

void
field_hash_bytes(struct field_hash *h, const void *p, size_t n)
{
	head(h, 'b', n);
	crypto_generichash_update(state(h->opaque), p, n);
}

void
field_hash_end(struct field_hash *h, unsigned char out[DIGEST_SIZE])
{
	crypto_generichash_final(state(h->opaque), out, DIGEST_SIZE);
}

void
hex_text(char *out, const unsigned char *p, size_t n)
{
	sodium_bin2hex(out, 2 * n + 1, p, n);
}
