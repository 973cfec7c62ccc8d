/*
 * x509_part.h - what the files of vault/x509 share.
 */
#ifndef VAULT_X509_PART_H
#define VAULT_X509_PART_H

#include <mbedtls/x509_crt.h>

#include "vault/x509.h"

/*
 * Append the certificate to the list; 0 or an error of mbedtls.  Policies of
 * an issuer are accepted, whatever they are: they are its rules for itself.
 */
int x509_add(mbedtls_x509_crt *list, struct str der);

/*
 * The next block of that kind ("CERTIFICATE") of a PEM text, as DER in the
 * arena; *z moves behind it.  1, 0 there is no more, -1 it is damaged or
 * longer than max.
 */
int x509_pem_next(struct str *der, struct arena *a, const char **z,
    const char *what, size_t max);

/* An instant as ms since 1970. */
int64_t x509_ms(const mbedtls_x509_time *t);

/* Whether its key may be used to sign; what it says nothing of, it may. */
bool x509_signs(const mbedtls_x509_crt *crt);

#endif
