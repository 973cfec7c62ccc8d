/*
 * rescan.h - files whose virus scan is not done yet, as the scanner was away
 * when they came: see scan.h.
 */
#ifndef APP_RESCAN_H
#define APP_RESCAN_H

#include "app/ctx.h"
#include "store/case.h"

/*
 * The files of a draft that is being looked at: those that are due are
 * scanned now, in little time, and v[i].scan says what is known of them.
 * What goes wrong is logged, and they wait on.  Not inside a transaction.
 */
void rescan_draft(struct ctx *cx, struct file *v, size_t n);

/*
 * For housekeeping: files of the office that wait, as many as one round has
 * time for.  cx is of an office; nobody acts.  *n: how many wait no longer; *left: some still do.
 */
int rescan_waiting(
    struct ctx *cx, size_t *n, bool *left, struct err *e) MUST_CHECK;

#endif
