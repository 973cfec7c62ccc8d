#include <string.h>

#include "bsre/manual.h"
#include "domain/date.h"
#include "domain/phone.h"
#include "step/step.h"
#include "view/json.h"

void
step_reason(struct step *s, const char *label, unsigned needed)
{
	struct field *f =
	    fields_add(&s->fields, FIELD_TEXTAREA, "alasan", label);

	f->required = needed;
	f->example = "Mohon disesuaikan dengan surat permohonan.";
	if (needed)
		f->help = "Wajib diisi bila dikembalikan atau ditolak; "
			  "pemohon membaca alasan ini.";
}

void
step_note(struct act *act, const char *label, const char *value)
{
	act_note(act->detail, label, value);
}

/* What a chosen value says on the page. */
static const char *
shown(const struct field *f)
{
	for (size_t i = 0; i < f->options_n; i++)
		if (strcmp(f->options[i].value, f->value) == 0)
			return f->options[i].label;
	return f->type == FIELD_CHECKBOX && f->value[0] ? "ya" : f->value;
}

void
step_note_field(struct act *act, const struct field *f)
{
	step_note(act, f->label, shown(f));
}

void
step_note_files(struct step *s, struct act *act, const struct field *f)
{
	step_note(act, f->label,
	    arena_printf(s->cx->arena, "%zu berkas", f->files_n));
}

void
step_note_fields(struct step *s, struct act *act)
{
	for (size_t i = 0; i < s->fields.n; i++) {
		const struct field *f = &s->fields.v[i];
		struct change c = {.kind = CHANGE_FILE};

		if (f->type == FIELD_FILE && f->files_n > 0) {
			c.item.files = field_file_ids(&s->fields, f);
			c.item.files_n = f->files_n;
			c.item.holder_id = s->holder ? s->holder->id : 0;
			changes_add(&act->changes, s->cx->arena, &c);
			step_note_files(s, act, f);
		} else if (f->type != FIELD_HIDDEN &&
			   f->type != FIELD_PASSWORD && f->type != FIELD_CODE &&
			   strcmp(f->name, "alasan") != 0) {
			step_note_field(act, f);
		}
	}
}

const char *
step_now(struct step *s)
{
	struct civil c = civil_of(s->cx->now, s->cx->office->zone);

	return arena_printf(s->cx->arena, "%04d-%02u-%02uT%02u:%02u", c.year,
	    c.month, c.day, c.hour, c.minute);
}

const char *
step_today(struct step *s, int add_days)
{
	struct civil c =
	    civil_of(s->cx->now + add_days * MS_DAY, s->cx->office->zone);

	return arena_printf(
	    s->cx->arena, "%04d-%02u-%02u", c.year, c.month, c.day);
}

const char *
step_phone(struct step *s, const struct holder *h)
{
	char text[PHONE_PRINT_SIZE];
	struct phone phone;
	struct err e = {0};

	if (phone_parse(&phone, str_of(h->phone), &e) < 0)
		return h->phone;
	phone_print(text, &phone);
	return arena_dup(s->cx->arena, text);
}

void
step_holders(const struct step *s, size_t *from, size_t *to)
{
	*from = s->holder ? (size_t)(s->holder - s->d->holders) : 0;
	*to = s->holder ? *from + 1 : s->d->holders_n;
}

/* The holder's institution: the government the office belongs to. */
static const char *
agency(const struct step *s)
{
	const struct office *o = s->cx->office;

	return o->parent ? o->parent : o->name;
}

void
step_draw_ams(struct step *s, json_t *model)
{
	json_t *list = jv_set_arr(model, "ams");
	size_t from, to, n;

	jv_set_bool(model, "has_ams", true);
	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++) {
		const struct holder *h = &s->d->holders[i];
		struct bsre_person p = {h->nik, h->name, h->email, h->phone,
		    h->nip, h->job, h->unit, agency(s)};
		struct bsre_line lines[BSRE_LINES];

		n = manual_panel(lines, &p);
		for (size_t k = 0; k < n; k++) {
			json_t *o = jv_append_obj(list);

			jv_set_z(o, "label", lines[k].label);
			jv_set_z(o, "value", lines[k].value);
		}
	}
}

/* --- what both register and examine have -------------------------------- */

struct field *
step_ams_status(struct step *s, const char *first)
{
	struct option *options =
	    ARENA_ARRAY(s->cx->arena, BSRE_STATUSES, struct option);
	struct field *f = fields_need(&s->fields, FIELD_SELECT, "status_ams",
	    "Status yang terlihat di AMS", first);

	for (size_t i = 0; i < BSRE_STATUSES; i++)
		options[i] = (struct option){
		    manual_statuses[i].value, manual_statuses[i].label};
	f->options = options;
	f->options_n = BSRE_STATUSES;
	f->value = first;
	return f;
}

void
step_seen(struct step *s, struct act *act)
{
	struct change c = {.kind = CHANGE_SEEN,
	    .seen = fields_value(&s->fields, "status_ams")};
	size_t from, to;

	step_holders(s, &from, &to);
	for (size_t i = from; i < to; i++) {
		c.holder = &s->d->holders[i];
		changes_add(&act->changes, s->cx->arena, &c);
	}
}

json_t *
step_draw_news(struct step *s, json_t *model, const char *mark, int64_t every)
{
	json_t *o = jv_set_obj(model, "bsre");

	jv_set_z(o, "mark", mark);
	jv_set_int(o, "every", every);
	jv_set_z(
	    o, "case_url", ctx_url(s->cx, "/permohonan/%s", s->d->c.number));
	return o;
}
