/*
 * crl.h - the list of certificates that the simulator's authority has
 * revoked (RFC 5280, 5).  mbedtls reads such lists but writes none.
 */
#ifndef SIMULATOR_CRL_H
#define SIMULATOR_CRL_H

#include "simulator/ca.h"

/* One revoked certificate. */
struct ca_revoked {
	const char *serial; /* as in ca_issued */
	int64_t at;         /* ms */
};

/* The list of the issuing CA as DER in the arena; good for seven days. */
int crl_make(struct ca *ca, struct arena *a, const struct ca_revoked *v,
    size_t n, int64_t now, struct str *der, struct err *e) MUST_CHECK;

#endif
