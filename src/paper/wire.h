/*
 * wire.h - what the two sides of an inspection say to each other over a
 * stream socket: pieces of at most WIRE_PIECE bytes, each with its kind and
 * length in front.
 *
 *	worker      inspector's process
 *	  <- HELLO    (nothing)            it is ready and locked
 *	  BEGIN ->    kind of file, u8
 *	  ASK ->      about its signatures; any number
 *	  DATA ->     bytes of the file; any number
 *	  END ->
 *	  <- RESULT   verdict u8, turned u8, width, height, pages u32
 *	  <- IMAGE    bytes; any number, only for an image that is INSPECT_OK
 *	  <- THUMB    likewise
 *	  <- SAID     bytes; any number, only of signatures, if INSPECT_OK
 *	  <- END      and the socket is closed
 */
#ifndef PAPER_WIRE_H
#define PAPER_WIRE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"
#include "paper/inspect.h"

#define WIRE_PIECE  ((size_t)65536)
#define WIRE_HEAD   5
#define WIRE_RESULT 14

enum wire_kind {
	WIRE_HELLO = 'H',
	WIRE_BEGIN = 'B',
	WIRE_ASK = 'A',
	WIRE_DATA = 'D',
	WIRE_RESULT_IS = 'R',
	WIRE_IMAGE = 'I',
	WIRE_THUMB = 'T',
	WIRE_SAID = 'S',
	WIRE_END = 'E'
};

/*
 * All of n bytes from or to a socket that blocks.  -1: it failed, or was
 * closed before.
 */
int wire_read(int fd, void *data, size_t n);
int wire_write(int fd, const void *data, size_t n);

/* Kind (one byte) and length (four, the highest first). */
void wire_head(unsigned char head[WIRE_HEAD], int kind, size_t n);
/* The kind, whatever it is. */
int wire_head_any(const unsigned char head[WIRE_HEAD], size_t *n);
/* -1: a length over WIRE_PIECE. */
int wire_head_read(
    const unsigned char head[WIRE_HEAD], int *kind, size_t *n) MUST_CHECK;

/* Typed values of a piece, one after the other. */
struct wire_in {
	const unsigned char *p; /* borrowed */
	size_t n;
	bool bad; /* there was less than was asked for */
};
uint32_t wire_u8(struct wire_in *in);
uint32_t wire_u32(struct wire_in *in);
/* Bytes behind their length (four bytes); borrowed. */
struct str wire_str(struct wire_in *in);
/* -1 if something was missing, or is left over. */
int wire_end(const struct wire_in *in) MUST_CHECK;

/* The same on the way out. */
void wire_put_u32(struct sb *b, uint32_t v);
void wire_put_str(struct sb *b, struct str s);

void wire_result(
    unsigned char piece[WIRE_RESULT], const struct inspection *out);
/*
 * Believe nothing: -1 unless every value is one that could be.  On failure
 * *out is untouched.
 */
int wire_result_read(struct inspection *out, enum inspect_kind kind,
    const unsigned char *p, size_t n) MUST_CHECK;

/*
 * The worker's reading of everything behind RESULT, one piece at a time:
 * order, sizes and sums.  Zeroed at the start.
 */
struct wire_reply {
	struct inspection result;
	bool have_result, ended;
	size_t image, thumb, said; /* bytes so far */
};
/*
 * Whether this piece may come now; if so it is counted.  p has n bytes.  -1:
 * the other side is not what it should be.
 */
int wire_reply_take(struct wire_reply *r, enum inspect_kind kind, int piece,
    const unsigned char *p, size_t n) MUST_CHECK;

#endif
