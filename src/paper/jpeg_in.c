/*
 * Reading JPEG, already smaller where that is cheap (libjpeg decodes at n/8
 * of the size), with the orientation that EXIF tells.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h> /* needs what jpeglib.h defines */

#include <libexif/exif-data.h>

#include "paper/raster.h"
#include "paper/shrink.h"

/* A progressive file has ten scans; thousands make a decoder sweat for ever. */
#define SCANS_MAX 64

struct reader {
	struct jpeg_decompress_struct d;
	struct jpeg_error_mgr error;
	struct jpeg_progress_mgr progress;
	jmp_buf jump;
	enum inspect_verdict verdict;
	struct shrink shrink;
	unsigned char *line; /* owned: one row as it comes */
	struct raster *out;  /* borrowed */
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
on_error(j_common_ptr c)
{
	int code = c->err->msg_code;

	fail(c->client_data,
	    code == JERR_OUT_OF_MEMORY || code == JERR_IMAGE_TOO_BIG
		? INSPECT_PIXELS
		: INSPECT_BROKEN);
}

/*
 * What is missing or torn is only a warning to libjpeg, which fills the rest
 * with grey.  Cameras that leave some bytes between the parts are harmless.
 */
static void
on_message(j_common_ptr c, int level)
{
	struct reader *r = c->client_data;

	if (level >= 0)
		return;
	switch (c->err->msg_code) {
	case JWRN_ARITH_BAD_CODE:
	case JWRN_HIT_MARKER:
	case JWRN_HUFF_BAD_CODE:
	case JWRN_JPEG_EOF:
	case JWRN_MUST_RESYNC:
		fail(r, INSPECT_BROKEN);
	default:
		break;
	}
}

static void
on_progress(j_common_ptr c)
{
	struct reader *r = c->client_data;

	if (r->d.input_scan_number > SCANS_MAX)
		fail(r, INSPECT_BOMB);
}

/* 1 to 8; 1 if nothing sensible is said. */
static int
read_orientation(const struct jpeg_decompress_struct *d)
{
	ExifData *data = NULL;
	ExifEntry *entry;
	int o = 1;

	for (jpeg_saved_marker_ptr m = d->marker_list; m && !data; m = m->next)
		if (m->data_length > 6 && memcmp(m->data, "Exif\0\0", 6) == 0)
			data = exif_data_new_from_data(m->data, m->data_length);
	if (!data)
		return 1;
	entry =
	    exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
	if (entry && entry->format == EXIF_FORMAT_SHORT && entry->size >= 2)
		o = exif_get_short(entry->data, exif_data_get_byte_order(data));
	exif_data_unref(data);
	return o >= 1 && o <= 8 ? o : 1;
}

/* The largest n/8 of the size that fits; the rest is for struct shrink. */
static void
choose_scale(struct jpeg_decompress_struct *d)
{
	d->scale_denom = 8;
	for (d->scale_num = 8; d->scale_num > 1; d->scale_num--) {
		jpeg_calc_output_dimensions(d);
		if (d->output_width <= INSPECT_SIDE &&
		    d->output_height <= INSPECT_SIDE)
			return;
	}
}

static void
choose_colours(struct reader *r)
{
	struct jpeg_decompress_struct *d = &r->d;

	switch (d->num_components) {
	case 1:
		d->out_color_space = JCS_GRAYSCALE;
		break;
	case 3:
		d->out_color_space = JCS_RGB;
		break;
	case 4:
		d->out_color_space = JCS_CMYK;
		break;
	default:
		fail(r, INSPECT_BROKEN);
	}
}

/* In place; Adobe's programs write the inks upside down, and say so. */
static void
ink_to_light(unsigned char *line, size_t pixels, bool adobe)
{
	const unsigned char *in = line;
	unsigned flip = adobe ? 0 : 255;

	for (; pixels > 0; pixels--, in += 4)
		for (unsigned c = 0, k = in[3] ^ flip; c < 3; c++)
			*line++ = (unsigned char)((in[c] ^ flip) * k / 255);
}

static void
read_rows(struct reader *r)
{
	struct jpeg_decompress_struct *d = &r->d;
	struct raster *out = r->out;
	int channels = d->output_components == 1 ? 1 : 3;
	unsigned char *to;
	size_t line;

	if (shrink_init(&r->shrink, (int)d->output_width, (int)d->output_height,
		channels, INSPECT_SIDE) < 0)
		fail(r, INSPECT_PIXELS);
	out->w = r->shrink.tw;
	out->h = r->shrink.th;
	out->channels = channels;
	line = (size_t)out->w * (size_t)channels;
	out->px = malloc(line * (size_t)out->h);
	r->line =
	    malloc((size_t)d->output_width * (size_t)d->output_components);
	if (!out->px || !r->line)
		fail(r, INSPECT_PIXELS);
	to = out->px;
	while (d->output_scanline < d->output_height) {
		const unsigned char *row;

		(void)jpeg_read_scanlines(d, &r->line, 1);
		if (d->output_components == 4)
			ink_to_light(
			    r->line, d->output_width, d->saw_Adobe_marker);
		row = shrink_row(&r->shrink, r->line);
		if (row) {
			memcpy(to, row, line);
			to += line;
		}
	}
}

static void
read_all(struct reader *r, const unsigned char *p, size_t n)
{
	struct jpeg_decompress_struct *d = &r->d;

	jpeg_create_decompress(d);
	d->progress = &r->progress;
	jpeg_mem_src(d, p, n);
	jpeg_save_markers(d, JPEG_APP0 + 1, 0xffff);
	(void)jpeg_read_header(d, TRUE);
	if (!raster_fits(d->image_width, d->image_height))
		fail(r, INSPECT_PIXELS);
	r->out->orientation = read_orientation(d);
	choose_colours(r);
	choose_scale(d);
	(void)jpeg_start_decompress(d);
	read_rows(r);
	(void)jpeg_finish_decompress(d);
}

enum inspect_verdict
raster_from_jpeg(struct raster *out, const unsigned char *p, size_t n)
{
	struct reader *r = calloc(1, sizeof(*r));
	enum inspect_verdict v;

	if (!r)
		return INSPECT_PIXELS;
	r->out = out;
	r->d.err = jpeg_std_error(&r->error);
	r->error.error_exit = on_error;
	r->error.emit_message = on_message;
	r->progress.progress_monitor = on_progress;
	r->d.client_data = r;
	if (setjmp(r->jump) == 0)
		read_all(r, p, n);
	v = r->verdict;
	jpeg_destroy_decompress(&r->d);
	shrink_clear(&r->shrink);
	free(r->line);
	free(r);
	return v;
}
