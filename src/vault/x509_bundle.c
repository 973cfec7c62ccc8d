/*
 * x509_bundle.c - several certificates in one file: SignedData of RFC 2315
 * that signs nothing, ".p7b".
 */
#include <string.h>

#include "vault/x509.h"

#define SEQUENCE 0x30
#define INNER    0xa0 /* [0] */
#define HEAD     6    /* bytes of a tag and a length, at most */

/* What stands around the certificates. */
static const unsigned char signed_data[] = {
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02};
/* Version 1, no algorithms, and the content: data, of which there is none. */
static const unsigned char before[] = {0x02, 0x01, 0x01, 0x31, 0x00, 0x30, 0x0b,
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};
static const unsigned char after[] = {0x31, 0x00}; /* no signers */

/* Written from its end, so that every length is known. */
struct backward {
	char *p;   /* the whole room */
	size_t at; /* of the first byte written */
	size_t end;
};

static void
put(struct backward *b, const void *p, size_t n)
{
	b->at -= n;
	memcpy(b->p + b->at, p, n);
}

/* A tag over all that was written since there were left bytes behind. */
static void
wrap(struct backward *b, unsigned char tag, size_t left)
{
	size_t n = b->end - b->at - left;
	unsigned char head[HEAD];
	size_t i = HEAD;

	if (n < 0x80) {
		head[--i] = (unsigned char)n;
	} else {
		size_t rest = n;

		for (; rest > 0; rest >>= 8)
			head[--i] = (unsigned char)rest;
		i--;
		head[i] = (unsigned char)(0x80 | (HEAD - 1 - i));
	}
	head[--i] = tag;
	put(b, head + i, HEAD - i);
}

struct str
certificate_bundle(struct arena *a, const struct str *v, size_t n)
{
	size_t room = sizeof(signed_data) + sizeof(before) + sizeof(after) +
		      (size_t)4 * HEAD;
	struct backward b;

	for (size_t i = 0; i < n; i++)
		room += v[i].n;
	b = (struct backward){arena_alloc(a, room), room, room};
	put(&b, after, sizeof(after));
	for (size_t i = n; i > 0; i--)
		put(&b, v[i - 1].p, v[i - 1].n);
	wrap(&b, INNER, sizeof(after));
	put(&b, before, sizeof(before));
	wrap(&b, SEQUENCE, 0);
	wrap(&b, INNER, 0);
	put(&b, signed_data, sizeof(signed_data));
	wrap(&b, SEQUENCE, 0);
	return (struct str){b.p + b.at, b.end - b.at};
}
