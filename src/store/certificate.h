/*
 * certificate.h - the certificates of holders, as the module brought them or
 * somebody pasted them.
 */
#ifndef STORE_CERTIFICATE_H
#define STORE_CERTIFICATE_H

#include "store/db.h"

struct certificate_row {
	int64_t holder_id;
	struct str der;
	struct str chain;   /* those above it, DER one after the other */
	const char *source; /* "module", "pasted" */
	int64_t at;         /* ms: it came then */
};

/* In place of the one before; inside a transaction. */
int certificate_put(
    struct db *db, const struct certificate_row *c, struct err *e) MUST_CHECK;
/* In the arena; 1/0/-1. */
int certificate_get(struct db *db, struct arena *a, struct certificate_row *c,
    int64_t holder, struct err *e) MUST_CHECK;
/* Of the holders of a case, in the letter's order, or (holder not 0) of that
 * one alone. */
int certificate_list(struct db *db, struct arena *a, struct certificate_row **v,
    size_t *n, int64_t case_id, int64_t holder, struct err *e) MUST_CHECK;
/* The holders of a case that have one, in the letter's order. */
int certificate_of_case(struct db *db, struct arena *a, int64_t **holders,
    size_t *n, int64_t case_id, struct err *e) MUST_CHECK;

#endif
