/*
 * router.h - addresses to handlers, by a table.
 *
 * Patterns: "/{tenant}/permohonan/{number}"; a name in braces takes one
 * non-empty segment.  The first match in the table wins, so literal rows
 * stand before those with names.  A row of another method is passed over, so
 * that GET and POST of one pattern may have rows of their own.
 */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "http/request.h"

#define ROUTE_PARAMS 4

struct route {
	const char *pattern;
	unsigned methods; /* bits: ROUTE_GET (and HEAD), ROUTE_POST */
	int id;           /* the caller's own value */
};

enum { ROUTE_GET = 1, ROUTE_POST = 2 };

struct route_match {
	const struct route *route;
	size_t n;
	struct {
		const char
		    *name; /* borrowed from the pattern; not terminated */
		size_t name_n;
		struct str value; /* borrowed from the path */
	} params[ROUTE_PARAMS];
};

/*
 * Find the row for path and method.  0: *m filled; ERR_MISSING: no such
 * address; ERR_BAD: the address exists, the method does not (405: *m has
 * the route).
 */
int route_find(struct route_match *m, const struct route *table, size_t n,
    enum http_method method, struct str path, struct err *e) MUST_CHECK;

/* The value of a name in the pattern; p NULL where the route has none. */
struct str route_param(const struct route_match *m, const char *name);

#endif
