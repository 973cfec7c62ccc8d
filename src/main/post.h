/*
 * post.h - the processes beside the workers, one of each kind: the inspector
 * and the agent.  They are started before the workers and ended after them;
 * one that ends is started again, with growing pauses if it keeps ending.
 */
#ifndef MAIN_POST_H
#define MAIN_POST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define STOP_US INT64_C(10000000) /* from SIGTERM to SIGKILL */

struct post {
	const char *name;      /* for the log */
	int (*run)(void *ctx); /* in the process; its exit status */
	void *ctx;             /* borrowed */
	pid_t pid;             /* 0: none; started at .due */
	bool ending, renewing; /* was told to go, for good or to come back */
	unsigned quick;        /* how often it ended soon after its start */
	int64_t started, due;  /* steady us, like all times here */
	int64_t kill_at;       /* if it was told to go */
};

/* What a child of the master has to know to become a process of its own. */
struct post_host {
	pid_t master;
	int signal_fd; /* the master's; closed */
};

/*
 * In a new child: the terminal's Ctrl-C and hangup are the master's affair,
 * and without the master there is no child.  SIGTERM stays blocked.
 */
void post_enter(const struct post_host *h, const char *role);

/*
 * How long to wait before a child that has lived so long is started again:
 * 0, unless it keeps ending within a second of its start.
 */
int64_t post_pause(unsigned *quick, int64_t lived);

/* Start what is due, kill what does not go.  Ended ones have pid 0. */
void post_tend(struct post *p, const struct post_host *h, int64_t now);
/* The child with this pid has ended; false: it is none of this post's. */
bool post_bury(struct post *p, pid_t pid, int status, int64_t now);
/* SIGTERM; for good, or to be started again with the new configuration. */
void post_end(struct post *p, int64_t now);
void post_renew(struct post *p, int64_t now);
/* When post_tend() has something to do; INT64_MAX: not known. */
int64_t post_next(const struct post *p);

#endif
