#include "http/urlencoded.h"

#include "base/limits.h"

size_t
text_line_ends(char *p, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\r') {
			p[out++] = '\n';
			i += i + 1 < n && p[i + 1] == '\n';
		} else {
			p[out++] = p[i];
		}
	}
	return out;
}

struct str
params_get(const struct params *ps, const char *name)
{
	for (size_t i = 0; i < ps->n; i++)
		if (str_eqz(ps->v[i].name, name))
			return ps->v[i].value;
	return (struct str){NULL, 0};
}

/* How many pairs s has at most. */
static size_t
count(struct str s)
{
	size_t n = s.n > 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '&';
	return n;
}

static int
pair_parse(struct param *out, struct arena *a, struct str name,
    struct str value, struct err *e)
{
	struct str decoded;
	char *text;

	if (url_decode(&out->name, a, name, true, e) ||
	    url_decode(&decoded, a, value, true, e))
		return -1;
	if (out->name.n == 0)
		return err_set(e, ERR_BAD, "Isian formulir tidak bernama.",
		    "urlencoded: value without a name");
	text = str_z(a, decoded);
	out->value = (struct str){text, text_line_ends(text, decoded.n)};
	if (out->name.n > LIMIT_FIELD_NAME || out->value.n > LIMIT_FIELD)
		return err_set(e, ERR_LIMIT,
		    "Salah satu isian terlalu panjang.",
		    "urlencoded: name of %zu, value of %zu bytes", out->name.n,
		    out->value.n);
	return 0;
}

int
urlencoded_parse(
    struct params *ps, struct arena *a, struct str s, struct err *e)
{
	size_t max = count(s);
	struct params got = {.n = 0};

	if (max > LIMIT_FIELDS)
		return err_set(e, ERR_LIMIT, "Isian formulir terlalu banyak.",
		    "urlencoded: %zu fields", max);
	got.v = ARENA_ARRAY(a, max, struct param);
	while (s.p) {
		struct str value = str_cut(&s, '&');
		struct str name;

		if (value.n == 0)
			continue;
		name = str_cut(&value, '=');
		if (pair_parse(&got.v[got.n], a, name, value, e))
			return -1;
		got.n++;
	}
	*ps = got;
	return 0;
}
