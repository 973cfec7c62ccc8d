/*
 * request.h - one request as every front hands it over, and its parsed parts.
 *
 * A front fills struct request; the handler reads the body through
 * request.read, so that a large body never stands in memory as a whole.
 * Strings are borrowed from the request's arena and live until the response
 * is sent.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

struct param {
	struct str name, value; /* decoded; value without NUL, valid UTF-8 */
};

struct params {
	struct param *v; /* in the order sent */
	size_t n;
};

struct request {
	struct arena *arena; /* borrowed from the worker; reset per request */
	enum http_method method;
	struct str path;  /* decoded, begins with '/', no "..", no NUL */
	struct str query; /* raw, without '?' */
	struct str host, accept, cookie, content_type, if_none_match, user_agent;
	struct str remote;      /* the client's address as text */
	int64_t content_length; /* -1: not sent (chunked) */
	bool secure;            /* the browser speaks TLS to us or the proxy */
	bool too_large;         /* the body is over LIMIT_BODY and not read:
	                           to be answered 413 */
	int64_t now;            /* ms, read once by the front */
	uint64_t id;            /* shown to the user on error pages, logged */

	/* The next bytes of the body: count, 0 at the end, -1 on failure. */
	ssize_t (*read)(void *body, char *buf, size_t n);
	void *body;

	struct params params; /* of the query; see request_parse() */
};

/*
 * Decode a raw target ("/a%20b?c=d") into path, query and params.
 * ERR_BAD: bad escapes, NUL, invalid UTF-8, and in the path dot segments,
 * empty segments but a last one, backslashes, control characters; an escaped
 * slash is a slash.  ERR_LIMIT: LIMIT_URL, fields.  On failure *rq is
 * untouched.
 */
int request_target(
    struct request *rq, struct str target, struct err *e) MUST_CHECK;

/* The first value of a query parameter or cookie; p NULL where absent. */
struct str request_param(const struct request *rq, const char *name);
struct str request_cookie(const struct request *rq, const char *name);

/* Whether the client asked for application/json rather than HTML. */
bool request_wants_json(const struct request *rq);

/* "a%20b" to "a b"; plus: '+' is a blank as in forms.  ERR_BAD as above. */
int url_decode(struct str *out, struct arena *a, struct str s, bool plus,
    struct err *e) MUST_CHECK;

/* For a path segment or a query value. */
char *url_encode(struct arena *a, struct str s);

#endif
