/*
 * rotate.h - what an operator does with the keys of an office: look at them,
 * replace them, destroy them.  Each is an event of the office.
 */
#ifndef STORE_ROTATE_H
#define STORE_ROTATE_H

#include "store/officekey.h"

struct key_info {
	int64_t id;
	const char *master; /* fingerprint of the key that wraps it */
	bool whole;
	int64_t created_at, destroyed_at;         /* ms; 0: not */
	int64_t files, niks, drafts, credentials; /* that it seals */
};

/* The oldest first; in the arena. */
int key_infos(struct db *db, struct arena *a, struct key_info **v, size_t *n,
    struct err *e) MUST_CHECK;

struct key_clear {
	int64_t files, niks, credentials;
};

/* What still stands there in clear. */
int key_clear(struct db *db, struct key_clear *clear, struct err *e) MUST_CHECK;

struct rotation {
	int64_t key;  /* the one that seals from now on */
	bool resumed; /* an earlier rotation was interrupted */
	int64_t files, niks, drafts, credentials; /* sealed anew */
	int64_t removed;                          /* keys */
};

/*
 * Make a new key, or go on with one that was made before; seal everything
 * anew in batches; remove the old keys.  Others may read and write meanwhile.
 * It may be interrupted anywhere and called again.
 */
int key_rotate(
    struct db *db, int64_t now, struct rotation *ro, struct err *e) MUST_CHECK;

/*
 * Make all that the office's keys have sealed unreadable, for good.  How
 * many keys were destroyed.  ERR_BUSY: they are, but an older copy may still
 * stand in the write-ahead log; call it again.
 */
int key_destroy(
    struct db *db, int64_t now, int64_t *n, struct err *e) MUST_CHECK;

/* Wrap the keys with another master key. */
int key_set_master(struct db *db, const struct keyring *to, int64_t now,
    struct err *e) MUST_CHECK;

#endif
