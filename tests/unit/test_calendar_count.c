/*
 * Working time against counting minute by minute, and what must hold for any
 * start: a span is used up when it is due, and not a moment before.  The
 * counter here shares nothing with the program but the office's files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "sop/office.h"

#define MINUTES_DAY 1440

/*
 * A working day in shares: a minute of a day of 390 is 1/390 of them.  Every
 * day below has a number of minutes that divides it.
 */
#define DAY_SHARES 46800

/* Weekdays, 0 = Minggu, as {from, to} stretches; {0, 0} is none. */
struct plain_day {
	int from, to, from_again, to_again;
};

struct plain_date {
	const char *date;
	struct plain_day hours;
};

struct plain {
	const char *name, *profile;
	int zone; /* minutes */
	struct plain_day week[7], ramadan[7];
	struct plain_date own[4];
	const struct office *office;
};

static const char *const off[] = {"2026-01-01", "2026-01-16", "2026-02-16",
    "2026-02-17", "2026-03-18", "2026-03-19", "2026-03-20", "2026-03-21",
    "2026-03-22", "2026-03-23", "2026-03-24", "2026-04-03", "2026-04-05",
    "2026-05-01", "2026-05-14", "2026-05-15", "2026-05-27", "2026-05-28",
    "2026-05-31", "2026-06-01", "2026-06-16", "2026-08-17", "2026-08-25",
    "2026-12-24", "2026-12-25"};

#define HEAD(zone)                                                       \
	"id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n" \
	"domain_email: [uji.example]\nzona: " zone "\n"                  \
	"nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"                     \
	"layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n"

#define USUAL                      \
	{                          \
		450, 720, 780, 960 \
	}
#define FRIDAY                     \
	{                          \
		450, 690, 780, 990 \
	}
#define FAST                       \
	{                          \
		480, 720, 750, 900 \
	}
#define FAST_5                     \
	{                          \
		480, 690, 750, 930 \
	}
#define NONE               \
	{                  \
		0, 0, 0, 0 \
	}

static struct plain plains[] = {
    {.name = "the usual week",
	.profile = HEAD("WIB"),
	.zone = 420,
	.week = {NONE, USUAL, USUAL, USUAL, USUAL, FRIDAY, NONE},
	.ramadan = {NONE, FAST, FAST, FAST, FAST, FAST_5, NONE}},
    {.name = "six days",
	.profile =
	    HEAD("WITA") "jam_kerja:\n"
			 "  - {hari: senin-kamis, jam: 08.00-14.30}\n"
			 "  - {hari: jumat, jam: 08.00-11.00}\n"
			 "  - {hari: sabtu, jam: 08.00-13.00}\n"
			 "jam_ramadan:\n"
			 "  - {hari: senin-kamis, jam: 08.00-13.00}\n"
			 "  - {hari: jumat, jam: 08.00-10.30}\n"
			 "  - {hari: sabtu, jam: 08.00-12.00}\n"
			 "libur:\n  - {tanggal: 2026-06-10, nama: Hari jadi}\n",
	.zone = 480,
	.week = {NONE, {480, 870, 0, 0}, {480, 870, 0, 0}, {480, 870, 0, 0},
	    {480, 870, 0, 0}, {480, 660, 0, 0}, {480, 780, 0, 0}},
	.ramadan = {NONE, {480, 780, 0, 0}, {480, 780, 0, 0}, {480, 780, 0, 0},
	    {480, 780, 0, 0}, {480, 630, 0, 0}, {480, 720, 0, 0}},
	.own = {{"2026-06-10", NONE}}},
    {.name = "open on Saturdays and a holiday, more than usual",
	.profile =
	    HEAD("WIT") "masuk:\n"
			"  - {tanggal: 2026-02-21, nama: A, jam: 08.00-14.00}\n"
			"  - {tanggal: 2026-02-28, nama: B, jam: 08.00-20.00,\n"
			"    istirahat: 12.00-14.00}\n"
			"  - {tanggal: 2026-05-01, nama: C}\n"
			"  - {tanggal: 2026-03-18, nama: D}\n",
	.zone = 540,
	.week = {NONE, USUAL, USUAL, USUAL, USUAL, FRIDAY, NONE},
	.ramadan = {NONE, FAST, FAST, FAST, FAST, FAST_5, NONE},
	.own = {{"2026-02-21", {480, 840, 0, 0}},
	    {"2026-02-28", {480, 720, 840, 1200}}, {"2026-05-01", FRIDAY},
	    {"2026-03-18", FAST}}},
};

static struct arena memory; /* of the offices */

/* --- the counter -------------------------------------------------------- */

static struct plain_day
plain_hours(const struct plain *p, int64_t day)
{
	/* 2026-01-01 is day 20454, a Thursday; day 0 was one too. */
	int weekday = (int)((day + 4) % 7);
	struct civil c = day_civil((int32_t)day);
	char date[16];

	snprintf(date, sizeof(date), "%04d-%02u-%02u", c.year, c.month, c.day);
	for (size_t i = 0; i < 4 && p->own[i].date; i++)
		if (strcmp(p->own[i].date, date) == 0)
			return p->own[i].hours;
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		if (strcmp(off[i], date) == 0)
			return (struct plain_day)NONE;
	if (strcmp(date, "2026-02-19") >= 0 && strcmp(date, "2026-03-20") <= 0)
		return p->ramadan[weekday];
	return p->week[weekday];
}

static bool
plain_open(struct plain_day h, int minute)
{
	return (minute >= h.from && minute < h.to) ||
	       (minute >= h.from_again && minute < h.to_again);
}

static int
plain_minutes(struct plain_day h)
{
	return h.to - h.from + h.to_again - h.from_again;
}

/* Walks on from a start, a minute at a time. */
struct walk {
	const struct plain *p;
	int64_t minute; /* local, since 1970 */
	struct plain_day hours;
	int64_t minutes, shares; /* passed so far */
};

static struct walk
walk_from(const struct plain *p, int64_t ms)
{
	struct walk w = {.p = p, .minute = ms / MS_MINUTE + p->zone};

	w.hours = plain_hours(p, w.minute / MINUTES_DAY);
	return w;
}

static void
walk_on(struct walk *w)
{
	if (plain_open(w->hours, (int)(w->minute % MINUTES_DAY))) {
		w->minutes++;
		w->shares += DAY_SHARES / plain_minutes(w->hours);
	}
	w->minute++;
	if (w->minute % MINUTES_DAY == 0)
		w->hours = plain_hours(w->p, w->minute / MINUTES_DAY);
}

static int64_t
walk_ms(const struct walk *w)
{
	return (w->minute - w->p->zone) * MS_MINUTE;
}

/* --- against it --------------------------------------------------------- */

/* Every minute of half a year, from many starts. */
static void
test_by_counting(void **state)
{
	const struct plain *p = *state;
	const struct worktime *t = &p->office->time;
	int64_t unit = work_day_minutes(&t->week), checked = 0;
	int64_t first = INT64_C(20440) * MS_DAY;

	for (int from = 0; from < 200 * MINUTES_DAY; from += 4801) {
		int64_t a = first + from * MS_MINUTE, days = 0;
		struct walk w = walk_from(p, a);

		while (w.minutes < 5000) {
			int64_t b, before = w.minutes, part = w.shares;

			walk_on(&w);
			b = walk_ms(&w);
			if (w.minutes == before)
				continue;
			assert_int_equal(worktime_after(t, a, w.minutes), b);
			if (w.minute % 7 == 0) {
				assert_int_equal(
				    worktime_between(t, a, b), w.minutes);
				assert_int_equal(worktime_days_between(t, a, b),
				    w.shares * unit / DAY_SHARES);
			}
			/* The day is full within this minute. */
			while (part < (days + 1) * DAY_SHARES &&
			       w.shares >= (days + 1) * DAY_SHARES) {
				int64_t due = worktime_days_after(t, a, ++days);

				assert_true(due > b - MS_MINUTE && due <= b);
				checked++;
			}
		}
	}
	assert_true(checked > 400);
}

/* The same numbers in every run. */
static uint64_t
draw(uint64_t *x, uint64_t n)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x % n;
}

static void
test_used_up(void **state)
{
	const struct plain *p = *state;
	const struct worktime *t = &p->office->time;
	int64_t unit = work_day_minutes(&t->week);
	uint64_t x = 88172645463325252;

	for (int i = 0; i < 200000; i++) {
		int64_t from = (int64_t)draw(&x, 900) * MS_DAY +
			       INT64_C(20300) * MS_DAY +
			       (int64_t)draw(&x, (uint64_t)MS_DAY);
		struct span s = {.n = 1 + (unsigned)draw(&x, 400),
		    .unit = (enum span_unit)draw(&x, 3),
		    .calendar = draw(&x, 4) == 0};
		int64_t day = s.calendar ? MINUTES_DAY : unit;
		int64_t n = s.unit == SPAN_MINUTE ? s.n
			    : s.unit == SPAN_HOUR ? s.n * INT64_C(60)
						  : s.n * day;
		int64_t due = span_due(t, from, s);

		assert_int_equal(span_used(t, from, due, s), n);
		assert_true(span_used(t, from, due - 1, s) < n);
		/* At a close, never at the next opening. */
		assert_true(s.calendar || worktime_is_open(t, due - 1));
	}
}

static int
make_offices(void **state)
{
	struct sop_problems problems;
	const struct calendar *year;
	struct sb text;

	(void)state;
	arena_init(&memory, MIB);
	sb_init(&text, MIB);
	sb_printf(&text, "tahun: 2026\nlibur:\n");
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		sb_printf(&text, "  - {tanggal: %s, nama: L}\n", off[i]);
	sb_printf(&text,
	    "ramadan:\n"
	    "  - {dari: 2026-02-19, sampai: 2026-03-20, nama: R}\n"
	    "jam_ramadan:\n"
	    "  - {hari: senin-kamis, jam: 08.00-15.00, istirahat: "
	    "12.00-12.30}\n"
	    "  - {hari: jumat, jam: 08.00-15.30, istirahat: 11.30-12.30}\n");
	year = calendar_parse(&memory, sb_get(&text), &problems);
	for (size_t i = 0; year && i < sizeof(plains) / sizeof(*plains); i++) {
		const struct office *o =
		    office_parse(&memory, str_of(plains[i].profile), &problems);

		if (!o)
			year = NULL;
		else
			plains[i].office =
			    office_with_calendars(&memory, o, &year, 1);
	}
	sb_clear(&text);
	return year ? 0 : -1;
}

static int
drop_offices(void **state)
{
	(void)state;
	arena_clear(&memory);
	return 0;
}

int
main(void)
{
	enum { PLAINS = sizeof(plains) / sizeof(plains[0]) };
	struct CMUnitTest tests[2 * PLAINS];
	size_t n = 0;

	for (size_t i = 0; i < PLAINS; i++) {
		tests[n++] = (struct CMUnitTest){
		    plains[i].name, test_by_counting, NULL, NULL, &plains[i]};
		tests[n++] = (struct CMUnitTest){
		    plains[i].name, test_used_up, NULL, NULL, &plains[i]};
	}
	return cmocka_run_group_tests_name(
	    "calendar counted", tests, make_offices, drop_offices);
}
