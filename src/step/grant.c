/*
 * grant - API access is given (Undiksha row 4).  The credential is made in
 * the e-sign service's own administration; here it waits sealed until the
 * applicant has seen it once.
 */
#include "step/step.h"

static void
fields(struct step *s)
{
	struct field *f = fields_need(&s->fields, FIELD_TEXT, "nama_klien",
	    "Nama pengguna API", "sistem-contoh");

	f = fields_add(
	    &s->fields, FIELD_TEXT, "alamat_ip", "Alamat IP yang diizinkan");
	f->example = "192.0.2.10";
	f = fields_need(&s->fields, FIELD_PASSWORD, "sandi_api",
	    "Kata sandi API", "Contoh-Kunci-Api-01");
	f->autocomplete = "off";
	f->help = "Ditampilkan satu kali kepada pemohon, lalu dihapus.";
	step_reason(s, "Catatan", 0);
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	struct change c = {.kind = CHANGE_CREDENTIAL,
	    .secret = fields_value(&s->fields, "sandi_api")};

	(void)o;
	changes_add(&act->changes, s->cx->arena, &c);
	step_note_fields(s, act); /* passwords are left out */
}

const struct step_kind_code step_grant = {.fields = fields, .record = record};
