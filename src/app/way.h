/*
 * way.h - how the agent reaches BSrE for each office: the module that its
 * profile names, the account that the folder outside holds, and the circuit
 * breaker.  By the agent alone; what others need to know of it they read by
 * bsre_office_get().
 *
 * A look at an office begins with way_get().  It reads what changed, hears
 * whether an administrator wants another try, and publishes what is found and
 * what way_note() and way_tried() were told: at once where something changed,
 * else once a minute.
 */
#ifndef APP_WAY_H
#define APP_WAY_H

#include "app/ctx.h"
#include "bsre/breaker.h"
#include "bsre/carry.h"

struct ways;

/*
 * Of one office.  It stays where it is as long as the ways are open; what it
 * points to, until the next way_get() of that office.
 */
struct way {
	const struct bsre_module *module; /* never NULL; stays loaded */
	struct bsre_account account;      /* zeros if there is none */
	struct carry_way carry;           /* total_ms is the caller's to set */
	long total_ms[BSRE_CALLS];        /* time limits; 0: the net's */
	unsigned caps;             /* BSRE_CAN(); 0: all is done by hand */
	const char *host, *portal; /* see struct bsre_office; "" none */
	const char *fault;         /* why it cannot be used, for people; "" */
	/* Another one after each change of module or account: an answer to
	 * what was asked before is not to be read with what is now. */
	unsigned edition;
	/* When an administrator asked for another try, 0: never; what waits
	 * is to be tried then, and somebody calls way_tried(). */
	int64_t try_at;
	struct breaker breaker;
};

/*
 * The caller owns *ws; app is borrowed.  Loads the modules that the offices
 * name: before the process is locked.  A module that cannot be loaded is a
 * fault of its offices.
 */
int ways_open(struct ways **ws, struct app *app, struct err *e) MUST_CHECK;
/* NULL is harmless. */
void ways_close(struct ways *ws);

/*
 * Whether an office names a module that was not there when these were
 * opened, or another file is there now: only a new process can load it.
 */
bool ways_stale(const struct ways *ws);

/* Whether way_get() of an office would find other settings than last time. */
bool way_changed(const struct ways *ws, const struct tenant *t);

/*
 * The way of cx->office, outside of a transaction.  Settings that cannot be
 * used are no error but a way that can nothing, with its fault.
 */
int way_get(
    struct ways *ws, struct ctx *cx, struct way **w, struct err *e) MUST_CHECK;

/* Whether a request may go now; each true is followed by one way_note(). */
bool way_may(struct way *w, int64_t now);

/* When to ask again: now or before, if a request may go; INT64_MAX: not
 * before the settings change. */
int64_t way_next(const struct way *w, int64_t now);

/* What came of a request, by the module's reply.  Published with the next
 * way_get(). */
void way_note(struct way *w, const struct bsre_result *r, int64_t now);

/* What came of the try that was asked for: r, or NULL where nothing was asked
 * of BSrE, for that reason.  Published likewise. */
void way_tried(
    struct way *w, const struct bsre_result *r, const char *why, int64_t now);

#endif
