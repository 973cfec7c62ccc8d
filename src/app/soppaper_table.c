/*
 * soppaper_table.c - the table page: rows are measured, broken over pages,
 * and drawn; a line that crosses a page's end goes through a pentagon with a
 * letter, a jump to another row through a circle with its number, or a
 * pentagon where that row is on another page.
 */
#include "app/soppaper_part.h"
#include "sop/flowchart.h"

#define SIZE     7.5  /* of text */
#define SMALL    6.0  /* beside symbols */
#define ROW_MIN  46.0 /* height */
#define STRIP    20.0 /* for pentagons above and below the rows */
#define NO_W     26.0
#define SYMBOL_W 34.0
#define SYMBOL_H 20.0
#define CIRCLE   14.0
#define STEP     24.0 /* between two of them */
#define PENTAGON 16.0
#define END_W    16.0 /* of the small capsule where a case ends */
#define END_H    8.0

enum { COL_NO, COL_ACTIVITY, COL_NEEDS, COL_TIME, COL_OUTPUT, COL_NOTE, COLS };

static const char *const titles[2][COLS] = {
    {"No", "Kegiatan", "Kelengkapan", "Waktu", "Output", "Keterangan"},
    {"No", "Kegiatan", "Mulai dan Selesai", "Waktu", "Hasil",
	"Dilakukan oleh"}};

struct column {
	double x, w;
};

struct table {
	const struct soppaper *p;
	const struct flowchart *chart;
	struct column col[COLS];
	double lanes_x, lane_w;
	struct sheet_text *(*texts)[COLS]; /* of each row */
	double *heights;                   /* of each row */
	int *pages;                        /* on which each row stands */
	double head;                       /* height of the head */
	double top;                        /* where the first page begins */
};

/* --- measures ----------------------------------------------------------- */

/* Lanes take what is left, and of that what few lanes do not need goes to
 * the texts. */
static void
set_columns(struct table *t)
{
	static const double share[COLS] = {0, 0.34, 0.22, 0.1, 0.18, 0.16};
	size_t lanes = t->p->sop->lanes_n;
	double for_lanes = WIDTH * 0.42, x = MARGIN, rest;

	t->lane_w = for_lanes / (double)lanes;
	if (t->lane_w > 74)
		t->lane_w = 74;
	rest = WIDTH - NO_W - t->lane_w * (double)lanes;
	for (int i = 0; i < COLS; i++) {
		t->col[i].x = x;
		t->col[i].w = i == COL_NO ? NO_W : rest * share[i];
		x += t->col[i].w;
		if (i == COL_ACTIVITY) {
			t->lanes_x = x;
			x += t->lane_w * (double)lanes;
		}
	}
}

static const char *
needs_text(const struct table *t, const struct row *r)
{
	const char *all = "";

	for (size_t i = 0; i < r->needs_n; i++)
		all = arena_printf(t->p->a, "%s%s%s%s", all, i > 0 ? "\n" : "",
		    r->needs_n > 1 ? "- " : "", r->needs[i]);
	return all;
}

/* What is not on the signed paper says so. */
static const char *
note_text(const struct table *t, const struct row *r)
{
	if (!r->implied)
		return r->note;
	return arena_printf(t->p->a, "%s%sTersirat: %s", r->note ? r->note : "",
	    r->note ? "\n" : "", r->implied);
}

/* As the SOP says it, or as it was. */
static void
row_texts(const struct table *t, size_t i, const char *v[COLS])
{
	const struct row *r = &t->p->sop->rows[i];
	const struct press_step *step;

	v[COL_NO] = r->no;
	v[COL_ACTIVITY] = r->activity;
	if (!t->p->trace) {
		v[COL_NEEDS] = needs_text(t, r);
		v[COL_TIME] = duration_text(t->p->a, r->time);
		v[COL_OUTPUT] = r->output;
		v[COL_NOTE] = note_text(t, r);
		return;
	}
	step = &t->p->trace->steps[i];
	v[COL_NEEDS] = step->times;
	v[COL_TIME] = step->took;
	v[COL_OUTPUT] = step->result;
	v[COL_NOTE] = step->who;
}

static void
set_row(struct table *t, size_t i)
{
	const char *texts[COLS];

	row_texts(t, i, texts);

	t->heights[i] = STEP * (double)t->chart->rows[i].connectors_n + PAD;
	if (t->heights[i] < ROW_MIN)
		t->heights[i] = ROW_MIN;
	for (int k = 0; k < COLS; k++) {
		double h;

		t->texts[i][k] =
		    soppaper_text(t->p, texts[k], t->col[k].w - 2 * PAD, SIZE,
			k == COL_NO ? SHEET_CENTER : SHEET_LEFT, false);
		h = sheet_height(t->texts[i][k]) + 2 * PAD;
		if (h > t->heights[i])
			t->heights[i] = h;
	}
}

/* --- the head ----------------------------------------------------------- */

static double
lane_title_height(const struct table *t)
{
	double high = 0;

	for (size_t i = 0; i < t->p->sop->lanes_n; i++) {
		double h =
		    sheet_height(soppaper_text(t->p, t->p->sop->lanes[i].title,
			t->lane_w - 2, SMALL + 0.5, SHEET_CENTER, true));

		if (h > high)
			high = h;
	}
	return high + 2 * PAD;
}

static void
put_head_cell(const struct table *t, const char *text, struct column c,
    double y, double h, double size)
{
	struct sheet_text *x =
	    soppaper_text(t->p, text, c.w - 2, size, SHEET_CENTER, true);

	sheet_box(t->p->sheet, c.x, y, c.w, h, THIN);
	sheet_put_all(t->p->sheet, x, c.x + 1, y + (h - sheet_height(x)) / 2);
}

static void
put_head(const struct table *t, double y)
{
	const char *const *title = titles[t->p->trace ? 1 : 0];
	size_t lanes = t->p->sop->lanes_n;
	double upper = 16, lower = t->head - upper;
	struct column all = {t->lanes_x, t->lane_w * (double)lanes};
	struct column quality = {t->col[COL_NEEDS].x,
	    t->col[COL_NEEDS].w + t->col[COL_TIME].w + t->col[COL_OUTPUT].w};

	put_head_cell(t, title[COL_NO], t->col[COL_NO], y, t->head, SIZE);
	put_head_cell(
	    t, title[COL_ACTIVITY], t->col[COL_ACTIVITY], y, t->head, SIZE);
	put_head_cell(t, "Pelaksana", all, y, upper, SIZE);
	put_head_cell(t, t->p->trace ? "Pelaksanaan" : "Mutu Baku", quality, y,
	    upper, SIZE);
	for (size_t i = 0; i < lanes; i++)
		put_head_cell(t, t->p->sop->lanes[i].title,
		    (struct column){
			t->lanes_x + (double)i * t->lane_w, t->lane_w},
		    y + upper, lower, SMALL + 0.5);
	for (int i = COL_NEEDS; i <= COL_OUTPUT; i++)
		put_head_cell(t, title[i], t->col[i], y + upper, lower, SIZE);
	put_head_cell(t, title[COL_NOTE], t->col[COL_NOTE], y, t->head, SIZE);
}

/* --- the cells ---------------------------------------------------------- */

static void
put_small(const struct table *t, const char *text, double x, double y, double w,
    enum sheet_align align)
{
	sheet_put_all(t->p->sheet,
	    soppaper_text(t->p, text, w, SMALL, align, false), x, y);
}

static void
put_number(const struct table *t, const char *text, double x, double y)
{
	struct sheet_text *s =
	    soppaper_text(t->p, text, CIRCLE + 6, SMALL, SHEET_CENTER, false);

	sheet_put_all(
	    t->p->sheet, s, x - (CIRCLE + 6) / 2, y - sheet_height(s) / 2);
}

/* In the middle under a place, over a line that may run there. */
static void
put_label(const struct table *t, const char *text, double x, double y)
{
	double w = str_of(text).n > 2 ? 16 : 8;

	sheet_blank(t->p->sheet, x - w / 2, y, w, SMALL + 1);
	put_small(t, text, x - 10, y - 0.5, 20, SHEET_CENTER);
}

/* The target's number; where the case ends, a small capsule. */
static void
put_connector(const struct table *t, size_t row, const struct connector *c,
    double x, double y)
{
	struct sheet *s = t->p->sheet;

	if (c->target < 0) {
		sheet_shape(s, SHEET_CAPSULE, x, y, END_W, END_H);
		return;
	}
	sheet_shape(s,
	    t->pages[c->target] == t->pages[row] ? SHEET_CIRCLE
						 : SHEET_PENTAGON,
	    x, y, CIRCLE, CIRCLE);
	put_number(t, t->p->sop->rows[c->target].no, x, y);
}

/* How much of a lane symbols and connectors may take. */
static double
symbol_width(const struct table *t)
{
	double w = t->lane_w * 0.46;

	return w < SYMBOL_W ? w : SYMBOL_W;
}

/* Beside the symbol, on the side that no line takes, along a line of their
 * own. */
static void
put_connectors(const struct table *t, size_t row, double x, double y)
{
	const struct flow_row *fr = &t->chart->rows[row];
	bool below = fr->connectors_at == STUB_DOWN;
	double aside = t->lane_w / 2 - END_W / 2 - 1.5, at_x = x, at_y = y, end;

	if (fr->connectors_n == 0)
		return;
	end = STEP * (double)(fr->connectors_n - 1);
	if (below) {
		at_y = y + SYMBOL_H / 2 + CIRCLE / 2 + 4;
		sheet_line(t->p->sheet, x, y, x, at_y, THIN);
		sheet_line(t->p->sheet, x, at_y, x + end, at_y, THIN);
	} else {
		at_x = fr->connectors_at == STUB_LEFT ? x - aside : x + aside;
		at_y = y - end / 2 - 4;
		sheet_line(t->p->sheet, x, y, at_x, y, THIN);
		sheet_line(t->p->sheet, at_x, at_y, at_x,
		    at_y + end > y ? at_y + end : y, THIN);
	}
	for (size_t i = 0; i < fr->connectors_n; i++) {
		put_connector(t, row, &fr->connectors[i], at_x, at_y);
		if (fr->connectors[i].label)
			put_label(t, fr->connectors[i].no ? "Tidak" : "Ya",
			    at_x, at_y + CIRCLE / 2 + 1);
		if (below)
			at_x += STEP;
		else
			at_y += STEP;
	}
}

static void
put_stubs(const struct table *t, unsigned stubs, double x, double y, double h)
{
	struct sheet *s = t->p->sheet;

	if (stubs & STUB_UP)
		sheet_line(s, x, y - h / 2, x, y, THIN);
	if (stubs & STUB_DOWN)
		sheet_line(s, x, y, x, y + h / 2, THIN);
	if (stubs & STUB_LEFT)
		sheet_line(s, x - t->lane_w / 2, y, x, y, THIN);
	if (stubs & STUB_RIGHT)
		sheet_line(s, x, y, x + t->lane_w / 2, y, THIN);
}

static void
put_symbol(
    const struct table *t, size_t row, enum symbol symbol, double x, double y)
{
	const struct flow_row *fr = &t->chart->rows[row];
	double w = symbol_width(t);
	enum sheet_shape shape = symbol == SYMBOL_CAPSULE   ? SHEET_CAPSULE
				 : symbol == SYMBOL_DIAMOND ? SHEET_DIAMOND
							    : SHEET_RECTANGLE;

	put_connectors(t, row, x, y);
	if (fr->arrow)
		sheet_arrow(t->p->sheet, x, y - SYMBOL_H / 2);
	sheet_shape(t->p->sheet, shape, x, y, w, SYMBOL_H);
	for (size_t i = 0; i < fr->exits_n; i++) {
		const struct flow_exit *v = &fr->exits[i];

		if (!v->label)
			continue;
		if (v->stub == STUB_DOWN)
			put_small(t, v->label, x + 2, y + SYMBOL_H / 2 + 1, 30,
			    SHEET_LEFT);
		else
			put_small(t, v->label,
			    v->stub == STUB_LEFT ? x - w / 2 - 16 : x + w / 2,
			    y - SMALL - 3, 16, SHEET_CENTER);
	}
}

static void
put_row(const struct table *t, size_t i, double y)
{
	double h = t->heights[i];
	size_t lanes = t->p->sop->lanes_n;

	for (int k = 0; k < COLS; k++) {
		sheet_box(t->p->sheet, t->col[k].x, y, t->col[k].w, h, THIN);
		sheet_put_all(
		    t->p->sheet, t->texts[i][k], t->col[k].x + PAD, y + PAD);
	}
	for (size_t k = 0; k < lanes; k++) {
		const struct flow_cell *c = &t->chart->rows[i].cells[k];
		double x = t->lanes_x + ((double)k + 0.5) * t->lane_w;

		sheet_box(
		    t->p->sheet, x - t->lane_w / 2, y, t->lane_w, h, THIN);
		put_stubs(t, c->stubs, x, y + h / 2, h);
	}
	/* What covers lines comes after all of them. */
	for (size_t k = 0; k < lanes; k++) {
		enum symbol symbol = t->chart->rows[i].cells[k].symbol;

		if (symbol != SYMBOL_NONE)
			put_symbol(t, i, symbol,
			    t->lanes_x + ((double)k + 0.5) * t->lane_w,
			    y + h / 2);
	}
}

/* --- pages -------------------------------------------------------------- */

/* The lines that come out of a row below, through pentagons with a letter. */
static void
put_breaks(const struct table *t, size_t row, double y, bool below)
{
	char letter[2] = "A";

	for (size_t k = 0; k < t->p->sop->lanes_n; k++) {
		double x = t->lanes_x + ((double)k + 0.5) * t->lane_w;
		double middle = below ? y + STRIP / 2 : y - STRIP / 2;

		if (!(t->chart->rows[row].cells[k].stubs & STUB_DOWN))
			continue;
		sheet_line(t->p->sheet, x, y, x, middle, THIN);
		sheet_shape(t->p->sheet, SHEET_PENTAGON, x, middle, PENTAGON,
		    PENTAGON - 2);
		put_number(t, letter, x, middle - 1);
		letter[0] = letter[0] == 'Z' ? 'A' : (char)(letter[0] + 1);
	}
}

/* Which rows stand on which page; how many pages. */
static int
break_pages(struct table *t)
{
	double room = BOTTOM - t->head - STRIP, used = t->top;
	int page = 0;

	for (size_t i = 0; i < t->p->sop->rows_n; i++) {
		if (used + t->heights[i] > room && used > MARGIN + STRIP + 1) {
			page++;
			used = MARGIN + STRIP;
		}
		t->pages[i] = page;
		used += t->heights[i];
	}
	return page + 1;
}

static void
put_page(const struct table *t, int page, int pages)
{
	double top = page > 0 ? MARGIN : t->top;
	double y = top + t->head + (page > 0 ? STRIP : 0);
	size_t rows = t->p->sop->rows_n;

	if (page > 0 || t->top <= MARGIN)
		sheet_page(t->p->sheet);
	if (page == 0)
		sheet_mark(t->p->sheet, "Langkah");
	put_head(t, top);
	sheet_line(t->p->sheet, MARGIN, y, MARGIN + WIDTH, y, THIN);
	for (size_t i = 0; i < rows; i++) {
		if (t->pages[i] != page)
			continue;
		if (i > 0 && t->pages[i - 1] != page)
			put_breaks(t, i - 1, y, false);
		put_row(t, i, y);
		y += t->heights[i];
		if (i + 1 < rows && t->pages[i + 1] != page)
			put_breaks(t, i, y, true);
	}
	sheet_put_all(t->p->sheet,
	    soppaper_text(t->p,
		arena_printf(t->p->a, "%s, lembar %d dari %d",
		    t->p->trace ? t->p->trace->title : t->p->sop->title,
		    page + 1, pages),
		WIDTH, SMALL, SHEET_RIGHT, false),
	    MARGIN, BOTTOM + 6);
}

void
soppaper_table(const struct soppaper *p, double top)
{
	size_t n = p->sop->rows_n;
	struct table t = {.p = p,
	    .chart = flowchart_make(p->a, p->sop),
	    .top = top,
	    .heights = ARENA_ARRAY(p->a, n, double),
	    .pages = ARENA_ARRAY(p->a, n, int)};
	int pages;

	t.texts = arena_alloc(p->a, n * sizeof(*t.texts));
	set_columns(&t);
	t.head = 16 + lane_title_height(&t);
	if (t.head < 40)
		t.head = 40;
	for (size_t i = 0; i < n; i++)
		set_row(&t, i);
	pages = break_pages(&t);
	for (int i = 0; i < pages; i++)
		put_page(&t, i, pages);
}
