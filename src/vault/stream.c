#include "vault/stream.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define TAG_PIECE crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
#define TAG_LAST  crypto_secretstream_xchacha20poly1305_TAG_FINAL

_Static_assert(sizeof(crypto_secretstream_xchacha20poly1305_state) <=
		   sizeof(((struct stream_out *)0)->state),
    "room for libsodium's state");
_Static_assert(
    _Alignof(crypto_secretstream_xchacha20poly1305_state) <= 16, "alignment");
_Static_assert(
    STREAM_HEADER == crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    "STREAM_HEADER");
_Static_assert(STREAM_OVERHEAD == crypto_secretstream_xchacha20poly1305_ABYTES,
    "STREAM_OVERHEAD");
_Static_assert(
    KEY_SIZE == crypto_secretstream_xchacha20poly1305_KEYBYTES, "KEY_SIZE");

static crypto_secretstream_xchacha20poly1305_state *
state_of(unsigned char *opaque)
{
	return (void *)opaque;
}

static int
put(int fd, const unsigned char *p, size_t n, struct err *e)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return err_set(e, ERR_BUSY,
			    "Berkas tidak dapat disimpan: penyimpanan penuh "
			    "atau sibuk.",
			    "stream: write: errno %d", errno);
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

int
stream_begin(struct stream_out *s, int fd, const unsigned char key[KEY_SIZE],
    struct err *e)
{
	unsigned char header[STREAM_HEADER];

	s->fd = fd;
	s->n = 0;
	crypto_secretstream_xchacha20poly1305_init_push(
	    state_of(s->state), header, key);
	return put(fd, header, sizeof(header), e);
}

static int
put_piece(struct stream_out *s, const unsigned char *p, size_t n,
    unsigned char tag, struct err *e)
{
	crypto_secretstream_xchacha20poly1305_push(
	    state_of(s->state), s->sealed, NULL, p, n, NULL, 0, tag);
	return put(s->fd, s->sealed, n + STREAM_OVERHEAD, e);
}

/* A full piece waits until there is more: it may be the last. */
int
stream_write(struct stream_out *s, const void *from, size_t n, struct err *e)
{
	const unsigned char *p = from;

	while (n > 0) {
		size_t part = STREAM_PIECE - s->n < n ? STREAM_PIECE - s->n : n;

		if (part == 0) {
			if (put_piece(s, s->plain, s->n, TAG_PIECE, e) < 0)
				return -1;
			s->n = 0;
			continue;
		}
		memcpy(s->plain + s->n, p, part);
		s->n += part;
		p += part;
		n -= part;
	}
	return 0;
}

int
stream_end(struct stream_out *s, struct err *e)
{
	return put_piece(s, s->plain, s->n, TAG_LAST, e);
}

void
stream_wipe(struct stream_out *s)
{
	sodium_memzero(s->state, sizeof(s->state));
	sodium_memzero(s->plain, s->n);
	s->n = 0;
}

/* Up to n bytes, fewer only at the end of the file. */
static int
get(int fd, unsigned char *p, size_t n, size_t *got, struct err *e)
{
	for (*got = 0; *got < n;) {
		ssize_t part = read(fd, p + *got, n - *got);

		if (part < 0 && errno == EINTR)
			continue;
		if (part < 0)
			return err_set(e, ERR_SYSTEM,
			    "Berkas ini tidak dapat dibaca.",
			    "stream: read: errno %d", errno);
		if (part == 0)
			return 0;
		*got += (size_t)part;
	}
	return 0;
}

static int
damaged(struct err *e, const char *how)
{
	return err_set(e, ERR_SYSTEM,
	    "Berkas ini rusak dan tidak dapat dibaca.", "stream: %s", how);
}

int
stream_open(struct stream_in *s, int fd, const unsigned char key[KEY_SIZE],
    struct err *e)
{
	unsigned char header[STREAM_HEADER];
	size_t n;

	s->fd = fd;
	s->last = false;
	s->at = s->n = 0;
	if (get(fd, header, sizeof(header), &n, e) < 0)
		return -1;
	if (n < sizeof(header))
		return damaged(e, "no header");
	crypto_secretstream_xchacha20poly1305_init_pull(
	    state_of(s->state), header, key);
	return 0;
}

static int
get_piece(struct stream_in *s, struct err *e)
{
	unsigned char tag;
	size_t n;

	if (get(s->fd, s->sealed, sizeof(s->sealed), &n, e) < 0)
		return -1;
	if (s->last)
		return n == 0 ? 0 : damaged(e, "more after the end");
	if (n < STREAM_OVERHEAD)
		return damaged(e, "cut");
	if (crypto_secretstream_xchacha20poly1305_pull(state_of(s->state),
		s->plain, NULL, &tag, s->sealed, n, NULL, 0) != 0)
		return damaged(e, "changed, cut, or another key");
	if (tag != TAG_LAST && n < sizeof(s->sealed))
		return damaged(e, "short piece");
	s->last = tag == TAG_LAST;
	s->at = 0;
	s->n = n - STREAM_OVERHEAD;
	return 0;
}

ssize_t
stream_read(struct stream_in *s, void *buf, size_t n, struct err *e)
{
	while (s->at == s->n) {
		bool ended = s->last;

		if (get_piece(s, e) < 0)
			return -1;
		if (ended)
			return 0;
	}
	if (n > s->n - s->at)
		n = s->n - s->at;
	memcpy(buf, s->plain + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

void
stream_forget(struct stream_in *s)
{
	sodium_memzero(s->state, sizeof(s->state));
	sodium_memzero(s->plain, s->n);
	s->at = s->n = 0;
}

size_t
stream_size(size_t n)
{
	size_t pieces = n ? (n + STREAM_PIECE - 1) / STREAM_PIECE : 1;

	return STREAM_HEADER + n + pieces * STREAM_OVERHEAD;
}
