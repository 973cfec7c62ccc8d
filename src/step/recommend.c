/*
 * recommend - the letter of recommendation to BSrE, sent with the papers
 * (Kudus row 3, Maluku Utara row 3).  Paraf writes it; its number is typed, or
 * the next of the office.
 */
#include <string.h>

#include "app/missive.h"
#include "app/missivescan.h"
#include "step/step.h"
#include "view/json.h"

struct recommend {
	struct missive_of of;
	struct missive m; /* the one that stands, before and after the act */
	bool stands;
	struct missive_scan scan; /* of it; file NULL: none */
};

static struct recommend *
own(const struct step *s)
{
	return s->own;
}

/* Whether the letter can still be written anew. */
static bool
is_open(const struct recommend *r)
{
	return !r->stands || strcmp(r->m.form, MISSIVE_DRAFT) == 0;
}

static int
load(struct step *s, struct err *e)
{
	struct recommend *r = ARENA_NEW(s->cx->arena, struct recommend);
	int rc;

	s->own = r;
	r->of = (struct missive_of){.kind = MISSIVE_RECOMMEND,
	    .task = missive_task(s->d, MISSIVE_RECOMMEND)};
	rc = missive_current(s->cx->db, s->cx->arena, &r->m, s->d->c.id,
	    missive_info(MISSIVE_RECOMMEND)->name, 0, r->of.task, e);
	r->stands = rc == 1;
	return rc < 0 ? -1 : 0;
}

static void
fields(struct step *s)
{
	const struct recommend *r = own(s);
	struct field *f;

	if (is_open(r)) {
		f = fields_add(&s->fields, FIELD_TEXT, "nomor_surat",
		    "Nomor surat rekomendasi");
		f->value = r->stands ? r->m.number : "";
		f->help = "Kosongkan agar Paraf memberi nomor berikutnya; isi "
			  "bila nomornya dari buku agenda surat keluar.";
		f = fields_need(&s->fields, FIELD_DATE, "tanggal_surat",
		    "Tanggal surat rekomendasi", step_today(s, 0));
		f->value = r->stands ? r->m.dated : f->example;
	}
	if (!r->stands || strcmp(r->m.form, MISSIVE_SIGNED) != 0) {
		f = fields_file(&s->fields, "surat_rekomendasi",
		    "Pindaian surat rekomendasi yang sudah ditandatangani",
		    ACCEPT_PAPER);
		f->help = "Dapat juga diunggah nanti di halaman naskah.";
	}
	step_reason(s, "Catatan", 0);
}

/* What kept the letter from being written, beside its field. */
static int
refuse(struct step *s, const struct err *why, struct err *e)
{
	const char *name = "nomor_surat";

	if (why->kind == ERR_BUSY)
		s->status = 503;
	else if (why->kind == ERR_INPUT && !fields_value(&s->fields, name)[0])
		name = "tanggal_surat";
	else if (why->kind != ERR_CONFLICT && why->kind != ERR_INPUT) {
		*e = *why;
		return -1;
	}
	fields_error(&s->fields, name, why->msg);
	return 0;
}

static int
before(struct step *s, enum outcome o, struct err *e)
{
	const struct field *f = fields_get(&s->fields, "surat_rekomendasi");
	const struct missive_wish wish = {
	    .number = fields_value(&s->fields, "nomor_surat"),
	    .dated = fields_value(&s->fields, "tanggal_surat")};
	struct recommend *r = own(s);
	struct err why = {0};

	(void)o;
	if (is_open(r) &&
	    missive_make(s->cx, s->d, &r->of, &wish, &r->m, &why) < 0)
		return refuse(s, &why, e);
	if (!f || f->files_n == 0)
		return 1;
	r->scan = (struct missive_scan){.id = r->m.id, .file = f->files[0]->id};
	return missive_scan_read(s->cx, &r->scan, e) < 0 ? -1 : 1;
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	const struct field *f = fields_get(&s->fields, "surat_rekomendasi");
	struct recommend *r = own(s);
	struct change c = {.kind = CHANGE_SCAN, .scan = &r->scan};

	(void)o;
	step_note(act, "Nomor surat rekomendasi", r->m.number);
	step_note(act, "Tanggal surat rekomendasi", r->m.dated);
	step_note(act, "Penanda tangan", r->m.seat);
	if (!r->scan.file)
		return;
	step_note_files(s, act, f);
	changes_add(&act->changes, s->cx->arena, &c);
}

static void
draw(struct step *s, json_t *model)
{
	const struct recommend *r = own(s);
	const char *url = ctx_url(s->cx, "/permohonan/%s/naskah/%s",
	    s->d->c.number, missive_info(MISSIVE_RECOMMEND)->name);
	json_t *o = jv_set_obj(model, "recommend");

	jv_set_z(o, "preview_url",
	    is_open(r) ? arena_printf(s->cx->arena, "%s/pratinjau.pdf", url)
		       : NULL);
	jv_set_z(o, "url", r->stands ? url : NULL);
	jv_set_z(o, "number", r->stands ? r->m.number : NULL);
}

const struct step_kind_code step_recommend = {.load = load,
    .fields = fields,
    .before = before,
    .record = record,
    .draw = draw};
