/*
 * consult_part.h - what the files of consult.h share.
 */
#ifndef APP_CONSULT_PART_H
#define APP_CONSULT_PART_H

#include "app/act.h"
#include "app/consult.h"
#include "store/bsre.h"

#define CONSULT_REGISTER "register" /* bsre_act.kind */

/*
 * Inside a transaction: if all acts of a register task are done, close it as
 * registered, by the actor of cx; how: for the log.  1 closed, 0 some are
 * left, or the task is closed already; -1.
 */
int consult_close(struct ctx *cx, const struct dossier *d, const struct task *t,
    const char *how, struct err *e) MUST_CHECK;

#endif
