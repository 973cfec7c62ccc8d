/*
 * deliver.h - the outbox on its way out: takes what is due of one office,
 * writes the letter, hands it to the network or to a Maildir, and records
 * what came of it.  By the agent alone.
 *
 * A message is claimed, in a transaction that is over, before its first byte
 * leaves, and what came of it is recorded afterwards.  Whoever dies in
 * between leaves a claim; its message is sent again, with the Message-ID it
 * had.  So each is delivered at least once, and a repeat is known as one.
 */
#ifndef APP_DELIVER_H
#define APP_DELIVER_H

#include "app/ctx.h"
#include "app/retry.h"
#include "net/net.h"

/* Messages of a channel that are looked at in one look. */
#define DELIVER_LOOK ((size_t)20)

enum { CHANNEL_MAIL, CHANNEL_HOOK, CHANNELS };

/*
 * The outbox of one office, as its process knows it.  Zeros at first, but
 * for the office.  It must not move while transfers are under way.
 */
struct outlet {
	char office[40];
	struct relay relays[CHANNELS];
	int64_t complain_at;   /* of settings that cannot be read: not before */
	bool set_up[CHANNELS]; /* there was a server at the last look */
	bool begun;            /* what a predecessor had claimed is due again */
	bool wake; /* a transfer is over: set for the caller, who clears it */
};

struct deliver;

/* The caller owns *d; app and net are borrowed. */
int deliver_open(struct deliver **d, struct app *app, struct net *net,
    struct err *e) MUST_CHECK;
/* Transfers under way are given up; their claims stay.  NULL is harmless. */
void deliver_close(struct deliver *d);

/*
 * One look at the outbox of cx->office.  *next_at: when there may be
 * something to do again, 0 at once, INT64_MAX not before o->wake or a new
 * message.  The arena of cx is used.
 */
int deliver_office(struct deliver *d, struct ctx *cx, struct outlet *o,
    int64_t *next_at, struct err *e) MUST_CHECK;

/*
 * Record what is over since the last time; how many.  What could not be
 * recorded, as the database is locked or the disk full, is kept for a later
 * call, a second on.
 */
size_t deliver_settle(struct deliver *d, int64_t now);

/*
 * Before the end: record what is over, and give up what cannot have arrived
 * yet.  How many are left that may: worth some more net_poll() and calls of
 * this, as otherwise they are sent again.
 */
size_t deliver_finish(struct deliver *d, int64_t now);

/* Transfers under way, or not recorded. */
size_t deliver_load(const struct deliver *d);

#endif
