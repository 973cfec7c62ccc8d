/*
 * find.c - which task an address is about, and whether the actor may act on
 * it.
 */
#include "step/find.h"

#include <string.h>

#include "app/access.h"
#include "app/second.h"
#include "app/web.h"
#include "vault/token.h"

/* "Sudah diselesaikan ..." with who, what and when. */
const char *
step_happened(const struct step *s)
{
	const struct opinion *own =
	    dossier_opinion(s->d, s->task->id, s->cx->actor.person, true);

	if (own && s->task->closed_at == 0)
		return second_waits(s->cx, s->d, s->task, own);
	for (size_t i = s->d->events_n; i-- > 0;) {
		const struct event *ev = &s->d->events[i];
		int o = outcome_find(ev->outcome);
		bool named = ev->person_name && ev->person_name[0];

		/* Nobody's name: what BSrE's answer closed. */
		if (ev->task_id == s->task->id)
			return arena_printf(s->cx->arena,
			    "Langkah ini sudah diselesaikan oleh %s%s%s%s pada "
			    "%s: %s.",
			    named ? ev->person_name : "", named ? " (" : "",
			    ev->seat_title, named ? ")" : "",
			    web_when(s->cx, ev->at),
			    o >= 0 ? outcome_title((enum outcome)o) : "");
	}
	return NULL;
}

const struct task *
step_task(const struct dossier *d, int64_t id)
{
	for (size_t i = 0; i < d->tasks_n; i++)
		if (d->tasks[i].id == id)
			return &d->tasks[i];
	return NULL;
}

static int
refuse(const struct step *s, enum access access, struct err *e)
{
	switch (access) {
	case ACCESS_ACT:
		return 0;
	case ACCESS_OWN_CASE:
		return err_set(e, ERR_DENIED,
		    "Permohonan Anda sendiri harus diproses pejabat lain.",
		    "own case");
	case ACCESS_SEE:
		return err_set(e, ERR_CONFLICT,
		    "Langkah ini sudah diselesaikan.", "task closed");
	case ACCESS_JUDGED:
		return err_set(e, ERR_CONFLICT, "Menunggu pemeriksa kedua.",
		    "task judged");
	case ACCESS_NONE:
		break;
	}
	if (!s->cx->actor.person)
		return err_set(e, ERR_LOGIN,
		    "Masuk dahulu untuk membuka langkah ini.", "no session");
	if (s->cx->actor.seats_n > 0)
		return err_set(e, ERR_DENIED,
		    "Langkah ini ada di meja pejabat lain.", "other desk");
	return err_set(
	    e, ERR_MISSING, "Langkah itu tidak ditemukan.", "not theirs");
}

static int
find_row(struct step *s, struct err *e)
{
	int row = sop_row(s->d->sop, str_of(s->task->row_no));

	if (row < 0)
		return err_set(e, ERR_SYSTEM, "Data permohonan rusak.",
		    "row %s", s->task->row_no);
	s->row = &s->d->sop->rows[row];
	return 0;
}

/* Row, holder and fields of a task that the actor may act on. */
static int
prepare(struct step *s, struct err *e)
{
	int holder = dossier_holder(s->d, s->task->holder_id);

	s->holder = holder >= 0 ? &s->d->holders[holder] : NULL;
	fields_init(&s->fields, s->cx->arena);
	if (refuse(s, access_step(&s->cx->actor, s->d, s->task), e) < 0)
		return -1;
	if (step_code(s)->load && step_code(s)->load(s, e) < 0)
		return -1;
	step_code(s)->fields(s);
	return draft_load(s->cx, &s->draft,
	    arena_printf(s->cx->arena, "langkah:%lld", (long long)s->task->id),
	    s->d->c.id, fields_multipart(&s->fields), e);
}

int
step_by_number(struct step *s, struct dossier *d, struct err *e)
{
	struct ctx *cx = s->cx;
	uint64_t id;

	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN,
		    "Masuk dahulu untuk membuka langkah ini.", "no session");
	if (str_u64(route_param(&cx->match, "task"), INT64_MAX, &id) < 0)
		return err_set(e, ERR_MISSING, "Langkah itu tidak ditemukan.",
		    "bad task id");
	if (dossier_load(cx, d, ctx_param(cx, "number"), e) < 0)
		return -1;
	s->d = d;
	s->task = step_task(d, (int64_t)id);
	if (!s->task)
		return err_set(e, ERR_MISSING, "Langkah itu tidak ditemukan.",
		    "task of other case");
	return find_row(s, e) < 0 ? -1 : prepare(s, e);
}

/* The link of the address, and its task. */
static int
read_token(struct step *s, unsigned char *hash, struct task *t, struct err *e)
{
	struct ctx *cx = s->cx;
	struct link *l = ARENA_NEW(cx->arena, struct link);
	int rc;

	token_hash(
	    hash, app_key(cx->app, KEY_LINK), route_param(&cx->match, "token"));
	rc = link_get(cx->db, l, hash, e);
	if (rc == 1)
		rc = task_get(cx->db, cx->arena, t, l->task_id, e);
	if (rc == 0)
		err_set(e, ERR_MISSING,
		    "Tautan ini tidak dikenal. Salin seluruh alamatnya dari "
		    "email, atau minta tautan baru kepada verifikator kantor.",
		    "unknown link");
	s->link = l;
	return rc == 1 ? 0 : -1;
}

/* By a link: its holder acts without an account. */
int
step_by_token(struct step *s, struct dossier *d, struct err *e)
{
	struct ctx *cx = s->cx;
	unsigned char *hash = arena_alloc(cx->arena, TOKEN_HASH);
	struct task t;
	int holder;

	if (read_token(s, hash, &t, e) < 0 ||
	    dossier_load_id(cx, d, t.case_id, e) < 0)
		return -1;
	s->d = d;
	s->task = step_task(d, t.id);
	if (find_row(s, e) < 0)
		return -1;
	/* Whoever has the link acts as its holder, signed in or not. */
	cx->actor = (struct actor){
	    .link_task = t.id, .link_hash = hash, .name = d->c.applicant};
	holder = dossier_holder(d, t.holder_id);
	if (holder >= 0)
		cx->actor.name = d->holders[holder].name;
	s->link_over =
	    s->link->used_at || t.closed_at || s->link->expires_at <= cx->now;
	if (s->link_over)
		return err_set(e, ERR_CONFLICT,
		    "Tautan ini sudah tidak berlaku.", "link over");
	return prepare(s, e);
}
