/*
 * items.h - what an applicant hands in: the letter's data, the persons, and
 * the requirement items, as fields of a form.  Used when a case is filed,
 * filed again, and completed.
 *
 * A person's data counts as an item too (DATA_ITEM), so that a verifier can
 * find it wrong like any paper.
 */
#ifndef STEP_ITEMS_H
#define STEP_ITEMS_H

#include "domain/identity.h"
#include "step/step.h"

#define DATA_ITEM "data_pribadi"

/* Whether it is a photo of an activation: see struct photo. */
bool item_is_photo(const struct item_value *v);

/* Whether this task is about the item: a requirement, or data, of the letter
 * or of the task's holder. */
bool item_in_scope(const struct step *s, const struct item_value *v);

/* Fields of the letter: number, date, subject. */
void letter_fields(struct ctx *cx, struct fields *fs, const struct sop *sop,
    const struct dossier *d);
/* What they say now, as the case keeps it; the caller owns it. */
json_t *letter_of(const struct fields *fs);

/* Fields of one person; h (may be NULL) gives first values. */
void person_fields(struct ctx *cx, struct fields *fs, const struct sop *sop,
    size_t index, size_t persons, const struct holder *h);
/* Own checks: mailbox of the office, NIK against NIP. */
void person_check(
    struct ctx *cx, struct fields *fs, const struct sop *sop, size_t index);
/* What the fields say now, in the arena. */
struct holder *person_of(struct ctx *cx, const struct fields *fs, size_t index);

/* What the numbers of a person tell against each other. */
void person_identity(
    struct ctx *cx, const struct holder *h, struct identity_warnings *w);

/* The tick for data that disagree; shown with every form of persons. */
void compared_field(struct fields *fs);

/* The field of one requirement item; v (may be NULL) is what is there. */
void item_field(struct ctx *cx, struct fields *fs, const struct item *item,
    size_t index, size_t persons, const struct item_value *v);
/* The item as the fields say now; false if nothing was handed in. */
bool item_of(struct ctx *cx, const struct fields *fs, const struct item *item,
    size_t index, struct item_value *v);

/* Title of an item by name: of the requirement, the photo or the data. */
const char *item_title(const struct sop *sop, const char *name);

#endif
