/*
 * officekey.h - the keys of one office, kept in its own database, each
 * wrapped by the installation's master key, and in memory while the database
 * is open.
 *
 * One key seals: the newest that is whole.  Older ones only open, until a
 * rotation has sealed everything anew and removes them.  A destroyed key
 * leaves its row; what it sealed can never be read again.
 *
 * Every use has keys of its own, made of the office's: one to seal, one for
 * hashes.
 */
#ifndef STORE_OFFICEKEY_H
#define STORE_OFFICEKEY_H

#include "store/db.h"
#include "vault/keyring.h"
#include "vault/token.h"

#define KEY_WHOLE_MAX 4 /* whole at the same time: one, two in a rotation */

enum key_use {
	KEY_USE_FILE,       /* the keys of files; hashes of what was sent */
	KEY_USE_NIK,        /* NIK; its hash for look-up */
	KEY_USE_DRAFT,      /* drafts */
	KEY_USE_CREDENTIAL, /* API credentials until they are shown */
	KEY_USES
};

/* Sealed bytes and the key that opens them; bytes.p NULL: nothing. */
struct sealed {
	struct str bytes;
	int64_t key; /* office_key.id */
};

/*
 * Read the office's keys; an office that never had one gets its first.  The
 * keyring is borrowed for the life of db.
 */
int key_load(struct db *db, const struct keyring *ring, int64_t now,
    struct err *e) MUST_CHECK;
/* Another process may have changed them: read them again when next used. */
void key_stale(struct db *db);
/* Forget them; db_close() does. */
void key_drop(struct db *db);

/*
 * Seal with the newest whole key.  In a transaction that is certain; what was
 * sealed before it began goes through key_renew() in it.  ERR_GONE if the
 * office's keys were destroyed.
 */
int key_seal(struct db *db, struct arena *a, enum key_use use, struct str text,
    struct sealed *out, struct err *e) MUST_CHECK;
int key_renew(struct db *db, struct arena *a, enum key_use use,
    const struct sealed *in, struct sealed *out, struct err *e) MUST_CHECK;

/* The text, NUL-terminated in the arena.  ERR_GONE: its key is destroyed. */
int key_open(struct db *db, struct arena *a, enum key_use use,
    const struct sealed *in, struct str *text, struct err *e) MUST_CHECK;

/*
 * A keyed hash.  KEY_USE_NIK: under the newest key; a rotation makes it anew,
 * so whoever looks for one asks for key_macs().  All other uses: under a
 * secret that a rotation hands on, so that it never changes.
 */
int key_mac(struct db *db, enum key_use use, struct str text,
    unsigned char out[KEY_SIZE], struct err *e) MUST_CHECK;
/* Under every whole key, the newest first; *n of them, perhaps none. */
int key_macs(struct db *db, enum key_use use, struct str text,
    unsigned char out[KEY_WHOLE_MAX][KEY_SIZE], size_t *n,
    struct err *e) MUST_CHECK;

/*
 * For the commands, within a transaction: a new key, which seals from now
 * on; all whole keys wrapped with another master key.
 */
int key_add(struct db *db, int64_t now, int64_t *id, struct err *e) MUST_CHECK;
int key_rewrap(
    struct db *db, const struct keyring *to, struct err *e) MUST_CHECK;

#endif
