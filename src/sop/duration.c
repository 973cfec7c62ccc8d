#include "sop/duration.h"

static const char *const units[] = {
    [TIME_NONE] = "",
    [TIME_MINUTE] = "menit",
    [TIME_HOUR] = "jam",
    [TIME_DAY] = "hari",
    [TIME_MONTH] = "bulan",
};

#define DASH "\xe2\x80\x93" /* U+2013 */

static void
skip_blanks(struct str *s)
{
	while (s->n > 0 && *s->p == ' ') {
		s->p++;
		s->n--;
	}
}

static struct str
take(struct str *s, size_t n)
{
	struct str part = {s->p, n};

	s->p += n;
	s->n -= n;
	return part;
}

/* A number from 1 and the blanks after it; 0 if there is none. */
static unsigned
take_number(struct str *s)
{
	size_t n = 0;
	uint64_t v;

	while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	if (n == 0 || str_u64(take(s, n), DURATION_MAX, &v) < 0)
		return 0;
	skip_blanks(s);
	return (unsigned)v;
}

static struct str
take_word(struct str *s)
{
	struct str w = str_cut(s, ' ');

	skip_blanks(s);
	return w;
}

static enum time_unit
unit_find(struct str word)
{
	for (int u = TIME_MINUTE; u <= TIME_MONTH; u++)
		if (str_caseeq(word, str_of(units[u])))
			return (enum time_unit)u;
	return TIME_NONE;
}

int
duration_parse(struct duration *d, struct str s, struct err *e)
{
	struct duration got = {0};
	struct str rest = str_trim(s), kind;
	bool calendar, range = false;

	got.min = got.max = take_number(&rest);
	if (str_starts(rest, STR("-")) || str_starts(rest, STR(DASH))) {
		range = true;
		take(&rest, *rest.p == '-' ? 1 : sizeof(DASH) - 1);
		skip_blanks(&rest);
		got.max = take_number(&rest);
	}
	got.unit = unit_find(take_word(&rest));
	kind = str_trim(rest);
	calendar = str_caseeq(kind, STR("kalender"));
	if (got.min == 0 || got.max < got.min + range ||
	    got.unit == TIME_NONE ||
	    (kind.n > 0 && !calendar && !str_caseeq(kind, STR("kerja"))) ||
	    (kind.n > 0 && !calendar && got.unit == TIME_MONTH))
		return err_set(e, ERR_INPUT,
		    "Waktu tidak terbaca; tulis seperti 15 menit, 1-2 jam, "
		    "3 hari atau 24 jam kalender.",
		    "duration: %zu bytes", s.n);
	if (calendar || got.unit == TIME_MONTH)
		got.kind = TIME_CALENDAR;
	*d = got;
	return 0;
}

struct span
duration_span(struct duration d)
{
	static const enum span_unit spans[] = {
	    [TIME_NONE] = SPAN_MINUTE,
	    [TIME_MINUTE] = SPAN_MINUTE,
	    [TIME_HOUR] = SPAN_HOUR,
	    [TIME_DAY] = SPAN_DAY,
	    [TIME_MONTH] = SPAN_MONTH,
	};

	return (struct span){.n = d.unit == TIME_NONE ? 0 : d.max,
	    .unit = spans[d.unit],
	    .calendar = d.kind == TIME_CALENDAR};
}

const char *
duration_text(struct arena *a, struct duration d)
{
	const char *kind =
	    d.kind == TIME_CALENDAR && d.unit != TIME_MONTH ? " kalender" : "";

	if (d.unit == TIME_NONE)
		return "";
	if (d.min == d.max)
		return arena_printf(a, "%u %s%s", d.min, units[d.unit], kind);
	return arena_printf(
	    a, "%u" DASH "%u %s%s", d.min, d.max, units[d.unit], kind);
}
