/*
 * lease.c - "Ambil berikutnya", "Pegang" and "Lepaskan": who has which task
 * in hand, so that two do not begin the same.  A lease forbids nothing.
 */
#include "app/access.h"
#include "app/upload.h"
#include "app/web.h"
#include "base/log.h"
#include "step/step.h"
#include "view/format.h"
#include "view/json.h"

/* Looked at again this long after it was taken, it is taken anew. */
#define RENEW_AFTER (INT64_C(5) * 60 * 1000) /* ms */

static bool
is_mine(const struct step *s)
{
	return s->task->lease_person == s->cx->actor.person &&
	       task_held(s->task, s->cx->now);
}

/* Until when the actor has it in hand; that it is not renewed is no harm. */
static int64_t
renew(struct step *s)
{
	struct ctx *cx = s->cx;
	int64_t until = s->task->lease_until;
	struct err e = {0};
	int rc = 0;

	if (until - cx->now > LEASE_LIFE - RENEW_AFTER)
		return until;
	if (db_begin(cx->db, &e) == 0) {
		rc = task_hold(
		    cx->db, s->task->id, cx->actor.person, cx->now, &e);
		if (rc == 1 && db_commit(cx->db, &e) < 0)
			rc = -1;
		db_rollback(cx->db);
	}
	if (e.kind != ERR_NONE)
		log_warn("lease not renewed: %s", e.detail);
	return rc == 1 ? cx->now + LEASE_LIFE : until;
}

static void
set_button(struct step *s, json_t *o, const char *label, const char *verb)
{
	jv_set_z(o, "button", label);
	jv_set_z(o, "action",
	    ctx_url(s->cx, "/permohonan/%s/langkah/%lld/%s", s->d->c.number,
		(long long)s->task->id, verb));
}

void
step_draw_lease(struct step *s, json_t *model)
{
	struct ctx *cx = s->cx;
	const struct task *t = s->task;
	bool held = task_held(t, cx->now), mine = is_mine(s);
	int64_t until;
	json_t *o;

	/* Not for who has judged already: it is for another to take. */
	if (t->person_id || !cx->actor.person ||
	    dossier_opinion(s->d, t->id, cx->actor.person, true)) {
		jv_set_null(model, "lease");
		return;
	}
	until = mine ? renew(s) : t->lease_until;
	o = jv_set_obj(model, "lease");
	jv_set_bool(o, "mine", mine);
	jv_set_z(o, "held_by", held ? t->lease_name : NULL);
	jv_set_z(o, "held_until", held ? web_iso(cx, until) : NULL);
	jv_set_null(o, "button");
	jv_set_null(o, "action");
	if (mine) {
		jv_set_z(o, "text",
		    arena_printf(cx->arena,
			"Anda memegang permohonan ini sampai pukul %s.",
			format_clock(cx->arena, until, cx->office->zone)));
		set_button(s, o, "Lepaskan", "lepas");
	} else if (held) {
		jv_set_z(o, "text",
		    arena_printf(cx->arena,
			"Sedang dipegang %s sampai pukul %s. Anda tetap boleh "
			"mengerjakannya.",
			t->lease_name,
			format_clock(cx->arena, until, cx->office->zone)));
	} else {
		jv_set_z(o, "text", "Belum ada yang memegang permohonan ini.");
		set_button(s, o, "Pegang", "pegang");
	}
}

int
step_read_form(struct ctx *cx, struct err *e)
{
	struct fields none;
	struct form form;

	fields_init(&none, cx->arena);
	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN, "Masuk dahulu.", "no session");
	return upload_form(cx, &none, &form, e);
}

int
step_find_desk(
    struct ctx *cx, struct dossier *d, const struct task **t, struct err *e)
{
	uint64_t id;

	if (str_u64(route_param(&cx->match, "task"), INT64_MAX, &id) < 0)
		id = 0;
	if (dossier_load(cx, d, ctx_param(cx, "number"), e) < 0)
		return -1;
	for (size_t i = 0; i < d->tasks_n; i++)
		if (d->tasks[i].id == (int64_t)id && !d->tasks[i].person_id &&
		    access_step(&cx->actor, d, &d->tasks[i]) == ACCESS_ACT) {
			*t = &d->tasks[i];
			return 0;
		}
	return err_set(
	    e, ERR_MISSING, "Langkah itu tidak ditemukan.", "not to be held");
}

void
step_hold(struct ctx *cx)
{
	struct dossier d = {0};
	const struct task *t;
	struct err e = {0};

	if (step_read_form(cx, &e) < 0 || step_find_desk(cx, &d, &t, &e) < 0 ||
	    task_hold(cx->db, t->id, cx->actor.person, cx->now, &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(cx, ctx_url(cx, "/permohonan/%s/langkah/%lld",
				     d.c.number, (long long)t->id));
	dossier_clear(&d);
}

void
step_let_go(struct ctx *cx)
{
	struct dossier d = {0};
	const struct task *t;
	struct err e = {0};

	if (step_read_form(cx, &e) < 0 || step_find_desk(cx, &d, &t, &e) < 0 ||
	    task_let_go(cx->db, t->id, cx->actor.person, &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(cx, ctx_url(cx, "/tugas?antrean=%s", t->lane));
	dossier_clear(&d);
}

/* The desks to look at: the one that is asked for, or all. */
static size_t
desks(struct ctx *cx, const char **lanes)
{
	struct str asked = request_param(cx->rq, "antrean");
	size_t n = 0;

	for (size_t i = 0; i < cx->actor.seats_n; i++) {
		lanes[n] = cx->actor.seats[i].lane;
		if (str_eqz(asked, lanes[n])) {
			lanes[0] = lanes[n];
			return 1;
		}
		n++;
	}
	return n;
}

void
step_next(struct ctx *cx)
{
	const char *lanes[PERSON_SEATS];
	struct task_taken t;
	struct err e = {0};
	size_t n;
	int rc = -1;

	if (step_read_form(cx, &e) == 0) {
		n = desks(cx, lanes);
		rc = n == 0 ? 0
			    : task_next(cx->db, cx->arena, lanes, n,
				  cx->actor.person, cx->now, &t, &e);
	}
	if (rc < 0)
		web_fail(cx, &e);
	else if (rc == 0)
		web_redirect(cx,
		    n == 1 ? ctx_url(cx, "/tugas?antrean=%s&habis=1", lanes[0])
			   : ctx_url(cx, "/tugas?habis=1"));
	else
		web_redirect(cx, ctx_url(cx, "/permohonan/%s/langkah/%lld",
				     t.number, (long long)t.id));
}
