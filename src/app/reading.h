/*
 * reading.h - who opened which paper of whom, when, and for which row.
 *
 * Every opening, a small picture of it included, by anyone but the applicant
 * who sent it is an event of the log ("read") and a row beside it, committed before the
 * first byte goes out.  The same paper opened again by the same person for
 * the same task within READING_AGAIN is one opening.
 */
#ifndef APP_READING_H
#define APP_READING_H

#include <jansson.h>

#include "app/dossier.h"

#define READING_AGAIN (10 * MS_MINUTE)

/*
 * Record that the actor opens a file of the case, for the task of that id if
 * it is one of the case that the actor sees; else for the actor's newest task
 * of the case; else for none.  Called after access_file() and before the
 * bytes are answered: -1 means that nothing may be answered.
 */
int reading_record(struct ctx *cx, const struct dossier *d,
    const struct file *f, int64_t task, struct err *e) MUST_CHECK;

/*
 * "readings": who, at, what, purpose, of a case or (d NULL) of all cases of
 * the actor, newest first; "next": address of those before, or null.  path is
 * that page's own, its cursor the parameter "sebelum".
 */
int reading_model(struct ctx *cx, const struct dossier *d, const char *path,
    json_t *model, struct err *e) MUST_CHECK;

#endif
