#include "app/access.h"

#include <string.h>

#include "app/act.h"
#include "app/custody.h"
#include "app/missive.h"

enum access
access_task(const struct actor *a, const struct task *t, int64_t applicant)
{
	bool open = t->closed_at == 0;

	if (a->link_task && a->link_task == t->id)
		return open ? ACCESS_ACT : ACCESS_SEE;
	if (a->person == 0)
		return ACCESS_NONE;
	if (t->person_id) {
		if (t->person_id == a->person)
			return open ? ACCESS_ACT : ACCESS_SEE;
		/* Done on someone's behalf. */
		return !open && t->closed_by == a->person && a->seats_n > 0
			   ? ACCESS_SEE
			   : ACCESS_NONE;
	}
	if (!actor_seat(a, t->lane))
		return ACCESS_NONE;
	if (!open)
		return ACCESS_SEE;
	return applicant == a->person ? ACCESS_OWN_CASE : ACCESS_ACT;
}

enum access
access_step(
    const struct actor *a, const struct dossier *d, const struct task *t)
{
	enum access access = access_task(a, t, d->c.applicant_id);

	if (access == ACCESS_ACT && a->person &&
	    dossier_opinion(d, t->id, a->person, true))
		return ACCESS_JUDGED;
	return access;
}

bool
access_board(const struct actor *a)
{
	for (size_t i = 0; i < a->seats_n; i++)
		if (strcmp(a->seats[i].role, "pejabat") == 0)
			return true;
	return a->admin;
}

enum access
access_case(const struct actor *a, int64_t applicant, const struct task *tasks,
    size_t n)
{
	if (a->person && a->person == applicant)
		return ACCESS_SEE;
	for (size_t i = 0; i < n; i++)
		if (access_task(a, &tasks[i], applicant) != ACCESS_NONE)
			return ACCESS_SEE;
	return ACCESS_NONE;
}

static bool
is_photo(const struct file *f)
{
	return strcmp(f->purpose, photos[PHOTO_KTP].field) == 0 ||
	       strcmp(f->purpose, photos[PHOTO_SELFIE].field) == 0;
}

/* Whether this desk of the case may see photos. */
static bool
sees_photos(
    const struct dossier *d, const struct seat_held *seat, const struct task *t)
{
	int row = sop_row(d->sop, str_of(t->row_no));

	return strcmp(seat->role, "verifikator") == 0 ||
	       (row >= 0 && d->sop->rows[row].kind == STEP_MATCH);
}

const struct seat_held *
access_custodian(
    const struct ctx *cx, const struct dossier *d, const struct file *f)
{
	const struct custody *c = paper_class(d->sop, f);

	return c->lane < 0 ? NULL
			   : actor_seat(&cx->actor, d->sop->lanes[c->lane].id);
}

bool
access_sender(
    const struct ctx *cx, const struct dossier *d, const struct file *f)
{
	return cx->actor.person == d->c.applicant_id &&
	       strcmp(f->owner, actor_owner(&cx->actor, cx->arena)) == 0;
}

bool
access_file(const struct ctx *cx, const struct dossier *d, const struct file *f)
{
	const struct actor *a = &cx->actor;

	/* Letters are opened by their own page: missive_may_read(). */
	if (!a->person || str_starts(str_of(f->purpose), STR(MISSIVE_PURPOSE)))
		return false;
	if (access_sender(cx, d, f) ||
	    (a->person == d->c.applicant_id && !is_photo(f)))
		return true;
	if (d->c.closed_at)
		return access_custodian(cx, d, f) != NULL;
	/* Sent at a desk, perhaps on someone's behalf. */
	if (a->seats_n > 0 && strcmp(f->owner, actor_owner(a, cx->arena)) == 0)
		return true;
	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];
		const struct seat_held *seat = actor_seat(a, t->lane);

		if (!t->person_id && seat &&
		    (!is_photo(f) || sees_photos(d, seat, t)))
			return true;
	}
	return false;
}
