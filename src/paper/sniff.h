/*
 * sniff.h - what a file is, judged by its first bytes and never by its name.
 */
#ifndef PAPER_SNIFF_H
#define PAPER_SNIFF_H

#include <stddef.h>

#include "base/err.h"

#define SNIFF_SIZE 4096 /* first bytes that are enough */

struct sniff;

/* Load the magic database; the caller owns *s. */
int sniff_open(struct sniff **s, struct err *e) MUST_CHECK;
/* NULL is accepted. */
void sniff_close(struct sniff *s);

/*
 * "application/pdf", "image/jpeg" or "image/png"; NULL for all else.  The
 * result is static.
 */
const char *sniff_type(struct sniff *s, const void *p, size_t n);

#endif
