/*
 * pace.h - how long an office takes: measured when a task closes, summed up
 * by the agent, and the ground of forecasts (forecast.h).
 *
 * A row of the office counts in working minutes, as its Waktu does; a row of
 * the applicant or of BSrE, and one whose Waktu is by the calendar, in
 * calendar minutes.  A whole case counts as its applicant lives it: calendar
 * minutes from the letter to its good end, own time included.
 */
#ifndef APP_PACE_H
#define APP_PACE_H

#include "app/ctx.h"
#include "store/pace.h"

/* Fewer say nothing. */
#define PACE_LEAST 5

/* Whether the time of a row runs by the calendar. */
bool pace_by_calendar(const struct row *r);

/* Minutes from one instant to another, as the row counts. */
int64_t pace_minutes(
    const struct office *o, const struct row *r, int64_t from, int64_t to);

/* A task that closes now, inside its transaction.  The letter's own row takes
 * no time when it is filed: that is not measured. */
int pace_task(struct ctx *cx, const char *service, const struct row *r,
    int64_t opened_at, struct err *e) MUST_CHECK;

/*
 * Median and 90th percentile by nearest rank: the least minutes that so many
 * of them did not exceed.  v is sorted.  n 0: zeros.
 */
void pace_summary(struct pace_sum *s, int64_t *v, size_t n);

/*
 * Sum up the rows for which something new was measured, and forget what is
 * not counted any more: a bounded piece in one transaction.  *more: there is
 * more to do.
 */
int pace_recount(
    struct db *db, struct arena *a, bool *more, struct err *e) MUST_CHECK;

/* "biasanya 2 hari, 9 dari 10 dalam 4 hari", of whole cases of a service;
 * NULL while too few are known. */
const char *pace_lately(
    struct arena *a, const struct pace_sum *v, size_t n, const char *service);

#endif
