/*
 * pdfsign.h - signatures in PDF files as the simulator makes them: PAdES
 * baseline B (ETSI EN 319 142-1), one signature over the whole file, CMS by
 * OpenSSL, the file's structure by qpdf.  They are checked by
 * vault/pdfsig.h.
 */
#ifndef SIMULATOR_PDFSIGN_H
#define SIMULATOR_PDFSIGN_H

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

#endif
