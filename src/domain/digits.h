/*
 * digits.h - numbers that people type with blanks, dots and dashes.
 */
#ifndef DOMAIN_DIGITS_H
#define DOMAIN_DIGITS_H

#include "base/str.h"

#define DIGITS_OTHER ((size_t)-1)

/*
 * How many digits s has once blanks, dots and dashes are taken out, or
 * DIGITS_OTHER if there is any other byte.  The first max digits are written
 * to out[max + 1], with a NUL.
 */
size_t digits_of(char *out, size_t max, struct str s);

/* The value of n <= 9 characters that are known to be digits. */
unsigned digits_value(const char *p, size_t n);

#endif
