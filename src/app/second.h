/*
 * second.h - two persons for one match, where a share of the office or a
 * doubt asks for it: the first verdict is kept and hidden, the task stays
 * open for another holder of the same seat, whose verdict ends it.
 *
 * Each verdict is a row of opinion and an event of the kind "opinion" with
 * its own time, person and reason.  Until the second is given, the first is
 * known to nobody but its giver: dossier_load() leaves the event out.
 */
#ifndef APP_SECOND_H
#define APP_SECOND_H

#include "app/act.h"

/* Whether somebody else could judge this match now: 1, 0 or -1. */
int second_person(struct ctx *cx, const struct dossier *d, const struct task *t,
    struct err *e) MUST_CHECK;

/*
 * Weigh the verdict of an act, inside its transaction: 1 it is kept and the
 * task waits for another person, 0 *out is the transition to make, -1.
 * ERR_CONFLICT for a doubt that nobody else can decide.
 */
int second_weigh(struct ctx *cx, const struct dossier *d, const struct task *t,
    const struct act *in, struct act *out, struct err *e) MUST_CHECK;

/* "Penilaian Anda (cocok) dicatat ...": what the giver of a first verdict
 * reads while the task waits.  In the arena. */
const char *second_waits(struct ctx *cx, const struct dossier *d,
    const struct task *t, const struct opinion *own);

/* "Cocok", "Tidak cocok", "Ragu": the words for a verdict. */
const char *second_title(const char *verdict);

#endif
