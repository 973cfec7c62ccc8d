/*
 * numeric.h - numbers as text for machines and templates: the shortest
 * digits that give the same number back, with a decimal point.  For people
 * see format.h.
 */
#ifndef VIEW_NUMERIC_H
#define VIEW_NUMERIC_H

#include <stddef.h>
#include <stdint.h>

#define NUMERIC_MAX 32 /* the longest text, with its NUL */

/* Both write a NUL-terminated text and return its length. */
size_t numeric_int(char out[NUMERIC_MAX], int64_t v);

/*
 * As ECMAScript writes it: 0.5, 100, 1e+21, 1e-7.  v must be finite, which
 * every number in JSON is.
 */
size_t numeric_real(char out[NUMERIC_MAX], double v);

#endif
