/*
 * custody.h - until when papers are kept, who opened them, and what is left
 * of them afterwards.
 */
#ifndef STORE_CUSTODY_H
#define STORE_CUSTODY_H

#include "store/case.h"

int file_set_class(
    struct db *db, const char *id, const char *class, struct err *e) MUST_CHECK;

/* Give a date to the papers of a class that have none: of one holder, or of
 * the whole case. */
int file_end_holder(struct db *db, int64_t case_id, int64_t holder_id,
    const char *class, int64_t erase_at, struct err *e) MUST_CHECK;
int file_end_case(struct db *db, int64_t case_id, const char *class,
    int64_t erase_at, struct err *e) MUST_CHECK;

/*
 * Forget all of a file of a case but that it was there: 1 done, 0 it was
 * erased before.  Key, name and its content's name are gone with the commit.
 */
int file_erase(
    struct db *db, const struct file *f, int64_t now, struct err *e) MUST_CHECK;

/* Whether another file has that content on disk; 1/0/-1. */
int file_has_blob(struct db *db, const char *blob, struct err *e) MUST_CHECK;

/* A case with papers of no class; 1/0/-1. */
int file_classless_case(
    struct db *db, int64_t *case_id, struct err *e) MUST_CHECK;

#define READING_PAGE 25

/* One opening of a paper. */
struct reading {
	int64_t id, event_id;
	const char *file_id;
	int64_t case_id, holder_id; /* holder_id 0: of the letter */
	int64_t applicant_id;       /* of the case */
	int64_t person_id;          /* who opened it */
	int64_t task_id;            /* for which task; 0: for none */
	int64_t at;
};

/* Inside the transaction of its event. */
int reading_add(
    struct db *db, const struct reading *r, struct err *e) MUST_CHECK;

/*
 * Whether this person has opened this file for this task since a moment;
 * 1/0/-1.
 */
int reading_recent(struct db *db, const char *file, int64_t person,
    int64_t task, int64_t since, struct err *e) MUST_CHECK;

/* One opening as a list shows it; titles and names as they were then. */
struct reading_line {
	int64_t id, person_id, at;
	const char *file_id, *number;
	const char *holder; /* whose paper; NULL: of the letter */
	const char *seat_title, *person_name;
	const char *purpose;
	const char *detail; /* JSON, of the event */
};

/* Newest first, with ids below `before`: v has room for READING_PAGE + 1. */
int reading_of_case(struct db *db, struct arena *a, struct reading_line *v,
    size_t *n, int64_t case_id, int64_t before, struct err *e) MUST_CHECK;
int reading_of_applicant(struct db *db, struct arena *a, struct reading_line *v,
    size_t *n, int64_t person, int64_t before, struct err *e) MUST_CHECK;

/* A task that waits for an applicant. */
struct waiting {
	int64_t task_id, case_id, opened_at, edition_id;
};

#define WAITING_PAGE 50

/* The next such tasks opened before a moment, oldest first, after `after`
 * (opened_at and task_id; zeros: from the first). */
int task_waiting(struct db *db, struct waiting v[WAITING_PAGE], size_t *n,
    int64_t before, const struct waiting *after, struct err *e) MUST_CHECK;

/* When somebody last did something to a case; 1/0/-1. */
int event_last_act(
    struct db *db, int64_t case_id, int64_t *at, struct err *e) MUST_CHECK;

#endif
