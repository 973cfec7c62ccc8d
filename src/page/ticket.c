/*
 * ticket.c - pages of what goes by mail to an account's own address: a
 * forgotten password, and the proof of the address.
 */
#include <string.h>

#include "app/session.h"
#include "app/ticket.h"
#include "app/upload.h"
#include "app/web.h"
#include "base/log.h"
#include "page/page.h"
#include "store/message.h"
#include "view/json.h"

static void
set_notice(json_t *m, const char *text)
{
	json_t *o = jv_set_obj(m, "notice");

	jv_set_z(o, "kind", "ok");
	jv_set_z(o, "text", text);
}

/* --- a forgotten password ----------------------------------------------- */

static void
forgot_fields(struct ctx *cx, struct fields *fs)
{
	struct field *f;

	fields_init(fs, cx->arena);
	f = fields_need(
	    fs, FIELD_EMAIL, "email", "Email akun Anda", "nama@contoh.example");
	f->autocomplete = "username";
}

static void
show_forgot(
    struct ctx *cx, int status, const struct fields *fs, const char *sent)
{
	json_t *m = web_model(cx, "forgot", "Lupa kata sandi");

	web_form(m, ctx_url(cx, "/lupa-sandi"), fs, "Kirim tautan", NULL);
	if (sent)
		set_notice(m, sent);
	jv_set_bool(m, "sent", sent != NULL);
	jv_set_z(m, "contact",
	    cx->office->mail ? cx->office->mail : cx->office->name);
	jv_set_z(m, "login_url", ctx_url(cx, "/masuk"));
	web_page(cx, status, "forgot", m);
}

void
page_forgot(struct ctx *cx)
{
	struct fields fs;

	forgot_fields(cx, &fs);
	show_forgot(cx, 200, &fs, NULL);
}

void
page_forgot_act(struct ctx *cx)
{
	struct fields fs;
	struct form form;
	struct err e = {0};

	forgot_fields(cx, &fs);
	if (upload_form(cx, &fs, &form, &e) < 0) {
		web_fail(cx, &e);
	} else if (fields_check(&fs, -1) > 0) {
		show_forgot(cx, 422, &fs, NULL);
	} else if (ticket_ask_password(cx, fields_value(&fs, "email"), &e) ==
		   0) {
		show_forgot(cx, 200, &fs,
		    "Bila alamat itu mempunyai akun, tautan untuk membuat "
		    "kata sandi baru segera dikirim ke sana. Berlaku satu jam.");
	} else if (e.kind == ERR_LIMIT) {
		fields_error(&fs, "email", e.msg);
		show_forgot(cx, 429, &fs, NULL);
	} else {
		web_fail(cx, &e);
	}
}

static void
show_password(
    struct ctx *cx, int status, const struct fields *fs, const char *done)
{
	json_t *m = web_model(cx, "password", "Kata sandi baru");

	web_form(
	    m, str_z(cx->arena, cx->rq->path), fs, "Simpan kata sandi", NULL);
	if (done)
		set_notice(m, done);
	jv_set_bool(m, "done", done != NULL);
	jv_set_z(m, "login_url", ctx_url(cx, "/masuk"));
	web_page(cx, status, "password", m);
}

void
page_password(struct ctx *cx)
{
	struct fields fs;
	struct person p;
	struct err e = {0};

	if (ticket_find(cx, &p, TICKET_PASSWORD, ctx_param(cx, "token"), &e) <
	    0) {
		web_fail(cx, &e);
		return;
	}
	fields_init(&fs, cx->arena);
	password_new(&fs);
	show_password(cx, 200, &fs, NULL);
}

void
page_password_act(struct ctx *cx)
{
	struct fields fs;
	struct form form;
	struct err e = {0};

	fields_init(&fs, cx->arena);
	password_new(&fs);
	if (upload_form(cx, &fs, &form, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	fields_check(&fs, -1);
	password_check_new(&fs);
	if (fields_errors(&fs) > 0)
		show_password(cx, 422, &fs, NULL);
	else if (ticket_set_password(cx, ctx_param(cx, "token"),
		     fields_value(&fs, "sandi"), &e) == 0)
		show_password(cx, 200, &fs,
		    "Kata sandi sudah diganti. Semua perangkat sudah keluar.");
	else
		web_fail(cx, &e);
}

/* --- the proof of an address -------------------------------------------- */

static void
show_proof(struct ctx *cx, const char *address, bool done)
{
	json_t *m = web_model(cx, "proof", "Bukti alamat email");
	struct fields none;

	fields_init(&none, cx->arena);
	web_form(m, str_z(cx->arena, cx->rq->path), &none,
	    "Ya, saya yang membuatnya", NULL);
	if (done)
		set_notice(m, "Alamat email sudah terbukti. Terima kasih.");
	jv_set_bool(m, "done", done);
	jv_set_z(m, "address", address);
	jv_set_z(m, "home_url", ctx_url(cx, "/"));
	web_page(cx, 200, "proof", m);
}

/* Looking at the page proves nothing: machines look at mails too. */
void
page_proof(struct ctx *cx)
{
	struct person p;
	struct err e = {0};

	if (ticket_find_own(cx, &p, ctx_param(cx, "token"), &e) < 0)
		web_fail(cx, &e);
	else
		show_proof(cx, p.email, false);
}

void
page_proof_act(struct ctx *cx)
{
	struct fields none;
	struct form form;
	struct err e = {0};

	fields_init(&none, cx->arena);
	if (upload_form(cx, &none, &form, &e) < 0 ||
	    ticket_prove(cx, ctx_param(cx, "token"), &e) < 0)
		web_fail(cx, &e);
	else
		show_proof(cx, NULL, true);
}

/* POST /akun/bukti: the link once more. */
void
page_proof_again_act(struct ctx *cx)
{
	struct fields none;
	struct form form;
	struct person p;
	struct err e = {0};

	fields_init(&none, cx->arena);
	if (!cx->actor.person)
		err_set(&e, ERR_LOGIN, "Masuk dahulu.", "no session");
	if (e.kind == ERR_NONE && upload_form(cx, &none, &form, &e) == 0 &&
	    person_get(cx->db, cx->arena, &p, cx->actor.person, &e) == 1 &&
	    ticket_ask_address(cx, &p, &e) == 0)
		web_redirect(cx, ctx_url(cx, "/akun?tersimpan=bukti"));
	else
		web_fail(cx, &e);
}

void
proof_send(struct ctx *cx, const char *email)
{
	struct person p;
	struct err e = {0};

	if (person_by_email(cx->db, cx->arena, &p, email, &e) == 1 &&
	    ticket_ask_address(cx, &p, &e) == 0)
		return;
	/* The account is there, and can ask again. */
	log_warn("proof of an address not sent: %s", e.detail);
}

int
proof_model(struct ctx *cx, json_t *m, struct err *e)
{
	struct address_fault f;
	struct person p;
	json_t *o;
	int rc;

	jv_set_null(m, "proof");
	jv_set_null(m, "fault_text");
	if (person_get(cx->db, cx->arena, &p, cx->actor.person, e) != 1)
		return -1;
	rc = address_fault_get(cx->db, cx->arena, &f, p.email, e);
	if (rc < 0)
		return -1;
	if (rc == 1)
		jv_set_z(m, "fault_text",
		    arena_printf(cx->arena,
			"Surel ke %s tidak sampai pada %s: %s", p.email,
			web_when_short(cx, f.at), f.reason));
	if (!p.self_made)
		return 0;
	o = jv_set_obj(m, "proof");
	jv_set_z(o, "text",
	    "Alamat email ini belum terbukti. Tekan tautan yang dikirim ke "
	    "sana saat akun dibuat.");
	jv_set_z(o, "action", ctx_url(cx, "/akun/bukti"));
	return 0;
}
