/*
 * warn.h - reasons for a verifier to look twice, said beside the person or
 * the paper they are about.  None of them refuses anybody.
 */
#ifndef STEP_WARN_H
#define STEP_WARN_H

#include "step/step.h"

/*
 * About a person's data, as {"text", "about"}: about is "nama", "nik", "nip",
 * "lahir", "email" or "telepon".  The list is owned by the caller.
 */
json_t *warn_person(struct step *s, const struct holder *h);

/* The texts about one thing only; owned by the caller. */
json_t *warn_about(const json_t *warnings, const char *about);

/* About the files that stand for an item: those that are in other cases. */
json_t *warn_papers(struct step *s, const struct item_value *v);

/*
 * All warnings about the persons in the scope of a task, each with the name
 * of the person: "warnings" of the view model.
 */
json_t *warn_all(struct step *s);

#endif
