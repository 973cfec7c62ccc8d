/*
 * breaker.h - the circuit breaker of an office: what fails again and again is
 * left alone for a while, then one request goes ahead.  Pure; the caller
 * brings the time and the chance.
 *
 *	closed --failures, or told to wait--> open --its time is over-->
 *	half-open --one worked--> closed, --it failed--> open, for longer
 */
#ifndef BSRE_BREAKER_H
#define BSRE_BREAKER_H

#include "bsre/module.h"

/* Zeros at first, and again when the office's settings change. */
struct breaker {
	unsigned failures; /* in a row */
	unsigned openings; /* in a row */
	int64_t until;     /* ms; open until then; 0: closed */
	int64_t trying;    /* ms; half-open: since when one is ahead; 0: none */
};

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN };

#define BREAKER_FAILURES 5                     /* in a row that open it */
#define BREAKER_MAX      (60 * (int64_t)60000) /* ms, the longest pause */
#define BREAKER_TRY      (5 * (int64_t)60000)  /* ms; then the next may try */

enum breaker_state breaker_state(const struct breaker *b, int64_t now);

/* Whether a request may go now.  Half-open: one alone, until breaker_note(),
 * or until BREAKER_TRY where that never comes. */
bool breaker_take(struct breaker *b, int64_t now);

/*
 * What came of a request.  An answer, also a refusal, closes it.  Failures
 * open it after BREAKER_FAILURES; at once where the account was not accepted
 * (for five minutes at least: servers lock accounts) or the server asks to
 * wait for wait_s seconds.  Pauses: 30 s, 1, 2, 5, 10, then 15 minutes, a
 * tenth more or less as chance (any number) has it.  What ends while it is
 * open and failed began before, and counts no more.
 */
void breaker_note(struct breaker *b, enum bsre_kind kind, int64_t wait_s,
    int64_t now, uint32_t chance);

#endif
