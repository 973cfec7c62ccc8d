/*
 * audience.h - whom of an office a reminder reaches, at this moment.
 *
 * Never the applicant of the case itself, who may not act on it at a desk.
 * What nobody holds goes upwards, at last to the admins.
 */
#ifndef APP_AUDIENCE_H
#define APP_AUDIENCE_H

#include "app/ctx.h"
#include "sop/remind.h"

struct audience {
	struct seat_person v[SEAT_PEOPLE];
	size_t n;
	bool above; /* superiors or admins, not the desk or its stand-ins */
};

/*
 * Who is meant at the desk of a row.  The doers are who holds its seat, a
 * Plt. or Plh. only where there is nobody definitive; the stand-ins are such
 * Plt. and Plh., else who holds the seat of `pengganti`, and nobody where
 * there is none but the desk is held.
 */
int audience_find(struct ctx *cx, const struct sop *s, int row,
    enum remind_to to, int64_t applicant, struct audience *out,
    struct err *e) MUST_CHECK;

#endif
