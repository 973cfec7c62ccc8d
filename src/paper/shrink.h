/*
 * shrink.h - a picture made smaller, row by row: every new pixel is the mean
 * of the area that it covers.
 */
#ifndef PAPER_SHRINK_H
#define PAPER_SHRINK_H

#include <stdint.h>

#include "base/err.h"

struct shrink {
	int w, h;       /* what comes in; both at least 1 */
	int tw, th;     /* what goes out */
	int channels;   /* bytes of a pixel: 1 or 3 */
	int y, ty;      /* rows taken and given */
	uint32_t *line; /* owned, like the rest: one row, summed across */
	uint64_t *sum;
	unsigned char *row;
};

/*
 * Both sides are divided alike so that the longer one is at most side; a
 * picture that fits stays as it is.  -1: no memory; to be cleared all the same.
 */
int shrink_init(
    struct shrink *s, int w, int h, int channels, int side) MUST_CHECK;
/*
 * Take the next of h rows.  The next of th rows if this completes it, else
 * NULL; valid until the next call, and it may be in itself.
 */
const unsigned char *shrink_row(struct shrink *s, const unsigned char *in);
void shrink_clear(struct shrink *s);

#endif
