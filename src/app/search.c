#include "app/search.h"

#include <stddef.h>

static bool
is_part(unsigned char c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

bool
search_word_next(const char **text, char word[SEARCH_WORD])
{
	const char *p = *text;
	size_t n = 0;

	while (*p && n < SEARCH_WORD_MIN) {
		while (*p && !is_part((unsigned char)*p))
			p++;
		for (n = 0; is_part((unsigned char)*p); p++)
			if (n < SEARCH_WORD - 1)
				word[n++] =
				    (char)(*p >= 'A' && *p <= 'Z' ? *p + 32
								  : *p);
	}
	word[n] = '\0';
	*text = p;
	return n >= SEARCH_WORD_MIN;
}
