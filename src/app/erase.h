/*
 * erase.h - papers whose time is over: the fact that they were there stays,
 * all else goes.
 */
#ifndef APP_ERASE_H
#define APP_ERASE_H

#include "app/ctx.h"
#include "store/case.h"

/*
 * Erase the next files that are due at cx->now, at most 50; *n tells how
 * many.  One event for each, committed with the rows before the contents go:
 * what a crash leaves behind has no row and no key any more, and is collected
 * as an orphan.  cx is of an office; nobody acts.
 */
int erase_due(struct ctx *cx, size_t *n, struct err *e) MUST_CHECK;

/*
 * Papers that came before there were classes: give those of one case their
 * class, and if it is over their date.  *more: there may be other cases.
 */
int erase_catch_up(struct ctx *cx, bool *more, struct err *e) MUST_CHECK;

#endif
