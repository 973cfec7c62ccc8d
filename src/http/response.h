/*
 * response.h - what a handler answers; a front sends it.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include <sys/types.h>

#include "base/str.h"

#define RESPONSE_HEADERS 24

struct response {
	struct arena *arena; /* borrowed: header values live here */
	int status;          /* 200 at start */
	size_t headers_n;
	struct {
		const char *name, *value; /* borrowed; never with CR or LF */
	} headers[RESPONSE_HEADERS];
	struct sb body; /* owned */
	int file;       /* owned; -1 or a descriptor sent instead of body */
	off_t file_size;
	bool head; /* HEAD: length as for GET, no body sent */
};

/* Empty, status 200, no file; the body may grow to max bytes. */
void response_init(struct response *rs, struct arena *a, size_t max);

/* Add a header; a value with a control character is dropped and logged. */
void response_header(struct response *rs, const char *name, const char *value);

/*
 * 303 See Other to a path on this site, without body.  Non-ASCII is escaped;
 * anything that leads elsewhere becomes "/" and is logged.
 */
void response_redirect(struct response *rs, const char *path);

/*
 * Set-Cookie with HttpOnly, SameSite=Lax, Path=/, Secure where secure.
 * max_age in s: 0 deletes, -1 keeps it until the browser closes.  A value
 * that no cookie may hold (blank, quote, comma, ';') is dropped and logged.
 */
void response_cookie(struct response *rs, const char *name, const char *value,
    long max_age, bool secure);

/* Give back body and file, keep nothing. */
void response_clear(struct response *rs);

/* "Not Found" for 404. */
const char *response_reason(int status);

#endif
