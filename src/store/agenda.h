/*
 * agenda.h - when something has to be thought of next: one row for each open
 * task, handed-on link, certificate and waiting digest, and the office's
 * pulse.  What is due comes out of one index.
 */
#ifndef STORE_AGENDA_H
#define STORE_AGENDA_H

#include "store/db.h"

enum agenda_kind {
	AGENDA_TASK,        /* ref: id of an open task */
	AGENDA_LINK,        /* ref: id of the task that it is for */
	AGENDA_CERTIFICATE, /* ref: id of its holder */
	AGENDA_DIGEST,      /* ref: id of a person */
	AGENDA_PULSE        /* ref: 0; that somebody looks at all */
};

struct agenda {
	enum agenda_kind kind;
	int64_t ref;
	int64_t told; /* a bit for each tier that is over: 1 << (tier - 1) */
	int64_t next_at;
};

/* Make it, or give the one that is there these values. */
int agenda_put(struct db *db, const struct agenda *a, struct err *e) MUST_CHECK;

/* Make it; one that is there stays as it is. */
int agenda_add(struct db *db, const struct agenda *a, struct err *e) MUST_CHECK;

/* Give it these values if it is there. */
int agenda_set(struct db *db, const struct agenda *a, struct err *e) MUST_CHECK;

/* Think of it no more; there need not be any. */
int agenda_drop(struct db *db, enum agenda_kind kind, int64_t ref,
    struct err *e) MUST_CHECK;

/*
 * The tasks with ids above after, up to until, are looked at again at once:
 * what their tiers are counted from has changed.  *n: how many.
 */
int agenda_again(struct db *db, int64_t after, int64_t until, int64_t now,
    int64_t *n, struct err *e) MUST_CHECK;

/* 1 found, 0 not, -1 error. */
int agenda_get(struct db *db, struct agenda *a, enum agenda_kind kind,
    int64_t ref, struct err *e) MUST_CHECK;

/* What is due at a moment, longest first: v has room for max. */
int agenda_due(struct db *db, struct agenda *v, size_t *n, size_t max,
    int64_t now, struct err *e) MUST_CHECK;

/* When the first of all is due: 1, 0 there is none, -1. */
int agenda_next(struct db *db, int64_t *at, struct err *e) MUST_CHECK;

#endif
