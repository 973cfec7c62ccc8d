/*
 * bsre.c - for administrators: how their office reaches BSrE, what is done
 * by hand, and whether it works.
 */
#include "store/bsre.h"
#include "app/beat.h"
#include "app/consult.h"
#include "app/upload.h"
#include "app/wayact.h"
#include "app/web.h"
#include "bsre/breaker.h"
#include "page/page.h"
#include "view/format.h"
#include "view/json.h"

#define PATH     "/kelola/bsre"
#define TRY_WAIT INT64_C(2500) /* ms that a page waits for what comes of it */

static enum breaker_state
state_of(const struct bsre_office *o, int64_t now)
{
	const struct breaker b = {.until = o->open_until};

	return breaker_state(&b, now);
}

/* --- what is wrong ------------------------------------------------------ */

static void
warn(json_t *list, const char *text)
{
	jv_set_z(jv_append_obj(list), "text", text);
}

/* What is shown is as old as the agent's last round. */
static void
warn_of_agent(struct ctx *cx, json_t *list)
{
	struct alarm v[ALARMS];
	struct beat b;
	size_t n;

	beat_read(app_conf(cx->app)->data, &b);
	n = beat_alarms(&b, cx->now, v);
	for (size_t i = 0; i < n; i++)
		if (v[i].kind == ALARM_AGENT)
			warn(list, v[i].text);
}

static void
warnings_json(struct ctx *cx, const struct bsre_office *o, json_t *m)
{
	json_t *list = jv_set_arr(m, "warnings");

	if (o->fault[0])
		warn(list,
		    arena_printf(cx->arena,
			"%s Sampai diperbaiki, semua dikerjakan sendiri di "
			"portal BSrE.",
			o->fault));
	if (o->plain)
		warn(list,
		    "Sambungan ke BSrE tanpa TLS (http_polos): akun API dan "
		    "data orang dapat dibaca dan diubah di jalan. Pakai "
		    "alamat https secepatnya.");
	if (app_conf(cx->app)->swappable &&
	    (o->caps & BSRE_CAN(BSRE_PASSPHRASE)))
		warn(list,
		    "Memori server belum dapat dikunci seluruhnya, sehingga "
		    "passphrase yang sedang lewat mungkin tertulis ke swap. "
		    "Pengelola server perlu mengatur LimitMEMLOCK=infinity.");
	warn_of_agent(cx, list);
}

/* --- how it goes -------------------------------------------------------- */

static const char *
wait_text(struct ctx *cx, const struct bsre_office *o)
{
	return arena_printf(cx->arena,
	    "Berhenti sementara setelah %s kegagalan; dicoba lagi %s",
	    format_count(cx->arena, o->failures), web_when(cx, o->open_until));
}

static void
state_json(struct ctx *cx, const struct bsre_office *o, json_t *m)
{
	enum breaker_state state = state_of(o, cx->now);
	const char *name = "closed", *level = "ok", *text;

	if (o->caps == 0) {
		name = "manual";
		level = o->fault[0] ? "stop" : "wait";
		text = "Semua dikerjakan sendiri di portal BSrE (AMS)";
	} else if (state == BREAKER_OPEN) {
		name = "open";
		level = "late";
		text = wait_text(cx, o);
	} else if (state == BREAKER_HALF_OPEN) {
		name = "half-open";
		level = "late";
		text = "Berhenti sementara; satu permintaan berikutnya "
		       "menjadi percobaan";
	} else if (o->failures > 0) {
		level = "late";
		text = arena_printf(cx->arena, "Terganggu: %s kali gagal",
		    format_count(cx->arena, o->failures));
	} else {
		text = o->ok_at ? "Tersambung"
				: "Belum ada yang ditanyakan ke BSrE";
	}
	jv_set_z(m, "state", name);
	jv_set_z(m, "level", level);
	jv_set_z(m, "state_text", text);
}

static void
facts_json(struct ctx *cx, const struct bsre_office *o, json_t *m)
{
	json_t *list = jv_set_arr(m, "facts");
	bool used = o->caps != 0;

	jv_fact(list, "Modul", o->module);
	jv_fact(list, "Server", o->host);
	if (used) {
		jv_fact(list, "Jawaban terakhir",
		    o->ok_at ? web_when(cx, o->ok_at) : "belum pernah");
		jv_fact(list, "Gagal beruntun",
		    arena_printf(
			cx->arena, "%lld kali", (long long)o->failures));
	}
	if (o->error[0])
		jv_fact(list, "Kesalahan terakhir",
		    arena_printf(cx->arena, "%s Pada %s.", o->error,
			web_when(cx, o->error_at)));
	if (used && o->open_until > cx->now)
		jv_fact(list, "Dicoba lagi", web_when(cx, o->open_until));
	jv_fact(list, "Portal bagi pemilik", o->portal);
	jv_fact(list, "Penerbit sertifikat",
	    o->trust[0] ? "terpasang" : "belum diatur: rantai tidak diperiksa");
	jv_fact(list, "Daftar pencabutan",
	    o->crl.n > 0 ? "terpasang" : "belum diatur");
	if (o->at)
		jv_fact(list, "Catatan agen", web_when(cx, o->at));
}

static void
acts_json(const struct bsre_office *o, json_t *m)
{
	json_t *list = jv_set_arr(m, "acts"), *a;

	for (size_t i = 0; i < WAY_ACTS; i++) {
		bool can = (o->caps & BSRE_CAN(way_acts[i].call)) != 0;

		a = jv_append_obj(list);
		jv_set_z(a, "name", bsre_call_name(way_acts[i].call));
		jv_set_z(a, "title", way_acts[i].title);
		jv_set_z(a, "how", way_act_how(&way_acts[i], o->caps));
		jv_set_bool(a, "automatic", can);
	}
}

/* "0,4 detik" */
static const char *
seconds_text(struct ctx *cx, int64_t ms)
{
	return arena_printf(cx->arena, "%lld,%lld detik",
	    (long long)(ms / 1000), (long long)(ms % 1000 / 100));
}

static const char *
trial_text(struct ctx *cx, const struct bsre_trial *t)
{
	struct arena *a = cx->arena;

	switch (t->kind) {
	case BSRE_ANSWERED:
		return arena_printf(a, "BSrE menjawab dalam %s%s%s",
		    seconds_text(cx, t->ms),
		    t->why[0] ? ", tetapi menolak: " : ".", t->why);
	case BSRE_FAILED:
		return arena_printf(
		    a, "gagal sesudah %s: %s", seconds_text(cx, t->ms), t->why);
	case BSRE_NOT_ASKED:
		return arena_printf(a, "tidak ada yang ditanyakan. %s", t->why);
	case BSRE_NOT_TRIED:
		break;
	}
	return "";
}

/* What came of the last try, or that it is under way. */
static void
trial_json(struct ctx *cx, const struct bsre_office *o, json_t *m)
{
	const struct bsre_trial *t = &o->trial;
	bool waits = o->try_at != 0;
	json_t *x;

	jv_set_null(m, "trial");
	jv_set_null(m, "bsre");
	if (waits) {
		x = jv_set_obj(m, "bsre");
		jv_set_z(x, "mark", "dicoba");
		jv_set_int(x, "every", 2);
		jv_set_z(x, "case_url", ctx_url(cx, PATH));
	} else if (t->kind == BSRE_NOT_TRIED) {
		return;
	}
	x = jv_set_obj(m, "trial");
	jv_set_z(x, "level",
	    waits                       ? "wait"
	    : t->kind == BSRE_ANSWERED  ? "ok"
	    : t->kind == BSRE_NOT_ASKED ? "info"
					: "late");
	jv_set_z(x, "text",
	    waits ? arena_printf(cx->arena,
			"Diminta dicoba %s; hasilnya muncul di sini.",
			web_when(cx, o->try_at))
		  : arena_printf(cx->arena, "Percobaan %s: %s",
			web_when(cx, t->at), trial_text(cx, t)));
}

static void
try_json(struct ctx *cx, const struct bsre_office *o, json_t *m)
{
	if (!o->caps) {
		jv_set_null(m, "try_action");
		jv_set_null(m, "trial");
		jv_set_null(m, "bsre");
		return;
	}
	jv_set_z(m, "try_action", ctx_url(cx, PATH "/coba"));
	trial_json(cx, o, m);
}

void
page_bsre(struct ctx *cx)
{
	struct bsre_office o;
	struct err e = {0};
	json_t *m;

	if (!admin_only(cx))
		return;
	if (bsre_office_get(cx->db, cx->arena, &o, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	m = web_model(cx, "bsre", "BSrE");
	admin_model(cx, m, PATH);
	warnings_json(cx, &o, m);
	state_json(cx, &o, m);
	facts_json(cx, &o, m);
	acts_json(&o, m);
	try_json(cx, &o, m);
	web_page(cx, 200, "bsre", m);
}

void
page_bsre_try(struct ctx *cx)
{
	struct fields none;
	struct form form;
	struct err e = {0};

	if (!admin_only(cx))
		return;
	fields_init(&none, cx->arena);
	if (upload_form(cx, &none, &form, &e) < 0 ||
	    consult_try(cx, TRY_WAIT, &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(cx, ctx_url(cx, PATH));
}
