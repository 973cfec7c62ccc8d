/*
 * What a case's page says of the ways out: links that were sent, may be sent
 * again or handed on, and addresses that take no mail.
 */
#include <string.h>

#include "app/act.h"
#include "app/casepage.h"
#include "app/link.h"
#include "app/tell.h"
#include "app/web.h"
#include "store/message.h"
#include "view/json.h"

/* --- links -------------------------------------------------------------- */

/* "Tautan dikirim 3 kali, terakhir ke budi@dinas.example pada ..." */
static const char *
mail_text(struct ctx *cx, const struct message *m, int64_t many)
{
	struct arena *a = cx->arena;
	const char *nth =
	    many > 1 ? arena_printf(a, " ke-%lld", (long long)many) : "";

	if (strcmp(m->state, "dead") == 0)
		return arena_printf(a, "Tautan%s tidak dapat dikirim ke %s: %s",
		    nth, m->address, m->error);
	if (strcmp(m->state, "sent") != 0)
		return arena_printf(
		    a, "Tautan%s menunggu dikirim ke %s", nth, m->address);
	if (many > 1)
		return arena_printf(a,
		    "Tautan dikirim %lld kali, terakhir ke %s pada %s",
		    (long long)many, m->address,
		    web_when_short(cx, m->ended_at));
	return arena_printf(a, "Tautan dikirim ke %s pada %s", m->address,
	    web_when_short(cx, m->ended_at));
}

static const char *
until_text(struct ctx *cx, const struct link *l)
{
	if (l->used_at)
		return "tidak berlaku lagi";
	return arena_printf(cx->arena, "%s %s",
	    l->expires_at > cx->now ? "berlaku sampai" : "berakhir pada",
	    web_when(cx, l->expires_at));
}

/* Where the newest link went to, and how long it lives; NULL: there is none. */
static int
sent_text(
    struct ctx *cx, const struct task *t, const char **text, struct err *e)
{
	struct message m;
	struct link l;
	int64_t many = 0;
	int rc = link_newest(cx->db, &l, t->id, e);

	*text = NULL;
	if (rc == 1)
		rc = message_newest(
		    cx->db, cx->arena, &m, &many, t->id, "link", e);
	if (rc != 1)
		return rc;
	/* A newer one was made to be handed on. */
	if (strcmp(m.rule, link_rule(cx->arena, t, l.created_at)) != 0)
		return 0;
	*text = arena_printf(
	    cx->arena, "%s, %s.", mail_text(cx, &m, many), until_text(cx, &l));
	return 0;
}

static const char *
link_url(struct ctx *cx, const struct row *r, const char *token)
{
	return arena_printf(cx->arena, "%s://%.*s%s",
	    cx->rq->secure ? "https" : "http", (int)cx->rq->host.n,
	    cx->rq->host.p,
	    link_fill(cx->arena, ctx_url(cx, "%s", link_path(r)), token));
}

static int
add_link(struct ctx *cx, const struct dossier *d, const struct task *t,
    const char *token, json_t *list, struct err *e)
{
	const struct row *r = &d->sop->rows[sop_row(d->sop, str_of(t->row_no))];
	const struct subject s = {d->sop, &d->c, d->holders, d->holders_n};
	const struct holder *h = subject_holder(&s, t->holder_id);
	const char *sent;
	int reaches = tell_reaches(cx, &s, h, e);
	json_t *o;

	if (reaches < 0 || sent_text(cx, t, &sent, e) < 0)
		return -1;
	o = jv_append_obj(list);
	jv_set_z(o, "label",
	    arena_printf(cx->arena, "Tautan untuk %s: %s",
		reaches ? h->name : "pemohon", kind_get(r->kind)->title));
	jv_set_z(o, "sent_text", sent);
	jv_set_z(o, "url", token ? link_url(cx, r, token) : NULL);
	jv_set_z(o, "expires_text",
	    arena_printf(cx->arena,
		"Berlaku %u jam dan hanya untuk satu kali. Tautan sebelumnya "
		"tidak berlaku lagi.",
		r->link_hours));
	jv_set_z(
	    o, "button", reaches ? "Kirim ulang tautan" : "Buat tautan baru");
	jv_set_z(o, "create_action",
	    ctx_url(cx, "/permohonan/%s/langkah/%lld/tautan", d->c.number,
		(long long)t->id));
	return 0;
}

int
case_links(struct ctx *cx, const struct dossier *d, int64_t task,
    const char *token, json_t *model, struct err *e)
{
	json_t *list = jv_set_arr(model, "links");

	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];

		if (may_hand_on(cx, d, t) &&
		    add_link(cx, d, t, t->id == task ? token : NULL, list, e) <
			0)
			return -1;
	}
	return 0;
}

/* --- addresses ---------------------------------------------------------- */

static int
add_fault(struct ctx *cx, const char *name, const char *address, json_t *list,
    struct err *e)
{
	struct address_fault f;
	int rc = address_fault_get(cx->db, cx->arena, &f, address, e);

	if (rc == 1)
		jv_set_z(jv_append_obj(list), "text",
		    arena_printf(cx->arena,
			"Surel ke %s (%s) tidak sampai pada %s: %s", address,
			name, web_when_short(cx, f.at), f.reason));
	return rc < 0 ? -1 : 0;
}

int
case_faults(
    struct ctx *cx, const struct dossier *d, json_t *model, struct err *e)
{
	json_t *list = jv_set_arr(model, "faults");
	struct person p;
	int rc;

	if (cx->actor.seats_n == 0 || cx->actor.person == d->c.applicant_id)
		return 0;
	rc = person_get(cx->db, cx->arena, &p, d->c.applicant_id, e);
	if (rc < 0 || (rc == 1 && add_fault(cx, p.name, p.email, list, e) < 0))
		return -1;
	for (size_t i = 0; i < d->holders_n; i++) {
		const struct holder *h = &d->holders[i];

		if (h->email[0] &&
		    (rc != 1 ||
			!str_caseeq(str_of(h->email), str_of(p.email))) &&
		    add_fault(cx, h->name, h->email, list, e) < 0)
			return -1;
	}
	return 0;
}
