/*
 * sweep.h - what has to be done although nobody asks: papers whose time is
 * over, cases that were abandoned, files that wait for the virus scanner or
 * that nothing names, and how long things took lately.  Done by the agent (main/agent.h) a little at a time
 * for every office, or by `paraf sweep` at once.
 */
#ifndef APP_SWEEP_H
#define APP_SWEEP_H

#include "app/ctx.h"
#include "store/custody.h"

/* Offices that are looked at in one round; the next round goes on. */
#define SWEEP_OFFICES ((size_t)64)

/* What of one office was done when, and what was done.  Zeros at first. */
struct sweep {
	char office[40];
	int64_t abandon_at;     /* when to look for abandoned cases again */
	int64_t drafts_at;      /* and for drafts that nobody touches */
	int64_t paces_at;       /* when to sum up how long rows took */
	int64_t orphans_at;     /* and for files that nothing names */
	struct waiting waiting; /* how far the look at cases has come */
	bool more;              /* there is more to do at once */
	size_t erased, drafts, abandoned, orphans; /* counted up */
};

/*
 * The rounds of one process.  A few bytes for each office are kept for its
 * whole life.
 */
struct sweeper {
	struct app *app; /* borrowed */
	struct sweep *v; /* owned */
	size_t n, cap;
	size_t next; /* which office is the first of the next round */
};

/* A context in which nobody acts, in an office. */
int sweep_ctx(struct ctx *cx, struct app *app, struct arena *a,
    const char *office, int64_t now, struct err *e) MUST_CHECK;

/*
 * One bounded piece of every duty of the office; what fails is logged, and
 * the other duties are done all the same.  The arena of cx is reset.
 */
void sweep_office(struct ctx *cx, struct sweep *s);

/*
 * A round over the offices, SWEEP_OFFICES at most, and its beat (beat.h).
 * *more: the next round should come soon.
 */
int sweep_round(struct sweeper *sw, struct arena *a, int64_t now, bool *more,
    struct err *e) MUST_CHECK;
void sweeper_clear(struct sweeper *sw);

#endif
