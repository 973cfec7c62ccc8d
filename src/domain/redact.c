#include "domain/redact.h"

#include "base/str.h"
#include "domain/nik.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The bytes of the run of digits that begins here, and how many they are. */
static size_t
run(const char *s, size_t *digits)
{
	size_t n = 0;

	*digits = 0;
	for (size_t i = 0; s[i]; i++) {
		if (is_digit(s[i])) {
			n = i + 1;
			++*digits;
		} else if (i != n ||
			   (s[i] != ' ' && s[i] != '.' && s[i] != '-'))
			break;
	}
	return n;
}

const char *
redact(struct arena *a, const char *s)
{
	const char *out = "", *from = s;
	size_t digits, n;

	for (const char *p = s; *p; p += n) {
		n = 1;
		if (!is_digit(*p))
			continue;
		n = run(p, &digits);
		if (digits < NIK_LEN)
			continue;
		out = arena_printf(
		    a, "%s%.*s" REDACTED, out, (int)(p - from), from);
		from = p + n;
	}
	return from == s ? s : arena_printf(a, "%s%s", out, from);
}
