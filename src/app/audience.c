#include "app/audience.h"

#include <string.h>

struct search {
	struct ctx *cx;
	const struct sop *sop;
	int64_t applicant;
	struct audience *out;
};

/* Into *out who may act from the seat of a lane, but the applicant. */
static int
look_at(const struct search *s, int lane, struct err *e)
{
	struct audience *out = s->out;
	size_t kept = 0;

	if (seat_people(s->cx->db, s->cx->arena, out->v, &out->n,
		s->sop->lanes[lane].id, s->cx->now, e) < 0)
		return -1;
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].person.id != s->applicant)
			out->v[kept++] = out->v[i];
	out->n = kept;
	return 0;
}

static bool
is_definitive(const struct seat_person *p)
{
	return strcmp(p->kind, "definitif") == 0;
}

/* Of those at a desk: the definitive ones, or the others. */
static void
keep_kind(struct audience *out, bool definitive)
{
	size_t kept = 0;

	for (size_t i = 0; i < out->n; i++)
		if (is_definitive(&out->v[i]) == definitive)
			out->v[kept++] = out->v[i];
	out->n = kept;
}

static bool
has_definitive(const struct audience *out)
{
	for (size_t i = 0; i < out->n; i++)
		if (is_definitive(&out->v[i]))
			return true;
	return false;
}

static int
look_above(const struct search *s, int row, struct err *e)
{
	int lanes[LIMIT_SOP_LANES];
	size_t n = remind_superiors(s->sop, row, lanes);

	s->out->above = true;
	for (size_t i = 0; i < n; i++)
		if (look_at(s, lanes[i], e) < 0 || s->out->n > 0)
			return s->out->n > 0 ? 0 : -1;
	return admin_people(s->cx->db, s->cx->arena, s->out->v, &s->out->n, e);
}

int
audience_find(struct ctx *cx, const struct sop *s, int row, enum remind_to to,
    int64_t applicant, struct audience *out, struct err *e)
{
	const struct search search = {cx, s, applicant, out};
	int lane = s->lanes[s->rows[row].lane].recorder;
	bool held, definitive;

	out->above = false;
	if (to == REMIND_SUPERIOR)
		return look_above(&search, row, e);
	if (look_at(&search, lane, e) < 0)
		return -1;
	held = out->n > 0;
	definitive = has_definitive(out);
	if (definitive)
		keep_kind(out, to == REMIND_DOER);
	if (out->n > 0 && (definitive || to == REMIND_DOER))
		return 0;
	/* A stand-in, or anybody, is still to be found. */
	out->n = 0;
	lane = s->lanes[lane].standin;
	if (lane >= 0 && look_at(&search, lane, e) < 0)
		return -1;
	return out->n > 0 || held ? 0 : look_above(&search, row, e);
}
