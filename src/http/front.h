/*
 * front.h - the fronts: embedded HTTP (libmicrohttpd), FastCGI (libfcgi) and
 * plain CGI, with one handler behind all of them.
 *
 * A worker opens a front, polls front_fd() for readability and calls
 * front_run(), which handles what is ready and returns.  One request at a
 * time; no threads.
 */
#ifndef HTTP_FRONT_H
#define HTTP_FRONT_H

#include "http/request.h"
#include "http/response.h"

/* Fill rs for rq; never fails: an error is a response too. */
typedef void (*handler_fn)(void *app, struct request *rq, struct response *rs);

struct front_conf {
	handler_fn handler;
	void *app;
	struct arena *arena; /* borrowed; reset after each request */
	const char *spool;   /* folder for large bodies (O_TMPFILE) */
	/*
	 * Makes n bytes at an offset of a spooled body unreadable, and
	 * readable again; each body has a number of its own.  NULL: bodies
	 * are spooled as they are.
	 */
	void (*mask)(void *ctx, uint64_t body, uint64_t at, char *p, size_t n);
	void *mask_ctx;
	bool trust_proxy; /* over HTTP, believe X-Forwarded-Proto, -For,
	                        -Host; FastCGI and CGI never need them */
	/* Called when a request is accepted and when it is answered, for the
	 * master's watchdog and counters.  May be NULL. */
	void (*busy)(void *ctx, bool busy);
	void *busy_ctx;
};

struct front;

/* Serve an inherited listening socket.  NULL with *e on failure. */
struct front *front_http_open(
    int fd, const struct front_conf *c, struct err *e) MUST_CHECK;
struct front *front_fcgi_open(
    int fd, const struct front_conf *c, struct err *e) MUST_CHECK;

/* The descriptor to poll. */
int front_fd(const struct front *f);

/* How long poll may sleep, in ms; -1 for ever. */
int front_timeout(const struct front *f);

/* Handle what is ready. */
void front_run(struct front *f);

/* Take no new connection; finish what is in hand.  0 when nothing is left,
 * else 1: call again. */
int front_drain(struct front *f);

/* NULL is accepted. */
void front_close(struct front *f);

/* Serve the one request of a CGI environment on stdin and stdout. */
int front_cgi(const struct front_conf *c, struct err *e) MUST_CHECK;

#endif
