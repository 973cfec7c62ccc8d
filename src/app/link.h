/*
 * link.h - links by which a holder does one task without an account.  Their
 * tokens are made of the task and the moment, so that a message about one
 * can be written again; only a hash is kept.
 */
#ifndef APP_LINK_H
#define APP_LINK_H

#include "app/facts.h"
#include "store/task.h"

struct message; /* store/message.h */

/* Whether a row may be done by a link: an activation or a passphrase. */
bool link_is_for(const struct row *r);

/* What a message about a link is about, as a notice's rule:
 * "link:12:1795252800000". */
const char *link_rule(
    struct arena *a, const struct task *t, int64_t created_at);

/* "/aktivasi/{token}" for the path of its facts; and with a token in it. */
#define LINK_TOKEN "{token}"
const char *link_path(const struct row *r);
const char *link_fill(struct arena *a, const char *path, const char *token);

/* "b•••@dinas.example": known again by its owner, and told to nobody. */
const char *link_mask(struct arena *a, const char *address);

/*
 * Make a new link, which ends the earlier ones, inside a transaction; *token
 * (may be NULL) lives in the arena.
 */
int link_make(struct ctx *cx, const struct row *r, const struct task *t,
    const char **token, struct err *e) MUST_CHECK;

/*
 * Send the link that was made just now to its holder.  reason as with
 * tell_opened().
 */
int link_send(struct ctx *cx, const struct subject *s, const struct task *t,
    const char *reason, struct err *e) MUST_CHECK;

/* So many may a holder have sent anew to the address on record in 24 hours. */
#define LINK_AGAIN      3
#define LINK_AGAIN_TIME (INT64_C(24) * 60 * 60 * 1000) /* ms */

/* What may be done for a holder whose link is over, or who needs one. */
struct link_again {
	const char *address; /* of the holder, on record; NULL: it has none
	                        that takes mail */
	int64_t wait_until;  /* too many were sent: not before; 0: now */
};
int link_may_again(struct ctx *cx, const struct subject *s,
    const struct task *t, struct link_again *again, struct err *e) MUST_CHECK;

/*
 * Mail the holder of an open task a new link, in a transaction of its own, on
 * the word of whoever has an old one, or of the applicant (cx->actor).
 * ERR_CONFLICT without an address or if the task is done, ERR_LIMIT after too
 * many.
 */
int link_renew(struct ctx *cx, const struct subject *s, const struct task *t,
    struct err *e) MUST_CHECK;

/*
 * Whether a message gives a link, of a holder or of an account, that opens
 * nothing any more: past its end, used or replaced: 1, 0 or -1.
 */
int link_is_over(
    struct ctx *cx, const struct message *m, struct err *e) MUST_CHECK;

#endif
