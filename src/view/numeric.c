#include "view/numeric.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t
numeric_int(char out[NUMERIC_MAX], int64_t v)
{
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	char *p = out + NUMERIC_MAX - 1;
	size_t n;

	*p = '\0';
	do {
		*--p = (char)('0' + u % 10);
		u /= 10;
	} while (u > 0);
	if (v < 0)
		*--p = '-';
	n = (size_t)(out + NUMERIC_MAX - 1 - p);
	memmove(out, p, n + 1);
	return n;
}

/*
 * The shortest digits of v > 0, without point or zeros at the end; *point is
 * where the point belongs, counted from the first digit.  Up to 15 digits
 * survive the way through a double, so 15 show a shorter form too; the
 * numbers next to zero have fewer.
 */
static int
digits(char out[NUMERIC_MAX], double v, int *point)
{
	char raw[NUMERIC_MAX];
	int n = 0;

	for (int places = v < DBL_MIN ? 0 : 14; places <= 16; places++) {
		snprintf(raw, sizeof(raw), "%.*e", places, v);
		if (strtod(raw, NULL) >= v && strtod(raw, NULL) <= v)
			break;
	}
	for (const char *p = raw; *p && *p != 'e'; p++)
		if (*p >= '0' && *p <= '9')
			out[n++] = *p;
	*point = (int)strtol(strchr(raw, 'e') + 1, NULL, 10) + 1;
	while (n > 1 && out[n - 1] == '0')
		n--;
	return n;
}

size_t
numeric_real(char out[NUMERIC_MAX], double v)
{
	const char *sign = v < 0 ? "-" : "";
	char d[NUMERIC_MAX];
	int n, point, len;

	if (v <= 0 && v >= 0)
		return numeric_int(out, 0); /* also -0.0 */
	n = digits(d, v < 0 ? -v : v, &point);
	if (n <= point && point <= 21)
		len = snprintf(out, NUMERIC_MAX, "%s%.*s%.*s", sign, n, d,
		    point - n, "00000000000000000000");
	else if (point > 0 && point <= 21)
		len = snprintf(out, NUMERIC_MAX, "%s%.*s.%.*s", sign, point, d,
		    n - point, d + point);
	else if (point > -6 && point <= 0)
		len = snprintf(out, NUMERIC_MAX, "%s0.%.*s%.*s", sign, -point,
		    "000000", n, d);
	else
		len = snprintf(out, NUMERIC_MAX, "%s%c%s%.*se%+d", sign, d[0],
		    n > 1 ? "." : "", n - 1, d + 1, point - 1);
	return (size_t)len;
}
