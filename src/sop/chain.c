/*
 * Who stands above a lane (atasan) and who beside it (pengganti).
 */
#include "sop/load.h"

static bool
is_desk(const struct lane *lane)
{
	return lane->role == LANE_OFFICIAL || lane->role == LANE_VERIFIER;
}

/* The desk that a key of lane i names; ROW_NONE if none, or a wrong one. */
static int
read_desk(struct load *ld, size_t i, const char *key)
{
	const struct sop *s = ld->s;
	const struct lane *lane = &s->lanes[i];
	const char *ids[LIMIT_SOP_LANES];
	const char *id = node_text(ld->lane_at[i], key);
	struct place at = node_place(ld->lane_at[i], key);
	int other;

	if (!id)
		return ROW_NONE;
	other = sop_lane(s, str_of(id));
	if (other >= 0 && is_desk(lane) && is_desk(&s->lanes[other]) &&
	    other != (int)i)
		return other;
	for (size_t j = 0; j < s->lanes_n; j++)
		ids[j] = s->lanes[j].id;
	if (!is_desk(lane))
		problem_error(&ld->l, at,
		    "\"%s\" hanya untuk pelaksana dengan peran pejabat atau "
		    "verifikator; hapus dari \"%s\".",
		    key, problem_quote(&ld->l, lane->id));
	else if (other < 0)
		problem_error(&ld->l, at,
		    "Pelaksana \"%s\" tidak ada di daftar pelaksana; %s.",
		    problem_quote(&ld->l, id),
		    problem_hint(&ld->l, id, ids, s->lanes_n));
	else if (other == (int)i)
		problem_error(&ld->l, at,
		    "\"%s\" dari \"%s\" menunjuk dirinya sendiri; pilih "
		    "pelaksana lain.",
		    key, problem_quote(&ld->l, lane->id));
	else
		problem_error(&ld->l, at,
		    "Pelaksana \"%s\" bukan orang kantor; pilih pelaksana "
		    "dengan peran pejabat atau verifikator.",
		    problem_quote(&ld->l, id));
	return ROW_NONE;
}

/* Whoever stands above all is above nobody. */
static void
check_circle(struct load *ld, size_t i)
{
	const struct sop *s = ld->s;
	int at = s->lanes[i].superior;

	for (size_t n = 0; n < s->lanes_n && at >= 0 && at != (int)i; n++)
		at = s->lanes[at].superior;
	if (at != (int)i)
		return;
	problem_error(&ld->l, node_place(ld->lane_at[i], "atasan"),
	    "Atasan dari \"%s\" berputar kembali kepadanya; hapus salah "
	    "satu \"atasan\" di antaranya.",
	    problem_quote(&ld->l, s->lanes[i].id));
}

void
load_chain(struct load *ld)
{
	struct sop *s = ld->s;

	for (size_t i = 0; i < s->lanes_n; i++) {
		s->lanes[i].superior = read_desk(ld, i, "atasan");
		s->lanes[i].standin = read_desk(ld, i, "pengganti");
	}
	for (size_t i = 0; i < s->lanes_n; i++)
		check_circle(ld, i);
}
