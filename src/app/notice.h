/*
 * notice.h - telling somebody something: the one way a row comes into the
 * outbox.  Inside the transaction of what is told; the agent sends it.
 */
#ifndef APP_NOTICE_H
#define APP_NOTICE_H

#include "app/ctx.h"

struct notice {
	int64_t case_id;      /* 0: of no case */
	const char *rule;     /* what it is about: "task:12" */
	int tier;             /* 0 the notice, from 1 its reminders */
	const char *template; /* of templates/mail, without ending */
	int64_t task_id;      /* pointless when that closes; 0: never */
	json_t *facts;        /* borrowed; see docs/architecture.md, Notices */
	bool at_once;         /* never held for a digest */
	bool own;             /* of the person's own case: in no digest but
	                         for a flood */
	bool mail_only;       /* what proves that the address is read */
};

/*
 * Tell a person with an account, by mail at once or in the next digest, as
 * the person or the seat has it, and by the office's webhook if it has one.
 * What was told already is not told again.
 */
int notice_person(struct ctx *cx, const struct notice *n,
    const struct person *p, struct err *e) MUST_CHECK;

/*
 * Tell somebody without an account, such as a future holder: recipient as in
 * "holder:12"; address or phone may be "".
 */
int notice_address(struct ctx *cx, const struct notice *n,
    const char *recipient, const char *name, const char *address,
    const char *phone, struct err *e) MUST_CHECK;

#endif
