/*
 * flight.h - one message on its way: its letter as the bytes of a mail or a
 * call of a webhook, the transfer, and what it came to.
 */
#ifndef APP_FLIGHT_H
#define APP_FLIGHT_H

#include "app/ctx.h"
#include "app/hook.h"
#include "app/outside.h"
#include "store/message.h"

struct outlet;

enum verdict_kind { VERDICT_SENT, VERDICT_LATER, VERDICT_REFUSED };

struct verdict {
	enum verdict_kind kind;
	bool of_server;  /* later: the next message would fare the same */
	bool of_address; /* refused: the recipient's address is at fault */
	int64_t wait_ms; /* later: at least so long; 0: as it is usual */
	char answer[SMTP_ANSWER]; /* one line for people */
};

/* It must not move while it is the net's. */
struct flight {
	/* The owner's, see app/deliver.c. */
	struct flight *next;
	struct outlet *outlet;
	int channel;
	bool over;
	int64_t settle_at; /* over, but it could not be recorded: not before */

	struct message m; /* of its texts only the address, owned */
	char *host;       /* owned */
	struct sb mail;   /* owned */
	bool hooked;      /* hook is in use, else smtp */
	struct smtp_send smtp;
	struct hook_send hook;
};

/*
 * Write the letter of m, claimed, of cx->office.  1: *call is ready for
 * net_add() but for its key, done and ctx; 0: it is over already, *v says
 * how: it is in a Maildir, or could not be written.
 */
int flight_begin(struct ctx *cx, struct flight *f, const struct message *m,
    const struct outside *out, struct net_call **call, struct verdict *v);

/* When the call is done. */
void flight_verdict(const struct flight *f, struct verdict *v);

/* Not while it is the net's. */
void flight_free(struct flight *f);

#endif
