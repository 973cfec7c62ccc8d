#include "simulator/fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[FAULT_KINDS] = {"none", "delay", "401", "429",
    "500", "500-empty", "503", "html", "truncated", "empty", "reset", "drop",
    "types"};

enum fault_kind
fault_find(const char *name)
{
	for (int i = 1; i < FAULT_KINDS; i++)
		if (strcmp(names[i], name) == 0)
			return (enum fault_kind)i;
	return FAULT_NONE;
}

int
fault_add(struct faults *f, const struct fault *x)
{
	if (f->n == FAULTS)
		return -1;
	f->v[f->n++] = *x;
	return 0;
}

struct fault
fault_take(struct faults *f, enum call c)
{
	for (size_t i = 0; i < f->n; i++) {
		struct fault x = f->v[i];

		if (x.call != c && x.call != CALLS)
			continue;
		if (x.times > 0 && --f->v[i].times == 0) {
			f->n--;
			memmove(&f->v[i], &f->v[i + 1],
			    (f->n - i) * sizeof(f->v[0]));
		}
		return x;
	}
	return (struct fault){.kind = FAULT_NONE};
}

static json_t *
other_type(json_t *v)
{
	const char *s = json_string_value(v);
	char text[32];

	if (json_is_integer(v)) {
		snprintf(text, sizeof(text), "%lld",
		    (long long)json_integer_value(v));
		return json_string(text);
	}
	if (s && s[0] && strspn(s, "0123456789") == strlen(s) && strlen(s) < 19)
		return json_integer(strtoll(s, NULL, 10));
	return json_incref(v);
}

static void
change_types(struct arena *a, struct answer *out)
{
	json_t *in = json_loadb(out->body.p, out->body.n, 0, NULL), *o, *v;
	const char *key;

	if (!json_is_object(in)) {
		json_decref(in);
		return;
	}
	o = json_object();
	json_object_foreach(in, key, v)
	    json_object_set_new(o, key, other_type(v));
	json_decref(in);
	answer_json(out, a, out->status, o);
}

static void
set_body(struct answer *out, int status, const char *type, const char *text)
{
	out->status = status;
	out->type = type;
	out->body = str_of(text);
	out->document_id = NULL;
}

void
fault_change(enum fault_kind k, struct world *w, struct arena *a,
    const struct ask *q, struct answer *out)
{
	switch (k) {
	case FAULT_401:
		answer_spring(out, w, a, 401, "Unauthorized", q->path);
		return;
	case FAULT_429:
		answer_spring(out, w, a, 429, "Too Many Requests", q->path);
		return;
	case FAULT_500:
		answer_spring(out, w, a, 500, "Internal Server Error", q->path);
		return;
	case FAULT_500_EMPTY:
		set_body(out, 500, "application/json", "");
		return;
	case FAULT_503:
		answer_spring(out, w, a, 503, "Service Unavailable", q->path);
		return;
	case FAULT_HTML:
		set_body(out, 200, "text/html",
		    "<!doctype html><title>Portal</title><p>Silakan masuk.");
		return;
	case FAULT_EMPTY:
		set_body(out, 200, "application/json", "");
		return;
	case FAULT_TYPES:
		change_types(a, out);
		return;
	case FAULT_NONE:
	case FAULT_DELAY:
	case FAULT_TRUNCATED:
	case FAULT_RESET:
	case FAULT_DROP:
	case FAULT_KINDS:
		return;
	}
}
