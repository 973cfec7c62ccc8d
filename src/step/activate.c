/*
 * activate - the future holder, by a 24-hour link or signed in, confirms the
 * identity data and gives KTP photo and selfie (Trenggalek row 6, Tapin
 * row 8).  A photo that was found good is not asked for again.
 */
#include <string.h>

#include "app/custody.h"
#include "step/items.h"
#include "step/papers.h"
#include "view/json.h"

static const struct item_value *
photo_item(const struct step *s, size_t photo)
{
	return dossier_item(
	    s->d, photos[photo].item, s->holder ? s->holder->id : 0);
}

static bool
is_wrong(const struct item_value *v)
{
	return v && strcmp(v->verdict, "wrong") == 0;
}

/* Missing, erased, or found wrong. */
static bool
is_asked(const struct step *s, size_t photo)
{
	const struct item_value *v = photo_item(s, photo);
	const struct file *f = v ? dossier_item_file(s->d, v, 0) : NULL;

	return !f || f->erased_at || is_wrong(v);
}

static void
photo_field(struct step *s, size_t photo, const char *help)
{
	const struct item_value *v = photo_item(s, photo);
	struct field *f;

	if (!is_asked(s, photo))
		return;
	f = fields_file(
	    &s->fields, photos[photo].field, photos[photo].label, ACCEPT_PHOTO);
	f->required = ALL_OUTCOMES;
	f->camera = photo == PHOTO_KTP ? "ktp" : "selfie";
	f->help = help;
	if (is_wrong(v))
		f->warning = v->reason[0] ? v->reason : "Perlu diganti.";
}

static void
fields(struct step *s)
{
	photo_field(s, PHOTO_KTP,
	    "Seluruh KTP terlihat, tajam, tanpa pantulan cahaya.");
	photo_field(s, PHOTO_SELFIE,
	    "Wajah dari depan, terang, tanpa masker atau kacamata gelap.");
	fields_need(&s->fields, FIELD_CHECKBOX, "data_benar",
	    "Data identitas di atas benar dan sesuai KTP saya", NULL);
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	struct change c = {.kind = CHANGE_ITEM};

	(void)o;
	for (size_t i = 0; i < PHOTOS; i++) {
		const struct field *f = fields_get(&s->fields, photos[i].field);

		if (!f || f->files_n == 0)
			continue;
		c.item = (struct item_value){.name = photos[i].item,
		    .value = "",
		    .holder_id = s->holder ? s->holder->id : 0,
		    .files = field_file_ids(&s->fields, f),
		    .files_n = f->files_n};
		changes_add(&act->changes, s->cx->arena, &c);
		step_note_files(s, act, f);
	}
	step_note(act, "Data identitas",
	    fields_value(&s->fields, "data_benar")[0] ? "benar" : "");
}

/* What is there and stays; what becomes of the photos. */
static void
draw(struct step *s, json_t *model)
{
	const struct file photo = {.purpose = "foto_ktp", .class = ""};
	json_t *list = jv_set_arr(model, "kept");

	for (size_t i = 0; i < PHOTOS; i++) {
		const struct item_value *v = photo_item(s, i);
		json_t *o, *papers;

		if (is_asked(s, i))
			continue;
		o = jv_append_obj(list);
		jv_set_z(o, "label", photos[i].label);
		jv_set_z(o, "text",
		    strcmp(v->verdict, "good") == 0
			? "Sudah sesuai, tidak perlu dikirim lagi."
			: "Sudah diterima.");
		papers = jv_set_arr(o, "papers");
		papers_of_item(s, v, papers);
		jv_set_bool(o, "has_papers", json_array_size(papers) > 0);
	}
	jv_set_z(model, "custody_text", paper_keeping(s->cx, s->d, &photo));
}

const struct step_kind_code step_activate = {
    .fields = fields, .record = record, .draw = draw};
