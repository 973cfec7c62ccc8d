/*
 * papers.h - the papers that a bench shows: each with its address for this
 * task, so that the log of readings tells for which row it was opened.
 */
#ifndef STEP_PAPERS_H
#define STEP_PAPERS_H

#include "step/step.h"

/* Append the files that stand for an item; v NULL: none. */
void papers_of_item(struct step *s, const struct item_value *v, json_t *list);

/* Append all papers of a person, and those of the letter after them. */
void papers_of_person(struct step *s, const struct holder *h, json_t *list);

/* Append one file that the actor may open; label NULL: its name. */
void paper_add(
    struct step *s, const struct file *f, const char *label, json_t *list);

#endif
