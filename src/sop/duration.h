/*
 * duration.h - the Waktu column: "15 menit", "1-2 jam", "24 jam kalender".
 *
 * Working time unless it says kalender; a month is always calendar time.
 */
#ifndef SOP_DURATION_H
#define SOP_DURATION_H

#include "domain/worktime.h"
#include "sop/model.h"

#define DURATION_MAX 9999

/*
 * Parse a time.  Blanks around the dash, an en dash and capitals are taken.
 * On failure returns -1 with ERR_INPUT and leaves *d untouched.
 */
int duration_parse(struct duration *d, struct str s, struct err *e) MUST_CHECK;

/* The longest that it may be, to be counted; n is 0 for none. */
struct span duration_span(struct duration d);

#endif
