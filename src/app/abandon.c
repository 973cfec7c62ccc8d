/*
 * A case that its applicant has left alone for longer than the SOP says
 * (ditinggalkan_setelah).
 */
#include "app/act.h"
#include "app/move.h"
#include "sop/keep.h"
#include "store/custody.h"

/* Whether nothing waits but rows of the applicant, and for too long. */
static int
is_abandoned(struct ctx *cx, const struct dossier *d, struct err *e)
{
	bool waits = false;
	int64_t at;
	int rc;

	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];

		if (!t->closed_at && !t->person_id)
			return 0;
		waits = waits || !t->closed_at;
	}
	if (!waits)
		return 0;
	rc = event_last_act(cx->db, d->c.id, &at, e);
	if (rc != 1)
		return rc;
	return keep_end(d->sop->abandoned_after, at, cx->office->zone) <=
	       cx->now;
}

static int
write_abandon(struct ctx *cx, const struct dossier *d, struct err *e)
{
	struct flow *in = ARENA_NEW(cx->arena, struct flow);
	struct flow *out = ARENA_NEW(cx->arena, struct flow);
	struct effects *fx = ARENA_NEW(cx->arena, struct effects);
	struct opened *opened = ARENA_NEW(cx->arena, struct opened);
	const char *why =
	    arena_printf(cx->arena, "Tidak dilanjutkan pemohon selama %s.",
		keep_text(cx->arena, d->sop->abandoned_after));
	const struct move m = {
	    .cx = cx,
	    .sop = d->sop,
	    .holders = d->holders,
	    .holders_n = d->holders_n,
	    .c = &d->c,
	    .abandoned = true,
	    .why = why,
	};
	const struct event ev = {
	    .case_id = d->c.id,
	    .kind = "abandon",
	    .outcome = "abandoned",
	    .seat_title = "Sistem",
	    .edition_id = d->c.edition_id,
	    .reason = why,
	    .detail = "[]",
	    .at = cx->now,
	};

	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];

		if (t->closed_at)
			continue;
		if (task_close(cx->db, t, cx->now, 0, "abandoned", e) != 1 ||
		    link_use(cx->db, t->id, cx->now, e) < 0)
			return -1;
	}
	if (dossier_flow(d, in, e) < 0)
		return -1;
	flow_abandon(out, fx, d->sop, in);
	if (move_flow(&m, out, fx, opened, e) < 0 ||
	    event_append(cx->db, &ev, NULL, e) < 0)
		return -1;
	return move_tell(&m, out, fx, opened, e);
}

static int
look(struct ctx *cx, struct dossier *d, int64_t case_id, struct err *e)
{
	if (dossier_load_id(cx, d, case_id, e) < 0)
		return -1;
	return is_abandoned(cx, d, e);
}

int
act_abandon(struct ctx *cx, int64_t case_id, struct err *e)
{
	struct dossier d = {0};
	int rc = look(cx, &d, case_id, e);

	dossier_clear(&d);
	/* Mostly it is not: no lock for that. */
	if (rc != 1)
		return rc;
	if (db_begin(cx->db, e) < 0)
		return -1;
	rc = look(cx, &d, case_id, e);
	if (rc == 1 &&
	    (write_abandon(cx, &d, e) < 0 || db_commit(cx->db, e) < 0))
		rc = -1;
	db_rollback(cx->db);
	dossier_clear(&d);
	return rc;
}
