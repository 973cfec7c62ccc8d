/*
 * missive_end.c - a letter that does not hold any more.
 */
#include "app/missive_part.h"
#include "base/str.h"

bool
missive_may_withdraw(
    const struct ctx *cx, const struct dossier *d, const struct missive *m)
{
	int k = missive_kind_find(str_of(m->kind)), lane;

	if (!cx->actor.person || k < 0 || m->case_id != d->c.id)
		return false;
	if (cx->actor.admin)
		return true;
	/* Nobody judges what was written in their own case. */
	if (cx->actor.person == d->c.applicant_id)
		return false;
	if (m->signer_id == cx->actor.person)
		return true;
	lane = missive_lane(cx, d, (enum missive_kind)k);
	return lane >= 0 && actor_seat(&cx->actor, d->sop->lanes[lane].id);
}

const char *
missive_withdraw_url(
    struct ctx *cx, const struct dossier *d, const struct missive *m)
{
	return ctx_url(cx, "/permohonan/%s/naskah/%s/tarik?id=%lld",
	    d->c.number, m->kind, (long long)m->id);
}

int
missive_withdraw(struct ctx *cx, const struct dossier *d, int64_t id,
    const char *why, struct err *e)
{
	struct missive m;
	int rc = missive_by_id(cx->db, cx->arena, &m, id, e);

	if (rc < 0)
		return -1;
	if (rc == 0 || m.case_id != d->c.id)
		return err_set(
		    e, ERR_MISSING, "Naskah itu tidak ditemukan.", "missive");
	if (!missive_may_withdraw(cx, d, &m))
		return err_set(e, ERR_DENIED,
		    "Naskah ini bukan untuk Anda tarik.", "%s", m.kind);
	if (!why[0])
		return err_set(e, ERR_INPUT, "Tulis alasan naskah ini ditarik.",
		    "no reason");
	if (db_begin(cx->db, e) < 0)
		return -1;
	rc = missive_end(cx->db, id, cx->actor.person, why, cx->now, e);
	if (rc == 0)
		err_set(e, ERR_CONFLICT,
		    "Naskah ini sudah diganti atau ditarik.", "not standing");
	rc = rc == 1 && missive_log(cx, d, &m, "withdrawn", why, e) == 0
		 ? db_commit(cx->db, e)
		 : -1;
	db_rollback(cx->db);
	return rc;
}
