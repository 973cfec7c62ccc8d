/*
 * event.h - the append-only log: who did what, in which seat, when.
 *
 * Every event holds the BLAKE2b hash over its own fields and its
 * predecessor's hash; one row (audit_head) keeps the last link.  So a
 * changed, removed or inserted row is found, at the end as well.  Whoever
 * may write the file can also make the whole chain anew: against that, the
 * last hash has to be kept outside (event_last()).
 */
#ifndef STORE_EVENT_H
#define STORE_EVENT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"

#define EVENT_HASH 32

/* A number 0 and a text NULL mean: none.  Texts are borrowed. */
struct event {
	int64_t id; /* given by event_append() */
	int64_t case_id, task_id, holder_id, person_id, edition_id;
	const char *row_no;                          /* the SOP row's key */
	const char *kind;                            /* never NULL */
	const char *outcome;                         /* as in the SOP */
	const char *lane, *seat_title, *person_name; /* as they were then */
	const char *reason;
	const char *detail; /* JSON */
	int64_t at;         /* ms */
};

/*
 * Write the next event; *id (may be NULL) gets its number.  Only within a
 * transaction: event and last link go together.
 */
int event_append(struct db *db, const struct event *ev, int64_t *id,
    struct err *e) MUST_CHECK;

struct events {
	struct event *v;
	size_t n;
};

#define EVENT_PAGE 200

/* The next events of a case after that id (0: from the first). */
int event_of_case(struct db *db, struct arena *a, int64_t case_id,
    int64_t after, struct events *out, struct err *e) MUST_CHECK;

/* Why a case was last sent back, "" if that was not said: 1/0/-1. */
int event_last_reason(struct db *db, struct arena *a, const char **reason,
    int64_t case_id, struct err *e) MUST_CHECK;

/* The last link: 0 and 32 zero bytes if nothing has happened yet. */
int event_last(struct db *db, int64_t *id, unsigned char hash[EVENT_HASH],
    struct err *e) MUST_CHECK;

enum event_fault_kind {
	EVENT_WHOLE,
	EVENT_CHANGED, /* its fields do not give its hash */
	EVENT_BROKEN,  /* it does not continue its predecessor */
	EVENT_REMOVED, /* the number is missing */
	EVENT_INSERTED /* a number that event_append() did not give */
};

struct event_fault {
	enum event_fault_kind kind;
	int64_t id;      /* the first bad event; 0 if whole */
	int64_t checked; /* good events before it */
};

/* Walk the whole chain in one snapshot.  -1 only if it cannot be read. */
int event_verify(
    struct db *db, struct event_fault *fault, struct err *e) MUST_CHECK;

#endif
