#include "app/link.h"

#include <string.h>

#include "app/access.h"
#include "app/act.h"
#include "app/notice.h"
#include "app/tell.h"
#include "app/web.h"
#include "store/message.h"
#include "store/ticket.h"
#include "vault/token.h"
#include "view/json.h"

/* --- links -------------------------------------------------------------- */

bool
link_is_for(const struct row *r)
{
	return r->kind == STEP_ACTIVATE || r->kind == STEP_PASSPHRASE;
}

const char *
link_rule(struct arena *a, const struct task *t, int64_t created_at)
{
	return arena_printf(
	    a, "link:%lld:%lld", (long long)t->id, (long long)created_at);
}

const char *
link_path(const struct row *r)
{
	return r->kind == STEP_PASSPHRASE ? "/passphrase/" LINK_TOKEN
					  : "/aktivasi/" LINK_TOKEN;
}

const char *
link_fill(struct arena *a, const char *path, const char *token)
{
	const char *at = strstr(path, LINK_TOKEN);

	return at ? arena_printf(a, "%.*s%s%s", (int)(at - path), path, token,
			at + strlen(LINK_TOKEN))
		  : path;
}

static int64_t
link_end(const struct row *r, int64_t created_at)
{
	return created_at + (int64_t)r->link_hours * MS_HOUR;
}

const char *
link_mask(struct arena *a, const char *address)
{
	const char *at = strrchr(address, '@');
	int keep = at && at - address > 1 ? 1 : 0;

	return at ? arena_printf(a, "%.*s•••%s", keep, address, at) : "•••";
}

static int
add_link(struct ctx *cx, const struct row *r, const struct task *t,
    bool by_holder, const char **token, struct err *e)
{
	const struct link l = {.task_id = t->id,
	    .created_at = cx->now,
	    .expires_at = link_end(r, cx->now)};
	const unsigned char *key = app_key(cx->app, KEY_LINK);
	unsigned char hash[TOKEN_HASH];
	char text[TOKEN_LEN + 1];

	token_derive(
	    text, key, cx->office->id, link_rule(cx->arena, t, cx->now));
	token_hash(hash, key, str_of(text));
	if (token)
		*token = arena_dup(cx->arena, text);
	/* A new link makes the earlier ones worthless, and messages about
	 * them. */
	if (link_use(cx->db, t->id, cx->now, e) < 0 ||
	    message_drop(cx->db, t->id, "link", cx->now, e) < 0 ||
	    message_drop(cx->db, t->id, "link_soon", cx->now, e) < 0)
		return -1;
	return link_add(cx->db, hash, &l, by_holder, e);
}

int
link_make(struct ctx *cx, const struct row *r, const struct task *t,
    const char **token, struct err *e)
{
	return add_link(cx, r, t, false, token, e);
}

int
link_send(struct ctx *cx, const struct subject *s, const struct task *t,
    const char *reason, struct err *e)
{
	const struct row *r = &s->sop->rows[sop_row(s->sop, str_of(t->row_no))];
	const struct holder *h = subject_holder(s, t->holder_id);
	json_t *facts = facts_task(cx, s, t);
	const struct notice n = {.case_id = s->c->id,
	    .rule = link_rule(cx->arena, t, cx->now),
	    .template = "link",
	    .task_id = t->id,
	    .facts = facts,
	    .at_once = true};
	int rc;

	jv_set_z(facts, "reason", reason && reason[0] ? reason : NULL);
	jv_set_z(facts, "path", link_path(r));
	jv_set_z(facts, "expires_text", web_when(cx, link_end(r, cx->now)));
	rc = notice_address(cx, &n,
	    arena_printf(cx->arena, "holder:%lld", (long long)h->id), h->name,
	    h->email, h->phone, e);
	json_decref(facts);
	return rc;
}

/* --- anew, by the holder ------------------------------------------------ */

int
link_may_again(struct ctx *cx, const struct subject *s, const struct task *t,
    struct link_again *again, struct err *e)
{
	const struct holder *h = subject_holder(s, t->holder_id);
	struct address_fault fault;
	int64_t n, first;
	int rc;

	*again = (struct link_again){0};
	if (!h || !h->email[0])
		return 0;
	rc = address_fault_get(cx->db, cx->arena, &fault, h->email, e);
	if (rc < 0 || link_asked(cx->db, &n, &first, t->id,
			  cx->now - LINK_AGAIN_TIME, e) < 0)
		return -1;
	if (rc == 0)
		again->address = h->email;
	if (n >= LINK_AGAIN)
		again->wait_until = first + LINK_AGAIN_TIME;
	return 0;
}

/* By whoever has an old link: nothing proves who that is. */
static int
log_again(struct ctx *cx, const struct subject *s, const struct task *t,
    struct err *e)
{
	const struct actor *actor = &cx->actor;
	const struct event ev = {
	    .case_id = s->c->id,
	    .holder_id = t->holder_id,
	    .row_no = t->row_no,
	    .kind = "link",
	    .outcome = outcome_name(OUT_SENT),
	    .seat_title = actor->person ? "Pemohon" : "Pemegang tautan lama",
	    .person_id = actor->person,
	    .person_name = actor->person ? actor->name : NULL,
	    .edition_id = s->c->edition_id,
	    .detail = "[]",
	    .at = cx->now,
	};

	return event_append(cx->db, &ev, NULL, e);
}

static int
renew(struct ctx *cx, const struct subject *s, const struct task *seen,
    struct err *e)
{
	struct link_again again;
	const struct row *r;
	struct task t;

	if (task_get(cx->db, cx->arena, &t, seen->id, e) != 1 ||
	    link_may_again(cx, s, &t, &again, e) < 0)
		return -1;
	if (t.closed_at)
		return err_set(e, ERR_CONFLICT,
		    "Langkah ini sudah diselesaikan.", "task %lld closed",
		    (long long)t.id);
	if (!again.address)
		return err_set(e, ERR_CONFLICT,
		    "Tidak ada alamat email untuk tautan ini. Hubungi "
		    "verifikator kantor.",
		    "no address for task %lld", (long long)t.id);
	if (again.wait_until)
		return err_set(e, ERR_LIMIT,
		    "Tautan sudah tiga kali dikirim dalam 24 jam. Periksa "
		    "juga kotak spam, atau hubungi verifikator kantor.",
		    "task %lld", (long long)t.id);
	r = &s->sop->rows[sop_row(s->sop, str_of(t.row_no))];
	if (add_link(cx, r, &t, true, NULL, e) < 0 ||
	    link_send(cx, s, &t, NULL, e) < 0)
		return -1;
	return log_again(cx, s, &t, e);
}

int
link_renew(struct ctx *cx, const struct subject *s, const struct task *t,
    struct err *e)
{
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (renew(cx, s, t, e) == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	return rc;
}

/* --- after its end ------------------------------------------------------ */

static int
holder_link_is_over(struct ctx *cx, const struct message *m, struct err *e)
{
	const struct task t = {.id = m->task_id};
	struct link l;
	int rc = link_newest(cx->db, &l, t.id, e);

	if (rc < 1)
		return rc < 0 ? -1 : 1;
	return l.used_at || l.expires_at <= cx->now ||
	       strcmp(link_rule(cx->arena, &t, l.created_at), m->rule) != 0;
}

/* One that is long over was forgotten. */
static int
ticket_is_over(struct ctx *cx, const struct message *m, struct err *e)
{
	const unsigned char *key = app_key(cx->app, KEY_LINK);
	unsigned char hash[TOKEN_HASH];
	char token[TOKEN_LEN + 1];
	struct ticket t;
	int rc;

	token_derive(token, key, cx->office->id, m->rule);
	token_hash(hash, key, str_of(token));
	rc = ticket_get(cx->db, &t, hash, e);
	if (rc < 1)
		return rc < 0 ? -1 : 1;
	return t.used_at || t.expires_at <= cx->now;
}

int
link_is_over(struct ctx *cx, const struct message *m, struct err *e)
{
	if (strcmp(m->template, "link") == 0 ||
	    strcmp(m->template, "link_soon") == 0)
		return holder_link_is_over(cx, m, e);
	for (int k = 0; k < TICKET_KINDS; k++)
		if (strcmp(m->template, ticket_name(k)) == 0)
			return ticket_is_over(cx, m, e);
	return 0;
}

/* --- by a verifier ------------------------------------------------------ */

bool
may_hand_on(const struct ctx *cx, const struct dossier *d, const struct task *t)
{
	int row = sop_row(d->sop, str_of(t->row_no));

	if (t->closed_at || !t->person_id || row < 0 ||
	    cx->actor.person == d->c.applicant_id)
		return false;
	/* All else an applicant does, the applicant does signed in. */
	if (!link_is_for(&d->sop->rows[row]))
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

/* The link, its mail where there is an address for it, and its event. */
static int
give_link(struct ctx *cx, const struct dossier *d, const struct task *t,
    const char **token, struct err *e)
{
	const struct row *r = &d->sop->rows[sop_row(d->sop, str_of(t->row_no))];
	const struct subject s = {d->sop, &d->c, d->holders, d->holders_n};
	int rc = tell_reaches(cx, &s, subject_holder(&s, t->holder_id), e);

	if (rc < 0 || link_make(cx, r, t, token, e) < 0 ||
	    (rc == 1 && link_send(cx, &s, t, NULL, e) < 0))
		return -1;
	return log_link(cx, d, t, e);
}

int
act_link(struct ctx *cx, const struct dossier *d, const struct task *t,
    const char **token, struct err *e)
{
	int rc = -1;

	if (!may_hand_on(cx, d, t) || access_case(&cx->actor, d->c.applicant_id,
					  d->tasks, d->tasks_n) == ACCESS_NONE)
		return err_set(e, ERR_DENIED,
		    "Tautan ini hanya dapat dibuat oleh verifikator.",
		    "link for task %lld", (long long)t->id);
	if (db_begin(cx->db, e) < 0)
		return -1;
	if (give_link(cx, d, t, token, e) == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	return rc;
}
