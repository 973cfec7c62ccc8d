/*
 * Plain time: a table of all minutes of the year, walked through one by one.
 * It shares nothing with the program but the dates of the calendars.
 */
#include <stdlib.h>
#include <string.h>

#include "year.h"

#define TABLE_DAYS (DAYS + 120) /* what begins in December ends later */

/* Day of the year, from 0. */
#define JAN(d) ((d)-1)
#define FEB(d) (31 + (d)-1)
#define MAR(d) (59 + (d)-1)
#define APR(d) (90 + (d)-1)
#define MAY(d) (120 + (d)-1)
#define JUN(d) (151 + (d)-1)
#define AUG(d) (212 + (d)-1)
#define SEP(d) (243 + (d)-1)
#define DEC(d) (334 + (d)-1)
#define NEXT   DAYS

/* deploy/calendar/2026.yaml and 2027.yaml, and the office's own. */
static const int off[] = {JAN(1), JAN(16), FEB(17), MAR(19), MAR(21), MAR(22),
    APR(3), APR(5), MAY(1), MAY(14), MAY(27), MAY(31), JUN(1), JUN(16), AUG(17),
    AUG(25), DEC(25), FEB(16), MAR(18), MAR(20), MAR(23), MAR(24), MAY(15),
    MAY(28), DEC(24), NEXT + JAN(1), NEXT + JAN(5), NEXT + FEB(6),
    NEXT + MAR(8), NEXT + MAR(10), NEXT + MAR(11), NEXT + MAR(26),
    NEXT + MAR(28), SEP(23)};

static bool
is_off(int day)
{
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		if (off[i] == day)
			return true;
	return false;
}

static bool
is_ramadan(int day)
{
	return (day >= FEB(19) && day <= MAR(20)) ||
	       (day >= NEXT + FEB(8) && day <= NEXT + MAR(9));
}

static bool
within(int minute, int from_hour, int from, int to_hour, int to)
{
	return minute >= from_hour * 60 + from && minute < to_hour * 60 + to;
}

/* 1 January 2026 is a Thursday. */
bool
plain_open(int minute)
{
	int day = minute / DAY, m = minute % DAY, weekday = (day + 4) % 7;

	if (weekday == 0 || weekday == 6 || is_off(day))
		return false;
	if (is_ramadan(day))
		return weekday == 5
			   ? within(m, 8, 0, 11, 30) ||
				 within(m, 12, 30, 15, 30)
			   : within(m, 8, 0, 12, 0) || within(m, 12, 30, 15, 0);
	return weekday == 5
		   ? within(m, 7, 30, 11, 30) || within(m, 13, 0, 16, 30)
		   : within(m, 7, 30, 12, 0) || within(m, 13, 0, 16, 0);
}

static bool open_at[TABLE_DAYS * DAY];

static bool
is_open(int64_t minute)
{
	static bool made;

	for (int m = 0; !made && m < TABLE_DAYS * DAY; m++)
		open_at[m] = plain_open(m);
	made = true;
	return open_at[minute];
}

bool
plain_works(int day)
{
	for (int m = 0; m < DAY; m++)
		if (is_open((int64_t)day * DAY + m))
			return true;
	return false;
}

/* So many ms of work after a moment, 0 if that is beyond the table. */
static int64_t
walk(int64_t ms, int64_t need)
{
	int64_t minute = ms / MINUTE_MS, gone = ms % MINUTE_MS;

	for (; minute < TABLE_DAYS * DAY; minute++, gone = 0) {
		if (!is_open(minute))
			continue;
		if (need <= MINUTE_MS - gone)
			return minute * MINUTE_MS + gone + need;
		need -= MINUTE_MS - gone;
	}
	return NEVER;
}

int64_t
plain_minutes_after(int64_t ms, int64_t minutes)
{
	return walk(ms, minutes * MINUTE_MS);
}

int64_t
plain_minutes_before(int64_t end, int64_t minutes)
{
	int64_t need = minutes * MINUTE_MS, ms = end;

	while (need > 0 && ms > 0) {
		int64_t minute = (ms - 1) / MINUTE_MS;
		int64_t part = ms - minute * MINUTE_MS;

		if (is_open(minute) && need < part)
			return ms - need;
		need -= is_open(minute) ? part : 0;
		ms = minute * MINUTE_MS;
	}
	return ms;
}

/* Work in ms from one moment to another. */
static int64_t
work_between(int64_t from, int64_t to)
{
	int64_t sum = 0;

	while (from < to) {
		int64_t minute = from / MINUTE_MS;
		int64_t end = (minute + 1) * MINUTE_MS;

		if (end > to)
			end = to;
		sum += is_open(minute) ? end - from : 0;
		from = end;
	}
	return sum;
}

int64_t
plain_minutes_between(int64_t from, int64_t to)
{
	return work_between(from, to) / MINUTE_MS;
}

/*
 * A day that is begun within ends at the same part of a later day; one that
 * is begun before its opening, at the close.
 */
int64_t
plain_days_after(int64_t ms, int days)
{
	int day = (int)(ms / MINUTE_MS / DAY);
	int64_t morning = (int64_t)day * DAY * MINUTE_MS;
	int64_t full = work_between(morning, morning + DAY * MINUTE_MS);
	int64_t done = work_between(morning, ms), to;

	if (done == 0 && full > 0)
		days--;
	while (days > 0) {
		if (++day == TABLE_DAYS)
			return NEVER;
		days -= plain_works(day);
	}
	morning = (int64_t)day * DAY * MINUTE_MS;
	to = work_between(morning, morning + DAY * MINUTE_MS);
	if (done == 0)
		done = full = 1;
	return walk(morning, (done * to + full - 1) / full);
}
