/*
 * soppaper.c - the file, and its identity page.
 */
#include "app/soppaper.h"

#include <string.h>

#include "app/soppaper_part.h"

#define LEFT_W (WIDTH * 0.42) /* of the office's block */
#define ROW_H  22.0

struct sheet_text *
soppaper_text(const struct soppaper *p, const char *text, double width,
    double size, enum sheet_align align, bool bold)
{
	const struct sheet_style style = {
	    .size = size, .align = align, .bold = bold, .sans = true};

	return sheet_set(p->sheet, &style, text ? text : "", width);
}

/* --- the office on the left, the SOP on the right ----------------------- */

/* Lines in the middle of a box. */
static void
put_office(const struct soppaper *p, double h)
{
	const char *const lines[] = {p->office->parent, p->office->name};
	struct sheet_text *t[2];
	double all = 0, y;

	for (size_t i = 0; i < 2; i++) {
		t[i] = soppaper_text(p, lines[i], LEFT_W - 4 * PAD,
		    i == 0 ? 12 : 13, SHEET_CENTER, true);
		all += lines[i] ? sheet_height(t[i]) + PAD : 0;
	}
	y = MARGIN + (h - all) / 2;
	for (size_t i = 0; i < 2; i++) {
		if (!lines[i])
			continue;
		sheet_put_all(p->sheet, t[i], MARGIN + 2 * PAD, y);
		y += sheet_height(t[i]) + PAD;
	}
}

struct line {
	const char *label, *value;
	double min; /* height */
};

/* "Disahkan oleh" has room for a signature. */
static double
put_identity_lines(const struct soppaper *p)
{
	const struct line lines[] = {
	    {"Nomor SOP", p->sop->number, ROW_H},
	    {"Tanggal Pembuatan", p->sop->created, ROW_H},
	    {"Tanggal Revisi", p->sop->revised, ROW_H},
	    {"Tanggal Efektif", p->sop->effective, ROW_H},
	    {"Disahkan oleh", p->sop->approved_by, 86},
	    {"Nama SOP", p->sop->title, ROW_H},
	};
	double x = MARGIN + LEFT_W, label = 110, y = MARGIN;
	double value = WIDTH - LEFT_W - label;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		bool title = i + 1 == sizeof(lines) / sizeof(lines[0]);
		struct sheet_text *t = soppaper_text(
		    p, lines[i].value, value - 2 * PAD, 10, SHEET_LEFT, title);
		double h = sheet_height(t) + 2 * PAD;

		if (h < lines[i].min)
			h = lines[i].min;
		sheet_box(p->sheet, x, y, label, h, THIN);
		sheet_box(p->sheet, x + label, y, value, h, THIN);
		sheet_put_all(p->sheet,
		    soppaper_text(p, lines[i].label, label - 2 * PAD, 10,
			SHEET_LEFT, false),
		    x + PAD, y + PAD);
		sheet_put_all(p->sheet, t, x + label + PAD, y + PAD);
		y += h;
	}
	sheet_box(p->sheet, MARGIN, MARGIN, LEFT_W, y - MARGIN, THIN);
	put_office(p, y - MARGIN);
	return y;
}

/* --- the sections, two beside each other -------------------------------- */

/* "1. ..." for each line, with a blank after each. */
static const char *
section_text(const struct soppaper *p, const struct section *s)
{
	const char *all = "";

	for (size_t i = 0; i < s->lines_n; i++)
		all = s->lines_n == 1
			  ? s->lines[i]
			  : arena_printf(p->a, "%s%s%zu. %s", all,
				i > 0 ? "\n" : "", i + 1, s->lines[i]);
	return all;
}

struct half {
	struct sheet_text *text;
	size_t from; /* the first line not drawn yet */
	double x;
};

static bool
is_left(const struct half *h)
{
	return h->text && h->from < sheet_lines(h->text);
}

/* What fits of both above the bottom. */
static double
put_halves(const struct soppaper *p, struct half h[2], double y)
{
	double used[2] = {0, 0}, room = BOTTOM - y - 2 * PAD, high;

	for (size_t i = 0; i < 2; i++) {
		size_t n;

		if (!is_left(&h[i]))
			continue;
		n = sheet_fit(h[i].text, h[i].from, room, &used[i]);
		if (n > 0)
			sheet_put(p->sheet, h[i].text, h[i].x + PAD, y + PAD,
			    h[i].from, n);
		h[i].from += n;
	}
	high = (used[0] > used[1] ? used[0] : used[1]) + 2 * PAD;
	for (size_t i = 0; i < 2; i++)
		sheet_box(p->sheet, h[i].x, y, WIDTH / 2, high, THIN);
	return y + high;
}

static double
put_titles(const struct soppaper *p, const char *const titles[2], double y)
{
	for (size_t i = 0; i < 2; i++) {
		double x = MARGIN + (double)i * WIDTH / 2;

		sheet_box(p->sheet, x, y, WIDTH / 2, ROW_H - 4, THIN);
		sheet_put_all(p->sheet,
		    soppaper_text(p, titles[i], WIDTH / 2 - 2 * PAD, 10,
			SHEET_LEFT, true),
		    x + PAD, y + PAD - 1);
	}
	return y + ROW_H - 4;
}

/* A pair may go on over pages. */
static double
put_pair(const struct soppaper *p, const struct section *const s[2], double y)
{
	const char *titles[2];
	struct half h[2];

	for (size_t i = 0; i < 2; i++) {
		titles[i] = s[i] ? s[i]->title : "";
		h[i] = (struct half){.x = MARGIN + (double)i * WIDTH / 2};
		h[i].text = soppaper_text(p, s[i] ? section_text(p, s[i]) : "",
		    WIDTH / 2 - 2 * PAD, 9, SHEET_LEFT, false);
	}
	do {
		if (y > BOTTOM - 60) {
			sheet_page(p->sheet);
			y = MARGIN;
		}
		y = put_halves(p, h, put_titles(p, titles, y));
		if (is_left(&h[0]) || is_left(&h[1]))
			y = BOTTOM;
	} while (is_left(&h[0]) || is_left(&h[1]));
	return y;
}

void
soppaper_identity(const struct soppaper *p)
{
	const struct section *pair[2] = {NULL, NULL};
	size_t n = 0;
	double y;

	sheet_page(p->sheet);
	sheet_mark(p->sheet, "Identitas SOP");
	y = put_identity_lines(p);
	for (size_t i = 0; i < p->sop->sections_n; i++) {
		if (p->sop->sections[i].lines_n == 0)
			continue;
		pair[n++] = &p->sop->sections[i];
		if (n < 2)
			continue;
		y = put_pair(p, pair, y);
		pair[0] = pair[1] = NULL;
		n = 0;
	}
	if (n > 0)
		put_pair(p, pair, y);
}

/* --- the file ----------------------------------------------------------- */

int
soppaper_write(struct sb *out, struct arena *a, const struct office *o,
    const struct sop *s, const char *created, struct err *e)
{
	const struct sheet_conf conf = {.w = PAGE_W,
	    .h = PAGE_H,
	    .title = s->title,
	    .author = o->name,
	    .created = created};
	struct soppaper p = {.a = a, .office = o, .sop = s};

	if (sheet_open(&p.sheet, out, &conf, e) < 0)
		return -1;
	soppaper_identity(&p);
	soppaper_table(&p);
	return sheet_close(p.sheet, e);
}

int
soppaper_press(
    struct sb *out, struct arena *a, const struct press_sop *job, struct err *e)
{
	struct sop_problems problems;
	const struct office *o = office_parse(a, job->profile, &problems);
	const struct sop *s = o ? sop_parse(a, job->sop, &problems) : NULL;

	if (!s)
		return err_set(e, ERR_INPUT, "SOP ini tidak dapat dibaca.",
		    "soppaper: %s", o ? "sop" : "profile");
	return soppaper_write(out, a, o, s, job->created, e);
}
