#include "app/mute.h"

#include "store/remind.h"
#include "view/json.h"

/* Reminded are the applicant and who holds a seat, while a case is open. */
static bool
is_reminded(const struct ctx *cx, const struct dossier *d)
{
	return !d->c.closed_at && cx->actor.person &&
	       (cx->actor.person == d->c.applicant_id || cx->actor.seats_n > 0);
}

int
mute_model(struct ctx *cx, const struct dossier *d, json_t *m, struct err *e)
{
	json_t *o;
	int rc;

	if (!is_reminded(cx, d)) {
		jv_set_null(m, "mute");
		return 0;
	}
	rc = mute_get(cx->db, cx->actor.person, d->c.id, e);
	if (rc < 0)
		return -1;
	o = jv_set_obj(m, "mute");
	jv_set_bool(o, "muted", rc == 1);
	jv_set_z(o, "text",
	    rc == 1 ? "Anda tidak menerima pengingat tentang permohonan ini."
		    : "Anda menerima pengingat tentang permohonan ini.");
	jv_set_z(o, "button", rc == 1 ? "Ingatkan lagi" : "Bisukan pengingat");
	jv_set_z(o, "action",
	    ctx_url(cx, "/permohonan/%s/%s", d->c.number,
		rc == 1 ? "ingatkan" : "bisukan"));
	return 0;
}

int
mute_set(struct ctx *cx, const struct dossier *d, bool muted, struct err *e)
{
	int64_t person = cx->actor.person;
	int rc;

	if (!is_reminded(cx, d))
		return err_set(e, ERR_DENIED,
		    "Tidak ada pengingat bagi Anda tentang permohonan ini.",
		    "never reminded");
	if (db_begin(cx->db, e) < 0)
		return -1;
	rc = muted ? mute_put(cx->db, person, d->c.id, cx->now, e)
		   : mute_drop(cx->db, person, d->c.id, e);
	if (rc == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	return rc;
}
