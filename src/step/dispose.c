/*
 * dispose - the disposition of a letter by any seat: to the next desk, back
 * to the applicant, or refused (tata naskah dinas: lembar disposisi).
 */
#include "step/step.h"

static void
fields(struct step *s)
{
	static const struct option instructions[] = {
	    {"tindaklanjuti", "Untuk ditindaklanjuti"},
	    {"proses", "Proses sesuai ketentuan"},
	    {"periksa", "Periksa kelengkapan"},
	    {"koordinasikan", "Koordinasikan"},
	    {"diketahui", "Untuk diketahui"},
	};
	static const struct option urgency[] = {
	    {"biasa", "Biasa"},
	    {"segera", "Segera"},
	    {"sangat_segera", "Sangat segera"},
	};
	struct field *f = fields_need(&s->fields, FIELD_RADIO, "instruksi",
	    "Dengan hormat harap", "tindaklanjuti");

	f->options = instructions;
	f->options_n = sizeof(instructions) / sizeof(instructions[0]);
	f->required = OUTCOME_BIT(OUT_FORWARDED);
	f->value = "tindaklanjuti";
	f = fields_need(&s->fields, FIELD_RADIO, "sifat", "Sifat", "biasa");
	f->options = urgency;
	f->options_n = sizeof(urgency) / sizeof(urgency[0]);
	f->required = OUTCOME_BIT(OUT_FORWARDED);
	f->value = "biasa";
	step_reason(s, "Catatan",
	    OUTCOME_BIT(OUT_RETURNED) | OUTCOME_BIT(OUT_REJECTED));
}

const struct step_kind_code step_dispose = {.fields = fields};
