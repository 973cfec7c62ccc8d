/*
 * Links that a verifier hands on to the applicant, until mail does it.
 */
#include "app/access.h"
#include "app/act.h"
#include "vault/token.h"

bool
may_hand_on(const struct ctx *cx, const struct dossier *d, const struct task *t)
{
	int row = sop_row(d->sop, str_of(t->row_no));

	if (t->closed_at || !t->person_id || row < 0 ||
	    cx->actor.person == d->c.applicant_id)
		return false;
	/* All else an applicant does, the applicant does signed in. */
	if (d->sop->rows[row].kind != STEP_ACTIVATE &&
	    d->sop->rows[row].kind != STEP_PASSPHRASE)
		return false;
	for (size_t i = 0; i < d->sop->lanes_n; i++)
		if (d->sop->lanes[i].role == LANE_VERIFIER &&
		    actor_seat(&cx->actor, d->sop->lanes[i].id))
			return true;
	return false;
}

/* Whoever has a link acts for another, so it is known who made it. */
static int
log_link(struct ctx *cx, const struct dossier *d, const struct task *t,
    struct err *e)
{
	struct event ev = {
	    .case_id = d->c.id,
	    .holder_id = t->holder_id,
	    .row_no = t->row_no,
	    .kind = "link",
	    .outcome = "made",
	    .person_id = cx->actor.person,
	    .person_name = cx->actor.name,
	    .edition_id = d->c.edition_id,
	    .detail = "[]",
	    .at = cx->now,
	};

	for (size_t i = 0; i < d->sop->lanes_n; i++) {
		const struct lane *l = &d->sop->lanes[i];
		const struct seat_held *seat = actor_seat(&cx->actor, l->id);

		if (l->role == LANE_VERIFIER && seat) {
			ev.lane = l->id;
			ev.seat_title = seat_title(cx->arena, seat);
		}
	}
	return event_append(cx->db, &ev, NULL, e);
}

int
act_link(struct ctx *cx, const struct dossier *d, const struct task *t,
    const char **token, struct err *e)
{
	unsigned char hash[TOKEN_HASH];
	char text[TOKEN_LEN + 1];
	int row = sop_row(d->sop, str_of(t->row_no));

	if (!may_hand_on(cx, d, t) || row < 0 ||
	    access_case(&cx->actor, d->c.applicant_id, d->tasks, d->tasks_n) ==
		ACCESS_NONE)
		return err_set(e, ERR_DENIED,
		    "Tautan ini hanya dapat dibuat oleh verifikator.",
		    "link for task %lld", (long long)t->id);
	token_new(text);
	token_hash(hash, app_key(cx->app, KEY_LINK), str_of(text));
	if (db_begin(cx->db, e) < 0)
		return -1;
	/* A new link makes the earlier ones worthless. */
	if (link_use(cx->db, t->id, cx->now, e) < 0 ||
	    link_add(cx->db, hash, t->id, cx->now,
		cx->now + (int64_t)d->sop->rows[row].link_hours * MS_HOUR,
		e) < 0 ||
	    log_link(cx, d, t, e) < 0 || db_commit(cx->db, e) < 0) {
		db_rollback(cx->db);
		return -1;
	}
	*token = arena_dup(cx->arena, text);
	return 0;
}
