/*
 * sheet.h - PDF pages to draw on: text set by Pango, lines and shapes by
 * Cairo.  What is set first can be measured before it is drawn, so pages are
 * the caller's to break.
 *
 * Lengths are points (1/72 inch), the origin is above on the left.  The same
 * calls give the same bytes; the date is passed in.
 */
#ifndef PAPER_SHEET_H
#define PAPER_SHEET_H

#include "base/err.h"
#include "base/str.h"

/* A4, and F4 as Indonesian offices use it (215 x 330 mm). */
#define SHEET_A4_W 595.28
#define SHEET_A4_H 841.89
#define SHEET_F4_W 609.45
#define SHEET_F4_H 935.43

struct sheet;
struct sheet_text;

struct sheet_conf {
	double w, h;
	const char *title, *author; /* of the file, UTF-8 */
	const char *created;        /* "2026-11-23T09:15:00Z" */
};

/*
 * Before a process is locked, and before sheet_open() in it: reads the fonts.
 * ERR_SYSTEM if those that papers are set in are not there, as text without
 * a font would silently be missing.
 */
int sheet_warm(struct err *e) MUST_CHECK;

/* The PDF goes to *out, whose limit is that of the file.  The caller owns *s;
 * there is no page yet. */
int sheet_open(struct sheet **s, struct sb *out, const struct sheet_conf *c,
    struct err *e) MUST_CHECK;
/* End the file, and the sheet in any case.  ERR_LIMIT: it did not fit. */
int sheet_close(struct sheet *s, struct err *e) MUST_CHECK;

void sheet_page(struct sheet *s);
/* An entry of the file's contents that leads to this page. */
void sheet_mark(struct sheet *s, const char *title);

/* --- text --------------------------------------------------------------- */

enum sheet_align { SHEET_LEFT, SHEET_CENTER, SHEET_RIGHT, SHEET_JUSTIFY };

struct sheet_style {
	double size;
	enum sheet_align align;
	bool bold, italic, sans;
	double indent;  /* of the first line */
	double spacing; /* of the lines, as a factor; 0: as the font has it */
};

/* Set plain text, whose line ends are kept, to a width.  It is the sheet's. */
struct sheet_text *sheet_set(struct sheet *s, const struct sheet_style *style,
    const char *text, double width);
double sheet_height(const struct sheet_text *t);
/* How many lines from a line on fit into a height; *used of it. */
size_t sheet_fit(
    const struct sheet_text *t, size_t from, double height, double *used);
/* The height of n lines from a line on. */
double sheet_part(const struct sheet_text *t, size_t from, size_t n);
size_t sheet_lines(const struct sheet_text *t);
/* Draw n lines from a line on, their top at y. */
void sheet_put(struct sheet *s, const struct sheet_text *t, double x, double y,
    size_t from, size_t n);
/* All of it. */
void sheet_put_all(
    struct sheet *s, const struct sheet_text *t, double x, double y);

/* --- shapes ------------------------------------------------------------- */

void sheet_line(
    struct sheet *s, double x1, double y1, double x2, double y2, double width);
void sheet_box(
    struct sheet *s, double x, double y, double w, double h, double width);
/* A PNG in a box, its sides' ratio kept; one that cannot be read, or has more
 * than 4000 pixels on a side, is left out. */
void sheet_picture(
    struct sheet *s, struct str png, double x, double y, double w, double h);
/* A QR code, its quiet zone included.  ERR_LIMIT: too much text. */
int sheet_code(struct sheet *s, const char *text, double x, double y,
    double side, struct err *e) MUST_CHECK;
/* White, over what is there. */
void sheet_blank(struct sheet *s, double x, double y, double w, double h);
/* The tip of an arrow that points down to a place. */
void sheet_arrow(struct sheet *s, double x, double y);

/* PermenPAN-RB 35/2012, Lampiran, on flowchart symbols. */
enum sheet_shape {
	SHEET_CAPSULE,   /* beginning and end */
	SHEET_RECTANGLE, /* activity */
	SHEET_DIAMOND,   /* decision */
	SHEET_CIRCLE,    /* connector on the same page */
	SHEET_PENTAGON   /* connector to another page */
};
/* White inside, its middle at x, y. */
void sheet_shape(struct sheet *s, enum sheet_shape shape, double x, double y,
    double w, double h);

#endif
