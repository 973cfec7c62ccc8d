/*
 * audit - the system audit with the applicant's BPMN (Undiksha rows 2 and 4).
 */
#include "step/step.h"

static void
fields(struct step *s)
{
	struct field *f = fields_need(&s->fields, FIELD_TEXTAREA, "hasil_audit",
	    "Hasil audit sistem",
	    "Alur bisnis sudah sesuai dengan BPMN yang diajukan.");

	f = fields_file(
	    &s->fields, "laporan_audit", "Laporan audit", ACCEPT_PAPER);
	f->max_files = SOP_ITEM_FILES;
	step_reason(s, "Yang harus diperbaiki", OUTCOME_BIT(OUT_UNFIT));
}

const struct step_kind_code step_audit = {.fields = fields};
