/*
 * check - verdict and reason for each requirement item and each person's
 * data, with the papers of each beside it.  Only what is found wrong opens
 * again for the applicant.
 */
#include <string.h>

#include "step/items.h"
#include "step/papers.h"
#include "step/warn.h"
#include "view/json.h"

/* The catalogue of reasons that offices use. */
static const struct option reasons[] = {
    {"", "Pilih alasan"},
    {"KTP tidak terbaca atau terpotong", "KTP tidak terbaca atau terpotong"},
    {"NIK berbeda dengan KTP", "NIK berbeda dengan KTP"},
    {"Nama berbeda dengan KTP", "Nama berbeda dengan KTP"},
    {"NIP berbeda dengan SK", "NIP berbeda dengan SK"},
    {"Bukan email pribadi kedinasan yang aktif",
	"Bukan email pribadi kedinasan yang aktif"},
    {"Surat belum ditandatangani atau tanpa nomor",
	"Surat belum ditandatangani atau tanpa nomor"},
    {"Bukan SK terakhir", "Bukan SK terakhir"},
    {"Nama tidak ada dalam surat", "Nama tidak ada dalam surat"},
    {"Berkas salah atau rusak", "Berkas salah atau rusak"},
};

static const struct option verdicts[] = {
    {"good", "Sesuai"},
    {"wrong", "Tidak sesuai"},
};

static const char *
field_name(struct step *s, const char *what, const struct item_value *v)
{
	return arena_printf(s->cx->arena, "%s_%lld", what, (long long)v->id);
}

static const struct holder *
owner(const struct step *s, const struct item_value *v)
{
	int i = dossier_holder(s->d, v->holder_id);

	return i >= 0 ? &s->d->holders[i] : NULL;
}

static const char *
title(struct step *s, const struct item_value *v)
{
	const char *name = item_title(s->d->sop, v->name);
	const struct holder *h = owner(s, v);

	return h && s->d->holders_n > 1
		   ? arena_printf(s->cx->arena, "%s: %s", name, h->name)
		   : name;
}

static void
declare_item(struct step *s, const struct item_value *v)
{
	struct field *f = fields_need(&s->fields, FIELD_RADIO,
	    field_name(s, "putusan", v), title(s, v), "good");

	f->required = OUTCOME_BIT(OUT_COMPLETE);
	f->options = verdicts;
	f->options_n = 2;
	f->value = v->verdict;
	f->placed = true;
	f = fields_add(&s->fields, FIELD_SELECT, field_name(s, "sebab", v),
	    "Alasan bila tidak sesuai");
	f->options = reasons;
	f->options_n = sizeof(reasons) / sizeof(reasons[0]);
	f->value = v->reason;
	f->placed = true;
}

static void
fields(struct step *s)
{
	json_t *warnings = warn_all(s);
	struct field *f;
	bool warned;

	for (size_t i = 0; i < s->d->items_n; i++)
		if (item_in_scope(s, &s->d->items[i]))
			declare_item(s, &s->d->items[i]);
	/* Always a field, as warnings come and go with other cases: a form
	 * that was opened with the tick must be taken without it. */
	warned = json_array_size(warnings) > 0;
	f = fields_add(&s->fields, warned ? FIELD_CHECKBOX : FIELD_HIDDEN,
	    "sudah_dicocokkan",
	    "Data yang diberi peringatan sudah dicocokkan dengan KTP dan SK");
	f->required = warned ? OUTCOME_BIT(OUT_COMPLETE) : 0;
	json_decref(warnings);
	step_reason(s, "Catatan untuk pemohon", OUTCOME_BIT(OUT_REJECTED));
}

static int
check(struct step *s, enum outcome o, struct err *e)
{
	bool wrong = false;

	(void)e;
	for (size_t i = 0; i < s->d->items_n; i++) {
		const struct item_value *v = &s->d->items[i];
		const char *name, *sebab;

		if (!item_in_scope(s, v))
			continue;
		name = field_name(s, "putusan", v);
		sebab = field_name(s, "sebab", v);
		if (strcmp(fields_value(&s->fields, name), "wrong") != 0)
			continue;
		wrong = true;
		if (o == OUT_COMPLETE)
			fields_error(&s->fields, name,
			    "Butir ini tidak sesuai, jadi berkas belum "
			    "lengkap.");
		if (!fields_value(&s->fields, sebab)[0] &&
		    !fields_value(&s->fields, "alasan")[0])
			fields_error(&s->fields, sebab,
			    "Pilih alasan, atau tulis dalam catatan.");
	}
	if (o == OUT_INCOMPLETE && !wrong &&
	    !fields_value(&s->fields, "alasan")[0])
		fields_error(&s->fields, "alasan",
		    "Tandai butir yang tidak sesuai, atau tulis apa yang "
		    "kurang.");
	return 0;
}

static void
record(struct step *s, enum outcome o, struct act *act)
{
	(void)o;
	for (size_t i = 0; i < s->d->items_n; i++) {
		const struct item_value *v = &s->d->items[i];
		struct change c = {.kind = CHANGE_JUDGE};
		const char *why;

		if (!item_in_scope(s, v))
			continue;
		c.item = *v;
		c.item.verdict =
		    fields_value(&s->fields, field_name(s, "putusan", v));
		why = fields_value(&s->fields, field_name(s, "sebab", v));
		if (strcmp(c.item.verdict, "wrong") != 0)
			why = "";
		else if (!why[0])
			why = fields_value(&s->fields, "alasan");
		c.item.reason = why;
		changes_add(&act->changes, s->cx->arena, &c);
		if (strcmp(c.item.verdict, "wrong") == 0)
			step_note(act, title(s, v), why);
	}
	if (fields_value(&s->fields, "sudah_dicocokkan")[0])
		step_note(act, "Peringatan data", "sudah dicocokkan");
}

/* A person's data, to be held against the papers. */
static void
draw_person(struct step *s, const struct holder *h, json_t *list)
{
	jv_fact(list, "Nama", h->name);
	jv_fact(list, "NIK", h->nik);
	jv_fact(list, "NIP", h->nip);
	jv_fact(list, "Jabatan", h->job);
	jv_fact(list, "Unit kerja", h->unit);
	jv_fact(
	    list, "Email", h->email[0] ? h->email : "belum punya email dinas");
	jv_fact(list, "Nomor HP/WA", step_phone(s, h));
}

static void
draw_item(struct step *s, const struct item_value *v, json_t *list)
{
	const struct holder *h = owner(s, v);
	bool is_data = strcmp(v->name, DATA_ITEM) == 0 && h;
	json_t *o = jv_append_obj(list), *facts, *docs, *fields;
	const char *names[] = {
	    field_name(s, "putusan", v), field_name(s, "sebab", v)};

	jv_set_z(o, "title", title(s, v));
	jv_set_z(o, "value", v->value[0] ? v->value : NULL);
	facts = jv_set_arr(o, "facts");
	docs = jv_set_arr(o, "papers");
	if (is_data) {
		draw_person(s, h, facts);
		papers_of_person(s, h, docs);
	} else {
		papers_of_item(s, v, docs);
	}
	jv_set_bool(o, "has_facts", is_data);
	jv_set_bool(o, "has_papers", json_array_size(docs) > 0);
	jv_set(o, "warnings", is_data ? warn_person(s, h) : warn_papers(s, v));
	fields = jv_set_arr(o, "fields");
	for (size_t i = 0; i < 2; i++)
		jv_append(fields, field_json(&s->fields,
				      fields_get(&s->fields, names[i]), NULL));
}

static void
draw(struct step *s, json_t *model)
{
	json_t *list = jv_set_arr(model, "items");

	jv_set(model, "warnings", warn_all(s));
	for (size_t i = 0; i < s->d->items_n; i++)
		if (item_in_scope(s, &s->d->items[i]))
			draw_item(s, &s->d->items[i], list);
}

const struct step_kind_code step_check = {
    .fields = fields, .check = check, .record = record, .draw = draw};
