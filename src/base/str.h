/*
 * str.h - borrowed strings (pointer and length) and the string builder.
 *
 * A struct str is not NUL-terminated; strings with a NUL exist at the border
 * to libc, SQLite and jansson, made by str_z().
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct str {
	const char *p;
	size_t n;
};

#define STR(lit) ((struct str){"" lit, sizeof(lit) - 1})

/* The NUL-terminated s as a str; NULL gives the empty str. */
struct str str_of(const char *s);

/* A NUL-terminated copy in the arena. */
char *str_z(struct arena *a, struct str s);

bool str_eq(struct str a, struct str b);
bool str_eqz(struct str a, const char *z);
/* ASCII letters compare without case. */
bool str_caseeq(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Without ASCII blanks, tabs and line ends at both ends. */
struct str str_trim(struct str s);

/*
 * Cut *rest at the first sep: the part before is returned, *rest is what
 * follows.  Without a sep all of *rest is returned and *rest has p NULL.
 */
struct str str_cut(struct str *rest, char sep);

/* Decimal digits only, at most max.  On failure returns -1, *v untouched. */
int str_u64(struct str s, uint64_t max, uint64_t *v) MUST_CHECK;

/* Well-formed UTF-8 without surrogates, overlong forms or NUL. */
bool str_utf8(struct str s);

/* How many code points a well-formed s has. */
size_t str_points(struct str s);

/*
 * A growing string with a maximum.  Once an append failed the builder stays
 * failed, so that ten appends need one check at the end.
 */
struct sb {
	char *p; /* owned */
	size_t n, cap, max;
	bool failed;
};

/* An empty builder for at most max bytes.  Allocates nothing. */
void sb_init(struct sb *b, size_t max);
void sb_put(struct sb *b, const char *p, size_t n);
void sb_puts(struct sb *b, const char *s);
void sb_putc(struct sb *b, char c);
void sb_str(struct sb *b, struct str s);
void sb_printf(struct sb *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The content, borrowed from the builder; always NUL-terminated. */
struct str sb_get(struct sb *b);
/* Empty again, memory kept. */
void sb_reset(struct sb *b);
/* Empty again, memory given back. */
void sb_clear(struct sb *b);

#endif
