#include "paper/image.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "paper/raster.h"
#include "paper/shrink.h"

/* What becomes of a raster: rows to the image, and made smaller to the thumb.
 */
struct writer {
	struct jpeg_out *image, *thumb; /* owned */
	struct shrink shrink;
	unsigned char *row; /* owned */
	int w, h;           /* upright */
};

bool
raster_fits(size_t w, size_t h)
{
	return w > 0 && h > 0 && w <= LIMIT_SIDE && h <= LIMIT_SIDE &&
	       w * h <= LIMIT_PIXELS;
}

/* Row y of the upright picture, gathered from the one that lies. */
static void
turn_row(const struct raster *r, int y, unsigned char *row, int w)
{
	const int o = r->orientation;
	const ptrdiff_t pixel = r->channels, line = pixel * r->w;
	const bool sideways = o >= 5;
	const bool back = o == 2 || o == 3 || o == 6 || o == 7;
	const bool below = o == 3 || o == 4 || o == 7 || o == 8;
	ptrdiff_t along = sideways ? line : pixel;
	ptrdiff_t down = sideways ? pixel : line;
	const unsigned char *p = r->px;

	p += (below ? (sideways ? r->w : r->h) - 1 - y : y) * down;
	if (back) {
		p += (w - 1) * along;
		along = -along;
	}
	if (r->channels == 1) {
		for (int x = 0; x < w; x++, p += along)
			row[x] = *p;
		return;
	}
	for (int x = 0; x < w; x++, p += along) {
		*row++ = p[0];
		*row++ = p[1];
		*row++ = p[2];
	}
}

static int
write_rows(struct writer *w, const struct raster *r)
{
	const size_t line = (size_t)r->w * (size_t)r->channels;

	for (int y = 0; y < w->h; y++) {
		const unsigned char *row = r->px + (size_t)y * line, *small;

		if (r->orientation != 1) {
			turn_row(r, y, w->row, w->w);
			row = w->row;
		}
		if (jpeg_out_row(w->image, row) < 0)
			return -1;
		small = shrink_row(&w->shrink, row);
		if (small && jpeg_out_row(w->thumb, small) < 0)
			return -1;
	}
	return jpeg_out_end(w->image) < 0 || jpeg_out_end(w->thumb) < 0 ? -1
									: 0;
}

static int
write_both(struct writer *w, const struct raster *r, struct sb *image,
    struct sb *thumb)
{
	const bool sideways = r->orientation >= 5;

	w->w = sideways ? r->h : r->w;
	w->h = sideways ? r->w : r->h;
	if (shrink_init(&w->shrink, w->w, w->h, r->channels, INSPECT_THUMB) < 0)
		return -1;
	w->row = malloc((size_t)w->w * (size_t)r->channels);
	w->image = jpeg_out_begin(image, w->w, w->h, r->channels);
	w->thumb =
	    jpeg_out_begin(thumb, w->shrink.tw, w->shrink.th, r->channels);
	if (!w->row || !w->image || !w->thumb)
		return -1;
	return write_rows(w, r);
}

static enum inspect_verdict
decode(struct raster *r, const unsigned char *p, size_t n)
{
	static const unsigned char jpeg[] = {0xff, 0xd8, 0xff};
	static const unsigned char png[] = {
	    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

	if (n == 0)
		return INSPECT_EMPTY;
	if (n >= sizeof(jpeg) && memcmp(p, jpeg, sizeof(jpeg)) == 0)
		return raster_from_jpeg(r, p, n);
	if (n >= sizeof(png) && memcmp(p, png, sizeof(png)) == 0)
		return raster_from_png(r, p, n);
	return INSPECT_TYPE;
}

void
image_convert(struct inspection *out, const unsigned char *p, size_t n,
    struct sb *image, struct sb *thumb)
{
	struct raster r = {0};
	struct writer w = {0};

	*out = (struct inspection){.verdict = decode(&r, p, n)};
	if (out->verdict != INSPECT_OK)
		goto out;
	if (write_both(&w, &r, image, thumb) < 0) {
		out->verdict = INSPECT_PIXELS;
		goto out;
	}
	out->width = w.w;
	out->height = w.h;
	out->turned = r.orientation != 1;
out:
	jpeg_out_free(w.image);
	jpeg_out_free(w.thumb);
	shrink_clear(&w.shrink);
	free(w.row);
	free(r.px);
}
