#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

struct str
str_of(const char *s)
{
	return (struct str){s ? s : "", s ? strlen(s) : 0};
}

char *
str_z(struct arena *a, struct str s)
{
	return arena_copy(a, s.p, s.n);
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
str_eqz(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool
str_caseeq(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq((struct str){s.p, prefix.n}, prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n &&
	       str_eq((struct str){s.p + s.n - suffix.n, suffix.n}, suffix);
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str
str_cut(struct str *rest, char sep)
{
	struct str s = *rest;
	const char *at = s.n > 0 ? memchr(s.p, sep, s.n) : NULL;

	if (!at) {
		*rest = (struct str){NULL, 0};
		return s;
	}
	*rest = (struct str){at + 1, s.n - (size_t)(at - s.p) - 1};
	s.n = (size_t)(at - s.p);
	return s;
}

int
str_u64(struct str s, uint64_t max, uint64_t *v)
{
	uint64_t n = 0;

	if (s.n == 0)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		unsigned d = (unsigned)(s.p[i] - '0');

		if (s.p[i] < '0' || d > 9 || d > max || n > max / 10 ||
		    n * 10 > max - d)
			return -1;
		n = n * 10 + d;
	}
	*v = n;
	return 0;
}

/* The length of the well-formed sequence at p, or 0. */
static size_t
utf8_sequence(const unsigned char *p, size_t n)
{
	unsigned char c = p[0], lo = 0x80, hi = 0xbf;
	size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (c == 0 || (c >= 0x80 && c < 0xc2) || c > 0xf4 || n < len)
		return 0;
	if (c == 0xe0)
		lo = 0xa0;
	if (c == 0xed)
		hi = 0x9f;
	if (c == 0xf0)
		lo = 0x90;
	if (c == 0xf4)
		hi = 0x8f;
	for (size_t i = 1; i < len; i++) {
		if (p[i] < lo || p[i] > hi)
			return 0;
		lo = 0x80;
		hi = 0xbf;
	}
	return len;
}

bool
str_utf8(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t len;

	for (size_t i = 0; i < s.n; i += len) {
		len = utf8_sequence(p + i, s.n - i);
		if (len == 0)
			return false;
	}
	return true;
}

size_t
str_points(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

void
sb_init(struct sb *b, size_t max)
{
	*b = (struct sb){.max = max};
}

/* Room for n more bytes and a NUL; false once the builder has failed. */
static bool
reserve(struct sb *b, size_t n)
{
	size_t cap;

	if (b->failed || n > b->max - b->n) {
		b->failed = true;
		return false;
	}
	if (b->n + n + 1 <= b->cap)
		return true;
	cap = b->cap ? b->cap : 256;
	while (cap < b->n + n + 1)
		cap *= 2;
	b->p = realloc(b->p, cap);
	if (!b->p)
		log_fatal("sb: out of memory");
	b->cap = cap;
	return true;
}

void
sb_put(struct sb *b, const char *p, size_t n)
{
	if (n == 0 || !reserve(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void
sb_puts(struct sb *b, const char *s)
{
	sb_put(b, s, strlen(s));
}

void
sb_putc(struct sb *b, char c)
{
	sb_put(b, &c, 1);
}

void
sb_str(struct sb *b, struct str s)
{
	sb_put(b, s.p, s.n);
}

void
sb_printf(struct sb *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || !reserve(b, (size_t)n))
		return;
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

struct str
sb_get(struct sb *b)
{
	return (struct str){b->p ? b->p : "", b->n};
}

void
sb_reset(struct sb *b)
{
	b->n = 0;
	b->failed = false;
	if (b->p)
		b->p[0] = '\0';
}

void
sb_clear(struct sb *b)
{
	free(b->p);
	*b = (struct sb){.max = b->max};
}
