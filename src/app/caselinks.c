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
mail_text(struct ctx *cx, const struct link_mail *m)
{
	struct arena *a = cx->arena;
	const char *nth =
	    m->many > 1 ? arena_printf(a, " ke-%lld", (long long)m->many) : "";

	if (strcmp(m->state, "dead") == 0)
		return arena_printf(a, "Tautan%s tidak dapat dikirim ke %s: %s",
		    nth, m->address, m->error);
	if (strcmp(m->state, "sent") != 0)
		return arena_printf(
		    a, "Tautan%s menunggu dikirim ke %s", nth, m->address);
	if (m->many > 1)
		return arena_printf(a,
		    "Tautan dikirim %lld kali, terakhir ke %s pada %s",
		    (long long)m->many, m->address,
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

/* What the page knows of the ways out of a case. */
struct ways_out {
	struct link_mail *links;
	size_t links_n;
	struct address_fault *faults;
	size_t faults_n;
};

/* Where the newest link went to, and how long it lives; NULL: there is none,
 * or a newer one was made to be handed on. */
static const char *
sent_text(struct ctx *cx, const struct ways_out *w, const struct task *t)
{
	for (size_t i = 0; i < w->links_n; i++) {
		const struct link_mail *m = &w->links[i];

		if (m->link.task_id == t->id && m->rule &&
		    strcmp(m->rule,
			link_rule(cx->arena, t, m->link.created_at)) == 0)
			return arena_printf(cx->arena, "%s, %s.",
			    mail_text(cx, m), until_text(cx, &m->link));
	}
	return NULL;
}

/* The same as tell_reaches(), of what was read. */
static bool
reaches(
    const struct dossier *d, const struct ways_out *w, const struct holder *h)
{
	if (!tell_own_address(h, d->c.applicant_email))
		return false;
	for (size_t i = 0; i < w->faults_n; i++)
		if (strcmp(w->faults[i].address, h->email) == 0)
			return false;
	return true;
}

static const char *
link_url(struct ctx *cx, const struct row *r, const char *token)
{
	return arena_printf(cx->arena, "%s://%.*s%s",
	    cx->rq->secure ? "https" : "http", (int)cx->rq->host.n,
	    cx->rq->host.p,
	    link_fill(cx->arena, ctx_url(cx, "%s", link_path(r)), token));
}

static void
add_link(struct ctx *cx, const struct dossier *d, const struct ways_out *w,
    const struct task *t, const char *token, json_t *list)
{
	const struct row *r = &d->sop->rows[sop_row(d->sop, str_of(t->row_no))];
	const struct subject s = {d->sop, &d->c, d->holders, d->holders_n};
	const struct holder *h = subject_holder(&s, t->holder_id);
	bool mailed = reaches(d, w, h);
	json_t *o;

	o = jv_append_obj(list);
	jv_set_z(o, "label",
	    arena_printf(cx->arena, "Tautan untuk %s: %s",
		mailed ? h->name : "pemohon", kind_get(r->kind)->title));
	jv_set_z(o, "sent_text", sent_text(cx, w, t));
	jv_set_z(o, "url", token ? link_url(cx, r, token) : NULL);
	jv_set_z(o, "expires_text",
	    arena_printf(cx->arena,
		"Berlaku %u jam dan hanya untuk satu kali. Tautan sebelumnya "
		"tidak berlaku lagi.",
		r->link_hours));
	jv_set_z(
	    o, "button", mailed ? "Kirim ulang tautan" : "Buat tautan baru");
	jv_set_z(o, "create_action",
	    ctx_url(cx, "/permohonan/%s/langkah/%lld/tautan", d->c.number,
		(long long)t->id));
}

static void
links_json(struct ctx *cx, const struct dossier *d, const struct ways_out *w,
    int64_t task, const char *token, json_t *model)
{
	json_t *list = jv_set_arr(model, "links");

	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];

		if (may_hand_on(cx, d, t))
			add_link(
			    cx, d, w, t, t->id == task ? token : NULL, list);
	}
}

/* --- addresses ---------------------------------------------------------- */

static void
faults_json(struct ctx *cx, const struct ways_out *w, json_t *model)
{
	json_t *list = jv_set_arr(model, "faults");

	for (size_t i = 0; i < w->faults_n; i++) {
		const struct address_fault *f = &w->faults[i];

		jv_set_z(jv_append_obj(list), "text",
		    arena_printf(cx->arena,
			"Surel ke %s (%s) tidak sampai pada %s: %s", f->address,
			f->name, web_when_short(cx, f->at), f->reason));
	}
}

/* --- both --------------------------------------------------------------- */

static bool
hands_on(const struct ctx *cx, const struct dossier *d)
{
	for (size_t i = 0; i < d->tasks_n; i++)
		if (may_hand_on(cx, d, &d->tasks[i]))
			return true;
	return false;
}

int
case_ways_out(struct ctx *cx, const struct dossier *d, int64_t task,
    const char *token, json_t *model, struct err *e)
{
	bool officer =
	    cx->actor.seats_n > 0 && cx->actor.person != d->c.applicant_id;
	struct ways_out w = {0};

	if (officer && address_fault_of_case(cx->db, cx->arena, &w.faults,
			   &w.faults_n, d->c.id, e) < 0)
		return -1;
	if (hands_on(cx, d) && link_of_case(cx->db, cx->arena, &w.links,
				   &w.links_n, d->c.id, e) < 0)
		return -1;
	links_json(cx, d, &w, task, token, model);
	faults_json(cx, &w, model);
	return 0;
}
