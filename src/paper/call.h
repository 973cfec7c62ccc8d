/*
 * call.h - the worker's way to a locked process that is forked for one task
 * (main/zygote.h): a stream socket to it, and one clock that everything on it
 * waits by, so that whatever the other side does, it ends.
 */
#ifndef PAPER_CALL_H
#define PAPER_CALL_H

#include <stddef.h>

#include "base/err.h"

struct call {
	int fd, timer; /* owned; -1: none */
};

#define CALL_NONE ((struct call){.fd = -1, .timer = -1})

/* What became of a send or receive. */
enum call_state { CALL_FINE, CALL_GONE, CALL_LATE };

/*
 * Hand one end of a fresh socket to the process behind the socket zygote,
 * within ms.  -1: nothing was opened that call_close() would not close.
 */
int call_open(struct call *c, int zygote, int ms) MUST_CHECK;
/* From now on there are ms. */
int call_within(const struct call *c, int ms) MUST_CHECK;
enum call_state call_send(
    const struct call *c, const void *data, size_t n) MUST_CHECK;
enum call_state call_receive(
    const struct call *c, void *data, size_t n) MUST_CHECK;
/* Harmless when nothing is open. */
void call_close(struct call *c);

#endif
