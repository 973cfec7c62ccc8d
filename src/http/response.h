/*
 * response.h - what a handler answers; a front sends it.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include <sys/types.h>

#include "base/str.h"

#define RESPONSE_HEADERS 24

/*
 * Where the bytes of an answer come from that does not stand in memory.  It
 * outlives the request: nothing of it may lie in the request's arena.
 */
struct response_source {
	uint64_t size; /* all of it: sent as Content-Length before the rest */
	/* The next bytes, 1 to n; -1: they cannot be had.  Then the answer is
	 * cut off, so that nobody takes it for whole. */
	ssize_t (*read)(void *ctx, char *buf, size_t n);
	void (*close)(void *ctx);
	void *ctx; /* owned */
};

struct response {
	struct arena *arena; /* borrowed: header values live here */
	int status;          /* 200 at start */
	size_t headers_n;
	struct {
		const char *name, *value; /* borrowed; never with CR or LF */
	} headers[RESPONSE_HEADERS];
	struct sb body;                /* owned */
	struct response_source source; /* read not NULL: sent instead of body */
	bool head; /* HEAD: length as for GET, no body sent */
};

/* Empty, status 200; the body may grow to max bytes. */
void response_init(struct response *rs, struct arena *a, size_t max);

/* Add a header; a value with a control character is dropped and logged. */
void response_header(struct response *rs, const char *name, const char *value);

/*
 * 303 See Other to a path on this site, without body.  Non-ASCII is escaped;
 * anything that leads elsewhere becomes "/" and is logged.
 */
void response_redirect(struct response *rs, const char *path);

/*
 * 303 See Other to another site, https only, without body.  The address is
 * the caller's own and needs no escape; else it leads to "/" and is logged.
 */
void response_leave(struct response *rs, const char *url);

/*
 * Set-Cookie with HttpOnly, SameSite=Lax, Path=/, Secure where secure.
 * max_age in s: 0 deletes, -1 keeps it until the browser closes.  A value
 * that no cookie may hold (blank, quote, comma, ';') is dropped and logged.
 */
void response_cookie(struct response *rs, const char *name, const char *value,
    long max_age, bool secure);

/* Give back body and source, keep nothing. */
void response_clear(struct response *rs);

/* "Not Found" for 404. */
const char *response_reason(int status);

#endif
