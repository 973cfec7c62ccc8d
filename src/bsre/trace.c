#include "bsre/trace.h"

#include <jansson.h>
#include <string.h>

#include "bsre/read.h"
#include "domain/redact.h"

#define READ_MAX  ((size_t)64 * 1024) /* a longer answer is not read */
#define LONG_TEXT ((size_t)256)       /* a longer text is a file */

/* --- what is hidden ----------------------------------------------------- */

/* How many bytes at p are the secret, as it is or as JSON writes it. */
static size_t
match(struct str s, const char *secret)
{
	size_t n = secret ? strlen(secret) : 0, i = 0;

	if (n == 0)
		return 0;
	if (s.n >= n && memcmp(s.p, secret, n) == 0)
		return n;
	for (const char *c = secret; *c; c++) {
		if ((*c == '"' || *c == '\\') && i < s.n && s.p[i] == '\\')
			i++;
		if (i >= s.n || s.p[i] != *c)
			return 0;
		i++;
	}
	return i;
}

static size_t
hidden_at(const struct bsre_ask *ask, struct str s, enum trace_hide hide)
{
	const char *const words[] = {ask->passphrase, ask->totp,
	    hide == TRACE_PERSON ? ask->nik : NULL,
	    hide == TRACE_PERSON ? ask->email : NULL,
	    hide == TRACE_PERSON ? ask->name : NULL};
	size_t longest = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = match(s, words[i]);

		if (n > longest)
			longest = n;
	}
	return longest;
}

/* --- clean text --------------------------------------------------------- */

/* The bytes of the character at p; 0: it is none. */
static size_t
character(struct str s)
{
	for (size_t n = 1; n <= 4 && n <= s.n; n++)
		if (str_utf8((struct str){s.p, n}))
			return n;
	return 0;
}

/* C1 controls and the signs that turn the direction of text, U+0080 to
 * U+009F and U+202A to U+202E, U+2066 to U+2069. */
static bool
is_control(struct str c)
{
	const unsigned char *p = (const unsigned char *)c.p;

	if (c.n == 1)
		return p[0] < ' ' || p[0] == 127;
	if (c.n == 2)
		return p[0] == 0xc2 && p[1] < 0xa0;
	return c.n == 3 && p[0] == 0xe2 &&
	       ((p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) ||
		   (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9));
}

static void
put_clean(struct sb *b, const struct bsre_ask *ask, struct str s,
    enum trace_hide hide)
{
	size_t n;

	for (; s.n > 0 && !b->failed; s.p += n, s.n -= n) {
		n = hidden_at(ask, s, hide);
		if (n > 0) {
			sb_puts(b, TRACE_HIDDEN);
			continue;
		}
		n = character(s);
		if (n == 0)
			sb_putc(b, '?');
		else if (is_control((struct str){s.p, n}))
			sb_putc(b, ' ');
		else
			sb_put(b, s.p, n);
		if (n == 0)
			n = 1;
	}
}

/*
 * Never cut inside a character: those go into the builder as a whole.  Of a
 * number that was cut nobody could tell that it is a NIK.
 */
static const char *
take(struct arena *a, struct sb *b, enum trace_hide hide)
{
	struct str s = sb_get(b);
	size_t max = b->max;
	char *text;

	while (b->failed && s.n > 0 && strchr("0123456789 .-", s.p[s.n - 1]))
		s.n--;
	text = str_z(a, str_trim(s));
	sb_clear(b);
	if (hide == TRACE_PERSON) {
		const char *shorter = redact(a, text);
		size_t n = strlen(shorter);

		if (n > max)
			for (n = max; n > 0; n--)
				if (str_utf8((struct str){shorter, n}))
					break;
		text = arena_copy(a, shorter, n);
	}
	return text;
}

const char *
trace_text(struct arena *a, const struct bsre_ask *ask, struct str s,
    size_t max, enum trace_hide hide)
{
	struct sb b;

	sb_init(&b, max);
	put_clean(&b, ask, s, hide);
	return take(a, &b, hide);
}

/* --- JSON --------------------------------------------------------------- */

static bool
is_secret_name(const char *key)
{
	static const char *const names[] = {"passphrase", "password",
	    "kata_sandi", "pin", "totp", "otp", "otpauth", "secret", "token",
	    "access_token", "authorization"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_caseeq(str_of(key), str_of(names[i])))
			return true;
	return false;
}

static void
put_text(struct sb *b, const struct bsre_ask *ask, struct str s)
{
	sb_putc(b, '"');
	if (s.n > LONG_TEXT)
		sb_printf(b, "(%zu huruf)", s.n);
	else
		put_clean(b, ask, s, TRACE_PERSON);
	sb_putc(b, '"');
}

static void put_json(struct sb *b, const struct bsre_ask *ask, const json_t *v);

static void
put_object(struct sb *b, const struct bsre_ask *ask, json_t *v)
{
	const char *key, *comma = "";
	json_t *x;

	sb_putc(b, '{');
	json_object_foreach(v, key, x)
	{
		if (b->failed)
			return;
		sb_puts(b, comma);
		put_text(b, ask, str_of(key));
		sb_putc(b, ':');
		if (is_secret_name(key) && !json_is_null(x))
			sb_puts(b, "\"" TRACE_HIDDEN "\"");
		else
			put_json(b, ask, x);
		comma = ",";
	}
	sb_putc(b, '}');
}

static void
put_array(struct sb *b, const struct bsre_ask *ask, const json_t *v)
{
	json_t *x;
	size_t i;

	sb_putc(b, '[');
	json_array_foreach(v, i, x)
	{
		if (b->failed)
			return;
		sb_puts(b, i > 0 ? "," : "");
		put_json(b, ask, x);
	}
	sb_putc(b, ']');
}

static void
put_json(struct sb *b, const struct bsre_ask *ask, const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		put_object(b, ask, (json_t *)(uintptr_t)v);
		return;
	case JSON_ARRAY:
		put_array(b, ask, v);
		return;
	case JSON_STRING:
		put_text(b, ask,
		    (struct str){json_string_value(v), json_string_length(v)});
		return;
	case JSON_INTEGER:
		sb_printf(b, "%lld", (long long)json_integer_value(v));
		return;
	case JSON_REAL:
		sb_printf(b, "%.17g", json_real_value(v));
		return;
	case JSON_TRUE:
	case JSON_FALSE:
		sb_puts(b, json_is_true(v) ? "true" : "false");
		return;
	case JSON_NULL:
		sb_puts(b, "null");
		return;
	}
}

const char *
trace_body(
    struct arena *a, const struct bsre_ask *ask, const struct bsre_reply *reply)
{
	struct str body = str_trim(reply->body);
	json_t *root;
	struct sb b;

	if (body.n == 0)
		return "";
	if (str_starts(body, STR("%PDF-")) || body.n > READ_MAX)
		return arena_printf(a, "(%zu byte)", reply->body.n);
	root = read_json(body);
	if (!root && (ask->passphrase || ask->totp))
		return arena_printf(a, "(teks, %zu byte)", reply->body.n);
	sb_init(&b, BSRE_LOG);
	if (root)
		put_json(&b, ask, root);
	else
		put_clean(&b, ask, body, TRACE_PERSON);
	json_decref(root);
	return take(a, &b, TRACE_PERSON);
}
