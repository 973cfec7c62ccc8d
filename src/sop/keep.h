/*
 * keep.h - how long a paper is kept: "30 hari", "6 bulan", "5 tahun", by
 * the calendar of the office and not by its working time.
 */
#ifndef SOP_KEEP_H
#define SOP_KEEP_H

#include "domain/date.h"
#include "sop/model.h"

/*
 * Parse a time, from none to 100 years.  Capitals and blanks do not matter.
 * On failure returns -1 with ERR_INPUT and leaves *k untouched.
 */
int keep_parse(struct keep *k, struct str s, struct err *e) MUST_CHECK;

/* "30 hari" */
const char *keep_text(struct arena *a, struct keep k);

/*
 * The instant at which what is kept from `from` on is due: midnight in the
 * zone, as the day begins that is so much later; for "0 hari" `from` itself.
 */
int64_t keep_end(struct keep k, int64_t from, struct zone z);

#endif
