/*
 * examine - BSrE examines; its own lane and clock.  By hand: the verifier
 * records what AMS shows (Tapin row 11, "status: Enroll").
 */
#include "bsre/manual.h"
#include "step/step.h"

static void
fields(struct step *s)
{
	struct option *options =
	    ARENA_ARRAY(s->cx->arena, BSRE_STATUSES, struct option);
	struct field *f = fields_need(&s->fields, FIELD_SELECT, "status_ams",
	    "Status yang terlihat di AMS", "ISSUE");

	for (size_t i = 0; i < BSRE_STATUSES; i++)
		options[i] = (struct option){
		    manual_statuses[i].value, manual_statuses[i].label};
	f->options = options;
	f->options_n = BSRE_STATUSES;
	f->value = "ISSUE";
	step_certificate_fields(s);
	step_reason(s, "Alasan BSrE tidak menyetujui", OUTCOME_BIT(OUT_DENIED));
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	if (o == OUT_ISSUED)
		step_certificate_record(s, act);
	step_note(act, "Status di AMS", fields_value(&s->fields, "status_ams"));
}

const struct step_kind_code step_examine = {.fields = fields,
    .check = step_certificate_check,
    .record = record,
    .draw = step_draw_ams};
