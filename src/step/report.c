/*
 * report - the head of the office reads the closing report (Maluku Utara,
 * lembar kerja, langkah akhir 6).
 */
#include "step/step.h"

static void
fields(struct step *s)
{
	step_reason(s, "Catatan", 0);
}

const struct step_kind_code step_report = {.fields = fields};
