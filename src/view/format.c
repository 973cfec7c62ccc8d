#include "view/format.h"

#include <stdio.h>
#include <string.h>

static const char *const months[] = {"Januari", "Februari", "Maret", "April",
    "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember"};

static const char *const days[] = {
    "Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"};

char *
format_civil(struct arena *a, struct civil c)
{
	return arena_printf(a, "%u %s %d", c.day, months[c.month - 1], c.year);
}

const char *
format_dated(struct arena *a, const char *dated)
{
	struct civil c;
	struct err ignored = {0};

	return date_parse(&c, str_of(dated), &ignored) == 0 ? format_civil(a, c)
							    : dated;
}

char *
format_date(struct arena *a, int64_t ms, struct zone z)
{
	return format_civil(a, civil_of(ms, z));
}

char *
format_day(struct arena *a, int64_t ms, struct zone z)
{
	struct civil c = civil_of(ms, z);

	return arena_printf(a, "%s, %u %s %d", days[c.weekday], c.day,
	    months[c.month - 1], c.year);
}

char *
format_moment(struct arena *a, int64_t ms, struct zone z)
{
	struct civil c = civil_of(ms, z);

	return arena_printf(a, "%s, %u %s %d pukul %02u.%02u %s",
	    days[c.weekday], c.day, months[c.month - 1], c.year, c.hour,
	    c.minute, z.name);
}

char *
format_short(struct arena *a, int64_t ms, struct zone z)
{
	struct civil c = civil_of(ms, z);

	return arena_printf(a, "%02u-%02u-%d %02u.%02u", c.day, c.month, c.year,
	    c.hour, c.minute);
}

char *
format_clock(struct arena *a, int64_t ms, struct zone z)
{
	struct civil c = civil_of(ms, z);

	return arena_printf(a, "%02u.%02u %s", c.hour, c.minute, z.name);
}

/* "2 jam 5 menit", without the second part where it is nothing. */
static char *
two_units(struct arena *a, int64_t n, const char *unit, int64_t rest,
    const char *small)
{
	if (rest == 0)
		return arena_printf(a, "%s %s", format_count(a, n), unit);
	return arena_printf(
	    a, "%s %s %d %s", format_count(a, n), unit, (int)rest, small);
}

char *
format_minutes(struct arena *a, int64_t minutes, int day)
{
	int64_t n = minutes / day;

	if (minutes <= 0)
		return arena_dup(a, "kurang dari 1 menit");
	if (n >= 3)
		return two_units(a, n, "hari", 0, "");
	if (n > 0)
		return two_units(a, n, "hari", minutes % day / 60, "jam");
	if (minutes >= 60)
		return two_units(a, minutes / 60, "jam", minutes % 60, "menit");
	return two_units(a, minutes, "menit", 0, "");
}

/* Decimal digits, with a point before each group of three from the end. */
static char *
grouped(struct arena *a, const char *sign, const char *digits, size_t n)
{
	char *out = arena_alloc(a, strlen(sign) + n + n / 3 + 1), *p;

	p = stpcpy(out, sign);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			*p++ = '.';
		*p++ = digits[i];
	}
	return out;
}

char *
format_count(struct arena *a, int64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%llu",
	    n < 0 ? 0 - (unsigned long long)n : (unsigned long long)n);

	return grouped(a, n < 0 ? "-" : "", digits, (size_t)len);
}

char *
format_decimal(struct arena *a, double v, int places)
{
	char *text = arena_printf(a, "%.*f", places, v < 0 ? -v : v);
	size_t whole = strcspn(text, ".");
	/* What is rounded to zero has no sign. */
	bool minus = v < 0 && strspn(text, "0.") < strlen(text);
	char *head = grouped(a, minus ? "-" : "", text, whole);

	if (text[whole] == '\0')
		return head;
	return arena_printf(a, "%s,%s", head, text + whole + 1);
}

char *
format_size(struct arena *a, uint64_t bytes)
{
	static const char *const units[] = {"KB", "MB", "GB", "TB"};
	uint64_t unit = 1024, tenths;
	size_t i = 0;

	if (bytes < unit)
		return arena_printf(a, "%u byte", (unsigned)bytes);
	for (;;) {
		tenths =
		    bytes / unit * 10 + (bytes % unit * 10 + unit / 2) / unit;
		if (tenths < 10240 || i + 1 == sizeof(units) / sizeof(*units))
			break;
		unit *= 1024;
		i++;
	}
	if (tenths % 10 == 0)
		return two_units(a, (int64_t)(tenths / 10), units[i], 0, "");
	return arena_printf(a, "%s,%u %s",
	    format_count(a, (int64_t)(tenths / 10)), (unsigned)(tenths % 10),
	    units[i]);
}

char *
format_words(struct arena *a, unsigned n)
{
	static const char *const small[] = {"nol", "satu", "dua", "tiga",
	    "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
	    "sebelas"};
	static const struct {
		unsigned of;
		const char *one, *many;
	} units[] = {{1000, "seribu", "ribu"}, {100, "seratus", "ratus"}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		unsigned of = units[i].of, rest = n % of;
		const char *head;

		if (n < of)
			continue;
		head = n / of == 1
			   ? arena_dup(a, units[i].one)
			   : arena_printf(a, "%s %s", format_words(a, n / of),
				 units[i].many);
		return rest ? arena_printf(
				  a, "%s %s", head, format_words(a, rest))
			    : arena_dup(a, head);
	}
	if (n < 12)
		return arena_dup(a, small[n]);
	if (n < 20)
		return arena_printf(a, "%s belas", small[n - 10]);
	if (n % 10 == 0)
		return arena_printf(a, "%s puluh", small[n / 10]);
	return arena_printf(a, "%s puluh %s", small[n / 10], small[n % 10]);
}

char *
format_date_words(struct arena *a, struct civil c)
{
	return arena_printf(a, "%s, tanggal %s bulan %s tahun %s",
	    days[day_weekday(civil_day(c)) % 7], format_words(a, c.day),
	    months[(c.month + 11) % 12], format_words(a, (unsigned)c.year));
}

const char *
format_roman(unsigned month)
{
	static const char *const roman[] = {"", "I", "II", "III", "IV", "V",
	    "VI", "VII", "VIII", "IX", "X", "XI", "XII"};

	return month < sizeof(roman) / sizeof(*roman) ? roman[month] : "";
}
