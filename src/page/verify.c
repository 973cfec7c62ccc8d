/*
 * verify.c - is this letter genuine?  Outside offices, for everybody who
 * holds it: by the code that is printed on it.
 */
#include <string.h>

#include "app/genuine.h"
#include "app/web.h"
#include "page/page.h"
#include "sop/missive.h"
#include "view/format.h"
#include "view/json.h"

#define AGAIN "900" /* s until a client may try again */

/* --- asking for the code ------------------------------------------------- */

/* Search engines shall not know codes, whoever writes one into a page. */
static void
answer(struct ctx *cx, int status, const char *template, json_t *m)
{
	response_header(cx->rs, "X-Robots-Tag", "noindex, nofollow");
	if (status == 429)
		response_header(cx->rs, "Retry-After", AGAIN);
	web_page(cx, status, template, m);
}

void
code_model(json_t *m, const char *action, const char *typed, const char *office,
    const char *error)
{
	json_t *one;

	jv_set_z(m, "action", action);
	jv_set_z(m, "typed", typed);
	jv_set_z(m, "example", office);
	jv_set_z(m, "error", error);
	jv_set_bool(m, "has_errors", error != NULL);
	if (!error)
		return;
	one = jv_append_obj(json_object_get(m, "errors"));
	jv_set_z(one, "field", "kode");
	jv_set_z(one, "message", error);
}

static void
show_form(struct ctx *cx, int status, const char *typed, const char *error)
{
	json_t *m = web_model(cx, "verify", "Periksa keaslian naskah");

	code_model(m, "/v/", typed, "kudus", error);
	answer(cx, status, "verify_code", m);
}

static void
fail(struct ctx *cx, const char *typed, const struct err *e)
{
	if (e->kind == ERR_MISSING)
		show_form(cx, 404, typed, e->msg);
	else if (e->kind == ERR_LIMIT)
		show_form(cx, 429, typed, e->msg);
	else
		web_fail(cx, e);
}

/* GET /v/?kode=: to its page, whatever was typed with it. */
void
page_verify_code(struct ctx *cx)
{
	struct str typed = request_param(cx->rq, "kode"), office, own;
	const char *code;

	if (!typed.p) {
		show_form(cx, 200, "", NULL);
		return;
	}
	/* Who copies the whole address means the code at its end. */
	for (size_t i = typed.n; i-- > 0;)
		if (typed.p[i] == '/') {
			typed = (struct str){typed.p + i + 1, typed.n - i - 1};
			break;
		}
	code = genuine_code(cx->arena, typed);
	if (genuine_split(str_of(code), &office, &own))
		web_redirect(cx, arena_printf(cx->arena, "/v/%s", code));
	else
		show_form(cx, 422, str_z(cx->arena, typed),
		    "Kode terdiri atas nama kantor, tanda hubung, dan 20 huruf "
		    "atau angka, misalnya kudus-abcdefghjkmnpqrstuvw.");
}

/* --- a letter ------------------------------------------------------------ */

static const struct {
	const char *name, *level;
} states[] = {
    [GENUINE_VALID] = {"berlaku", "ok"},
    [GENUINE_REPLACED] = {"diganti", "late"},
    [GENUINE_WITHDRAWN] = {"ditarik", "stop"},
};

static const char *
state_text(struct genuine *g)
{
	struct ctx *in = &g->in;
	const char *on =
	    g->at ? format_date(in->arena, g->at, in->office->zone) : "";

	switch (g->state) {
	case GENUINE_VALID:
		return "Naskah ini tercatat di kantor dan berlaku.";
	case GENUINE_REPLACED:
		return arena_printf(in->arena,
		    "Naskah ini sudah diganti dengan yang baru pada %s. "
		    "Mintalah naskah yang baru kepada kantor.",
		    on);
	case GENUINE_WITHDRAWN:
		return arena_printf(in->arena,
		    "Naskah ini sudah ditarik pada %s dan tidak berlaku "
		    "lagi.%s%s",
		    on, g->why[0] ? " Alasan: " : "", g->why);
	}
	return "";
}

static const char *
form_text(const struct genuine *g)
{
	if (strcmp(g->now.form, MISSIVE_SIGNED) == 0)
		return "Ditandatangani secara elektronik";
	if (strcmp(g->now.form, MISSIVE_SCAN) == 0)
		return "Ditandatangani dengan tinta; hasil pindainya disimpan";
	return "Untuk ditandatangani dengan tinta; tanda tangan dan cap pada "
	       "kertasnya tidak diketahui Paraf";
}

static const char *
hex(struct genuine *g, struct str sum)
{
	char *out = arena_alloc(g->in.arena, 2 * sum.n + 1);

	hex_text(out, (const unsigned char *)sum.p, sum.n);
	return out;
}

static void
set_letter(struct genuine *g, const char *code, json_t *m)
{
	int kind = missive_kind_find(str_of(g->m.kind));
	const char *title =
	    kind < 0 ? g->m.kind : missive_info((enum missive_kind)kind)->title;
	json_t *list = jv_set_arr(m, "facts");

	jv_set_z(m, "code", code);
	jv_set_z(m, "state", states[g->state].name);
	jv_set_z(m, "level", states[g->state].level);
	jv_set_z(m, "state_text", state_text(g));
	jv_set_z(m, "office", g->in.office->name);
	jv_set_z(m, "kind", title);
	jv_fact(list, "Kantor", g->in.office->name);
	jv_fact(list, "Jenis naskah", title);
	jv_fact(list, "Nomor", g->m.number);
	jv_fact(list, "Tanggal", format_dated(g->in.arena, g->m.dated));
	jv_fact(list, "Jabatan penanda tangan", g->m.seat);
	jv_fact(list, "Tanda tangan", form_text(g));
	jv_fact(list, "Belum diajukan",
	    g->m.case_id ? "" : "Dibuat dari formulir yang belum dikirim");
	jv_set_z(m, "sha256", hex(g, g->now.sha256));
}

/* --- what a file turns out to be ----------------------------------------- */

/* One sentence for each hash that a file may have, the last for all others;
 * the browser shows the one that fits, or we do. */
static void
verdict(json_t *list, const char *sum, const char *level, const char *text)
{
	json_t *o = jv_append_obj(list);

	jv_set_z(o, "sha256", sum);
	jv_set_z(o, "level", level);
	jv_set_z(o, "text", text);
	jv_set_bool(o, "shown", false);
}

static void
set_verdicts(struct genuine *g, json_t *m)
{
	static const char *const same[] = {
	    [GENUINE_VALID] = "Isi berkas sama dengan naskah yang kami simpan.",
	    [GENUINE_REPLACED] =
		"Isi berkas sama dengan naskah yang kami simpan, tetapi naskah "
		"ini sudah diganti. Jangan dipakai lagi.",
	    [GENUINE_WITHDRAWN] =
		"Isi berkas sama dengan naskah yang kami simpan, tetapi naskah "
		"ini sudah ditarik. Jangan dipakai lagi.",
	};
	json_t *list = jv_set_arr(m, "verdicts");

	verdict(list, hex(g, g->now.sha256), states[g->state].level,
	    same[g->state]);
	if (g->now.id != g->m.id)
		verdict(list, hex(g, g->m.sha256), "wait",
		    "Isi berkas sama dengan naskah ini sebelum ditandatangani. "
		    "Yang ditandatangani adalah kertasnya; hasil pindainya "
		    "berkas lain.");
	verdict(list, "", "stop",
	    "Berkas ini berbeda dengan naskah yang kami simpan. Isinya mungkin "
	    "diubah, atau berkas ini hasil pindai atau cetak ulang. Jangan "
	    "dipercaya sebelum dicocokkan dengan kantor.");
}

/* Whether that verdict is ours to show; "" stands for all other hashes. */
static void
show_verdict(struct genuine *g, const struct genuine_file *f, json_t *m)
{
	const char *sum =
	    hex(g, (struct str){(const char *)f->sum, sizeof(f->sum)});
	json_t *list = json_object_get(m, "verdicts"), *o;
	bool found = false;
	size_t i;

	json_array_foreach(list, i, o)
	{
		const char *one =
		    json_string_value(json_object_get(o, "sha256"));
		bool fits = !found && (!one[0] || strcmp(one, sum) == 0);

		found = found || fits;
		jv_set_bool(o, "shown", fits);
	}
}

static const struct {
	const char *level, *text;
} words[] = {
    [PDF_UNSIGNED] = {"info",
	"Berkas ini tidak memiliki tanda tangan elektronik."},
    [PDF_BROKEN] = {"stop",
	"Tanda tangan elektroniknya tidak cocok dengan isi berkas: berkas "
	"diubah setelah ditandatangani, atau tanda tangannya rusak."},
    [PDF_EXTENDED] = {"stop",
	"Berkas ini ditambah atau diubah setelah ditandatangani. Yang tampak "
	"dapat berbeda dengan yang ditandatangani."},
    [PDF_UNTRUSTED] = {"stop",
	"Isinya tidak berubah sejak ditandatangani, tetapi penanda tangannya "
	"tidak dapat dipercaya."},
    [PDF_UNDECIDED] = {"wait",
	"Isinya tidak berubah sejak ditandatangani. Penerbit sertifikatnya "
	"belum dapat diperiksa, karena kantor ini belum mengatur penerbit yang "
	"dipercaya."},
    [PDF_GOOD] = {"ok",
	"Isinya tidak berubah sejak ditandatangani, dan sertifikat penanda "
	"tangannya dari penerbit yang dipercaya."},
};

static const char *
trust_text(const struct pdf_signature *s)
{
	if (!s->readable)
		return "tidak dapat diperiksa";
	if (s->early)
		return "tidak: waktu tanda tangannya belum tiba";
	if (s->found & (CERT_REVOKED | CERT_ISSUER_REVOKED))
		return "tidak: sertifikatnya sudah dicabut";
	if (s->found & (CERT_EARLY | CERT_EXPIRED | CERT_ISSUER_TIME))
		return "tidak: sertifikatnya tidak berlaku saat itu";
	if (s->found & CERT_WEAK)
		return "tidak: caranya sudah tidak aman";
	if (s->found & (CERT_USAGE | CERT_AUTHORITY))
		return "tidak: sertifikatnya bukan untuk tanda tangan";
	if (s->found & CERT_STOPS)
		return "tidak: bukan dari penerbit yang dipercaya kantor ini";
	if (s->found & CERT_NO_TRUST)
		return "belum dapat diperiksa";
	return "ya";
}

static const char *
intact_text(const struct pdf_signature *s)
{
	if (!s->readable)
		return "tidak dapat diperiksa";
	if (!s->intact)
		return "tidak: isi yang ditandatangani sudah berubah";
	return s->whole ? "ya, seluruh berkas"
			: "ya, tetapi berkas ditambah sesudahnya";
}

static void
set_signature(struct genuine *g, const struct pdf_signature *s, json_t *list)
{
	json_t *o = jv_append_obj(list), *facts;

	jv_set_z(o, "name", s->name[0] ? s->name : "Tanpa nama");
	jv_set_bool(o, "intact", s->intact);
	jv_set_bool(o, "whole", s->whole);
	jv_set_bool(o, "trusted", s->trusted);
	facts = jv_set_arr(o, "facts");
	jv_fact(facts, "Instansi", s->organisation);
	jv_fact(facts, "Penerbit sertifikat", s->issuer);
	jv_fact(
	    facts, "Waktu, menurut penanda tangan", web_when(&g->in, s->at));
	jv_fact(facts, "Utuh", intact_text(s));
	jv_fact(facts, "Dipercaya", trust_text(s));
}

static void
set_signatures(struct genuine *g, const struct genuine_file *f, json_t *m)
{
	enum pdf_verdict v = pdfsig_verdict(&f->signatures);
	json_t *o = jv_set_obj(m, "signatures"), *list;

	jv_set_z(o, "level", f->unreadable ? "stop" : words[v].level);
	jv_set_z(o, "text", f->unreadable ? f->unreadable : words[v].text);
	list = jv_set_arr(o, "signers");
	for (size_t i = 0; i < f->signatures.n; i++)
		set_signature(g, &f->signatures.v[i], list);
}

/* f NULL: nobody has held one against it. */
static void
show_letter(struct ctx *cx, int status, struct genuine *g, const char *code,
    const struct genuine_file *f, const char *error)
{
	json_t *m = web_model(cx, "verify", "Pemeriksaan keaslian naskah"),
	       *one;

	set_letter(g, code, m);
	set_verdicts(g, m);
	jv_set_bool(m, "checked", f != NULL);
	jv_set_null(m, "signatures");
	if (f) {
		show_verdict(g, f, m);
		set_signatures(g, f, m);
	}
	jv_set_z(m, "action", arena_printf(cx->arena, "/v/%s/periksa", code));
	jv_set_z(m, "code_url", "/v/");
	jv_set_z(m, "error", error);
	jv_set_bool(m, "has_errors", error != NULL);
	if (error) {
		one = jv_append_obj(json_object_get(m, "errors"));
		jv_set_z(one, "field", "berkas");
		jv_set_z(one, "message", error);
	}
	answer(cx, status, "verify", m);
}

void
page_verify(struct ctx *cx)
{
	const char *code =
	    genuine_code(cx->arena, str_of(ctx_param(cx, "code")));
	struct genuine *g = ARENA_NEW(cx->arena, struct genuine);
	struct err e = {0};

	if (genuine_find(cx, str_of(code), g, &e) < 0)
		fail(cx, code, &e);
	else
		show_letter(cx, 200, g, code, NULL, NULL);
}

/* POST a file: nothing of it stays, so there is nowhere to lead to. */
void
page_verify_act(struct ctx *cx)
{
	const char *code =
	    genuine_code(cx->arena, str_of(ctx_param(cx, "code")));
	struct genuine *g = ARENA_NEW(cx->arena, struct genuine);
	struct genuine_file *f = ARENA_NEW(cx->arena, struct genuine_file);
	struct err e = {0};

	if (genuine_find(cx, str_of(code), g, &e) < 0)
		fail(cx, code, &e);
	else if (genuine_may_check(g, &e) < 0)
		fail(cx, code, &e);
	else if (genuine_check(g, f, &e) < 0)
		web_fail(cx, &e);
	else if (!f->there)
		show_letter(cx, 422, g, code, NULL,
		    "Pilih dahulu berkas yang hendak diperiksa.");
	else if (f->refusal)
		show_letter(cx, 422, g, code, NULL, f->refusal);
	else
		show_letter(cx, 200, g, code, f, NULL);
}
