/*
 * retry.h - when to try again what could not be delivered: pauses of one
 * message, and of the server of an office that fails again and again, so
 * that one outage does not use up the tries of every message.
 */
#ifndef APP_RETRY_H
#define APP_RETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/date.h"

#define RETRY_GIVE_UP (5 * MS_DAY) /* from the first try of a message */

/*
 * The pause after so many failures in a row, from 1: 1, 2, 5, 15, 30, 60
 * minutes, then an hour each, a tenth more or less as chance (any number)
 * has it.
 */
int64_t retry_pause(int64_t failures, uint32_t chance);

/* An office's server.  Zeros at first. */
struct relay {
	unsigned failures;    /* in a row */
	int64_t paused_until; /* ms; 0: not */
	size_t load;          /* transfers under way */
};

/* Failures in a row that make a pause. */
#define RELAY_FAILURES 3

/*
 * The server failed, or it answered as a server should.  A failure while a
 * pause is on is one of those that were under way when it began, and counts
 * no more.
 */
void relay_failed(struct relay *r, int64_t now, uint32_t chance);
void relay_worked(struct relay *r);

/* How many transfers may begin now, of at most max: after a pause one goes
 * ahead to see how things are. */
size_t relay_room(const struct relay *r, size_t max, int64_t now);

#endif
