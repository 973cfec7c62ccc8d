/*
 * rounds.h - the agent's way through the offices.  Each is looked at when its
 * database was written to (app/bell.h), when the next message, question to
 * BSrE or reminder is due, when a transfer is over, and now and then without
 * a reason.  A look does a bounded piece of everything; the offices take
 * turns.
 */
#ifndef APP_ROUNDS_H
#define APP_ROUNDS_H

#include "app/deliver.h"
#include "app/way.h"

#define ROUNDS_TICK INT64_C(1000) /* ms between two looks at the files */

struct rounds;

/* The caller owns *r; app, net and ways are borrowed. */
int rounds_open(struct rounds **r, struct app *app, struct net *net,
    struct ways *ways, struct err *e) MUST_CHECK;
/* Transfers under way are given up.  NULL is harmless. */
void rounds_close(struct rounds *r);

/*
 * Record what transfers came to, and look at the offices whose turn it is,
 * for a part of a second; then write the beat (beat.h), if it is time.
 * *wait: ms until there may be something to do, at most ROUNDS_TICK.
 */
int rounds_turn(
    struct rounds *r, int64_t now, int *wait, struct err *e) MUST_CHECK;

/* No more turns; see deliver_finish() and consult_finish(). */
size_t rounds_finish(struct rounds *r, int64_t now);

#endif
