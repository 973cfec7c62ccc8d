#include "paper/sniff.h"

#include <magic.h>
#include <stdlib.h>
#include <string.h>

struct sniff {
	magic_t magic; /* owned */
};

static const char *const accepted[] = {
    "application/pdf", "image/jpeg", "image/png"};

int
sniff_open(struct sniff **s, struct err *e)
{
	magic_t m = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS |
			       MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF);

	*s = NULL;
	if (!m || magic_load(m, NULL) < 0) {
		err_set(e, ERR_SYSTEM, "Pemeriksa berkas tidak siap.",
		    "magic: %s", m ? magic_error(m) : "open");
		if (m)
			magic_close(m);
		return -1;
	}
	*s = malloc(sizeof(**s));
	if (!*s) {
		magic_close(m);
		return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "sniff");
	}
	(*s)->magic = m;
	return 0;
}

void
sniff_close(struct sniff *s)
{
	if (!s)
		return;
	magic_close(s->magic);
	free(s);
}

const char *
sniff_type(struct sniff *s, const void *p, size_t n)
{
	const char *type = magic_buffer(s->magic, p, n);

	for (size_t i = 0; type && i < sizeof(accepted) / sizeof(accepted[0]);
	     i++)
		if (strcmp(type, accepted[i]) == 0)
			return accepted[i];
	return NULL;
}
