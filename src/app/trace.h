/*
 * trace.h - an SOP and the trace of a case as paper, set by the press in the
 * layout of PermenPAN-RB 35/2012 (app/soppaper.h).
 */
#ifndef APP_TRACE_H
#define APP_TRACE_H

#include "app/dossier.h"

/* Append the PDF of an edition; the same edition gives the same bytes. */
int trace_sop(
    struct ctx *cx, int64_t edition, struct sb *out, struct err *e) MUST_CHECK;

/*
 * Append what was done in a case, task by task, with real times and the names
 * that its history has: nothing that its page does not show to the actor.
 */
int trace_case(struct ctx *cx, const struct dossier *d, struct sb *out,
    struct err *e) MUST_CHECK;

#endif
