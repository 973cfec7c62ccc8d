/*
 * token.h - what a browser carries as proof: random tokens, of which only a
 * keyed hash is stored, and codes that the server can make again (CSRF).
 */
#ifndef VAULT_TOKEN_H
#define VAULT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define KEY_SIZE    32
#define TOKEN_LEN   43 /* 32 random bytes in base64url */
#define TOKEN_HASH  32
#define MAC_HEX_LEN 64

/* A key for one purpose ("csrf", "session"), made of the installation's. */
void key_derive(unsigned char out[KEY_SIZE],
    const unsigned char secret[KEY_SIZE], const char *purpose);

/* A new token, NUL-terminated. */
void token_new(char out[TOKEN_LEN + 1]);

/*
 * The token of one thing of an office ("link:12:1795252800000"): the same at
 * every time, so that it need not be kept to be told again.
 */
void token_derive(char out[TOKEN_LEN + 1], const unsigned char key[KEY_SIZE],
    const char *office, const char *thing);

/* What is stored of a token. */
void token_hash(unsigned char out[TOKEN_HASH],
    const unsigned char key[KEY_SIZE], struct str token);

/* A keyed hash of n parts, in hexadecimal, NUL-terminated. */
void mac_hex(char out[MAC_HEX_LEN + 1], const unsigned char key[KEY_SIZE],
    const struct str *parts, size_t n);

/* Whether both are alike, in a time that does not tell where they differ. */
bool secret_equal(struct str a, struct str b);

#endif
