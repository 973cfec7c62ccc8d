/*
 * missive.c - one official letter of a case: what there is, making it, and
 * its PDF.
 */
#include <string.h>

#include "app/missive.h"
#include "app/reading.h"
#include "app/upload.h"
#include "app/web.h"
#include "page/missive_part.h"
#include "vault/digest.h"
#include "view/format.h"
#include "view/json.h"

static int
absent(struct err *e, const char *why)
{
	return err_set(
	    e, ERR_MISSING, "Naskah itu tidak ditemukan.", "%s", why);
}

/* --- which one ---------------------------------------------------------- */

/* A number of the address's query, 0 if it is not there. */
static int64_t
param(struct ctx *cx, const char *name)
{
	struct str s = request_param(cx->rq, name);
	uint64_t n;

	return s.p && str_u64(s, INT64_MAX, &n) == 0 ? (int64_t)n : 0;
}

/* The one that an id or a kind means: 1 there, 0 not made yet, -1. */
static int
find_row(struct ctx *cx, struct missive_page *p, struct err *e)
{
	const struct missive_info *info = missive_info(p->of.kind);
	int64_t id = param(cx, "id");

	if (missive_of_case(
		cx->db, cx->arena, &p->all, &p->all_n, p->d.c.id, e) < 0)
		return -1;
	for (size_t i = 0; i < p->all_n; i++) {
		const struct missive *m = &p->all[i];

		if (strcmp(m->kind, info->name) != 0 ||
		    !missive_may_read(cx, &p->d, m))
			continue;
		if (id ? m->id != id : m->holder_id != p->of.holder)
			continue;
		/* A new round has a letter of its own. */
		if (!id && p->of.task && m->task_id != p->of.task)
			continue;
		p->m = *m;
		p->of.holder = m->holder_id;
		p->of.task = m->task_id;
		return 1;
	}
	return id ? absent(e, "no such id") : 0;
}

int
missive_find(struct ctx *cx, struct missive_page *p, struct err *e)
{
	int64_t place = param(cx, "orang");
	int k = missive_kind_find(route_param(&cx->match, "kind"));
	int rc;

	memset(p, 0, sizeof(*p));
	if (case_find(cx, &p->d, e) < 0)
		return -1;
	if (k < 0)
		return absent(e, "no such kind");
	p->of.kind = (enum missive_kind)k;
	if (missive_info(p->of.kind)->per_holder) {
		if (place == 0 && p->d.holders_n == 1)
			place = 1;
		if (place < 0 || (uint64_t)place > p->d.holders_n)
			return absent(e, "no such person");
		p->place = (size_t)place;
		p->of.holder = place ? p->d.holders[place - 1].id : 0;
	}
	p->of.task = missive_task(&p->d, p->of.kind);
	rc = find_row(cx, p, e);
	if (rc < 0)
		return -1;
	p->there = rc == 1;
	p->may_make = missive_may_make(cx, &p->d, &p->of);
	p->choose = missive_info(p->of.kind)->per_holder && !p->of.holder;
	if (!p->there && !p->may_make && !p->choose)
		return err_set(e, ERR_MISSING,
		    "Naskah ini belum ada, atau bukan untuk Anda.",
		    "neither read nor made");
	return 0;
}

/* --- the page ----------------------------------------------------------- */

static void
make_fields(struct ctx *cx, const struct missive_page *p, struct fields *fs)
{
	const struct missive_info *info = missive_info(p->of.kind);
	struct field *f;

	fields_init(fs, cx->arena);
	if (p->of.kind == MISSIVE_REQUEST)
		return;
	if (info->numbered) {
		f = fields_add(fs, FIELD_TEXT, "nomor", "Nomor naskah");
		f->max = 80;
		f->value = p->there && missive_stands(&p->m) ? p->m.number : "";
		f->help = arena_printf(cx->arena,
		    "Kosongkan agar diberi nomor berikutnya menurut pola "
		    "kantor: %s.",
		    cx->office->missive.number[p->of.kind]);
	}
	f = fields_add(fs, FIELD_DATE, "tanggal", "Tanggal naskah");
	f->help = "Kosongkan untuk tanggal hari ini, atau tanggal yang sudah "
		  "tercetak.";
}

static void
set_row(struct ctx *cx, const struct missive_page *p, json_t *m)
{
	const struct missive *x = &p->m;
	char hex[2 * MISSIVE_HASH + 1];
	struct err ignored = {0};
	struct civil c;
	json_t *o;

	jv_set_null(m, "missive");
	if (!p->there)
		return;
	o = jv_set_obj(m, "missive");
	hex_text(hex, (const unsigned char *)x->sha256.p, MISSIVE_HASH);
	jv_set_z(o, "state_text", missive_state(x));
	jv_set_z(o, "level",
	    !missive_stands(x)                    ? "stop"
	    : strcmp(x->form, MISSIVE_DRAFT) == 0 ? "desk"
						  : "ok");
	jv_set_z(o, "withdraw_url",
	    missive_stands(x) && missive_may_withdraw(cx, &p->d, x)
		? missive_withdraw_url(cx, &p->d, x)
		: NULL);
	jv_set_z(o, "pdf_url",
	    ctx_url(cx, "/permohonan/%s/naskah/%s/berkas.pdf?id=%lld",
		p->d.c.number, x->kind, (long long)x->id));
	jv_set_z(o, "verify_url", missive_url(cx, x->code));
	o = jv_set_arr(m, "facts");
	jv_fact(o, "Nomor", x->number);
	jv_fact(o, "Tanggal",
	    date_parse(&c, str_of(x->dated), &ignored) == 0
		? format_civil(cx->arena, c)
		: x->dated);
	jv_fact(o, "Penanda tangan", x->seat);
	jv_fact(o, "Dibuat", web_when(cx, x->made_at));
	jv_fact(o, "Alamat pemeriksaan", missive_url(cx, x->code));
	jv_fact(o, "SHA-256", hex);
	if (x->withdrawn_at)
		jv_fact(o, "Ditarik karena", x->why);
}

/* Others of the kind: replaced, withdrawn, of another round. */
static void
set_others(struct ctx *cx, const struct missive_page *p, json_t *m)
{
	json_t *list = jv_set_arr(m, "others");

	for (size_t i = 0; i < p->all_n; i++) {
		const struct missive *x = &p->all[i];
		json_t *o;

		if (strcmp(x->kind, missive_info(p->of.kind)->name) != 0 ||
		    x->id == p->m.id || x->holder_id != p->of.holder ||
		    !missive_may_read(cx, &p->d, x))
			continue;
		o = jv_append_obj(list);
		jv_set_z(o, "title",
		    x->number[0] ? x->number : missive_info(p->of.kind)->title);
		jv_set_z(o, "state_text", missive_state(x));
		jv_set_z(o, "at", web_when_short(cx, x->made_at));
		jv_set_z(o, "url",
		    ctx_url(cx, "/permohonan/%s/naskah/%s?id=%lld",
			p->d.c.number, x->kind, (long long)x->id));
	}
	jv_set_bool(m, "others_any", json_array_size(list) > 0);
}

static void
set_persons(struct ctx *cx, const struct missive_page *p, json_t *m)
{
	json_t *list = jv_set_arr(m, "persons");

	for (size_t i = 0; p->choose && i < p->d.holders_n; i++) {
		struct missive_of of = p->of;
		json_t *o = jv_append_obj(list);

		of.holder = p->d.holders[i].id;
		jv_set_z(o, "name", p->d.holders[i].name);
		jv_set_z(o, "url", missive_page_url(cx, &p->d, &of));
	}
	jv_set_bool(m, "persons_any", json_array_size(list) > 0);
}

/* Where its forms are sent to: the one of the address, not another. */
static const char *
action_url(struct ctx *cx, const struct missive_page *p)
{
	return missive_page_url(cx, &p->d, &p->of);
}

static void
show(struct ctx *cx, const struct missive_page *p, int status,
    const struct fields *fs)
{
	const struct missive_info *info = missive_info(p->of.kind);
	bool draft = !p->there || strcmp(p->m.form, MISSIVE_DRAFT) == 0 ||
		     !missive_stands(&p->m);
	json_t *m = web_model(cx, "missive", info->title);

	jv_set_z(m, "number", p->d.c.number);
	jv_set_z(m, "case_url", ctx_url(cx, "/permohonan/%s", p->d.c.number));
	jv_set_z(
	    m, "holder", p->place ? p->d.holders[p->place - 1].name : NULL);
	jv_set_arr(m, "facts");
	set_row(cx, p, m);
	set_others(cx, p, m);
	set_persons(cx, p, m);
	missive_ways(cx, p, m);
	jv_set_null(m, "make");
	jv_set_bool(m, "has_errors", fields_errors(fs) > 0);
	if (p->may_make && draft && !p->choose)
		web_form(jv_set_obj(m, "make"), action_url(cx, p), fs,
		    p->there && missive_stands(&p->m) ? "Perbarui naskah"
						      : "Buat naskah",
		    NULL);
	web_page(cx, status, "missive", m);
}

void
page_missive(struct ctx *cx)
{
	struct missive_page *p = ARENA_NEW(cx->arena, struct missive_page);
	struct fields fs;
	struct err e = {0};

	if (missive_find(cx, p, &e) < 0) {
		web_fail(cx, &e);
	} else {
		make_fields(cx, p, &fs);
		show(cx, p, 200, &fs);
	}
	dossier_clear(&p->d);
}

static int
make(struct ctx *cx, struct missive_page *p, struct fields *fs, struct err *e)
{
	struct missive_wish wish;
	struct form form;

	if (missive_find(cx, p, e) < 0)
		return -1;
	make_fields(cx, p, fs);
	if (upload_form(cx, fs, &form, e) < 0)
		return -1;
	if (fields_check(fs, -1) > 0)
		return err_set(e, ERR_INPUT, "Periksa isian.", "fields");
	wish = (struct missive_wish){
	    .number = fields_value(fs, "nomor"),
	    .dated = fields_value(fs, "tanggal"),
	};
	return missive_make(cx, &p->d, &p->of, &wish, &p->m, e);
}

void
page_missive_act(struct ctx *cx)
{
	struct missive_page *p = ARENA_NEW(cx->arena, struct missive_page);
	struct fields fs = {0};
	struct err e = {0};

	if (make(cx, p, &fs, &e) == 0) {
		web_redirect(cx, missive_page_url(cx, &p->d, &p->of));
	} else if (fs.n > 0 &&
		   (e.kind == ERR_INPUT || e.kind == ERR_CONFLICT)) {
		fields_error(
		    &fs, fields_get(&fs, "nomor") ? "nomor" : "tanggal", e.msg);
		show(cx, p, 422, &fs);
	} else {
		web_fail(cx, &e);
	}
	dossier_clear(&p->d);
}

/* --- the PDF ------------------------------------------------------------ */

void
page_missive_file(struct ctx *cx)
{
	struct missive_page *p = ARENA_NEW(cx->arena, struct missive_page);
	struct file f;
	struct err e = {0};

	if (missive_find(cx, p, &e) == 0 && !p->there)
		absent(&e, "not made");
	if (e.kind == ERR_NONE &&
	    file_get(cx->db, cx->arena, &f, p->m.file_id, &e) == 1 &&
	    file_open(cx, &p->d, &f, &e) == 0)
		file_answer(cx, &f, &e);
	if (e.kind != ERR_NONE)
		web_fail(cx, &e);
	dossier_clear(&p->d);
}
