/*
 * desk.h - a passphrase on its way: from the worker that read the form to the
 * agent, which hands it to BSrE and keeps nothing of it.  A holder has it set;
 * an official signs a letter with it.
 *
 * What comes back for keeping, the OTP secret or the signed PDF, the agent
 * writes before it answers.
 */
#ifndef APP_DESK_H
#define APP_DESK_H

#include "app/missive.h"
#include "store/task.h"

enum desk_kind {
	DESK_DONE,    /* it is done, and what came of it is kept */
	DESK_REFUSED, /* BSrE said no; another passphrase may do */
	DESK_UNKNOWN, /* nothing says whether it was done */
	DESK_AWAY,    /* not sent, or not taken: later again */
	DESK_OVER     /* what it is about is over: the link is used, replaced
	                 or past its end; the letter is not to be signed */
};

#define DESK_REASON ((size_t)400)
#define DESK_SECRET ((size_t)256) /* bytes of a passphrase, at most */
#define DESK_CODE   ((size_t)16)  /* of a one-time code */

struct desk_answer {
	enum desk_kind kind;
	char reason[DESK_REASON]; /* for people, in Indonesian; "" none */
};

/*
 * Both questions wait 20 s at most and never send anything twice; not within a
 * transaction.  Secrets are wiped, whatever comes of it; so they are not
 * copies that have to be wiped, but the one text that the caller has.
 */

/*
 * Have the passphrase set for the holder of a task, by whoever came by its
 * link (cx->actor).  What was set by this link before is DESK_DONE with a
 * reason that says so.  desk_otp() has the OTP secret, if one came.
 */
int desk_passphrase(struct ctx *cx, const struct task *t, char *secret,
    struct desk_answer *out, struct err *e) MUST_CHECK;

/*
 * Have a letter signed by the actor, whose seat signs it.  draft: as it is
 * rendered for a signature, in place of one for ink that stands; nik and a
 * passphrase, or for some modules a one-time code instead of it, are the
 * signer's at BSrE.  DESK_DONE: the signed PDF stands in its place.
 */
struct desk_signing {
	const struct missive_draft *draft;
	const char *nik;
	char *secret, *code; /* wiped; "" the other one is meant */
};
int desk_sign(struct ctx *cx, const struct desk_signing *s,
    struct desk_answer *out, struct err *e) MUST_CHECK;

/*
 * "otpauth://..." of the holder of a task, in the arena, until the task is
 * done with desk_otp_drop() (within its transaction): 1, 0 none, -1.
 */
int desk_otp(struct ctx *cx, int64_t task, const char **otpauth,
    struct err *e) MUST_CHECK;
int desk_otp_drop(struct ctx *cx, int64_t task, struct err *e) MUST_CHECK;

#endif
