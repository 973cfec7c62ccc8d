/*
 * typeset_block.c - lines with something before them: details, lists, boxes.
 */
#include <string.h>

#include "paper/typeset_part.h"

#define LABEL_W 118.0 /* of "label | value" */
#define COLON_W 10.0
#define ITEM_W  20.0
#define BOX     9.0
#define COPIES  8 /* so many stay together */

/* The label may be higher than its value. */
void
setting_details(struct setting *t, const struct lines *l)
{
	double x = t->x + LABEL_W + COLON_W, w = t->w - LABEL_W - COLON_W;

	for (size_t i = 0; i < l->n; i++) {
		const char *cells[CELLS];
		struct sheet_text *label, *value;
		double bottom;
		int page;

		setting_cells(t, l->v[i], cells);
		if (!*cells[1])
			continue;
		label = setting_body(t, cells[0], LABEL_W - 4);
		value = setting_body(t, cells[1], w);
		setting_need(t, sheet_height(label));
		if (sheet_lines(value) < 4)
			setting_need(t, sheet_height(value));
		sheet_put_all(t->s, label, t->x, t->y);
		sheet_put_all(
		    t->s, setting_body(t, ":", COLON_W), t->x + LABEL_W, t->y);
		bottom = t->y + sheet_height(label);
		page = t->page;
		setting_flow(t, value, x);
		if (t->page == page && t->y < bottom)
			t->y = bottom;
	}
	t->y += GAP;
}

static void
put_item(struct setting *t, size_t no, const char *text, double size)
{
	const struct sheet_style style = {.size = size,
	    .align = SHEET_JUSTIFY,
	    .spacing = size < SIZE ? 0 : SPACING};
	struct sheet_text *s = sheet_set(t->s, &style, text, t->w - ITEM_W);
	const struct sheet_style number = {
	    .size = size, .spacing = style.spacing};

	if (sheet_lines(s) < 4)
		setting_need(t, sheet_height(s));
	else
		setting_need(t, 3 * size);
	sheet_put_all(t->s,
	    sheet_set(t->s, &number, arena_printf(t->a, "%zu.", no), ITEM_W),
	    t->x, t->y);
	setting_flow(t, s, t->x + ITEM_W);
}

void
setting_list(struct setting *t, const struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		put_item(t, i + 1, l->v[i], SIZE);
	t->y += GAP;
}

double
setting_copies_height(const struct lines *l)
{
	return 2 * GAP + (double)(1 + (l->n < COPIES ? l->n : COPIES)) * 12;
}

void
setting_copies(struct setting *t, const struct lines *l)
{
	struct sheet_text *s =
	    setting_text(t, "Tembusan:", t->w, SMALL, SHEET_LEFT, false);

	setting_need(t, setting_copies_height(l));
	t->y += GAP;
	sheet_put_all(t->s, s, t->x, t->y);
	t->y += sheet_height(s);
	for (size_t i = 0; i < l->n; i++)
		put_item(t, i + 1, l->v[i], SMALL);
	t->y += GAP;
}

void
setting_box(struct setting *t, double x, double y, double side, bool ticked)
{
	double u = side / 9;

	sheet_box(t->s, x, y, side, side, THIN);
	if (!ticked)
		return;
	sheet_line(t->s, x + 2 * u, y + 4.5 * u, x + 4 * u, y + 7 * u, 1.2);
	sheet_line(t->s, x + 4 * u, y + 7 * u, x + 7.5 * u, y + 1.5 * u, 1.2);
}

void
setting_boxes(struct setting *t, const struct lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const char *cells[CELLS];
		struct sheet_text *s;

		setting_cells(t, l->v[i], cells);
		s = setting_body(t, cells[1], t->w - ITEM_W);
		setting_need(t, sheet_height(s) < 60 ? sheet_height(s) : 60);
		setting_box(t, t->x, t->y + 2.5, BOX, *cells[0]);
		setting_flow(t, s, t->x + ITEM_W);
	}
	t->y += GAP;
}
