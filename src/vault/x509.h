/*
 * x509.h - reading a certificate, and judging it: what the office records of
 * it, who issued it, whether it holds at a given moment.  Only public data;
 * no key passes through here.
 *
 * Whatever comes is bounded: CERTIFICATES of them at CERTIFICATE_MAX bytes
 * each, ERR_INPUT for more.
 */
#ifndef VAULT_X509_H
#define VAULT_X509_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"

#define CERTIFICATES       8          /* a person's and those above it */
#define CERTIFICATE_MAX    (16 * KIB) /* bytes of one, DER */
#define CERTIFICATE_EMAILS 4
#define CERTIFICATE_TRUST  (256 * KIB) /* the office's issuers, PEM */
#define CERTIFICATE_CRL    (4 * MIB)

/* Strings live in the arena and are UTF-8 without control characters; "" is
 * what the certificate does not say. */
struct certificate {
	const char *serial;  /* "4A1F009C21": hexadecimal, without colons */
	const char *decimal; /* the same number, as BSrE writes it */
	const char *subject; /* its common name */
	const char *organisation;
	const char *nik;                        /* 16 digits */
	const char *emails[CERTIFICATE_EMAILS]; /* in small letters */
	size_t emails_n;
	const char *issuer;        /* "BSRE CA DS G1, Badan Siber ..." */
	const char *from, *until;  /* YYYY-MM-DD, UTC */
	int64_t from_at, until_at; /* ms: it holds from the one to the other,
	                               both included */
	const char *key;           /* "RSA 2048 bit" */
	const char *usage;         /* "tanda tangan digital, nirsangkal" */
	const char *purposes;      /* the extended key usage, in words */
	bool authority;            /* it may issue others */
	struct str der;
};

/*
 * Parse one certificate, PEM or DER (of several the first).  ERR_INPUT if it
 * is none; *c is untouched then.
 */
int certificate_parse(struct certificate *c, struct arena *a, const void *p,
    size_t n, struct err *e) MUST_CHECK;

/*
 * All certificates of a text, PEM in any order or one in DER, as DER in the
 * arena: v[0] is the person's, those above follow.  v has room for
 * CERTIFICATES.  ERR_INPUT if one of them is none, if there is no person's,
 * or more than one; *n is 0 then.
 */
int certificate_split(struct str *v, size_t *n, struct arena *a, const void *p,
    size_t len, struct err *e) MUST_CHECK;

/* DER as PEM, in the arena. */
char *certificate_pem(struct arena *a, struct str der);

/* Several, DER, in one file (".p7b"), in the arena. */
struct str certificate_bundle(struct arena *a, const struct str *v, size_t n);

/* What is found by judging; a set of these. */
enum certificate_finding {
	/* What forbids to use it. */
	CERT_EARLY = 1 << 0,       /* not yet valid */
	CERT_EXPIRED = 1 << 1,     /* no longer */
	CERT_AUTHORITY = 1 << 2,   /* not a person's */
	CERT_USAGE = 1 << 3,       /* its key is not for signing */
	CERT_WEAK = 1 << 4,        /* SHA-1, MD5, a short key, here or above */
	CERT_UNTRUSTED = 1 << 5,   /* no way up to one of the issuers */
	CERT_ISSUER_TIME = 1 << 6, /* one above is not valid at that time */
	CERT_REVOKED = 1 << 7,
	CERT_ISSUER_REVOKED = 1 << 8,
	CERT_TRUST_BAD = 1 << 9, /* the office's issuers cannot be read */
	CERT_STOPS = (1 << 10) - 1,
	/* What could not be found out. */
	CERT_NO_TRUST = 1 << 10,  /* the office has no issuers set */
	CERT_CRL_BAD = 1 << 11,   /* unreadable, or not its issuer's work */
	CERT_CRL_OTHER = 1 << 12, /* of another issuer */
	CERT_CRL_OLD = 1 << 13,   /* a newer one should be there */
	CERT_END = 1 << 14
};

/* What the office holds against it. */
struct certificate_trust {
	const char *pem; /* who may issue, one or several; "" none set */
	struct str crl;  /* DER or PEM, one or several; empty: none set */
};

/*
 * Judge v[0], with those above it that are known, at a moment (ms): *found
 * is a set of findings.  ERR_INPUT if v[0] is no certificate.
 */
int certificate_check(unsigned *found, const struct str *v, size_t n,
    const struct certificate_trust *trust, int64_t now,
    struct err *e) MUST_CHECK;

/* One finding as a sentence that says what to do; static. */
const char *certificate_text(enum certificate_finding f);

/* How many certificates there are in a PEM text of issuers; -1: one of them
 * cannot be read, or there are too many bytes. */
int certificate_count(const char *pem);

#endif
