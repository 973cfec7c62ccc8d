/*
 * typeset_block.c - tables, lists, signatures, head and foot of a letter.
 */
#include <string.h>

#include "paper/typeset_part.h"

#define LABEL_W 112.0 /* of "label | value" */
#define ITEM_W  20.0
#define SIGN_H  56.0 /* the room for a signature */
#define LOGO    56.0
#define CODE    48.0 /* of the code at the foot */

size_t
setting_cells(struct setting *t, const char *line, const char *cells[CELLS])
{
	struct str rest = str_of(line);
	size_t n = 0;

	while (rest.p && n < CELLS)
		cells[n++] = str_z(t->a, str_trim(str_cut(&rest, '|')));
	for (size_t i = n; i < CELLS; i++)
		cells[i] = "";
	return n;
}

/* --- tables ------------------------------------------------------------- */

struct grid {
	double widths[CELLS];
	size_t n;
};

static int
read_widths(
    struct setting *t, struct grid *g, const char *widths, struct err *e)
{
	struct str rest = str_of(widths);
	uint64_t all = 0, v;

	g->n = 0;
	while (rest.n > 0) {
		struct str one = str_cut(&rest, ' ');

		if (one.n == 0)
			continue;
		if (g->n == CELLS || str_u64(one, 100, &v) < 0 || v == 0)
			return err_set(e, ERR_INPUT,
			    "Lebar kolom tabel naskah tidak dapat dibaca.",
			    "typeset: line %zu", t->line);
		g->widths[g->n++] = (double)v;
		all += v;
	}
	if (all == 0)
		return err_set(e, ERR_INPUT,
		    "Lebar kolom tabel naskah belum ditulis.",
		    "typeset: line %zu", t->line);
	for (size_t i = 0; i < g->n; i++)
		g->widths[i] *= t->w / (double)all;
	return 0;
}

/* One row, which stays whole unless it is higher than a page. */
static void
put_row(
    struct setting *t, const struct grid *g, const char *line, const char *head)
{
	struct sheet_text *texts[CELLS];
	const char *cells[CELLS];
	double high = 0, x = t->x;

	(void)setting_cells(t, line, cells);
	for (size_t i = 0; i < g->n; i++) {
		double h;

		texts[i] =
		    setting_text(t, cells[i], g->widths[i] - 2 * CELL_PAD,
			SMALL, head ? SHEET_LEFT : SHEET_CENTER, !head);
		h = sheet_height(texts[i]) + 2 * CELL_PAD;
		if (h > high)
			high = h;
	}
	if (t->y + high > t->bottom && t->y > MARGIN_TOP + 1) {
		setting_page(t);
		if (head)
			put_row(t, g, head, NULL);
	}
	for (size_t i = 0; i < g->n; i++) {
		sheet_box(t->s, x, t->y, g->widths[i], high, THIN);
		sheet_put_all(t->s, texts[i], x + CELL_PAD, t->y + CELL_PAD);
		x += g->widths[i];
	}
	t->y += high;
}

int
setting_table(
    struct setting *t, const char *widths, const struct lines *l, struct err *e)
{
	struct grid g;

	if (read_widths(t, &g, widths, e) < 0)
		return -1;
	if (l->n > 0) {
		/* The head never stands alone. */
		setting_need(t, 5 * SMALL);
		put_row(t, &g, l->v[0], NULL);
	}
	for (size_t i = 1; i < l->n; i++)
		put_row(t, &g, l->v[i], l->v[0]);
	t->y += GAP;
	return 0;
}

/* --- lines with something before them ----------------------------------- */

void
setting_details(struct setting *t, const struct lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const char *cells[CELLS];
		struct sheet_text *s;

		(void)setting_cells(t, l->v[i], cells);
		s = setting_text(
		    t, cells[1], t->w - LABEL_W - 10, SIZE, SHEET_LEFT, false);
		setting_need(t, sheet_height(s));
		sheet_put_all(t->s,
		    setting_text(t, cells[0], LABEL_W, SIZE, SHEET_LEFT, false),
		    t->x, t->y);
		sheet_put_all(t->s,
		    setting_text(t, ":", 10, SIZE, SHEET_LEFT, false),
		    t->x + LABEL_W, t->y);
		setting_flow(t, s, t->x + LABEL_W + 10);
	}
	t->y += GAP;
}

void
setting_list(struct setting *t, const struct lines *l)
{
	const struct sheet_style style = {.size = SIZE, .align = SHEET_JUSTIFY};

	for (size_t i = 0; i < l->n; i++) {
		struct sheet_text *s =
		    sheet_set(t->s, &style, l->v[i], t->w - ITEM_W);

		setting_need(t, 2 * SIZE);
		sheet_put_all(t->s,
		    setting_text(t, arena_printf(t->a, "%zu.", i + 1), ITEM_W,
			SIZE, SHEET_LEFT, false),
		    t->x, t->y);
		setting_flow(t, s, t->x + ITEM_W);
	}
	t->y += GAP;
}

void
setting_boxes(struct setting *t, const struct lines *l)
{
	const double side = 9;

	for (size_t i = 0; i < l->n; i++) {
		const char *cells[CELLS];
		struct sheet_text *s;
		double y;

		(void)setting_cells(t, l->v[i], cells);
		s = setting_text(
		    t, cells[1], t->w - ITEM_W, SIZE, SHEET_LEFT, false);
		setting_need(t, sheet_height(s));
		y = t->y + 2.5;
		sheet_box(t->s, t->x, y, side, side, THIN);
		if (cells[0][0]) {
			sheet_line(
			    t->s, t->x + 2, y + 4.5, t->x + 4, y + 7, 1.2);
			sheet_line(
			    t->s, t->x + 4, y + 7, t->x + 7.5, y + 1.5, 1.2);
		}
		setting_flow(t, s, t->x + ITEM_W);
	}
	t->y += GAP;
}

/* --- signatures --------------------------------------------------------- */

/* Draw lines from a place down; how high they are.  draw false: measure. */
static double
put_signature(struct setting *t, const char *const *v, size_t n, double x,
    double w, bool draw)
{
	double y = 0;

	for (size_t i = 0; i < n; i++) {
		struct str s = str_of(v[i]);
		struct sheet_text *text;
		bool bold = s.n > 2 && s.p[0] == '*' && s.p[s.n - 1] == '*';

		if (str_eqz(s, "#")) {
			y += SIGN_H;
			continue;
		}
		if (bold)
			s = (struct str){s.p + 1, s.n - 2};
		text =
		    setting_text(t, str_z(t->a, s), w, SIZE, SHEET_LEFT, bold);
		if (draw)
			sheet_put_all(t->s, text, x, t->y + y);
		y += sheet_height(text);
	}
	return y;
}

static size_t
find_rule(const struct lines *l)
{
	size_t i = 0;

	while (i < l->n && strcmp(l->v[i], "---") != 0)
		i++;
	return i;
}

void
setting_signatures(struct setting *t, const struct lines *l, bool two)
{
	size_t first = two ? find_rule(l) : 0;
	size_t next = two && first < l->n ? first + 1 : first;
	double half = t->w / 2 - 10, right = t->x + t->w / 2 + 10;
	double left_h = put_signature(t, l->v, first, t->x, half, false);
	double right_h =
	    put_signature(t, l->v + next, l->n - next, right, half, false);

	setting_need(t, left_h > right_h ? left_h : right_h);
	(void)put_signature(t, l->v, first, t->x, half, true);
	(void)put_signature(t, l->v + next, l->n - next, right, half, true);
	t->y += (left_h > right_h ? left_h : right_h) + GAP;
}

/* --- head and foot ------------------------------------------------------ */

void
setting_head(struct setting *t)
{
	const struct typeset_head *h = t->job->head;
	double x = t->x, w = t->w, y = t->y;

	if (!h)
		return;
	if (h->logo.n > 0) {
		sheet_picture(t->s, h->logo, t->x, t->y, LOGO, LOGO + 10);
		x += LOGO + 8;
		w -= 2 * (LOGO + 8);
	}
	for (size_t i = 0; i < TYPESET_HEAD && h->lines[i]; i++) {
		struct sheet_text *s = setting_text(t, h->lines[i], w,
		    i == 0   ? 13
		    : i == 1 ? 15
			     : 9.5,
		    SHEET_CENTER, i < 2);

		sheet_put_all(t->s, s, x, y);
		y += sheet_height(s);
	}
	if (h->logo.n > 0 && y < t->y + LOGO + 12)
		y = t->y + LOGO + 12;
	y += 4;
	sheet_line(t->s, t->x, y, t->x + t->w, y, 2);
	sheet_line(t->s, t->x, y + 2.6, t->x + t->w, y + 2.6, 0.7);
	t->y = y + 16;
}

int
setting_foot(struct setting *t, struct err *e)
{
	double y = t->job->conf.h - FOOT, x = t->x;
	struct sheet_text *s;

	if (t->job->qr) {
		if (sheet_code(t->s, t->job->qr, x, y, CODE, e) < 0)
			return -1;
		x += CODE + 8;
	}
	if (!t->job->foot)
		return 0;
	s = setting_text(
	    t, t->job->foot, t->x + t->w - x, TINY, SHEET_LEFT, false);
	sheet_put_all(t->s, s, x, y + (CODE - sheet_height(s)) / 2);
	return 0;
}
