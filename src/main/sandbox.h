/*
 * sandbox.h - what each process may still do once it has what it needs, by
 * Landlock (which paths) and seccomp (which calls).  Both are kept over fork
 * and cannot be taken back; what is forbidden gives EPERM, or EACCES for a
 * path.
 *
 * A worker has the data folder and the sockets it was born with.  The agent
 * has the data folder, may read its own folder outside and what is needed to
 * look up names and verify certificates, and may connect.  Neither starts
 * programs or processes, runs memory that it wrote, or listens.  Inspector
 * and press (zygote.h) may be asked and fork, their children read and write
 * one socket; these have no other descriptor and no path.
 *
 * In builds with sanitizers or coverage workers and agent are not locked, and
 * inspector and press have no seccomp and no limit of memory: these tools
 * could not live with it.
 */
#ifndef MAIN_SANDBOX_H
#define MAIN_SANDBOX_H

#include <stdbool.h>

#include "base/err.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#else
#define SANDBOX_SANITIZED 0
#endif

#if defined(PARAF_COVERAGE) || SANDBOX_SANITIZED
#define SANDBOX_OFF 1
#else
#define SANDBOX_OFF 0
#endif

#define SANDBOX_FD 3 /* the socket; 0 to 2 are closed or standard error */

/* Keep only fd, as SANDBOX_FD, and standard error. */
int sandbox_keep(int fd, struct err *e) MUST_CHECK;
/*
 * The same, and lock the process but
 * for forking.  *landlock tells whether the kernel has it: an older one is
 * no failure, as seccomp alone forbids every path.
 */
int sandbox_zygote(int fd, bool *landlock, struct err *e) MUST_CHECK;
/*
 * In a child of that process: keep only fd, as SANDBOX_FD, and set the limits
 * of memory and time.  After this every call but read, write, memory and the
 * end gives EPERM; with threads it may start some.
 */
int sandbox_child(int fd, bool threads, struct err *e) MUST_CHECK;

struct sandbox {
	const char *data;    /* the folder that is read and written */
	const char *outside; /* the agent's own, only read; it may be missing */
	bool unix_connect;   /* clamd has to be reached, by a unix socket */
};

/*
 * In a worker, or the process of one CGI request, with its databases' key
 * read and its sockets open.  A kernel without Landlock is no failure, but
 * then files are not closed: *landlock.  Who starts these processes decides
 * before whether that may be.
 */
int sandbox_worker(
    const struct sandbox *s, bool *landlock, struct err *e) MUST_CHECK;
/* In the agent, the same; libraries that it needs are there by now. */
int sandbox_agent(
    const struct sandbox *s, bool *landlock, struct err *e) MUST_CHECK;

/*
 * Whether one of the paths that the agent may read is another file by now, as
 * after a new resolv.conf, or has come to be: then only a new agent sees it.
 */
bool sandbox_agent_stale(const struct sandbox *s);

#endif
