#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "domain/worktime.h"
#include "view/format.h"
#include "view/numeric.h"

static const struct zone wib = {"WIB", 420}, wit = {"WIT", 540};

/* One instant in two zones; the texts in the order of the header. */
static struct moment {
	const char *name;
	int64_t ms;
	const struct zone *zone;
	const char *date, *day, *moment, *brief, *clock;
} moments[] = {
    {"morning", 1795400100000, &wib, "23 November 2026",
	"Senin, 23 November 2026", "Senin, 23 November 2026 pukul 09.15 WIB",
	"23-11-2026 09.15", "09.15 WIB"},
    {"last minute of a day", 1723136399999, &wib, "8 Agustus 2024",
	"Kamis, 8 Agustus 2024", "Kamis, 8 Agustus 2024 pukul 23.59 WIB",
	"08-08-2024 23.59", "23.59 WIB"},
    {"the same in the east", 1723136399999, &wit, "9 Agustus 2024",
	"Jumat, 9 Agustus 2024", "Jumat, 9 Agustus 2024 pukul 01.59 WIT",
	"09-08-2024 01.59", "01.59 WIT"},
    {"first minute of a year", 1767200400000, &wib, "1 Januari 2026",
	"Kamis, 1 Januari 2026", "Kamis, 1 Januari 2026 pukul 00.00 WIB",
	"01-01-2026 00.00", "00.00 WIB"},
    {"29 February", 1709139600000, &wib, "29 Februari 2024",
	"Kamis, 29 Februari 2024", "Kamis, 29 Februari 2024 pukul 00.00 WIB",
	"29-02-2024 00.00", "00.00 WIB"},
};

static void
test_moment(void **state)
{
	const struct moment *k = *state;
	struct arena a;

	arena_init(&a, 64 * KIB);
	assert_string_equal(format_date(&a, k->ms, *k->zone), k->date);
	assert_string_equal(format_day(&a, k->ms, *k->zone), k->day);
	assert_string_equal(format_moment(&a, k->ms, *k->zone), k->moment);
	assert_string_equal(format_short(&a, k->ms, *k->zone), k->brief);
	assert_string_equal(format_clock(&a, k->ms, *k->zone), k->clock);
	arena_clear(&a);
}

static struct span_row {
	const char *want;
	int64_t minutes;
	int day;
} spans[] = {
    {"kurang dari 1 menit", -5, FORMAT_DAY},
    {"kurang dari 1 menit", 0, FORMAT_DAY},
    {"1 menit", 1, FORMAT_DAY},
    {"12 menit", 12, FORMAT_DAY},
    {"59 menit", 59, FORMAT_DAY},
    {"1 jam", 60, FORMAT_DAY},
    {"1 jam 1 menit", 61, FORMAT_DAY},
    {"2 jam 5 menit", 125, FORMAT_DAY},
    {"23 jam 59 menit", 1439, FORMAT_DAY},
    {"1 hari", 1440, FORMAT_DAY},
    {"1 hari", 1499, FORMAT_DAY},
    {"1 hari 1 jam", 1500, FORMAT_DAY},
    {"2 hari 23 jam", 3 * 1440 - 1, FORMAT_DAY},
    {"3 hari", 3 * 1440, FORMAT_DAY},
    {"3 hari", 4 * 1440 - 1, FORMAT_DAY},
    {"1.000 hari", 1440 * 1000, FORMAT_DAY},
    {"7 jam 29 menit", 449, WORK_DAY_MINUTES},
    {"1 hari", 450, WORK_DAY_MINUTES},
    {"2 hari 7 jam", 3 * 450 - 1, WORK_DAY_MINUTES},
};

static void
test_span(void **state)
{
	const struct span_row *k = *state;
	struct arena a;

	arena_init(&a, 64 * KIB);
	assert_string_equal(format_minutes(&a, k->minutes, k->day), k->want);
	arena_clear(&a);
}

static struct count_row {
	const char *want;
	int64_t n;
} counts[] = {
    {"0", 0},
    {"7", 7},
    {"999", 999},
    {"1.000", 1000},
    {"-12.345", -12345},
    {"-123", -123},
    {"1.234.567", 1234567},
    {"9.223.372.036.854.775.807", INT64_MAX},
    {"-9.223.372.036.854.775.808", INT64_MIN},
};

static void
test_count(void **state)
{
	const struct count_row *k = *state;
	struct arena a;

	arena_init(&a, 64 * KIB);
	assert_string_equal(format_count(&a, k->n), k->want);
	arena_clear(&a);
}

static struct decimal_row {
	const char *want;
	double v;
	int places;
} decimals[] = {
    {"0", 0, 0},
    {"0,5", 0.5, 1},
    {"1.234,50", 1234.5, 2},
    {"-1.234,6", -1234.56, 1},
    {"1.000", 999.6, 0},
    {"88,31", 88.3125, 2},
    {"0,0", -0.04, 1},
    {"-0,1", -0.06, 1},
};

static void
test_decimal(void **state)
{
	const struct decimal_row *k = *state;
	struct arena a;

	arena_init(&a, 64 * KIB);
	assert_string_equal(format_decimal(&a, k->v, k->places), k->want);
	arena_clear(&a);
}

static struct size_row {
	const char *want;
	uint64_t n;
} sizes[] = {
    {"0 byte", 0},
    {"1023 byte", 1023},
    {"1 KB", 1024},
    {"1,5 KB", 1536},
    {"1.023,9 KB", 1024 * 1024 - 100},
    {"1 MB", 1024 * 1024 - 1},
    {"1,2 MB", 1258291},
    {"50 MB", LIMIT_FILE},
    {"64 MB", LIMIT_BODY},
    {"3 GB", (uint64_t)3 << 30},
    {"16.777.216 TB", UINT64_MAX},
};

static void
test_size(void **state)
{
	const struct size_row *k = *state;
	struct arena a;

	arena_init(&a, 64 * KIB);
	assert_string_equal(format_size(&a, k->n), k->want);
	arena_clear(&a);
}

static struct real_row {
	const char *want;
	double v;
} reals[] = {
    {"0", 0.0},
    {"0", -0.0},
    {"1", 1.0},
    {"-1.21", -1.21},
    {"0.1", 0.1},
    {"0.30000000000000004", 0.1 + 0.2},
    {"123456.789", 123456.789},
    {"9007199254740993000", 9007199254740993024.0},
    {"100000000000000000000", 1e20},
    {"123456789012345680000", 123456789012345678901.0},
    {"1e+21", 1e21},
    {"1.5e+300", 1.5e300},
    {"0.000001", 1e-6},
    {"0.0000012", 1.2e-6},
    {"1e-7", 1e-7},
    {"-1.25e-9", -1.25e-9},
    {"5e-324", 4.9406564584124654e-324},
    {"1.7976931348623157e+308", 1.7976931348623157e308},
    {"2.2250738585072014e-308", 2.2250738585072014e-308},
};

static void
test_real(void **state)
{
	const struct real_row *k = *state;
	char got[NUMERIC_MAX];
	size_t n = numeric_real(got, k->v);

	assert_string_equal(got, k->want);
	assert_int_equal(n, strlen(got));
}

static void
test_int(void **state)
{
	char got[NUMERIC_MAX];

	(void)state;
	assert_int_equal(numeric_int(got, 0), 1);
	assert_string_equal(got, "0");
	assert_int_equal(numeric_int(got, INT64_MIN), 20);
	assert_string_equal(got, "-9223372036854775808");
	numeric_int(got, INT64_MAX);
	assert_string_equal(got, "9223372036854775807");
}

static void
test_names(void **state)
{
	static const char *const want[] = {"17 Januari 2026",
	    "17 Februari 2026", "17 Maret 2026", "17 April 2026", "17 Mei 2026",
	    "17 Juni 2026", "17 Juli 2026", "17 Agustus 2026",
	    "17 September 2026", "17 Oktober 2026", "17 November 2026",
	    "17 Desember 2026"};
	static const char *const roman[] = {"", "I", "II", "III", "IV", "V",
	    "VI", "VII", "VIII", "IX", "X", "XI", "XII", ""};
	static const char *const week[] = {"Minggu, 4", "Senin, 5", "Selasa, 6",
	    "Rabu, 7", "Kamis, 8", "Jumat, 9", "Sabtu, 10"};
	struct arena a;

	(void)state;
	arena_init(&a, 64 * KIB);
	for (unsigned m = 1; m <= 12; m++)
		assert_string_equal(
		    format_civil(&a,
			(struct civil){.year = 2026, .month = m, .day = 17}),
		    want[m - 1]);
	for (unsigned m = 0; m <= 13; m++)
		assert_string_equal(format_roman(m), roman[m]);
	for (int d = 0; d < 7; d++)
		assert_memory_equal(
		    format_day(&a, 1767459600000 + d * MS_DAY, wib), week[d],
		    strlen(week[d]));
	arena_clear(&a);
}

static struct words {
	const char *name;
	unsigned n;
} words[] = {
    {"nol", 0},
    {"satu", 1},
    {"sebelas", 11},
    {"sembilan belas", 19},
    {"dua puluh", 20},
    {"tiga puluh dua", 32},
    {"seratus", 100},
    {"seratus satu", 101},
    {"dua ratus lima puluh", 250},
    {"seribu", 1000},
    {"seribu sembilan ratus delapan puluh tujuh", 1987},
    {"dua ribu dua puluh enam", 2026},
};

static void
test_words(void **state)
{
	const struct words *row = *state;
	struct arena a;

	arena_init(&a, 64 * 1024);
	assert_string_equal(format_words(&a, row->n), row->name);
	arena_clear(&a);
}

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define ADD(rows, what, fn)                                          \
	for (size_t i = 0; i < COUNT(rows); i++)                     \
		tests[n++] = (struct CMUnitTest)                     \
		{                                                    \
			(rows)[i].what, (fn), NULL, NULL, &(rows)[i] \
		}

int
main(void)
{
	struct CMUnitTest tests[COUNT(words) + COUNT(moments) + COUNT(spans) +
				COUNT(counts) + COUNT(decimals) + COUNT(sizes) +
				COUNT(reals) + 2] = {
	    cmocka_unit_test(test_int), cmocka_unit_test(test_names)};
	size_t n = 2;

	ADD(moments, name, test_moment);
	ADD(spans, want, test_span);
	ADD(counts, want, test_count);
	ADD(decimals, want, test_decimal);
	ADD(sizes, want, test_size);
	ADD(reals, want, test_real);
	ADD(words, name, test_words);
	return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
