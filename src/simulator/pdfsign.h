/*
 * pdfsign.h - signatures in PDF files as the simulator makes and checks
 * them: PAdES baseline B (ETSI EN 319 142-1), one signature over the whole
 * file, CMS by OpenSSL, the file's structure by qpdf.
 */
#ifndef SIMULATOR_PDFSIGN_H
#define SIMULATOR_PDFSIGN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct pdf_signer {
	const char *key, *certificate, *chain; /* PEM */
	const char *name;
	const char *reason, *location; /* NULL: none */
	int64_t at;                    /* ms */
};

/*
 * The same document with a signature field that nobody sees.  ERR_INPUT if it
 * is no PDF that can be read, or signed already: qpdf writes the file anew,
 * which would break an earlier signature.  The result lives in the arena.
 */
int pdf_sign(struct arena *a, struct str pdf, const struct pdf_signer *s,
    struct str *out, struct err *e) MUST_CHECK;

struct pdf_signature {
	const char *field;             /* its name */
	const char *reason, *location; /* NULL: none */
	int64_t at;                    /* ms; 0: not said */
	bool intact;            /* not a byte of what was signed has changed */
	bool whole;             /* nothing was added behind it */
	bool trusted;           /* the signer's chain ends at the root */
	struct str certificate; /* the signer's, DER; n 0: none */
};

/*
 * The signatures of a document, in its order, checked against that root and
 * issuing CA (PEM).  ERR_INPUT if it is no PDF that can be read.
 */
int pdf_verify(struct arena *a, struct str pdf, const char *root,
    const char *issuing, struct pdf_signature **v, size_t *n,
    struct err *e) MUST_CHECK;

#endif
