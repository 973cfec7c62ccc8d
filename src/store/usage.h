/*
 * usage.h - how many bytes of files are kept, and for whom.
 *
 * The names: USAGE_OFFICE for all, a file's owner ("person:7", "task:12") for
 * what is not part of a case, "case:12" for what is.  Changed in the
 * transaction that adds, claims, removes or erases a file.
 */
#ifndef STORE_USAGE_H
#define STORE_USAGE_H

#include "store/db.h"

#define USAGE_OFFICE "office"
#define USAGE_NAME   32

/* "case:12" */
void usage_case(char name[USAGE_NAME], int64_t case_id);

/* bytes may be less than 0. */
int usage_add(
    struct db *db, const char *name, int64_t bytes, struct err *e) MUST_CHECK;
struct usage {
	int64_t of_office, of_owner, of_case;
};

/* 0 for a name that was never used. */
int usage_get(struct db *db, const char *owner, const char *case_name,
    struct usage *u, struct err *e) MUST_CHECK;

#endif
