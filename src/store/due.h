/*
 * due.h - when open tasks are due, to be counted again after a change of the
 * calendar.
 */
#ifndef STORE_DUE_H
#define STORE_DUE_H

#include "store/db.h"

struct due {
	int64_t id;
	const char *row_no;
	int64_t opened_at, due_at, edition_id;
};

/* The highest id of a task, open or closed; 0 if there is none. */
int due_last(struct db *db, int64_t *id, struct err *e) MUST_CHECK;

/* Open tasks that have a due date, with ids above after, up to until. */
int due_page(struct db *db, struct arena *a, struct due **v, size_t *n,
    int64_t after, int64_t until, struct err *e) MUST_CHECK;

/* Of a task that has been closed meanwhile it stays. */
int due_set(
    struct db *db, int64_t id, int64_t due_at, struct err *e) MUST_CHECK;

#endif
