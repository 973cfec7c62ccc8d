/*
 * redact.h - numbers of persons taken out of text that leaves the machine.
 */
#ifndef DOMAIN_REDACT_H
#define DOMAIN_REDACT_H

#include "base/arena.h"

/* What stands instead of each. */
#define REDACTED "(nomor disamarkan)"

/*
 * The text without runs of 16 and more digits, a NIK or NIP, also where
 * single blanks, dots or dashes divide them.  s itself if it has none, else
 * new in the arena.
 */
const char *redact(struct arena *a, const char *s);

#endif
