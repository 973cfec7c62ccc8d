/*
 * json.h - view models, built tersely.  Lack of memory ends the process, as
 * in an arena, so that no call needs a check; so does text that is not UTF-8,
 * which forms and the database have refused before.
 */
#ifndef VIEW_JSON_H
#define VIEW_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* New and empty; the caller owns them until jv_set() or jv_append(). */
json_t *jv_obj(void) __attribute__((returns_nonnull));
json_t *jv_arr(void) __attribute__((returns_nonnull));

/*
 * Put a value under a key; an older one is replaced.  The text is copied; a
 * text whose pointer is NULL becomes null.
 */
void jv_set_str(json_t *obj, const char *key, struct str s);
void jv_set_z(json_t *obj, const char *key, const char *z);
void jv_set_int(json_t *obj, const char *key, int64_t v);
void jv_set_bool(json_t *obj, const char *key, bool v);
void jv_set_null(json_t *obj, const char *key);

/* Take over v, put it under the key, and return it, borrowed. */
json_t *jv_set(json_t *obj, const char *key, json_t *v);

/* A new object or list under the key; borrowed from obj. */
json_t *jv_set_obj(json_t *obj, const char *key);
json_t *jv_set_arr(json_t *obj, const char *key);

/* Take over v, add it at the end, and return it, borrowed. */
json_t *jv_append(json_t *arr, json_t *v);
/* A new object at the end; borrowed from arr. */
json_t *jv_append_obj(json_t *arr);
void jv_append_str(json_t *arr, struct str s);
void jv_append_z(json_t *arr, const char *z);
/* An object of label and value; nothing where the value is NULL or "". */
void jv_fact(json_t *arr, const char *label, const char *value);

/* Append v as compact JSON, keys in the order in which they were set. */
void json_text(const json_t *v, struct sb *out);
/* The same, NUL-terminated in the arena.  Instead of json_dumps(). */
char *json_z(struct arena *a, const json_t *v);

#endif
