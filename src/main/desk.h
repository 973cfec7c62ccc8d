/*
 * desk.h - the socket by which workers bring passphrases to the agent
 * (app/desk.h).  The master makes it and keeps both ends, so that the next
 * agent serves the same workers.  One packet on it is one question: a byte
 * that means nothing, and the descriptor to talk to.
 */
#ifndef MAIN_DESK_H
#define MAIN_DESK_H

#include "base/err.h"

struct desk {
	int fd;  /* owned; where to ask: app_conf.desk */
	int far; /* owned; the agent's end: app_conf.desk_far */
};

int desk_open(struct desk *d, struct err *e) MUST_CHECK;
/* In a worker: give the agent's end away. */
void desk_leave(struct desk *d);
/* Accepts one that was never opened but zeroed. */
void desk_close(struct desk *d);

/*
 * By the agent: the descriptor of the next question, now the caller's; -1:
 * there is none at the moment.  Packets without one are passed over.
 */
int desk_next(int far);

#endif
