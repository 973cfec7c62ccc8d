/*
 * message.h - the outbox: notices that leave the machine, each once for each
 * recipient, with every try to deliver them.
 */
#ifndef STORE_MESSAGE_H
#define STORE_MESSAGE_H

#include "store/db.h"

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
	int64_t task_id;       /* pointless when that closes; 0: never */
	const char *facts;     /* JSON */
	const char *state;     /* "held", "waiting"; once over: "sent",
	                          "digested", "dropped", "dead" */
	int64_t created_at;
	int64_t try_at; /* of a waiting one; else 0 */
	int64_t tries, claimed_at, ended_at;
	const char *error;
};

/*
 * Add it inside the transaction that causes it: 1 added (m->id is filled), 0
 * the same notice is there already (case, rule, tier, recipient, channel).
 * Members from tries on are not read.
 */
int message_add(struct db *db, struct message *m, struct err *e) MUST_CHECK;

#endif
