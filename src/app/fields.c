#include "app/fields.h"

#include <string.h>

#include "base/limits.h"
#include "domain/date.h"
#include "domain/digits.h"
#include "domain/mailbox.h"
#include "domain/nik.h"
#include "domain/nip.h"
#include "domain/phone.h"
#include "view/json.h"

#define TEXT_MAX     200
#define TEXTAREA_MAX 2000

/* The name of the hidden field that stands for a file already received. */
#define KEPT "__simpan"

void
fields_init(struct fields *fs, struct arena *a)
{
	*fs = (struct fields){.arena = a};
}

struct field *
fields_add(struct fields *fs, enum field_type type, const char *name,
    const char *label)
{
	struct field *f;

	ARENA_GROW(fs->arena, fs->v, fs->n, fs->cap);
	f = &fs->v[fs->n++];
	*f = (struct field){
	    .name = name,
	    .label = label,
	    .type = type,
	    .value = "",
	    .max = type == FIELD_TEXTAREA ? TEXTAREA_MAX : TEXT_MAX,
	};
	return f;
}

struct field *
fields_need(struct fields *fs, enum field_type type, const char *name,
    const char *label, const char *example)
{
	struct field *f = fields_add(fs, type, name, label);

	f->required = ALL_OUTCOMES;
	f->example = example;
	return f;
}

struct field *
fields_get(const struct fields *fs, const char *name)
{
	for (size_t i = 0; i < fs->n; i++)
		if (strcmp(fs->v[i].name, name) == 0)
			return &fs->v[i];
	return NULL;
}

const char *
fields_value(const struct fields *fs, const char *name)
{
	const struct field *f = fields_get(fs, name);

	return f ? f->value : "";
}

static struct field *
find_sent(const struct fields *fs, struct str name, bool *kept)
{
	struct str tail = STR(KEPT);

	*kept = str_ends(name, tail);
	if (*kept)
		name.n -= tail.n;
	for (size_t i = 0; i < fs->n; i++)
		if (str_eqz(name, fs->v[i].name) &&
		    (!*kept || fs->v[i].type == FIELD_FILE))
			return &fs->v[i];
	return NULL;
}

int
fields_bind(struct fields *fs, const struct form *f, struct err *e)
{
	for (size_t i = 0; i < f->fields.n; i++) {
		struct str name = f->fields.v[i].name;
		struct str value = str_trim(f->fields.v[i].value);
		bool kept;
		struct field *to = find_sent(fs, name, &kept);

		if (!to && (str_eqz(name, "csrf") || str_eqz(name, "outcome")))
			continue;
		if (!to || (to->sent && !kept))
			return err_set(e, ERR_BAD,
			    "Formulir yang dikirim tidak dikenali.",
			    "field %.*s %s", (int)(name.n < 64 ? name.n : 64),
			    name.p, to ? "twice" : "unknown");
		if (kept) {
			to->file_id = value.n ? str_z(fs->arena, value) : NULL;
			continue;
		}
		to->sent = true;
		to->value = str_z(fs->arena,
		    to->type == FIELD_PASSWORD ? f->fields.v[i].value : value);
	}
	for (size_t i = 0; i < f->files_n; i++) {
		bool kept;
		struct field *to = find_sent(fs, f->files[i].field, &kept);

		if (!to || kept || to->type != FIELD_FILE || to->file)
			return err_set(e, ERR_BAD,
			    "Formulir yang dikirim tidak dikenali.",
			    "file field unknown or twice");
		to->file = &f->files[i];
	}
	return 0;
}

/* --- checks ------------------------------------------------------------- */

static const char *
check_option(const struct field *f)
{
	for (size_t i = 0; i < f->options_n; i++)
		if (strcmp(f->options[i].value, f->value) == 0)
			return NULL;
	return "Pilih salah satu yang tersedia.";
}

/* A line break within a line, or what no keyboard types. */
static bool
has_control(const struct field *f)
{
	bool lines = f->type == FIELD_TEXTAREA;

	for (const char *p = f->value; *p; p++)
		if (((unsigned char)*p < ' ' &&
			!(lines && (*p == '\n' || *p == '\t'))) ||
		    *p == 0x7f)
			return true;
	return false;
}

/* The error of a value that is there, or NULL; may put its normal form. */
static const char *
check_value(struct fields *fs, struct field *f)
{
	struct str s = str_of(f->value);
	struct err e = {0};
	struct phone phone;
	struct nik nik;
	struct nip nip;
	struct civil day;
	struct mailbox mailbox;

	if (s.n > f->max)
		return arena_printf(fs->arena,
		    "%s terlalu panjang: paling banyak %zu huruf.", f->label,
		    f->max);
	if (has_control(f))
		return arena_printf(fs->arena,
		    "%s memuat tanda yang tidak terlihat. Ketik ulang.",
		    f->label);
	switch (f->type) {
	case FIELD_EMAIL:
		if (mailbox_parse(&mailbox, s, &e) < 0)
			return e.msg;
		f->value = arena_dup(fs->arena, mailbox.address);
		return NULL;
	case FIELD_PHONE:
		if (phone_parse(&phone, s, &e) < 0)
			return e.msg;
		f->value = arena_dup(fs->arena, phone.normal);
		return NULL;
	case FIELD_NIK:
		if (nik_parse(&nik, s, &e) < 0)
			return arena_printf(fs->arena,
			    "NIK harus %d angka; yang diketik %zu.", NIK_LEN,
			    s.n);
		f->value = arena_dup(fs->arena, nik.digits);
		return NULL;
	case FIELD_NIP:
		if (nip_parse(&nip, s, &e) < 0)
			return arena_printf(fs->arena,
			    "NIP harus %d angka; yang diketik %zu.", NIP_LEN,
			    s.n);
		f->value = arena_dup(fs->arena, nip.digits);
		return NULL;
	case FIELD_DATE:
		return date_parse(&day, s, &e) < 0 ? e.msg : NULL;
	case FIELD_DATETIME:
		return datetime_parse(&day, s, &e) < 0 ? e.msg : NULL;
	case FIELD_SELECT:
	case FIELD_RADIO:
		return check_option(f);
	case FIELD_TEXT:
	case FIELD_TEXTAREA:
	case FIELD_PASSWORD:
	case FIELD_CHECKBOX:
	case FIELD_FILE:
	case FIELD_HIDDEN:
		break;
	}
	return NULL;
}

static const char *
missing_text(struct fields *fs, const struct field *f)
{
	switch (f->type) {
	case FIELD_CHECKBOX:
		return arena_printf(
		    fs->arena, "Beri tanda centang: %s.", f->label);
	case FIELD_FILE:
		return arena_printf(fs->arena, "%s belum diunggah.", f->label);
	case FIELD_SELECT:
	case FIELD_RADIO:
		return arena_printf(fs->arena, "%s belum dipilih.", f->label);
	case FIELD_TEXT:
	case FIELD_TEXTAREA:
	case FIELD_EMAIL:
	case FIELD_PHONE:
	case FIELD_NIK:
	case FIELD_NIP:
	case FIELD_PASSWORD:
	case FIELD_DATE:
	case FIELD_DATETIME:
	case FIELD_HIDDEN:
		break;
	}
	return arena_printf(fs->arena, "%s belum diisi.", f->label);
}

size_t
fields_check(struct fields *fs, int outcome)
{
	unsigned set = outcome < 0 ? ALL_OUTCOMES : OUTCOME_BIT(outcome);

	for (size_t i = 0; i < fs->n; i++) {
		struct field *f = &fs->v[i];
		bool empty = f->type == FIELD_FILE ? !f->file_id : !f->value[0];

		if (f->error)
			continue;
		if (!empty)
			f->error = check_value(fs, f);
		else if (f->required & set)
			f->error = missing_text(fs, f);
	}
	return fields_errors(fs);
}

void
fields_error(struct fields *fs, const char *name, const char *text)
{
	struct field *f = fields_get(fs, name);

	if (f && !f->error)
		f->error = text;
}

size_t
fields_errors(const struct fields *fs)
{
	size_t n = 0;

	for (size_t i = 0; i < fs->n; i++)
		n += fs->v[i].error != NULL;
	return n;
}

bool
fields_multipart(const struct fields *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		if (fs->v[i].type == FIELD_FILE)
			return true;
	return false;
}

/* --- view model --------------------------------------------------------- */

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
	jv_set_z(o, "value", f->type == FIELD_PASSWORD ? "" : f->value);
	jv_set_z(o, "example", f->example);
	jv_set_z(o, "help", hint(fs, f));
	jv_set_z(o, "accept", f->accept);
	jv_set_z(o, "error", f->error);
	jv_set_z(o, "warning", f->warning);
	jv_set_z(o, "autocomplete", f->autocomplete);
	jv_set_z(o, "group_start", group);
	jv_set_int(o, "max_bytes", LIMIT_FILE);
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
	if (f->file_id) {
		json_t *kept = jv_obj();

		jv_set_z(
		    kept, "name", arena_printf(fs->arena, "%s" KEPT, f->name));
		jv_set_z(kept, "value", f->file_id);
		jv_set_z(kept, "file_name", f->file_name);
		jv_set(o, "kept", kept);
	} else {
		jv_set_null(o, "kept");
	}
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
