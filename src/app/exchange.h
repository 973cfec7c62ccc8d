/*
 * exchange.h - one question to BSrE under way: what is asked for whom, the
 * request, its transfer, and the answer.
 */
#ifndef APP_EXCHANGE_H
#define APP_EXCHANGE_H

#include "app/way.h"

struct liaison;

enum exchange_why { FOR_ACT, FOR_STANDING, FOR_ROLL };

/* It must not move while it is the net's. */
struct exchange {
	/* The owner's, see app/consult.c. */
	struct exchange *next;
	struct liaison *of;
	enum exchange_why why;
	int64_t id;       /* an act, a holder, or a roll */
	int64_t position; /* in a roll */
	int64_t holder;   /* whom it is about; 0: nobody of ours */
	bool over, noted;
	bool trial;        /* an administrator waits for what comes of it */
	int64_t settle_at; /* over, but it could not be recorded: not before */

	struct bsre_ask ask; /* its texts are in memory */
	unsigned edition;    /* of the way */
	int64_t begun;       /* steady us */
	struct arena memory;
	struct bsre_request request;
	struct carry carry;
};

/*
 * The request for an ask, ready for net_add() but for key, done and ctx.
 * ERR_INPUT: the ask lacks what the call needs; msg says so for people.  The
 * caller owns *x.
 */
int exchange_make(struct exchange **x, const struct way *w,
    const struct bsre_ask *ask, struct err *e) MUST_CHECK;

/*
 * What came of it, once it is over, in the arena, by the way as it is now.
 * After a change of the way it is as if nobody had answered.
 */
void exchange_read(const struct exchange *x, const struct way *w,
    struct bsre_result *out, struct arena *a);

/* Not while it is the net's.  NULL is harmless. */
void exchange_free(struct exchange *x);

#endif
