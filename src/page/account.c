#include <stdio.h>
#include <string.h>

#include "app/reading.h"
#include "app/session.h"
#include "app/upload.h"
#include "app/web.h"
#include "page/page.h"
#include "view/json.h"

/* --- the demonstration's accounts --------------------------------------- */

#define ACCOUNTS_MAX ((size_t)200)

static const char *
lane_title(struct ctx *cx, const char *lane)
{
	struct seat s;
	struct err e = {0};

	if (seat_find(cx->db, cx->arena, &s, lane, &e) == 1)
		return s.title;
	return strcmp(lane, "admin") == 0 ? "Pengelola" : "Pemohon";
}

/* accounts.tsv: tenant, lane, e-mail, password. */
static void
demo_accounts(struct ctx *cx, json_t *m)
{
	json_t *list = jv_set_arr(m, "demo_accounts"), *o;
	char line[512];
	FILE *f = NULL;

	if (app_conf(cx->app)->demo)
		f = fopen(arena_printf(cx->arena, "%s/accounts.tsv",
			      app_conf(cx->app)->data),
		    "re");
	while (f && json_array_size(list) < ACCOUNTS_MAX &&
	       fgets(line, sizeof(line), f)) {
		struct str rest = str_trim(str_of(line)), col[4];

		for (int i = 0; i < 4; i++)
			col[i] = str_cut(&rest, '\t');
		if (!str_eqz(col[0], cx->office->id) || !col[3].p)
			continue;
		o = jv_append_obj(list);
		jv_set_z(
		    o, "lane_title", lane_title(cx, str_z(cx->arena, col[1])));
		jv_set_str(o, "email", col[2]);
		jv_set_str(o, "password", col[3]);
	}
	if (f)
		fclose(f);
	jv_set_bool(m, "has_demo_accounts", json_array_size(list) > 0);
	jv_set_z(m, "mailbox_url", "/kotak-surat");
}

/* --- sign in ------------------------------------------------------------ */

static void
login_fields(struct ctx *cx, struct fields *fs)
{
	struct field *f;

	fields_init(fs, cx->arena);
	f = fields_need(
	    fs, FIELD_EMAIL, "email", "Email", "nama@contoh.example");
	f->autocomplete = "username";
	f = fields_need(fs, FIELD_PASSWORD, "sandi", "Kata sandi", NULL);
	f->autocomplete = "current-password";
}

/* Only an address of this office: never to another site. */
static const char *
back_path(struct ctx *cx)
{
	struct str back = request_param(cx->rq, "kembali");
	struct str base = str_of(arena_printf(cx->arena, "%s/", cx->base));

	if (back.n > 1 && back.n < 500 && str_starts(back, base) &&
	    back.p[1] != '/' && back.p[1] != '\\')
		return str_z(cx->arena, back);
	return ctx_url(cx, "/tugas");
}

static void
show_login(
    struct ctx *cx, int status, const struct fields *fs, const char *message)
{
	json_t *m = web_model(cx, "login", "Masuk"), *o;
	const char *action =
	    request_param(cx->rq, "kembali").p
		? ctx_url(cx, "/masuk?kembali=%s",
		      url_encode(cx->arena, str_of(back_path(cx))))
		: ctx_url(cx, "/masuk");

	web_form(m, action, fs, "Masuk", NULL);
	if (message) {
		o = jv_append_obj(json_object_get(m, "errors"));
		jv_set_null(o, "field");
		jv_set_z(o, "message", message);
		jv_set_bool(m, "has_errors", true);
	}
	jv_set_z(m, "register_url", ctx_url(cx, "/daftar"));
	jv_set_z(m, "forgot_url", ctx_url(cx, "/lupa-sandi"));
	demo_accounts(cx, m);
	web_page(cx, status, "login", m);
}

void
page_login(struct ctx *cx)
{
	struct fields fs;

	login_fields(cx, &fs);
	show_login(cx, 200, &fs, NULL);
}

void
page_login_act(struct ctx *cx)
{
	struct fields fs;
	struct form form;
	struct err e = {0};

	login_fields(cx, &fs);
	if (upload_form(cx, &fs, &form, &e) < 0) {
		web_fail(cx, &e);
	} else if (fields_check(&fs, -1) > 0) {
		show_login(cx, 422, &fs, NULL);
	} else if (session_sign_in(cx, fields_value(&fs, "email"),
		       fields_value(&fs, "sandi"), &e) == 0) {
		web_redirect(cx, back_path(cx));
	} else if (e.kind == ERR_INPUT || e.kind == ERR_LIMIT) {
		show_login(cx, e.kind == ERR_INPUT ? 422 : 429, &fs, e.msg);
	} else {
		web_fail(cx, &e);
	}
}

void
page_logout_act(struct ctx *cx)
{
	struct fields none;
	struct form form;
	struct err e = {0};

	fields_init(&none, cx->arena);
	if (upload_form(cx, &none, &form, &e) < 0 ||
	    session_sign_out(cx, &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(cx, ctx_url(cx, "/"));
}

/* --- register ----------------------------------------------------------- */

static void
register_fields(struct ctx *cx, struct fields *fs)
{
	struct field *f;

	fields_init(fs, cx->arena);
	f = fields_need(
	    fs, FIELD_TEXT, "nama", "Nama lengkap", "Citra Contoh Lestari");
	f->autocomplete = "name";
	f->max = 100;
	f = fields_need(
	    fs, FIELD_EMAIL, "email", "Email", "citra@contoh.example");
	f->autocomplete = "email";
	f->help = "Untuk masuk. Boleh email dinas atau pribadi.";
	f = fields_need(
	    fs, FIELD_PHONE, "telepon", "Nomor HP/WA", "081200000001");
	f->autocomplete = "tel";
	password_new(fs);
}

void
password_new(struct fields *fs)
{
	struct field *f =
	    fields_need(fs, FIELD_PASSWORD, "sandi", "Kata sandi", NULL);

	f->autocomplete = "new-password";
	f->help = "Paling sedikit 12 huruf; kalimat pendek paling mudah "
		  "diingat.";
	f = fields_need(
	    fs, FIELD_PASSWORD, "sandi_ulang", "Kata sandi sekali lagi", NULL);
	f->autocomplete = "new-password";
}

void
password_check_new(struct fields *fs)
{
	const char *word = fields_value(fs, "sandi");
	const char *problem = word[0] ? password_problem(word) : NULL;

	if (problem)
		fields_error(fs, "sandi", problem);
	if (strcmp(word, fields_value(fs, "sandi_ulang")) != 0)
		fields_error(fs, "sandi_ulang",
		    "Kata sandi yang kedua berbeda dengan yang pertama.");
}

static void
show_register(struct ctx *cx, int status, const struct fields *fs)
{
	json_t *m = web_model(cx, "register", "Buat akun");

	web_form(m, ctx_url(cx, "/daftar"), fs, "Buat akun", NULL);
	jv_set_z(m, "login_url", ctx_url(cx, "/masuk"));
	web_page(cx, status, "register", m);
}

void
page_register(struct ctx *cx)
{
	struct fields fs;

	register_fields(cx, &fs);
	show_register(cx, 200, &fs);
}

void
page_register_act(struct ctx *cx)
{
	struct fields fs;
	struct form form;
	struct err e = {0};
	struct person p;

	register_fields(cx, &fs);
	if (upload_form(cx, &fs, &form, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	fields_check(&fs, -1);
	password_check_new(&fs);
	if (fields_errors(&fs) > 0) {
		show_register(cx, 422, &fs);
		return;
	}
	p = (struct person){
	    .email = fields_value(&fs, "email"),
	    .name = fields_value(&fs, "nama"),
	    .phone = fields_value(&fs, "telepon"),
	};
	if (session_register(cx, &p, fields_value(&fs, "sandi"), &e) == 0) {
		proof_send(cx, p.email);
		web_redirect(cx, ctx_url(cx, "/"));
	} else if (e.kind == ERR_CONFLICT) {
		fields_error(
		    &fs, "email", "Email ini sudah punya akun. Silakan masuk.");
		show_register(cx, 422, &fs);
	} else {
		web_fail(cx, &e);
	}
}

/* --- account ------------------------------------------------------------ */

static void
password_fields(struct ctx *cx, struct fields *fs)
{
	struct field *f;

	fields_init(fs, cx->arena);
	f = fields_need(
	    fs, FIELD_PASSWORD, "sandi_lama", "Kata sandi sekarang", NULL);
	f->autocomplete = "current-password";
	f = fields_need(fs, FIELD_PASSWORD, "sandi", "Kata sandi baru", NULL);
	f->autocomplete = "new-password";
	f->help = "Paling sedikit 12 huruf. Perangkat lain akan keluar.";
	f = fields_need(fs, FIELD_PASSWORD, "sandi_ulang",
	    "Kata sandi baru sekali lagi", NULL);
	f->autocomplete = "new-password";
}

/* "Chrome di Android": what a User-Agent says, in the order to ask. */
static const char *
device_name(struct ctx *cx, const char *agent)
{
	static const struct {
		const char *word, *name;
	} browsers[] = {{"Edg", "Edge"}, {"OPR/", "Opera"},
	    {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"},
	    {"Chrome/", "Chrome"}, {"Safari/", "Safari"}},
	  systems[] = {{"Android", "Android"}, {"iPhone", "iPhone"},
	      {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"},
	      {"CrOS", "ChromeOS"}, {"Linux", "Linux"}};
	const char *browser = "Peramban lain", *system = NULL;

	for (size_t i = sizeof(browsers) / sizeof(browsers[0]); i-- > 0;)
		if (strstr(agent, browsers[i].word))
			browser = browsers[i].name;
	for (size_t i = sizeof(systems) / sizeof(systems[0]); i-- > 0;)
		if (strstr(agent, systems[i].word))
			system = systems[i].name;
	return system ? arena_printf(cx->arena, "%s di %s", browser, system)
		      : browser;
}

static int
sessions_json(struct ctx *cx, json_t *m, struct err *e)
{
	json_t *list = jv_set_arr(m, "sessions"), *o;
	struct session_info *v;
	size_t n;

	if (session_others(cx, &v, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		o = jv_append_obj(list);
		jv_set_z(o, "device", device_name(cx, v[i].agent));
		jv_set_z(o, "at_text",
		    arena_printf(
			cx->arena, "masuk %s", web_when(cx, v[i].created_at)));
		jv_set_bool(o, "current", v[i].current);
		jv_set_null(o, "revoke_action");
	}
	return 0;
}

static void
show_account(
    struct ctx *cx, int status, const struct fields *fs, const char *saved)
{
	json_t *m = web_model(cx, "account", "Akun saya"), *list, *o;
	struct err e = {0};

	web_form(m, ctx_url(cx, "/akun"), fs, "Ganti kata sandi", NULL);
	if (saved) {
		o = jv_set_obj(m, "notice");
		jv_set_z(o, "kind", "ok");
		jv_set_z(o, "text", saved);
	}
	list = jv_set_arr(m, "facts");
	jv_fact(list, "Nama", cx->actor.name);
	jv_fact(list, "Email", cx->actor.email);
	jv_fact(list, "Nomor HP/WA", cx->actor.phone);
	for (size_t i = 0; i < cx->actor.seats_n; i++)
		jv_fact(list, "Jabatan",
		    seat_title(cx->arena, &cx->actor.seats[i]));
	jv_set_z(m, "readings_url", ctx_url(cx, "/akun/berkas"));
	if (notify_model(cx, m, &e) < 0 || rank_model(cx, m, &e) < 0 ||
	    proof_model(cx, m, &e) < 0 || sessions_json(cx, m, &e) < 0) {
		json_decref(m);
		web_fail(cx, &e);
		return;
	}
	web_page(cx, status, "account", m);
}

static bool
signed_in(struct ctx *cx)
{
	struct err e = {0};

	if (cx->actor.person)
		return true;
	err_set(&e, ERR_LOGIN, "Masuk dahulu.", "no session");
	web_fail(cx, &e);
	return false;
}

/* What was done by another form of the page. */
static const char *
saved_text(struct str what)
{
	if (str_eqz(what, "surel"))
		return "Pilihan surel sudah disimpan.";
	if (str_eqz(what, "pangkat"))
		return "NIP dan pangkat sudah disimpan.";
	if (str_eqz(what, "bukti"))
		return "Tautan bukti segera dikirim ke alamat Anda.";
	return NULL;
}

void
page_account(struct ctx *cx)
{
	struct fields fs;

	if (!signed_in(cx))
		return;
	password_fields(cx, &fs);
	show_account(
	    cx, 200, &fs, saved_text(request_param(cx->rq, "tersimpan")));
}

void
page_account_act(struct ctx *cx)
{
	struct fields fs;
	struct form form;
	struct err e = {0};

	if (!signed_in(cx))
		return;
	password_fields(cx, &fs);
	if (upload_form(cx, &fs, &form, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	fields_check(&fs, -1);
	password_check_new(&fs);
	if (fields_errors(&fs) == 0 &&
	    session_change_password(cx, fields_value(&fs, "sandi_lama"),
		fields_value(&fs, "sandi"), &e) < 0) {
		if (e.kind != ERR_INPUT) {
			web_fail(cx, &e);
			return;
		}
		fields_error(&fs, "sandi_lama", e.msg);
	}
	show_account(cx, fields_errors(&fs) > 0 ? 422 : 200, &fs,
	    fields_errors(&fs) > 0
		? NULL
		: "Kata sandi sudah diganti. Perangkat lain sudah keluar.");
}

void
page_account_readings(struct ctx *cx)
{
	struct err e = {0};
	json_t *m;

	if (!signed_in(cx))
		return;
	m = web_model(cx, "readings", "Siapa membuka berkas saya");
	jv_set_z(m, "lead", "Semua permohonan Anda di kantor ini");
	jv_set_z(m, "back_url", ctx_url(cx, "/akun"));
	jv_set_z(m, "back_text", "Kembali ke akun");
	if (reading_model(cx, NULL, ctx_url(cx, "/akun/berkas"), m, &e) < 0) {
		json_decref(m);
		web_fail(cx, &e);
		return;
	}
	web_page(cx, 200, "readings", m);
}
