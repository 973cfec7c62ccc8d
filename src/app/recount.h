/*
 * recount.h - due dates after a change of the calendar or of an office's
 * hours: those of open tasks are counted again, those of closed ones stay.
 * When to remind of open tasks is planned anew, by the agent.
 */
#ifndef APP_RECOUNT_H
#define APP_RECOUNT_H

#include "app/app.h"

struct recount {
	size_t open;    /* tasks that are open and have a due date */
	size_t changed; /* of them */
};

/*
 * Count again, a few thousand tasks at a time, so that the office goes on
 * meanwhile.  The first change is an event of the log.  After a failure some
 * are counted and some not; again is harmless.
 */
int recount_due(struct app *app, const char *tenant, struct recount *out,
    int64_t now, struct err *e) MUST_CHECK;

#endif
