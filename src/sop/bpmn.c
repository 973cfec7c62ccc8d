/*
 * bpmn.c - the process: what there is and what leads where.  Where it stands
 * is bpmn_draw.c.
 */
#include "sop/bpmn.h"

#include <string.h>

#include "sop/bpmn_part.h"

#define SPACES                                                       \
	" xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\""     \
	" xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\"" \
	" xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\""       \
	" xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\""       \
	" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""

/* --- what leads where --------------------------------------------------- */

static int
end_of(enum outcome o)
{
	return outcome_is_negative(o) ? BPMN_REJECTED : BPMN_DONE;
}

/* Each target of a row once, with the outcomes that lead there. */
static size_t
ways_of(const struct row *r, struct bpmn_way v[KIND_OUTCOMES])
{
	const struct kind *k = kind_get(r->kind);
	size_t n = 0;

	for (int i = 0; i < k->outcomes_n; i++) {
		enum outcome o = k->outcomes[i];
		int to = r->next[o];
		size_t at = 0;

		if (to == ROW_NONE)
			continue;
		if (to == ROW_END)
			to = end_of(o);
		while (at < n && v[at].to != to)
			at++;
		if (at == n)
			v[n++] = (struct bpmn_way){.to = to};
		v[at].outcomes[v[at].outcomes_n++] = o;
	}
	return n;
}

static void
make(struct bpmn *m, const struct sop *s)
{
	*m = (struct bpmn){.sop = s};
	for (size_t i = 0; i < s->rows_n; i++) {
		struct bpmn_way ways[KIND_OUTCOMES];
		size_t n = ways_of(&s->rows[i], ways);

		m->gateway[i] = n > 1;
		for (size_t k = 0; k < n; k++) {
			ways[k].from = (int)i;
			m->ways[m->ways_n++] = ways[k];
			if (ways[k].to == BPMN_DONE)
				m->has_done = true;
			if (ways[k].to == BPMN_REJECTED)
				m->has_rejected = true;
		}
	}
}

/* --- text --------------------------------------------------------------- */

void
bpmn_text(struct sb *b, const char *s)
{
	for (; *s; s++) {
		if (*s == '&')
			sb_puts(b, "&amp;");
		else if (*s == '<')
			sb_puts(b, "&lt;");
		else if (*s == '>')
			sb_puts(b, "&gt;");
		else if (*s == '"')
			sb_puts(b, "&quot;");
		else
			sb_putc(b, *s);
	}
}

static void
attribute(struct sb *b, const char *name, const char *value)
{
	sb_printf(b, " %s=\"", name);
	bpmn_text(b, value);
	sb_putc(b, '"');
}

void
bpmn_target(struct sb *b, const struct bpmn *m, int to)
{
	if (to == BPMN_DONE)
		sb_puts(b, "selesai");
	else if (to == BPMN_REJECTED)
		sb_puts(b, "ditolak");
	else
		sb_printf(b, "langkah_%s", m->sop->rows[to].no);
}

/* What leaves a row: its gateway, or where it has no choice its task. */
void
bpmn_source(struct sb *b, const struct bpmn *m, int row)
{
	sb_printf(b, "%s_%s", m->gateway[row] ? "pilihan" : "langkah",
	    m->sop->rows[row].no);
}

void
bpmn_way_id(struct sb *b, const struct bpmn *m, size_t i)
{
	const struct bpmn_way *w = &m->ways[i];

	sb_printf(b, "alur_%s_", m->sop->rows[w->from].no);
	bpmn_target(b, m, w->to);
}

/* --- the process -------------------------------------------------------- */

static const char *
element(const struct sop *s, const struct row *r)
{
	if (s->lanes[r->lane].role == LANE_EXTERNAL)
		return "serviceTask";
	if (r->kind == STEP_CONFIRM)
		return "manualTask";
	if (r->kind == STEP_RECOMMEND)
		return "sendTask";
	return "userTask";
}

static void
put_lines(struct sb *b, const char *label, const char *const *v, size_t n)
{
	if (n == 0)
		return;
	sb_printf(b, "%s: ", label);
	for (size_t i = 0; i < n; i++) {
		bpmn_text(b, v[i]);
		sb_puts(b, i + 1 < n ? "; " : "\n");
	}
}

static void
put_line(struct sb *b, const char *label, const char *value)
{
	if (value && value[0])
		put_lines(b, label, &value, 1);
}

/* The columns of the table that BPMN has no symbol for. */
static void
put_documentation(struct sb *b, const struct row *r)
{
	struct arena a;

	arena_init(&a, 64 * KIB);
	sb_puts(b, "      <documentation>");
	put_line(b, "Nomor", r->no);
	put_lines(b, "Kelengkapan", r->needs, r->needs_n);
	put_line(b, "Waktu", duration_text(&a, r->time));
	put_line(b, "Output", r->output);
	put_line(b, "Keterangan", r->note);
	put_line(b, "Tersirat", r->implied);
	if (r->per_holder)
		sb_puts(b, "Untuk setiap calon pemilik sendiri-sendiri\n");
	if (r->joins)
		sb_puts(b, "Menunggu semua calon pemilik di surat yang "
			   "sama\n");
	sb_puts(b, "</documentation>\n");
	arena_clear(&a);
}

/* The flows that come in, or go out. */
static void
put_flows(struct sb *b, const struct bpmn *m, int node, bool out)
{
	for (size_t i = 0; i < m->ways_n; i++) {
		if ((out ? m->ways[i].from : m->ways[i].to) != node)
			continue;
		sb_printf(b, "      <%s>", out ? "outgoing" : "incoming");
		bpmn_way_id(b, m, i);
		sb_printf(b, "</%s>\n", out ? "outgoing" : "incoming");
	}
}

static void
put_gateway(struct sb *b, const struct bpmn *m, int row)
{
	const struct row *r = &m->sop->rows[row];

	sb_printf(b, "    <exclusiveGateway id=\"pilihan_%s\"", r->no);
	attribute(b, "name", kind_get(r->kind)->title);
	sb_printf(b, ">\n      <incoming>alur_%s_pilihan</incoming>\n", r->no);
	put_flows(b, m, row, true);
	sb_puts(b, "    </exclusiveGateway>\n");
	sb_printf(b,
	    "    <sequenceFlow id=\"alur_%s_pilihan\" "
	    "sourceRef=\"langkah_%s\" targetRef=\"pilihan_%s\"/>\n",
	    r->no, r->no, r->no);
}

static void
put_task(struct sb *b, const struct bpmn *m, int row)
{
	const struct row *r = &m->sop->rows[row];
	const char *name = element(m->sop, r);

	sb_printf(b, "    <%s id=\"langkah_%s\"", name, r->no);
	attribute(b, "name", r->activity);
	sb_puts(b, ">\n");
	put_documentation(b, r);
	if (row == sop_first(m->sop))
		sb_puts(b, "      <incoming>alur_mulai</incoming>\n");
	put_flows(b, m, row, false);
	if (m->gateway[row])
		sb_printf(
		    b, "      <outgoing>alur_%s_pilihan</outgoing>\n", r->no);
	else
		put_flows(b, m, row, true);
	sb_printf(b, "    </%s>\n", name);
	if (m->gateway[row])
		put_gateway(b, m, row);
}

static void
put_end(struct sb *b, const struct bpmn *m, int end, const char *name)
{
	sb_puts(b, "    <endEvent id=\"");
	bpmn_target(b, m, end);
	sb_printf(b, "\" name=\"%s\">\n", name);
	put_flows(b, m, end, false);
	sb_puts(b, "    </endEvent>\n");
}

static void
put_way(struct sb *b, const struct bpmn *m, size_t i)
{
	const struct bpmn_way *w = &m->ways[i];

	sb_puts(b, "    <sequenceFlow id=\"");
	bpmn_way_id(b, m, i);
	sb_puts(b, "\"");
	if (m->gateway[w->from]) {
		sb_puts(b, " name=\"");
		bpmn_label(b, w);
		sb_puts(b, "\"");
	}
	sb_puts(b, " sourceRef=\"");
	bpmn_source(b, m, w->from);
	sb_puts(b, "\" targetRef=\"");
	bpmn_target(b, m, w->to);
	sb_puts(b, "\"/>\n");
}

void
bpmn_label(struct sb *b, const struct bpmn_way *w)
{
	for (size_t i = 0; i < w->outcomes_n; i++) {
		if (i > 0)
			sb_puts(b, " / ");
		bpmn_text(b, outcome_title(w->outcomes[i]));
	}
}

static void
put_lane(struct sb *b, const struct bpmn *m, int lane)
{
	const struct sop *s = m->sop;

	sb_printf(b, "      <lane id=\"pelaksana_%s\"", s->lanes[lane].id);
	attribute(b, "name", s->lanes[lane].title);
	sb_puts(b, ">\n");
	if (s->rows[sop_first(s)].lane == lane)
		sb_puts(b, "        <flowNodeRef>mulai</flowNodeRef>\n");
	for (size_t i = 0; i < s->rows_n; i++) {
		const char *no = s->rows[i].no;

		if (s->rows[i].lane != lane)
			continue;
		sb_printf(
		    b, "        <flowNodeRef>langkah_%s</flowNodeRef>\n", no);
		if (m->gateway[i])
			sb_printf(b,
			    "        <flowNodeRef>pilihan_%s</flowNodeRef>\n",
			    no);
	}
	if (lane == bpmn_end_lane(m) && m->has_done)
		sb_puts(b, "        <flowNodeRef>selesai</flowNodeRef>\n");
	if (lane == bpmn_end_lane(m) && m->has_rejected)
		sb_puts(b, "        <flowNodeRef>ditolak</flowNodeRef>\n");
	sb_puts(b, "      </lane>\n");
}

int
bpmn_end_lane(const struct bpmn *m)
{
	return m->sop->rows[m->sop->rows_n - 1].lane;
}

static void
put_process(struct sb *b, const struct bpmn *m, const char *id)
{
	const struct sop *s = m->sop;

	sb_printf(b, "  <process id=\"proses_%s\" isExecutable=\"false\"", id);
	attribute(b, "name", s->title);
	sb_puts(b, ">\n");
	if (s->summary[0]) {
		sb_puts(b, "    <documentation>");
		bpmn_text(b, s->summary);
		sb_puts(b, "</documentation>\n");
	}
	sb_printf(b, "    <laneSet id=\"para_pelaksana\">\n");
	for (size_t i = 0; i < s->lanes_n; i++)
		put_lane(b, m, (int)i);
	sb_puts(b, "    </laneSet>\n"
		   "    <startEvent id=\"mulai\" name=\"Mulai\">\n"
		   "      <outgoing>alur_mulai</outgoing>\n"
		   "    </startEvent>\n");
	sb_printf(b,
	    "    <sequenceFlow id=\"alur_mulai\" sourceRef=\"mulai\" "
	    "targetRef=\"langkah_%s\"/>\n",
	    s->rows[sop_first(s)].no);
	for (size_t i = 0; i < s->rows_n; i++)
		put_task(b, m, (int)i);
	if (m->has_done)
		put_end(b, m, BPMN_DONE, "Selesai");
	if (m->has_rejected)
		put_end(b, m, BPMN_REJECTED, "Ditolak");
	for (size_t i = 0; i < m->ways_n; i++)
		put_way(b, m, i);
	sb_puts(b, "  </process>\n");
}

void
bpmn_write(struct sb *b, const struct sop *s, const char *id, const char *pool)
{
	struct bpmn m;

	make(&m, s);
	sb_puts(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<definitions");
	sb_puts(b, SPACES);
	sb_printf(b,
	    " id=\"sop_%s\" targetNamespace=\"urn:paraf:sop\" "
	    "exporter=\"Paraf\">\n  <collaboration id=\"kerja_sama\">\n"
	    "    <participant id=\"kantor\"",
	    id);
	attribute(b, "name", pool);
	sb_printf(b, " processRef=\"proses_%s\"/>\n  </collaboration>\n", id);
	put_process(b, &m, id);
	bpmn_draw(b, &m);
	sb_puts(b, "</definitions>\n");
}
