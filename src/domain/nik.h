/*
 * nik.h - Nomor Induk Kependudukan, the 16-digit resident number:
 * RRRRRR region, DDMMYY birth (DD is day + 40 for women), SSSS serial.
 *
 * A NIK is issued once and never corrected: old ones carry wrong dates, and
 * regions split.  So only a wrong number of digits is an error; all else is
 * a reason to look at the KTP.  There is no check digit: a NIK that passes
 * is well-formed, not true.
 */
#ifndef DOMAIN_NIK_H
#define DOMAIN_NIK_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "domain/date.h"
#include "domain/sex.h"

#define NIK_LEN 16

/* "3399" + eight bullets of 3 bytes + "0001" + NUL */
#define NIK_MASK_SIZE (4 + 8 * 3 + 4 + 1)

/* A KTP is given from 17 on; nobody works in an office beyond 75. */
#define NIK_AGE_MIN 17
#define NIK_AGE_MAX 75

struct nik {
	char digits[NIK_LEN + 1];
	unsigned region, serial;
	unsigned day, month, yy; /* as written, day without the 40 */
	enum sex sex;
};

enum nik_warning {
	NIK_WARN_DATE = 1,     /* no such birth date */
	NIK_WARN_AGE = 2,      /* a date, but no age from 17 to 75 */
	NIK_WARN_SERIAL = 4,   /* 0000 */
	NIK_WARN_PROVINCE = 8, /* unknown province */
	NIK_WARN_END = 16
};

/*
 * Parse 16 digits; blanks, dots and dashes are left out.  On failure returns
 * -1 with *e set to ERR_INPUT, and leaves *nik untouched.
 */
int nik_parse(struct nik *nik, struct str s, struct err *e) MUST_CHECK;

/* A set of enum nik_warning. */
unsigned nik_check(const struct nik *nik, struct civil today);

/* What to tell the user; one sentence. */
const char *nik_warning_text(enum nik_warning w);

/*
 * The birth date in the century that makes the person 17 to 75 years old
 * today, or else the youngest one that is not in the future.  Returns false,
 * *born untouched, if neither century has such a date.
 */
bool nik_born(const struct nik *nik, struct civil today, struct civil *born);

/* First and last four digits, bullets between. */
void nik_mask(char out[NIK_MASK_SIZE], const struct nik *nik);

#endif
