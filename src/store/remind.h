/*
 * remind.h - what reminders say: tasks, links and certificates as the agenda
 * finds them, desks that nobody holds, and who wants none of a case.
 */
#ifndef STORE_REMIND_H
#define STORE_REMIND_H

#include "store/case.h"
#include "store/task.h"

/* What a reminder is about; strings live in the arena. */
struct remind_about {
	struct casefile c; /* id, number, edition_id, applicant_id, applicant;
	                      of a certificate service_id */
	struct holder holder; /* id 0: the letter; else id, name, email, phone,
	                         and of a certificate valid_until, nik */
};

/* An open task: 1 found, 0 closed, -1. */
int remind_task(struct db *db, struct arena *a, struct remind_about *about,
    struct task *t, int64_t id, struct err *e) MUST_CHECK;

/* The open tasks of the same row that came together with it. */
struct remind_group {
	int64_t n, first, last; /* with it; ids */
};
int remind_together(struct db *db, struct remind_group *g, const struct task *t,
    struct err *e) MUST_CHECK;

/* A holder with a certificate: 1 found, 0 there is none, -1. */
int remind_certificate(struct db *db, struct arena *a,
    struct remind_about *about, int64_t holder, struct err *e) MUST_CHECK;

/* Whether the same NIK has a certificate that is valid for longer; 1/0/-1. */
int holder_renewed(
    struct db *db, const struct holder *h, struct err *e) MUST_CHECK;

/* Whether the case has an open task of a desk; 1/0/-1. */
int case_at_desk(struct db *db, int64_t case_id, struct err *e) MUST_CHECK;

/* Whether it is or was at a desk that the person holds; 1/0/-1. */
int case_seen(struct db *db, int64_t case_id, int64_t person, int64_t now,
    struct err *e) MUST_CHECK;

/* The lanes of desks at which something waits. */
int desks_waiting(struct db *db, struct arena *a, const char ***lanes,
    size_t *n, struct err *e) MUST_CHECK;

/*
 * When the last holder of a seat left it, and with tasks that came before:
 * 1, 0 nothing of the kind, -1.
 */
int seat_left(struct db *db, const char *lane, int64_t now, int64_t *at,
    struct err *e) MUST_CHECK;

/* Who wants no reminders of a case.  mute_get(): 1/0/-1. */
int mute_put(struct db *db, int64_t person, int64_t case_id, int64_t now,
    struct err *e) MUST_CHECK;
int mute_drop(
    struct db *db, int64_t person, int64_t case_id, struct err *e) MUST_CHECK;
int mute_get(
    struct db *db, int64_t person, int64_t case_id, struct err *e) MUST_CHECK;

#endif
