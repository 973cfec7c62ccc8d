#include "mail/mime.h"

#include <string.h>

/* --- lines and headers -------------------------------------------------- */

/* The next line without its end, CR LF or LF. */
static struct str
next_line(struct str *rest)
{
	struct str line = str_cut(rest, '\n');

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

struct str
mime_head(struct str *rest)
{
	const char *begin = rest->p;
	struct str head = *rest;

	while (rest->p && rest->n > 0) {
		const char *line = rest->p;

		if (next_line(rest).n == 0) {
			head.n = (size_t)(line - begin);
			return head;
		}
	}
	*rest = (struct str){NULL, 0};
	return head;
}

/* The next header of a head, folded lines and all; false at the end. */
static bool
next_field(struct str *head, struct str *name, struct str *value)
{
	while (head->p && head->n > 0) {
		struct str line = next_line(head);

		*name = str_cut(&line, ':');
		if (!line.p)
			continue;
		*name = str_trim(*name);
		*value = line;
		while (head->p && head->n > 0 &&
		       (*head->p == ' ' || *head->p == '\t')) {
			line = next_line(head);
			value->n = (size_t)(line.p + line.n - value->p);
		}
		return true;
	}
	return false;
}

struct str
mime_find(struct str head, const char *name)
{
	struct str key, value;

	while (next_field(&head, &key, &value))
		if (str_caseeq(key, str_of(name)))
			return value;
	return (struct str){NULL, 0};
}

struct str
mime_param(struct str value, const char *name)
{
	str_cut(&value, ';');
	while (value.p && value.n > 0) {
		struct str part = str_cut(&value, ';');
		struct str key = str_trim(str_cut(&part, '='));

		if (!part.p || !str_caseeq(key, str_of(name)))
			continue;
		part = str_trim(part);
		if (part.n >= 2 && *part.p == '"' && part.p[part.n - 1] == '"')
			part = (struct str){part.p + 1, part.n - 2};
		return part;
	}
	return (struct str){NULL, 0};
}

bool
mime_is_type(struct str value, const char *type)
{
	return str_caseeq(str_trim(str_cut(&value, ';')), str_of(type));
}

/* --- parts -------------------------------------------------------------- */

/* 1: "--boundary", 2: "--boundary--", 0: another line. */
static int
is_mark(struct str line, struct str boundary)
{
	if (!str_starts(line, STR("--")))
		return 0;
	line = (struct str){line.p + 2, line.n - 2};
	if (!str_starts(line, boundary))
		return 0;
	line = str_trim((struct str){line.p + boundary.n, line.n - boundary.n});
	return line.n == 0 ? 1 : str_eqz(line, "--") ? 2 : 0;
}

bool
mime_part(struct str *rest, struct str boundary, struct str *part)
{
	const char *from = NULL, *end = rest->p ? rest->p + rest->n : NULL;

	while (rest->p && rest->n > 0) {
		struct str before = *rest, line = next_line(rest);
		int mark = is_mark(line, boundary);

		if (mark == 0)
			continue;
		if (from) {
			*part = (struct str){from, (size_t)(before.p - from)};
			*rest = before;
			return true;
		}
		if (mark == 2)
			break;
		from = rest->p;
	}
	*rest = (struct str){NULL, 0};
	if (!from)
		return false;
	*part = (struct str){from, (size_t)(end - from)};
	return true;
}

/* --- decoding ----------------------------------------------------------- */

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "=C3" at p; false: it is something else. */
static bool
hex_byte(struct str s, size_t at, char *out)
{
	int high = at + 2 < s.n ? hex_digit(s.p[at + 1]) : -1;
	int low = high >= 0 ? hex_digit(s.p[at + 2]) : -1;

	if (low < 0 || s.p[at] != '=')
		return false;
	*out = (char)(high * 16 + low);
	return true;
}

/* Into out, which has room for s.n bytes; how many it became.  word: as in an
 * encoded word, where '_' is a blank. */
static size_t
quoted_printable(char *out, struct str s, bool word)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '=') {
			out[n++] = word && s.p[i] == '_' ? ' ' : s.p[i];
		} else if (hex_byte(s, i, &out[n])) {
			n++;
			i += 2;
		} else if (i + 1 < s.n && s.p[i + 1] == '\n') {
			i++;
		} else if (i + 2 < s.n && s.p[i + 1] == '\r' &&
			   s.p[i + 2] == '\n') {
			i += 2;
		} else {
			out[n++] = '=';
		}
	}
	return n;
}

static size_t
base64(char *out, struct str s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, held = 0;
	size_t n = 0;

	for (size_t i = 0; i < s.n && s.p[i] != '='; i++) {
		const char *d = memchr(digits, s.p[i], sizeof(digits) - 1);

		if (!d)
			continue;
		bits = (bits << 6 | (unsigned)(d - digits)) & 0xffffff;
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		out[n++] = (char)(bits >> held & 0xff);
	}
	return n;
}

/* n bytes as text: what is not UTF-8 loses its bytes above 126. */
static const char *
as_text(char *out, size_t n)
{
	out[n] = '\0';
	if (str_utf8((struct str){out, n}))
		return out;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)out[i] > 126)
			out[i] = '?';
	return out;
}

const char *
mime_body(struct arena *a, struct str body, struct str encoding)
{
	char *out = arena_alloc(a, body.n + 1);
	size_t n = body.n, kept = 0;

	encoding = str_trim(encoding);
	if (str_caseeq(encoding, STR("quoted-printable")))
		n = quoted_printable(out, body, false);
	else if (str_caseeq(encoding, STR("base64")))
		n = base64(out, body);
	else if (n > 0)
		memcpy(out, body.p, n);
	for (size_t i = 0; i < n; i++)
		if (out[i] != '\0' &&
		    !(out[i] == '\r' && i + 1 < n && out[i + 1] == '\n'))
			out[kept++] = out[i];
	return as_text(out, kept);
}

/*
 * One encoded word at the beginning of s: its length, what it says goes to
 * out and its length to *n; 0: there is none that we read.
 */
static size_t
encoded_word(struct str s, char *out, size_t *n)
{
	struct str rest = s, way, text;

	if (!str_starts(s, STR("=?")))
		return 0;
	rest = (struct str){s.p + 2, s.n - 2};
	if (!str_caseeq(str_cut(&rest, '?'), STR("utf-8")) || !rest.p)
		return 0;
	way = str_cut(&rest, '?');
	text = rest.p ? str_cut(&rest, '?') : rest;
	if (!rest.p || rest.n == 0 || *rest.p != '=')
		return 0;
	if (str_caseeq(way, STR("b")))
		*n = base64(out, text);
	else if (str_caseeq(way, STR("q")))
		*n = quoted_printable(out, text, true);
	else
		return 0;
	return (size_t)(rest.p + 1 - s.p);
}

static bool
is_blank(char c)
{
	return (unsigned char)c <= ' ' || c == 127;
}

const char *
mime_words(struct arena *a, struct str value)
{
	struct str s = str_trim(value);
	char *out = arena_alloc(a, s.n + 1), *word = arena_alloc(a, s.n + 1);
	bool blank = false, after_word = false;
	size_t n = 0, got, used;

	for (size_t i = 0; i < s.n; i += used) {
		used = 1;
		if (is_blank(s.p[i])) {
			blank = n > 0;
			continue;
		}
		used = encoded_word((struct str){s.p + i, s.n - i}, word, &got);
		/* Between two encoded words a blank is none. */
		if (blank && !(used && after_word))
			out[n++] = ' ';
		blank = false;
		after_word = used > 0;
		if (!used) {
			out[n++] = s.p[i];
			used = 1;
			continue;
		}
		for (size_t k = 0; k < got; k++)
			out[n++] = is_blank(word[k]) ? ' ' : word[k];
	}
	return as_text(out, n);
}
