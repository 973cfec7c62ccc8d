/*
 * Due dates and used time of five made-up offices, each value worked out by
 * hand.  What was reckoned with:
 *
 *	Mon-Thu	07.30-12 and 13-16	270 + 180 = 450
 *	Fri	07.30-11.30, 13-16.30	240 + 210 = 450
 *	Ramadan	Mon-Thu 08-12, 12.30-15	240 + 150 = 390
 *		Fri 08-11.30, 12.30-15.30	210 + 180 = 390
 *
 * SIX works Mon-Thu 08-14.30 (390), Fri 08-11 (180), Sat 08-13 (300), a day
 * of 340 on average; in Ramadan 08-13 (300), 08-10.30 (150), 08-12 (240).
 * OWN (WIT) is off on 14 and 15 September and 29 February 2028, works on
 * Saturday 19 September 08-12 and on 24 December, in Ramadan 08-14 (360).
 *
 * 2026: 1 January is a Thursday, 7 September a Monday.  No work on 1 and 16
 * January, 16 and 17 February, 18 to 24 March, 3 April, 1, 14, 15, 27 and 28
 * May, 1 and 16 June, 17 and 25 August, 24 and 25 December.  Ramadan from
 * 19 February to 20 March.  A part of a day is the same part of a later one:
 * its minutes so far, by its minutes, are given where days differ.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/officetime.h"
#include "base/limits.h"
#include "sop/duration.h"

#define HEAD(zone)                                                       \
	"id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n" \
	"domain_email: [uji.example]\nzona: " zone "\n"                  \
	"nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"                     \
	"layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n"

enum office_name { WIB, WITA, WIT, SIX, OWN, OFFICES };

static const char *const profiles[OFFICES] = {
    [WIB] = HEAD("WIB"),
    [WITA] = HEAD("WITA"),
    [WIT] = HEAD("WIT"),
    [SIX] = HEAD("WIB") "jam_kerja:\n"
			"  - {hari: senin-kamis, jam: 08.00-14.30}\n"
			"  - {hari: jumat, jam: 08.00-11.00}\n"
			"  - {hari: sabtu, jam: 08.00-13.00}\n"
			"jam_ramadan:\n"
			"  - {hari: senin-kamis, jam: 08.00-13.00}\n"
			"  - {hari: jumat, jam: 08.00-10.30}\n"
			"  - {hari: sabtu, jam: 08.00-12.00}\n",
    [OWN] = HEAD(
	"WIT") "libur:\n"
	       "  - {tanggal: 2026-09-14, sampai: 2026-09-15, nama: Hari jadi}\n"
	       "  - {tanggal: 2028-02-29, nama: Hari kabisat}\n"
	       "masuk:\n"
	       "  - {tanggal: 2026-09-19, nama: Layanan, jam: 08.00-12.00}\n"
	       "  - {tanggal: 2026-12-24, nama: Piket}\n"
	       "jam_ramadan:\n"
	       "  - {hari: senin-jumat, jam: 08.00-14.00}\n",
};

#define DAY(date) "  - {tanggal: " date ", nama: Libur}\n"
#define DAYS(date, until) \
	"  - {tanggal: " date ", sampai: " until ", nama: L}\n"

static const char *const texts[] = {
    "tahun: 2026\n"
    "libur:\n" DAY("2026-01-01") DAY("2026-01-16") DAY("2026-02-17") DAY(
	"2026-03-19") DAYS("2026-03-21",
	"2026-03-22") DAY("2026-04-03") DAY("2026-04-05") DAY("2026-05-01")
	DAY("2026-05-14") DAY("2026-05-27") DAY("2026-05-31") DAY(
	    "2026-06-01") DAY("2026-06-16") DAY("2026-08-17") DAY("2026-08-25")
	    DAY("2026-12-25") "cuti_bersama:\n" DAY("2026-02-16") DAY(
		"2026-03-18") DAY("2026-03-20") DAYS("2026-03-23", "2026-03-24")
		DAY("2026-05-15") DAY("2026-05-28") DAY(
		    "2026-12-24") "ramadan:\n"
				  "  - {dari: 2026-02-19, sampai: 2026-03-20, nama: Ramadan}\n"
				  "jam_ramadan:\n"
				  "  - {hari: senin-kamis, jam: 08.00-15.00, istirahat: 12.00-12.30}\n"
				  "  - {hari: jumat, jam: 08.00-15.30, istirahat: 11.30-12.30}\n",
    "tahun: 2027\nlibur:\n" DAY("2027-01-01"),
};

static const struct office *offices[OFFICES];
static struct arena memory; /* of the offices */

/*
 * One reported test per row.  Times are the office's own: "09-07 07:30" is
 * in 2026; with a Z at the end it is UTC.  used is what of the span is used
 * at `at`, in minutes; of days 450 (SIX: 340) each.
 */
static struct row_case {
	const char *name;
	enum office_name office;
	const char *span, *from, *due, *at;
	int64_t used;
} cases[] = {
    /* Minutes on a Monday. */
    {"from the opening", WIB, "15 menit", "09-07 07:30", "09-07 07:45",
	"09-07 07:40", 10},
    {"in the morning", WIB, "15 menit", "09-07 09:00", "09-07 09:15",
	"09-07 10:00", 60},
    {"before the opening", WIB, "15 menit", "09-07 06:00", "09-07 07:45",
	"09-07 07:30", 0},
    {"from midnight", WIB, "15 menit", "09-07 00:00", "09-07 07:45",
	"09-07 08:00", 30},
    {"up to the break", WIB, "15 menit", "09-07 11:45", "09-07 12:00",
	"09-07 12:30", 15},
    {"over the break", WIB, "15 menit", "09-07 11:50", "09-07 13:05",
	"09-07 12:00", 10},
    {"from the break", WIB, "15 menit", "09-07 12:20", "09-07 13:15",
	"09-07 13:10", 10},
    {"from the beginning of the break", WIB, "5 menit", "09-07 12:00",
	"09-07 13:05", "09-07 13:00", 0},
    {"from the end of the break", WIB, "15 menit", "09-07 13:00", "09-07 13:15",
	"09-07 13:01", 1},
    {"up to the close", WIB, "15 menit", "09-07 15:45", "09-07 16:00",
	"09-07 18:00", 15},
    {"over the close", WIB, "15 menit", "09-07 15:50", "09-08 07:35",
	"09-07 23:59", 10},
    {"from the close", WIB, "15 menit", "09-07 16:00", "09-08 07:45",
	"09-08 07:30", 0},
    {"at night", WIB, "15 menit", "09-07 22:10", "09-08 07:45", "09-08 07:31",
	1},
    {"last minute", WIB, "1 menit", "09-07 15:59", "09-07 16:00", "09-07 16:00",
	1},
    {"a range ends with the larger", WIB, "10-30 menit", "09-07 09:00",
	"09-07 09:30", "09-07 09:20", 20},
    {"270 before the break and 30", WIB, "300 menit", "09-07 07:30",
	"09-07 13:30", "09-07 13:30", 300},
    {"a day in minutes", WIB, "450 menit", "09-07 07:30", "09-07 16:00",
	"09-08 00:00", 450},
    {"a day and a minute", WIB, "451 menit", "09-07 07:30", "09-08 07:31",
	"09-08 07:31", 451},
    /* 22 days of 450 are 9900: 20 in four weeks, Mon 5, Tue 6 Oct; 99 are left. */
    {"the longest", WIB, "9999 menit", "09-07 07:30", "10-07 09:09",
	"09-14 07:30", 2250},
    /* Friday's break, 11.30 to 13. */
    {"up to Friday's break", WIB, "15 menit", "09-11 11:15", "09-11 11:30",
	"09-11 12:00", 15},
    {"over Friday's break", WIB, "15 menit", "09-11 11:20", "09-11 13:05",
	"09-11 13:00", 10},
    {"from Friday's break, early", WIB, "15 menit", "09-11 11:40",
	"09-11 13:15", "09-11 13:14", 14},
    {"from Friday's break, late", WIB, "15 menit", "09-11 12:59", "09-11 13:15",
	"09-11 13:05", 5},
    {"noon on Friday", WIB, "15 menit", "09-11 12:30", "09-11 13:15",
	"09-11 13:00", 0},
    {"up to Friday's close", WIB, "15 menit", "09-11 16:15", "09-11 16:30",
	"09-11 16:30", 15},
    {"over Friday's close", WIB, "15 menit", "09-11 16:20", "09-14 07:35",
	"09-12 12:00", 10},
    {"from Friday's close", WIB, "15 menit", "09-11 16:30", "09-14 07:45",
	"09-13 12:00", 0},
    {"two hours over Friday's break", WIB, "2 jam", "09-11 10:30",
	"09-11 14:00", "09-11 13:30", 90},
    {"Friday's morning", WIB, "4 jam", "09-11 07:30", "09-11 11:30",
	"09-11 11:30", 240},
    {"210 before Friday's break and 30", WIB, "4 jam", "09-11 08:00",
	"09-11 13:30", "09-11 13:30", 240},
    {"Friday", WIB, "1 hari", "09-11 07:30", "09-11 16:30", "09-11 12:00", 240},
    /* 240 done on Friday at 13.00; on Monday 240 are done at 11.30. */
    {"a day from Friday's afternoon", WIB, "1 hari", "09-11 13:00",
	"09-14 11:30", "09-11 16:30", 210},
    /* 330 done at 14.00 on Thursday; on Friday 240 before the break and 90. */
    {"a day into Friday", WIB, "1 hari", "09-10 14:00", "09-11 14:30",
	"09-11 07:30", 120},
    {"a day from noon", WIB, "1 hari", "09-14 12:00", "09-15 12:00",
	"09-15 07:30", 180},
    /* Hours. */
    {"an hour", WIB, "1 jam", "09-07 07:30", "09-07 08:30", "09-07 08:00", 30},
    {"one to two hours", WIB, "1-2 jam", "09-07 09:00", "09-07 11:00",
	"09-07 12:00", 180},
    {"two hours over the break", WIB, "2 jam", "09-07 11:30", "09-07 14:30",
	"09-07 13:30", 60},
    {"two hours over the close", WIB, "2 jam", "09-07 15:00", "09-08 08:30",
	"09-08 08:00", 90},
    {"three hours of work", WIB, "3 jam kerja", "09-07 13:00", "09-07 16:00",
	"09-08 07:30", 180},
    {"eight hours are more than a day", WIB, "8 jam", "09-07 07:30",
	"09-08 08:00", "09-08 08:00", 480},
    /* 1440 are 3 days of 450 and 90. */
    {"24 hours of work", WIB, "24 jam", "09-07 07:30", "09-10 09:00",
	"09-09 16:00", 1350},
    {"24 hours over a weekend", WIB, "24 jam kerja", "09-11 07:30",
	"09-16 09:00", "09-14 16:00", 900},
    /* 2880 are 6 days and 180: Mon to Fri, Mon, then Tuesday until 10.30. */
    {"48 hours", WIB, "48 jam", "09-07 07:30", "09-15 10:30", "09-14 07:30",
	2250},
    /* Days and weekends. */
    {"a day", WIB, "1 hari", "09-07 07:30", "09-07 16:00", "09-07 12:00", 270},
    {"a day from nine", WIB, "1 hari", "09-07 09:00", "09-08 09:00",
	"09-07 16:00", 360},
    {"a day from the break", WIB, "1 hari", "09-07 12:30", "09-08 12:00",
	"09-08 12:00", 450},
    {"a day from the close", WIB, "1 hari", "09-07 16:00", "09-08 16:00",
	"09-08 07:30", 0},
    {"a day from Friday at nine", WIB, "1 hari", "09-11 09:00", "09-14 09:00",
	"09-12 12:00", 360},
    {"a day from Saturday", WIB, "1 hari", "09-12 10:00", "09-14 16:00",
	"09-14 07:30", 0},
    {"a day from Sunday night", WIB, "1 hari", "09-13 23:59", "09-14 16:00",
	"09-14 16:00", 450},
    {"two days over a weekend", WIB, "2 hari", "09-10 10:00", "09-14 10:00",
	"09-11 16:30", 750},
    {"three days over a weekend", WIB, "3 hari", "09-10 07:30", "09-14 16:00",
	"09-12 09:00", 900},
    /* 240 + 120 done on Friday at 15.00; 360 are done at 14.30 on other days. */
    {"three days from Friday's afternoon", WIB, "3 hari", "09-11 15:00",
	"09-16 14:30", "09-14 16:00", 540},
    {"a week", WIB, "5 hari", "09-07 07:30", "09-11 16:30", "09-09 12:00",
	1170},
    {"a week from ten", WIB, "5 hari", "09-07 10:00", "09-14 10:00",
	"09-11 16:30", 2100},
    {"five days of work", WIB, "5 hari kerja", "09-09 08:00", "09-16 08:00",
	"09-14 08:00", 1350},
    {"seven days from Saturday", WIB, "7 hari", "09-05 00:00", "09-15 16:00",
	"09-11 16:30", 2250},
    {"ten days", WIB, "10 hari", "10-05 08:30", "10-19 08:30", "10-12 08:30",
	2250},
    /* 1-4, 7-11, 14-18 September. */
    {"fourteen days", WIB, "14 hari", "09-01 07:30", "09-18 16:30",
	"09-14 07:30", 4050},
    /* Twelve weeks from a Tuesday end on a Monday. */
    {"sixty days", WIB, "60 hari", "09-01 07:30", "11-23 16:00", "09-29 07:30",
	9000},
    /* National holidays. */
    {"from New Year's Day", WIB, "15 menit", "01-01 09:00", "01-02 07:45",
	"01-02 07:40", 10},
    {"over New Year's Day", WIB, "15 menit", "2025-12-31 15:50", "01-02 07:35",
	"01-02 07:30", 10},
    {"a day over New Year", WIB, "1 hari", "2025-12-31 10:00", "01-02 10:00",
	"01-01 23:00", 300},
    {"a Friday off and a weekend", WIB, "2 jam", "01-15 15:00", "01-19 08:30",
	"01-19 07:30", 60},
    {"a day that needs no Friday", WIB, "1 hari", "01-15 07:30", "01-15 16:00",
	"01-19 07:30", 450},
    {"two days over a Friday off", WIB, "2 hari", "01-15 08:00", "01-20 08:00",
	"01-19 16:00", 870},
    {"Good Friday and Easter", WIB, "3 hari", "04-01 07:30", "04-06 16:00",
	"04-05 12:00", 900},
    {"from Good Friday", WIB, "1 jam", "04-03 10:00", "04-06 08:30",
	"04-06 08:00", 30},
    {"May Day", WIB, "5 hari", "04-27 07:30", "05-04 16:00", "05-01 12:00",
	1800},
    {"a Sunday and a Monday off", WIB, "1 hari", "05-29 07:30", "05-29 16:30",
	"06-02 07:30", 450},
    /* 240 + 60 done on Friday at 14.00; 300 are done at 13.30 on Tuesday. */
    {"a part of a day over them", WIB, "1 hari", "05-29 14:00", "06-02 13:30",
	"06-01 10:00", 150},
    {"a Tuesday off", WIB, "2 hari", "06-15 09:00", "06-18 09:00",
	"06-17 07:30", 360},
    {"a Monday off", WIB, "30 menit", "08-14 16:10", "08-18 07:40",
	"08-17 12:00", 20},
    {"another Tuesday off", WIB, "1 hari", "08-24 15:00", "08-26 15:00",
	"08-25 12:00", 60},
    /* 18-21, 24, 26-28, 31 August, 1 September. */
    {"ten days with two off", WIB, "10 hari", "08-17 00:00", "09-01 16:00",
	"08-31 07:30", 3600},
    /* Cuti bersama. */
    {"a long weekend", WIB, "1 jam", "02-13 16:00", "02-18 08:00",
	"02-17 09:00", 30},
    {"a day before a long weekend", WIB, "1 hari", "02-13 07:30", "02-13 16:30",
	"02-18 07:30", 450},
    /* 150 of 450 is a third; of 390 it is 130: Thursday 19 February 10.10. */
    {"two days into Ramadan", WIB, "2 hari", "02-13 10:00", "02-19 10:10",
	"02-18 16:00", 750},
    {"a Thursday and a Friday off", WIB, "3 hari", "05-12 07:30", "05-18 16:00",
	"05-15 09:00", 900},
    {"an hour over them", WIB, "1 jam", "05-13 15:30", "05-18 08:00",
	"05-17 09:00", 30},
    /* Tue 26, Fri 29 May, Tue 2 June. */
    {"Iduladha to Pancasila", WIB, "2 hari", "05-26 08:00", "06-02 08:00",
	"05-29 16:30", 870},
    {"four hours over Iduladha", WIB, "4 jam", "05-26 14:00", "05-29 09:30",
	"05-28 12:00", 120},
    {"three days over Christmas", WIB, "3 hari", "12-23 07:30", "12-29 16:00",
	"12-25 12:00", 450},
    {"from Christmas Eve", WIB, "15 menit", "12-24 09:00", "12-28 07:45",
	"12-28 07:35", 5},
    {"five days over Christmas", WIB, "5 hari", "12-21 12:00", "12-30 12:00",
	"12-23 16:00", 1080},
    /* 30, 31 December, 4, 5, 6 January. */
    {"into the next calendar", WIB, "5 hari", "12-30 07:30", "2027-01-06 16:00",
	"2027-01-04 07:30", 900},
    /* Ramadan. */
    {"opens at eight", WIB, "15 menit", "02-19 07:30", "02-19 08:15",
	"02-19 08:00", 0},
    {"up to its break", WIB, "15 menit", "02-23 11:45", "02-23 12:00",
	"02-23 12:10", 15},
    {"over its break", WIB, "15 menit", "02-23 11:50", "02-23 12:35",
	"02-23 12:30", 10},
    {"from its break", WIB, "15 menit", "02-23 12:15", "02-23 12:45",
	"02-23 12:45", 15},
    {"over its close", WIB, "15 menit", "02-23 14:50", "02-24 08:05",
	"02-23 16:00", 10},
    {"after its close", WIB, "15 menit", "02-23 15:30", "02-24 08:15",
	"02-24 08:10", 10},
    {"over its Friday break", WIB, "15 menit", "02-20 11:20", "02-20 12:35",
	"02-20 12:30", 10},
    {"from its Friday break", WIB, "15 menit", "02-20 12:00", "02-20 12:45",
	"02-20 12:40", 10},
    {"over its Friday close", WIB, "1 jam", "02-20 15:00", "02-23 08:30",
	"02-22 12:00", 30},
    {"from its Saturday", WIB, "15 menit", "02-28 09:00", "03-02 08:15",
	"03-02 08:00", 0},
    {"two hours in Ramadan", WIB, "2 jam", "02-23 11:00", "02-23 13:30",
	"02-23 13:00", 90},
    {"a day of it in minutes", WIB, "390 menit", "02-23 08:00", "02-23 15:00",
	"02-24 00:00", 390},
    {"eight hours in Ramadan", WIB, "8 jam", "02-23 08:00", "02-24 09:30",
	"02-24 09:30", 480},
    {"a week of it in minutes", WIB, "1950 menit", "02-23 08:00", "02-27 15:30",
	"02-27 15:30", 1950},
    /* Of 390 are done 240: 450 * 240 / 390 = 276.9. */
    {"a day of Ramadan", WIB, "1 hari", "02-23 08:00", "02-23 15:00",
	"02-23 12:15", 276},
    /* 450 * 270 / 390 = 311.5. */
    {"a day of Ramadan from ten", WIB, "1 hari", "02-23 10:00", "02-24 10:00",
	"02-23 15:00", 311},
    {"three days of Ramadan", WIB, "3 hari", "02-23 08:00", "02-25 15:00",
	"02-24 15:00", 900},
    /* 270 done at 13.00; at the close 120 more: 450 * 120 / 390 = 138.5. */
    {"three days over its weekend", WIB, "3 hari", "02-26 13:00", "03-03 13:00",
	"02-27 15:30", 588},
    /* 270 are done at 13.30 on its Friday. */
    {"a day into its Friday", WIB, "1 hari", "02-26 13:00", "02-27 13:30",
	"02-27 08:00", 138},
    /* 270 of 450 are three fifths; of 390 they are 234, and 11.54. */
    {"a day into Ramadan", WIB, "1 hari", "02-18 13:00", "02-19 11:54",
	"02-18 16:00", 180},
    {"two hours into Ramadan", WIB, "2 jam", "02-18 15:00", "02-19 09:00",
	"02-19 08:30", 90},
    {"an hour over Idulfitri", WIB, "1 jam", "03-17 14:30", "03-25 08:00",
	"03-24 12:00", 30},
    /* Half a day, 195 of 390: on Wednesday 225. */
    {"a day over Idulfitri", WIB, "1 hari", "03-17 11:15", "03-25 11:15",
	"03-17 15:00", 225},
    /* 12, 13, 16, 17, 25 March. */
    {"five days over Idulfitri", WIB, "5 hari", "03-12 08:00", "03-25 16:00",
	"03-17 15:00", 1800},
    /* 2-6, 9-13, 16, 17, 25, 26 March. */
    {"fourteen days over Idulfitri", WIB, "14 hari", "03-02 08:00",
	"03-26 16:00", "03-13 15:30", 4500},
    /* 390 + 390 + 450 + 210 = 1440. */
    {"24 hours over Idulfitri", WIB, "24 jam", "03-16 08:00", "03-26 11:00",
	"03-24 12:00", 780},
    {"from a day off in Ramadan", WIB, "15 menit", "03-18 09:00", "03-25 07:45",
	"03-25 07:40", 10},
    /* By the calendar: nights, Sundays and holidays count. */
    {"24 hours from Friday's close", WIB, "24 jam kalender", "09-11 16:00",
	"09-12 16:00", "09-12 10:00", 1080},
    {"24 hours over holidays", WIB, "24 jam kalender", "03-18 09:00",
	"03-19 09:00", "03-18 21:00", 720},
    {"over midnight", WIB, "30 menit kalender", "09-07 23:45", "09-08 00:15",
	"09-08 00:00", 15},
    {"three days by the calendar", WIB, "3 hari kalender", "09-11 10:00",
	"09-14 10:00", "09-12 10:00", 1440},
    {"seven days from Idulfitri", WIB, "7 hari kalender", "03-21 08:00",
	"03-28 08:00", "03-22 08:00", 1440},
    {"an hour in the break", WIB, "1 jam kalender", "09-07 12:00",
	"09-07 13:00", "09-07 12:30", 30},
    {"72 hours over Christmas", WIB, "72 jam kalender", "12-24 23:00",
	"12-27 23:00", "12-25 11:00", 720},
    {"a month from the 31st", WIB, "1 bulan", "01-31 10:00", "02-28 10:00",
	"02-01 10:00", 1440},
    {"a month from February", WIB, "1 bulan", "02-28 10:00", "03-28 10:00",
	"03-01 10:00", 1440},
    {"six months", WIB, "6 bulan", "08-31 09:00", "2027-02-28 09:00",
	"09-01 09:00", 1440},
    {"24 months", WIB, "24 bulan", "02-17 12:00", "2028-02-17 12:00",
	"02-18 00:00", 720},
    /* 2028 has a 29 February, a Tuesday; 2027 has none. */
    {"a day to the leap day", WIB, "1 hari", "2028-02-28 10:00",
	"2028-02-29 10:00", "2028-02-28 16:00", 300},
    {"two days with the leap day", WIB, "2 hari", "2028-02-28 07:30",
	"2028-02-29 16:00", "2028-02-29 07:30", 450},
    {"a day from the leap day", WIB, "1 hari", "2028-02-29 12:00",
	"2028-03-01 12:00", "2028-02-29 16:00", 180},
    {"minutes over the leap day", WIB, "15 menit", "2028-02-29 15:50",
	"2028-03-01 07:35", "2028-02-29 23:59", 10},
    {"five days with the leap day", WIB, "5 hari", "2028-02-25 07:30",
	"2028-03-02 16:00", "2028-03-01 07:30", 1350},
    {"a day without a leap day", WIB, "1 hari", "2027-02-26 10:00",
	"2027-03-01 10:00", "2027-02-26 16:30", 300},
    {"24 hours to the leap day", WIB, "24 jam kalender", "2028-02-28 10:00",
	"2028-02-29 10:00", "2028-02-29 00:00", 840},
    {"two days over the leap day", WIB, "2 hari kalender", "2028-02-28 10:00",
	"2028-03-01 10:00", "2028-02-29 10:00", 1440},
    {"a year from the leap day", WIB, "12 bulan", "2028-02-29 10:00",
	"2029-02-28 10:00", "2028-03-01 10:00", 1440},
    {"four years from the leap day", WIB, "48 bulan", "2028-02-29 10:00",
	"2032-02-29 10:00", "2028-03-01 10:00", 1440},
    /* Time zones: 07.30 is 00.30, 23.30 and 22.30 UTC. */
    {"opening in WIB", WIB, "15 menit", "09-07 00:30Z", "09-07 00:45Z",
	"09-07 00:40Z", 10},
    {"opening in WITA", WITA, "15 menit", "09-06 23:30Z", "09-06 23:45Z",
	"09-06 23:40Z", 10},
    {"opening in WIT", WIT, "15 menit", "09-06 22:30Z", "09-06 22:45Z",
	"09-06 22:40Z", 10},
    {"WITA is open, WIB is not", WIB, "15 menit", "09-06 23:30Z",
	"09-07 00:45Z", "09-07 00:30Z", 0},
    {"closing in WIT", WIT, "15 menit", "09-07 06:50Z", "09-07 22:35Z",
	"09-07 07:00Z", 10},
    {"not closing in WITA", WITA, "15 menit", "09-07 06:50Z", "09-07 07:05Z",
	"09-07 07:00Z", 10},
    {"not closing in WIB", WIB, "15 menit", "09-07 06:50Z", "09-07 07:05Z",
	"09-07 07:00Z", 10},
    {"break in WIT", WIT, "15 menit", "09-07 03:00Z", "09-07 04:15Z",
	"09-07 04:00Z", 0},
    {"break in WITA", WITA, "15 menit", "09-07 04:00Z", "09-07 05:15Z",
	"09-07 05:00Z", 0},
    {"break in WIB", WIB, "15 menit", "09-07 05:00Z", "09-07 06:15Z",
	"09-07 06:00Z", 0},
    {"weekend in WIT", WIT, "15 menit", "09-11 07:30Z", "09-13 22:45Z",
	"09-13 22:30Z", 0},
    {"not yet in WIB", WIB, "15 menit", "09-11 07:30Z", "09-11 07:45Z",
	"09-11 07:35Z", 5},
    {"a holiday in WIT that began the day before", WIT, "15 menit",
	"08-16 22:00Z", "08-17 22:45Z", "08-17 22:40Z", 10},
    {"still New Year's Day in WIB", WIB, "15 menit", "01-01 16:00Z",
	"01-02 00:45Z", "01-02 00:40Z", 10},
    {"the day after in WIT", WIT, "15 menit", "01-01 16:00Z", "01-01 22:45Z",
	"01-01 22:40Z", 10},
    {"Ramadan's first morning in WIT", WIT, "15 menit", "02-18 22:30Z",
	"02-18 23:15Z", "02-18 23:00Z", 0},
    /* 31 January 01.00 in WIT, 30 January 23.00 in WIB. */
    {"a month in WIT", WIT, "1 bulan", "01-30 16:00Z", "02-27 16:00Z",
	"01-31 16:00Z", 1440},
    {"a month in WIB", WIB, "1 bulan", "01-30 16:00Z", "02-28 16:00Z",
	"01-31 16:00Z", 1440},
    /* Six days a week. */
    {"over Saturday's close", SIX, "1 jam", "09-12 12:30", "09-14 08:30",
	"09-13 12:00", 30},
    {"Friday is short", SIX, "3 jam", "09-11 08:00", "09-11 11:00",
	"09-11 15:00", 180},
    {"Friday and Saturday", SIX, "4 jam", "09-11 08:00", "09-12 09:00",
	"09-12 08:30", 210},
    /* 340 * 90 / 180. */
    {"a short day", SIX, "1 hari", "09-11 08:00", "09-11 11:00", "09-11 09:30",
	170},
    /* Half of Friday, half of Saturday: 150 of 300. */
    {"half and half", SIX, "1 hari", "09-11 09:30", "09-12 10:30",
	"09-11 11:00", 170},
    /* Half of Saturday, half of Monday: 195 of 390. */
    {"half over the Sunday", SIX, "1 hari", "09-12 10:30", "09-14 11:15",
	"09-13 12:00", 170},
    {"a week of six days", SIX, "6 hari", "09-07 08:00", "09-12 13:00",
	"09-11 11:00", 1700},
    {"six days of Ramadan", SIX, "6 hari", "03-09 08:00", "03-14 12:00",
	"03-12 13:00", 1360},
    /* Half of 240 and half of 300. */
    {"half over a Sunday of Ramadan", SIX, "1 hari", "02-28 10:00",
	"03-02 10:30", "03-01 12:00", 170},
    {"a holiday on a Saturday", SIX, "15 menit", "03-21 09:00", "03-25 08:15",
	"03-25 08:00", 0},
    {"two hours over Idulfitri, six days", SIX, "2 jam", "03-17 12:00",
	"03-25 09:00", "03-24 12:00", 60},
    /* Own days and hours, in WIT. */
    {"over own days off", OWN, "1 jam", "09-11 16:00", "09-16 08:00",
	"09-15 12:00", 30},
    {"three days over own days off", OWN, "3 hari", "09-11 07:30",
	"09-17 16:00", "09-16 07:30", 450},
    {"own Saturday", OWN, "15 menit", "09-19 09:00", "09-19 09:15",
	"09-19 10:00", 60},
    /* 450 * 120 / 240. */
    {"a day that is own Saturday", OWN, "1 hari", "09-19 08:00", "09-19 12:00",
	"09-19 10:00", 225},
    /* 240 of 450 at noon on Friday; of 240 they are 128. */
    {"a day into own Saturday", OWN, "1 hari", "09-18 12:00", "09-19 10:08",
	"09-19 08:00", 210},
    {"over own Saturday's close", OWN, "2 jam", "09-19 11:00", "09-21 08:30",
	"09-20 12:00", 60},
    {"working on cuti bersama", OWN, "15 menit", "12-24 09:00", "12-24 09:15",
	"12-24 09:10", 10},
    {"two days with cuti bersama", OWN, "2 hari", "12-23 07:30", "12-24 16:00",
	"12-23 16:00", 450},
    {"Christmas all the same", OWN, "1 jam", "12-24 15:30", "12-28 08:00",
	"12-25 12:00", 30},
    {"own Ramadan closes at two", OWN, "15 menit", "02-23 13:50", "02-24 08:05",
	"02-23 14:00", 10},
    /* 450 * 180 / 360. */
    {"a day of own Ramadan", OWN, "1 hari", "02-23 11:00", "02-24 11:00",
	"02-23 14:00", 225},
    {"own Ramadan has no Friday break", OWN, "1 jam", "02-27 11:00",
	"02-27 12:00", "02-27 11:30", 30},
    {"a leap day off", OWN, "15 menit", "2028-02-28 15:50", "2028-03-01 07:35",
	"2028-02-29 12:00", 10},
    {"two days over it", OWN, "2 hari", "2028-02-28 07:30", "2028-03-01 16:00",
	"2028-03-01 07:30", 450},
};

/* See cases. */
static int64_t
at(enum office_name office, const char *text)
{
	static const struct zone utc = {"UTC", 0};
	char full[17];
	struct civil c;
	struct err e = {0};
	size_t n = strlen(text);
	bool is_utc = text[n - 1] == 'Z';

	n -= is_utc;
	snprintf(
	    full, sizeof(full), "%s%.*s", n == 11 ? "2026-" : "", (int)n, text);
	full[10] = 'T';
	assert_int_equal(datetime_parse(&c, str_of(full), &e), 0);
	return civil_ms(c, is_utc ? utc : offices[office]->zone);
}

static void
test_case(void **state)
{
	const struct row_case *k = *state;
	const struct office *o = offices[k->office];
	struct worktime w = office_worktime(o);
	struct row row = {.no = "1"};
	int64_t from = at(k->office, k->from), due;
	struct span span;
	struct err e = {0};

	assert_int_equal(duration_parse(&row.time, str_of(k->span), &e), 0);
	assert_true(row_span(&row, &span));
	due = row_due(o, &row, from);
	assert_int_equal(due, at(k->office, k->due));
	assert_int_equal(
	    span_used(&w, from, at(k->office, k->at), span), k->used);
	if (span.unit == SPAN_MONTH)
		return;
	/* What is due has been used up then, and not a moment before. */
	assert_int_equal(span_used(&w, from, due, span), span_minutes(o, span));
	assert_true(span_used(&w, from, due - 1, span) < span_minutes(o, span));
}

static int
make_offices(void **state)
{
	const struct calendar *years[2];
	struct sop_problems p;

	(void)state;
	arena_init(&memory, MIB);
	for (size_t i = 0; i < 2; i++) {
		years[i] = calendar_parse(&memory, str_of(texts[i]), &p);
		if (!years[i])
			return -1;
	}
	for (size_t i = 0; i < OFFICES; i++) {
		offices[i] = office_parse(&memory, str_of(profiles[i]), &p);
		if (!offices[i])
			return -1;
		offices[i] =
		    office_with_calendars(&memory, offices[i], years, 2);
	}
	return 0;
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
	enum { CASES = sizeof(cases) / sizeof(cases[0]) };
	struct CMUnitTest tests[CASES];

	for (size_t i = 0; i < CASES; i++)
		tests[i] = (struct CMUnitTest){
		    cases[i].name, test_case, NULL, NULL, &cases[i]};
	return cmocka_run_group_tests_name(
	    "calendar", tests, make_offices, drop_offices);
}
