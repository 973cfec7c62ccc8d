/*
 * track.c - where is my letter?  Without an account, by number and code.
 */
#include <string.h>

#include "app/casepage.h"
#include "app/upload.h"
#include "app/web.h"
#include "page/page.h"
#include "vault/token.h"
#include "view/json.h"

static void
track_fields(struct ctx *cx, struct fields *fs)
{
	struct field *f;

	fields_init(fs, cx->arena);
	f = fields_need(
	    fs, FIELD_TEXT, "nomor", "Nomor permohonan", "TTE-2026-00001");
	f->value = request_param(cx->rq, "nomor").p
		       ? str_z(cx->arena, request_param(cx->rq, "nomor"))
		       : "";
	f->max = 60;
	f = fields_need(fs, FIELD_TEXT, "kode", "Kode lacak", "abcd23456789");
	f->help = "Tertulis pada tanda terima.";
	f->max = 40;
}

/* Where the case that was asked for is, and when it may be done. */
static int
set_result(struct ctx *cx, const struct dossier *d, json_t *m, struct err *e)
{
	const struct forecast *f;
	json_t *o;

	if (!d) {
		jv_set_null(m, "result");
		return 0;
	}
	o = jv_set_obj(m, "result");
	jv_set_z(o, "number", d->c.number);
	jv_set_z(o, "state", case_state_name(d->c.state));
	case_headline(cx, d, o);
	if (case_forecast(cx, d, &f, o, e) < 0)
		return -1;
	case_sop(cx, d->sop, d, f, o);
	return 0;
}

static void
show(struct ctx *cx, int status, const struct fields *fs,
    const struct dossier *d)
{
	json_t *m = web_model(cx, "track", "Lacak permohonan");
	struct err e = {0};

	web_form(m, ctx_url(cx, "/lacak"), fs, "Lacak", NULL);
	if (set_result(cx, d, m, &e) < 0) {
		json_decref(m);
		web_fail(cx, &e);
		return;
	}
	web_page(cx, status, "track", m);
}

void
page_track(struct ctx *cx)
{
	struct fields fs;

	track_fields(cx, &fs);
	show(cx, 200, &fs, NULL);
}

void
page_track_act(struct ctx *cx)
{
	struct dossier d = {0};
	struct fields fs;
	struct form form;
	struct err e = {0};
	bool found;

	track_fields(cx, &fs);
	if (upload_form(cx, &fs, &form, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	if (fields_check(&fs, -1) > 0) {
		show(cx, 422, &fs, NULL);
		return;
	}
	found = dossier_load(cx, &d, fields_value(&fs, "nomor"), &e) == 0 &&
		secret_equal(
		    str_of(d.c.track_code), str_of(fields_value(&fs, "kode")));
	if (!found && e.kind != ERR_NONE && e.kind != ERR_MISSING) {
		web_fail(cx, &e);
	} else if (!found) {
		/* Alike for a wrong number and a wrong code. */
		fields_error(&fs, "kode",
		    "Nomor dan kode ini tidak cocok. Periksa tanda terima.");
		show(cx, 422, &fs, NULL);
	} else {
		show(cx, 200, &fs, &d);
	}
	dossier_clear(&d);
}
