#include "main/handler.h"

#include <string.h>

#include "app/session.h"
#include "app/web.h"
#include "base/jsonmem.h"
#include "base/log.h"
#include "page/page.h"
#include "step/step.h"

typedef void (*page_fn)(struct ctx *cx);

/* An address and who answers it; post NULL: cannot be sent to. */
struct address {
	const char *pattern;
	page_fn get, post;
};

static const struct address outside[] = {
    {"/", page_offices, NULL},
    {"/sehat", page_health, NULL},
    {"/static/{name}", page_static, NULL},
    {"/kotak-surat", page_mailbox, NULL},
    {"/kotak-surat/{name}", page_mail, NULL},
    {"/kotak-surat/{name}/isi", page_mail_body, NULL},
    {"/v", page_verify_code, NULL},
    {"/v/", page_verify_code, NULL},
    {"/v/{code}", page_verify, NULL},
    {"/v/{code}/periksa", NULL, page_verify_act},
};

/* Under "/{tenant}", or at the root of an office's own host. */
static const struct address inside[] = {
    {"/", page_home, NULL},
    {"/warna.css", page_colour, NULL},
    {"/layanan/{service}", page_service, NULL},
    {"/layanan/{service}/sop.pdf", page_service_sop, NULL},
    {"/layanan/{service}/bpmn", page_service_bpmn, NULL},
    {"/layanan/{service}/ajukan", step_file_page, step_file_act},
    {"/layanan/{service}/ajukan/naskah", NULL, step_file_letter},
    {"/masuk", page_login, page_login_act},
    {"/keluar", NULL, page_logout_act},
    {"/daftar", page_register, page_register_act},
    {"/lupa-sandi", page_forgot, page_forgot_act},
    {"/sandi-baru/{token}", page_password, page_password_act},
    {"/bukti-alamat/{token}", page_proof, page_proof_act},
    {"/akun", page_account, page_account_act},
    {"/akun/bukti", NULL, page_proof_again_act},
    {"/akun/berkas", page_account_readings, NULL},
    {"/akun/pangkat", NULL, page_rank_act},
    {"/akun/surel", NULL, page_notify_act},
    {"/tugas", page_inbox, NULL},
    {"/tugas/berikutnya", NULL, step_next},
    {"/laporan", page_reports, NULL},
    {"/laporan/papan", page_board, NULL},
    {"/laporan/papan/{service}/{row}", page_board_row, NULL},
    {"/permohonan/{number}", page_case, NULL},
    {"/permohonan/{number}/jejak.pdf", page_case_trace, NULL},
    {"/permohonan/{number}/pembaca", page_case_readings, NULL},
    {"/permohonan/{number}/tanda-terima", page_receipt, NULL},
    {"/permohonan/{number}/kredensial", NULL, page_credential_act},
    {"/permohonan/{number}/bisukan", NULL, page_mute_act},
    {"/permohonan/{number}/ingatkan", NULL, page_unmute_act},
    {"/permohonan/{number}/naskah/{kind}/tanda-tangan", page_sign,
	page_sign_act},
    {"/permohonan/{number}/naskah/{kind}/pratinjau.pdf", page_preview, NULL},
    {"/permohonan/{number}/naskah/{kind}/pindaian", page_scanned,
	page_scanned_act},
    {"/permohonan/{number}/sertifikat/{file}", page_certificate, NULL},
    {"/sertifikat/{holder}/{token}", page_certificate_link, NULL},
    {"/sertifikat/{holder}/{token}/{file}", page_certificate_file, NULL},
    {"/permohonan/{number}/naskah/{kind}", page_missive, page_missive_act},
    {"/permohonan/{number}/naskah/{kind}/berkas.pdf", page_missive_file, NULL},
    {"/permohonan/{number}/naskah/{kind}/tarik", page_withdraw,
	page_withdraw_act},
    {"/permohonan/{number}/langkah/{task}", step_task_page, step_task_act},
    {"/permohonan/{number}/langkah/{task}/tautan", NULL, step_make_link},
    {"/permohonan/{number}/langkah/{task}/pegang", NULL, step_hold},
    {"/permohonan/{number}/langkah/{task}/lepas", NULL, step_let_go},
    {"/permohonan/{number}/langkah/{task}/wa", NULL, step_contact},
    {"/permohonan/{number}/langkah/{task}/periksa", NULL, step_consult},
    {"/berkas/{id}", page_file, NULL},
    {"/berkas/{id}/kecil", page_thumb, NULL},
    {"/aktivasi/{token}", step_link_page, step_link_act},
    {"/passphrase/{token}", step_link_page, step_link_act},
    {"/aktivasi/{token}/baru", NULL, step_link_again},
    {"/passphrase/{token}/baru", NULL, step_link_again},
    {"/terima-kasih", page_thanks, NULL},
    {"/lacak", page_track, page_track_act},
    {"/kelola", page_admin, NULL},
    {"/kelola/naskah", page_withdraw_code, NULL},
    {"/kelola/bsre", page_bsre, NULL},
    {"/kelola/bsre/coba", NULL, page_bsre_try},
    {"/kelola/pesan", page_messages, NULL},
    {"/kelola/pesan/{id}", page_message, NULL},
    {"/kelola/pesan/{id}/ulang", NULL, page_message_again},
    {"/kelola/bsre/daftar", page_rolls, page_rolls_act},
    {"/kelola/bsre/daftar/{id}", page_roll, NULL},
    {"/kelola/bsre/daftar/{id}/hentikan", NULL, page_roll_stop_act},
    {"/kelola/bsre/daftar/{id}/hasil.csv", page_roll_csv, NULL},
};

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

/* Find the page of a path and call it. */
static void
dispatch(struct ctx *cx, const struct address *table, size_t n, struct str path)
{
	struct route routes[COUNT(inside)];
	struct err e = {0};
	const struct address *a;

	for (size_t i = 0; i < n; i++)
		routes[i] = (struct route){.pattern = table[i].pattern,
		    .methods = (table[i].get ? ROUTE_GET : 0u) |
			       (table[i].post ? ROUTE_POST : 0u),
		    .id = (int)i};
	if (route_find(&cx->match, routes, n, cx->rq->method, path, &e) < 0) {
		if (e.kind == ERR_BAD) {
			e.kind = ERR_METHOD;
			response_header(cx->rs, "Allow",
			    table[cx->match.route->id].get ? "GET, HEAD"
							   : "POST");
		}
		web_fail(cx, &e);
		return;
	}
	a = &table[cx->match.route->id];
	if (cx->rq->method == HTTP_POST)
		a->post(cx);
	else
		a->get(cx);
}

/* "/kudus/tugas" is "/tugas" of kudus; a host of its own needs no prefix. */
static const char *
office_of(struct ctx *cx, struct str *path)
{
	struct control *c = tenants_control(app_tenants(cx->app));
	struct str host = cx->rq->host, rest = cx->rq->path, first;
	const struct tenant *t = control_tenant_at(c, str_cut(&host, ':'));

	if (t) {
		cx->base = "";
		*path = cx->rq->path;
		return t->id;
	}
	str_cut(&rest, '/');
	first = str_cut(&rest, '/');
	if (first.n == 0 || !control_tenant(c, first))
		return NULL;
	cx->base = arena_printf(cx->arena, "/%.*s", (int)first.n, first.p);
	*path = rest.p ? (struct str){rest.p - 1, rest.n + 1} : STR("/");
	return str_z(cx->arena, first);
}

/* Host names stand in links that are handed on: nothing else may. */
static bool
is_host(struct str host)
{
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '.' || c == '-' ||
			c == ':' || c == '[' || c == ']' || c == '_'))
			return false;
	}
	return true;
}

static bool
is_outside(struct str path)
{
	return str_starts(path, STR("/static/")) || str_eqz(path, "/sehat") ||
	       str_eqz(path, "/kotak-surat") || str_eqz(path, "/v") ||
	       str_starts(path, STR("/v/")) ||
	       str_starts(path, STR("/kotak-surat/"));
}

static void
handle(void *app, struct request *rq, struct response *rs)
{
	struct ctx cx = {
	    .app = app,
	    .rq = rq,
	    .rs = rs,
	    .arena = rq->arena,
	    .base = "",
	    .csrf = "",
	    .cookie = "",
	    .now = rq->now,
	};
	struct err e = {0};
	const char *tenant = NULL;
	struct str path = rq->path;

	if (tenants_refresh(app_tenants(cx.app), &e) < 0) {
		web_fail(&cx, &e);
		return;
	}
	if (!is_outside(path))
		tenant = office_of(&cx, &path);
	if (rq->too_large)
		err_set(&e, ERR_LIMIT,
		    "Kiriman terlalu besar: paling banyak 64 MB sekaligus.",
		    "body of %lld bytes", (long long)rq->content_length);
	if (!is_host(rq->host))
		err_set(&e, ERR_BAD, "Nama host tidak dapat dibaca.", "host");
	if (e.kind != ERR_NONE) {
		web_fail(&cx, &e);
	} else if (!tenant) {
		dispatch(&cx, outside, COUNT(outside), path);
	} else if (app_office(cx.app, tenant, &cx.office, &cx.db, &e) < 0 ||
		   (rq->method != HTTP_POST && db_snapshot(cx.db, &e) < 0) ||
		   (!str_eqz(path, "/warna.css") &&
		       session_begin(&cx, &e) < 0)) {
		web_fail(&cx, &e);
	} else {
		dispatch(&cx, inside, COUNT(inside), path);
	}
	if (cx.db)
		db_snapshot_end(cx.db);
	if (cx.db && (db_in_transaction(cx.db) || db_busy_statements(cx.db))) {
		log_error("request %llu left a statement or transaction open",
		    (unsigned long long)rq->id);
		db_rollback(cx.db);
	}
}

void
handle_request(void *app, struct request *rq, struct response *rs)
{
	struct arena *before = jsonmem_use(rq->arena);

	handle(app, rq, rs);
	jsonmem_use(before);
}
