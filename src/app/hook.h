/*
 * hook.h - a notice to the gateway of an office, such as one for WhatsApp, by
 * HTTPS with a signature.  What the gateway has to do with it:
 * docs/webhook.md.
 *
 * Every try has the same body and the same delivery id, and a timestamp of
 * its own: a repeat is known as one, and what is recorded on the way cannot
 * be used later.
 */
#ifndef APP_HOOK_H
#define APP_HOOK_H

#include "app/ctx.h"
#include "app/letter.h"
#include "app/outside.h"
#include "net/net.h"
#include "store/message.h"

#define HOOK_ANSWER 240

/* A notice under way.  It must not move. */
struct hook_send {
	struct net_call call;       /* the caller sets key, done and ctx */
	struct curl_slist *headers; /* owned */
};

/*
 * Make it ready for net_add(): the message m of channel "hook" of cx->office,
 * as the letter says it, signed at cx->now.  All is copied but to->host.
 * ERR_INPUT if the address is neither https nor of this machine.
 */
int hook_init(struct ctx *cx, struct hook_send *h,
    const struct outside_hook *to, const struct message *m,
    const struct letter *l, struct err *e) MUST_CHECK;
/* Not while it is the net's.  One of zeros is accepted. */
void hook_clear(struct hook_send *h);

enum hook_result {
	HOOK_SENT,   /* the gateway has taken it */
	HOOK_LATER,  /* to be tried again */
	HOOK_REFUSED /* for good */
};

struct hook_outcome {
	enum hook_result result;
	bool of_server;  /* later: the next notice would fare the same */
	int64_t wait_ms; /* later: not before, as the gateway asks; 0: no
	                    word, at most an hour */
	char answer[HOOK_ANSWER]; /* one line for people */
};

/* When call.done() was called. */
void hook_outcome(const struct hook_send *h, struct hook_outcome *out);

#endif
