/*
 * stream.h - one encrypted file: libsodium's secretstream (XChaCha20 and
 * Poly1305) in pieces of 64 KiB, the last one marked as the last.  A byte
 * changed, a piece cut off, moved or added is noticed while reading.
 *
 * On disk: 24 bytes of header, then every piece with 17 bytes more.  The
 * structs hold the pieces and allocate nothing; they are too large for the
 * stack.  The descriptor belongs to the caller.
 */
#ifndef VAULT_STREAM_H
#define VAULT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "vault/token.h"

#define STREAM_PIECE    65536
#define STREAM_HEADER   24
#define STREAM_OVERHEAD 17 /* of each piece */

struct stream_out {
	_Alignas(16) unsigned char state[64];
	int fd;   /* borrowed */
	size_t n; /* bytes in plain */
	unsigned char plain[STREAM_PIECE];
	unsigned char sealed[STREAM_PIECE + STREAM_OVERHEAD];
};

/* ERR_BUSY if the disk is full, here and below. */
int stream_begin(struct stream_out *s, int fd,
    const unsigned char key[KEY_SIZE], struct err *e) MUST_CHECK;
int stream_write(
    struct stream_out *s, const void *p, size_t n, struct err *e) MUST_CHECK;
/* The last piece; no fsync. */
int stream_end(struct stream_out *s, struct err *e) MUST_CHECK;
/* Forget key and content; after any of the above. */
void stream_wipe(struct stream_out *s);

struct stream_in {
	_Alignas(16) unsigned char state[64];
	int fd; /* borrowed */
	bool last;
	size_t at, n; /* what of plain was not read yet */
	unsigned char plain[STREAM_PIECE];
	unsigned char sealed[STREAM_PIECE + STREAM_OVERHEAD];
};

int stream_open(struct stream_in *s, int fd, const unsigned char key[KEY_SIZE],
    struct err *e) MUST_CHECK;
/*
 * Up to n bytes; 0: the end, and nothing is missing.  What was given before
 * a -1 (ERR_SYSTEM: damaged, cut, or another key) is true, but not all.
 */
ssize_t stream_read(
    struct stream_in *s, void *buf, size_t n, struct err *e) MUST_CHECK;
void stream_forget(struct stream_in *s);

/* Bytes on disk for n bytes of content. */
size_t stream_size(size_t n);

#endif
