#include "app/forecast.h"

#include <string.h>

#include "app/officetime.h"

/* How long a row takes. */
struct estimate {
	const struct pace_sum *own; /* NULL: too few are known */
	struct span span;           /* else this, if the SOP gives a time */
	bool has_span;
};

/* A walk under way. */
struct walk {
	const struct forecast_case *c;
	struct forecast *f;
	struct worktime time;
	bool own, sop, blank; /* what rows were met */
};

/* Where a token has come to, and when it is there. */
struct place {
	int row;
	int64_t likely, late;
};

static struct estimate
estimate_of(struct walk *w, const struct row *r)
{
	struct estimate x = {0};

	for (size_t i = 0; i < w->c->paces_n && !x.own; i++)
		if (w->c->paces[i].n >= PACE_LEAST &&
		    strcmp(w->c->paces[i].row_no, r->no) == 0)
			x.own = &w->c->paces[i];
	x.has_span = row_span(r, &x.span);
	w->own = w->own || x.own;
	w->sop = w->sop || (!x.own && x.has_span);
	w->blank = w->blank || (!x.own && !x.has_span);
	return x;
}

static int64_t
after(const struct walk *w, const struct row *r, int64_t from, int64_t minutes)
{
	return pace_by_calendar(r) ? from + minutes * MS_MINUTE
				   : worktime_after(&w->time, from, minutes);
}

/* Through a row that begins when the token comes. */
static void
pass(struct walk *w, struct place *p)
{
	const struct row *r = &w->c->sop->rows[p->row];
	struct estimate x = estimate_of(w, r);
	int64_t *done = &w->f->rows[p->row];

	if (x.own) {
		p->likely = after(w, r, p->likely, x.own->median);
		p->late = after(w, r, p->late, x.own->p90);
	} else if (x.has_span) {
		p->likely = span_due(&w->time, p->likely, x.span);
		p->late = span_due(&w->time, p->late, x.span);
	}
	if (p->likely > *done)
		*done = p->likely;
}

/* What is left of a time that should have been the likely or the late one. */
static int64_t
rest(int64_t used, int64_t likely, int64_t late, int64_t again)
{
	if (used <= likely)
		return likely - used;
	return used <= late ? late - used : again;
}

/* Out of the row where the token stands since it was opened. */
static struct place
leave(struct walk *w, const struct forecast_token *t)
{
	const struct row *r = &w->c->sop->rows[t->row];
	int64_t now = w->c->now, used, due;
	struct place p = {t->row, now, now};
	struct estimate x;

	if (r->owner == OWNER_APPLICANT) {
		w->f->applicant = true;
		return p;
	}
	x = estimate_of(w, r);
	if (x.own) {
		used = pace_minutes(w->c->office, r, t->opened_at, now);
		p.likely = after(w, r, now,
		    rest(used, x.own->median, x.own->p90, x.own->median));
		p.late = after(
		    w, r, now, rest(used, x.own->p90, x.own->p90, x.own->p90));
	} else if (x.has_span) {
		due = span_due(&w->time, t->opened_at, x.span);
		p.likely = p.late =
		    due > now ? due : span_due(&w->time, now, x.span);
	}
	return p;
}

static int
forward(const struct sop *s, int row)
{
	const struct row *r = &s->rows[row];

	return r->next[kind_get(r->kind)->outcomes[0]];
}

/* From a row on to the end, or for a holder to where the others are waited
 * for.  No way is longer than the table. */
static void
go_on(struct walk *w, struct place *p, int holder)
{
	const struct sop *s = w->c->sop;

	for (size_t i = 0; i < s->rows_n && p->row >= 0; i++) {
		if (holder != HOLDER_ALL && s->rows[p->row].joins)
			return;
		pass(w, p);
		p->row = forward(s, p->row);
	}
}

static struct place
way_of(struct walk *w, const struct forecast_token *t)
{
	struct place p = {t->row, w->c->now, w->c->now};

	if (t->waiting)
		return p;
	p = leave(w, t);
	p.row = forward(w->c->sop, t->row);
	go_on(w, &p, t->holder);
	return p;
}

/* The letter goes on when all are there, from the earliest row of them. */
static void
meet(struct place *all, const struct place *p)
{
	if (p->likely > all->likely)
		all->likely = p->likely;
	if (p->late > all->late)
		all->late = p->late;
	if (p->row >= 0 && (all->row < 0 || p->row < all->row))
		all->row = p->row;
}

static bool
has_letter(const struct forecast_case *c)
{
	for (size_t i = 0; i < c->tokens_n; i++)
		if (c->tokens[i].holder == HOLDER_ALL)
			return true;
	return false;
}

void
forecast_make(
    struct forecast *f, struct arena *a, const struct forecast_case *c)
{
	struct walk w = {.c = c, .f = f, .time = office_worktime(c->office)};
	struct place all = {ROW_END, c->now, c->now}, p;
	bool letter = has_letter(c);

	*f = (struct forecast){.rows = ARENA_ARRAY(a, c->sop->rows_n, int64_t)};
	for (size_t i = 0; i < c->tokens_n; i++) {
		/* Beside the letter all others wait, and go along with it. */
		if (letter && c->tokens[i].holder != HOLDER_ALL)
			continue;
		p = way_of(&w, &c->tokens[i]);
		meet(&all, &p);
	}
	go_on(&w, &all, HOLDER_ALL);
	f->likely = all.likely;
	f->late = all.late;
	if (w.own)
		f->basis = w.sop || w.blank ? FORECAST_MIXED : FORECAST_OWN;
	else if (w.sop)
		f->basis = FORECAST_SOP;
}
