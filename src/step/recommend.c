/*
 * recommend - the letter of recommendation to BSrE, sent with the papers
 * (Kudus row 3, Maluku Utara row 3).
 */
#include "step/step.h"

static void
fields(struct step *s)
{
	struct field *f = fields_need(&s->fields, FIELD_TEXT, "nomor_surat",
	    "Nomor surat rekomendasi", "000.6.5/17/DISKOMINFO/2026");

	f->help = "Seperti tercatat dalam buku agenda surat keluar.";
	f = fields_need(&s->fields, FIELD_DATE, "tanggal_surat",
	    "Tanggal surat rekomendasi", step_today(s, 0));
	f->value = f->example;
	f = fields_file(&s->fields, "surat_rekomendasi",
	    "Pindaian surat rekomendasi", ACCEPT_PAPER);
	f->max_files = SOP_ITEM_FILES;
	step_reason(s, "Catatan", 0);
}

const struct step_kind_code step_recommend = {.fields = fields};
