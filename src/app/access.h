/*
 * access.h - who may see and do what: one function, used by lists, pages,
 * actions and files alike.
 *
 * - A desk's task: whoever holds that seat now, in this office, for this
 *   row; but nobody an own application at an official's desk.
 * - An applicant's task: the applicant; or whoever came by its link.
 * - A case: the applicant; the official who filed it on someone's behalf; and
 *   an official at whose desk the case is or has been.  So a subordinate does
 *   not see a letter before the superior's disposition, and nobody sees one
 *   by a seat given up.
 * - A file: whoever sent it, the applicant, and officials at whose desk the
 *   case is or has been.  The photos of an activation: who sent them,
 *   verifiers, and the desk that compares them.  Once the case is over, who
 *   sent it, the applicant, and whoever holds its custodian's seat.
 */
#ifndef APP_ACCESS_H
#define APP_ACCESS_H

#include "app/dossier.h"
#include "store/task.h"

enum access {
	ACCESS_NONE, /* as if it were not there: 404 */
	ACCESS_SEE,
	ACCESS_OWN_CASE, /* the desk is theirs, but so is the application */
	ACCESS_JUDGED,   /* gave a verdict, and waits for another's */
	ACCESS_ACT
};

/* What one task of a case, open or done, gives the actor. */
enum access access_task(
    const struct actor *a, const struct task *t, int64_t applicant);

/* The same with what the case knows: who gave the first verdict on a match
 * does not give the second. */
enum access access_step(
    const struct actor *a, const struct dossier *d, const struct task *t);

/* Whether the actor may see where all cases of the office stand: heads, and
 * who looks after the office's use of Paraf. */
bool access_board(const struct actor *a);

/* What all tasks of a case together give: ACCESS_NONE or ACCESS_SEE. */
enum access access_case(const struct actor *a, int64_t applicant,
    const struct task *tasks, size_t n);

/* The seat by which the actor looks after a file; NULL if by none. */
const struct seat_held *access_custodian(
    const struct ctx *cx, const struct dossier *d, const struct file *f);

/*
 * Whether the applicant has sent it for the own case.  What an officer sent,
 * perhaps on someone's behalf, is the officer's only in office, and recorded.
 */
bool access_sender(
    const struct ctx *cx, const struct dossier *d, const struct file *f);

/* Whether the actor may open a file of the case. */
bool access_file(
    const struct ctx *cx, const struct dossier *d, const struct file *f);

#endif
