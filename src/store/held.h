/*
 * held.h - notices that wait for their person's digest, and whether a
 * person was told much at once.
 */
#ifndef STORE_HELD_H
#define STORE_HELD_H

#include "store/db.h"

/* One of them; of a task only what was told of it last. */
struct held {
	const char *template, *facts; /* see message.h */
	int64_t created_at;
	int64_t opened_at, due_at; /* of its task; 0: no task, no time */
};

/*
 * Those that are pointless are dropped: their tasks are closed, their desk is
 * the person's no more, or they remind of a case that the person muted.
 */
int held_drop(
    struct db *db, int64_t person, int64_t now, struct err *e) MUST_CHECK;

/* Up to most of the others, what is due first first. */
int held_page(struct db *db, struct arena *a, struct held **v, size_t *n,
    size_t most, int64_t person, struct err *e) MUST_CHECK;

/* How many there are, and how many of these are late. */
int held_count(struct db *db, int64_t person, int64_t now, int64_t *n,
    int64_t *late, struct err *e) MUST_CHECK;

/* They were told in a digest. */
int held_take(
    struct db *db, int64_t person, int64_t now, struct err *e) MUST_CHECK;

/* Whether a person was told more than n things at once after a moment: 1 or 0,
 * -1 error. */
int told_more(struct db *db, int64_t person, int64_t after, int64_t n,
    struct err *e) MUST_CHECK;

#endif
