/*
 * fieldview.c - fields as a view model, for templates and as JSON.
 */
#include <string.h>

#include "app/fields.h"
#include "app/scan.h"
#include "view/format.h"
#include "view/json.h"

static const struct {
	const char *type, *input, *mode;
} shapes[] = {
    [FIELD_TEXT] = {"text", "text", "text"},
    [FIELD_TEXTAREA] = {"textarea", "", "text"},
    [FIELD_EMAIL] = {"email", "email", "email"},
    [FIELD_PHONE] = {"tel", "tel", "tel"},
    [FIELD_NIK] = {"text", "text", "numeric"},
    [FIELD_NIP] = {"text", "text", "numeric"},
    [FIELD_PASSWORD] = {"password", "password", "text"},
    [FIELD_CODE] = {"text", "text", "numeric"},
    [FIELD_DATE] = {"date", "date", "text"},
    [FIELD_DATETIME] = {"datetime-local", "datetime-local", "text"},
    [FIELD_SELECT] = {"select", "", "text"},
    [FIELD_RADIO] = {"radio", "", "text"},
    [FIELD_CHECKBOX] = {"checkbox", "", "text"},
    [FIELD_FILE] = {"file", "", "text"},
    [FIELD_HIDDEN] = {"hidden", "", "text"},
};

static json_t *
options_json(const struct field *f)
{
	json_t *list = jv_arr();

	for (size_t i = 0; i < f->options_n; i++) {
		json_t *o = jv_obj();

		jv_set_z(o, "value", f->options[i].value);
		jv_set_z(o, "label", f->options[i].label);
		jv_set_bool(
		    o, "selected", strcmp(f->options[i].value, f->value) == 0);
		jv_append(list, o);
	}
	return list;
}

/* A line below the field: its help, else an example of what is typed. */
static const char *
hint(const struct fields *fs, const struct field *f)
{
	bool typed = f->type == FIELD_TEXT || f->type == FIELD_EMAIL ||
		     f->type == FIELD_PHONE || f->type == FIELD_NIK ||
		     f->type == FIELD_NIP;

	if (f->help || !typed || !f->example || !f->example[0])
		return f->help;
	return arena_printf(fs->arena, "Contoh: %s", f->example);
}

/* A received file; the names of the form's own buttons act on it. */
static json_t *
file_json(const struct fields *fs, const struct file *file)
{
	struct arena *a = fs->arena;
	bool image = strncmp(file->type, "image/", 6) == 0;
	const char *url = fs->files_url
			      ? arena_printf(a, "%s%s", fs->files_url, file->id)
			      : NULL;
	json_t *o = jv_obj();

	jv_set_z(o, "id", file->id);
	jv_set_z(o, "name", file->name);
	jv_set_z(o, "size_text", format_size(a, (uint64_t)file->size));
	jv_set_z(o, "url", url);
	jv_set_z(o, "thumb_url",
	    url && file->thumb ? arena_printf(a, "%s/kecil", url) : NULL);
	jv_set_bool(o, "is_image", image);
	jv_set_z(o, "note", file->note[0] ? file->note : NULL);
	jv_set_z(o, "scan_text", scan_text(scan_find(file->scan)));
	jv_set_z(o, "remove", arena_printf(a, "hapus:%s", file->id));
	return o;
}

static void
set_files(json_t *o, const struct fields *fs, const struct field *f)
{
	json_t *list = jv_set_arr(o, "files");

	for (size_t i = 0; i < f->files_n; i++)
		jv_append(list, file_json(fs, f->files[i]));
	jv_set_bool(o, "has_files", f->files_n > 0);
	jv_set_bool(o, "multiple", f->max_files > 1);
	jv_set_int(o, "max_bytes", (json_int_t)f->max_bytes);
	jv_set_int(o, "max_files", (json_int_t)f->max_files);
	jv_set_z(o, "camera", f->camera);
	jv_set_z(o, "challenge", f->challenge);
	jv_set_z(o, "limit_text", field_limits(fs, f));
}

json_t *
field_json(const struct fields *fs, const struct field *f, const char *group)
{
	json_t *o = jv_obj();
	bool input = shapes[f->type].input[0] != '\0';

	jv_set_z(o, "name", f->name);
	jv_set_z(o, "label", f->label);
	jv_set_z(o, "type", shapes[f->type].type);
	jv_set_z(o, "input_type", input ? shapes[f->type].input : NULL);
	jv_set_z(o, "inputmode", shapes[f->type].mode);
	jv_set_bool(o, "required", f->required == ALL_OUTCOMES);
	jv_set_bool(o, "optional", f->required == 0);
	jv_set_z(o, "value",
	    f->type == FIELD_PASSWORD || f->type == FIELD_CODE ? "" : f->value);
	jv_set_z(o, "example", f->example);
	jv_set_z(o, "help", hint(fs, f));
	jv_set_z(o, "accept", f->accept);
	jv_set_z(o, "error", f->error);
	jv_set_z(o, "warning", f->warning);
	jv_set_z(o, "autocomplete",
	    f->type == FIELD_CODE ? "one-time-code" : f->autocomplete);
	jv_set_z(o, "group_start", group);
	jv_set_bool(
	    o, "checked", f->type == FIELD_CHECKBOX && f->value[0] != '\0');
	jv_set_bool(o, "is_text", input);
	jv_set_bool(o, "is_textarea", f->type == FIELD_TEXTAREA);
	jv_set_bool(o, "is_select", f->type == FIELD_SELECT);
	jv_set_bool(o, "is_radio", f->type == FIELD_RADIO);
	jv_set_bool(o, "is_checkbox", f->type == FIELD_CHECKBOX);
	jv_set_bool(o, "is_file", f->type == FIELD_FILE);
	jv_set_bool(o, "placed", f->placed);
	jv_set_bool(o, "is_hidden", f->type == FIELD_HIDDEN);
	jv_set(o, "options", options_json(f));
	if (f->type == FIELD_FILE)
		set_files(o, fs, f);
	return o;
}

json_t *
fields_json(const struct fields *fs)
{
	json_t *list = jv_arr();
	const char *group = NULL;

	for (size_t i = 0; i < fs->n; i++) {
		const struct field *f = &fs->v[i];
		bool begins =
		    f->group && (!group || strcmp(group, f->group) != 0);

		if (f->silent)
			continue;
		jv_append(list, field_json(fs, f, begins ? f->group : NULL));
		if (f->group)
			group = f->group;
	}
	return list;
}

json_t *
fields_errors_json(const struct fields *fs)
{
	json_t *list = jv_arr();

	for (size_t i = 0; i < fs->n; i++) {
		json_t *o;

		if (!fs->v[i].error)
			continue;
		o = jv_obj();
		jv_set_z(o, "field", fs->v[i].name);
		jv_set_z(o, "message", fs->v[i].error);
		jv_append(list, o);
	}
	return list;
}
