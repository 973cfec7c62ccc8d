/*
 * Reports about mails that came back: whatever comes, what is taken from it
 * is clean text on one line, and a Message-ID that can be looked at.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mail/bounce.h"
#include "mail/compose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(const char *s)
{
	assert(strlen(s) <= BOUNCE_TEXT && str_utf8(str_of(s)));
	for (; *s; s++)
		assert((unsigned char)*s >= ' ' && *s != 127);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bounce b = {"old", "", "", "", ""};
	struct err e = {0};
	struct arena a;

	arena_init(&a, (size_t)4 << 20);
	if (bounce_parse(&a, &b, (struct str){(const char *)data, size}, &e) ==
	    0) {
		size_t n = strlen(b.id);

		assert(n >= 2 && n <= MAIL_ID_MAX && b.id[0] == '<' &&
		       b.id[n - 1] == '>' && !strpbrk(b.id, " \r\n"));
		check_text(b.recipient);
		check_text(b.diagnostic);
		assert(*b.action &&
		       strspn(b.action, "abcdefghijklmnopqrstuvwxyz") ==
			   strlen(b.action));
		assert(strspn(b.status, "0123456789.") == strlen(b.status));
	} else {
		assert(e.kind == ERR_INPUT && strcmp(b.id, "old") == 0);
	}
	arena_clear(&a);
	return 0;
}
