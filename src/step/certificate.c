/*
 * certificate.c - serial and validity of an issued certificate: read from the
 * one that is kept or pasted, or typed from AMS where there is none.  For
 * examine and deliver.
 */
#include <string.h>

#include "app/certview.h"
#include "step/step.h"
#include "view/json.h"

#define PEM_MAX ((size_t)16000)
#define PEM     "sertifikat_pem"

int
step_certificate_load(struct step *s, struct err *e)
{
	if (cert_list(s->cx, s->d, s->task->holder_id, &s->certificates, e) < 0)
		return -1;
	s->certificate =
	    s->holder ? s->certificates[s->holder - s->d->holders] : NULL;
	return 0;
}

static void
typed_fields(struct step *s)
{
	const struct holder *h = s->holder;
	struct field *f = fields_add(
	    &s->fields, FIELD_TEXT, "nomor_seri", "Nomor seri sertifikat");

	f->example = "4A1F009C21";
	f->help = "Seperti tertulis di AMS. Tidak perlu bila sertifikatnya "
		  "ditempel di bawah.";
	f->max = 64;
	f->value = h ? h->serial : "";
	f = fields_add(&s->fields, FIELD_DATE, "berlaku_dari", "Berlaku dari");
	f->example = step_today(s, 0);
	f->value = h && h->valid_from[0] ? h->valid_from : f->example;
	f = fields_add(
	    &s->fields, FIELD_DATE, "berlaku_sampai", "Berlaku sampai");
	f->example = step_today(s, 730);
	f->value = h && h->valid_until[0] ? h->valid_until : f->example;
	f->help = "Sertifikat BSrE berlaku 2 tahun.";
}

void
step_certificate_fields(struct step *s)
{
	struct field *f;

	if (!s->certificate)
		typed_fields(s);
	/* Whose it is must be known. */
	if (!s->holder)
		return;
	f = fields_add(&s->fields, FIELD_TEXTAREA, PEM,
	    s->certificate ? "Ganti dengan sertifikat lain (PEM)"
			   : "Isi sertifikat (PEM)");
	f->max = PEM_MAX;
	f->help = s->certificate
		      ? "Kosongkan bila sertifikat yang terbaca sudah benar. "
			"Sertifikat penerbitnya boleh ikut ditempel."
		      : "Boleh ditempel di sini, bersama sertifikat "
			"penerbitnya; nomor seri dan masa berlaku lalu dibaca "
			"dari sertifikat itu.";
}

/* --- checks -------------------------------------------------------------- */

/* What was pasted: judged as it is now, then kept by the transition. */
static void
check_pasted(struct step *s, const char *pem)
{
	struct str *v = ARENA_ARRAY(s->cx->arena, CERTIFICATES, struct str);
	struct cert_view *view = ARENA_NEW(s->cx->arena, struct cert_view);
	struct err e = {0};
	size_t n;

	if (certificate_split(v, &n, s->cx->arena, pem, strlen(pem), &e) < 0 ||
	    cert_judge(s->cx, s->holder, v, n, view, &e) < 0) {
		fields_error(&s->fields, PEM, e.msg);
		return;
	}
	if (view->fault[0]) {
		fields_error(&s->fields, PEM, view->fault);
		return;
	}
	s->pasted = view;
}

/* What was typed beside a pasted one is not read, but must not contradict. */
static void
check_same(struct step *s)
{
	const struct field *f = fields_get(&s->fields, "nomor_seri");

	if (f && f->value[0] && !s->holder->serial[0] &&
	    strcasecmp(f->value, s->pasted->c.serial) != 0 &&
	    strcmp(f->value, s->pasted->c.decimal) != 0)
		fields_error(&s->fields, "nomor_seri",
		    arena_printf(s->cx->arena,
			"Sertifikat yang ditempel bernomor seri %s.",
			s->pasted->c.serial));
}

static bool
is_serial(const char *s)
{
	return s[strspn(s, "0123456789abcdefABCDEF:")] == '\0';
}

static void
check_typed(struct step *s)
{
	const char *serial = fields_value(&s->fields, "nomor_seri");
	const char *from = fields_value(&s->fields, "berlaku_dari");
	const char *until = fields_value(&s->fields, "berlaku_sampai");

	if (!serial[0])
		fields_error(&s->fields, "nomor_seri",
		    "Nomor seri sertifikat belum diisi.");
	if (!is_serial(serial))
		fields_error(&s->fields, "nomor_seri",
		    "Nomor seri hanya berisi angka dan huruf A sampai F.");
	if (!from[0])
		fields_error(&s->fields, "berlaku_dari",
		    "Tanggal mulai berlaku belum diisi.");
	/* YYYY-MM-DD compares as text. */
	if (strcmp(until, from) <= 0)
		fields_error(&s->fields, "berlaku_sampai",
		    "Tanggal ini harus sesudah tanggal mulai berlaku.");
}

/* What is handed over holds today. */
static void
check_dates(struct step *s)
{
	const char *today = step_today(s, 0);

	if (strcmp(fields_value(&s->fields, "berlaku_dari"), today) > 0)
		fields_error(
		    &s->fields, "berlaku_dari", certificate_text(CERT_EARLY));
	if (strcmp(fields_value(&s->fields, "berlaku_sampai"), today) < 0)
		fields_error(&s->fields, "berlaku_sampai",
		    certificate_text(CERT_EXPIRED));
}

int
step_certificate_check(struct step *s, enum outcome o, struct err *e)
{
	const char *pem = fields_value(&s->fields, PEM);

	(void)e;
	if (o != OUT_ISSUED && o != OUT_DELIVERED)
		return 0;
	if (pem[0]) {
		check_pasted(s, pem);
		if (s->pasted)
			check_same(s);
	} else if (!s->certificate) {
		check_typed(s);
		if (o == OUT_DELIVERED)
			check_dates(s);
	} else if (o == OUT_DELIVERED && s->certificate->fault[0]) {
		fields_error(&s->fields, PEM, s->certificate->fault);
	}
	return 0;
}

/* --- what is recorded ---------------------------------------------------- */

static void
note(struct act *act, const char *serial, const char *from, const char *until)
{
	step_note(act, "Nomor seri", serial);
	step_note(act, "Berlaku dari", from);
	step_note(act, "Berlaku sampai", until);
}

static void
record_pasted(struct step *s, struct act *act)
{
	const struct cert_view *v = s->pasted;
	const struct change c = {.kind = CHANGE_PASTED,
	    .holder = s->holder,
	    .der = v->chain,
	    .der_n = v->chain_n};

	changes_add(&act->changes, s->cx->arena, &c);
	note(act, v->c.serial, v->c.from, v->c.until);
	step_note(act, "Sertifikat", "ditempel");
	step_note(act, "Peringatan", v->warning);
}

static void
record_typed(struct step *s, struct act *act)
{
	struct holder *h = ARENA_NEW(s->cx->arena, struct holder);
	const struct change c = {.kind = CHANGE_CERTIFICATE, .holder = h};

	h->id = s->holder->id;
	h->serial = fields_value(&s->fields, "nomor_seri");
	h->valid_from = fields_value(&s->fields, "berlaku_dari");
	h->valid_until = fields_value(&s->fields, "berlaku_sampai");
	changes_add(&act->changes, s->cx->arena, &c);
	note(act, h->serial, h->valid_from, h->valid_until);
}

void
step_certificate_record(struct step *s, struct act *act)
{
	const struct cert_view *v = s->certificate;

	if (!s->holder)
		return;
	if (s->pasted) {
		record_pasted(s, act);
	} else if (v) {
		note(act, v->c.serial, v->c.from, v->c.until);
		step_note(act, "Peringatan", v->warning);
	} else {
		record_typed(s, act);
	}
}

/* --- the page ------------------------------------------------------------ */

void
step_certificate_draw(struct step *s, json_t *model)
{
	json_t *list = jv_set_arr(model, "certificates");
	size_t from, to;

	step_holders(s, &from, &to);
	jv_set_bool(model, "typed", !s->certificate);
	for (size_t i = from; i < to; i++)
		if (s->certificates[i])
			cert_model(s->cx, s->d, i, s->certificates[i], list);
}
