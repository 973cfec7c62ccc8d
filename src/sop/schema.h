/*
 * schema.h - which keys a YAML map may have and what their values are: a
 * static table, and the walker that reports every departure from it.
 */
#ifndef SOP_SCHEMA_H
#define SOP_SCHEMA_H

#include "sop/node.h"

enum field_type {
	FIELD_TEXT,    /* one text */
	FIELD_WORD,    /* one of .words */
	FIELD_TEXTS,   /* a list of texts */
	FIELD_RECORDS, /* a list of maps, each after .record; or where there
	                  are any, one of .words */
	FIELD_RECORD,  /* one map after .record */
	FIELD_PAIRS,   /* a map with free keys and texts as values */
	FIELD_ANY      /* whatever the caller looks at itself */
};

struct field {
	const char *key;
	enum field_type type;
	bool required; /* must be there and not empty */
	const char *const *words;
	size_t words_n;
	const struct schema *record;
};

struct schema {
	const char *name; /* what the map is, for messages: "langkah" */
	const struct field *fields;
	size_t fields_n;
};

/*
 * Report unknown, repeated and missing keys and values of a wrong type in n
 * and below.  A key without a value counts as absent.
 */
void schema_check(
    struct problem_list *l, const struct schema *s, const struct node *n);

/* The index of a key's word, or of fallback where it is absent or wrong. */
int schema_word(const struct node *map, const char *key,
    const char *const *words, size_t words_n, int fallback);

/* A key's list of texts in the arena; *n is 0 where there is none. */
const char *const *schema_texts(
    struct arena *a, const struct node *map, const char *key, size_t *n);

#endif
