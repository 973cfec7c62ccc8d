/*
 * ticket.h - a password to be set anew, an address to be proved: by a link
 * that works once.  Only the hash of its token is kept.
 */
#ifndef STORE_TICKET_H
#define STORE_TICKET_H

#include "store/db.h"

enum ticket_kind { TICKET_PASSWORD, TICKET_ADDRESS, TICKET_KINDS };

struct ticket {
	enum ticket_kind kind;
	int64_t person_id;
	int64_t created_at, expires_at, used_at; /* used_at 0: not */
};

/* "password", "address" */
const char *ticket_name(enum ticket_kind k);

/*
 * hash: 32 bytes; of two at the same moment, which are the same, one stays.
 * Forgets those that are over for a day.
 */
int ticket_add(struct db *db, const unsigned char *hash, const struct ticket *t,
    struct err *e) MUST_CHECK;

/* 1/0/-1 */
int ticket_get(struct db *db, struct ticket *t, const unsigned char *hash,
    struct err *e) MUST_CHECK;

/* How many of a kind a person was given since a moment. */
int ticket_count(struct db *db, int64_t *n, int64_t person, enum ticket_kind k,
    int64_t since, struct err *e) MUST_CHECK;

/* None of a kind that the person has works any more. */
int ticket_use(struct db *db, int64_t person, enum ticket_kind k, int64_t now,
    struct err *e) MUST_CHECK;

#endif
