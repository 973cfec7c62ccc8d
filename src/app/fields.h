/*
 * fields.h - the fields of one form: declared once, drawn as HTML, given as
 * JSON, bound to what was sent, and checked.
 *
 * A page or step declares its fields; fields_bind() puts the sent values in,
 * fields_check() writes an Indonesian sentence beside each value that cannot
 * be accepted.  Whatever was typed is kept, so that the same form can be
 * shown again.
 */
#ifndef APP_FIELDS_H
#define APP_FIELDS_H

#include <jansson.h>

#include "http/form.h"
#include "sop/kind.h"
#include "store/case.h"

enum field_type {
	FIELD_TEXT,
	FIELD_TEXTAREA,
	FIELD_EMAIL,
	FIELD_PHONE,
	FIELD_NIK,
	FIELD_NIP,
	FIELD_PASSWORD,
	FIELD_CODE,     /* a one-time code: digits, never kept in a draft */
	FIELD_DATE,     /* YYYY-MM-DD */
	FIELD_DATETIME, /* YYYY-MM-DDTHH:MM, the office's time */
	FIELD_SELECT,
	FIELD_RADIO,
	FIELD_CHECKBOX,
	FIELD_FILE,
	FIELD_HIDDEN
};

struct option {
	const char *value, *label;
};

#define ALL_OUTCOMES   0xffffffffu
#define OUTCOME_BIT(o) (1u << (unsigned)(o))
_Static_assert(OUT_COUNT <= 32, "outcomes fit into a set");

struct field {
	const char *name, *label;
	enum field_type type;
	const char *help, *example, *accept, *group; /* each may be NULL */
	const struct option *options;
	size_t options_n;
	unsigned required; /* set of outcomes that need it; forms without
	                      outcomes: ALL_OUTCOMES or 0 */
	size_t max;        /* bytes of text, at most */
	const char *value; /* what to show; "" at start, never NULL */
	const char *error, *warning; /* NULL: none */
	const char *autocomplete;
	/* FIELD_FILE */
	uint64_t max_bytes; /* of one file */
	size_t max_files;   /* 1: the next takes the place of the first */
	const struct file *
	    *files; /* received and not handed in, oldest first */
	size_t files_n, files_cap;
	const char *camera; /* "ktp", "selfie": what to take; NULL: no help */
	const char *challenge; /* what a selfie has to show; NULL: nothing */
	bool silent;           /* taken if it comes, but part of no page */
	bool placed; /* drawn by the page itself, not in the list of fields */
	bool sent;   /* the form that came had this field */
};

struct fields {
	struct arena *arena;   /* borrowed */
	const char *files_url; /* "/kudus/berkas/": where received files are
	                          seen; NULL: nowhere */
	struct field *v;
	size_t n, cap;
};

void fields_init(struct fields *fs, struct arena *a);

/*
 * Add a field.  The pointer is valid until the next fields_add().  Strings
 * are borrowed and must live as long as the arena.
 */
struct field *fields_add(struct fields *fs, enum field_type type,
    const char *name, const char *label);

/* fields_add() with required = ALL_OUTCOMES and an example. */
struct field *fields_need(struct fields *fs, enum field_type type,
    const char *name, const char *label, const char *example);

/*
 * fields_add() of files: types as "image/jpeg,image/png".  Takes one file of
 * SOP_ITEM_BYTES.
 */
struct field *fields_file(
    struct fields *fs, const char *name, const char *label, const char *accept);

#define ACCEPT_PAPER "application/pdf,image/jpeg,image/png"
#define ACCEPT_PHOTO "image/jpeg,image/png"

/* Received files now stand for the field, or no longer. */
void field_add_file(
    const struct fields *fs, struct field *f, const struct file *file);
void field_drop_file(struct field *f, size_t i);

/* The ids of the files, in the arena. */
const char *const *field_file_ids(
    const struct fields *fs, const struct field *f);

/* "PDF, JPEG, atau PNG; paling besar 5 MB per berkas." */
const char *field_limits(const struct fields *fs, const struct field *f);

/* NULL if there is none. */
struct field *fields_get(const struct fields *fs, const char *name);

/* The trimmed value; "" if there is no such field. */
const char *fields_value(const struct fields *fs, const char *name);

/*
 * Put the sent values into the fields.  ERR_BAD for a name that the form does
 * not have (csrf, outcome and draf are always allowed), a text field sent
 * twice, or a file for what is no file field.
 */
int fields_bind(
    struct fields *fs, const struct form *f, struct err *e) MUST_CHECK;

/*
 * Check every value for this outcome (-1: a form without outcomes).  Returns
 * the number of errors and writes them into the fields.  Values are brought
 * to their normal form (phone, e-mail, digits).
 */
size_t fields_check(struct fields *fs, int outcome);

/* Write an error beside a field, unless it has one. */
void fields_error(struct fields *fs, const char *name, const char *text);
size_t fields_errors(const struct fields *fs);

/* Whether the form has a file field. */
bool fields_multipart(const struct fields *fs);

/* One field of the view model; group NULL: no heading before it. */
json_t *field_json(
    const struct fields *fs, const struct field *f, const char *group);

/* The arrays "fields" and "errors" of the view model. */
json_t *fields_json(const struct fields *fs);
json_t *fields_errors_json(const struct fields *fs);

#endif
