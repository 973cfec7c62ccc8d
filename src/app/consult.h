/*
 * consult.h - what an office asks BSrE by its module: registrations, which
 * are sent once and never again by themselves, how holders stand, and their
 * certificates.
 *
 * A worker writes down what shall be asked; the agent asks and records what
 * came of it.  What nothing is known of becomes a question for a person.
 */
#ifndef APP_CONSULT_H
#define APP_CONSULT_H

#include "app/dossier.h"
#include "app/way.h"

/* --- for workers: no network, no agent ---------------------------------- */

/*
 * Have those that an open register task is about registered: an act for each,
 * committed.  One that is there already is not made again; if it waits, it is
 * due now.  ERR_DENIED, ERR_MISSING, ERR_CONFLICT as for the task itself;
 * ERR_INPUT: the module cannot.
 */
int consult_register(struct ctx *cx, const struct dossier *d,
    const struct task *t, struct err *e) MUST_CHECK;

enum consult_choice {
	CONSULT_DONE, /* the person is registered there: recorded as done; with
	                 the last of the task the task is closed */
	CONSULT_AGAIN /* it is asked and sent once more; one that BSrE says it
	                 knows is sent without asking */
};

/* The answer of who sees the task to the question of an act (id).
 * ERR_CONFLICT: it is no question any more. */
int consult_answer(struct ctx *cx, const struct dossier *d,
    const struct task *t, int64_t act, enum consult_choice choice,
    struct err *e) MUST_CHECK;

/* Ask BSrE how the holder stands, as soon as possible.  1 it will be asked, 0
 * the office's module cannot. */
int consult_soon(struct ctx *cx, int64_t holder, struct err *e) MUST_CHECK;

/*
 * Inside a transaction: ask how those stand whom a task is about, one holder,
 * or for 0 all that the letter stands for in f.  Nothing where the office's
 * module cannot.
 */
int consult_watch(struct ctx *cx, const struct holder *v, size_t n,
    const struct flow *f, int64_t holder, struct err *e) MUST_CHECK;

/*
 * Wait, at most ms, until the task is closed, or all its acts wait for a
 * person or a later try: 1; 0 time is over.  Not inside a transaction.
 */
int consult_wait(
    struct ctx *cx, int64_t task, int64_t ms, struct err *e) MUST_CHECK;

/*
 * An administrator wants it tried: all that waits is asked for now, and if
 * nothing does, how one person stands who is waited for.  What came of it is
 * published as struct bsre_trial.  Waits for that, at most ms: 1; 0 time is
 * over, it will come.  Not inside a transaction.
 */
int consult_try(struct ctx *cx, int64_t ms, struct err *e) MUST_CHECK;

/* --- for the agent ------------------------------------------------------ */

/*
 * What one office asks of BSrE, as the agent's process knows it.  Zeros at
 * first, but for the office.  It must not move while exchanges are under way.
 */
struct liaison {
	char office[40];
	size_t load;      /* exchanges under way */
	int turn;         /* who may ask next, see consult_office() */
	unsigned edition; /* of the way at the last look */
	int64_t try_at;   /* likewise */
	bool trial; /* an administrator waits for what the next question that
	               changes nothing comes to */
	bool begun; /* what a predecessor was sending is a question */
	bool wake;  /* an exchange is over: set for the caller, who clears it */
};

struct consult;

/* The caller owns *c; app, net and ways are borrowed. */
int consult_open(struct consult **c, struct app *app, struct net *net,
    struct ways *ways, struct err *e) MUST_CHECK;
/* Exchanges under way are given up.  NULL is harmless. */
void consult_close(struct consult *c);

/*
 * One look at what cx->office has to ask: registrations, how holders stand,
 * and lists take turns, two questions at once at most.  *next_at: when there
 * may be something to do again, 0 at once, INT64_MAX not before l->wake or
 * somebody writes something.  The arena of cx is used.
 */
int consult_office(struct consult *c, struct ctx *cx, struct liaison *l,
    int64_t *next_at, struct err *e) MUST_CHECK;

/*
 * Record what is over since the last time; how many.  What could not be
 * recorded is kept for a later call.
 */
size_t consult_settle(struct consult *c, int64_t now);

/*
 * Before the end: record what is over, and give up what changes nothing.  How
 * many are left whose effect would otherwise not be known: worth some more
 * net_poll() and calls of this.
 */
size_t consult_finish(struct consult *c, int64_t now);

#endif
