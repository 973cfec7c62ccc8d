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

/* Work, and how many days have any. */
struct amount {
	int64_t ms, days;
};

static struct amount
full_week(const struct work_week *w)
{
	struct amount sum = {0, 0};

	for (int i = 0; i < 7; i++) {
		int64_t ms = full_day(w->days[i]);

		sum.ms += ms;
		sum.days += ms > 0;
	}
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
	if (full_week(w).ms == 0)
		return err_set(e, ERR_INPUT,
		    "Isi jam kerja paling sedikit satu hari dalam sepekan.",
		    "week: no minute%s", "");
	return 0;
}

void
work_days_sum(const struct work_week *w, struct work_day *v, size_t n)
{
	struct amount sum = {0, 0};

	for (size_t i = 0; i < n; i++) {
		int64_t own = full_day(v[i].hours);
		int64_t usual = full_day(w->days[day_weekday(v[i].day)]);

		sum.ms += own - usual;
		sum.days += (own > 0) - (usual > 0);
		v[i].sum_ms = sum.ms;
		v[i].sum_days = sum.days;
	}
}

unsigned
work_hours_minutes(struct work_hours h)
{
	return (unsigned)(full_day(h) / MS_MINUTE);
}

unsigned
work_day_minutes(const struct work_week *w)
{
	struct amount week = full_week(w);
	int64_t minutes = week.days ? week.ms / week.days / MS_MINUTE : 0;

	return minutes > 0 ? (unsigned)minutes : 1;
}

/* How many dates with hours of their own come before a day. */
static size_t
dates_before(const struct worktime *t, int32_t day)
{
	size_t lo = 0, hi = t->days_n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->days[mid].day < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct work_hours
worktime_hours(const struct worktime *t, int32_t day)
{
	size_t i = dates_before(t, day);

	if (i < t->days_n && t->days[i].day == day)
		return t->days[i].hours;
	return t->week.days[day_weekday(day)];
}

/* What the dates before a day add to the usual weeks. */
static struct amount
sum_before(const struct worktime *t, int32_t day)
{
	size_t i = dates_before(t, day);

	if (i == 0)
		return (struct amount){0, 0};
	return (struct amount){t->days[i - 1].sum_ms, t->days[i - 1].sum_days};
}

/* Work on the days from first to before end, without walking over them. */
static struct amount
work_days(const struct worktime *t, int32_t first, int32_t end)
{
	struct amount week = full_week(&t->week);
	struct amount before = sum_before(t, first), sum = sum_before(t, end);
	int64_t weeks = (end - first) / 7;

	sum.ms += weeks * week.ms - before.ms;
	sum.days += weeks * week.days - before.days;
	for (int32_t d = first + (int32_t)weeks * 7; d < end; d++) {
		int64_t ms = full_day(t->week.days[day_weekday(d)]);

		sum.ms += ms;
		sum.days += ms > 0;
	}
	return sum;
}

/* An instant within its day. */
struct moment {
	int32_t day;
	struct work_hours hours;
	int64_t done, full; /* ms of the day's work before it, and in all */
};

static struct moment
moment_of(const struct worktime *t, int64_t ms)
{
	struct moment m = {.day = day_of(ms, t->zone)};

	m.hours = worktime_hours(t, m.day);
	m.done = work_until(m.hours, ms - day_ms(m.day, t->zone));
	m.full = full_day(m.hours);
	return m;
}

bool
worktime_is_open(const struct worktime *t, int64_t ms)
{
	int32_t day = day_of(ms, t->zone);
	int64_t at = ms - day_ms(day, t->zone);
	struct work_hours h = worktime_hours(t, day);

	return work_until(h, at + 1) > work_until(h, at);
}

static int64_t
ms_between(const struct worktime *t, int64_t from, int64_t to)
{
	struct moment a = moment_of(t, from), b = moment_of(t, to);

	if (to <= from)
		return 0;
	return work_days(t, a.day, b.day).ms + b.done - a.done;
}

int64_t
worktime_between(const struct worktime *t, int64_t from, int64_t to)
{
	return ms_between(t, from, to) / MS_MINUTE;
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

/*
 * The first day with which there is as much work since the beginning of
 * `first` as is wanted: in ms, or if that is 0 in days.  Some hours of the
 * week are open.
 */
static int32_t
day_reaching(const struct worktime *t, int32_t first, struct amount want)
{
	struct amount week = full_week(&t->week);
	int64_t n = (int64_t)t->days_n;
	int64_t weeks = want.ms ? (want.ms + n * MS_DAY) / week.ms
				: (want.days + n) / week.days;
	int32_t lo = first, hi = first + 7 * (int32_t)(weeks + 1);

	while (lo < hi) {
		int32_t mid = lo + (hi - lo) / 2;
		struct amount got = work_days(t, first, mid + 1);

		if (want.ms ? got.ms >= want.ms : got.days >= want.days)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

int64_t
worktime_after(const struct worktime *t, int64_t from, int64_t minutes)
{
	struct moment a = moment_of(t, from);
	struct amount want;
	int32_t day;

	if (minutes <= 0 || full_week(&t->week).ms == 0)
		return from;
	if (minutes > WORK_MINUTES_MAX)
		minutes = WORK_MINUTES_MAX;
	want = (struct amount){a.done + minutes * MS_MINUTE, 0};
	day = day_reaching(t, a.day, want);
	return day_ms(day, t->zone) +
	       work_done_at(worktime_hours(t, day),
		   want.ms - work_days(t, a.day, day).ms);
}

int64_t
worktime_days_between(const struct worktime *t, int64_t from, int64_t to)
{
	struct moment a = moment_of(t, from), b = moment_of(t, to);
	int64_t unit = work_day_minutes(&t->week), part, whole, rest;

	if (to <= from)
		return 0;
	/* unit * (b.done / b.full - a.done / a.full), rounded down; the
	 * hours of a day are full minutes. */
	a.full = a.full ? a.full / MS_MINUTE : 1;
	b.full = b.full ? b.full / MS_MINUTE : 1;
	part = unit * (b.done * a.full - a.done * b.full);
	whole = a.full * b.full * MS_MINUTE;
	rest = part / whole - (part % whole < 0);
	return work_days(t, a.day, b.day).days * unit + rest;
}

int64_t
worktime_days_after(const struct worktime *t, int64_t from, int64_t days)
{
	struct moment a = moment_of(t, from);
	struct work_hours h;
	int64_t full;
	int32_t day;

	if (days <= 0 || full_week(&t->week).ms == 0)
		return from;
	if (days > WORK_DAYS_MAX)
		days = WORK_DAYS_MAX;
	/* Begun within a day, it ends at the same part of a later one. */
	if (a.done == 0)
		a.done = a.full = 1;
	else
		days++;
	day = day_reaching(t, a.day, (struct amount){0, days});
	h = worktime_hours(t, day);
	full = full_day(h);
	return day_ms(day, t->zone) +
	       work_done_at(h, (a.done * full + a.full - 1) / a.full);
}

/* A span in minutes; days and months have none. */
static int64_t
span_minutes(struct span s)
{
	return s.unit == SPAN_HOUR ? s.n * (int64_t)60 : s.n;
}

int64_t
span_due(const struct worktime *t, int64_t from, struct span s)
{
	struct civil c;

	switch (s.unit) {
	case SPAN_MONTH:
		c = civil_of(from, t->zone);
		return civil_ms(civil_add_months(c, s.n), t->zone);
	case SPAN_DAY:
		return s.calendar ? from + s.n * MS_DAY
				  : worktime_days_after(t, from, s.n);
	case SPAN_HOUR:
	case SPAN_MINUTE:
		break;
	}
	if (s.calendar)
		return from + span_minutes(s) * MS_MINUTE;
	return worktime_after(t, from, span_minutes(s));
}

int64_t
span_used(const struct worktime *t, int64_t from, int64_t to, struct span s)
{
	if (s.calendar || s.unit == SPAN_MONTH)
		return to > from ? (to - from) / MS_MINUTE : 0;
	return s.unit == SPAN_DAY ? worktime_days_between(t, from, to)
				  : worktime_between(t, from, to);
}

int64_t
stretch_minutes(const struct worktime *t, const struct stretch *v, size_t n)
{
	int64_t sum = 0, end = INT64_MIN;

	for (size_t i = 0; i < n; i++) {
		int64_t from = v[i].from > end ? v[i].from : end;

		if (v[i].to <= from)
			continue;
		end = v[i].to;
		sum += t ? ms_between(t, from, end) : end - from;
	}
	return sum / MS_MINUTE;
}
