/*
 * sweep.h - what has to be done although nobody asks: papers whose time is
 * over, cases that were abandoned, old messages and lists, files that wait for the virus scanner or
 * that nothing names, and how long things took lately.  Done by the agent
 * (app/rounds.h) a little at a time for every office, or by `paraf sweep` at
 * once.
 */
#ifndef APP_SWEEP_H
#define APP_SWEEP_H

#include "app/ctx.h"
#include "store/custody.h"

/* What of one office was done when, and what was done.  Zeros at first. */
struct sweep {
	int64_t abandon_at;     /* when to look for abandoned cases again */
	int64_t drafts_at;      /* and for drafts that nobody touches */
	int64_t paces_at;       /* when to sum up how long rows took */
	int64_t orphans_at;     /* and for files that nothing names */
	int64_t forget_at;      /* and for what the outbox keeps too long */
	int64_t rolls_at;       /* and for lists of statuses that are over */
	int64_t scans_at;       /* and to ask the virus scanner again */
	struct waiting waiting; /* how far the look at cases has come */
	bool more;              /* there is more to do at once */
	bool scans_wait;        /* some files wait for the scanner */
	size_t erased, drafts, abandoned, orphans; /* counted up */
};

/* A context in which nobody acts, in an office. */
int sweep_ctx(struct ctx *cx, struct app *app, struct arena *a,
    const char *office, int64_t now, struct err *e) MUST_CHECK;

/*
 * One bounded piece of every duty of the office; what fails is logged, and
 * the other duties are done all the same.  The arena of cx is reset.
 */
void sweep_office(struct ctx *cx, struct sweep *s);

#endif
