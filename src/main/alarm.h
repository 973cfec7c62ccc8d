/*
 * alarm.h - the master's eye on the agent's beat (app/beat.h): an alarm is
 * logged once when it begins, whoever died meanwhile, again when another office
 * is the worst, and once when it ends.
 */
#ifndef MAIN_ALARM_H
#define MAIN_ALARM_H

#include <stdbool.h>
#include <stdint.h>

#include "app/beat.h"

/* Zeros but for data and started. */
struct alarm_watch {
	const char *data; /* borrowed: the data folder */
	int64_t started;  /* ms: what the beat said before is not ours */
	bool on[ALARMS];
	char office[ALARMS][40]; /* of those that are on */
	int64_t silent_since;    /* steady us: the agent's alarm; 0: none */
};

/*
 * Look, and log what is new.  now in ms, steady in us.  Whether the agent has
 * been silent for so long that it must hang.
 */
bool alarm_look(struct alarm_watch *w, int64_t now, int64_t steady);

#endif
