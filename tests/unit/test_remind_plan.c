/*
 * When whom to remind: instants counted by hand.  The week is the usual one:
 * Monday to Thursday 07.30-16.00 with a break 12-13, Friday 07.30-16.30 with
 * a break 11.30-13; 450 minutes each.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sop/remind.h"

#define HEAD                                                             \
	"id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n" \
	"domain_email: [uji.example]\n"                                  \
	"nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"                     \
	"layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n"
#define RULES "pengingat:\n  pemohon: "

/* 25 and 26 November 2026, Wednesday and Thursday, are off. */
#define OFF                                            \
	"libur:\n  - {tanggal: 2026-11-25, nama: A}\n" \
	"  - {tanggal: 2026-11-26, nama: B}\n"

/* Ramadan of 2027 begins on Monday 8 February: 390 minutes a day. */
#define YEAR                                                                \
	"tahun: 2027\nlibur: [{tanggal: 2027-01-01, nama: A}]\n"            \
	"ramadan: [{dari: 2027-02-08, sampai: 2027-03-09, nama: R}]\n"      \
	"jam_ramadan:\n  - {hari: senin-kamis, jam: 08.00-15.00,\n"         \
	"     istirahat: 12.00-12.30}\n  - {hari: jumat, jam: 08.00-15.30," \
	"\n     istirahat: 11.30-12.30}\n"

/* plan: place of the rule and local time, in the order of the tiers. */
static struct plan_case {
	const char *name, *extra, *rules;
	const char *opened, *due, *abandoned; /* NULL: not there */
	const char *plan;
	const char *zone; /* NULL: WIB */
} rows[] = {
    /* before */
    {"before, same day", "", "[{saat: 2 jam sebelum}]", "2026-11-23T08:00",
	"2026-11-23T16:00", NULL, "1 2026-11-23T14:00", NULL},
    {"before, over the break", "", "[{saat: 2 jam sebelum}]",
	"2026-11-23T07:30", "2026-11-23T14:00", NULL, "1 2026-11-23T11:00",
	NULL},
    {"before, over the night", "", "[{saat: 4 jam sebelum}]",
	"2026-11-23T08:00", "2026-11-25T10:00", NULL, "1 2026-11-24T14:30",
	NULL},
    {"before, over the weekend", "", "[{saat: 4 jam sebelum}]",
	"2026-11-19T08:00", "2026-11-23T10:00", NULL, "1 2026-11-20T15:00",
	NULL},
    {"before, over holidays", OFF, "[{saat: 4 jam sebelum}]",
	"2026-11-23T08:00", "2026-11-27T10:00", NULL, "1 2026-11-24T14:30",
	NULL},
    {"before, ends with the morning", "", "[{saat: 150 menit sebelum}]",
	"2026-11-23T08:00", "2026-11-24T10:00", NULL, "1 2026-11-24T07:30",
	NULL},
    {"before, a day", "", "[{saat: 1 hari sebelum}]", "2026-11-23T09:00",
	"2026-11-26T09:00", NULL, "1 2026-11-25T09:00", NULL},
    {"before, a day by the calendar", "", "[{saat: 1 hari kalender sebelum}]",
	"2026-11-19T09:00", "2026-11-23T09:00", NULL, "1 2026-11-22T09:00",
	NULL},
    {"before, at night by the calendar", "", "[{saat: 6 jam kalender sebelum}]",
	"2026-11-23T09:00", "2026-11-24T09:00", NULL, "1 2026-11-24T03:00",
	NULL},
    {"before what is due at night", "", "[{saat: 2 jam sebelum}]",
	"2026-11-23T08:00", "2026-11-23T22:00", NULL, "1 2026-11-23T14:00",
	NULL},
    {"before, all of the time", "", "[{saat: 2 jam sebelum}]",
	"2026-11-23T08:00", "2026-11-23T10:00", NULL, "", NULL},
    {"before, longer than the time", "", "[{saat: 4 jam sebelum}]",
	"2026-11-23T08:00", "2026-11-23T10:00", NULL, "", NULL},
    {"before, half of the time", "", "[{saat: 4 jam sebelum}]",
	"2026-11-23T07:30", "2026-11-24T08:00", NULL, "1 2026-11-23T11:30",
	NULL},
    {"before, more than half", "", "[{saat: 4 jam sebelum}]",
	"2026-11-23T07:30", "2026-11-24T07:59", NULL, "", NULL},
    {"before, no time", "", "[{saat: 4 jam sebelum}]", "2026-11-23T08:00", NULL,
	NULL, "", NULL},
    {"before, in Ramadan", "", "[{saat: 4 jam sebelum}]", "2027-02-08T08:00",
	"2027-02-10T10:00", NULL, "1 2027-02-09T13:00", NULL},
    {"before, into Ramadan", "", "[{saat: 4 jam sebelum}]", "2027-02-03T08:00",
	"2027-02-08T10:00", NULL, "1 2027-02-05T14:30", NULL},
    {"before, a month", "", "[{saat: 1 bulan sebelum}]", "2026-11-23T09:00",
	"2027-03-31T09:00", NULL, "1 2027-02-28T23:59:59", NULL},
    /* at and after */
    {"at", "", "[{saat: tepat waktu}]", "2026-11-23T08:00", "2026-11-23T10:00",
	NULL, "1 2026-11-23T10:00", NULL},
    {"at, no time", "", "[{saat: tepat waktu}]", "2026-11-23T08:00", NULL, NULL,
	"", NULL},
    {"after a day", "", "[{saat: 1 hari sesudah}]", "2026-11-23T08:00",
	"2026-11-23T10:00", NULL, "1 2026-11-24T10:00", NULL},
    {"after a day, from Friday", "", "[{saat: 1 hari sesudah}]",
	"2026-11-20T08:00", "2026-11-20T10:00", NULL, "1 2026-11-23T10:00",
	NULL},
    {"after a day, from the close", "", "[{saat: 1 hari sesudah}]",
	"2026-11-23T08:00", "2026-11-23T16:00", NULL, "1 2026-11-24T16:00",
	NULL},
    {"after two days, over holidays", OFF, "[{saat: 2 hari sesudah}]",
	"2026-11-23T08:00", "2026-11-24T10:00", NULL, "1 2026-11-30T10:00",
	NULL},
    {"after hours", "", "[{saat: 90 menit sesudah}]", "2026-11-23T08:00",
	"2026-11-23T15:30", NULL, "1 2026-11-24T08:30", NULL},
    {"after hours, over the break on Friday", "", "[{saat: 1 jam sesudah}]",
	"2026-11-27T08:00", "2026-11-27T11:00", NULL, "1 2026-11-27T13:30",
	NULL},
    {"after, by the calendar", "", "[{saat: 1 hari kalender sesudah}]",
	"2026-11-27T08:00", "2026-11-27T11:00", NULL, "1 2026-11-28T11:00",
	NULL},
    {"after a day in Ramadan", "", "[{saat: 1 hari sesudah}]",
	"2027-02-08T08:00", "2027-02-08T11:15", NULL, "1 2027-02-09T11:15",
	NULL},
    {"after, no time", "", "[{saat: 1 hari sesudah}]", "2026-11-23T08:00", NULL,
	NULL, "", NULL},
    /* since the opening */
    {"since opened", "", "[{saat: 3 hari sejak dibuka}]", "2026-11-23T08:00",
	NULL, NULL, "1 2026-11-26T08:00", NULL},
    {"since opened, over the weekend", "", "[{saat: 3 hari sejak dibuka}]",
	"2026-11-19T08:00", NULL, NULL, "1 2026-11-24T08:00", NULL},
    {"since opened on Sunday", "", "[{saat: 1 jam sejak dibuka}]",
	"2026-11-22T20:00", NULL, NULL, "1 2026-11-23T08:30", NULL},
    {"since opened, by the calendar", "",
	"[{saat: 3 hari kalender sejak dibuka}]", "2026-11-19T20:15", NULL,
	NULL, "1 2026-11-22T20:15", NULL},
    {"since opened, a month", "", "[{saat: 1 bulan sejak dibuka}]",
	"2027-01-31T09:00", NULL, NULL, "1 2027-02-28T09:00", NULL},
    {"since opened, leap day", "", "[{saat: 1 hari kalender sejak dibuka}]",
	"2028-02-28T09:00", NULL, NULL, "1 2028-02-29T09:00", NULL},
    {"since opened, also with a time", "", "[{saat: 1 hari sejak dibuka}]",
	"2026-11-23T08:00", "2026-11-30T08:00", NULL, "1 2026-11-24T08:00",
	NULL},
    /* before it counts as abandoned */
    {"before abandoned", "", "[{saat: 7 hari kalender sebelum ditinggalkan}]",
	"2026-11-23T08:00", NULL, "2027-01-22T00:00", "1 2027-01-15T00:00",
	NULL},
    {"before abandoned, working days", "",
	"[{saat: 1 hari sebelum ditinggalkan}]", "2026-11-02T08:00", NULL,
	"2026-11-24T00:00", "1 2026-11-23T07:30", NULL},
    {"before abandoned, too soon", "",
	"[{saat: 7 hari kalender sebelum ditinggalkan}]", "2026-11-23T08:00",
	NULL, "2026-11-30T00:00", "", NULL},
    {"before abandoned, just", "",
	"[{saat: 7 hari kalender sebelum ditinggalkan}]", "2026-11-23T08:00",
	NULL, "2026-12-01T00:00", "1 2026-11-24T00:00", NULL},
    {"never abandoned", "", "[{saat: 7 hari kalender sebelum ditinggalkan}]",
	"2026-11-23T08:00", NULL, NULL, "", NULL},
    /* several */
    {"in the order of time", "",
	"[{saat: 2 hari sesudah}, {saat: tepat waktu}, {saat: 1 jam sebelum}]",
	"2026-11-23T08:00", "2026-11-23T15:00", NULL,
	"3 2026-11-23T14:00, 2 2026-11-23T15:00, 1 2026-11-25T15:00", NULL},
    {"at once, in the order of the list", "",
	"[{saat: 1 hari sesudah}, {saat: 1 hari kalender sesudah}]",
	"2026-11-23T08:00", "2026-11-23T15:00", NULL,
	"1 2026-11-24T15:00, 2 2026-11-24T15:00", NULL},
    {"none", "", "tidak", "2026-11-23T08:00", "2026-11-23T15:00", NULL, "",
	NULL},
    /* what offices have that say nothing */
    {"default, long", "", NULL, "2026-11-23T08:00", "2026-11-25T08:00", NULL,
	"1 2026-11-24T11:30, 2 2026-11-25T08:00, 3 2026-11-26T08:00, "
	"4 2026-11-26T08:00, 5 2026-11-27T08:00",
	NULL},
    {"default, a day", "", NULL, "2026-11-23T08:00", "2026-11-24T08:00", NULL,
	"2 2026-11-24T08:00, 3 2026-11-25T08:00, 4 2026-11-25T08:00, "
	"5 2026-11-26T08:00",
	NULL},
    {"default, no time", "", NULL, "2026-11-19T08:00", NULL, NULL,
	"1 2026-11-23T08:00, 2 2026-11-24T08:00, 3 2026-11-26T08:00", NULL},
    {"default of another zone", "", NULL, "2026-11-23T15:00",
	"2026-11-23T15:10", NULL,
	"2 2026-11-23T15:10, 3 2026-11-24T15:10, 4 2026-11-24T15:10, "
	"5 2026-11-25T15:10",
	"WITA"},
    {"before, over the night, WIT", "", "[{saat: 4 jam sebelum}]",
	"2026-11-23T08:00", "2026-11-25T10:00", NULL, "1 2026-11-24T14:30",
	"WIT"},
};

static int64_t
instant(const char *text, struct zone z)
{
	struct civil c;
	struct err e = {0};

	if (!text)
		return 0;
	assert_int_equal(datetime_parse(&c, str_of(text), &e), 0);
	return civil_ms(c, z);
}

static const char *
written(struct arena *a, const struct remind_tier *v, size_t n, struct zone z)
{
	const char *out = "";

	for (size_t i = 0; i < n; i++) {
		struct civil c = civil_of(v[i].at, z);

		out = arena_printf(a, "%s%s%d %04d-%02u-%02uT%02u:%02u", out,
		    i > 0 ? ", " : "", v[i].tier, c.year, c.month, c.day,
		    c.hour, c.minute);
		if (c.second)
			out = arena_printf(a, "%s:%02u", out, c.second);
	}
	return out;
}

/* The rules of applicants may ask for everything. */
static const struct office *
load(struct arena *a, const struct plan_case *r, struct reminders *rules)
{
	const char *text = arena_printf(a, HEAD "zona: %s\n%s%s%s%s",
	    r->zone ? r->zone : "WIB", r->extra, r->rules ? RULES : "",
	    r->rules ? r->rules : "", "\n");
	const struct calendar *year;
	const struct office *o;
	struct sop_problems p;

	o = office_parse(a, str_of(text), &p);
	for (size_t i = 0; i < p.n; i++)
		print_message(
		    "  %u:%u %s\n", p.v[i].line, p.v[i].column, p.v[i].text);
	assert_non_null(o);
	year = calendar_parse(a, str_of(YEAR), &p);
	for (size_t i = 0; i < p.n; i++)
		print_message(
		    "  %u:%u %s\n", p.v[i].line, p.v[i].column, p.v[i].text);
	assert_non_null(year);
	o = office_with_calendars(a, o, &year, 1);
	*rules = o->remind[r->rules ? OWNER_APPLICANT
			   : r->due ? OWNER_OFFICE
				    : REMIND_UNTIMED];
	return o;
}

static void
test_row(void **state)
{
	const struct plan_case *r = *state;
	struct remind_tier v[REMIND_RULES];
	struct remind_clock clock;
	struct reminders rules;
	const struct office *o;
	struct arena a;
	size_t n;

	arena_init(&a, MIB);
	o = load(&a, r, &rules);
	clock = (struct remind_clock){instant(r->opened, o->zone),
	    instant(r->due, o->zone), instant(r->abandoned, o->zone)};
	n = remind_plan(v, &rules, &o->time, &clock);
	assert_string_equal(written(&a, v, n, o->zone), r->plan);
	arena_clear(&a);
}

/* --- upwards ------------------------------------------------------------ */

#define LANES                                             \
	"judul: Uji\npelaksana:\n"                        \
	"  - {id: p, jabatan: Pemohon, peran: pemohon}\n" \
	"  - {id: luar, jabatan: BSrE, peran: luar, dicatat_oleh: v}\n"
#define SEAT(id, more) \
	"  - {id: " id ", jabatan: " id ", peran: pejabat" more "}\n"
#define VERIFIER(more) "  - {id: v, jabatan: V, peran: verifikator" more "}\n"
#define DISPOSE(no, lane, next)                                            \
	"  - {no: " no ", kegiatan: A, pelaksana: " lane                   \
	", waktu: 1 hari, jenis: dispose,\n     lanjut: {forwarded: " next \
	", returned: 1, rejected: selesai}}\n"
#define CONFIRM(no, lane, next)                          \
	"  - {no: " no ", kegiatan: A, pelaksana: " lane \
	", waktu: 1 hari, jenis: confirm, lanjut: {done: " next "}}\n"
#define ROWS                                                         \
	"langkah:\n  - {no: 1, kegiatan: A, pelaksana: p, waktu: 1 " \
	"hari,\n     jenis: apply, lanjut: {submitted: 2}}\n"
#define FLOW                                                       \
	ROWS DISPOSE("2", "kadis", "3") DISPOSE("3", "kabid", "4") \
	    CONFIRM("4", "v", "5") CONFIRM("5", "luar", "6")       \
		CONFIRM("6", "kadis", "7") CONFIRM("7", "kabid", "selesai")

static struct chain {
	const char *name, *text, *row, *lanes;
} chains[] = {
    {"verifier: the last that handed down first",
	LANES SEAT("kadis", "") SEAT("kabid", "") VERIFIER("") FLOW, "4",
	"kabid kadis"},
    {"recorder of BSrE",
	LANES SEAT("kadis", "") SEAT("kabid", "") VERIFIER("") FLOW, "5",
	"kabid kadis"},
    {"second that hands down",
	LANES SEAT("kadis", "") SEAT("kabid", "") VERIFIER("") FLOW, "3",
	"kadis"},
    {"first that hands down",
	LANES SEAT("kadis", "") SEAT("kabid", "") VERIFIER("") FLOW, "2", ""},
    {"a later row of the first",
	LANES SEAT("kadis", "") SEAT("kabid", "") VERIFIER("") FLOW, "6", ""},
    {"a later row of the second",
	LANES SEAT("kadis", "") SEAT("kabid", "") VERIFIER("") FLOW, "7",
	"kadis"},
    {"said so",
	LANES SEAT("kadis", "") SEAT("kabid", "") VERIFIER(", atasan: kadis")
	    FLOW,
	"4", "kadis"},
    {"said so, against the flow",
	LANES SEAT("kadis", ", atasan: kabid") SEAT("kabid", "") VERIFIER("")
	    FLOW,
	"2", "kabid"},
    {"nobody hands down",
	LANES SEAT("kadis", "") VERIFIER("") ROWS CONFIRM("2", "luar", "3")
	    CONFIRM("3", "kadis", "selesai"),
	"3", ""},
};

static void
test_chain(void **state)
{
	const struct chain *c = *state;
	int lanes[LIMIT_SOP_LANES];
	struct sop_problems p;
	const struct sop *s;
	const char *got = "";
	struct arena a;
	size_t n;

	arena_init(&a, MIB);
	s = sop_parse(&a, str_of(c->text), &p);
	for (size_t i = 0; i < p.n; i++)
		print_message(
		    "  %u:%u %s\n", p.v[i].line, p.v[i].column, p.v[i].text);
	assert_non_null(s);
	n = remind_superiors(s, sop_row(s, str_of(c->row)), lanes);
	for (size_t i = 0; i < n; i++)
		got = arena_printf(
		    &a, "%s%s%s", got, i > 0 ? " " : "", s->lanes[lanes[i]].id);
	assert_string_equal(got, c->lanes);
	arena_clear(&a);
}

int
main(void)
{
	enum {
		ROWS_N = sizeof(rows) / sizeof(rows[0]),
		CHAINS = sizeof(chains) / sizeof(chains[0])
	};
	struct CMUnitTest tests[ROWS_N + CHAINS];

	for (size_t i = 0; i < ROWS_N; i++)
		tests[i] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	for (size_t i = 0; i < CHAINS; i++)
		tests[ROWS_N + i] = (struct CMUnitTest){
		    chains[i].name, test_chain, NULL, NULL, &chains[i]};
	return cmocka_run_group_tests_name("remind_plan", tests, NULL, NULL);
}
