#include "app/fields.h"

#include <string.h>

#include "domain/date.h"
#include "domain/digits.h"
#include "domain/mailbox.h"
#include "domain/nik.h"
#include "domain/nip.h"
#include "domain/phone.h"
#include "sop/model.h"
#include "view/format.h"

#define TEXT_MAX     200
#define TEXTAREA_MAX 2000

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
fields_file(
    struct fields *fs, const char *name, const char *label, const char *accept)
{
	struct field *f = fields_add(fs, FIELD_FILE, name, label);

	f->accept = accept;
	f->max_bytes = SOP_ITEM_BYTES;
	f->max_files = 1;
	return f;
}

void
field_add_file(
    const struct fields *fs, struct field *f, const struct file *file)
{
	ARENA_GROW(fs->arena, f->files, f->files_n, f->files_cap);
	f->files[f->files_n++] = file;
}

void
field_drop_file(struct field *f, size_t i)
{
	f->files_n--;
	memmove(&f->files[i], &f->files[i + 1],
	    (f->files_n - i) * sizeof(f->files[0]));
}

const char *const *
field_file_ids(const struct fields *fs, const struct field *f)
{
	const char **ids = ARENA_ARRAY(fs->arena, f->files_n + 1, const char *);

	for (size_t i = 0; i < f->files_n; i++)
		ids[i] = f->files[i]->id;
	return ids;
}

const char *
field_limits(const struct fields *fs, const struct field *f)
{
	bool pdf = f->accept && strstr(f->accept, "pdf");
	const char *size = format_size(fs->arena, f->max_bytes);

	if (f->max_files == 1)
		return arena_printf(fs->arena, "%s; paling besar %s.",
		    pdf ? "PDF, JPEG, atau PNG" : "JPEG atau PNG", size);
	return arena_printf(fs->arena,
	    "%s; paling besar %s per berkas, paling banyak %zu berkas.",
	    pdf ? "PDF, JPEG, atau PNG" : "JPEG atau PNG", size, f->max_files);
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
find_sent(const struct fields *fs, struct str name)
{
	for (size_t i = 0; i < fs->n; i++)
		if (str_eqz(name, fs->v[i].name))
			return &fs->v[i];
	return NULL;
}

int
fields_bind(struct fields *fs, const struct form *f, struct err *e)
{
	for (size_t i = 0; i < f->fields.n; i++) {
		struct str name = f->fields.v[i].name;
		struct str value = str_trim(f->fields.v[i].value);
		struct field *to = find_sent(fs, name);

		if (!to && (str_eqz(name, "csrf") || str_eqz(name, "outcome") ||
			       str_eqz(name, "draf")))
			continue;
		if (!to || to->sent)
			return err_set(e, ERR_BAD,
			    "Formulir yang dikirim tidak dikenali.",
			    "field %.*s %s", (int)(name.n < 64 ? name.n : 64),
			    name.p, to ? "twice" : "unknown");
		to->sent = true;
		to->value = str_z(fs->arena,
		    to->type == FIELD_PASSWORD ? f->fields.v[i].value : value);
	}
	for (size_t i = 0; i < f->files_n; i++) {
		struct field *to = find_sent(fs, f->files[i].field);

		if (!to || to->type != FIELD_FILE)
			return err_set(e, ERR_BAD,
			    "Formulir yang dikirim tidak dikenali.",
			    "file field unknown");
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
	case FIELD_CODE:
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
	case FIELD_CODE:
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
		bool empty =
		    f->type == FIELD_FILE ? f->files_n == 0 : !f->value[0];

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
