/*
 * api.h - BSrE's documented calls (eSign Client Service, versions 1 and 2) as
 * the simulator answers them: a question that has been read, an answer to be
 * sent.  No network here.
 *
 * Where no source says how BSrE answers, the answer carries the header
 * X-Simulator-Assumption, and docs/bsre-simulator.md lists it.
 */
#ifndef SIMULATOR_API_H
#define SIMULATOR_API_H

#include "simulator/world.h"

#define ASK_FIELDS 32

/* A part of a multipart body. */
struct ask_field {
	const char *name;
	struct str value;
};

struct ask {
	const char *method, *path;
	const char *type;                    /* Content-Type, "" if none */
	struct str body;                     /* of version 2 */
	struct ask_field fields[ASK_FIELDS]; /* of version 1 */
	size_t fields_n;
	const char *user, *password; /* NULL: not said */
};

struct answer {
	int status;
	const char *type;
	struct str body;
	const char *document_id; /* header id_dokumen; NULL: none */
	const char *assumption;  /* NULL: all of it is documented */
};

/* The calls that faults and the log name; their order is that of names. */
enum call {
	CALL_STATUS,
	CALL_REGISTER,
	CALL_CHAIN,
	CALL_PROFILE,
	CALL_PASSPHRASE,
	CALL_SIGN,
	CALL_DOWNLOAD,
	CALL_TOTP,
	CALL_VERIFY,
	CALL_SEAL,
	CALLS
};
const char *call_name(enum call c);

/* Which call an address is; CALLS: none. */
enum call call_of(const char *method, const char *path);

/* Answer it.  Everything lives in the arena. */
void api_answer(
    struct world *w, struct arena *a, const struct ask *q, struct answer *out);

/* For the two versions: api_v1.c, api_v2.c. */
void v1_answer(struct world *w, struct arena *a, const struct ask *q,
    enum call c, struct answer *out);
void v2_answer(struct world *w, struct arena *a, const struct ask *q,
    enum call c, struct answer *out);

/* A text, or null for NULL. */
json_t *text_or_null(const char *s);

/* Building answers.  o is taken over. */
void answer_json(struct answer *out, struct arena *a, int status, json_t *o);
/* As Spring Boot does where nothing else is said. */
void answer_spring(struct answer *out, struct world *w, struct arena *a,
    int status, const char *error, const char *path);
/* {"error": text, "status_code": code} */
void answer_error(
    struct answer *out, struct arena *a, const char *text, int code);

/* A field of version 1; p NULL: not there. */
struct str ask_field(const struct ask *q, const char *name);
const char *ask_text(struct arena *a, const struct ask *q, const char *name);

/* Status codes of a status; *assumed where no source has one. */
int status_code(const char *status, bool v1, bool *assumed);
const char *status_message(const char *status);

/* Who signs what. */
struct signing {
	json_t *person;
	const char *passphrase, *code; /* one of them; NULL: not said */
	struct str pdf;
	const char *reason, *location; /* NULL: none */
};

/* Whether the person may sign and has said the right passphrase or one-time
 * code, which is used up by it: 0, or -1 with *out filled. */
int sign_check(struct world *w, struct arena *a, const struct signing *s,
    struct answer *out) MUST_CHECK;
/* Then one document. */
int sign_pdf(struct world *w, struct arena *a, const struct signing *s,
    struct str *signed_pdf, struct answer *out) MUST_CHECK;

struct str from_base64(struct arena *a, const char *text); /* p NULL: bad */
const char *to_base64(struct arena *a, struct str s);

/* "2026-11-21T09:30:00.000+00:00"; and with +0000 where BSrE has that. */
const char *iso_time(struct arena *a, int64_t ms, bool colon);

#endif
