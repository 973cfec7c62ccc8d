/*
 * Writing JPEG.  libjpeg reports a failure by a function that must not
 * return: every call of it stands behind a setjmp() of its own.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "base/limits.h"
#include "paper/raster.h"

#define QUALITY 88

struct jpeg_out {
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr error;
	struct jpeg_destination_mgr dest;
	jmp_buf jump;
	struct sb *to; /* borrowed */
	unsigned char piece[32 * 1024];
};

static void
on_error(j_common_ptr c)
{
	struct jpeg_out *o = c->client_data;

	longjmp(o->jump, 1);
}

static void
on_message(j_common_ptr c, int level)
{
	(void)c;
	(void)level;
}

static void
dest_init(j_compress_ptr c)
{
	struct jpeg_out *o = c->client_data;

	o->dest.next_output_byte = o->piece;
	o->dest.free_in_buffer = sizeof(o->piece);
}

static void
put(struct jpeg_out *o, size_t n)
{
	sb_put(o->to, (const char *)o->piece, n);
	if (o->to->failed)
		longjmp(o->jump, 1);
}

static boolean
dest_empty(j_compress_ptr c)
{
	struct jpeg_out *o = c->client_data;

	put(o, sizeof(o->piece));
	dest_init(c);
	return TRUE;
}

static void
dest_term(j_compress_ptr c)
{
	struct jpeg_out *o = c->client_data;

	put(o, sizeof(o->piece) - o->dest.free_in_buffer);
}

static int
begin(struct jpeg_out *o, int w, int h, int channels)
{
	if (setjmp(o->jump))
		return -1;
	jpeg_create_compress(&o->c);
	o->dest.init_destination = dest_init;
	o->dest.empty_output_buffer = dest_empty;
	o->dest.term_destination = dest_term;
	o->c.dest = &o->dest;
	o->c.image_width = (JDIMENSION)w;
	o->c.image_height = (JDIMENSION)h;
	o->c.input_components = channels;
	o->c.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(&o->c);
	jpeg_set_quality(&o->c, QUALITY, TRUE);
	jpeg_start_compress(&o->c, TRUE);
	return 0;
}

struct jpeg_out *
jpeg_out_begin(struct sb *to, int w, int h, int channels)
{
	struct jpeg_out *o = calloc(1, sizeof(*o));

	if (!o)
		return NULL;
	o->to = to;
	o->c.err = jpeg_std_error(&o->error);
	o->error.error_exit = on_error;
	o->error.emit_message = on_message;
	o->c.client_data = o;
	if (begin(o, w, h, channels) == 0)
		return o;
	jpeg_out_free(o);
	return NULL;
}

int
jpeg_out_row(struct jpeg_out *o, const unsigned char *row)
{
	/* libjpeg only reads; its type does not say so. */
	union {
		const unsigned char *in;
		JSAMPROW row;
	} u = {.in = row};

	if (setjmp(o->jump))
		return -1;
	(void)jpeg_write_scanlines(&o->c, &u.row, 1);
	return 0;
}

int
jpeg_out_end(struct jpeg_out *o)
{
	if (setjmp(o->jump))
		return -1;
	jpeg_finish_compress(&o->c);
	return 0;
}

void
jpeg_out_free(struct jpeg_out *o)
{
	if (!o)
		return;
	jpeg_destroy_compress(&o->c);
	free(o);
}
