/*
 * soppaper.h - an SOP as the paper that is signed: identity page and table
 * page in the layout of PermenPAN-RB 35/2012, landscape on F4, from the same
 * definition that runs; and in the same layout the trace of one case.
 */
#ifndef APP_SOPPAPER_H
#define APP_SOPPAPER_H

#include "base/str.h"
#include "paper/press.h"

/*
 * In the press: append the PDF of a job as it arrived.  The same job gives
 * the same bytes.  ERR_INPUT: its texts are not what they should be.  The
 * arena is for scratch.
 */
int soppaper_press(struct sb *out, struct arena *a, const struct press_sop *job,
    struct err *e) MUST_CHECK;

#endif
