/*
 * missivescan.h - the scan of a letter that was signed with ink takes the
 * place of the draft that was printed.
 *
 * Number and code stay: they are printed on the paper, and so lead to the
 * scan from then on.
 */
#ifndef APP_MISSIVESCAN_H
#define APP_MISSIVESCAN_H

#include "app/dossier.h"
#include "store/missive.h"

struct missive_scan {
	int64_t id;       /* of the letter */
	const char *file; /* that the actor sent, of no case yet */
	unsigned char sha256[MISSIVE_HASH];
};

/* Fill sha256 by the file; before the transaction. */
int missive_scan_read(
    struct ctx *cx, struct missive_scan *s, struct err *e) MUST_CHECK;

/* Inside it: the file becomes the case's, and the letter's.  ERR_CONFLICT if
 * that stands no more or is signed with a certificate, or the file is gone. */
int missive_scan_put(struct ctx *cx, const struct dossier *d,
    const struct missive_scan *s, struct err *e) MUST_CHECK;

#endif
