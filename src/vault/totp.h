/*
 * totp.h - one-time codes by time (RFC 6238): what an address of the form
 * "otpauth://totp/..." says, and whether a code fits it.
 */
#ifndef VAULT_TOTP_H
#define VAULT_TOTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define TOTP_KEY    ((size_t)128) /* bytes of a secret, at most */
#define TOTP_SECRET ((size_t)256) /* of its text */

enum totp_hash { TOTP_SHA1, TOTP_SHA256, TOTP_SHA512 };

/* Secret: totp_clear() when it is done with. */
struct totp {
	unsigned char key[TOTP_KEY];
	size_t key_n;
	char secret[TOTP_SECRET]; /* the same as letters, without blanks */
	enum totp_hash hash;
	unsigned digits; /* of a code: 6 to 8 */
	unsigned step;   /* seconds */
};

/* ERR_INPUT if the address is none; then *t is clear. */
int totp_parse(struct totp *t, struct str address, struct err *e) MUST_CHECK;

/* Whether it is the code of that moment (seconds since 1970), of the step
 * before or of the one after. */
bool totp_fits(const struct totp *t, const char *code, int64_t at);

void totp_clear(struct totp *t);

#endif
