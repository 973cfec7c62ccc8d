/*
 * bounced.h - reports that a mail of ours could not be delivered, as a mail
 * server hands them to `paraf bounce`.
 */
#ifndef APP_BOUNCED_H
#define APP_BOUNCED_H

#include "app/app.h"
#include "mail/bounce.h"

enum bounced_what {
	BOUNCED_NOTED,  /* the message is dead, its address has a fault */
	BOUNCED_KNOWN,  /* that was known before */
	BOUNCED_NO_END, /* not given up: "delayed", "delivered" */
	BOUNCED_FOREIGN /* no report, or of no mail of ours */
};

struct bounced {
	enum bounced_what what;
	const char *office; /* in the arena; NULL where it is unknown */
	int64_t message;
	const char *reason; /* "5.1.1 no such user", in the arena */
};

/*
 * Take one report.  Only the Message-ID is believed, as only we can make one;
 * office: of which office it must be, NULL: of any.  A report that is foreign
 * is 0 too; -1 means that it should be handed in again.
 */
int bounced_take(struct app *app, struct arena *a, const char *office,
    struct str mail, struct bounced *out, int64_t now,
    struct err *e) MUST_CHECK;

#endif
