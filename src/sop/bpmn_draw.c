/*
 * bpmn_draw.c - where everything stands, in points of BPMN's diagram
 * interchange; the origin is above on the left.
 */
#include "sop/bpmn_part.h"

#define POOL_X  160 /* of the pool and its lanes' titles */
#define POOL_Y  80
#define TITLE   30 /* width of a title beside pool or lane */
#define COLUMN  340
#define TASK_W  170
#define TASK_H  110
#define GATE    50
#define EVENT   36
#define LANE    180
#define STRIP   18 /* between two lines of a strip */
#define MARGIN  24
#define LABEL_W 100
#define LABEL_H 14
#define LETTER  6 /* width, about */

struct box {
	int x, y, w, h;
};

struct layout {
	const struct bpmn *m;
	size_t over, under; /* lines in the strips */
	int lanes_y;        /* of the first lane */
};

/* The next row, and the end that a straight line may reach. */
static bool
is_straight(const struct bpmn *m, const struct bpmn_way *w)
{
	int last = (int)m->sop->rows_n - 1;

	return w->to == w->from + 1 || (w->from == last && w->to == BPMN_DONE);
}

static bool
is_back(const struct bpmn_way *w)
{
	return w->to >= 0 && w->to <= w->from;
}

static int
column_x(int column)
{
	return POOL_X + 2 * TITLE + 3 * MARGIN + EVENT + column * COLUMN;
}

/* Where a target stands; ends come after the last row. */
static int
column_of(const struct bpmn *m, int to)
{
	int rows = (int)m->sop->rows_n;

	if (to == BPMN_DONE)
		return rows;
	if (to == BPMN_REJECTED)
		return rows + (m->has_done ? 1 : 0);
	return to;
}

static int
lane_middle(const struct layout *l, int lane)
{
	return l->lanes_y + lane * LANE + LANE / 2;
}

static int
lane_of(const struct bpmn *m, int to)
{
	return to < 0 ? bpmn_end_lane(m) : m->sop->rows[to].lane;
}

static struct box
task_box(const struct layout *l, int row)
{
	int y = lane_middle(l, lane_of(l->m, row));

	return (struct box){column_x(row), y - TASK_H / 2, TASK_W, TASK_H};
}

static struct box
gate_box(const struct layout *l, int row)
{
	int y = lane_middle(l, lane_of(l->m, row));

	return (struct box){
	    column_x(row) + TASK_W + MARGIN, y - GATE / 2, GATE, GATE};
}

static struct box
event_box(const struct layout *l, int to)
{
	int y = lane_middle(l, lane_of(l->m, to));

	return (struct box){
	    column_x(column_of(l->m, to)), y - EVENT / 2, EVENT, EVENT};
}

static struct box
target_box(const struct layout *l, int to)
{
	return to < 0 ? event_box(l, to) : task_box(l, to);
}

static struct box
source_box(const struct layout *l, int row)
{
	return l->m->gateway[row] ? gate_box(l, row) : task_box(l, row);
}

/* --- elements ----------------------------------------------------------- */

static void
put_bounds(struct sb *b, struct box v)
{
	sb_printf(b,
	    "<dc:Bounds x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", v.x,
	    v.y, v.w, v.h);
}

static void
put_label(struct sb *b, struct box v)
{
	sb_puts(b, "\n        <bpmndi:BPMNLabel>");
	put_bounds(b, v);
	sb_puts(b, "</bpmndi:BPMNLabel>");
}

static void
open_shape(struct sb *b, const char *kind, const char *id, const char *more)
{
	sb_printf(b,
	    "      <bpmndi:BPMNShape id=\"gambar_%s%s\" "
	    "bpmnElement=\"%s%s\"%s>",
	    kind, id, kind, id, more);
}

static void
put_shape(struct sb *b, const char *kind, const char *id, const char *more,
    struct box v)
{
	open_shape(b, kind, id, more);
	put_bounds(b, v);
	sb_puts(b, "</bpmndi:BPMNShape>\n");
}

static void
put_event(struct sb *b, const char *id, struct box v)
{
	open_shape(b, id, "", "");
	put_bounds(b, v);
	put_label(b, (struct box){v.x - (LABEL_W - v.w) / 2, v.y + v.h + 6,
			 LABEL_W, LABEL_H});
	sb_puts(b, "</bpmndi:BPMNShape>\n");
}

/* Above a gateway, on the right, so that its line upwards stays free. */
static struct box
gate_label(const struct layout *l, int row)
{
	struct box gate = gate_box(l, row);
	const char *title = kind_get(l->m->sop->rows[row].kind)->title;
	int lines = (int)str_points(str_of(title)) * LETTER / LABEL_W + 1;

	return (struct box){gate.x + GATE / 2 + 6, gate.y - lines * LABEL_H,
	    LABEL_W, lines * LABEL_H};
}

static void
put_rows(struct sb *b, const struct layout *l)
{
	for (size_t i = 0; i < l->m->sop->rows_n; i++) {
		const char *no = l->m->sop->rows[i].no;

		put_shape(b, "langkah_", no, "", task_box(l, (int)i));
		if (!l->m->gateway[i])
			continue;
		open_shape(b, "pilihan_", no, " isMarkerVisible=\"true\"");
		put_bounds(b, gate_box(l, (int)i));
		put_label(b, gate_label(l, (int)i));
		sb_puts(b, "</bpmndi:BPMNShape>\n");
	}
}

static void
put_pool(struct sb *b, const struct layout *l)
{
	const struct sop *s = l->m->sop;
	int ends = (l->m->has_done ? 1 : 0) + (l->m->has_rejected ? 1 : 0);
	int right = column_x((int)s->rows_n + ends);
	int over = MARGIN + (int)l->over * STRIP;
	int under = MARGIN + (int)l->under * STRIP;
	struct box pool = {POOL_X, POOL_Y, right - POOL_X,
	    over + (int)s->lanes_n * LANE + under};

	put_shape(b, "kantor", "", " isHorizontal=\"true\"", pool);
	for (size_t i = 0; i < s->lanes_n; i++) {
		struct box v = {POOL_X + TITLE, l->lanes_y + (int)i * LANE,
		    pool.w - TITLE, LANE};

		if (i == 0) {
			v.y -= over;
			v.h += over;
		}
		if (i + 1 == s->lanes_n)
			v.h += under;
		put_shape(b, "pelaksana_", s->lanes[i].id,
		    " isHorizontal=\"true\"", v);
	}
}

/* --- lines -------------------------------------------------------------- */

static void
put_point(struct sb *b, int x, int y)
{
	sb_printf(b, "\n        <di:waypoint x=\"%d\" y=\"%d\"/>", x, y);
}

/* From the right side of a box to the left side of another. */
static void
put_straight(struct sb *b, struct box from, struct box to)
{
	int x = to.x - MARGIN, y1 = from.y + from.h / 2, y2 = to.y + to.h / 2;

	put_point(b, from.x + from.w, y1);
	if (y1 != y2) {
		put_point(b, x, y1);
		put_point(b, x, y2);
	}
	put_point(b, to.x, y2);
}

/* Through a strip: up or down, along, and back. */
static void
put_around(struct sb *b, struct box from, struct box to, int y, int shift)
{
	int x1 = from.x + from.w / 2, x2 = to.x + to.w / 2 + shift;
	bool over = y < from.y;

	put_point(b, x1, over ? from.y : from.y + from.h);
	put_point(b, x1, y);
	put_point(b, x2, y);
	put_point(b, x2, over ? to.y : to.y + to.h);
}

/* Ways of the same row into the same strip before this one. */
static int
order_of(const struct bpmn *m, size_t i)
{
	const struct bpmn_way *w = &m->ways[i];
	int n = 0;

	for (size_t k = 0; k < i; k++)
		n += m->ways[k].from == w->from &&
		     !is_straight(m, &m->ways[k]) &&
		     is_back(&m->ways[k]) == is_back(w);
	return n;
}

static void
put_way_label(struct sb *b, const struct layout *l, size_t i, struct box from)
{
	const struct bpmn_way *w = &l->m->ways[i];
	struct box v = {from.x + from.w / 2 + 6, 0, LABEL_W, LABEL_H};
	int up = order_of(l->m, i) * LABEL_H;

	if (!l->m->gateway[w->from])
		return;
	if (is_straight(l->m, w)) {
		v.x = from.x + from.w;
		v.w = COLUMN - TASK_W - GATE - 2 * MARGIN;
		v.y = from.y + from.h / 2 - LABEL_H - 2;
	} else if (is_back(w)) {
		v.y = from.y + from.h + 6 + up;
	} else {
		v.y = gate_label(l, w->from).y - LABEL_H - 4 - up;
	}
	put_label(b, v);
}

/* What else comes to the same side of a target before this way; so many
 * points beside the middle it ends. */
static int
shift_of(const struct layout *l, size_t i)
{
	const struct bpmn_way *w = &l->m->ways[i];
	int n = 0;

	for (size_t k = 0; k < i; k++)
		n += l->m->ways[k].to == w->to &&
		     !is_straight(l->m, &l->m->ways[k]) &&
		     is_back(&l->m->ways[k]) == is_back(w);
	if (w->to < 0)
		return 0;
	return n % 2 ? -(n + 1) / 2 * 10 : n / 2 * 10;
}

static void
put_ways(struct sb *b, const struct layout *l)
{
	const struct bpmn *m = l->m;
	int bottom = l->lanes_y + (int)m->sop->lanes_n * LANE;
	size_t over = 0, under = 0;

	for (size_t i = 0; i < m->ways_n; i++) {
		const struct bpmn_way *w = &m->ways[i];
		struct box from = source_box(l, w->from);
		struct box to = target_box(l, w->to);

		sb_puts(b, "      <bpmndi:BPMNEdge id=\"gambar_");
		bpmn_way_id(b, m, i);
		sb_puts(b, "\" bpmnElement=\"");
		bpmn_way_id(b, m, i);
		sb_puts(b, "\">");
		if (is_straight(m, w))
			put_straight(b, from, to);
		else if (is_back(w))
			put_around(b, from, to, bottom + (int)(++under) * STRIP,
			    shift_of(l, i));
		else
			put_around(b, from, to,
			    l->lanes_y - (int)(++over) * STRIP, shift_of(l, i));
		put_way_label(b, l, i, from);
		sb_puts(b, "\n      </bpmndi:BPMNEdge>\n");
	}
}

/* Start to the first row, and from tasks to their gateways. */
static void
put_short_ways(struct sb *b, const struct layout *l, struct box start)
{
	const struct sop *s = l->m->sop;

	sb_puts(b, "      <bpmndi:BPMNEdge id=\"gambar_alur_mulai\" "
		   "bpmnElement=\"alur_mulai\">");
	put_straight(b, start, task_box(l, sop_first(s)));
	sb_puts(b, "\n      </bpmndi:BPMNEdge>\n");
	for (size_t i = 0; i < s->rows_n; i++) {
		if (!l->m->gateway[i])
			continue;
		sb_printf(b,
		    "      <bpmndi:BPMNEdge id=\"gambar_alur_%s_pilihan\" "
		    "bpmnElement=\"alur_%s_pilihan\">",
		    s->rows[i].no, s->rows[i].no);
		put_straight(b, task_box(l, (int)i), gate_box(l, (int)i));
		sb_puts(b, "\n      </bpmndi:BPMNEdge>\n");
	}
}

void
bpmn_draw(struct sb *b, const struct bpmn *m)
{
	struct layout l = {.m = m};
	struct box start;
	int y;

	for (size_t i = 0; i < m->ways_n; i++) {
		if (is_straight(m, &m->ways[i]))
			continue;
		if (is_back(&m->ways[i]))
			l.under++;
		else
			l.over++;
	}
	l.lanes_y = POOL_Y + MARGIN + (int)l.over * STRIP;
	y = lane_middle(&l, m->sop->rows[sop_first(m->sop)].lane);
	start = (struct box){
	    column_x(0) - MARGIN - EVENT - 12, y - EVENT / 2, EVENT, EVENT};
	sb_puts(b, "  <bpmndi:BPMNDiagram id=\"diagram\">\n"
		   "    <bpmndi:BPMNPlane id=\"bidang\" "
		   "bpmnElement=\"kerja_sama\">\n");
	put_pool(b, &l);
	put_event(b, "mulai", start);
	put_rows(b, &l);
	if (m->has_done)
		put_event(b, "selesai", event_box(&l, BPMN_DONE));
	if (m->has_rejected)
		put_event(b, "ditolak", event_box(&l, BPMN_REJECTED));
	put_short_ways(b, &l, start);
	put_ways(b, &l);
	sb_puts(b, "    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n");
}
