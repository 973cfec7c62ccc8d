/*
 * draft.h - what was typed into forms that are not yet handed in, sealed.
 */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include "store/officekey.h"

struct draft_row {
	struct sealed sealed;
	int64_t updated_at; /* ms */
};

/* 1 found, 0 none, -1.  Bytes live in the arena. */
int draft_get(struct db *db, struct arena *a, struct draft_row *d,
    const char *owner, const char *form, struct err *e) MUST_CHECK;
int draft_put(struct db *db, const struct draft_row *d, const char *owner,
    const char *form, struct err *e) MUST_CHECK;
int draft_drop(struct db *db, const char *owner, const char *form,
    struct err *e) MUST_CHECK;
/* Forget all drafts that were last changed before a moment. */
int draft_drop_old(struct db *db, int64_t before, struct err *e) MUST_CHECK;

#endif
