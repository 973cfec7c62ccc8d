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

/*
 * Whether a message gives a link, of a holder or of an account, that opens
 * nothing any more: past its end, used or replaced: 1, 0 or -1.
 */
int link_is_over(
    struct ctx *cx, const struct message *m, struct err *e) MUST_CHECK;

#endif
