/*
 * x509.h - reading a certificate: what the office records of it.  Only
 * public data; no key passes through here.
 */
#ifndef VAULT_X509_H
#define VAULT_X509_H

#include "base/arena.h"
#include "base/err.h"

struct certificate {
	const char *serial;  /* "4A1F009C21": hexadecimal, without colons */
	const char *subject; /* its common name; "" if it has none */
	const char *from, *until; /* YYYY-MM-DD, UTC */
};

/*
 * Parse one certificate, PEM or DER (of several the first).  Strings live in
 * the arena.  ERR_INPUT if it is none; *c is untouched then.
 */
int certificate_parse(struct certificate *c, struct arena *a, const void *p,
    size_t n, struct err *e) MUST_CHECK;

#endif
