/*
 * roster.h - a list of people as offices have it in a spreadsheet: CSV, TSV
 * or plain text, a line for each person, known by NIK, mail address or both.
 *
 * Separators are tab, semicolon (Excel in Indonesia) or comma, by the first
 * line; quotes as in RFC 4180, but no line ends in them.  A first line with
 * "nik", "email" or "nama" in any order and case names the columns, others
 * are left out; without it each cell tells by its shape what it is.
 */
#ifndef DOMAIN_ROSTER_H
#define DOMAIN_ROSTER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/mailbox.h"
#include "domain/nik.h"

#define ROSTER_LINES ((size_t)5000)
#define ROSTER_BYTES ((size_t)1 << 20)
#define ROSTER_NAME  ((size_t)200) /* bytes of a name; more is cut off */

struct roster_person {
	const char *nik, *email, *name; /* "" none; not both of the first */
	size_t line;                    /* from 1; of the first of doubles */
};

struct roster_fault {
	size_t line;      /* from 1; 0: the list as a whole */
	const char *text; /* what is wrong and how to mend it, for people */
};

struct roster {
	struct roster_person *v; /* without doubles, in the order given */
	size_t n;
	struct roster_fault *faults; /* by line */
	size_t faults_n;
	size_t doubles; /* lines joined to an earlier one */
};

/* What text holds, in the arena.  Without a person there is a fault. */
void roster_parse(struct roster *r, struct arena *a, struct str text);

#endif
