/*
 * mime.h - the structure of a mail that came: headers, parts, and what is
 * written in them.  Anything may stand there; nothing is allocated but where
 * an arena is given.
 */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* Up to the first empty line; *rest is what follows. */
struct str mime_head(struct str *rest);

/* The first header of that name, folds and all; p NULL if there is none. */
struct str mime_find(struct str head, const char *name);

/* A parameter as in `multipart/report; boundary="x"`; p NULL: none. */
struct str mime_param(struct str value, const char *name);

/* Whether a Content-Type is this one. */
bool mime_is_type(struct str value, const char *type);

/* The next part of a multipart, the last one perhaps without its end; false
 * when there is none. */
bool mime_part(struct str *rest, struct str boundary, struct str *part);

/*
 * A header as people read it: unfolded, its encoded words (RFC 2047) in UTF-8
 * decoded.
 */
const char *mime_words(struct arena *a, struct str value);

/*
 * A body as it was before its Content-Transfer-Encoding ("quoted-printable",
 * "base64", else none), with LF at line ends and without NUL.
 */
const char *mime_body(struct arena *a, struct str body, struct str encoding);

#endif
