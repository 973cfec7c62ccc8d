/*
 * pdfsig_part.h - what the files of vault/pdfsig share.
 */
#ifndef VAULT_PDFSIG_PART_H
#define VAULT_PDFSIG_PART_H

#include "vault/pdfsig.h"

/* What a ByteRange leaves out lies between first_n and second. */
struct pdf_ranges {
	size_t first_n, second, second_n;
};

/* What of the CMS is of use. */
struct pdf_cms {
	struct str der; /* room for it in the file; zeros may follow */
	bool cades;     /* it has to name the signer's certificate */
	int64_t at;     /* ms: its own signing time; 0: none */
	bool weak;      /* a hash that is broken by now */
	struct str
	    chain[CERTIFICATES]; /* DER in the arena, the signer's first */
	size_t chain_n;
};

/*
 * Whether the CMS in c->der fits what it signed; fills the rest of *c as far
 * as it can be read.
 */
bool pdf_cms_fits(struct arena *a, struct str file, const struct pdf_ranges *r,
    struct pdf_cms *c);

#define PDF_TIME_MAX INT64_C(253402300799999) /* the end of 9999, ms */

/* Text that is fit to be shown: without control characters, cut to
 * PDF_SIGNATURE_TEXT; "" for NULL and for what is no UTF-8. */
const char *pdf_text(struct arena *a, const char *z);

#endif
