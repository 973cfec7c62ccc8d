/*
 * serve.h - the daemon: a master that binds, forks workers and replaces
 * them, and parses nothing.
 *
 * SIGTERM and SIGINT end it after the requests in hand; SIGHUP starts new
 * workers and ends the old ones when the new ones are ready.  A worker that
 * hangs in one request, counted from the accept, is killed and replaced.
 */
#ifndef MAIN_SERVE_H
#define MAIN_SERVE_H

#include "http/front.h"

struct desk;
struct zygote;

#define SERVE_ZYGOTES 2

struct serve_conf {
	const char *http;         /* "127.0.0.1:8080", or NULL */
	const char *fcgi;         /* path of a unix socket, or NULL */
	unsigned workers;         /* see serve_workers() */
	unsigned request_seconds; /* the watchdog's limit; 0: 60 */
	const char *spool;        /* folder for large bodies */
	bool trust_proxy;         /* see front.h */

	handler_fn handler; /* called with what worker_init gave */
	void *ctx;          /* for worker_init and reload */
	/*
	 * In the worker, after the fork: open databases here and never
	 * before.  index counts from 0.  May be NULL.
	 */
	int (*worker_init)(
	    void *ctx, unsigned index, void **app, struct err *e);
	void (*worker_free)(void *app); /* may be NULL */
	/*
	 * In the worker, once its fronts are open too: give up what it does
	 * not need any more.  On failure the worker ends.  May be NULL.
	 */
	int (*worker_lock)(void *ctx, struct err *e);
	/*
	 * In the master on SIGHUP, before new workers are forked; on failure
	 * the running ones stay.  May be NULL.
	 */
	int (*reload)(void *ctx, struct err *e);
	/*
	 * Open ones, run beside the workers; NULL: none.  Nothing secret may
	 * have been read before, as they are forked from here.
	 */
	struct zygote *zygotes[SERVE_ZYGOTES];
	/* Open; the agent alone keeps its far end.  NULL: none. */
	struct desk *desk;
	/*
	 * A process for housekeeping, called with ctx after the fork; its
	 * exit status.  SIGTERM is blocked, to be read from a signalfd as
	 * workers do: then it has ten seconds.  SIGHUP renews it.  NULL: none.
	 */
	int (*agent)(void *ctx);
	/*
	 * In the master, every few seconds.  Whether the agent seems to hang:
	 * then it is killed, if it is old enough for that.  May be NULL.
	 */
	bool (*watch)(void *ctx);
	void *watch_ctx;
};

/* How many workers a setting makes: 0 is one per core, at least 2. */
unsigned serve_workers(unsigned asked);

/* Serve until SIGTERM or SIGINT.  -1: could not start. */
int serve_run(const struct serve_conf *c, struct err *e) MUST_CHECK;

#endif
