/*
 * multipart_head.c - the few headers that multipart/form-data knows.
 *
 * Browsers write name="..." with %22, %0D and %0A for quote, CR and LF and
 * leave a backslash alone; other clients escape by backslash.  Both are
 * read: a backslash escapes only a quote or another backslash.
 */
#include <string.h>

#include "http/multipart.h"

static int
bad(struct err *e, const char *detail)
{
	return err_set(e, ERR_BAD,
	    "Kiriman formulir rusak atau tidak lengkap. Silakan ulangi.",
	    "multipart head: %s", detail);
}

/*
 * Cut "; name=value" off *s.  value is what stood between the quotes, or
 * the bare word.  1: cut, 0: nothing left, -1: malformed.
 */
static int
param_cut(struct str *s, struct str *name, struct str *value)
{
	struct str rest = str_trim(*s);
	size_t i = 0;

	if (rest.n == 0)
		return 0;
	if (rest.p[0] != ';')
		return -1;
	rest = (struct str){rest.p + 1, rest.n - 1};
	*name = str_trim(str_cut(&rest, '='));
	if (!rest.p || name->n == 0 || memchr(name->p, ';', name->n))
		return -1;
	rest = str_trim(rest);
	if (rest.n == 0 || rest.p[0] != '"') {
		while (i < rest.n && rest.p[i] != ';' && rest.p[i] != '"')
			i++;
		*value = str_trim((struct str){rest.p, i});
		*s = (struct str){rest.p + i, rest.n - i};
		return value->n > 0 ? 1 : -1;
	}
	for (i = 1; i < rest.n && rest.p[i] != '"'; i++)
		i += rest.p[i] == '\\' && i + 1 < rest.n &&
		     (rest.p[i + 1] == '"' || rest.p[i + 1] == '\\');
	if (i >= rest.n)
		return -1;
	*value = (struct str){rest.p + 1, i - 1};
	*s = (struct str){rest.p + i + 1, rest.n - i - 1};
	return 1;
}

static bool
boundary_valid(struct str b)
{
	for (size_t i = 0; i < b.n; i++) {
		char c = b.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			(c >= 'A' && c <= 'Z') ||
			(c && strchr("'()+_,-./:=? ", c))))
			return false;
	}
	return b.n > 0 && b.n <= MULTIPART_BOUNDARY && b.p[b.n - 1] != ' ';
}

int
multipart_boundary(struct str *boundary, struct str content_type, struct err *e)
{
	struct str found = {NULL, 0}, name, value, s = content_type;
	const char *at = s.n > 0 ? memchr(s.p, ';', s.n) : NULL;
	int rc;

	if (!at)
		return bad(e, "no boundary");
	s = (struct str){at, s.n - (size_t)(at - s.p)};
	while ((rc = param_cut(&s, &name, &value)) > 0) {
		if (!str_caseeq(name, STR("boundary")))
			continue;
		if (found.p)
			return bad(e, "two boundaries");
		found = value;
	}
	if (rc || !found.p || !boundary_valid(found))
		return bad(e, "boundary");
	*boundary = found;
	return 0;
}

/* Write s without its escapes to out, which has room for s.n bytes. */
static struct str
unescape(char *out, struct str s)
{
	static const struct {
		struct str from;
		char to;
	} rows[] = {
	    {{"\\\"", 2}, '"'},
	    {{"\\\\", 2}, '\\'},
	    {{"%22", 3}, '"'},
	    {{"%0d", 3}, '\r'},
	    {{"%0a", 3}, '\n'},
	};
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		size_t len = 1;
		char c = s.p[i];

		for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
			struct str from = rows[r].from;

			if (s.n - i < from.n ||
			    !str_caseeq((struct str){s.p + i, from.n}, from))
				continue;
			c = rows[r].to;
			len = from.n;
			break;
		}
		out[n++] = c;
		i += len;
	}
	return (struct str){out, n};
}

/* C0, DEL, C1, and the characters that turn the direction of writing. */
static bool
hidden(const unsigned char *p, size_t len)
{
	if (len == 1)
		return p[0] < 0x20 || p[0] == 0x7f;
	if (len == 2)
		return (p[0] == 0xc2 && p[1] < 0xa0) ||
		       (p[0] == 0xd8 && p[1] == 0x9c);
	if (len != 3 || p[0] != 0xe2)
		return false;
	return (p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f ||
				    (p[2] >= 0xaa && p[2] <= 0xae))) ||
	       (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
}

/*
 * The last part of a path, without what could mislead a reader.  out may be
 * where s stands: what is written never overtakes what is read.
 */
static struct str
filename_clean(char *out, struct str s)
{
	size_t from = 0, n = 0, len;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '/' || s.p[i] == '\\')
			from = i + 1;
	for (size_t i = from; i < s.n; i += len) {
		const unsigned char *p = (const unsigned char *)s.p + i;

		len = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
		if (hidden(p, len))
			continue;
		if (n + len > MULTIPART_FILENAME)
			break;
		memmove(out + n, p, len);
		n += len;
	}
	return (struct str){out, n};
}

static int
disposition(struct multipart_head *out, char *text, struct str s, struct err *e)
{
	struct str name, value, type;
	bool extended = false;
	size_t n = 0;
	int rc;

	while (n < s.n && s.p[n] != ';')
		n++;
	type = str_trim((struct str){s.p, n});
	if (!str_caseeq(type, STR("form-data")))
		return bad(e, "not form-data");
	s = (struct str){s.p + n, s.n - n};
	while ((rc = param_cut(&s, &name, &value)) > 0) {
		if (str_caseeq(name, STR("name"))) {
			if (out->name.p)
				return bad(e, "two names");
			out->name = unescape(text, value);
			text += out->name.n;
		} else if (str_caseeq(name, STR("filename"))) {
			if (out->file)
				return bad(e, "two file names");
			out->file = true;
			out->filename = unescape(text, value);
			text += out->filename.n;
		} else if (str_caseeq(name, STR("filename*"))) {
			extended = true;
		}
	}
	/* RFC 7578 forbids filename*; alone it would pass a file as text. */
	if (rc || !out->name.p || (extended && !out->file))
		return bad(e, "parameters");
	return 0;
}

static int
line(struct multipart_head *out, char *text, struct str s, struct err *e)
{
	struct str value = s, name = str_cut(&value, ':');

	if (!value.p || name.n == 0 || !str_eq(name, str_trim(name)))
		return bad(e, "line");
	value = str_trim(value);
	if (str_caseeq(name, STR("Content-Disposition"))) {
		if (out->name.p)
			return bad(e, "two dispositions");
		return disposition(out, text, value, e);
	}
	if (str_caseeq(name, STR("Content-Transfer-Encoding")) &&
	    !str_caseeq(value, STR("binary")) &&
	    !str_caseeq(value, STR("8bit")) && !str_caseeq(value, STR("7bit")))
		return bad(e, "encoded content");
	return 0;
}

static bool
name_valid(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return s.n > 0 && str_utf8(s);
}

int
multipart_head_parse(struct multipart_head *out, char *text, const char *head,
    size_t n, struct err *e)
{
	struct multipart_head got = {.filename = STR("")};
	struct str rest = {head, n}, s;

	if (!str_utf8(rest))
		return bad(e, "NUL or invalid UTF-8");
	while (rest.n > 0) {
		s = str_cut(&rest, '\n');
		if (!rest.p || s.n == 0 || s.p[s.n - 1] != '\r')
			return bad(e, "line end");
		s.n--;
		if (memchr(s.p, '\r', s.n))
			return bad(e, "CR in a line");
		if (line(&got, text, s, e))
			return -1;
	}
	if (!name_valid(got.name))
		return bad(e, "name");
	if (got.name.n > LIMIT_FIELD_NAME)
		return err_set(e, ERR_LIMIT, "Nama isian terlalu panjang.",
		    "multipart: name of %zu bytes", got.name.n);
	if (got.file)
		got.filename = filename_clean(
		    text + (got.filename.p - text), got.filename);
	*out = got;
	return 0;
}
