/*
 * press.h - have the press write a PDF: a process of its own
 * (main/press.h), as fonts and their decoders are a lot of code that needs
 * no key, no database and no network.
 *
 * The same job gives the same bytes; every date is passed in.
 */
#ifndef PAPER_PRESS_H
#define PAPER_PRESS_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "paper/typeset.h"

/*
 * Append the PDF of a letter (typeset.h) to *out, whose limit the caller set,
 * LIMIT_MISSIVE say; fd: app_conf.press.  On failure nothing is appended.
 * ERR_BUSY: no press now, or it gave the job up; ERR_INPUT: the text is not
 * as typeset.h wants it, e->detail says line and why; ERR_LIMIT: too long.
 */
int press_letter(int fd, const struct typeset_job *job, struct str text,
    struct sb *out, struct err *e) MUST_CHECK;

/* One thing that was done in a case, for its trace; all as it is printed. */
struct press_step {
	const char *row;     /* the SOP's number of it */
	const char *outcome; /* outcome_name(); "": it is not done yet */
	const char *times;   /* from when to when */
	const char *took, *result, *who;
};

struct press_fact {
	const char *label, *value;
};

/* An SOP as paper, or with a title the trace of one case in its layout. */
struct press_sop {
	struct str profile, sop;        /* kantor.yaml and the SOP's file */
	const char *created;            /* of the PDF: "2026-11-23T09:15:00Z" */
	const char *title;              /* of the trace; NULL: the SOP itself */
	const struct press_fact *facts; /* on the trace's first page */
	size_t facts_n;
	const struct press_step *steps; /* in the order of their beginning */
	size_t steps_n;
};

/* As press_letter(). */
int press_sop(int fd, const struct press_sop *job, struct sb *out,
    struct err *e) MUST_CHECK;

#endif
