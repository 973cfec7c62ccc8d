#include "domain/digits.h"

size_t
digits_of(char *out, size_t max, struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == ' ' || c == '.' || c == '-')
			continue;
		if (c < '0' || c > '9')
			return DIGITS_OTHER;
		if (n < max)
			out[n] = c;
		n++;
	}
	out[n < max ? n : max] = '\0';
	return n;
}

unsigned
digits_value(const char *p, size_t n)
{
	unsigned v = 0;

	while (n-- > 0)
		v = v * 10 + (unsigned)(*p++ - '0');
	return v;
}
