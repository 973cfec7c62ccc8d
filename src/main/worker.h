/*
 * worker.h - one worker process: opens the fronts on inherited sockets and
 * handles one request at a time until SIGTERM.
 */
#ifndef MAIN_WORKER_H
#define MAIN_WORKER_H

#include <stdatomic.h>

#include "main/listen.h"
#include "main/serve.h"

/* What a worker tells the master; in memory that both share. */
struct worker_slot {
	_Atomic int64_t busy_since; /* steady us; 0: waiting for a request */
	_Atomic uint64_t requests;
	_Atomic bool ready;
};

struct worker {
	const struct serve_conf *conf;
	const struct listeners *listen;
	struct worker_slot *slot;
	unsigned index;
	int ready_fd; /* an eventfd, to wake the master */
};

/* Serve until SIGTERM, which must be blocked; the exit status. */
int worker_run(const struct worker *w);

#endif
