/*
 * password.h - passwords of accounts as argon2id strings.  Never a BSrE
 * passphrase: those are not kept in any form.
 */
#ifndef VAULT_PASSWORD_H
#define VAULT_PASSWORD_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/* A hash and its NUL. */
#define PASSWORD_HASH_SIZE 128

enum password_cost {
	PASSWORD_COST_NORMAL, /* 64 MiB, some 60 ms */
	PASSWORD_COST_TEST    /* 8 KiB, for tests only */
};

/* Write the hash of a password.  ERR_SYSTEM if memory is short. */
int password_hash(char out[PASSWORD_HASH_SIZE], struct str password,
    enum password_cost cost, struct err *e) MUST_CHECK;

/*
 * Whether the password belongs to the hash.  hash NULL (no such account)
 * takes as long as a wrong password and is false.
 */
bool password_check(const char *hash, struct str password);

/* Whether the hash was made at another cost, to be made anew at sign-in. */
bool password_needs_rehash(const char *hash, enum password_cost cost);

#endif
