/*
 * grant - API access is given (Undiksha row 4).  The credentials are made in
 * the e-sign service's own administration; here only what may be known is
 * recorded, and how the secret part was handed over.
 */
#include "step/step.h"

static void
fields(struct step *s)
{
	static const struct option ways[] = {
	    {"langsung", "Diserahkan langsung"},
	    {"amplop", "Amplop tertutup"},
	    {"pesan", "Pesan terenkripsi"},
	};
	struct field *f = fields_need(&s->fields, FIELD_TEXT, "nama_klien",
	    "Nama pengguna API", "sistem-contoh");

	f = fields_add(
	    &s->fields, FIELD_TEXT, "alamat_ip", "Alamat IP yang diizinkan");
	f->example = "192.0.2.10";
	f = fields_need(&s->fields, FIELD_RADIO, "cara_penyerahan",
	    "Kata sandi API diserahkan dengan", "langsung");
	f->options = ways;
	f->options_n = sizeof(ways) / sizeof(ways[0]);
	f->value = "langsung";
	step_reason(s, "Catatan", 0);
}

const struct step_kind_code step_grant = {.fields = fields};
