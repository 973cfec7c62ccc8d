/*
 * remind.h - what is due by the agenda: reminders of tasks and escalation,
 * links that end, certificates that expire, and the pulse that shows that
 * somebody looks.  One sweep, by the agent; see sop/remind.h for the rules.
 */
#ifndef APP_REMIND_H
#define APP_REMIND_H

#include "app/ctx.h"

/* The pulse of an office is due this long after the last one. */
#define REMIND_PULSE MS_HOUR

/*
 * Take up to `limit` rows that are due at cx->now, a few in each
 * transaction.  What fails is logged and comes again after a while.  *more:
 * not all was taken; *next_at: when the next is due, INT64_MAX if nothing is.
 * The arena of cx is reset.
 */
int remind_office(struct ctx *cx, size_t limit, bool *more, int64_t *next_at,
    struct err *e) MUST_CHECK;

/*
 * When a task that opens now at a row of the SOP is first thought of;
 * INT64_MAX if never.
 */
int64_t remind_first(const struct office *o, const struct sop *s, int row,
    int64_t opened, int64_t due);

/* When the first thing is due; INT64_MAX if nothing is. */
int remind_next(struct db *db, int64_t *next_at, struct err *e) MUST_CHECK;

#endif
