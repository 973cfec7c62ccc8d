#include "view/json.h"

#include "base/limits.h"
#include "base/log.h"

static json_t *
sure(json_t *v)
{
	if (!v)
		log_fatal("json: out of memory, or a text is not UTF-8");
	return v;
}

static json_t *
text_of(struct str s)
{
	return sure(s.p ? json_stringn(s.p, s.n) : json_null());
}

/* Unlike str_of(), which takes NULL for empty. */
static struct str
str_or_null(const char *z)
{
	return z ? str_of(z) : (struct str){NULL, 0};
}

json_t *
jv_obj(void)
{
	return sure(json_object());
}

json_t *
jv_arr(void)
{
	return sure(json_array());
}

json_t *
jv_set(json_t *obj, const char *key, json_t *v)
{
	/* Keys are literals: only values need the check for UTF-8. */
	if (json_object_set_new_nocheck(obj, key, sure(v)) != 0)
		log_fatal("json: cannot set %s", key);
	return v;
}

void
jv_set_str(json_t *obj, const char *key, struct str s)
{
	jv_set(obj, key, text_of(s));
}

void
jv_set_z(json_t *obj, const char *key, const char *z)
{
	jv_set_str(obj, key, str_or_null(z));
}

void
jv_set_int(json_t *obj, const char *key, int64_t v)
{
	jv_set(obj, key, json_integer(v));
}

void
jv_set_bool(json_t *obj, const char *key, bool v)
{
	jv_set(obj, key, json_boolean(v));
}

void
jv_set_null(json_t *obj, const char *key)
{
	jv_set(obj, key, json_null());
}

json_t *
jv_set_obj(json_t *obj, const char *key)
{
	return jv_set(obj, key, jv_obj());
}

json_t *
jv_set_arr(json_t *obj, const char *key)
{
	return jv_set(obj, key, jv_arr());
}

json_t *
jv_append(json_t *arr, json_t *v)
{
	if (json_array_append_new(arr, sure(v)) != 0)
		log_fatal("json: cannot append");
	return v;
}

json_t *
jv_append_obj(json_t *arr)
{
	return jv_append(arr, jv_obj());
}

void
jv_append_str(json_t *arr, struct str s)
{
	jv_append(arr, text_of(s));
}

void
jv_append_z(json_t *arr, const char *z)
{
	jv_append_str(arr, str_or_null(z));
}

void
jv_fact(json_t *arr, const char *label, const char *value)
{
	json_t *o;

	if (!value || !value[0])
		return;
	o = jv_append_obj(arr);
	jv_set_z(o, "label", label);
	jv_set_z(o, "value", value);
}

static int
put(const char *p, size_t n, void *out)
{
	sb_put(out, p, n);
	return 0;
}

void
json_text(const json_t *v, struct sb *out)
{
	if (json_dump_callback(v, put, out, JSON_COMPACT | JSON_ENCODE_ANY))
		log_fatal("json: cannot be written");
}

char *
json_z(struct arena *a, const json_t *v)
{
	struct sb text;
	char *z;

	sb_init(&text, LIMIT_PAGE);
	json_text(v, &text);
	if (text.failed)
		log_fatal("json: text of more than %zu bytes", text.max);
	z = str_z(a, sb_get(&text));
	sb_clear(&text);
	return z;
}
