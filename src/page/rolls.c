/*
 * rolls.c - the statuses of many people at BSrE: the lists, and a new one.
 * For admins and verifiers.
 */
#include "app/draft.h"
#include "app/rollview.h"
#include "app/upload.h"
#include "app/web.h"
#include "base/limits.h"
#include "page/page.h"
#include "store/bsre.h"
#include "view/format.h"
#include "view/json.h"

#define LISTS  ((size_t)20)  /* on a page */
#define FAULTS ((size_t)200) /* shown; of others how many */

bool
roll_only(struct ctx *cx)
{
	struct err e = {0};

	if (roll_allowed(&cx->actor))
		return true;
	if (!cx->actor.person)
		err_set(&e, ERR_LOGIN, "Masuk dahulu.", "no session");
	else
		err_set(&e, ERR_DENIED,
		    "Halaman ini untuk verifikator dan pengelola kantor.",
		    "neither admin nor verifier");
	web_fail(cx, &e);
	return false;
}

static const char *
count_text(struct ctx *cx, int64_t n, const char *what)
{
	return arena_printf(
	    cx->arena, "%s %s", format_count(cx->arena, n), what);
}

/* --- the lists ---------------------------------------------------------- */

static const char *
state_text(struct ctx *cx, const struct roll *r)
{
	if (r->ended_at)
		return arena_printf(
		    cx->arena, "selesai %s", web_when_short(cx, r->ended_at));
	return arena_printf(cx->arena, "sudah %s dari %s",
	    format_count(cx->arena, r->done),
	    format_count(cx->arena, r->total));
}

void
roll_model(struct ctx *cx, const struct roll *r, json_t *o)
{
	jv_set_int(o, "id", r->id);
	jv_set_z(o, "title", r->title);
	jv_set_z(o, "url",
	    ctx_url(cx, "/kelola/bsre/daftar/%lld", (long long)r->id));
	jv_set_z(o, "made", web_when_short(cx, r->made_at));
	jv_set_z(
	    o, "by", r->made_name[0] ? r->made_name : "perintah di server");
	jv_set_z(o, "people_text", count_text(cx, r->total, "orang"));
	jv_set_int(o, "total", r->total);
	jv_set_int(o, "done", r->done);
	jv_set_bool(o, "running", r->ended_at == 0);
	jv_set_z(o, "state_text", state_text(cx, r));
}

static int
lists_json(struct ctx *cx, json_t *m, struct err *e)
{
	json_t *list = jv_set_arr(m, "rolls");
	uint64_t before = INT64_MAX;
	struct roll *v;
	size_t n;

	if (str_u64(request_param(cx->rq, "sebelum"), INT64_MAX, &before) < 0)
		before = INT64_MAX;
	if (roll_page(
		cx->db, cx->arena, &v, &n, (int64_t)before, LISTS + 1, e) < 0)
		return -1;
	for (size_t i = 0; i < n && i < LISTS; i++)
		roll_model(cx, &v[i], jv_append_obj(list));
	jv_set_z(m, "next",
	    n > LISTS ? ctx_url(cx, "/kelola/bsre/daftar?sebelum=%lld",
			    (long long)v[LISTS - 1].id)
		      : NULL);
	return 0;
}

/* --- a new one ---------------------------------------------------------- */

/* A form under way: the file is kept in memory, and only as far as needed. */
struct incoming {
	struct sb file;
	bool too_large;
	const char *name; /* of the file; "" none */
	struct arena *arena;
};

static int
begin_file(void *ctx, struct form_file *file, struct err *e)
{
	struct incoming *in = ctx;

	(void)e;
	if (!str_eqz(file->field, "berkas"))
		return 0; /* fields_bind() refuses the form */
	in->name = str_z(in->arena, file->filename);
	file->handle = in;
	return 0;
}

static int
write_file(
    void *ctx, struct form_file *file, const char *p, size_t n, struct err *e)
{
	struct incoming *in = ctx;

	(void)e;
	if (file->size + n > ROSTER_BYTES)
		in->too_large = true;
	else
		sb_put(&in->file, p, n);
	return 0;
}

static void
make_fields(struct ctx *cx, struct fields *fs)
{
	struct field *f;

	fields_init(fs, cx->arena);
	f = fields_add(fs, FIELD_TEXT, "judul", "Nama daftar");
	f->example = "Pegawai Dinas Kesehatan";
	f = fields_add(fs, FIELD_TEXTAREA, "orang", "Tempel daftarnya");
	f->max = LIMIT_FORM_TEXT;
	f->help = "Satu orang satu baris: NIK, email, atau keduanya. Nama "
		  "boleh ikut. Boleh ditempel langsung dari Excel. Orang yang "
		  "ditulis di satu baris dengan NIK dan di baris lain dengan "
		  "email terhitung dua orang: tulis keduanya di satu baris.";
	f->autocomplete = "off";
	f = fields_file(fs, "berkas", "atau unggah berkas CSV",
	    "text/csv,text/plain,.csv,.tsv,.txt");
	f->placed = true;
	f = fields_add(fs, FIELD_CHECKBOX, "lewati",
	    "Lewati baris yang salah, periksa yang lain");
	f->placed = true;
}

/* Why none can be made now; NULL: it can. */
static int
hindrance(struct ctx *cx, const char **text, struct err *e)
{
	struct bsre_office o;
	int64_t open;

	*text = NULL;
	if (bsre_office_get(cx->db, cx->arena, &o, e) < 0 ||
	    roll_open(cx->db, &open, e) < 0)
		return -1;
	if (!(o.caps & BSRE_CAN(BSRE_STATUS)))
		*text = "Kantor ini belum terhubung dengan BSrE, jadi status "
			"tidak dapat ditanyakan dari sini.";
	else if (open)
		*text = "Satu daftar masih diperiksa. Daftar berikutnya dapat "
			"dibuat setelah itu selesai atau dihentikan.";
	return 0;
}

static void
faults_json(struct ctx *cx, const struct roster *r, json_t *m)
{
	json_t *list = jv_set_arr(m, "faults"), *o;
	size_t n = r ? r->faults_n : 0;

	for (size_t i = 0; i < n && i < FAULTS; i++) {
		const struct roster_fault *f = &r->faults[i];

		o = jv_append_obj(list);
		jv_set_z(o, "line",
		    f->line ? arena_printf(cx->arena, "Baris %zu", f->line)
			    : "Daftar ini");
		jv_set_int(o, "number", (int64_t)f->line);
		jv_set_z(o, "text", f->text);
	}
	jv_set_bool(m, "has_faults", n > 0);
	jv_set_z(m, "more_faults",
	    n > FAULTS ? count_text(cx, (int64_t)(n - FAULTS),
			     "baris lain juga salah.")
		       : NULL);
	jv_set_z(m, "skip_label",
	    n > 0 && r->n > 0
		? arena_printf(cx->arena,
		      "Lewati yang salah, periksa %s orang yang terbaca",
		      format_count(cx->arena, (int64_t)r->n))
		: NULL);
}

static void
show_lists(
    struct ctx *cx, int status, struct fields *fs, const struct roster *r)
{
	json_t *m = web_model(cx, "rolls", "Status BSrE banyak orang");
	const char *text = NULL;
	struct err e = {0};

	jv_set_z(m, "lead",
	    "Tanyakan status banyak orang sekaligus, dan lihat apa yang "
	    "berubah sejak terakhir ditanyakan.");
	if (cx->actor.admin)
		admin_model(cx, m, "/kelola/bsre/daftar");
	jv_set_bool(m, "admin", cx->actor.admin);
	if (hindrance(cx, &text, &e) < 0 || lists_json(cx, m, &e) < 0) {
		json_decref(m);
		web_fail(cx, &e);
		return;
	}
	web_form(
	    m, ctx_url(cx, "/kelola/bsre/daftar"), fs, "Periksa status", NULL);
	faults_json(cx, r, m);
	jv_set_z(m, "hindrance", text);
	jv_set_bool(m, "open", !text);
	jv_set_z(m, "kept_text",
	    arena_printf(cx->arena,
		"Paling banyak 5.000 orang, satu daftar sekaligus. "
		"Perubahan dibandingkan dengan daftar sebelumnya selama "
		"setahun: orang dikenali dari NIK, atau dari email bila "
		"dahulu atau sekarang hanya itu yang ditulis. Nama, NIK, dan "
		"email disimpan tersandi selama %d hari, lalu dihapus.",
		DRAFT_DAYS));
	web_page(cx, status, "rolls", m);
}

void
page_rolls(struct ctx *cx)
{
	struct fields fs;

	if (!roll_only(cx))
		return;
	make_fields(cx, &fs);
	show_lists(cx, 200, &fs, NULL);
}

/* The list as text: what was pasted, else what was uploaded. */
static int
take_text(struct ctx *cx, struct fields *fs, struct incoming *in,
    struct str *text, struct err *e)
{
	struct form_sink sink = {.open = begin_file,
	    .write = write_file,
	    .ctx = in,
	    .text_max = LIMIT_FORM_TEXT};
	struct form form;

	if (form_parse(&form, cx->rq, &sink, e) < 0 ||
	    fields_bind(fs, &form, e) < 0)
		return -1;
	if (!ctx_csrf_ok(cx, form_get(&form, "csrf")))
		return err_set(e, ERR_DENIED,
		    "Formulir sudah kedaluwarsa. Muat ulang halaman ini, lalu "
		    "kirim lagi.",
		    "csrf");
	*text = str_of(fields_value(fs, "orang"));
	if (text->n > 0 && in->name[0])
		fields_error(fs, "orang",
		    "Tempel daftarnya atau unggah berkasnya, jangan "
		    "keduanya.");
	else if (in->too_large)
		fields_error(fs, "berkas",
		    "Berkasnya terlalu besar: paling banyak 1 MB.");
	else if (text->n == 0 && !in->name[0])
		fields_error(
		    fs, "orang", "Tempel daftarnya, atau unggah berkasnya.");
	else if (text->n == 0)
		*text = sb_get(&in->file);
	return 0;
}

/* What was uploaded comes back to be mended, as far as a form can hold it. */
static void
give_back(struct ctx *cx, struct fields *fs, struct str text)
{
	if (text.n > 0 && text.n < LIMIT_FORM_TEXT && str_utf8(text))
		fields_get(fs, "orang")->value = str_z(cx->arena, text);
}

static void
make_roll(struct ctx *cx, struct fields *fs, const struct incoming *in,
    struct str text)
{
	const char *title = fields_value(fs, "judul");
	struct roster *r = ARENA_NEW(cx->arena, struct roster);
	struct err e = {0};
	int64_t id;

	fields_check(fs, -1);
	if (fields_errors(fs) > 0) {
		show_lists(cx, 422, fs, NULL);
		return;
	}
	roster_parse(r, cx->arena, text);
	if (r->n == 0 || (r->faults_n > 0 && !fields_value(fs, "lewati")[0])) {
		give_back(cx, fs, text);
		fields_error(fs, "orang",
		    arena_printf(cx->arena, "%s.",
			count_text(cx, (int64_t)r->faults_n,
			    "hal perlu diperbaiki dalam daftar ini")));
		show_lists(cx, 422, fs, r);
		return;
	}
	if (!title[0])
		title = in->name[0] ? in->name : "Daftar tanpa nama";
	if (roll_make(cx, r, title, &id, &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(
		    cx, ctx_url(cx, "/kelola/bsre/daftar/%lld", (long long)id));
}

void
page_rolls_act(struct ctx *cx)
{
	struct incoming in = {.name = "", .arena = cx->arena};
	struct str text = {0};
	struct fields fs;
	struct err e = {0};

	if (!roll_only(cx))
		return;
	sb_init(&in.file, ROSTER_BYTES);
	make_fields(cx, &fs);
	if (take_text(cx, &fs, &in, &text, &e) < 0)
		web_fail(cx, &e);
	else
		make_roll(cx, &fs, &in, text);
	sb_clear(&in.file);
}
