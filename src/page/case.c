#include <string.h>

#include "app/access.h"
#include "app/act.h"
#include "app/casepage.h"
#include "app/mute.h"
#include "app/reading.h"
#include "app/upload.h"
#include "app/web.h"
#include "page/page.h"
#include "paper/qr.h"
#include "view/json.h"

int
case_find(struct ctx *cx, struct dossier *d, struct err *e)
{
	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN,
		    "Masuk dahulu untuk melihat permohonan.", "no session");
	if (dossier_load(cx, d, ctx_param(cx, "number"), e) < 0)
		return -1;
	if (access_case(&cx->actor, d->c.applicant_id, d->tasks, d->tasks_n) !=
	    ACCESS_NONE)
		return 0;
	if (cx->actor.seats_n > 0)
		return err_set(e, ERR_DENIED,
		    "Permohonan ini belum sampai di meja Anda.", "not yet");
	return err_set(
	    e, ERR_MISSING, "Permohonan itu tidak ditemukan.", "not theirs");
}

void
page_case(struct ctx *cx)
{
	struct dossier d = {0};
	struct err e = {0};

	if (case_find(cx, &d, &e) == 0)
		case_show(cx, &d, 0, NULL);
	else
		web_fail(cx, &e);
	dossier_clear(&d);
}

void
page_case_readings(struct ctx *cx)
{
	struct dossier d = {0};
	struct err e = {0};
	const char *url;
	json_t *m = NULL;

	if (case_find(cx, &d, &e) == 0) {
		url = ctx_url(cx, "/permohonan/%s", d.c.number);
		m = web_model(cx, "readings", "Siapa membuka berkas");
		jv_set_z(m, "lead",
		    arena_printf(cx->arena, "Permohonan %s", d.c.number));
		jv_set_z(m, "back_url", url);
		jv_set_z(m, "back_text", "Kembali ke permohonan");
	}
	if (m && reading_model(cx, &d,
		     ctx_url(cx, "/permohonan/%s/pembaca", d.c.number), m,
		     &e) == 0) {
		web_page(cx, 200, "readings", m);
	} else {
		json_decref(m);
		web_fail(cx, &e);
	}
	dossier_clear(&d);
}

/* What happens next: the desks up to the applicant's own next row. */
static void
steps_json(const struct dossier *d, json_t *o)
{
	json_t *list = jv_set_arr(o, "steps");

	for (size_t i = 1; i < d->sop->rows_n; i++) {
		const struct row *r = &d->sop->rows[i];

		if (r->implied && r->kind == STEP_MAILBOX)
			continue;
		jv_set_z(jv_append_obj(list), "text", r->activity);
		if (d->sop->lanes[r->lane].role == LANE_APPLICANT)
			break;
	}
}

/* The tracking address as a picture to point a phone at. */
static void
qr_model(struct ctx *cx, const char *url, json_t *o)
{
	struct qr qr;
	struct err e = {0};
	json_t *x;

	if (qr_path(&qr, cx->arena, url, &e) < 0) {
		jv_set_null(o, "qr");
		return;
	}
	x = jv_set_obj(o, "qr");
	jv_set_int(x, "size", qr.size);
	jv_set_z(x, "path", qr.path);
}

void
page_receipt(struct ctx *cx)
{
	struct dossier d = {0};
	struct err e = {0};
	const char *url;
	json_t *m, *o;

	if (case_find(cx, &d, &e) == 0 && d.c.applicant_id != cx->actor.person)
		err_set(&e, ERR_DENIED, "Tanda terima hanya untuk pemohonnya.",
		    "receipt");
	if (e.kind != ERR_NONE) {
		web_fail(cx, &e);
		dossier_clear(&d);
		return;
	}
	url = arena_printf(cx->arena, "%s://%.*s%s",
	    cx->rq->secure ? "https" : "http", (int)cx->rq->host.n,
	    cx->rq->host.p, ctx_url(cx, "/lacak?nomor=%s", d.c.number));
	m = web_model(cx, "receipt", "Permohonan diterima");
	o = jv_set_obj(m, "receipt");
	jv_set_z(o, "number", d.c.number);
	jv_set_z(o, "code", d.c.track_code);
	jv_set_z(o, "at_text", web_when(cx, d.c.opened_at));
	jv_set_z(o, "case_url", ctx_url(cx, "/permohonan/%s", d.c.number));
	jv_set_z(o, "track_url", ctx_url(cx, "/lacak"));
	qr_model(cx, url, o);
	steps_json(&d, o);
	web_page(cx, 200, "receipt", m);
	dossier_clear(&d);
}

void
page_thanks(struct ctx *cx)
{
	json_t *m = web_model(cx, "thanks", "Terima kasih");

	jv_set_z(m, "track_url", ctx_url(cx, "/lacak"));
	web_page(cx, 200, "thanks", m);
}

/* The API credential, to its receiver, this once. */
void
page_credential_act(struct ctx *cx)
{
	struct dossier d = {0};
	struct fields none;
	struct form form;
	struct str text;
	struct err e = {0};
	json_t *m;

	fields_init(&none, cx->arena);
	if (upload_form(cx, &none, &form, &e) < 0 ||
	    case_find(cx, &d, &e) < 0 ||
	    act_show_credential(cx, &d, &text, &e) < 0) {
		web_fail(cx, &e);
	} else {
		m = web_model(cx, "credential", "Kata sandi API");
		jv_set_str(m, "secret", text);
		jv_set_z(
		    m, "back_url", ctx_url(cx, "/permohonan/%s", d.c.number));
		web_page(cx, 200, "credential", m);
	}
	dossier_clear(&d);
}

static void
set_mute(struct ctx *cx, bool muted)
{
	struct dossier d = {0};
	struct fields none;
	struct form form;
	struct err e = {0};

	fields_init(&none, cx->arena);
	if (upload_form(cx, &none, &form, &e) < 0 ||
	    case_find(cx, &d, &e) < 0 || mute_set(cx, &d, muted, &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(cx, ctx_url(cx, "/permohonan/%s", d.c.number));
	dossier_clear(&d);
}

/* No reminders of the case for who asks, and again. */
void
page_mute_act(struct ctx *cx)
{
	set_mute(cx, true);
}

void
page_unmute_act(struct ctx *cx)
{
	set_mute(cx, false);
}
