/*
 * officetime.h - Waktu of an SOP row in the time of an office.
 */
#ifndef APP_OFFICETIME_H
#define APP_OFFICETIME_H

#include "domain/worktime.h"
#include "sop/office.h"

/* The office's hours, and the days that differ from them. */
struct worktime office_worktime(const struct office *o);

/* The longest time that a row may take; false if the SOP gives none. */
bool row_span(const struct row *r, struct span *span);

/* Its minutes, at least 1, and the minutes of one of its days. */
int64_t span_minutes(const struct office *o, struct span s);
int span_day(const struct office *o, struct span s);

/* When a row that begins now is due, in ms; 0 if the SOP gives no time. */
int64_t row_due(const struct office *o, const struct row *r, int64_t now);

#endif
