/*
 * withdraw.c - a letter is withdrawn: by the seat that signed it, or by an
 * admin, who knows no more of it than the page of its code says.
 */
#include <string.h>

#include "app/access.h"
#include "app/genuine.h"
#include "app/missive.h"
#include "app/upload.h"
#include "app/web.h"
#include "page/page.h"
#include "view/format.h"
#include "view/json.h"

struct withdrawal {
	struct dossier d; /* dossier_clear() */
	struct missive m;
	const char *title, *url; /* of its kind; of this page */
	struct fields fs;
};

static int
absent(struct err *e, const char *why)
{
	return err_set(
	    e, ERR_MISSING, "Naskah itu tidak ditemukan.", "%s", why);
}

/* The letter of the address, if it is the actor's to withdraw. */
static int
find(struct ctx *cx, struct withdrawal *w, struct err *e)
{
	struct str kind = route_param(&cx->match, "kind");
	int k = missive_kind_find(kind);
	uint64_t id;
	int rc;

	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN,
		    "Masuk dahulu untuk menarik naskah.", "no session");
	if (dossier_load(cx, &w->d, ctx_param(cx, "number"), e) < 0)
		return -1;
	if (k < 0 || str_u64(request_param(cx->rq, "id"), INT64_MAX, &id) < 0)
		return absent(e, "neither kind nor id");
	rc = missive_by_id(cx->db, cx->arena, &w->m, (int64_t)id, e);
	if (rc < 0)
		return -1;
	if (rc == 0 || !str_eqz(kind, w->m.kind) ||
	    !missive_may_withdraw(cx, &w->d, &w->m))
		return absent(e, "not theirs to withdraw");
	w->title = missive_info((enum missive_kind)k)->title;
	w->url = missive_withdraw_url(cx, &w->d, &w->m);
	return 0;
}

static void
make_fields(struct ctx *cx, struct withdrawal *w)
{
	struct field *f;

	fields_init(&w->fs, cx->arena);
	f = fields_need(&w->fs, FIELD_TEXTAREA, "alasan", "Alasan penarikan",
	    "Nomornya keliru; naskah dibuat ulang.");
	f->max = 300;
	f->help = "Alasan ini dapat dibaca siapa pun yang memeriksa kode "
		  "naskah. Jangan menulis data pribadi.";
}

static void
show(struct ctx *cx, struct withdrawal *w, int status)
{
	bool stands = missive_stands(&w->m);
	json_t *m = web_model(
	    cx, "withdraw", stands ? "Tarik naskah" : "Naskah ditarik");
	json_t *facts = jv_set_arr(m, "facts");

	jv_set_z(m, "number", w->d.c.number);
	jv_set_z(m, "state_text", missive_state(&w->m));
	jv_set_z(m, "level", stands ? "ok" : "stop");
	jv_fact(facts, "Jenis naskah", w->title);
	jv_fact(facts, "Nomor", w->m.number);
	jv_fact(facts, "Tanggal", format_dated(cx->arena, w->m.dated));
	jv_fact(facts, "Jabatan penanda tangan", w->m.seat);
	jv_fact(facts, "Ditarik pada", web_when(cx, w->m.withdrawn_at));
	jv_fact(facts, "Alasan", w->m.why);
	jv_set_bool(m, "stands", stands);
	jv_set_z(m, "check_url", missive_url(cx, w->m.code));
	jv_set_z(m, "back_url",
	    missive_may_read(cx, &w->d, &w->m)
		? ctx_url(cx, "/permohonan/%s/naskah/%s?id=%lld", w->d.c.number,
		      w->m.kind, (long long)w->m.id)
		: ctx_url(cx, "/"));
	web_form(m, w->url, &w->fs, "Tarik naskah", NULL);
	web_page(cx, status, "withdraw", m);
}

void
page_withdraw(struct ctx *cx)
{
	struct withdrawal *w = ARENA_NEW(cx->arena, struct withdrawal);
	struct err e = {0};

	if (find(cx, w, &e) < 0) {
		web_fail(cx, &e);
	} else {
		make_fields(cx, w);
		show(cx, w, 200);
	}
	dossier_clear(&w->d);
}

void
page_withdraw_act(struct ctx *cx)
{
	struct withdrawal *w = ARENA_NEW(cx->arena, struct withdrawal);
	struct form form;
	struct err e = {0};

	make_fields(cx, w);
	if (find(cx, w, &e) < 0 || upload_form(cx, &w->fs, &form, &e) < 0)
		web_fail(cx, &e);
	else if (fields_check(&w->fs, -1) > 0)
		show(cx, w, 422);
	else if (missive_withdraw(cx, &w->d, w->m.id,
		     fields_value(&w->fs, "alasan"), &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(cx, w->url);
	dossier_clear(&w->d);
}

/* --- by its code --------------------------------------------------------- */

/* GET /kelola/naskah?kode=: to the page on which it is withdrawn. */
void
page_withdraw_code(struct ctx *cx)
{
	struct str typed = request_param(cx->rq, "kode"), office, own;
	struct withdrawal *w = ARENA_NEW(cx->arena, struct withdrawal);
	struct err e = {0};
	const char *code, *error = NULL;
	int rc = 0;
	json_t *m;

	if (!admin_only(cx))
		return;
	code = genuine_code(cx->arena, typed);
	if (typed.p && genuine_split(str_of(code), &office, &own) &&
	    str_eqz(office, cx->office->id))
		rc = missive_by_code(
		    cx->db, cx->arena, &w->m, str_z(cx->arena, own), &e);
	if (rc == 1 && w->m.case_id)
		rc = dossier_load_id(cx, &w->d, w->m.case_id, &e) < 0 ? -1 : 1;
	if (rc < 0) {
		web_fail(cx, &e);
	} else if (rc == 1 && w->m.case_id) {
		web_redirect(cx, missive_withdraw_url(cx, &w->d, &w->m));
	} else {
		if (typed.p)
			error = rc == 1
				    ? "Naskah ini dibuat dari formulir yang "
				      "belum dikirim; tidak perlu ditarik."
				    : "Tidak ada naskah kantor ini dengan "
				      "kode itu. Periksa huruf demi huruf.";
		m = web_model(cx, "withdraw", "Tarik naskah");
		admin_model(cx, m, "/kelola/naskah");
		code_model(m, ctx_url(cx, "/kelola/naskah"),
		    typed.p ? str_z(cx->arena, typed) : "", cx->office->id,
		    error);
		web_page(cx, error ? 422 : 200, "withdraw_code", m);
	}
	dossier_clear(&w->d);
}
