/*
 * zygote.h - a process that forks a locked child for every task that somebody
 * hands it: the inspector for papers (inspector.h), the press (press.h).
 *
 * It is forked before anything secret is read, so that what breaks a decoder
 * finds nothing there: no key, no database, no other descriptor, no network.
 * It parses nothing itself.  One packet on its socket is one task: a byte
 * that means nothing, and the descriptor to talk to (paper/call.h).
 */
#ifndef MAIN_ZYGOTE_H
#define MAIN_ZYGOTE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

struct zygote_kind {
	const char *role; /* for the log */
	bool threads;     /* the children may have some */
	/*
	 * Before the lock: read what all children need.  If it fails every
	 * task ends unserved.  May be NULL.
	 */
	int (*prepare)(struct err *e);
	/* In a child, locked: the task on fd.  -1: it was none. */
	int (*serve)(int fd);
};

struct zygote {
	const struct zygote_kind *kind;
	int fd;    /* owned: where to ask; app_conf.inspector, .press */
	int far;   /* owned: the zygote's end, for the next one; or -1 */
	pid_t pid; /* 0: none that this process started */
	bool lazy; /* prepares with the first task: there may be none */
};

/* The two ends alone, for a master that starts the process by itself. */
int zygote_open(
    struct zygote *z, const struct zygote_kind *kind, struct err *e) MUST_CHECK;
/*
 * Be the zygote until the last holder of z->fd has closed it, or SIGTERM;
 * the exit status.  Closes every other descriptor of the process.
 */
int zygote_be(struct zygote *z);
/* In a child of that master that only asks: give the zygote's end away. */
void zygote_leave(struct zygote *z);
/*
 * Open and fork it, for commands, CGI and tests; it ends with
 * zygote_close(), or with this process.
 */
int zygote_start(
    struct zygote *z, const struct zygote_kind *kind, struct err *e) MUST_CHECK;
/* Accepts one that was never opened but zeroed. */
void zygote_close(struct zygote *z);

#endif
