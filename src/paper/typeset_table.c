/*
 * typeset_table.c - tables and grids: cells of texts and boxes in rows, which
 * stay whole unless they are higher than a page.
 */
#include <string.h>

#include "paper/typeset_part.h"

#define PARTS_MAX 64 /* lines of a cell that the pilcrow sign makes */
#define BOX       8.0
#define BOX_W     13.0
#define PILCROW   "\u00b6"
#define LEAST     (4 * SMALL) /* of a row that is cut */

struct grid {
	double widths[CELLS];
	bool centred[CELLS];
	size_t n;
	const char *head; /* that stands on each page; NULL */
};

/* One line of a cell that the template wrote. */
struct part {
	struct sheet_text *text;
	bool box, ticked;
	double indent;
};

struct cell {
	struct part *v;
	size_t n;
	size_t part, line; /* the first that is not drawn yet */
};

void
setting_cells(struct setting *t, const char *line, const char *cells[CELLS])
{
	struct str rest = str_of(line);
	size_t n = 0;

	while (rest.p && n < CELLS)
		cells[n++] = str_z(t->a, str_trim(str_cut(&rest, '|')));
	for (size_t i = n; i < CELLS; i++)
		cells[i] = "";
}

static int
read_widths(
    struct setting *t, struct grid *g, const char *widths, struct err *e)
{
	struct str rest = str_of(widths);
	uint64_t all = 0, v;

	g->n = 0;
	while (rest.n > 0) {
		struct str one = str_cut(&rest, ' ');
		bool centred = one.n > 0 && one.p[one.n - 1] == 'c';

		if (one.n == 0)
			continue;
		if (centred)
			one.n--;
		if (g->n == CELLS || str_u64(one, 100, &v) < 0 || v == 0)
			return err_set(e, ERR_INPUT,
			    "Lebar kolom tabel naskah tidak dapat dibaca.",
			    "typeset: line %zu: widths", t->line);
		g->centred[g->n] = centred;
		g->widths[g->n++] = (double)v;
		all += v;
	}
	if (all == 0)
		return err_set(e, ERR_INPUT,
		    "Lebar kolom tabel naskah belum ditulis.",
		    "typeset: line %zu: no widths", t->line);
	for (size_t i = 0; i < g->n; i++)
		g->widths[i] *= t->w / (double)all;
	return 0;
}

/* --- cells -------------------------------------------------------------- */

static struct str
cut_part(struct str *rest)
{
	const char *end =
	    rest->n > 1 ? memmem(rest->p, rest->n, PILCROW, 2) : NULL;
	struct str s = *rest;

	if (!end) {
		*rest = (struct str){NULL, 0};
		return str_trim(s);
	}
	s.n = (size_t)(end - s.p);
	*rest = (struct str){end + 2, rest->n - s.n - 2};
	return str_trim(s);
}

static struct part
read_part(const struct setting *t, struct str s, double w,
    enum sheet_align align, bool bold)
{
	struct part p = {
	    .box = str_starts(s, STR("[x] ")) || str_starts(s, STR("[ ] "))};

	if (p.box) {
		p.ticked = s.p[1] == 'x';
		p.indent = BOX_W;
		s = str_trim((struct str){s.p + 4, s.n - 4});
	}
	p.text =
	    setting_text(t, str_z(t->a, s), w - p.indent, SMALL, align, bold);
	return p;
}

static void
read_cell(const struct setting *t, struct cell *c, const char *text, double w,
    enum sheet_align align, bool bold)
{
	struct str rest = str_of(text);

	*c = (struct cell){.v = ARENA_ARRAY(t->a, PARTS_MAX, struct part)};
	do {
		c->v[c->n++] = read_part(t, cut_part(&rest), w, align, bold);
	} while (rest.p && c->n < PARTS_MAX);
}

/* The height of what is left of it. */
static double
cell_height(const struct cell *c)
{
	double h = 0;

	for (size_t i = c->part; i < c->n; i++) {
		size_t from = i == c->part ? c->line : 0;

		h += sheet_part(
		    c->v[i].text, from, sheet_lines(c->v[i].text) - from);
	}
	return h;
}

/* As much as fits into a height. */
static void
put_cell(struct setting *t, struct cell *c, double x, double y, double height)
{
	while (c->part < c->n) {
		const struct part *p = &c->v[c->part];
		size_t left = sheet_lines(p->text) - c->line;
		double used;
		size_t n = sheet_fit(p->text, c->line, height, &used);

		if (n > 0)
			sheet_put(t->s, p->text, x + p->indent, y, c->line, n);
		if (n > 0 && p->box && c->line == 0)
			setting_box(t, x, y + 2, BOX, p->ticked);
		y += used;
		height -= used;
		if (n < left) {
			c->line += n;
			return;
		}
		c->part++;
		c->line = 0;
	}
}

/* --- rows --------------------------------------------------------------- */

static double
row_height(const struct grid *g, const struct cell cells[CELLS])
{
	double high = 0;

	for (size_t i = 0; i < g->n; i++) {
		double h = cell_height(&cells[i]);

		if (h > high)
			high = h;
	}
	return high + 2 * CELL_PAD;
}

static void
put_cells(struct setting *t, const struct grid *g, struct cell cells[CELLS],
    double high)
{
	double x = t->x;

	for (size_t i = 0; i < g->n; i++) {
		sheet_box(t->s, x, t->y, g->widths[i], high, THIN);
		put_cell(t, &cells[i], x + CELL_PAD, t->y + CELL_PAD,
		    high - 2 * CELL_PAD);
		x += g->widths[i];
	}
	t->y += high;
}

static void
read_row(struct setting *t, const struct grid *g, const char *line, bool head,
    struct cell cells[CELLS])
{
	const char *texts[CELLS];

	setting_cells(t, line, texts);
	for (size_t i = 0; i < g->n; i++)
		read_cell(t, &cells[i], texts[i], g->widths[i] - 2 * CELL_PAD,
		    head || g->centred[i] ? SHEET_CENTER : SHEET_LEFT, head);
}

static void
put_head(struct setting *t, const struct grid *g)
{
	struct cell cells[CELLS];
	double high;

	if (!g->head)
		return;
	read_row(t, g, g->head, true, cells);
	high = row_height(g, cells);
	/* One that leaves no room for rows does not come again. */
	if (high < (t->bottom - MARGIN_TOP) / 2)
		put_cells(t, g, cells, high);
}

static void
put_row(struct setting *t, const struct grid *g, const char *line)
{
	struct cell cells[CELLS];
	double top = MARGIN_TOP + 1, high;

	read_row(t, g, line, false, cells);
	for (;;) {
		double room = t->bottom - t->y;

		high = row_height(g, cells);
		if (high <= room || t->failed)
			break;
		if (high <= (t->bottom - MARGIN_TOP) / 2 || room < LEAST) {
			/* Whole, on the next page. */
			if (t->y < top)
				break;
		} else {
			put_cells(t, g, cells, room);
		}
		setting_page(t);
		put_head(t, g);
	}
	put_cells(t, g, cells, high);
}

int
setting_table(struct setting *t, const char *widths, const struct lines *l,
    bool head, struct err *e)
{
	struct grid g = {.head = NULL};
	size_t first = head ? 1 : 0;

	if (read_widths(t, &g, widths, e) < 0)
		return -1;
	/* Grids after each other are one. */
	if (!head && t->grid_y > 0 && t->y <= t->grid_y + GAP &&
	    t->y > t->grid_y)
		t->y = t->grid_y;
	if (head) {
		struct cell cells[CELLS];

		/* The head never stands alone. */
		read_row(t, &g, l->v[0], true, cells);
		setting_need(t, row_height(&g, cells) + 3 * SMALL);
		put_cells(t, &g, cells, row_height(&g, cells));
		g.head = l->v[0];
	}
	for (size_t i = first; i < l->n && !t->failed; i++)
		put_row(t, &g, l->v[i]);
	t->grid_y = head ? 0 : t->y;
	t->y += GAP;
	return 0;
}
