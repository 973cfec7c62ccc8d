/*
 * soppaper.c - the file, and its identity page.
 */
#include "app/soppaper.h"

#include <ctype.h>
#include <string.h>

#include "app/soppaper_part.h"

#define LEFT_W    (WIDTH * 0.42) /* of the office's block */
#define ROW_H     22.0
#define FACTS_GAP 14.0 /* below those of a trace */

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

/* The right column; how high it becomes. */
static double
put_lines(const struct soppaper *p, const struct line *v, size_t n)
{
	double x = MARGIN + LEFT_W, label = 110, y = MARGIN;
	double value = WIDTH - LEFT_W - label;

	for (size_t i = 0; i < n; i++) {
		struct sheet_text *t = soppaper_text(
		    p, v[i].value, value - 2 * PAD, 10, SHEET_LEFT, i + 1 == n);
		double h = sheet_height(t) + 2 * PAD;

		if (h < v[i].min)
			h = v[i].min;
		sheet_box(p->sheet, x, y, label, h, THIN);
		sheet_box(p->sheet, x + label, y, value, h, THIN);
		sheet_put_all(p->sheet,
		    soppaper_text(
			p, v[i].label, label - 2 * PAD, 10, SHEET_LEFT, false),
		    x + PAD, y + PAD);
		sheet_put_all(p->sheet, t, x + label + PAD, y + PAD);
		y += h;
	}
	sheet_box(p->sheet, MARGIN, MARGIN, LEFT_W, y - MARGIN, THIN);
	put_office(p, y - MARGIN);
	return y;
}

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

	return put_lines(p, lines, sizeof(lines) / sizeof(lines[0]));
}

/* What the case is, instead. */
static double
put_facts(const struct soppaper *p)
{
	struct line *v = ARENA_ARRAY(p->a, p->trace->facts_n, struct line);

	for (size_t i = 0; i < p->trace->facts_n; i++)
		v[i] = (struct line){
		    p->trace->facts[i].label, p->trace->facts[i].value, ROW_H};
	return put_lines(p, v, p->trace->facts_n);
}

/* --- the sections, two beside each other -------------------------------- */

/* Whether the paper has numbered the lines by itself. */
static bool
has_numbers(const struct section *s)
{
	for (size_t i = 0; i < s->lines_n; i++)
		if (!isdigit((unsigned char)*s->lines[i]) ||
		    !strstr(s->lines[i], ". "))
			return false;
	return true;
}

/* "1. ..." for each line, with a blank after each. */
static const char *
section_text(const struct soppaper *p, const struct section *s)
{
	bool plain = s->lines_n == 1 || has_numbers(s);
	const char *all = "";

	for (size_t i = 0; i < s->lines_n; i++) {
		const char *end = i > 0 ? "\n" : "";

		all = plain
			  ? arena_printf(p->a, "%s%s%s", all, end, s->lines[i])
			  : arena_printf(p->a, "%s%s%zu. %s", all, end, i + 1,
				s->lines[i]);
	}
	return all;
}

/* What the signed paper says of itself is not true of this print. */
static const char *
section_title(const struct section *s)
{
	return strcmp(s->title, "Catatan") == 0 ? "Catatan pada naskah asli"
						: s->title;
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
		titles[i] = s[i] ? section_title(s[i]) : "";
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

double
soppaper_identity(const struct soppaper *p)
{
	const struct section *pair[2] = {NULL, NULL};
	size_t n = 0;
	double y;

	sheet_page(p->sheet);
	if (p->trace) {
		sheet_mark(p->sheet, "Permohonan");
		return put_facts(p) + FACTS_GAP;
	}
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
	return MARGIN;
}

/* --- the file ----------------------------------------------------------- */

/*
 * The definition whose rows are what was done, one after the other: each
 * leads to the next by the outcome that it had.
 */
static const struct sop *
rows_of_trace(struct arena *a, const struct sop *s, const struct press_sop *job,
    struct err *e)
{
	struct sop *t = ARENA_NEW(a, struct sop);

	*t = *s;
	t->rows_n = job->steps_n;
	t->rows = ARENA_ARRAY(a, t->rows_n, struct row);
	for (size_t i = 0; i < t->rows_n; i++) {
		const struct press_step *step = &job->steps[i];
		int row = sop_row(s, str_of(step->row));
		int out = *step->outcome ? outcome_find(step->outcome) : -1;
		bool last = i + 1 == t->rows_n;

		if (row < 0) {
			err_set(e, ERR_INPUT, "Langkah ini tidak ada di SOP.",
			    "soppaper: step %zu", i);
			return NULL;
		}
		t->rows[i] = s->rows[row];
		for (int k = 0; k < OUT_COUNT; k++)
			t->rows[i].next[k] = ROW_NONE;
		if (out >= 0)
			t->rows[i].next[out] = last ? ROW_END : (int)i + 1;
	}
	return t;
}

int
soppaper_press(
    struct sb *out, struct arena *a, const struct press_sop *job, struct err *e)
{
	struct sop_problems problems;
	struct soppaper p = {.a = a,
	    .office = office_parse(a, job->profile, &problems),
	    .trace = job->title ? job : NULL};
	struct sheet_conf conf = {
	    .w = PAGE_W, .h = PAGE_H, .created = job->created};

	if (p.office)
		p.sop = sop_parse(a, job->sop, &problems);
	if (!p.sop)
		return err_set(e, ERR_INPUT, "SOP ini tidak dapat dibaca.",
		    "soppaper: %s", p.office ? "sop" : "profile");
	if (p.trace)
		p.sop = rows_of_trace(a, p.sop, job, e);
	if (!p.sop)
		return -1;
	conf.title = p.trace ? job->title : p.sop->title;
	conf.author = p.office->name;
	if (sheet_open(&p.sheet, out, &conf, e) < 0)
		return -1;
	soppaper_table(&p, soppaper_identity(&p));
	return sheet_close(p.sheet, e);
}
