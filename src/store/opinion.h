/*
 * opinion.h - the verdicts on one match, each given without sight of the
 * others, and whether there is somebody who could give one more.
 */
#ifndef STORE_OPINION_H
#define STORE_OPINION_H

#include "store/db.h"

struct opinion {
	int64_t id, task_id, person_id;
	const char *person_name;
	const char *verdict; /* "matched", "mismatched", "doubt" */
	const char *reason;  /* "" if none */
	const char *detail;  /* JSON: see app/second.h */
	int64_t at;          /* ms */
};

/* ERR_CONFLICT if this person has judged this task before. */
int opinion_add(
    struct db *db, const struct opinion *o, struct err *e) MUST_CHECK;

/* All of a case, task by task; in the arena. */
int opinion_list(struct db *db, struct arena *a, struct opinion **v, size_t *n,
    int64_t case_id, struct err *e) MUST_CHECK;

/* Whether the seat has a holder at that moment who is neither of the two
 * persons: 1, 0 or -1. */
int seat_another(struct db *db, const char *lane, int64_t person, int64_t other,
    int64_t now, struct err *e) MUST_CHECK;

#endif
