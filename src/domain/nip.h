/*
 * nip.h - Nomor Induk Pegawai, the 18-digit number of a civil servant:
 * YYYYMMDD birth, YYYYMM appointment, G sex, SSS serial.
 *
 * A PPPK has the year of appointment and a frequency code from 21 on where a
 * PNS has the month.  Only a wrong number of digits is an error.
 */
#ifndef DOMAIN_NIP_H
#define DOMAIN_NIP_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "domain/date.h"
#include "domain/sex.h"

#define NIP_LEN 18

/* "19871104 201001 1 001" and a NUL */
#define NIP_PRINT_SIZE (NIP_LEN + 3 + 1)

#define NIP_AGE_MIN   17
#define NIP_AGE_MAX   70
#define NIP_AGE_ENTRY 18

enum nip_status { NIP_UNKNOWN, NIP_PNS, NIP_PPPK };

struct nip {
	char digits[NIP_LEN + 1];
	unsigned year, month, day; /* of birth, as written */
	unsigned entry_year;       /* of appointment */
	unsigned entry_code;       /* month of a PNS, 21.. of a PPPK */
	unsigned serial;
	enum sex sex;
	enum nip_status status; /* what entry_code says */
};

enum nip_warning {
	NIP_WARN_BIRTH = 1,   /* no such birth date */
	NIP_WARN_AGE = 2,     /* a date, but no age from 17 to 70 */
	NIP_WARN_CODE = 4,    /* neither a month nor a code from 21 on */
	NIP_WARN_STATUS = 8,  /* not the status that was chosen */
	NIP_WARN_SEX = 16,    /* neither 1 nor 2 */
	NIP_WARN_FUTURE = 32, /* appointment is still to come */
	NIP_WARN_YOUNG = 64,  /* appointed before 18 */
	NIP_WARN_END = 128
};

/*
 * Parse 18 digits; blanks, dots and dashes are left out.  On failure returns
 * -1 with *e set to ERR_INPUT, and leaves *nip untouched.
 */
int nip_parse(struct nip *nip, struct str s, struct err *e) MUST_CHECK;

/*
 * A set of enum nip_warning.  chosen is what the applicant said to be;
 * NIP_UNKNOWN if nobody asked.
 */
unsigned nip_check(
    const struct nip *nip, enum nip_status chosen, struct civil today);

/* What to tell the user; one sentence. */
const char *nip_warning_text(enum nip_warning w);

/* The birth date; false, *born untouched, if there is no such date. */
bool nip_born(const struct nip *nip, struct civil *born);

/* In the groups of 8, 6, 1 and 3 in which it is printed. */
void nip_print(char out[NIP_PRINT_SIZE], const struct nip *nip);

#endif
