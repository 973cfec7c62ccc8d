/*
 * certificate.c - serial and validity of an issued certificate: typed from
 * AMS, or read from the certificate itself.  For examine and deliver.
 */
#include <string.h>

#include "step/step.h"
#include "vault/x509.h"

#define PEM_MAX ((size_t)8000)

void
step_certificate_fields(struct step *s)
{
	const struct holder *h = s->holder;
	struct field *f = fields_add(
	    &s->fields, FIELD_TEXT, "nomor_seri", "Nomor seri sertifikat");

	f->example = "4A1F009C21";
	f->help = "Seperti tertulis di AMS.";
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
	f = fields_add(&s->fields, FIELD_TEXTAREA, "sertifikat_pem",
	    "Isi sertifikat (PEM)");
	f->max = PEM_MAX;
	f->help = "Boleh ditempel di sini; nomor seri dan masa berlaku lalu "
		  "dibaca dari sertifikat itu.";
}

/* What the pasted certificate says stands above what was typed. */
static void
read_pem(struct step *s)
{
	const char *pem = fields_value(&s->fields, "sertifikat_pem");
	struct field *serial = fields_get(&s->fields, "nomor_seri");
	struct certificate c;
	struct err e = {0};

	if (!pem[0])
		return;
	if (certificate_parse(&c, s->cx->arena, pem, strlen(pem), &e) < 0) {
		fields_error(&s->fields, "sertifikat_pem", e.msg);
		return;
	}
	if (serial->value[0] && s->holder && !s->holder->serial[0] &&
	    strcmp(serial->value, c.serial) != 0)
		fields_error(&s->fields, "nomor_seri",
		    arena_printf(s->cx->arena,
			"Sertifikat yang ditempel bernomor seri %s.",
			c.serial));
	serial->value = c.serial;
	fields_get(&s->fields, "berlaku_dari")->value = c.from;
	fields_get(&s->fields, "berlaku_sampai")->value = c.until;
}

static bool
is_serial(const char *s)
{
	return s[strspn(s, "0123456789abcdefABCDEF:")] == '\0';
}

int
step_certificate_check(struct step *s, enum outcome o, struct err *e)
{
	const char *serial, *from, *until;

	(void)e;
	if (o != OUT_ISSUED && o != OUT_DELIVERED)
		return 0;
	read_pem(s);
	serial = fields_value(&s->fields, "nomor_seri");
	from = fields_value(&s->fields, "berlaku_dari");
	until = fields_value(&s->fields, "berlaku_sampai");
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
	return 0;
}

void
step_certificate_record(struct step *s, struct act *act)
{
	struct holder *h = ARENA_NEW(s->cx->arena, struct holder);
	struct change c = {.kind = CHANGE_CERTIFICATE, .holder = h};

	if (!s->holder)
		return;
	h->id = s->holder->id;
	h->serial = fields_value(&s->fields, "nomor_seri");
	h->valid_from = fields_value(&s->fields, "berlaku_dari");
	h->valid_until = fields_value(&s->fields, "berlaku_sampai");
	changes_add(&act->changes, s->cx->arena, &c);
	step_note(act, "Nomor seri", h->serial);
	step_note(act, "Berlaku dari", h->valid_from);
	step_note(act, "Berlaku sampai", h->valid_until);
}
