#include "domain/second.h"

#include <stdint.h>
#include <string.h>

static const char *const names[] = {"", "matched", "mismatched", "doubt"};

const char *
verdict_name(enum verdict v)
{
	return names[v];
}

enum verdict
verdict_find(const char *name)
{
	for (int i = VERDICT_MATCHED; i <= VERDICT_DOUBT; i++)
		if (strcmp(names[i], name) == 0)
			return (enum verdict)i;
	return VERDICT_NONE;
}

static unsigned
hex_digit(char c)
{
	return c >= 'a' ? (unsigned)(c - 'a') + 10 : (unsigned)(c - '0');
}

bool
second_sampled(const char *mac_hex, unsigned percent)
{
	uint64_t n = 0;

	/* 32 bits, as a fraction of all. */
	for (int i = 0; i < 8; i++)
		n = n << 4 | hex_digit(mac_hex[i]);
	return n * 100 < (uint64_t)percent << 32;
}

enum verdict
second_combine(enum verdict first, enum verdict second)
{
	return first == VERDICT_DOUBT || first == second ? second
							 : VERDICT_MISMATCHED;
}
