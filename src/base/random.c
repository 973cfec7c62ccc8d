#include "base/random.h"

#include <errno.h>
#include <sys/random.h>

#include "base/log.h"

void
random_bytes(void *p, size_t n)
{
	unsigned char *b = p;

	while (n > 0) {
		ssize_t got = getrandom(b, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			log_fatal("random: getrandom: errno %d", errno);
		b += got;
		n -= (size_t)got;
	}
}

void
random_code(char *out, size_t len)
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
	unsigned char b;

	for (size_t i = 0; i < len; i++) {
		/* 31 letters: draw again above, so that all are alike. */
		do {
			random_bytes(&b, 1);
			b &= 31;
		} while (b == 31);
		out[i] = letters[b];
	}
	out[len] = '\0';
}
