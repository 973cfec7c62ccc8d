/*
 * certview.h - certificates of holders as a view model, and where they are
 * downloaded.
 */
#ifndef APP_CERTVIEW_H
#define APP_CERTVIEW_H

#include <jansson.h>

#include "app/cert.h"

/* One of a list: the certificate of the holder at a place from 0, with what
 * it says and what speaks against it. */
void cert_model(struct ctx *cx, const struct dossier *d, size_t place,
    const struct cert_view *v, json_t *list);

/* "Sertifikat berlaku sampai 21 November 2028", or that it ends soon, or has
 * ended; NULL of what is no date (NULL, ""). */
const char *cert_until(struct ctx *cx, const char *until);

/*
 * "downloads" of a holder's certificate, below an address ("/kudus/.../1"):
 * "pem_url", "der_url", and with those above it "chain_url" (PEM),
 * "bundle_url" (DER).
 */
void cert_downloads(struct ctx *cx, const char *base, json_t *model);

/* "/kudus/permohonan/N/sertifikat/1" of the holder at a place from 0. */
const char *cert_url(struct ctx *cx, const struct dossier *d, size_t place);

/* The forms in which it is downloaded. */
enum cert_form { CERT_PEM, CERT_DER, CERT_CHAIN, CERT_BUNDLE };

/* "1.pem", "1.der", "1-rantai.pem", "1-rantai.p7b": what stands before the form, as a number
 * from 1; -1: it is none of these. */
int cert_form_of(struct str name, enum cert_form *form, uint64_t *number);

/* Answer with a certificate in that form. */
void cert_send(struct ctx *cx, const struct cert_view *v, enum cert_form form);

#endif
