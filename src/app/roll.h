/*
 * roll.h - the statuses of many people at BSrE, asked for together: a list
 * is made by an officer or a command, the agent asks for one person after
 * the other, and the report tells what has changed since the last time.
 *
 * Who the people are stands sealed among the drafts and goes with them, after
 * DRAFT_DAYS; keyed hashes, which tell that it is the same person again, and
 * what BSrE said stay for ROLL_KEPT.
 */
#ifndef APP_ROLL_H
#define APP_ROLL_H

#include "app/ctx.h"
#include "bsre/module.h"
#include "domain/roster.h"
#include "store/roll.h"

#define ROLL_PAGE  ((size_t)100) /* persons sealed together */
#define ROLL_TRIES 6             /* of a person without an answer */
#define ROLL_OVER  MS_DAY        /* what has no answer then gets none */
#define ROLL_KEPT  (365 * MS_DAY)
#define ROLL_AGAIN (10 * MS_MINUTE) /* see reading.h */

/* --- for workers and commands ------------------------------------------- */

/* Whether the actor may ask for lists and see them: admins and verifiers. */
bool roll_allowed(const struct actor *a);

/*
 * A new list by the actor of cx, or (nobody) by a command, in a transaction
 * of its own, on record.  ERR_INPUT: the office's module cannot ask;
 * ERR_CONFLICT: another list is not over yet.
 */
int roll_make(struct ctx *cx, const struct roster *r, const char *title,
    int64_t *id, struct err *e) MUST_CHECK;

/* Ask for no more of it; on record.  1 done, 0 it is over. */
int roll_stop(struct ctx *cx, int64_t id, struct err *e) MUST_CHECK;

/* The persons of rows from a position on, which belong to one hundred: NULL
 * where they are not kept any more. */
int roll_persons(struct ctx *cx, const struct roster_person **v, size_t *n,
    int64_t id, int64_t hundred, struct err *e) MUST_CHECK;

/* The actor opens it, as a page or (file) whole: on record, in a transaction
 * of its own, before anything is answered. */
int roll_opened(
    struct ctx *cx, const struct roll *r, bool file, struct err *e) MUST_CHECK;

/* --- for the agent ------------------------------------------------------ */

/* A person to ask BSRE_STATUS about. */
struct roll_ask {
	int64_t roll, position;
	const char *nik, *email; /* one of them is NULL */
	int64_t try_at;          /* since when it is due */
};

/*
 * Up to most persons of the office to ask about, the longest due first, in
 * the arena of cx.  One that is being asked about is among them until it is
 * recorded.  Outside of a transaction.
 */
int roll_due(struct ctx *cx, struct roll_ask **v, size_t *n, size_t most,
    struct err *e) MUST_CHECK;
/* When the next is due, perhaps one that is being asked about; 0: none. */
int roll_next(struct ctx *cx, int64_t *at, struct err *e) MUST_CHECK;

/*
 * What BSrE said, in a transaction of its own.  What may be tried again waits
 * for a pause that grows.  What the module cannot ask is BSRE_REFUSED with a
 * reason.  Of ask roll and position are read.
 */
int roll_record(struct ctx *cx, const struct roll_ask *ask,
    const struct bsre_result *r, struct err *e) MUST_CHECK;

/* --- for the housekeeping ----------------------------------------------- */

/* End what is not over after ROLL_OVER, drop what is older than ROLL_KEPT:
 * one list at a time, *more: there are others. */
int roll_sweep(
    struct db *db, int64_t now, bool *more, struct err *e) MUST_CHECK;

#endif
