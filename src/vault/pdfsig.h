/*
 * pdfsig.h - the signatures of a PDF: whether what was signed is unchanged,
 * whether it is all of the file, and whether the signer's certificate came
 * from one of the office's issuers.
 *
 * The structure of the file is read by qpdf, the signatures by OpenSSL's CMS,
 * certificates by vault/x509.h.  The PDF is a stranger's: pdfsig_answer()
 * runs in the inspector's process only (paper/inspect.h carries question and
 * answer), and what comes back is believed as far as its form is right.
 */
#ifndef VAULT_PDFSIG_H
#define VAULT_PDFSIG_H

#include "vault/x509.h"

#define PDF_SIGNATURES     8                /* looked at in one document */
#define PDF_SIGNATURE_TEXT 300              /* bytes of one text of it */
#define PDF_CLOCK          (10 * 60 * 1000) /* ms that clocks may differ */

/* Texts are UTF-8 without control characters; "" is what is not said. */
struct pdf_signature {
	const char *field; /* its name */
	const char *reason, *location;
	const char *name, *organisation, *issuer; /* of the certificate */
	int64_t at; /* ms: when it was made, as the signer says; 0: not said */
	bool readable;  /* of a kind that is known, and in one piece */
	bool intact;    /* not a byte of what was signed has changed */
	bool whole;     /* nothing was added behind it */
	bool early;     /* it says that it was made in the future */
	unsigned found; /* what speaks against the certificate at that time */
	bool trusted;   /* intact, and nothing does */
	struct str certificate; /* the signer's, DER; n 0: none */
};

struct pdf_signatures {
	struct pdf_signature v[PDF_SIGNATURES];
	size_t n;
	bool more; /* there are others, which were not looked at */
};

/* What a document's signatures say together. */
enum pdf_verdict {
	PDF_UNSIGNED,
	PDF_BROKEN,    /* one does not fit what it signed, or is unreadable */
	PDF_EXTENDED,  /* something was added behind the last */
	PDF_UNTRUSTED, /* of at least one signer */
	PDF_UNDECIDED, /* the office has no issuers set */
	PDF_GOOD
};

/*
 * The signatures of a document, in its order, judged at the moments at which
 * they were made; now: ms.  Certificates of the office as in
 * certificate_check().  Strings live in the arena.  ERR_INPUT if it is no PDF
 * that can be read as it stands.
 */
int pdfsig_check(struct arena *a, struct str pdf,
    const struct certificate_trust *trust, int64_t now,
    struct pdf_signatures *out, struct err *e) MUST_CHECK;

enum pdf_verdict pdfsig_verdict(const struct pdf_signatures *s);

/* Read a document with qpdf, not repaired; NULL, or for qpdf_cleanup(). */
struct _qpdf_data;
struct _qpdf_data *pdfsig_open(struct str pdf);

/*
 * Question and answer as bytes: all but certificate, reason, location and
 * field travels back.  pdfsig_answer(): -1 if the question makes no sense, or
 * the document cannot be read.  pdfsig_read(): -1 unless every value is one
 * that could be; *out is untouched then.
 */
#define PDFSIG_ASKED (CERTIFICATE_TRUST + CERTIFICATE_CRL + KIB)
#define PDFSIG_SAID  (16 * KIB)
void pdfsig_ask(
    struct sb *out, const struct certificate_trust *trust, int64_t now);
int pdfsig_answer(struct str asked, struct str pdf, struct sb *said) MUST_CHECK;
int pdfsig_read(
    struct pdf_signatures *out, struct arena *a, struct str said) MUST_CHECK;

#endif
