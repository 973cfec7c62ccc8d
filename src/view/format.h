/*
 * format.h - dates, durations and numbers as Indonesian readers expect them:
 * "23 November 2026", "09.15", "12.345", "1,2 MB".  Every text is new in the
 * arena.
 */
#ifndef VIEW_FORMAT_H
#define VIEW_FORMAT_H

#include <stdint.h>

#include "base/arena.h"
#include "domain/date.h"

/* Minutes that make a day of 24 hours, for format_minutes(). */
#define FORMAT_DAY 1440

/* An instant in ms since 1970, as a clock in the zone shows it. */
char *format_date(struct arena *a, int64_t ms, struct zone z);
/* "Senin, 23 November 2026" */
char *format_day(struct arena *a, int64_t ms, struct zone z);
/* "Senin, 23 November 2026 pukul 09.15 WIB" */
char *format_moment(struct arena *a, int64_t ms, struct zone z);
/* "23-11-2026 09.15", for lists */
char *format_short(struct arena *a, int64_t ms, struct zone z);
/* "09.15 WIB" */
char *format_clock(struct arena *a, int64_t ms, struct zone z);

/* "8 Agustus 2024" for a date that has no time: a birth, a letter. */
char *format_civil(struct arena *a, struct civil c);
/* The same of "2024-08-08"; what is no date stays as it is. */
const char *format_dated(struct arena *a, const char *dated);

/*
 * "12 menit", "2 jam 5 menit", "1 hari 3 jam", and from three days on "3
 * hari".  What is too small to be shown is cut off; nothing, and less than
 * nothing, is "kurang dari 1 menit".  A day has FORMAT_DAY minutes, or
 * WORK_DAY_MINUTES where minutes are working time.
 */
char *format_minutes(struct arena *a, int64_t minutes, int day);

/* "-12.345" */
char *format_count(struct arena *a, int64_t n);

/* "1.234,50": rounded to that many places, 0 to 6.  v is finite. */
char *format_decimal(struct arena *a, double v, int places);

/* "512 byte", "1,2 MB", "5 MB": 1 KB is 1024 bytes, as in limits.h. */
char *format_size(struct arena *a, uint64_t bytes);

/* "tiga puluh dua": how letters write a number out, up to 9999. */
char *format_words(struct arena *a, unsigned n);
/* "Senin, tanggal dua puluh tiga bulan November tahun dua ribu dua puluh
 * enam" */
char *format_date_words(struct arena *a, struct civil c);
/* "XI" for 11; "" for what is no month. */
const char *format_roman(unsigned month);

#endif
