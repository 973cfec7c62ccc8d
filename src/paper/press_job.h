/*
 * press_job.h - what a worker and the press say to each other over a stream
 * socket: one job, one answer, each behind its kind and length (wire.h).
 *
 *	worker      press
 *	  LETTER or SOP ->   the fields of the job
 *	  <- PDF             its bytes
 *	  or <- FAILED       enum err_kind u8, detail
 */
#ifndef PAPER_PRESS_JOB_H
#define PAPER_PRESS_JOB_H

#include "base/limits.h"
#include "paper/press.h"

#define PRESS_JOB_MAX (3 * MIB)
#define PRESS_STEPS   2000
#define PRESS_FACTS   20

enum press_kind {
	PRESS_LETTER = 'L',
	PRESS_SOP = 'S',
	PRESS_PDF = 'P',
	PRESS_FAILED = 'F'
};

/* A job as it arrived. */
struct press_job {
	enum press_kind kind; /* PRESS_LETTER or PRESS_SOP */
	struct typeset_job letter;
	struct typeset_head head; /* of that letter */
	struct str text;
	struct press_sop sop;
};

/* To be read by press_job_read(). */
void press_job_put_letter(
    struct sb *b, const struct typeset_job *job, struct str text);
void press_job_put_sop(struct sb *b, const struct press_sop *job);

/* Believes nothing.  The strings are in the arena. */
int press_job_read(struct press_job *job, struct arena *a, enum press_kind kind,
    struct str fields) MUST_CHECK;

/*
 * In the press: read the one job on fd, and answer it; e->kind ERR_NONE: with
 * the PDF.  -1: nobody listens, or nothing sensible arrived.
 */
int press_job_take(struct press_job *job, struct arena *a, int fd) MUST_CHECK;
int press_job_answer(int fd, struct str pdf, const struct err *e) MUST_CHECK;

#endif
