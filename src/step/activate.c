/*
 * activate - the future holder, by a 24-hour link or signed in, confirms the
 * identity data and gives KTP photo and selfie (Trenggalek row 6, Tapin
 * row 8).
 */
#include "app/dossier.h"
#include "step/step.h"

#define PHOTO "image/jpeg,image/png"

static void
fields(struct step *s)
{
	struct field *f =
	    fields_need(&s->fields, FIELD_FILE, "foto_ktp", "Foto KTP", NULL);

	f->accept = PHOTO;
	f->help = "Seluruh KTP terlihat, tajam, tanpa pantulan cahaya. JPEG "
		  "atau PNG, paling besar 5 MB.";
	f = fields_need(
	    &s->fields, FIELD_FILE, "foto_selfie", "Foto selfie", NULL);
	f->accept = PHOTO;
	f->help = "Wajah dari depan, terang, tanpa masker atau kacamata "
		  "gelap.";
	fields_need(&s->fields, FIELD_CHECKBOX, "data_benar",
	    "Data identitas di atas benar dan sesuai KTP saya", NULL);
}

const struct step_kind_code step_activate = {.fields = fields};
