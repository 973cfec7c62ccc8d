#include "app/web.h"

#include <string.h>

#include "app/access.h"
#include "app/roll.h"
#include "base/limits.h"
#include "base/log.h"
#include "domain/date.h"
#include "store/bsre.h"
#include "store/task.h"
#include "view/format.h"
#include "view/json.h"

/* --- the common part ---------------------------------------------------- */

static void
set_person(struct ctx *cx, json_t *m)
{
	const struct actor *a = &cx->actor;
	json_t *o;

	if (!a->person) {
		jv_set_null(m, "person");
		return;
	}
	o = jv_set_obj(m, "person");
	jv_set_z(o, "name", a->name);
	jv_set_z(
	    o, "seat", a->seats_n ? seat_title(cx->arena, &a->seats[0]) : NULL);
}

/* Open tasks of all queues of the actor; a count is kept, not counted. */
static int64_t
tasks_open(struct ctx *cx)
{
	int64_t sum, n;
	struct err e = {0};

	if (queue_count(cx->db, QUEUE_OWN, NULL, cx->actor.person, &sum, &e))
		return 0;
	for (size_t i = 0; i < cx->actor.seats_n; i++)
		if (queue_count(cx->db, QUEUE_DESK, cx->actor.seats[i].lane, 0,
			&n, &e) == 0)
			sum += n;
	return sum;
}

/* Whether the actor can have statuses asked for. */
static bool
asks_bsre(struct ctx *cx)
{
	struct bsre_office o;
	struct err e = {0};

	return roll_allowed(&cx->actor) &&
	       bsre_office_get(cx->db, cx->arena, &o, &e) == 1 &&
	       (o.caps & BSRE_CAN(BSRE_STATUS)) != 0;
}

static void
set_nav(struct ctx *cx, json_t *m)
{
	bool in = cx->actor.person != 0;
	int64_t n = in ? tasks_open(cx) : 0;
	json_t *o = jv_set_obj(m, "nav");

	if (n > 0)
		jv_set_int(o, "tasks_n", n);
	else
		jv_set_null(o, "tasks_n");
	jv_set_z(o, "tasks_url", in ? ctx_url(cx, "/tugas") : NULL);
	jv_set_z(o, "board_url",
	    access_board(&cx->actor) ? ctx_url(cx, "/laporan/papan") : NULL);
	jv_set_z(
	    o, "admin_url", cx->actor.admin ? ctx_url(cx, "/kelola") : NULL);
	jv_set_z(o, "roll_url",
	    asks_bsre(cx) ? ctx_url(cx, "/kelola/bsre/daftar") : NULL);
	jv_set_z(o, "search_url", ctx_url(cx, "/lacak"));
	jv_set_z(o, "account_url", in ? ctx_url(cx, "/akun") : NULL);
	jv_set_z(o, "login_url", in ? NULL : ctx_url(cx, "/masuk"));
	jv_set_z(o, "logout_url", in ? ctx_url(cx, "/keluar") : NULL);
}

json_t *
web_model(struct ctx *cx, const char *page, const char *title)
{
	json_t *m = jv_obj(), *o;

	jv_set_z(m, "lang", "id");
	jv_set_z(m, "title", title);
	jv_set_z(m, "page", page);
	jv_set_null(m, "lead");
	jv_set_null(m, "notice");
	jv_set_arr(m, "errors");
	jv_set_bool(m, "has_errors", false);
	jv_set_z(m, "csrf", cx->csrf ? cx->csrf : "");
	jv_set_bool(m, "demo", app_conf(cx->app)->demo);
	jv_set(m, "assets", json_incref(app_assets(cx->app)));
	set_person(cx, m);
	if (!cx->office) {
		jv_set_null(m, "tenant");
		jv_set_null(m, "nav");
		return m;
	}
	o = jv_set_obj(m, "tenant");
	jv_set_z(o, "id", cx->office->id);
	jv_set_z(o, "name", cx->office->name);
	jv_set_z(o, "short", cx->office->short_name);
	jv_set_z(o, "url", cx->base);
	jv_set_null(o, "logo");
	if (cx->db)
		set_nav(cx, m);
	else
		jv_set_null(m, "nav");
	return m;
}

void
web_form(json_t *m, const char *action, const struct fields *fs,
    const char *submit, json_t *outcomes)
{
	jv_set_z(m, "action", action);
	jv_set_z(m, "method", "post");
	jv_set_z(m, "submit", submit);
	jv_set(m, "fields", fields_json(fs));
	jv_set(m, "errors", fields_errors_json(fs));
	jv_set_bool(m, "has_errors", fields_errors(fs) > 0);
	jv_set_bool(m, "multipart", fields_multipart(fs));
	jv_set(m, "outcomes", outcomes ? outcomes : jv_arr());
	jv_set_null(m, "draft");
	jv_set_null(m, "quota");
}

/* --- answers ------------------------------------------------------------ */

static void
common_headers(struct response *rs, const char *policy)
{
	response_header(rs, "Content-Security-Policy", policy);
	response_header(rs, "X-Content-Type-Options", "nosniff");
	response_header(rs, "Referrer-Policy", "same-origin");
	response_header(rs, "Cross-Origin-Opener-Policy", "same-origin");
}

/* forms: other sites that forms of the page may go to, or "". */
static void
page_headers(struct response *rs, bool camera, const char *forms)
{
	common_headers(rs,
	    arena_printf(rs->arena,
		"default-src 'none'; script-src 'self'; style-src 'self'; "
		"img-src 'self'; font-src 'self'; connect-src 'self'; "
		"frame-src 'self'; form-action 'self'%s%s; base-uri 'none'; "
		"frame-ancestors 'none'",
		forms[0] ? " " : "", forms));
	response_header(rs, "Permissions-Policy",
	    camera ? "camera=(self), microphone=(), geolocation=()"
		   : "camera=(), microphone=(), geolocation=()");
}

void
web_headers(struct response *rs, bool camera)
{
	page_headers(rs, camera, "");
}

/* A paper may stand in a frame of our own pages; nothing in it may run. */
void
web_file_headers(struct response *rs)
{
	common_headers(rs,
	    "default-src 'none'; img-src 'self'; object-src 'self'; "
	    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'");
	response_header(rs, "Permissions-Policy",
	    "camera=(), microphone=(), geolocation=()");
}

void
web_mail_headers(struct response *rs)
{
	common_headers(rs,
	    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
	    "form-action 'none'; frame-ancestors 'self'; "
	    "sandbox allow-top-navigation-by-user-activation");
	response_header(rs, "Permissions-Policy",
	    "camera=(), microphone=(), geolocation=()");
}

/* In strict mode a name that the model lacks is a fault that is seen. */
static bool
report_missing(struct ctx *cx, const struct render_missing *missing)
{
	for (size_t i = 0; i < missing->n; i++)
		log_error("request %llu: template %s:%d:%d asks for \"%.*s\"",
		    (unsigned long long)cx->rq->id, missing->at[i].template,
		    missing->at[i].line, missing->at[i].column,
		    (int)missing->at[i].name.n, missing->at[i].name.p);
	return missing->n > 0 && app_conf(cx->app)->strict;
}

static void
render(struct ctx *cx, const char *template, const json_t *model)
{
	const struct templates *ts = app_templates(cx->app);
	const struct template *t = templates_find(ts, str_of(template));
	struct render_missing *missing =
	    ARENA_NEW(cx->arena, struct render_missing);
	struct err e = {0};

	if (!t) {
		err_set(&e, ERR_SYSTEM, "Halaman ini rusak.", "no template %s",
		    template);
	} else if (template_render(ts, t, model, &cx->rs->body, missing, &e) ==
		   0) {
		if (!report_missing(cx, missing))
			return;
		err_set(&e, ERR_SYSTEM, "Halaman ini rusak.",
		    "names missing in %s", template);
	}
	log_error("request %llu: %s: %s", (unsigned long long)cx->rq->id, e.msg,
	    e.detail);
	sb_reset(&cx->rs->body);
	cx->rs->status = 500;
	sb_puts(&cx->rs->body, "Halaman ini tidak dapat ditampilkan.\n");
}

/* Whether a field of the page's form may be filled by the camera. */
static bool
wants_camera(const json_t *model)
{
	const json_t *fields = json_object_get(model, "fields"), *f;
	size_t i;

	json_array_foreach(fields, i,
	    f) if (json_is_string(json_object_get(f, "camera"))) return true;
	return false;
}

/* Where forms of the page lead to but our own pages; wa.me leads on. */
static const char *
form_sites(const json_t *model)
{
	return json_array_size(json_object_get(model, "contacts")) > 0
		   ? "https://wa.me https://api.whatsapp.com"
		   : "";
}

void
web_page(struct ctx *cx, int status, const char *template, json_t *model)
{
	cx->rs->status = status;
	page_headers(cx->rs, wants_camera(model), form_sites(model));
	response_header(cx->rs, "Cache-Control", "no-store");
	response_header(cx->rs, "Vary", "Accept, Cookie");
	if (request_wants_json(cx->rq)) {
		response_header(
		    cx->rs, "Content-Type", "application/json; charset=utf-8");
		json_text(model, &cx->rs->body);
	} else {
		response_header(
		    cx->rs, "Content-Type", "text/html; charset=utf-8");
		render(cx, template, model);
	}
	json_decref(model);
}

void
web_redirect(struct ctx *cx, const char *path)
{
	web_headers(cx->rs, false);
	response_header(cx->rs, "Cache-Control", "no-store");
	response_redirect(cx->rs, path);
}

void
web_leave(struct ctx *cx, const char *url)
{
	web_headers(cx->rs, false);
	response_header(cx->rs, "Cache-Control", "no-store");
	response_leave(cx->rs, url);
}

/* --- errors ------------------------------------------------------------- */

struct error_words {
	int status;
	const char *heading, *todo;
};

static const struct error_words *
error_words(enum err_kind kind)
{
	static const struct error_words words[] = {
	    [ERR_NONE] = {500, "Terjadi kesalahan", NULL},
	    [ERR_INPUT] = {422, "Ada yang perlu diperbaiki",
		"Kembali, perbaiki isian, lalu kirim lagi."},
	    [ERR_BAD] = {400, "Permintaan tidak dapat dibaca",
		"Buka halaman itu kembali dari menu, lalu coba lagi."},
	    [ERR_METHOD] = {405, "Alamat ini tidak menerima kiriman itu",
		"Buka halaman itu kembali dari menu, lalu coba lagi."},
	    [ERR_LOGIN] = {401, "Anda belum masuk", "Masuk, lalu coba lagi."},
	    [ERR_DENIED] = {403, "Anda tidak berwenang",
		"Masuk dengan akun yang berwenang, atau hubungi kantor."},
	    [ERR_MISSING] = {404, "Halaman tidak ditemukan",
		"Periksa alamatnya, atau mulai dari halaman kantor."},
	    [ERR_CONFLICT] = {409, "Sudah berubah sejak Anda membukanya",
		"Lihat keadaan terakhir, lalu putuskan kembali."},
	    [ERR_GONE] = {410, "Tidak dapat dibaca lagi",
		"Mulai dari halaman kantor, atau hubungi kantor."},
	    [ERR_LIMIT] = {413, "Terlalu besar atau terlalu banyak",
		"Perkecil berkas atau isian, lalu kirim lagi."},
	    [ERR_BUSY] = {503, "Sedang sibuk",
		"Tunggu sebentar, lalu kirim lagi. Yang sudah diterima tetap "
		"tersimpan."},
	    [ERR_SYSTEM] = {500, "Terjadi kesalahan",
		"Coba lagi. Bila terulang, sampaikan nomor di bawah kepada "
		"kantor."},
	};

	return &words[kind];
}

static json_t *
error_model(struct ctx *cx, const struct err *e, const struct error_words *w)
{
	json_t *m = web_model(cx, "error", w->heading), *one;

	jv_set_int(m, "status", w->status);
	jv_set_z(m, "heading", w->heading);
	jv_set_z(m, "what", e->msg ? e->msg : w->heading);
	jv_set_z(m, "kept", NULL);
	jv_set_z(m, "todo", w->todo);
	jv_set_z(m, "number",
	    arena_printf(cx->arena, "%llu", (unsigned long long)cx->rq->id));
	jv_set_bool(m, "has_typed", false);
	jv_set_arr(m, "typed");
	jv_set_z(m, "back_url",
	    cx->office ? ctx_url(cx, cx->actor.person ? "/tugas" : "/") : "/");
	one = jv_append_obj(json_object_get(m, "errors"));
	jv_set_null(one, "field");
	jv_set_z(one, "message", e->msg ? e->msg : w->heading);
	return m;
}

static void
log_failure(struct ctx *cx, const struct err *e, int status)
{
	if (status >= 500)
		log_error("request %llu: %d %s (%s:%d)",
		    (unsigned long long)cx->rq->id, status, e->detail, e->file,
		    e->line);
	else
		log_info("request %llu: %d %s", (unsigned long long)cx->rq->id,
		    status, e->detail);
}

/* To the sign-in page, and back to a page that can be asked for again. */
static void
go_to_login(struct ctx *cx)
{
	const char *back = cx->rq->method == HTTP_POST
			       ? ctx_url(cx, "/tugas")
			       : str_z(cx->arena, cx->rq->path);

	web_redirect(cx, ctx_url(cx, "/masuk?kembali=%s",
			     url_encode(cx->arena, str_of(back))));
}

void
web_fail(struct ctx *cx, const struct err *e)
{
	const struct error_words *w = error_words(e->kind);

	log_failure(cx, e, w->status);
	if (e->kind == ERR_LOGIN && cx->office) {
		go_to_login(cx);
		return;
	}
	web_page(cx, w->status, "error", error_model(cx, e, w));
}

void
web_conflict(struct ctx *cx, const struct err *e, const char *happened,
    const struct fields *fs)
{
	const struct error_words *w = error_words(ERR_CONFLICT);
	json_t *m = error_model(cx, e, w);
	json_t *typed = json_object_get(m, "typed");

	log_failure(cx, e, w->status);
	if (happened)
		jv_set_z(m, "what", happened);
	for (size_t i = 0; i < fs->n; i++) {
		const struct field *f = &fs->v[i];
		json_t *o;

		if (!f->value[0] ||
		    (f->type != FIELD_TEXT && f->type != FIELD_TEXTAREA))
			continue;
		o = jv_append_obj(typed);
		jv_set_z(o, "name", f->name);
		jv_set_z(o, "label", f->label);
		jv_set_z(o, "value", f->value);
	}
	if (json_array_size(typed) > 0) {
		jv_set_z(
		    m, "kept", "Isian Anda belum disimpan; ada di bawah ini.");
		jv_set_bool(m, "has_typed", true);
	}
	web_page(cx, w->status, "error", m);
}

/* --- times -------------------------------------------------------------- */

const char *
web_when(const struct ctx *cx, int64_t ms)
{
	return ms ? format_moment(cx->arena, ms, cx->office->zone) : "";
}

const char *
web_when_short(const struct ctx *cx, int64_t ms)
{
	return ms ? format_short(cx->arena, ms, cx->office->zone) : "";
}

const char *
web_iso(const struct ctx *cx, int64_t ms)
{
	struct civil c = civil_of(ms, cx->office->zone);
	int h = cx->office->zone.minutes / 60;

	return arena_printf(cx->arena, "%04d-%02u-%02uT%02u:%02u:%02u+%02d:00",
	    c.year, c.month, c.day, c.hour, c.minute, c.second, h);
}
