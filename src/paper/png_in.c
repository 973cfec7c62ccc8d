/*
 * Reading PNG.  Rows are made smaller as they come; only an interlaced file
 * has to be decoded as a whole.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "paper/raster.h"
#include "paper/shrink.h"

struct reader {
	png_structp png;
	png_infop info;
	jmp_buf jump;
	enum inspect_verdict verdict;
	const unsigned char *p; /* borrowed: what is left of the file */
	size_t n;
	size_t w, h, in; /* in: bytes of a pixel as it comes, 1 to 4 */
	bool interlaced;
	struct shrink shrink;
	unsigned char *px;  /* owned: one row, or all if interlaced */
	unsigned char *row; /* owned: one row without transparency */
	unsigned char *to;  /* borrowed: the next row of out */
	struct raster *out; /* borrowed */
};

static void fail(struct reader *r, enum inspect_verdict v)
    __attribute__((noreturn));

static void
fail(struct reader *r, enum inspect_verdict v)
{
	r->verdict = v;
	longjmp(r->jump, 1);
}

static void
on_error(png_structp png, png_const_charp text)
{
	(void)text;
	fail(png_get_error_ptr(png), INSPECT_BROKEN);
}

static void
on_warning(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

static void
on_read(png_structp png, png_bytep to, size_t n)
{
	struct reader *r = png_get_io_ptr(png);

	if (n > r->n)
		fail(r, INSPECT_BROKEN);
	memcpy(to, r->p, n);
	r->p += n;
	r->n -= n;
}

/* Texts, profiles and the like are passed over and never unpacked. */
static void
read_head(struct reader *r)
{
	png_set_read_fn(r->png, r, on_read);
	png_set_keep_unknown_chunks(r->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_set_user_limits(r->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
	png_read_info(r->png, r->info);
	r->w = png_get_image_width(r->png, r->info);
	r->h = png_get_image_height(r->png, r->info);
	if (!raster_fits(r->w, r->h))
		fail(r, INSPECT_PIXELS);
	png_set_expand(r->png);
	png_set_scale_16(r->png);
	r->interlaced = png_set_interlace_handling(r->png) > 1;
	png_read_update_info(r->png, r->info);
	r->in = png_get_channels(r->png, r->info);
	if (png_get_rowbytes(r->png, r->info) != r->w * r->in)
		fail(r, INSPECT_BROKEN);
}

static void
make_room(struct reader *r)
{
	struct raster *out = r->out;
	int channels = r->in < 3 ? 1 : 3;

	if (shrink_init(
		&r->shrink, (int)r->w, (int)r->h, channels, INSPECT_SIDE) < 0)
		fail(r, INSPECT_PIXELS);
	out->w = r->shrink.tw;
	out->h = r->shrink.th;
	out->channels = channels;
	out->orientation = 1;
	out->px = malloc((size_t)out->w * (size_t)out->h * (size_t)channels);
	r->row = malloc(r->w * (size_t)channels);
	r->px = malloc(r->w * r->in * (r->interlaced ? r->h : 1));
	if (!out->px || !r->row || !r->px)
		fail(r, INSPECT_PIXELS);
	r->to = out->px;
}

/* Lay a row on white paper, and pass it on. */
static void
take_row(struct reader *r, const unsigned char *in)
{
	const size_t colours = (size_t)r->out->channels;
	const size_t line = (size_t)r->out->w * colours;
	const unsigned char *row = in;

	if (r->in != colours) {
		unsigned char *to = r->row;

		for (size_t x = 0; x < r->w; x++, in += r->in) {
			unsigned a = in[colours], white = 255 * (255 - a);

			for (size_t c = 0; c < colours; c++)
				*to++ =
				    (unsigned char)((in[c] * a + white + 127) /
						    255);
		}
		row = r->row;
	}
	row = shrink_row(&r->shrink, row);
	if (row) {
		memcpy(r->to, row, line);
		r->to += line;
	}
}

static void
read_rows(struct reader *r)
{
	const size_t line = r->w * r->in;
	int passes = r->interlaced ? PNG_INTERLACE_ADAM7_PASSES : 1;

	/* Where a later pass fills in, libpng expects what it wrote before. */
	if (r->interlaced)
		memset(r->px, 0, line * r->h);
	for (int pass = 0; pass < passes; pass++)
		for (size_t y = 0; y < r->h; y++) {
			png_read_row(r->png,
			    r->px + (r->interlaced ? y * line : 0), NULL);
			if (!r->interlaced)
				take_row(r, r->px);
		}
	for (size_t y = 0; r->interlaced && y < r->h; y++)
		take_row(r, r->px + y * line);
	png_read_end(r->png, NULL);
}

static void
read_all(struct reader *r)
{
	r->png = png_create_read_struct(
	    PNG_LIBPNG_VER_STRING, r, on_error, on_warning);
	if (r->png)
		r->info = png_create_info_struct(r->png);
	if (!r->info)
		fail(r, INSPECT_PIXELS);
	read_head(r);
	make_room(r);
	read_rows(r);
}

enum inspect_verdict
raster_from_png(struct raster *out, const unsigned char *p, size_t n)
{
	struct reader *r = calloc(1, sizeof(*r));
	enum inspect_verdict v;

	if (!r)
		return INSPECT_PIXELS;
	r->out = out;
	r->p = p;
	r->n = n;
	if (setjmp(r->jump) == 0)
		read_all(r);
	v = r->verdict;
	png_destroy_read_struct(&r->png, &r->info, NULL);
	shrink_clear(&r->shrink);
	free(r->row);
	free(r->px);
	free(r);
	return v;
}
