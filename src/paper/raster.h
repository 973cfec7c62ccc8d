/*
 * raster.h - a decoded picture between its decoder and its encoder.  Private
 * to the image files of this folder.
 */
#ifndef PAPER_RASTER_H
#define PAPER_RASTER_H

#include "base/str.h"
#include "paper/inspect.h"

struct raster {
	unsigned char *px; /* owned: w * h * channels bytes */
	int w, h;
	int channels;    /* 1: grey, 3: red, green, blue */
	int orientation; /* how it lies, 1 to 8 as in EXIF */
};

/* Whether a picture of w x h pixels may be decoded. */
bool raster_fits(size_t w, size_t h);

/*
 * Decode, at most INSPECT_SIDE pixels long.  *r is zeroed before, and owned
 * by the caller whatever the verdict is.
 */
enum inspect_verdict raster_from_jpeg(
    struct raster *r, const unsigned char *p, size_t n) MUST_CHECK;
enum inspect_verdict raster_from_png(
    struct raster *r, const unsigned char *p, size_t n) MUST_CHECK;

/* A JPEG that is being written into a builder; -1: it is full. */
struct jpeg_out;
struct jpeg_out *jpeg_out_begin(struct sb *to, int w, int h, int channels);
int jpeg_out_row(struct jpeg_out *o, const unsigned char *row) MUST_CHECK;
int jpeg_out_end(struct jpeg_out *o) MUST_CHECK;
/* NULL is accepted. */
void jpeg_out_free(struct jpeg_out *o);

#endif
