#include "sop/flowchart.h"

/* The row that each stub of a cell leads to, plus 1; 0 if it is free. */
struct owners {
	int of[4]; /* up, down, left, right */
};

/* The chart while it is drawn. */
struct drawing {
	const struct sop *sop;
	struct flowchart *chart;
	struct owners *owner; /* one for each cell, row by row */
};

/* A way: at row `turn` from the source's lane to the target's. */
struct route {
	int from, to, turn;
	bool sure; /* draw, do not ask */
};

static struct owners *
owners_at(const struct drawing *d, int row, int lane)
{
	return &d->owner[(size_t)row * d->chart->lanes_n + (size_t)lane];
}

/* Which of the cell's stubs belong to lines with another target. */
static unsigned
foreign(const struct owners *o, int target)
{
	unsigned stubs = 0;

	for (unsigned i = 0; i < 4; i++)
		if (o->of[i] != 0 && o->of[i] != target + 1)
			stubs |= 1U << i;
	return stubs;
}

/* Only two straight lines may meet in a cell: they cross. */
static bool
may_share(unsigned stubs, unsigned others)
{
	unsigned vertical = STUB_UP | STUB_DOWN;
	unsigned level = STUB_LEFT | STUB_RIGHT;

	return others == 0 || (stubs == vertical && others == level) ||
	       (stubs == level && others == vertical);
}

/* Lay stubs into one cell, or with r->sure false ask whether they fit. */
static bool
lay(const struct drawing *d, const struct route *r, int row, int lane,
    unsigned stubs)
{
	struct owners *o = owners_at(d, row, lane);

	if (!r->sure) {
		if (d->sop->rows[row].lane == lane)
			return row == r->from || row == r->to;
		return may_share(stubs, foreign(o, r->to));
	}
	d->chart->rows[row].cells[lane].stubs |= stubs;
	for (unsigned i = 0; i < 4; i++)
		if (stubs & 1U << i)
			o->of[i] = r->to + 1;
	return true;
}

/* The level piece in row r->turn; both its ends are corners. */
static bool
lay_turn(const struct drawing *d, const struct route *r)
{
	int a = d->sop->rows[r->from].lane, b = d->sop->rows[r->to].lane;
	unsigned ahead = a < b ? STUB_RIGHT : STUB_LEFT;
	unsigned back = a < b ? STUB_LEFT : STUB_RIGHT;
	unsigned start = r->turn == r->from ? ahead : STUB_UP | ahead;
	int step = a < b ? 1 : -1;

	if (a == b)
		return lay(d, r, r->turn, a,
		    r->turn == r->from ? STUB_DOWN : STUB_UP | STUB_DOWN);
	if (!lay(d, r, r->turn, a, start) ||
	    !lay(d, r, r->turn, b, back | STUB_DOWN))
		return false;
	for (int lane = a + step; lane != b; lane += step)
		if (!lay(d, r, r->turn, lane, STUB_LEFT | STUB_RIGHT))
			return false;
	return true;
}

/* All cells of a route: down the source's lane, across, down the target's. */
static bool
walk(const struct drawing *d, const struct route *r)
{
	int a = d->sop->rows[r->from].lane, b = d->sop->rows[r->to].lane;

	for (int row = r->from; row < r->turn; row++)
		if (!lay(d, r, row, a,
			row == r->from ? STUB_DOWN : STUB_UP | STUB_DOWN))
			return false;
	if (!lay_turn(d, r))
		return false;
	for (int row = r->turn + 1; row < r->to; row++)
		if (!lay(d, r, row, b, STUB_UP | STUB_DOWN))
			return false;
	return lay(d, r, r->to, b, STUB_UP);
}

/* Draw a line down to a later row if there is room for it. */
static bool
connect(const struct drawing *d, int from, int to)
{
	int turns[] = {from, to - 1};

	for (size_t i = 0; i < 2; i++) {
		struct route r = {from, to, turns[i], false};

		if (walk(d, &r)) {
			r.sure = true;
			return walk(d, &r);
		}
	}
	return false;
}

/* Where the line to row `to` leaves its symbol. */
static enum stub
exit_of(const struct drawing *d, int from, int to)
{
	const struct owners *o = owners_at(d, from, d->sop->rows[from].lane);

	for (unsigned i = 1; i < 4; i++)
		if (o->of[i] == to + 1)
			return (enum stub)(1U << i);
	return (enum stub)0;
}

static enum outcome
forward(const struct row *row)
{
	return kind_get(row->kind)->outcomes[0];
}

static enum symbol
symbol_of(const struct sop *s, int index)
{
	const struct row *row = &s->rows[index];

	if (index == sop_first(s) || row->next[forward(row)] == ROW_END)
		return SYMBOL_CAPSULE;
	if (kind_get(row->kind)->outcomes_n > 1)
		return SYMBOL_DIAMOND;
	return SYMBOL_BOX;
}

static const char *const words[OUT_COUNT] = {
    [OUT_RETURNED] = "Dikembalikan",
    [OUT_REJECTED] = "Ditolak",
    [OUT_INCOMPLETE] = "Tidak lengkap",
    [OUT_NO_MAILBOX] = "Belum ada email",
    [OUT_REFUSED] = "Ditolak BSrE",
    [OUT_MISMATCHED] = "Tidak cocok",
    [OUT_DENIED] = "Ditolak BSrE",
    [OUT_UNFIT] = "Tidak layak",
    [OUT_PROBLEM] = "Ada kendala",
};

/* Outcomes that go to one row share its line or connector, and the label of
 * the first. */
static void
add_exit(struct flow_row *fr, enum stub stub, const char *label)
{
	for (size_t i = 0; i < fr->exits_n; i++)
		if (fr->exits[i].stub == stub)
			return;
	fr->exits[fr->exits_n++] = (struct flow_exit){stub, label};
}

static void
add_connector(struct flow_row *fr, int target, bool no, const char *label)
{
	for (size_t i = 0; i < fr->connectors_n; i++)
		if (fr->connectors[i].target == target)
			return;
	fr->connectors[fr->connectors_n++] =
	    (struct connector){target, no, label};
}

/* Three sides, and at most two lines leave. */
static enum stub
free_side(unsigned stubs)
{
	if ((stubs & STUB_RIGHT) == 0)
		return STUB_RIGHT;
	return (stubs & STUB_LEFT) == 0 ? STUB_LEFT : STUB_DOWN;
}

/* The words, and connectors for what the lines did not take up. */
static void
finish_row(const struct drawing *d, int index)
{
	const struct row *row = &d->sop->rows[index];
	const struct kind *k = kind_get(row->kind);
	struct flow_row *fr = &d->chart->rows[index];
	unsigned stubs = fr->cells[row->lane].stubs;
	bool choice = k->outcomes_n > 1;

	fr->arrow = (stubs & STUB_UP) != 0;
	fr->connectors_at = free_side(stubs);
	for (int i = 0; i < k->outcomes_n; i++) {
		int target = row->next[k->outcomes[i]];
		const char *word = i > 0 ? words[k->outcomes[i]] : "Ya";
		enum stub exit = (enum stub)0;

		if (target > index)
			exit = exit_of(d, index, target);
		if (exit != 0)
			add_exit(
			    fr, exit, choice ? i > 0 ? "Tidak" : "Ya" : NULL);
		else if (target >= 0 || (target == ROW_END && i > 0))
			add_connector(fr, target, i > 0, choice ? word : NULL);
	}
}

/* Lines to the next row first: they always find room. */
static void
draw_lines(const struct drawing *d)
{
	int n = (int)d->sop->rows_n;

	for (int i = 0; i + 1 < n; i++) {
		const struct row *row = &d->sop->rows[i];
		const struct kind *k = kind_get(row->kind);
		bool drawn = false;

		for (int j = 0; j < k->outcomes_n && !drawn; j++)
			if (row->next[k->outcomes[j]] == i + 1)
				drawn = connect(d, i, i + 1);
	}
	for (int i = 0; i < n; i++) {
		int target = d->sop->rows[i].next[forward(&d->sop->rows[i])];

		if (target > i + 1)
			(void)connect(d, i, target);
	}
}

const struct flowchart *
flowchart_make(struct arena *a, const struct sop *s)
{
	struct flowchart *f = ARENA_NEW(a, struct flowchart);
	struct drawing d = {.sop = s, .chart = f};

	f->rows_n = s->rows_n;
	f->lanes_n = s->lanes_n;
	f->rows = ARENA_ARRAY(a, s->rows_n, struct flow_row);
	d.owner = ARENA_ARRAY(a, s->rows_n * s->lanes_n, struct owners);
	for (size_t i = 0; i < s->rows_n; i++) {
		f->rows[i].cells = ARENA_ARRAY(a, s->lanes_n, struct flow_cell);
		f->rows[i].cells[s->rows[i].lane].symbol = symbol_of(s, (int)i);
	}
	draw_lines(&d);
	for (size_t i = 0; i < s->rows_n; i++)
		finish_row(&d, (int)i);
	return f;
}
