/*
 * soppaper.h - an SOP as the paper that is signed: identity page and table
 * page in the layout of PermenPAN-RB 35/2012, landscape on F4, from the same
 * definition that runs.
 */
#ifndef APP_SOPPAPER_H
#define APP_SOPPAPER_H

#include "base/str.h"
#include "paper/press.h"
#include "sop/model.h"
#include "sop/office.h"

/*
 * Append the PDF.  created: "2026-11-23T09:15:00Z", of the file; the same
 * definition and date give the same bytes.  The arena is for scratch.
 */
int soppaper_write(struct sb *out, struct arena *a, const struct office *o,
    const struct sop *s, const char *created, struct err *e) MUST_CHECK;

/*
 * In the press: the job as it arrived.  ERR_INPUT: its texts are not what
 * they should be.
 */
int soppaper_press(struct sb *out, struct arena *a, const struct press_sop *job,
    struct err *e) MUST_CHECK;

#endif
