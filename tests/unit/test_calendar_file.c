/*
 * What may be written about time: national calendars and the keys of
 * kantor.yaml, every mistake with its place; and the calendars that are
 * shipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "sop/office.h"

#define YEAR   "tahun: 2026\n"
#define OFF    "libur:\n  - {tanggal: 2026-01-01, nama: Tahun Baru}\n"
#define FAST   "ramadan:\n  - {dari: 2026-02-19, sampai: 2026-03-20, nama: R}\n"
#define FAST_H "jam_ramadan:\n  - {hari: senin-jumat, jam: 08.00-15.00}\n"
#define OFFICE                                                           \
	"id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n" \
	"domain_email: [uji.example]\nzona: WIB\n"                       \
	"nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"                     \
	"layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n"
#define HOURS "jam_kerja:\n  - {hari: senin-jumat, jam: 08.00-16.00}\n"

/*
 * A ~ stands where an error is expected, whose text has the part of the same
 * number; see test_sop.c.
 */
static struct sample {
	const char *name;
	bool office;
	const char *text;
	const char *parts[8];
} samples[] = {
    {"a year", false, YEAR OFF, {0}},
    {"a year with everything", false,
	YEAR "sumber: SKB\n" OFF "cuti_bersama:\n"
	     "  - {tanggal: 2026-03-23, sampai: 2026-03-24, nama: Cuti}\n" FAST
		 FAST_H,
	{0}},
    {"no cuti bersama yet", false, YEAR OFF "cuti_bersama: []\n", {0}},
    {"nothing", false, "~", {"kosong"}},
    {"no year", false, "~" OFF, {"\"tahun\" belum ada"}},
    {"a year in words", false, "tahun: ~dua ribu\n" OFF, {"Tahun"}},
    {"a year long ago", false, "tahun: ~1066\n" OFF, {"Tahun"}},
    {"no days", false, "~" YEAR, {"\"libur\" belum ada"}},
    {"an unknown key", false, YEAR OFF "~liburan: x\n", {"mungkin maksudnya"}},
    {"a day without a name", false, YEAR "libur:\n  - ~{tanggal: 2026-01-01}\n",
	{"\"nama\" belum ada"}},
    {"no such date", false,
	YEAR "libur:\n  - {tanggal: ~2026-02-29, nama: L}\n",
	{"Tanggal \"2026-02-29\""}},
    {"a date backwards", false,
	YEAR "libur:\n  - {tanggal: ~01-01-2026, nama: L}\n", {"2026-08-17"}},
    {"a date of another year", false,
	YEAR "libur:\n  - {tanggal: ~2027-01-01, nama: L}\n",
	{"bukan di tahun 2026"}},
    {"a date twice", false,
	YEAR OFF "cuti_bersama:\n"
		 "  - {tanggal: ~2026-01-01, nama: L}\n",
	{"2026-01-01 sudah ditulis di baris 3"}},
    {"a range over a date", false,
	YEAR OFF "  - {tanggal: 2026-03-21, nama: L}\n"
		 "cuti_bersama:\n"
		 "  - {tanggal: ~2026-03-20, sampai: 2026-03-22, nama: C}\n",
	{"2026-03-21 sudah ditulis di baris 4"}},
    {"a range backwards", false,
	YEAR OFF "  - {tanggal: 2026-03-22, sampai: ~2026-03-21, nama: L}\n",
	{"sesudah tanggal awalnya"}},
    {"a range too long", false,
	YEAR OFF "  - {tanggal: 2026-03-01, sampai: ~2026-06-01, nama: L}\n",
	{"paling banyak 92 hari"}},
    {"a range just as long", false,
	YEAR OFF "  - {tanggal: 2026-03-01, sampai: 2026-05-31, nama: L}\n",
	{0}},
    {"a range out of the year", false,
	YEAR OFF "  - {tanggal: 2026-12-30, sampai: ~2027-01-02, nama: L}\n",
	{"bukan di tahun"}},
    {"a guess in other words", false,
	YEAR OFF "  - {tanggal: 2026-03-01, nama: L, perkiraan: ~mungkin}\n",
	{"\"perkiraan\""}},
    {"Ramadan without hours", false, YEAR OFF "~" FAST, {"jam_ramadan"}},
    {"Ramadan with empty hours", false, YEAR OFF "~" FAST "jam_ramadan:\n",
	{"jam_ramadan"}},
    {"Ramadan too long", false,
	YEAR OFF
	"ramadan:\n"
	"  - {dari: 2026-02-19, sampai: ~2026-03-21, nama: R}\n" FAST_H,
	{"paling banyak 30 hari"}},
    {"Ramadan twice in a year", false,
	"tahun: 2030\nlibur:\n  - {tanggal: 2030-01-01, nama: L}\n"
	"ramadan:\n"
	"  - {dari: 2030-01-05, sampai: 2030-02-03, nama: R}\n"
	"  - {dari: 2030-12-26, sampai: 2030-12-31, nama: R}\n" FAST_H,
	{0}},
    {"Ramadan over Ramadan", false,
	YEAR OFF FAST
	"  - {dari: ~2026-03-20, sampai: 2026-03-21, nama: R}\n" FAST_H,
	{"tumpang tindih"}},
    {"Ramadan without an end", false,
	YEAR OFF "ramadan:\n  - ~{dari: 2026-02-19, nama: R}\n" FAST_H,
	{"\"sampai\" belum ada"}},
    {"an office", true, OFFICE, {0}},
    {"own everything", true,
	OFFICE HOURS FAST_H
	"libur:\n  - {tanggal: 2026-09-14, sampai: 2026-09-15, nama: Jadi}\n"
	"masuk:\n  - {tanggal: 2026-12-24, nama: Piket, jam: 8:00 - 12:00}\n",
	{0}},
    {"own hours without those of Ramadan", true, OFFICE "~" HOURS,
	{"tulis juga \"jam_ramadan\""}},
    {"own hours of Ramadan alone", true, OFFICE FAST_H, {0}},
    {"a week around its end", true,
	OFFICE "jam_ramadan:\n"
	       "  - {hari: sabtu-senin, jam: 08.00-15.00}\n"
	       "  - {hari: Rabu - Kamis, jam: 00.00-24.00}\n",
	{0}},
    {"no such weekday", true,
	OFFICE "jam_ramadan:\n"
	       "  - {hari: ~jum'at, jam: 08.00-15.00}\n"
	       "  - {hari: ~senin-kemis, jam: 08.00-15.00}\n"
	       "  - {hari: ~senin-senin, jam: 08.00-15.00}\n",
	{"\"jum'at\"", "senin-kemis", "senin-senin"}},
    {"a weekday twice", true,
	OFFICE FAST_H "  - {hari: ~jumat, jam: 08.00-11.00}\n",
	{"Hari jumat sudah ditulis di baris 11"}},
    {"hours that cannot be read", true,
	OFFICE "jam_ramadan:\n"
	       "  - {hari: senin, jam: ~08.00}\n"
	       "  - {hari: selasa, jam: ~16.00-08.00}\n"
	       "  - {hari: rabu, jam: ~08.60-16.00}\n"
	       "  - {hari: kamis, jam: ~08.00-24.01}\n"
	       "  - {hari: jumat, jam: ~08.0-16.00}\n"
	       "  - {hari: sabtu, jam: ~08.00-16.00 WIB}\n"
	       "  - {hari: minggu, jam: ~8-16}\n",
	{"\"jam\"", "\"jam\"", "\"jam\"", "\"jam\"", "\"jam\"", "\"jam\"",
	    "\"jam\""}},
    {"a break that cannot be read", true,
	OFFICE "jam_ramadan:\n"
	       "  - {hari: senin, jam: 08.00-16.00, istirahat: ~siang}\n",
	{"\"istirahat\""}},
    {"a break outside the hours", true,
	OFFICE "jam_ramadan:\n"
	       "  - {hari: senin, jam: 08.00-16.00,\n"
	       "    istirahat: ~07.00-08.30}\n"
	       "  - {hari: selasa, jam: 08.00-16.00,\n"
	       "    istirahat: ~15.30-16.30}\n"
	       "  - {hari: rabu, jam: 08.00-16.00,\n"
	       "    istirahat: ~08.00-16.00}\n",
	{"Jam istirahat", "Jam istirahat", "Jam istirahat"}},
    {"a break of a closed day", true,
	OFFICE "jam_ramadan:\n"
	       "  - {hari: senin, jam: 08.00-16.00}\n"
	       "  - {hari: selasa, jam: ~tutup, istirahat: 12.00-13.00}\n",
	{"\"jam\""}},
    {"closed all week", true,
	OFFICE "~jam_ramadan:\n  - {hari: senin-minggu, jam: tutup}\n",
	{"paling sedikit satu hari"}},
    {"hours without a weekday", true,
	OFFICE "jam_ramadan:\n  - ~{jam: 08.00-16.00}\n",
	{"\"hari\" belum ada"}},
    {"hours as a text", true, OFFICE "jam_ramadan: ~08.00-16.00\n", {"daftar"}},
    {"own day off and on", true,
	OFFICE "libur:\n  - {tanggal: 2026-09-14, nama: A}\n"
	       "masuk:\n  - {tanggal: ~2026-09-14, nama: B}\n",
	{"sudah ditulis di baris 11"}},
    {"work on a closed day", true,
	OFFICE "masuk:\n  - {tanggal: ~2026-09-19, nama: Sabtu}\n",
	{"hari tutup"}},
    {"work that is closed", true,
	OFFICE "masuk:\n  - {tanggal: 2026-09-18, nama: A, jam: ~tutup}\n",
	{"tidak boleh tutup"}},
    {"work with a break only", true,
	OFFICE "masuk:\n"
	       "  - {tanggal: 2026-09-18, nama: A, istirahat: ~12.00-13.00}\n",
	{"belum ada \"jam\""}},
    {"a guess of an office", true,
	OFFICE "libur:\n"
	       "  - {tanggal: 2026-09-14, nama: A, ~perkiraan: ya}\n",
	{"tidak dikenal"}},
};

static void
test_sample(void **state)
{
	const struct sample *r = *state;
	char text[2048], *out = text;
	unsigned line[8], column[8], at_line = 1, at_column = 1;
	struct sop_problems p;
	struct arena a;
	size_t n = 0;
	bool ok;

	assert_true(strlen(r->text) < sizeof(text));
	for (const char *c = r->text; *c; c++) {
		if (*c == '~') {
			line[n] = at_line;
			column[n++] = at_column;
			continue;
		}
		*out++ = *c;
		at_column = *c == '\n' ? 1 : at_column + 1;
		at_line += *c == '\n';
	}
	*out = '\0';
	arena_init(&a, MIB);
	ok = r->office ? office_parse(&a, str_of(text), &p) != NULL
		       : calendar_parse(&a, str_of(text), &p) != NULL;
	for (size_t i = 0; i < p.n; i++)
		print_message(
		    "  %u:%u %s\n", p.v[i].line, p.v[i].column, p.v[i].text);
	assert_int_equal(ok, n == 0);
	assert_int_equal(p.n, n);
	assert_int_equal(p.errors, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(p.v[i].line, line[i]);
		assert_int_equal(p.v[i].column, column[i]);
		assert_non_null(strstr(p.v[i].text, r->parts[i]));
	}
	arena_clear(&a);
}

/* A file with one day more than is read. */
static void
test_too_many(void **state)
{
	struct sop_problems p;
	struct arena a;
	struct sb s;

	(void)state;
	arena_init(&a, MIB);
	sb_init(&s, MIB);
	sb_printf(&s, OFFICE "libur:\n");
	for (unsigned i = 0; i <= CALENDAR_DAYS; i++)
		sb_printf(&s, "  - {tanggal: %u-%02u-%02u, nama: L}\n",
		    2026 + i / 336, 1 + i % 336 / 28, 1 + i % 28);
	assert_null(office_parse(&a, sb_get(&s), &p));
	assert_int_equal(p.n, 1);
	assert_int_equal(p.v[0].line, 10 + CALENDAR_DAYS + 1);
	sb_clear(&s);
	arena_clear(&a);
}

/* Which of two kinds counts where both name a date. */
static void
test_which_counts(void **state)
{
	static const struct {
		const char *date;
		enum day_kind kind;
		unsigned minutes;
	} days[] = {
	    {"2026-02-19", DAY_RAMADAN, 420}, /* a Thursday */
	    {"2026-02-20", DAY_HOLIDAY, 0},
	    {"2026-02-21", DAY_ON, 240},    /* a Saturday, with hours */
	    {"2026-02-22", DAY_RAMADAN, 0}, /* a Sunday */
	    {"2026-02-23", DAY_ON, 420},    /* a holiday of Ramadan */
	    {"2026-02-24", DAY_OFF, 0},
	    {"2026-12-24", DAY_ON, 450}, /* cuti bersama, a Thursday */
	};
	const struct calendar *year;
	const struct office *o;
	struct sop_problems p;
	struct arena a;

	(void)state;
	arena_init(&a, MIB);
	year = calendar_parse(&a,
	    STR(YEAR "libur:\n"
		     "  - {tanggal: 2026-02-20, nama: L}\n"
		     "  - {tanggal: 2026-02-23, nama: L}\n"
		     "cuti_bersama:\n  - {tanggal: 2026-12-24, nama: C}\n" FAST
			 FAST_H),
	    &p);
	o = office_parse(&a,
	    STR(OFFICE "libur:\n  - {tanggal: 2026-02-24, nama: A}\n"
		       "masuk:\n"
		       "  - {tanggal: 2026-02-21, nama: B, jam: 08.00-12.00}\n"
		       "  - {tanggal: 2026-02-23, nama: C}\n"
		       "  - {tanggal: 2026-12-24, nama: D}\n"),
	    &p);
	assert_non_null(year);
	assert_non_null(o);
	assert_int_equal(o->time.days_n, 4);
	o = office_with_calendars(&a, o, &year, 1);
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		struct civil c;
		struct err e = {0};
		size_t k = 0;

		assert_int_equal(date_parse(&c, str_of(days[i].date), &e), 0);
		while (o->days[k].day != civil_day(c))
			assert_true(++k < o->time.days_n);
		assert_int_equal(o->days[k].kind, days[i].kind);
		assert_int_equal(o->time.days[k].day, o->days[k].day);
		assert_int_equal(
		    work_hours_minutes(worktime_hours(&o->time, civil_day(c))),
		    days[i].minutes);
	}
	arena_clear(&a);
}

/* --- what is shipped ---------------------------------------------------- */

static const struct calendar *
shipped(struct arena *a, const char *path)
{
	char *text = arena_alloc(a, LIMIT_SOP_FILE);
	const struct calendar *c;
	struct sop_problems p;
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, LIMIT_SOP_FILE, f);
	fclose(f);
	c = calendar_parse(a, (struct str){text, n}, &p);
	assert_non_null(c);
	/* A warning for each entry that is a guess, and no other. */
	assert_true(p.n > 0);
	return c;
}

static void
test_shipped_2026(void **state)
{
	static const char decreed[] =
	    "01-01 01-16 02-16* 02-17 03-18* 03-19 03-20* 03-21 03-22 03-23* "
	    "03-24* 04-03 04-05 05-01 05-14 05-15* 05-27 05-28* 05-31 06-01 "
	    "06-16 08-17 08-25 12-24* 12-25 ";
	const struct calendar *c;
	struct worktime t = {.zone = {"WIB", 420}};
	struct own_time own = {.days_n = 0};
	const struct named_day *days;
	struct arena a;
	struct sb s;

	(void)state;
	arena_init(&a, 4 * MIB);
	c = shipped(&a, "deploy/calendar/2026.yaml");
	assert_int_equal(c->year, 2026);
	assert_int_equal(c->guesses, 1); /* Ramadan */
	calendar_merge(&a, &t, &days, &own, &c, 1);
	sb_init(&s, KIB);
	for (size_t i = 0; i < t.days_n; i++) {
		struct civil d = day_civil(days[i].day);

		if (days[i].kind != DAY_RAMADAN)
			sb_printf(&s, "%02u-%02u%s ", d.month, d.day,
			    days[i].kind == DAY_LEAVE ? "*" : "");
	}
	assert_true(str_eqz(sb_get(&s), decreed));
	/* 32 h 30 in a week of Ramadan. */
	assert_int_equal(
	    worktime_between(&t,
		civil_ms((struct civil){2026, 2, 23, 0, 0, 0, 0, 0}, t.zone),
		civil_ms((struct civil){2026, 3, 2, 0, 0, 0, 0, 0}, t.zone)),
	    32 * 60 + 30);
	sb_clear(&s);
	arena_clear(&a);
}

/* Before its decree every day that could move says so. */
static void
test_shipped_2027(void **state)
{
	const struct calendar *c;
	struct arena a;

	(void)state;
	arena_init(&a, 4 * MIB);
	c = shipped(&a, "deploy/calendar/2027.yaml");
	assert_int_equal(c->year, 2027);
	assert_int_equal(c->ramadan_n, 1);
	assert_true(c->ramadan[0].guess);
	for (size_t i = 0; i < c->days_n; i++) {
		struct civil d = day_civil(c->days[i].day);
		unsigned day = d.month * 100 + d.day;
		bool fixed = day == 101 || day == 501 || day == 601 ||
			     day == 817 || day == 1225;

		assert_int_equal(c->days[i].guess, !fixed);
	}
	arena_clear(&a);
}

int
main(void)
{
	enum { SAMPLES = sizeof(samples) / sizeof(samples[0]), OWN = 4 };
	struct CMUnitTest tests[OWN + SAMPLES] = {
	    cmocka_unit_test(test_too_many),
	    cmocka_unit_test(test_which_counts),
	    cmocka_unit_test(test_shipped_2026),
	    cmocka_unit_test(test_shipped_2027),
	};

	for (size_t i = 0; i < SAMPLES; i++)
		tests[OWN + i] = (struct CMUnitTest){
		    samples[i].name, test_sample, NULL, NULL, &samples[i]};
	return cmocka_run_group_tests_name("calendar files", tests, NULL, NULL);
}
