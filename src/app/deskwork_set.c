/*
 * deskwork_set.c - a passphrase is set for the holder of a task.
 */
#include "app/deskwork_part.h"
#include "app/dossier.h"
#include "store/bsre.h"
#include "store/draft.h"

#define OVER   "Tautan ini sudah dipakai, diganti, atau lewat masa berlakunya."
#define BEFORE "Passphrase sudah dibuat dengan kiriman sebelumnya."

struct set {
	struct event event; /* when it is kept */
	const char *otpauth;
};

/* 1 the link holds, 0 it does not, -1; *t is its task. */
static int
link_holds_still(
    struct ctx *cx, const struct deskwork_ask *a, struct task *t, struct err *e)
{
	struct link l;
	int rc = link_get(cx->db, &l, a->q->link, e);

	if (rc < 1)
		return rc;
	if (l.task_id != a->id || l.used_at || l.expires_at <= cx->now)
		return 0;
	rc = task_get(cx->db, cx->arena, t, l.task_id, e);
	return rc < 1 ? rc : t->closed_at == 0;
}

/* Who it is about, copied: it may be read anew before the answer comes. */
static void
fill(struct deskwork_ask *a, const struct dossier *d, const struct task *t,
    const struct holder *h)
{
	/* As it was registered, and is asked about. */
	const struct bsre_ask who = consult_ask(a->way, BSRE_PASSPHRASE, h);
	struct set *s = ARENA_NEW(&a->arena, struct set);

	a->ask = (struct bsre_ask){.call = BSRE_PASSPHRASE,
	    .nik = deskwork_text(a, who.nik),
	    .name = deskwork_text(a, h->name),
	    .email = deskwork_text(a, who.email),
	    .passphrase = a->q->secret};
	s->event = (struct event){.case_id = d->c.id,
	    .holder_id = t->holder_id,
	    .row_no = deskwork_text(a, t->row_no),
	    .kind = "secret",
	    .outcome = "set",
	    .seat_title = "BSrE (API)",
	    .edition_id = d->c.edition_id,
	    .detail = "[]"};
	a->own = s;
}

/* The task's holder, if it is at a passphrase. */
static int
judge_task(struct deskwork_ask *a, struct ctx *cx, const struct task *t,
    const struct dossier *d, struct desk_answer *no, struct err *e)
{
	int row = sop_row(d->sop, str_of(t->row_no));
	int h = dossier_holder(d, t->holder_id), rc;
	const char *otpauth;

	if (row < 0 || d->sop->rows[row].kind != STEP_PASSPHRASE || h < 0) {
		deskwork_say(no, DESK_OVER, OVER);
		return 0;
	}
	rc = desk_otp(cx, t->id, &otpauth, e);
	if (rc < 0)
		return -1;
	if (rc == 1) {
		deskwork_say(no, DESK_DONE, BEFORE);
		return 0;
	}
	fill(a, d, t, &d->holders[h]);
	return 1;
}

static int
judge(struct deskwork_ask *a, struct ctx *cx, struct desk_answer *no,
    struct err *e)
{
	struct dossier d = {0};
	struct task t;
	int rc = link_holds_still(cx, a, &t, e);

	if (rc == 0)
		deskwork_say(no, DESK_OVER, OVER);
	if (rc == 1 && dossier_load_id(cx, &d, t.case_id, e) < 0)
		rc = -1;
	if (rc == 1)
		rc = judge_task(a, cx, &t, &d, no, e);
	dossier_clear(&d);
	return rc;
}

static const char *
take(struct deskwork_ask *a, const struct bsre_result *r)
{
	struct set *s = a->own;

	s->otpauth = r->otpauth;
	return NULL;
}

static int
keep_within(struct deskwork_ask *a, struct ctx *cx, struct err *e)
{
	struct draft_row row = {.updated_at = cx->now};
	struct set *s = a->own;

	s->event.at = cx->now;
	if (s->otpauth &&
	    (key_seal(cx->db, cx->arena, KEY_USE_DRAFT, str_of(s->otpauth),
		 &row.sealed, e) < 0 ||
		draft_put(cx->db, &row, desk_owner(cx->arena, a->id),
		    desk_form(cx->arena, a->id), e) < 0))
		return -1;
	if (standing_watch(cx->db, s->event.holder_id, cx->now, cx->now, e) < 0)
		return -1;
	return event_append(cx->db, &s->event, NULL, e);
}

/* The OTP secret exists nowhere else. */
static int
keep(struct deskwork_ask *a, struct ctx *cx, struct err *e)
{
	int rc = -1;

	if (db_begin(cx->db, e) == 0 && keep_within(a, cx, e) == 0 &&
	    db_commit(cx->db, e) == 0)
		rc = 0;
	db_rollback(cx->db);
	return rc;
}

const struct deskwork_errand deskwork_passphrase = {.call = BSRE_PASSPHRASE,
    .name = "passphrase",
    .by_hand = "Passphrase kantor ini dibuat di halaman BSrE.",
    .judge = judge,
    .take = take,
    .keep = keep};
