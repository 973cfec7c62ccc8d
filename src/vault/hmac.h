/*
 * hmac.h - HMAC-SHA256 (RFC 2104): what other programs can check with any
 * library.  For our own purposes see token.h.
 */
#ifndef VAULT_HMAC_H
#define VAULT_HMAC_H

#include <stddef.h>

#include "base/str.h"

#define HMAC_HEX_LEN 64

/* Over n parts, one after the other as if they were one; hexadecimal. */
void hmac_hex(char out[HMAC_HEX_LEN + 1], struct str secret,
    const struct str *parts, size_t n);

#endif
