/*
 * tell.h - who is told what when a case moves, inside the transaction that
 * moves it.  Nobody is told what the actor of the request has done, but an
 * applicant gets a receipt.  How something ended is never held for a digest.
 */
#ifndef APP_TELL_H
#define APP_TELL_H

#include "app/facts.h"
#include "sop/keep.h"

/* A new case: the receipt. */
int tell_filed(
    struct ctx *cx, const struct subject *s, struct err *e) MUST_CHECK;

/*
 * Tasks that open together, in the order of their ids.  reason is why, where
 * something was sent back; "" or NULL: there is none to tell.
 */
int tell_opened(struct ctx *cx, const struct subject *s, const struct task *v,
    size_t n, const char *reason, struct err *e) MUST_CHECK;

/*
 * One holder is over, or with holder NULL the case.  A holder with an address
 * of its own hears it if what ended it was about that holder alone (own), or
 * if it was told something before; the applicant hears of one of several
 * holders, unless the case ends with it in the same way (last).
 */
struct tell_end {
	const struct holder *holder;
	enum keep_ending ending;
	const char *reason; /* "" or NULL: none */
	bool own, last;
};
int tell_ended(struct ctx *cx, const struct subject *s,
    const struct tell_end *end, struct err *e) MUST_CHECK;

/* A credential waits for the applicant, since a task of that id. */
int tell_credential(struct ctx *cx, const struct subject *s, int64_t task,
    struct err *e) MUST_CHECK;

/* A match waits for a second verdict by somebody else in its seat. */
int tell_second(struct ctx *cx, const struct subject *s, const struct task *t,
    struct err *e) MUST_CHECK;

/* Whether the holder (NULL: none) has an address that is not the applicant's
 * (NULL: there is no applicant). */
bool tell_own_address(const struct holder *h, const char *applicant);

/* Whether it is so, and nothing came back from there: 1, 0 or -1. */
int tell_reaches(struct ctx *cx, const struct subject *s,
    const struct holder *h, struct err *e) MUST_CHECK;

#endif
