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
	CONSULT_AGAIN /* it is asked and sent once more */
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
 * Wait, at most ms, until the task is closed, or all its acts wait for a
 * person or a later try: 1; 0 time is over.  Not inside a transaction.
 */
int consult_wait(
    struct ctx *cx, int64_t task, int64_t ms, struct err *e) MUST_CHECK;

#endif
