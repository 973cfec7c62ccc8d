/*
 * remindfile.h - how kantor.yaml and SOP files write reminders: a list of
 * {saat: 1 hari sesudah, kepada: atasan}, or "tidak".
 */
#ifndef SOP_REMINDFILE_H
#define SOP_REMINDFILE_H

#include "sop/schema.h"

extern const struct schema remind_schema;
extern const char *const remind_none[1]; /* "tidak" */

/* The field of a schema for such a list. */
#define REMIND_FIELD(name)                                             \
	{                                                              \
		name, .type = FIELD_RECORDS, .record = &remind_schema, \
		      .words = remind_none, .words_n = 1               \
	}

/* Whose tasks a list is for. */
struct remind_scope {
	bool applicant;              /* of the applicant, not of a desk */
	const struct duration *time; /* Waktu of the row; NULL: of many */
};

/*
 * The list of a key in the arena; without rules for "tidak"; NULL if the key
 * is absent.  What is wrong is told, but what the schema tells.
 */
const struct reminders *remind_read(struct arena *a, struct problem_list *l,
    const struct node *map, const char *key, const struct remind_scope *scope);

#endif
