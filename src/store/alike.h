/*
 * alike.h - what stands in another open case of this office as well: a
 * reason for a verifier to look twice.
 *
 * *number becomes the number of one such case, in the arena: 1, 0 none, -1.
 */
#ifndef STORE_ALIKE_H
#define STORE_ALIKE_H

#include "store/db.h"

/* phone and email as they are kept: see struct holder. */
int alike_phone(struct db *db, struct arena *a, const char **number,
    const char *phone, int64_t case_id, struct err *e) MUST_CHECK;
int alike_email(struct db *db, struct arena *a, const char **number,
    const char *email, int64_t case_id, struct err *e) MUST_CHECK;
/* digest as in struct file. */
int alike_file(struct db *db, struct arena *a, const char **number,
    struct str digest, int64_t case_id, struct err *e) MUST_CHECK;

#endif
