/*
 * link.c - links to a task: the page of one that is over, another by mail for
 * its holder, and a new one by a verifier.
 */
#include "app/link.h"
#include "app/access.h"
#include "app/casepage.h"
#include "app/upload.h"
#include "app/web.h"
#include "step/find.h"
#include "view/json.h"

static struct subject
subject_of(const struct step *s)
{
	return (struct subject){
	    s->d->sop, &s->d->c, s->d->holders, s->d->holders_n};
}

/* --- a link that is over ------------------------------------------------ */

/* By the link itself, and not by somebody who was signed in. */
static bool
was_used(const struct step *s)
{
	const struct task *t = s->task;

	return t->closed_at && !t->closed_by &&
	       s->link->used_at == t->closed_at &&
	       outcome_find(t->outcome) >= 0;
}

/* What happened to it, and when. */
static const char *
end_text(const struct step *s)
{
	const struct link *l = s->link;
	const struct task *t = s->task;
	struct ctx *cx = s->cx;

	if (was_used(s))
		return arena_printf(cx->arena,
		    "Tautan ini dipakai pada %s, dan isian waktu itu tersimpan. "
		    "%sTidak ada lagi yang perlu Anda lakukan di sini.",
		    web_when(cx, l->used_at),
		    cx->rq->method == HTTP_POST
			? "Yang baru saja Anda kirim tidak dicatat. "
			: "");
	if (t->closed_at)
		return arena_printf(cx->arena,
		    "Langkah ini sudah %s pada %s. Tidak ada lagi yang perlu "
		    "Anda lakukan dengan tautan ini.",
		    outcome_find(t->outcome) >= 0 ? "selesai" : "berakhir",
		    web_when(cx, t->closed_at));
	if (l->used_at && l->used_at < l->expires_at)
		return arena_printf(cx->arena,
		    "Tautan ini diganti dengan yang lebih baru pada %s. Pakai "
		    "tautan dari email yang terakhir.",
		    web_when(cx, l->used_at));
	return arena_printf(cx->arena, "Tautan ini berakhir pada %s.",
	    web_when(cx, l->expires_at));
}

/* Another one that still holds; NULL: there is none. */
static int
newer_text(struct step *s, const struct link_again *again, const char **text,
    struct err *e)
{
	struct ctx *cx = s->cx;
	struct link l;
	int rc = link_newest(cx->db, &l, s->task->id, e);

	*text = NULL;
	if (rc == 1 && !l.used_at && l.expires_at > cx->now && again->address)
		*text = arena_printf(cx->arena,
		    "Tautan yang terbaru dibuat pada %s untuk %s dan berlaku "
		    "sampai %s.",
		    web_when(cx, l.created_at),
		    link_mask(cx->arena, again->address),
		    web_when(cx, l.expires_at));
	return rc < 0 ? -1 : 0;
}

/* What to do now. */
static void
set_again(struct step *s, const struct link_again *again, bool newer, json_t *m)
{
	struct ctx *cx = s->cx;
	json_t *o;

	jv_set_null(m, "again");
	jv_set_null(m, "todo");
	if (s->task->closed_at)
		return;
	if (!again->address) {
		jv_set_z(
		    m, "todo", "Minta tautan baru kepada verifikator kantor.");
	} else if (again->wait_until) {
		jv_set_z(m, "todo",
		    arena_printf(cx->arena,
			"Tautan sudah tiga kali dikirim dalam 24 jam; yang "
			"berikutnya dapat diminta sesudah %s. Periksa juga "
			"kotak spam, atau hubungi verifikator kantor.",
			web_when(cx, again->wait_until)));
	} else {
		o = jv_set_obj(m, "again");
		jv_set_z(o, "text",
		    arena_printf(cx->arena,
			"%s ke %s, alamat yang tercatat pada permohonan. "
			"Berlaku %u jam.",
			newer ? "Belum sampai? Periksa juga kotak spam. Tautan "
				"dapat dikirim sekali lagi"
			      : "Tautan baru dapat dikirim",
			link_mask(cx->arena, again->address),
			s->row->link_hours));
		jv_set_z(o, "button", "Kirim tautan baru");
		jv_set_z(o, "action",
		    arena_printf(cx->arena, "%.*s/baru", (int)cx->rq->path.n,
			cx->rq->path.p));
	}
}

void
step_draw_over(struct step *s)
{
	struct ctx *cx = s->cx;
	const struct subject about = subject_of(s);
	struct link_again again;
	struct err e = {0};
	const char *newer, *title = was_used(s) ? "Tautan ini sudah dipakai"
						: "Tautan sudah tidak berlaku";
	json_t *m, *one;

	if (link_may_again(cx, &about, s->task, &again, &e) < 0 ||
	    newer_text(s, &again, &newer, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	m = web_model(cx, "link_over", title);
	jv_set_z(m, "what", end_text(s));
	jv_set_z(m, "newer", s->task->closed_at ? NULL : newer);
	set_again(s, &again, newer != NULL, m);
	/* For scripts: nothing on the page is to be mended. */
	one = jv_append_obj(json_object_get(m, "errors"));
	jv_set_null(one, "field");
	jv_set_z(one, "message", arena_printf(cx->arena, "%s.", title));
	web_page(cx, s->status ? s->status : 409, "link_over", m);
}

/* --- another ------------------------------------------------------------ */

void
step_link_again(struct ctx *cx)
{
	struct dossier d = {0};
	struct step s = {.cx = cx};
	struct fields none;
	struct form form;
	struct err e = {0};
	int rc;

	fields_init(&none, cx->arena);
	rc = upload_form(cx, &none, &form, &e);
	if (rc == 0)
		rc = step_by_token(&s, &d, &e);
	/* One that still holds needs no other. */
	if (rc < 0 && s.link_over) {
		const struct subject about = subject_of(&s);

		e = (struct err){0};
		rc = link_renew(cx, &about, s.task, &e);
	}
	if (rc < 0 && e.kind == ERR_LIMIT && s.link_over) {
		s.status = 429;
		step_draw_over(&s);
	} else if (rc == 0) {
		web_redirect(cx,
		    link_fill(cx->arena, ctx_url(cx, "%s", link_path(s.row)),
			ctx_param(cx, "token")));
	} else {
		web_fail(cx, &e);
	}
	dossier_clear(&d);
}

/* --- for a task of a case ----------------------------------------------- */

/* The applicant's own task, that its holder alone can do: by mail. */
static int
send_own(struct step *s, bool *sent, struct err *e)
{
	struct ctx *cx = s->cx;
	const struct subject about = subject_of(s);
	int row = sop_row(s->d->sop, str_of(s->task->row_no));
	int can;

	*sent = false;
	if (row < 0 || s->d->sop->rows[row].kind != STEP_PASSPHRASE ||
	    access_step(&cx->actor, s->d, s->task) != ACCESS_ACT)
		return 0;
	can = passphrase_by_link(cx, e);
	if (can < 1)
		return can;
	*sent = true;
	return link_renew(cx, &about, s->task, e);
}

/* By mail, or made to be handed on. */
static int
make_link(struct step *s, struct err *e)
{
	struct ctx *cx = s->cx;
	const char *token;
	bool sent;

	if (send_own(s, &sent, e) < 0)
		return -1;
	if (sent) {
		web_redirect(cx, ctx_url(cx, "/permohonan/%s/langkah/%lld",
				     s->d->c.number, (long long)s->task->id));
		return 0;
	}
	if (act_link(cx, s->d, s->task, &token, e) < 0)
		return -1;
	case_show(cx, s->d, s->task->id, token);
	return 0;
}

void
step_make_link(struct ctx *cx)
{
	struct dossier d = {0};
	struct step s = {.cx = cx, .d = &d};
	struct fields none;
	struct form form;
	struct err e = {0};
	uint64_t id;
	int rc = -1;

	fields_init(&none, cx->arena);
	if (!cx->actor.person) {
		err_set(&e, ERR_LOGIN, "Masuk dahulu.", "no session");
	} else if (str_u64(route_param(&cx->match, "task"), INT64_MAX, &id) <
		   0) {
		err_set(&e, ERR_MISSING, "Langkah itu tidak ditemukan.",
		    "bad task id");
	} else if (upload_form(cx, &none, &form, &e) == 0 &&
		   dossier_load(cx, &d, ctx_param(cx, "number"), &e) == 0) {
		s.task = step_task(&d, (int64_t)id);
		if (s.task)
			rc = make_link(&s, &e);
		else
			err_set(&e, ERR_MISSING, "Langkah itu tidak ditemukan.",
			    "task");
	}
	if (rc < 0)
		web_fail(cx, &e);
	dossier_clear(&d);
}
