/*
 * message.h - the outbox: notices that leave the machine, each once for each
 * recipient, with every try to deliver them.
 *
 * Life of a row: "held" for a digest or "waiting"; a waiting one is claimed
 * before each try, and what came of the try is recorded after it.  It ends
 * as "sent", "digested", "dropped" or "dead"; only a dead one can be made to
 * wait again.  Whoever records writes inside a transaction.
 */
#ifndef STORE_MESSAGE_H
#define STORE_MESSAGE_H

#include "store/db.h"

#define MESSAGE_KEPT  (INT64_C(90) * 24 * 3600 * 1000)  /* ms after its end */
#define DELIVERY_KEPT (INT64_C(365) * 24 * 3600 * 1000) /* ms */
#define FAULT_KEPT    DELIVERY_KEPT

struct message {
	int64_t id, case_id;   /* case_id 0: of no case */
	const char *rule;      /* what it is about: "task:12" */
	int tier;              /* 0 the notice, from 1 its reminders */
	const char *recipient; /* "person:7", "holder:12" */
	const char *channel;   /* "mail", "hook" */
	const char *template;  /* of templates/mail, without ending */
	const char *address;   /* mail: the address; hook: a phone, or "" */
	const char *name;      /* of the recipient */
	int64_t person_id;     /* whose digest may take it; 0: nobody's */
	int64_t task_id;       /* pointless when that closes, with all that
	                          came with it; 0: never */
	const char *facts;     /* JSON */
	const char *state;     /* "held", "waiting"; once over: "sent",
	                          "digested", "dropped", "dead" */
	int64_t created_at;
	int64_t try_at; /* of a waiting one; else 0 */
	int64_t tries, first_at, claimed_at, ended_at; /* 0: not */
	const char *error;  /* why not yet, or never; "" */
	const char *number; /* of its case; NULL: of no case */
	bool pointless;     /* its task is closed; of message_get() and
	                       message_due() only */
};

/*
 * Add it inside the transaction that causes it: 1 added (m->id is filled), 0
 * the same notice is there already (case, rule, tier, recipient, channel).
 * Members from tries on are not read.
 */
int message_add(struct db *db, struct message *m, struct err *e) MUST_CHECK;

/* Whether the recipient was told anything of that case: 1/0/-1. */
int message_told(struct db *db, int64_t case_id, const char *recipient,
    struct err *e) MUST_CHECK;

/* Messages of a template about a task that still wait have no point any
 * more. */
int message_drop(struct db *db, int64_t task, const char *template, int64_t now,
    struct err *e) MUST_CHECK;

/* 1/0/-1 */
int message_get(struct db *db, struct arena *a, struct message *m, int64_t id,
    struct err *e) MUST_CHECK;

/* Up to most that wait and are due, the longest waiting first. */
int message_due(struct db *db, struct arena *a, struct message **v, size_t *n,
    const char *channel, int64_t now, size_t most, struct err *e) MUST_CHECK;

/* When the next of a channel is due, or a claim runs out; 0: none waits. */
int message_next(
    struct db *db, int64_t *at, const char *channel, struct err *e) MUST_CHECK;

/*
 * A try begins, and is lost if nothing was recorded at the moment until: 1
 * claimed (m is as it is then), 0 it is not due any more.
 */
int message_claim(struct db *db, struct message *m, int64_t now, int64_t until,
    struct err *e) MUST_CHECK;

/* What a process that is no more had claimed is due at once; how many. */
int message_reclaim(
    struct db *db, int64_t now, size_t *n, struct err *e) MUST_CHECK;

/* Those of a channel that were put off without a try are due now. */
int message_hasten(
    struct db *db, const char *channel, int64_t now, struct err *e) MUST_CHECK;

/* What came of a try. */
struct attempt {
	const char *result; /* "sent", "later", "refused"; NULL: there was no
	                       try that the log should know of */
	const char *answer; /* what the other side said */
	const char *error;  /* why not yet, or never */
	int64_t try_at;     /* when to try again; 0: not again */
	const char *state;  /* if not again: "sent", "dead", "dropped" */
};

/* Of a message that does not wait any more only the delivery is noted. */
int message_record(struct db *db, const struct message *m,
    const struct attempt *o, int64_t now, struct err *e) MUST_CHECK;

/*
 * One that was sent came back: it is dead, for that reason.  Notes the
 * delivery and the fault of its address.
 */
int message_bounced(struct db *db, const struct message *m, const char *reason,
    int64_t now, struct err *e) MUST_CHECK;

/*
 * Send a dead one again, to another address if that is not NULL: 1 it waits,
 * 0 it is not dead, or so old that it was emptied.
 */
int message_again(struct db *db, int64_t id, const char *address, int64_t now,
    struct err *e) MUST_CHECK;

/*
 * The next of one state, or of one case, newest first, with ids below before
 * (INT64_MAX: from the newest); and how many there are, for states that stay
 * few.
 */
int message_page(struct db *db, struct arena *a, struct message **v, size_t *n,
    const char *state, int64_t before, size_t most, struct err *e) MUST_CHECK;
int message_of_case(struct db *db, struct arena *a, struct message **v,
    size_t *n, int64_t case_id, int64_t before, size_t most,
    struct err *e) MUST_CHECK;
int message_count(
    struct db *db, const char *state, int64_t *n, struct err *e) MUST_CHECK;

/* What of an office's outbox may worry somebody. */
struct message_worries {
	int64_t waits_since;   /* of those that wait, tried or put off since
	                        they were made, others since they were due;
	                        0: none */
	int64_t dead, dead_at; /* how many, and when the newest came to it */
};

#define MESSAGE_DEAD_MOST 1000 /* counted; more are as many */

/* dead_since: of those that came to it after that moment. */
int message_worries(struct db *db, struct message_worries *w,
    int64_t dead_since, struct err *e) MUST_CHECK;

/* One try. */
struct delivery {
	int64_t id, message_id, at;
	const char *result; /* "sent", "later", "refused", "bounced" */
	const char *answer;
};

/* Of one message, newest first, as with message_page(). */
int delivery_page(struct db *db, struct arena *a, struct delivery **v,
    size_t *n, int64_t message, int64_t before, size_t most,
    struct err *e) MUST_CHECK;

/* An address that a server refused, or from where a message came back. */
struct address_fault {
	const char *address;
	const char *kind; /* "refused", "bounced" */
	const char *reason;
	int64_t message_id, at;
	const char *name; /* whose; of address_fault_of_case() only */
};

int address_fault_put(
    struct db *db, const struct address_fault *f, struct err *e) MUST_CHECK;
/* 1/0/-1 */
int address_fault_get(struct db *db, struct arena *a, struct address_fault *f,
    const char *address, struct err *e) MUST_CHECK;
/* Of the applicant of a case, and of its holders with another address. */
int address_fault_of_case(struct db *db, struct arena *a,
    struct address_fault **v, size_t *n, int64_t case_id,
    struct err *e) MUST_CHECK;
/* The next by address; after: the last seen, or "". */
int address_fault_page(struct db *db, struct arena *a, struct address_fault **v,
    size_t *n, const char *after, size_t most, struct err *e) MUST_CHECK;
int address_fault_clear(
    struct db *db, const char *address, struct err *e) MUST_CHECK;

/*
 * Forget what is over: up to most messages that ended MESSAGE_KEPT ago are
 * emptied (they stay, so that nothing is told twice), and as many deliveries
 * of DELIVERY_KEPT and faults of FAULT_KEPT ago are removed.  *n: how many rows it was.
 */
int message_forget(struct db *db, int64_t now, size_t most, size_t *n,
    struct err *e) MUST_CHECK;

#endif
