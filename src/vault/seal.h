/*
 * seal.h - a short secret kept unreadable until it is handed over: secretbox
 * (XSalsa20-Poly1305) with a key of the office.
 */
#ifndef VAULT_SEAL_H
#define VAULT_SEAL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "vault/token.h"

#define SEAL_EXTRA 40 /* bytes that sealing adds: nonce and tag */

/* text.n + SEAL_EXTRA bytes in the arena. */
unsigned char *seal(
    struct arena *a, const unsigned char key[KEY_SIZE], struct str text);

/* ERR_SYSTEM if the bytes are not what seal() made with this key. */
int unseal(struct str *text, struct arena *a, const unsigned char key[KEY_SIZE],
    struct str sealed, struct err *e) MUST_CHECK;

#endif
