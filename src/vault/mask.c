#include "vault/mask.h"

#include <sodium.h>
#include <string.h>

#define BLOCK 64 /* bytes of key stream by one number of the counter */

_Static_assert(KEY_SIZE == crypto_stream_chacha20_KEYBYTES, "KEY_SIZE");
_Static_assert(sizeof(uint64_t) == crypto_stream_chacha20_NONCEBYTES, "nonce");

void
mask_init(struct mask *m)
{
	randombytes_buf(m->key, sizeof(m->key));
}

void
mask_clear(struct mask *m)
{
	sodium_memzero(m->key, sizeof(m->key));
}

void
mask_apply(const struct mask *m, uint64_t file, uint64_t at, void *p, size_t n)
{
	unsigned char nonce[sizeof(file)], block[BLOCK], *to = p;
	size_t skip = (size_t)(at % BLOCK), head = 0;

	for (size_t i = 0; i < sizeof(nonce); i++)
		nonce[i] = (unsigned char)(file >> (8 * i));
	/* The rest of a block that was begun, then whole blocks. */
	if (skip > 0) {
		head = n < BLOCK - skip ? n : BLOCK - skip;
		memset(block, 0, sizeof(block));
		memcpy(block + skip, to, head);
		crypto_stream_chacha20_xor_ic(
		    block, block, sizeof(block), nonce, at / BLOCK, m->key);
		memcpy(to, block + skip, head);
		sodium_memzero(block, sizeof(block));
	}
	if (n > head)
		crypto_stream_chacha20_xor_ic(to + head, to + head, n - head,
		    nonce, (at + head) / BLOCK, m->key);
}
