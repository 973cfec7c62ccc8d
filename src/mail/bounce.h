/*
 * bounce.h - the report of a mail server that a mail could not be delivered
 * (RFC 3464, multipart/report), as far as we need it.  It comes from outside:
 * anything may stand in it.
 */
#ifndef MAIL_BOUNCE_H
#define MAIL_BOUNCE_H

#include "base/err.h"
#include "base/str.h"

#define BOUNCE_MAX  (256 * (size_t)1024) /* bytes that are looked at */
#define BOUNCE_TEXT ((size_t)200)        /* of a diagnosis, bytes */

/* Texts are UTF-8 on one line, in the arena; "" where nothing is said. */
struct bounce {
	const char *id;         /* Message-ID of ours, with its < and > */
	const char *recipient;  /* whom it could not reach */
	const char *action;     /* "failed", "delayed", "delivered" ... */
	const char *status;     /* "5.1.1" */
	const char *diagnostic; /* what the other server said */
};

/*
 * ERR_INPUT if it is no such report, or names no mail of which the id can be
 * read; *b is untouched then.
 */
int bounce_parse(struct arena *a, struct bounce *b, struct str mail,
    struct err *e) MUST_CHECK;

#endif
