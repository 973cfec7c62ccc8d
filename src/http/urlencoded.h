/*
 * urlencoded.h - "a=b&c=d" of a query or of a body that stands in memory.
 */
#ifndef HTTP_URLENCODED_H
#define HTTP_URLENCODED_H

#include "http/request.h"

/*
 * Parse s into ps, in the order sent; names and values are decoded copies
 * in the arena, line ends in values are LF.  A pair without '=' has an empty
 * value, an empty pair is skipped.  ERR_BAD: bad escapes, NUL, invalid
 * UTF-8, no name; ERR_LIMIT: fields, a name or a value of limits.h.  On
 * failure *ps is untouched.
 */
int urlencoded_parse(
    struct params *ps, struct arena *a, struct str s, struct err *e) MUST_CHECK;

/* The first value of that name; p NULL where absent. */
struct str params_get(const struct params *ps, const char *name);

/* Make CRLF and a lone CR in the n bytes at p an LF; the new length. */
size_t text_line_ends(char *p, size_t n);

#endif
