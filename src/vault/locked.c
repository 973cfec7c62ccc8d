#include "vault/locked.h"

#include <sodium.h>
#include <stdalign.h>

#include "base/log.h"

/* What is handed out ends at a guard, so its size has to keep it aligned. */
static size_t
round_up(size_t n)
{
	const size_t unit = alignof(max_align_t);

	return (n + unit - 1) / unit * unit;
}

void *
locked_new(size_t n)
{
	void *p = sodium_init() >= 0 ? sodium_malloc(round_up(n)) : NULL;

	if (!p)
		log_fatal("out of memory for a secret");
	sodium_memzero(p, round_up(n));
	return p;
}

void
locked_free(void *p)
{
	sodium_free(p);
}
