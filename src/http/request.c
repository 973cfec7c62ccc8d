#include "http/request.h"

#include <string.h>

#include "base/limits.h"
#include "http/urlencoded.h"

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
url_decode(
    struct str *out, struct arena *a, struct str s, bool plus, struct err *e)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '+' && plus) {
			c = ' ';
		} else if (c == '%') {
			int hi = s.n - i > 2 ? hex_digit(s.p[i + 1]) : -1;
			int lo = s.n - i > 2 ? hex_digit(s.p[i + 2]) : -1;

			if (hi < 0 || lo < 0)
				return err_set(e, ERR_BAD,
				    "Alamat atau isian tidak dapat dibaca.",
				    "url: bad escape at %zu of %zu", i, s.n);
			c = (char)(hi * 16 + lo);
			i += 2;
		}
		p[n++] = c;
	}
	if (!str_utf8((struct str){p, n}))
		return err_set(e, ERR_BAD,
		    "Alamat atau isian memuat karakter yang tidak sah.",
		    "url: NUL or invalid UTF-8 in %zu bytes", n);
	*out = (struct str){p, n};
	return 0;
}

char *
url_encode(struct arena *a, struct str s)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_array(a, s.n + 1, 3), *p = out;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || (c && strchr("-._~", c))) {
			*p++ = (char)c;
		} else {
			*p++ = '%';
			*p++ = digits[c >> 4];
			*p++ = digits[c & 15];
		}
	}
	return out;
}

/*
 * Looked at after decoding, so that no escape hides anything.  An empty
 * segment is right only at the end, where it is a trailing slash.
 */
static int
path_check(struct str path, struct err *e)
{
	struct str rest = path, seg;

	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (c < 0x20 || c == 0x7f || c == '\\')
			goto bad;
	}
	if (path.n == 0 || path.p[0] != '/')
		goto bad;
	str_cut(&rest, '/');
	while (rest.p) {
		seg = str_cut(&rest, '/');
		if ((seg.n == 0 && rest.p) || str_eqz(seg, ".") ||
		    str_eqz(seg, ".."))
			goto bad;
	}
	return 0;
bad:
	return err_set(e, ERR_BAD, "Alamat halaman tidak sah.",
	    "target: path of %zu bytes refused", path.n);
}

int
request_target(struct request *rq, struct str target, struct err *e)
{
	struct str path, query = target, raw;
	struct params params;

	if (target.n > LIMIT_URL)
		return err_set(e, ERR_LIMIT, "Alamat halaman terlalu panjang.",
		    "target: %zu bytes", target.n);
	raw = str_cut(&query, '?');
	if (!query.p)
		query = STR("");
	if (url_decode(&path, rq->arena, raw, false, e) ||
	    path_check(path, e) ||
	    urlencoded_parse(&params, rq->arena, query, e))
		return -1;
	rq->path = path;
	rq->query = query;
	rq->params = params;
	return 0;
}

struct str
request_param(const struct request *rq, const char *name)
{
	return params_get(&rq->params, name);
}

/* RFC 6265's cookie-octet: no blanks, quotes, commas, semicolons. */
static bool
cookie_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= 0x20 || c >= 0x7f || strchr("\",;\\", c))
			return false;
	}
	return true;
}

/* The first cookie of the name: browsers send the closest path first. */
struct str
request_cookie(const struct request *rq, const char *name)
{
	struct str rest = rq->cookie;

	while (rest.p) {
		struct str value = str_cut(&rest, ';');
		struct str key = str_trim(str_cut(&value, '='));

		if (!value.p || !str_eqz(key, name))
			continue;
		value = str_trim(value);
		if (value.n >= 2 && value.p[0] == '"' &&
		    value.p[value.n - 1] == '"')
			value = (struct str){value.p + 1, value.n - 2};
		if (cookie_text(value))
			return value;
	}
	return (struct str){NULL, 0};
}

/* "0.8" as 800; 0 where malformed, so that what is unclear is not wanted. */
static unsigned
quality(struct str s)
{
	unsigned v, place = 100;

	if (s.n == 0 || s.n > 5 || (s.p[0] != '0' && s.p[0] != '1') ||
	    (s.n > 1 && s.p[1] != '.'))
		return 0;
	v = s.p[0] == '1' ? 1000 : 0;
	for (size_t i = 2; i < s.n; i++, place /= 10) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		v += (unsigned)(s.p[i] - '0') * place;
	}
	return v > 1000 ? 0 : v;
}

bool
request_wants_json(const struct request *rq)
{
	struct str rest = rq->accept;
	unsigned json = 0, html = 0;

	while (rest.p) {
		struct str params = str_cut(&rest, ',');
		struct str type = str_trim(str_cut(&params, ';'));
		unsigned q = 1000;

		while (params.p) {
			struct str value = str_cut(&params, ';');
			struct str key = str_trim(str_cut(&value, '='));

			if (str_caseeq(key, STR("q")))
				q = quality(str_trim(value));
		}
		if (str_caseeq(type, STR("application/json")) && q > json)
			json = q;
		if (str_caseeq(type, STR("text/html")) && q > html)
			html = q;
	}
	return json > 0 && json >= html;
}
