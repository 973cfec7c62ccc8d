/*
 * certificate.c - serial and validity of an issued certificate: typed from
 * AMS, or read from the certificate's file.  For examine and deliver.
 */
#include <string.h>

#include "app/upload.h"
#include "domain/date.h"
#include "step/step.h"

void
step_certificate_fields(struct step *s, unsigned needed)
{
	const struct holder *h = s->holder;
	struct field *f = fields_need(&s->fields, FIELD_TEXT, "nomor_seri",
	    "Nomor seri sertifikat", "4A1F009C21");

	f->required = needed;
	f->help = "Seperti tertulis di AMS.";
	f->max = 64;
	f->value = h ? h->serial : "";
	f = fields_need(&s->fields, FIELD_DATE, "berlaku_dari", "Berlaku dari",
	    step_today(s, 0));
	f->required = needed;
	f->value = h && h->valid_from[0] ? h->valid_from : f->example;
	f = fields_need(&s->fields, FIELD_DATE, "berlaku_sampai",
	    "Berlaku sampai", step_today(s, 730));
	f->required = needed;
	f->value = h && h->valid_until[0] ? h->valid_until : f->example;
	f->help = "Sertifikat BSrE berlaku 2 tahun.";
}

static bool
is_serial(const char *s)
{
	return s[strspn(s, "0123456789abcdefABCDEF:")] == '\0';
}

int
step_certificate_check(struct step *s, enum outcome o, struct err *e)
{
	const char *from = fields_value(&s->fields, "berlaku_dari");
	const char *until = fields_value(&s->fields, "berlaku_sampai");

	(void)e;
	if (o != OUT_ISSUED && o != OUT_DELIVERED)
		return 0;
	if (!is_serial(fields_value(&s->fields, "nomor_seri")))
		fields_error(&s->fields, "nomor_seri",
		    "Nomor seri hanya berisi angka dan huruf A sampai F.");
	/* YYYY-MM-DD compares as text. */
	if (from[0] && until[0] && strcmp(until, from) <= 0)
		fields_error(&s->fields, "berlaku_sampai",
		    "Tanggal ini harus sesudah tanggal mulai berlaku.");
	return 0;
}

void
step_certificate_record(struct step *s, struct act *act)
{
	struct holder *h = ARENA_NEW(s->cx->arena, struct holder);
	struct change c = {.kind = CHANGE_CERTIFICATE, .holder = h};

	if (!s->holder || !fields_value(&s->fields, "nomor_seri")[0])
		return;
	h->id = s->holder->id;
	h->serial = fields_value(&s->fields, "nomor_seri");
	h->valid_from = fields_value(&s->fields, "berlaku_dari");
	h->valid_until = fields_value(&s->fields, "berlaku_sampai");
	changes_add(&act->changes, s->cx->arena, &c);
}
