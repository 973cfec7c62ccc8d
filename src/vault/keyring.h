/*
 * keyring.h - the installation's master key, which wraps the keys of the
 * offices.  Its file holds 32 random bytes as one line of base64, belongs to
 * one user (mode 0600) and lies outside the data folder.
 */
#ifndef VAULT_KEYRING_H
#define VAULT_KEYRING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

#define FINGERPRINT_LEN 16
#define WRAP_EXTRA      40 /* bytes that wrapping adds */

struct keyring;

/*
 * Read the key file.  It is refused if group or others may read it, unless
 * guarded: a folder of systemd's credentials, closed to all but the service.
 * ERR_MISSING: there is no such file, or it is empty.
 */
int keyring_open(struct keyring **k, const char *path, bool guarded,
    struct err *e) MUST_CHECK;
/* The key is overwritten.  NULL is harmless. */
void keyring_close(struct keyring *k);

/*
 * Make a key file, synced with its folder; ERR_CONFLICT: there is one that is
 * not empty.
 */
int keyring_create(const char *path, struct err *e) MUST_CHECK;

/*
 * Take another key into the same ring, to unwrap with; owned by the ring from
 * now on.  All functions but keyring_of() are about the first.
 */
void keyring_add(struct keyring *k, struct keyring *other);
/* The key of that fingerprint, or NULL. */
const struct keyring *keyring_of(const struct keyring *k, struct str fp);

/* FINGERPRINT_LEN hexadecimal digits that tell one key from another. */
const char *keyring_fingerprint(const struct keyring *k);

/* n + WRAP_EXTRA bytes to out. */
void keyring_wrap(
    const struct keyring *k, unsigned char *out, const void *p, size_t n);
/* wrapped.n - WRAP_EXTRA bytes; ERR_SYSTEM if this key did not wrap them. */
int keyring_unwrap(const struct keyring *k, unsigned char *out,
    struct str wrapped, struct err *e) MUST_CHECK;

#endif
