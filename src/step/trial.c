/*
 * trial - the applicant tests the system and reports (Undiksha row 5).
 */
#include "step/step.h"

static void
fields(struct step *s)
{
	struct field *f = fields_need(&s->fields, FIELD_TEXTAREA, "hasil_uji",
	    "Hasil uji coba",
	    "Tanda tangan elektronik berhasil pada dokumen "
	    "contoh.");

	f = fields_file(
	    &s->fields, "laporan_uji", "Laporan uji coba", ACCEPT_PAPER);
	f->max_files = SOP_ITEM_FILES;
	step_reason(s, "Kendala yang ditemui", OUTCOME_BIT(OUT_PROBLEM));
}

const struct step_kind_code step_trial = {.fields = fields};
