/*
 * remind_part.h - what remind.c does for each kind of the agenda, each in a
 * file of its own.  Inside the transaction of remind.c.
 */
#ifndef APP_REMIND_PART_H
#define APP_REMIND_PART_H

#include <jansson.h>

#include "app/audience.h"
#include "app/notice.h"
#include "store/agenda.h"
#include "store/remind.h"

#define REMIND_NEVER INT64_MAX

/* Who was told in one look: nobody hears of two tiers at once. */
#define REMIND_TOLD 64
struct told {
	int64_t v[REMIND_TOLD];
	size_t n;
};

/*
 * Each looks at one row: 1 it stays, with what is in *row now; 0 it goes; -1
 * an error.
 */
int remind_look_task(
    struct ctx *cx, struct agenda *row, struct err *e) MUST_CHECK;
int remind_look_link(
    struct ctx *cx, struct agenda *row, struct err *e) MUST_CHECK;
int remind_look_certificate(
    struct ctx *cx, struct agenda *row, struct err *e) MUST_CHECK;
int remind_look_pulse(
    struct ctx *cx, struct agenda *row, struct err *e) MUST_CHECK;

/* Whether a tier, from 1, is over; and that it is. */
bool remind_is_told(const struct agenda *row, int tier);
void remind_set_told(struct agenda *row, int tier);

/*
 * Tell a person unless it was told in this look or wants to hear nothing
 * more of the case.
 */
int remind_person(struct ctx *cx, const struct notice *n,
    const struct person *p, struct told *told, struct err *e) MUST_CHECK;

/* The same of everybody; those above who cannot open the case get to the
 * board instead. */
int remind_people(struct ctx *cx, const struct notice *n,
    const struct audience *to, struct told *told, struct err *e) MUST_CHECK;

/* The same of the applicant of a case. */
int remind_applicant(struct ctx *cx, const struct notice *n,
    const struct casefile *c, struct told *told, struct err *e) MUST_CHECK;

/* The row of the verifier who looks after what comes up at a row: the
 * nearest before it, else after it, else that row. */
int remind_verifier(const struct sop *s, int row);

#endif
