#include "sop/engine.h"

#include <string.h>

/* One event being applied. */
struct move {
	const struct sop *s;
	struct flow f;
	struct effects fx;
	enum ending ending; /* if the event leads to ROW_END */
};

static void
emit(struct move *m, enum effect_kind kind, int row, int holder,
    enum ending ending)
{
	m->fx.v[m->fx.n++] = (struct effect){kind, row, holder, ending};
}

/* The place of (row, holder); -1 if no token is there. */
static int
token_at(const struct flow *f, int row, int holder)
{
	for (int i = 0; i < f->tokens_n; i++)
		if (f->tokens[i].row == row && f->tokens[i].holder == holder)
			return i;
	return -1;
}

static void
token_put(struct flow *f, struct token t)
{
	int i = f->tokens_n++;

	for (; i > 0 && f->tokens[i - 1].holder > t.holder; i--)
		f->tokens[i] = f->tokens[i - 1];
	f->tokens[i] = t;
}

static void
token_take(struct flow *f, int i)
{
	f->tokens_n--;
	memmove(&f->tokens[i], &f->tokens[i + 1],
	    (size_t)(f->tokens_n - i) * sizeof(f->tokens[0]));
}

/* Take all tokens that wait at the row. */
static void
take_waiting(struct flow *f, int row)
{
	int n = 0;

	for (int i = 0; i < f->tokens_n; i++)
		if (!f->tokens[i].waiting || f->tokens[i].row != row)
			f->tokens[n++] = f->tokens[i];
	f->tokens_n = n;
}

/* Whether the holder is under way without a token of its own. */
static bool
is_loose(const struct flow *f, int holder)
{
	if (f->holder_ending[holder] != END_NONE)
		return false;
	for (int i = 0; i < f->tokens_n; i++)
		if (f->tokens[i].holder == holder)
			return false;
	return true;
}

bool
flow_is_covered(const struct flow *f, int holder)
{
	return f->tokens_n > 0 && f->tokens[0].holder == HOLDER_ALL &&
	       is_loose(f, holder);
}

static void
open_token(struct move *m, int row, int holder)
{
	token_put(&m->f, (struct token){row, holder, false});
	emit(m, EFFECT_OPEN, row, holder, END_NONE);
}

/* The letter token, which has been taken up, comes to a row. */
static void
enter_letter(struct move *m, int row)
{
	if (row == ROW_END) {
		for (int h = 0; h < m->f.holders; h++)
			if (is_loose(&m->f, h)) {
				m->f.holder_ending[h] = m->ending;
				emit(m, EFFECT_HOLDER_END, ROW_END, h,
				    m->ending);
			}
	} else if (m->s->rows[row].per_holder) {
		for (int h = 0; h < m->f.holders; h++)
			if (is_loose(&m->f, h))
				open_token(m, row, h);
	} else {
		take_waiting(&m->f, row);
		open_token(m, row, HOLDER_ALL);
	}
}

/* One holder's token comes to a row. */
static void
enter_holder(struct move *m, int row, int holder)
{
	if (row == ROW_END) {
		m->f.holder_ending[holder] = m->ending;
		emit(m, EFFECT_HOLDER_END, ROW_END, holder, m->ending);
	} else if (m->s->rows[row].joins) {
		token_put(&m->f, (struct token){row, holder, true});
		emit(m, EFFECT_WAIT, row, holder, END_NONE);
	} else {
		open_token(m, row, holder);
	}
}

static enum ending
case_ending(const struct flow *f)
{
	for (int h = 0; h < f->holders; h++)
		if (f->holder_ending[h] == END_DONE)
			return END_DONE;
	return END_REJECTED;
}

/* After each event: join if all wait, end if nothing is left. */
static void
settle(struct move *m)
{
	int first = m->f.tokens_n > 0 ? m->f.tokens[0].row : ROW_END;

	if (m->f.tokens_n == 0) {
		m->f.ending = case_ending(&m->f);
		emit(m, EFFECT_CASE_END, ROW_END, HOLDER_ALL, m->f.ending);
		return;
	}
	for (int i = 0; i < m->f.tokens_n; i++) {
		if (!m->f.tokens[i].waiting)
			return;
		if (m->f.tokens[i].row < first)
			first = m->f.tokens[i].row;
	}
	take_waiting(&m->f, first);
	open_token(m, first, HOLDER_ALL);
}

void
flow_start(struct flow *f, const struct sop *s, int holders)
{
	struct move m = {.s = s, .f = {.holders = holders}};

	enter_letter(&m, sop_first(s));
	*f = m.f;
}

static bool
has_outcome(const struct row *r, enum outcome o)
{
	const struct kind *k = kind_get(r->kind);

	for (int i = 0; i < k->outcomes_n; i++)
		if (k->outcomes[i] == o)
			return r->next[o] != ROW_NONE;
	return false;
}

int
flow_apply(struct flow *out, struct effects *fx, const struct sop *s,
    const struct flow *in, const struct flow_event *ev, struct err *e)
{
	int i = token_at(in, ev->row, ev->holder);
	struct move m;

	if (i < 0 || in->tokens[i].waiting)
		return err_set(e, ERR_CONFLICT,
		    "Langkah ini sudah selesai atau belum tiba. Muat ulang "
		    "halaman untuk melihat keadaan terbaru.",
		    "flow: no token at row %d, holder %d", ev->row, ev->holder);
	if (!has_outcome(&s->rows[ev->row], ev->outcome))
		return err_set(e, ERR_INPUT,
		    "Pilihan ini tidak ada pada langkah tersebut.",
		    "flow: no outcome %d at row %d", (int)ev->outcome, ev->row);
	m = (struct move){.s = s, .f = *in};
	m.ending = outcome_is_negative(ev->outcome) ? END_REJECTED : END_DONE;
	token_take(&m.f, i);
	emit(&m, EFFECT_CLOSE, ev->row, ev->holder, END_NONE);
	if (ev->holder == HOLDER_ALL)
		enter_letter(&m, s->rows[ev->row].next[ev->outcome]);
	else
		enter_holder(
		    &m, s->rows[ev->row].next[ev->outcome], ev->holder);
	settle(&m);
	*out = m.f;
	*fx = m.fx;
	return 0;
}

void
flow_abandon(struct flow *out, struct effects *fx, const struct sop *s,
    const struct flow *in)
{
	struct move m = {.s = s, .f = *in, .ending = END_REJECTED};

	for (int i = in->tokens_n; i-- > 0;) {
		struct token t = in->tokens[i];

		if (t.waiting)
			continue;
		token_take(&m.f, i);
		emit(&m, EFFECT_CLOSE, t.row, t.holder, END_NONE);
		if (t.holder == HOLDER_ALL)
			enter_letter(&m, ROW_END);
		else
			enter_holder(&m, ROW_END, t.holder);
	}
	settle(&m);
	*out = m.f;
	*fx = m.fx;
}

bool
flow_is_waiting(const struct flow *f, const struct sop *s)
{
	for (int i = 0; i < f->tokens_n; i++)
		if (!f->tokens[i].waiting &&
		    s->rows[f->tokens[i].row].owner == OWNER_OFFICE)
			return false;
	return f->tokens_n > 0;
}

bool
flow_row_joins(const struct sop *s, int row)
{
	bool split = false;
	int at = row;

	for (size_t i = 0; i < s->rows_n; i++)
		split = split || s->rows[i].per_holder;
	for (size_t i = 0; split && i < s->rows_n && at >= 0; i++) {
		const struct row *r = &s->rows[at];

		if (r->per_holder)
			return false;
		at = r->next[kind_get(r->kind)->outcomes[0]];
	}
	return at == ROW_END;
}
