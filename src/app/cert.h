/*
 * cert.h - the certificate of a holder: kept as it came, and judged each time
 * it is looked at, against the holder and the office's issuers.
 */
#ifndef APP_CERT_H
#define APP_CERT_H

#include "app/dossier.h"
#include "vault/x509.h"

/* What of a certificate is not the holder's; beside the findings of
 * vault/x509.h, in the same set. */
enum cert_finding {
	CERT_NAME = CERT_END,
	CERT_EMAIL = CERT_END << 1,
	CERT_NIK = CERT_END << 2
};

struct cert_view {
	struct certificate c; /* what it says: serial, from, until, ... */
	struct str chain[CERTIFICATES]; /* DER: chain[0] is c.der, those above
	                                   it follow */
	size_t chain_n;
	const char *source;  /* "module", "pasted" */
	int64_t at;          /* ms: it came then */
	unsigned found;      /* the findings */
	const char *fault;   /* why it may not be delivered, in sentences that
	                        say what to do; "" it may */
	const char *warning; /* what could not be found out; "" nothing */
	const char *verdict; /* on the chain, in a few words */
};

/* As certificate_parse(), with the days by the office's clock: what a page
 * tells and what is kept agree. */
int cert_parse(struct ctx *cx, struct certificate *c, struct str der,
    struct err *e) MUST_CHECK;

/*
 * Keep a holder's certificate and those above it (n of them, 0 and chain NULL
 * if none is known; of more than fit the first), in place of the one before,
 * with its serial number and dates; inside a transaction.  source: "module",
 * "pasted".  ERR_INPUT if der is no certificate.  It is not judged here.
 */
int cert_keep(struct ctx *cx, int64_t holder, struct str der,
    const struct str *chain, size_t n, const char *source,
    struct err *e) MUST_CHECK;

/* What is kept, judged at cx->now; in the arena.  1, 0 there is none, -1. */
int cert_get(struct ctx *cx, const struct holder *h, struct cert_view *v,
    struct err *e) MUST_CHECK;

/* The same of each of d->holders at the same place, or (holder not 0) of that
 * one alone; NULL: there is none. */
int cert_list(struct ctx *cx, const struct dossier *d, int64_t holder,
    struct cert_view ***v, struct err *e) MUST_CHECK;

/*
 * The same of certificates that came just now and are not kept: v[0] is the
 * holder's, see certificate_split().
 */
int cert_judge(struct ctx *cx, const struct holder *h, const struct str *der,
    size_t n, struct cert_view *v, struct err *e) MUST_CHECK;

/*
 * Whether the certificates of those whom a task is about may be delivered:
 * ERR_INPUT with the fault of the first that may not.  Who has none is passed
 * over.
 */
int cert_may_deliver(struct ctx *cx, const struct dossier *d,
    const struct task *t, struct err *e) MUST_CHECK;

#endif
