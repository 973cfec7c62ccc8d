#include "bsre/read.h"

#include <string.h>

#include <sodium.h>

#include "domain/date.h"

#define VALUES_MAX ((size_t)50000) /* of one answer */

/* --- JSON --------------------------------------------------------------- */

/* A bound of the values in it, before memory is taken for each. */
static size_t
values(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == ',' || s.p[i] == '[' || s.p[i] == '{';
	return n;
}

json_t *
read_json(struct str body)
{
	if (body.n == 0 || values(body) > VALUES_MAX)
		return NULL;
	return json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
}

struct str
read_text(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return json_is_string(v)
		   ? (struct str){json_string_value(v), json_string_length(v)}
		   : (struct str){"", 0};
}

int64_t
read_number(const json_t *v, int64_t max)
{
	uint64_t n;

	if (json_is_integer(v))
		return json_integer_value(v) >= 0 &&
			       json_integer_value(v) <= max
			   ? json_integer_value(v)
			   : -1;
	if (!json_is_string(v) ||
	    str_u64(str_trim(str_of(json_string_value(v))), (uint64_t)max, &n) <
		0)
		return -1;
	return (int64_t)n;
}

enum bsre_answer
read_truth(const json_t *v)
{
	int64_t n = read_number(v, 1);

	if (json_is_true(v) || n == 1)
		return BSRE_YES;
	if (json_is_false(v) || n == 0)
		return BSRE_NO;
	if (json_is_string(v)) {
		struct str s = str_of(json_string_value(v));

		if (str_caseeq(s, STR("true")))
			return BSRE_YES;
		if (str_caseeq(s, STR("false")))
			return BSRE_NO;
	}
	return BSRE_MAYBE;
}

/* --- bytes -------------------------------------------------------------- */

struct str
read_base64(struct arena *a, struct str s)
{
	size_t max = s.n / 4 * 3 + 3, n = 0;
	unsigned char *p;

	if (s.n == 0)
		return (struct str){0};
	p = arena_alloc(a, max);
	if (sodium_base642bin(p, max, s.p, s.n, " \t\r\n", &n, NULL,
		sodium_base64_VARIANT_ORIGINAL) < 0 ||
	    n == 0)
		return (struct str){0};
	return (struct str){(const char *)p, n};
}

/* SEQUENCE, and a length in its shortest form that is that of the rest. */
static bool
is_der(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (s.n < 4 || p[0] != 0x30)
		return false;
	if (p[1] < 0x80)
		return p[1] == s.n - 2;
	if (p[1] == 0x81)
		return p[2] >= 0x80 && p[2] == s.n - 3;
	return p[1] == 0x82 && p[2] > 0 &&
	       ((size_t)p[2] << 8 | p[3]) == s.n - 4;
}

struct str
read_certificate(struct arena *a, struct str s)
{
	const struct str begin = STR("-----BEGIN CERTIFICATE-----"),
			 end = STR("-----END CERTIFICATE-----");
	struct str der;

	s = str_trim(s);
	if (str_starts(s, begin) && str_ends(s, end) &&
	    s.n >= begin.n + end.n) {
		s.p += begin.n;
		s.n -= begin.n + end.n;
	}
	der = read_base64(a, s);
	return is_der(der) ? der : (struct str){0};
}

const char *
read_day(struct arena *a, struct str s)
{
	uint64_t day, month, year;

	if (s.n != 10 || s.p[2] != '-' || s.p[5] != '-' ||
	    str_u64((struct str){s.p, 2}, 31, &day) < 0 ||
	    str_u64((struct str){s.p + 3, 2}, 12, &month) < 0 ||
	    str_u64((struct str){s.p + 6, 4}, YEAR_MAX, &year) < 0 ||
	    !date_exists((int)year, (unsigned)month, (unsigned)day))
		return "";
	return arena_printf(a, "%.4s-%.2s-%.2s", s.p + 6, s.p + 3, s.p);
}

/* --- refusals ----------------------------------------------------------- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The last number of exactly four digits in a text; 0: there is none. */
static int
last_code(struct str s)
{
	size_t end = s.n, at;
	int code;

	for (; end > 0; end = at) {
		for (at = end; at > 0 && is_digit(s.p[at - 1]);)
			at--;
		if (end - at == 4) {
			code = 0;
			for (size_t i = at; i < end; i++)
				code = 10 * code + (s.p[i] - '0');
			if (code >= 1000)
				return code;
		}
		if (at == end)
			at--;
	}
	return 0;
}

/*
 * {"error": text, "status_code": 2031}, or the status of HTTP as the code and
 * that of BSrE at the end of the text; newer calls have "message" with
 * "success": false; what the server itself refuses has "message" beside an
 * "error" that only names the status.
 */
void
read_refusal(struct bsre_result *out, struct arena *a,
    const struct bsre_ask *ask, const json_t *v)
{
	int64_t code = read_number(json_object_get(v, "status_code"), 9999);
	struct str text = read_text(v, "error");
	struct str message = read_text(v, "message");

	if (text.n == 0 || (json_object_get(v, "path") && message.n > 0))
		text = message;
	out->kind = BSRE_REFUSED;
	out->reason = "BSrE menolak permintaan ini.";
	out->code = code >= 1000 ? (int)code : last_code(text);
	out->message = bsre_text(a, ask, text, BSRE_TEXT);
}
