/*
 * clock.h - the only place where time is read.  A request reads it once and
 * passes it on as a value; levels 0 to 2 never ask.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970-01-01 00:00 UTC. */
int64_t clock_now(void);

/* Microseconds of a clock that never steps back, for durations. */
int64_t clock_steady_us(void);

#endif
