/*
 * inspector.h - the process that forks a locked child for every paper that
 * is inspected (paper/inspect.h).
 *
 * It is forked before anything secret is read, so that a file which breaks a
 * decoder finds nothing there: no key, no database, no other descriptor, no
 * network.  It parses nothing itself.  One packet on its socket is one file:
 * a byte that means nothing, and the descriptor to talk to.
 */
#ifndef MAIN_INSPECTOR_H
#define MAIN_INSPECTOR_H

#include <sys/types.h>

#include "base/err.h"

struct inspector {
	int fd;    /* owned: where to ask; app_conf.inspector */
	int far;   /* owned: the inspector's end, for the next one; or -1 */
	pid_t pid; /* 0: none that this process started */
};

/* The two ends alone, for a master that starts the process by itself. */
int inspector_open(struct inspector *in, struct err *e) MUST_CHECK;
/*
 * Be the inspector until the last holder of in->fd has closed it, or SIGTERM;
 * the exit status.  Closes every other descriptor of the process.
 */
int inspector_be(struct inspector *in);
/* In a child of that master that only asks: give the inspector's end away. */
void inspector_leave(struct inspector *in);
/*
 * Open and fork it, for commands, CGI and tests; it ends with
 * inspector_close(), or with this process.
 */
int inspector_start(struct inspector *in, struct err *e) MUST_CHECK;
/* Accepts one that was never opened but zeroed. */
void inspector_close(struct inspector *in);

#endif
