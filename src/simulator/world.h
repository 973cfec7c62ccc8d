/*
 * world.h - what the simulator knows: persons on their way through the nine
 * statuses, its clock, and the faults that it was told to make.
 *
 * All of it is one JSON tree, kept in state.json of its folder.  What a
 * person passes through by itself (a link ends, the examination is over, a
 * certificate expires) happens when the person is next looked at.
 *
 * Which status follows which, how long that takes, and the rule of a
 * passphrase are assumptions: BSrE publishes none of it.
 */
#ifndef SIMULATOR_WORLD_H
#define SIMULATOR_WORLD_H

#include <jansson.h>
#include <stdbool.h>

#include "simulator/ca.h"
#include "view/mustache.h"

#define PASSPHRASE_MIN 8
#define LINK_LIFE_MS   (INT64_C(24) * 3600 * 1000)

struct world {
	const char *dir;           /* borrowed */
	struct ca *ca;             /* owned */
	json_t *state;             /* owned: see above */
	json_t *by_nik, *by_email; /* owned: to persons, borrowed */
	json_t *documents; /* owned: signed ones that wait to be fetched */
	json_t *last;      /* owned: the last that was signed, base64; NULL */
	const char *user, *password; /* of the API; borrowed */
	struct templates templates;  /* owned: of the portal */
	bool dirty;                  /* state.json is behind */
};

/* ERR_INPUT if state.json cannot be read. */
int world_open(struct world *w, const char *dir, struct err *e) MUST_CHECK;
void world_close(struct world *w);

/* Write state.json if something has changed: whole, or as it was. */
int world_save(struct world *w, struct err *e) MUST_CHECK;

/* The simulator's own time: the machine's and what it was moved by; ms. */
int64_t world_now(const struct world *w);
void world_move(struct world *w, int64_t ms);

/*
 * A person by NIK or by mail address, as things stand now; NULL if there is
 * none.  Borrowed.  Keys: id, nik, email, name, status, passphrase (a hash),
 * totp (base32), totp_used, certificates: [{serial, pem, key, from, until,
 * revoked_at}], activation and passphrase_link: {token, until}, examine_at.
 */
json_t *world_person(struct world *w, const char *nik, const char *email);
json_t *world_person_by_link(
    struct world *w, const char *which, const char *token);

/* Put these members of a person, made if there is none; for the control port
 * and for a registration.  ERR_INPUT where neither NIK nor address is said
 * or they are another's. */
int world_put(struct world *w, const json_t *members, json_t **person,
    struct err *e) MUST_CHECK;

/* A text of an object; "" if it has none. */
const char *member(const json_t *o, const char *key);

const char *person_status(const json_t *p);
void person_set_status(struct world *w, json_t *p, const char *status);

/* The newest certificate; NULL: there is none. */
json_t *person_certificate(const json_t *p);

/* Whose certificate that is, DER; NULL: nobody's. */
json_t *world_signer(const struct world *w, struct arena *a, struct str der,
    json_t **certificate);

/* A new link of 24 hours; its token lives in the person. */
const char *person_link(struct world *w, json_t *p, const char *which);

/* Identity and face are there: on to the passphrase.  The token of its link,
 * borrowed. */
const char *person_activate(struct world *w, json_t *p);

/*
 * Whether a passphrase keeps our rule: 8 characters at least, with an upper
 * and a lower case letter, a digit and a sign.  NULL if it does, else what
 * is wrong with it.
 */
const char *passphrase_fault(const char *s);

/* Keep its hash, make the secret of one-time codes; BSrE then examines. */
int person_set_passphrase(struct world *w, json_t *p, const char *passphrase,
    struct err *e) MUST_CHECK;
bool person_knows(const json_t *p, const char *passphrase);

/* What an app scans to show one-time codes; in the arena. */
const char *person_otpauth(struct arena *a, const json_t *p);

/* Whether a one-time code is right now and was not used before. */
bool person_code(struct world *w, json_t *p, const char *code);

/* A certificate for that person now, whatever its status was. */
int person_issue(
    struct world *w, json_t *p, struct arena *a, struct err *e) MUST_CHECK;
void person_revoke(struct world *w, json_t *p);

/* The list of all revoked certificates, DER, in the arena. */
int world_crl(struct world *w, struct arena *a, struct str *der,
    struct err *e) MUST_CHECK;

#endif
