/*
 * register - the person is entered at BSrE.  By hand: the verifier adds the
 * person in AMS, which sends the activation link, and records it here.
 */
#include "bsre/manual.h"
#include "step/step.h"

static void
fields(struct step *s)
{
	struct option *options =
	    ARENA_ARRAY(s->cx->arena, BSRE_STATUSES, struct option);
	struct field *f = fields_need(&s->fields, FIELD_DATETIME,
	    "tautan_dikirim", "Tautan aktivasi dikirim AMS pada", step_now(s));

	f->required = OUTCOME_BIT(OUT_REGISTERED);
	f->value = f->example;
	for (size_t i = 0; i < BSRE_STATUSES; i++)
		options[i] = (struct option){
		    manual_statuses[i].value, manual_statuses[i].label};
	f = fields_need(&s->fields, FIELD_SELECT, "status_ams",
	    "Status yang terlihat di AMS", "NEW");
	f->options = options;
	f->options_n = BSRE_STATUSES;
	f->value = "NEW";
	step_reason(s, "Alasan BSrE menolak", OUTCOME_BIT(OUT_REFUSED));
}

const struct step_kind_code step_register = {
    .fields = fields, .draw = step_draw_ams};
