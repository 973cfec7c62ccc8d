/*
 * confirm - a row that is only an act to confirm: "Log in ke Aplikasi AMS"
 * (Tapin row 6).
 */
#include "step/step.h"

static void
fields(struct step *s)
{
	step_reason(s, "Catatan", 0);
}

const struct step_kind_code step_confirm = {.fields = fields};
