/*
 * deliver - certificate data, validity and hand-over (Trenggalek row 9,
 * Tapin row 12).  What was recorded before is shown to be confirmed.
 */
#include "step/step.h"

static void
fields(struct step *s)
{
	static const struct option ways[] = {
	    {"email", "Pemberitahuan BSrE lewat email"},
	    {"langsung", "Disampaikan langsung"},
	    {"pesan", "Disampaikan lewat telepon atau pesan"},
	};
	struct field *f;

	step_certificate_fields(s);
	f = fields_need(&s->fields, FIELD_RADIO, "cara_penyerahan",
	    "Cara penyerahan", "email");
	f->options = ways;
	f->options_n = sizeof(ways) / sizeof(ways[0]);
	f->value = "email";
	step_reason(s, "Catatan", 0);
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	(void)o;
	step_certificate_record(s, act);
	step_note(act, "Cara penyerahan",
	    fields_value(&s->fields, "cara_penyerahan"));
}

static void
draw(struct step *s, json_t *model)
{
	step_draw_ams(s, model);
	step_certificate_draw(s, model);
}

const struct step_kind_code step_deliver = {.load = step_certificate_load,
    .fields = fields,
    .check = step_certificate_check,
    .record = record,
    .draw = draw};
