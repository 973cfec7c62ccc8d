/*
 * activate - the future holder, by a 24-hour link or signed in, confirms the
 * identity data and gives KTP photo and selfie (Trenggalek row 6, Tapin
 * row 8).
 */
#include "app/dossier.h"
#include "step/step.h"

static void
fields(struct step *s)
{
	struct field *f =
	    fields_file(&s->fields, "foto_ktp", "Foto KTP", ACCEPT_PHOTO);

	f->required = ALL_OUTCOMES;
	f->camera = "ktp";
	f->help = "Seluruh KTP terlihat, tajam, tanpa pantulan cahaya.";
	f = fields_file(
	    &s->fields, "foto_selfie", "Foto selfie", ACCEPT_PHOTO);
	f->required = ALL_OUTCOMES;
	f->camera = "selfie";
	f->help = "Wajah dari depan, terang, tanpa masker atau kacamata "
		  "gelap.";
	fields_need(&s->fields, FIELD_CHECKBOX, "data_benar",
	    "Data identitas di atas benar dan sesuai KTP saya", NULL);
}

const struct step_kind_code step_activate = {.fields = fields};
