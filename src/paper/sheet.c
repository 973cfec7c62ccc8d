#include "paper/sheet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <qrencode.h>

#include "base/limits.h"

/* Metric twins of Times New Roman and Arial, package fonts-liberation2. */
#define SERIF "Liberation Serif"
#define SANS  "Liberation Sans"

struct sheet_text {
	struct sheet_text *next;
	PangoLayout *layout; /* owned */
	double lead;         /* below the last line, as between all */
};

struct sheet {
	struct sb *out; /* borrowed */
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *context;
	struct sheet_text *texts; /* owned */
	size_t pages;
};

#define PNG_HEAD 24
#define SIDE_MAX 4000 /* of a picture, pixels */
#define QUIET    4    /* modules of light around a code (ISO/IEC 18004) */

/* --- fonts -------------------------------------------------------------- */

static const char *const families[] = {SERIF, SANS};

/* The files of a family, into a set of fonts of our own. */
static int
add_family(FcConfig *own, const char *family, struct err *e)
{
	FcPattern *wanted = FcPatternBuild(
	    NULL, FC_FAMILY, FcTypeString, (const FcChar8 *)family, NULL);
	FcObjectSet *objects = FcObjectSetBuild(FC_FILE, NULL);
	FcFontSet *found = FcFontList(NULL, wanted, objects);
	int n = 0;

	for (int i = 0; found && i < found->nfont; i++) {
		FcChar8 *file;

		if (FcPatternGetString(found->fonts[i], FC_FILE, 0, &file) ==
			FcResultMatch &&
		    FcConfigAppFontAddFile(own, file))
			n++;
	}
	if (found)
		FcFontSetDestroy(found);
	FcObjectSetDestroy(objects);
	FcPatternDestroy(wanted);
	if (n > 0)
		return 0;
	return err_set(e, ERR_SYSTEM, "Huruf untuk naskah belum terpasang.",
	    "no %s: package fonts-liberation2", family);
}

/*
 * Only these fonts, so that a letter looks the same whatever else a machine
 * has; and few enough that all of them stay open, as a locked process opens
 * none.
 */
static int
set_fonts(PangoFontMap *map, struct err *e)
{
	FcConfig *own = FcConfigCreate();

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (add_family(own, families[i], e) < 0) {
			FcConfigDestroy(own);
			return -1;
		}
	pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), own);
	FcConfigDestroy(own);
	return 0;
}

/* Sizes that letters and SOPs have; others work, but are looked up anew. */
static const double warm_sizes[] = {6, 6.5, 7.5, 8, 9, 9.5, 10, 11, 12, 13, 15};

static void
warm_page(struct sheet *s)
{
	static const char all[] = "Paraf, 1 (satu) berkas: \u00a7\u2013";

	sheet_page(s);
	for (size_t i = 0; i < sizeof(warm_sizes) / sizeof(warm_sizes[0]); i++)
		for (unsigned k = 0; k < 8; k++) {
			const struct sheet_style style = {.size = warm_sizes[i],
			    .bold = k & 1,
			    .italic = k & 2,
			    .sans = k & 4};

			sheet_put_all(s, sheet_set(s, &style, all, 100), 0, 0);
		}
}

int
sheet_warm(struct err *e)
{
	struct sheet_conf conf = {SHEET_A4_W, SHEET_A4_H, "", "", "2026-01-01"};
	struct sheet *s;
	struct sb out;
	int rc;

	if (set_fonts(pango_cairo_font_map_get_default(), e) < 0)
		return -1;
	sb_init(&out, 1 * MIB);
	rc = sheet_open(&s, &out, &conf, e);
	if (rc == 0) {
		warm_page(s);
		rc = sheet_close(s, e);
	}
	sb_clear(&out);
	return rc;
}

/* --- the file ----------------------------------------------------------- */

static cairo_status_t
write_out(void *ctx, const unsigned char *p, unsigned n)
{
	struct sheet *s = ctx;

	sb_put(s->out, (const char *)p, n);
	return s->out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/*
 * cairo 1.16 leaves out the "D:" that a date begins with.  It is given a zone
 * that is longer than the Z that we mean, and so there is room for it in a
 * file whose offsets are written already.
 */
static void
set_created(cairo_surface_t *surface, const char *created)
{
	char text[32];

	snprintf(text, sizeof(text), "%s", created);
	if (strlen(created) == 20 && created[19] == 'Z')
		snprintf(text, sizeof(text), "%.19s+00:00", created);
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_CREATE_DATE, text);
}

static void
put_created(struct sb *b)
{
	static const char key[] = "/CreationDate (", zone[] = "+00'00)";
	enum { KEY = sizeof(key) - 1, DIGITS = 14, ZONE = sizeof(zone) - 1 };
	char *p = b->p, *end = b->p + b->n, *at = NULL, digits[DIGITS];

	/* What describes the file comes last. */
	while (p && (p = memmem(p, (size_t)(end - p), key, KEY)))
		at = p, p += KEY;
	if (!at || end - at < KEY + DIGITS + ZONE ||
	    memcmp(at + KEY + DIGITS, zone, ZONE) != 0)
		return;
	memcpy(digits, at + KEY, DIGITS);
	memcpy(at + KEY, "D:", 2);
	memcpy(at + KEY + 2, digits, DIGITS);
	memcpy(at + KEY + 2 + DIGITS, "Z)   ", ZONE - 2);
}

int
sheet_open(
    struct sheet **out, struct sb *b, const struct sheet_conf *c, struct err *e)
{
	struct sheet *s = calloc(1, sizeof(*s));

	*out = NULL;
	if (!s)
		return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "sheet");
	s->out = b;
	s->surface =
	    cairo_pdf_surface_create_for_stream(write_out, s, c->w, c->h);
	cairo_pdf_surface_set_metadata(
	    s->surface, CAIRO_PDF_METADATA_TITLE, c->title);
	cairo_pdf_surface_set_metadata(
	    s->surface, CAIRO_PDF_METADATA_AUTHOR, c->author);
	cairo_pdf_surface_set_metadata(
	    s->surface, CAIRO_PDF_METADATA_CREATOR, "Paraf");
	set_created(s->surface, c->created);
	s->cr = cairo_create(s->surface);
	s->context = pango_cairo_create_context(s->cr);
	/* Points are points. */
	pango_cairo_context_set_resolution(s->context, 72);
	pango_context_set_language(
	    s->context, pango_language_from_string("id"));
	*out = s;
	return 0;
}

int
sheet_close(struct sheet *s, struct err *e)
{
	cairo_status_t status;

	if (s->pages > 0)
		cairo_show_page(s->cr);
	while (s->texts) {
		struct sheet_text *t = s->texts;

		s->texts = t->next;
		g_object_unref(t->layout);
		g_free(t);
	}
	cairo_destroy(s->cr);
	cairo_surface_finish(s->surface);
	status = cairo_surface_status(s->surface);
	cairo_surface_destroy(s->surface);
	g_object_unref(s->context);
	if (status == CAIRO_STATUS_SUCCESS && s->out->failed)
		status = CAIRO_STATUS_WRITE_ERROR;
	if (status == CAIRO_STATUS_SUCCESS)
		put_created(s->out);
	free(s);
	if (status == CAIRO_STATUS_SUCCESS)
		return 0;
	return err_set(e,
	    status == CAIRO_STATUS_WRITE_ERROR ? ERR_LIMIT : ERR_SYSTEM,
	    "Naskah tidak dapat disusun.", "sheet: %s",
	    cairo_status_to_string(status));
}

void
sheet_page(struct sheet *s)
{
	if (s->pages++ > 0)
		cairo_show_page(s->cr);
}

void
sheet_mark(struct sheet *s, const char *title)
{
	char where[64];

	snprintf(where, sizeof(where), "page=%zu pos=[0 0]", s->pages);
	cairo_pdf_surface_add_outline(s->surface, CAIRO_PDF_OUTLINE_ROOT, title,
	    where, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

/* --- text --------------------------------------------------------------- */

/* A word that is wider than the column breaks, but gets no sign for it: it is
 * an address, or a name. */
static void
set_breaks(PangoLayout *layout)
{
	PangoAttrList *all = pango_attr_list_new();

	pango_attr_list_insert(all, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, all);
	pango_attr_list_unref(all);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
}

struct sheet_text *
sheet_set(struct sheet *s, const struct sheet_style *style, const char *text,
    double width)
{
	struct sheet_text *t = g_new0(struct sheet_text, 1);
	PangoFontDescription *font = pango_font_description_new();
	PangoAlignment align = style->align == SHEET_CENTER ? PANGO_ALIGN_CENTER
			       : style->align == SHEET_RIGHT ? PANGO_ALIGN_RIGHT
							     : PANGO_ALIGN_LEFT;

	pango_font_description_set_family_static(
	    font, style->sans ? SANS : SERIF);
	pango_font_description_set_size(
	    font, (int)lround(style->size * PANGO_SCALE));
	if (style->bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	if (style->italic)
		pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
	t->layout = pango_layout_new(s->context);
	pango_layout_set_font_description(t->layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(t->layout, (int)lround(width * PANGO_SCALE));
	pango_layout_set_alignment(t->layout, align);
	pango_layout_set_justify(t->layout, style->align == SHEET_JUSTIFY);
	if (style->indent > 0)
		pango_layout_set_indent(
		    t->layout, (int)lround(style->indent * PANGO_SCALE));
	set_breaks(t->layout);
	pango_layout_set_text(t->layout, text, -1);
	if (style->spacing > 0) {
		t->lead = (style->spacing - 1) * sheet_part(t, 0, 1);
		pango_layout_set_line_spacing(t->layout, (float)style->spacing);
	}
	t->next = s->texts;
	s->texts = t;
	return t;
}

static double
line_height(PangoLayoutIter *i)
{
	int top, bottom;

	pango_layout_iter_get_line_yrange(i, &top, &bottom);
	return (double)(bottom - top) / PANGO_SCALE;
}

double
sheet_height(const struct sheet_text *t)
{
	return sheet_part(t, 0, sheet_lines(t));
}

size_t
sheet_lines(const struct sheet_text *t)
{
	return (size_t)pango_layout_get_line_count(t->layout);
}

/* At a line; free it with pango_layout_iter_free(). */
static PangoLayoutIter *
iter_at(const struct sheet_text *t, size_t line)
{
	PangoLayoutIter *i = pango_layout_get_iter(t->layout);

	while (line-- > 0)
		pango_layout_iter_next_line(i);
	return i;
}

/*
 * How many of at most n lines from a line on fit.  What lies between lines is
 * seen in their baselines only: a line itself does not grow by it.
 */
static size_t
measure(const struct sheet_text *t, size_t from, size_t n, double height,
    double *used)
{
	PangoLayoutIter *i = iter_at(t, from);
	int first = pango_layout_iter_get_baseline(i);
	double one = line_height(i) + t->lead;
	size_t fit = 0;

	*used = 0;
	while (fit < n) {
		double to =
		    one + (double)(pango_layout_iter_get_baseline(i) - first) /
			      PANGO_SCALE;

		if (to > height + 0.01)
			break;
		*used = to;
		fit++;
		if (!pango_layout_iter_next_line(i))
			break;
	}
	pango_layout_iter_free(i);
	return fit;
}

size_t
sheet_fit(const struct sheet_text *t, size_t from, double height, double *used)
{
	return measure(t, from, sheet_lines(t) - from, height, used);
}

double
sheet_part(const struct sheet_text *t, size_t from, size_t n)
{
	double used;

	(void)measure(t, from, n, INFINITY, &used);
	return used;
}

void
sheet_put(struct sheet *s, const struct sheet_text *t, double x, double y,
    size_t from, size_t n)
{
	PangoLayoutIter *i = iter_at(t, from);
	int top, bottom;

	pango_layout_iter_get_line_yrange(i, &top, &bottom);
	for (size_t k = 0; k < n; k++) {
		PangoRectangle r;
		int base = pango_layout_iter_get_baseline(i);

		pango_layout_iter_get_line_extents(i, NULL, &r);
		cairo_move_to(s->cr, x + (double)r.x / PANGO_SCALE,
		    y + (double)(base - top) / PANGO_SCALE);
		pango_cairo_show_layout_line(
		    s->cr, pango_layout_iter_get_line_readonly(i));
		if (!pango_layout_iter_next_line(i))
			break;
	}
	pango_layout_iter_free(i);
}

void
sheet_put_all(struct sheet *s, const struct sheet_text *t, double x, double y)
{
	sheet_put(s, t, x, y, 0, sheet_lines(t));
}

/* --- shapes ------------------------------------------------------------- */

void
sheet_line(
    struct sheet *s, double x1, double y1, double x2, double y2, double width)
{
	cairo_set_line_width(s->cr, width);
	cairo_move_to(s->cr, x1, y1);
	cairo_line_to(s->cr, x2, y2);
	cairo_stroke(s->cr);
}

void
sheet_box(struct sheet *s, double x, double y, double w, double h, double width)
{
	cairo_set_line_width(s->cr, width);
	cairo_rectangle(s->cr, x, y, w, h);
	cairo_stroke(s->cr);
}

struct source {
	struct str rest;
};

static cairo_status_t
read_png(void *ctx, unsigned char *p, unsigned n)
{
	struct source *from = ctx;

	if (n > from->rest.n)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(p, from->rest.p, n);
	from->rest.p += n;
	from->rest.n -= n;
	return CAIRO_STATUS_SUCCESS;
}

/* What its head says (PNG, 11.2.2): a giant is not even begun with. */
static bool
is_picture(struct str png)
{
	static const unsigned char magic[] = {
	    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
	const unsigned char *p = (const unsigned char *)png.p;
	uint32_t sides[2];

	if (png.n < PNG_HEAD || memcmp(p, magic, sizeof(magic)) != 0)
		return false;
	for (size_t i = 0; i < 2; i++) {
		const unsigned char *v = p + 16 + 4 * i;

		sides[i] = (uint32_t)v[0] << 24 | (uint32_t)v[1] << 16 |
			   (uint32_t)v[2] << 8 | v[3];
	}
	return sides[0] > 0 && sides[0] <= SIDE_MAX && sides[1] > 0 &&
	       sides[1] <= SIDE_MAX;
}

void
sheet_picture(
    struct sheet *s, struct str png, double x, double y, double w, double h)
{
	struct source from = {png};
	cairo_surface_t *image;

	if (!is_picture(png))
		return;
	image = cairo_image_surface_create_from_png_stream(read_png, &from);
	if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
		double iw = cairo_image_surface_get_width(image);
		double ih = cairo_image_surface_get_height(image);
		double scale = w / iw < h / ih ? w / iw : h / ih;

		cairo_save(s->cr);
		cairo_translate(s->cr, x + (w - iw * scale) / 2, y);
		cairo_scale(s->cr, scale, scale);
		cairo_set_source_surface(s->cr, image, 0, 0);
		cairo_paint(s->cr);
		cairo_restore(s->cr);
	}
	cairo_surface_destroy(image);
}

int
sheet_code(struct sheet *s, const char *text, double x, double y, double side,
    struct err *e)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	double module;

	if (!code)
		return err_set(e, ERR_LIMIT, "Kode QR tidak dapat dibuat.",
		    "qr: text does not fit");
	module = side / (code->width + 2 * QUIET);
	for (int r = 0; r < code->width; r++)
		for (int k = 0; k < code->width; k++)
			if (code->data[r * code->width + k] & 1)
				cairo_rectangle(s->cr, x + (k + QUIET) * module,
				    y + (r + QUIET) * module, module, module);
	cairo_fill(s->cr);
	QRcode_free(code);
	return 0;
}

void
sheet_blank(struct sheet *s, double x, double y, double w, double h)
{
	cairo_set_source_rgb(s->cr, 1, 1, 1);
	cairo_rectangle(s->cr, x, y, w, h);
	cairo_fill(s->cr);
	cairo_set_source_rgb(s->cr, 0, 0, 0);
}

void
sheet_arrow(struct sheet *s, double x, double y)
{
	cairo_move_to(s->cr, x, y);
	cairo_line_to(s->cr, x - 2.5, y - 5);
	cairo_line_to(s->cr, x + 2.5, y - 5);
	cairo_close_path(s->cr);
	cairo_fill(s->cr);
}

static void
path_capsule(cairo_t *cr, double x, double y, double w, double h)
{
	double r = h / 2, left = x - w / 2 + r, right = x + w / 2 - r;

	cairo_new_sub_path(cr);
	cairo_arc(cr, right, y, r, -M_PI / 2, M_PI / 2);
	cairo_arc(cr, left, y, r, M_PI / 2, 3 * M_PI / 2);
	cairo_close_path(cr);
}

static void
path_points(cairo_t *cr, const double (*v)[2], size_t n, double x, double y,
    double w, double h)
{
	for (size_t i = 0; i < n; i++)
		cairo_line_to(cr, x + v[i][0] * w / 2, y + v[i][1] * h / 2);
	cairo_close_path(cr);
}

void
sheet_shape(struct sheet *s, enum sheet_shape shape, double x, double y,
    double w, double h)
{
	static const double box[][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
	static const double diamond[][2] = {{0, -1}, {1, 0}, {0, 1}, {-1, 0}};
	static const double pentagon[][2] = {
	    {-1, -1}, {1, -1}, {1, 0.2}, {0, 1}, {-1, 0.2}};

	switch (shape) {
	case SHEET_CAPSULE:
		path_capsule(s->cr, x, y, w, h);
		break;
	case SHEET_RECTANGLE:
		path_points(s->cr, box, 4, x, y, w, h);
		break;
	case SHEET_DIAMOND:
		path_points(s->cr, diamond, 4, x, y, w, h);
		break;
	case SHEET_CIRCLE:
		path_capsule(s->cr, x, y, w, w);
		break;
	case SHEET_PENTAGON:
		path_points(s->cr, pentagon, 5, x, y, w, h);
		break;
	}
	cairo_set_source_rgb(s->cr, 1, 1, 1);
	cairo_fill_preserve(s->cr);
	cairo_set_source_rgb(s->cr, 0, 0, 0);
	cairo_set_line_width(s->cr, 0.9);
	cairo_stroke(s->cr);
}
