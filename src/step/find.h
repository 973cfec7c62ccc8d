/*
 * find.h - the task that an address is about, ready to be drawn or acted on;
 * for task.c and link.c.
 */
#ifndef STEP_FIND_H
#define STEP_FIND_H

#include "step/step.h"

/* The code of the row's kind. */
const struct step_kind_code *step_code(const struct step *s);

/* A task of a case; NULL: none of it has that id. */
const struct task *step_task(const struct dossier *d, int64_t id);

/*
 * Fill *s and *d by the address: /permohonan/{number}/langkah/{task}, or a
 * link.  Errors as with access.h.  *d is the caller's to clear, also after an
 * error; s->task is set where the task is known, and s->link_over where it
 * is known by a link that is over.
 */
int step_by_number(struct step *s, struct dossier *d, struct err *e) MUST_CHECK;
int step_by_token(struct step *s, struct dossier *d, struct err *e) MUST_CHECK;

/* Whether a holder sets the passphrase by a link here: 1, 0 or -1. */
int passphrase_by_link(struct ctx *cx, struct err *e) MUST_CHECK;

/* The page of a link that is over (s->link_over): when it ended, and how to
 * get another. */
void step_draw_over(struct step *s);

/* "Langkah ini sudah diselesaikan oleh ...", with who, what and when; NULL:
 * nothing is known. */
const char *step_happened(const struct step *s);

#endif
