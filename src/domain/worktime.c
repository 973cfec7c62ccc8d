#include "domain/worktime.h"

/* 450 is 07.30, 690 is 11.30, 960 is 16.00. */
const struct work_week work_week_default = {{
    {0, 0, 0, 0},
    {450, 960, 720, 780},
    {450, 960, 720, 780},
    {450, 960, 720, 780},
    {450, 960, 720, 780},
    {450, 990, 690, 780},
    {0, 0, 0, 0},
}};

/* Milliseconds of work before a moment of the day (ms from midnight). */
static int64_t
work_until(struct work_hours h, int64_t at)
{
	int64_t open = h.open * MS_MINUTE, close = h.close * MS_MINUTE;
	int64_t from = h.break_from * MS_MINUTE, to = h.break_to * MS_MINUTE;
	int64_t end = at < close ? at : close, rest;

	if (end <= open)
		return 0;
	rest = (end < to ? end : to) - from;
	return end - open - (rest > 0 ? rest : 0);
}

static int64_t
full_day(struct work_hours h)
{
	return work_until(h, MS_DAY);
}

static int64_t
full_week(const struct work_week *w)
{
	int64_t sum = 0;

	for (int i = 0; i < 7; i++)
		sum += full_day(w->days[i]);
	return sum;
}

int
work_week_check(const struct work_week *w, struct err *e)
{
	for (unsigned i = 0; i < 7; i++) {
		struct work_hours h = w->days[i];

		if (h.close > 24 * 60 || h.open > h.close)
			return err_set(e, ERR_INPUT,
			    "Jam buka harus sebelum jam tutup.",
			    "week: day %u, hours", i);
		if (h.break_from > h.break_to ||
		    (h.break_from < h.break_to &&
			(h.break_from < h.open || h.break_to > h.close)))
			return err_set(e, ERR_INPUT,
			    "Jam istirahat harus di antara jam buka dan jam "
			    "tutup.",
			    "week: day %u, break", i);
	}
	if (full_week(w) == 0)
		return err_set(e, ERR_INPUT,
		    "Isi jam kerja paling sedikit satu hari dalam sepekan.",
		    "week: no minute%s", "");
	return 0;
}

/* How many days off come before a day. */
static size_t
off_before(const struct worktime *t, int32_t day)
{
	size_t lo = 0, hi = t->off_n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->off[mid] < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The hours of a day; closed on a day off. */
static struct work_hours
hours_of(const struct worktime *t, int32_t day)
{
	size_t i = off_before(t, day);

	if (i < t->off_n && t->off[i] == day)
		return (struct work_hours){0};
	return t->week.days[day_weekday(day)];
}

/* Work on the days from first to before end. */
static int64_t
work_days(const struct worktime *t, int32_t first, int32_t end)
{
	int64_t weeks = (end - first) / 7;
	int64_t sum = weeks * full_week(&t->week);
	size_t last = off_before(t, end);

	for (int32_t d = first + (int32_t)weeks * 7; d < end; d++)
		sum += full_day(t->week.days[day_weekday(d)]);
	for (size_t i = off_before(t, first); i < last; i++)
		sum -= full_day(t->week.days[day_weekday(t->off[i])]);
	return sum;
}

bool
worktime_is_open(const struct worktime *t, int64_t ms)
{
	int32_t day = day_of(ms, t->zone);
	int64_t at = ms - day_ms(day, t->zone);
	struct work_hours h = hours_of(t, day);

	return work_until(h, at + 1) > work_until(h, at);
}

int64_t
worktime_between(const struct worktime *t, int64_t from, int64_t to)
{
	int32_t a = day_of(from, t->zone), b = day_of(to, t->zone);
	int64_t before = work_until(hours_of(t, a), from - day_ms(a, t->zone));
	int64_t after = work_until(hours_of(t, b), to - day_ms(b, t->zone));

	if (to <= from)
		return 0;
	return (work_days(t, a, b) + after - before) / MS_MINUTE;
}

/* The moment of the day when so much work is done, 0 < ms <= full_day(). */
static int64_t
work_done_at(struct work_hours h, int64_t ms)
{
	int64_t at = h.open * MS_MINUTE + ms;

	if (at > h.break_from * MS_MINUTE && h.break_to > h.break_from)
		at += (h.break_to - h.break_from) * MS_MINUTE;
	return at;
}

int64_t
worktime_after(const struct worktime *t, int64_t from, int64_t minutes)
{
	int32_t day = day_of(from, t->zone);
	int64_t week = full_week(&t->week), full;
	int64_t left =
	    work_until(hours_of(t, day), from - day_ms(day, t->zone));

	if (minutes <= 0 || week == 0)
		return from;
	if (minutes > WORK_MINUTES_MAX)
		minutes = WORK_MINUTES_MAX;
	left += minutes * MS_MINUTE;
	/* Whole weeks at once; days off in them are still to be worked. */
	while (left > week) {
		int32_t weeks = (int32_t)((left - 1) / week);

		left -= work_days(t, day, day + 7 * weeks);
		day += 7 * weeks;
	}
	for (;; day++) {
		struct work_hours h = hours_of(t, day);

		full = full_day(h);
		if (left <= full)
			return day_ms(day, t->zone) + work_done_at(h, left);
		left -= full;
	}
}

/* A span in minutes of its own kind; months have none. */
static int64_t
span_minutes(struct span s)
{
	switch (s.unit) {
	case SPAN_MINUTE:
		return s.n;
	case SPAN_HOUR:
		return s.n * (int64_t)60;
	case SPAN_DAY:
		return s.n * (int64_t)(s.calendar ? 24 * 60 : WORK_DAY_MINUTES);
	case SPAN_MONTH:
		break;
	}
	return 0;
}

int64_t
span_due(const struct worktime *t, int64_t from, struct span s)
{
	struct civil c;

	if (s.unit == SPAN_MONTH) {
		c = civil_of(from, t->zone);
		return civil_ms(civil_add_months(c, s.n), t->zone);
	}
	if (s.calendar)
		return from + span_minutes(s) * MS_MINUTE;
	return worktime_after(t, from, span_minutes(s));
}

int64_t
span_used(const struct worktime *t, int64_t from, int64_t to, struct span s)
{
	if (!s.calendar && s.unit != SPAN_MONTH)
		return worktime_between(t, from, to);
	return to > from ? (to - from) / MS_MINUTE : 0;
}
