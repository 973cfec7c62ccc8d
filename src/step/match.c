/*
 * match - a person compares the KTP photo with the selfie, and the KTP with
 * NIK, NIP and letter (Trenggalek row 7).  No automatic verdict.
 */
#include "app/custody.h"
#include "step/step.h"
#include "view/json.h"

static void
fields(struct step *s)
{
	static const struct {
		const char *name, *label;
	} ticks[] = {
	    {"cocok_wajah", "Wajah pada selfie sama dengan foto pada KTP"},
	    {"cocok_nik", "NIK pada KTP sama dengan NIK pada permohonan"},
	    {"cocok_nama", "Nama pada KTP sama dengan nama pada permohonan"},
	};

	for (size_t i = 0; i < sizeof(ticks) / sizeof(ticks[0]); i++)
		fields_add(
		    &s->fields, FIELD_CHECKBOX, ticks[i].name, ticks[i].label)
		    ->required = OUTCOME_BIT(OUT_MATCHED);
	step_reason(s, "Alasan tidak cocok", OUTCOME_BIT(OUT_MISMATCHED));
}

static void
draw(struct step *s, json_t *model)
{
	static const struct {
		const char *purpose, *label;
	} photos[] = {{"foto_ktp", "Foto KTP"}, {"foto_selfie", "Foto selfie"}};
	json_t *list = jv_set_arr(model, "photos");
	int64_t holder = s->holder ? s->holder->id : 0;

	for (size_t i = 0; i < sizeof(photos) / sizeof(photos[0]); i++) {
		const struct file *f =
		    dossier_file(s->d, photos[i].purpose, holder);
		json_t *o;

		if (!f)
			continue;
		o = jv_append_obj(list);
		jv_set_z(o, "label", photos[i].label);
		jv_set_z(o, "url", paper_url(s->cx, f, s->task->id));
	}
}

const struct step_kind_code step_match = {.fields = fields, .draw = draw};
