/*
 * beat.h - the agent's sign of life in <data>/agent.beat: when it last looked
 * at the offices, and what of that should worry somebody.
 *
 * The agent fills a struct beat with beat_start() and one beat_office() for
 * each office, and writes it.  Everybody else reads it: /sehat, the page of
 * the admins, and the master, which logs when an alarm begins and ends.
 */
#ifndef APP_BEAT_H
#define APP_BEAT_H

#include <stddef.h>
#include <stdint.h>

/* All times are ms; 0: not known, or never. */
struct beat {
	int64_t at;       /* the last round over the offices */
	int64_t worry_at; /* without another one by then */
	int64_t found_at; /* the office where the reminders' sweep found
	                     something longest ago: when */
	char found_office[40];
	int64_t waits_since; /* the message that waits longest: since when */
	char waits_office[40];
	int64_t dead;    /* messages given up of late */
	int64_t dead_at; /* when the newest of them was given up */
	char dead_office[40];
};

/* What a round saw of one office. */
struct beat_office {
	const char *id;
	/*
	 * When the sweep last found a row of the agenda.  Every office has
	 * its hourly 'pulse'; of an office that was just taken up, now.
	 */
	int64_t found_at;
	/*
	 * Of the messages that wait to be sent: one that was tried or put off
	 * waits since it was made, another since it was due.  The earliest; 0: none.
	 */
	int64_t waits_since;
	/* Of messages given up in the last BEAT_DEAD_NEW. */
	int64_t dead, dead_at;
};

#define BEAT_DEAD_NEW INT64_C(86400000)

#define BEAT_WORRY INT64_C(180000) /* of an agent: no round for 3 minutes */
/* Of `paraf sweep`, called by cron once an hour. */
#define BEAT_WORRY_SWEEP INT64_C(10800000)

void beat_start(struct beat *b, int64_t now, int64_t worry);
void beat_add(struct beat *b, const struct beat_office *o);
void beat_write(const char *data, const struct beat *b);
/* All zeros if there is none, or none of this version. */
void beat_read(const char *data, struct beat *b);

enum alarm_kind {
	ALARM_AGENT, /* no round */
	ALARM_SWEEP, /* no reminder found for 2 hours, not even the pulse */
	ALARM_MAIL,  /* a message waits for over an hour */
	ALARM_DEAD,  /* messages were given up in the last 24 hours */
	ALARMS
};

struct alarm {
	enum alarm_kind kind;
	const char *name;   /* "agent", "sweep", "mail", "dead" */
	const char *text;   /* one sentence, Indonesian, about no office */
	const char *office; /* its id, "" for all; borrowed from the beat */
	int64_t since;      /* 0: never otherwise */
};

/* As in struct alarm. */
const char *alarm_name(enum alarm_kind kind);

/* What is wrong now, how many of v are filled. */
size_t beat_alarms(
    const struct beat *b, int64_t now, struct alarm v[static ALARMS]);

#endif
