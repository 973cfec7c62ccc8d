/*
 * desk.h - a holder's passphrase on its way: from the worker that read the
 * form to the agent, which hands it to BSrE and keeps nothing of it.
 *
 * What comes back for keeping is the OTP secret: the agent writes it, sealed,
 * before it answers.
 */
#ifndef APP_DESK_H
#define APP_DESK_H

#include "app/ctx.h"
#include "store/task.h"

enum desk_kind {
	DESK_SET,     /* it is set; desk_otp() has the secret, if one came */
	DESK_REFUSED, /* BSrE said no; another passphrase may do */
	DESK_UNKNOWN, /* nothing says whether it was set */
	DESK_AWAY,    /* not sent, or not taken: later again */
	DESK_OVER     /* the link is used, replaced or past its end */
};

#define DESK_REASON ((size_t)400)
#define DESK_SECRET ((size_t)256) /* bytes of a passphrase, at most */

struct desk_answer {
	enum desk_kind kind;
	char reason[DESK_REASON]; /* for people, in Indonesian; "" none */
};

/*
 * Have the passphrase set for the holder of a task, by whoever came by its
 * link (cx->actor).  Waits 20 s at most and never sends it twice: what was
 * set by this link before is DESK_SET with a reason that says so.  Not within
 * a transaction.
 *
 * secret is wiped, whatever comes of it; so it is not a copy that has to be
 * wiped, but the one text that the caller has.
 */
int desk_passphrase(struct ctx *cx, const struct task *t, char *secret,
    struct desk_answer *out, struct err *e) MUST_CHECK;

/*
 * "otpauth://..." of the holder of a task, in the arena, until the task is
 * done with desk_otp_drop() (within its transaction): 1, 0 none, -1.
 */
int desk_otp(struct ctx *cx, int64_t task, const char **otpauth,
    struct err *e) MUST_CHECK;
int desk_otp_drop(struct ctx *cx, int64_t task, struct err *e) MUST_CHECK;

#endif
