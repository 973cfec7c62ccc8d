/*
 * ca.h - the simulator's certificate authority: a root, an issuing CA, the
 * certificates of persons and of the simulator's own TLS, and the list of
 * revoked ones.  Its names say that it is a simulator; nothing that it
 * issues can be taken for a certificate of BSrE.
 *
 * Keys and certificates lie in one folder, so that a simulator that is
 * started again is still the same authority.
 */
#ifndef SIMULATOR_CA_H
#define SIMULATOR_CA_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct ca;

/* Open the authority of a folder, or make it there: root.pem, issuing.pem,
 * chain.pem (both) and their keys (mode 0600).  now: ms. */
int ca_open(
    struct ca **ca, const char *dir, int64_t now, struct err *e) MUST_CHECK;
void ca_close(struct ca *ca); /* NULL is harmless */

struct ca_person {
	const char *name, *email; /* email may be "" */
};

/* All PEM texts end with NUL; strings live in the arena. */
struct ca_issued {
	const char *key, *certificate; /* PEM */
	const char *serial;            /* hexadecimal, upper case */
	int64_t not_before, not_after; /* ms */
};

/* The end-entity certificate of a person: two years less a second from now
 * on, with a new key. */
int ca_issue(struct ca *ca, struct arena *a, const struct ca_person *p,
    int64_t now, struct ca_issued *out, struct err *e) MUST_CHECK;

/* Of the simulator's own server, for 127.0.0.1 and localhost. */
int ca_server(struct ca *ca, struct arena *a, int64_t from, int64_t until,
    struct ca_issued *out, struct err *e) MUST_CHECK;

/* "root" and "issuing": PEM and DER. */
enum ca_which { CA_ROOT, CA_ISSUING };
const char *ca_pem(const struct ca *ca, enum ca_which which);
struct str ca_der(const struct ca *ca, enum ca_which which);

/* What the issuing CA signs: its name in DER, and a signature (RSA, SHA-256)
 * in the arena. */
struct str ca_name(const struct ca *ca);
int ca_sign(struct ca *ca, struct arena *a, struct str data, struct str *sig,
    struct err *e) MUST_CHECK;

/* "20261121093000", UTC. */
#define CA_STAMP 16
void ca_stamp(char out[CA_STAMP], int64_t ms);

/* A PEM certificate as DER, in the arena. */
struct str ca_to_der(struct arena *a, const char *pem);

#endif
