/*
 * genuine.h - is this letter genuine?  What everybody may know who has the
 * code that is printed on it, and nothing to those who guess.
 */
#ifndef APP_GENUINE_H
#define APP_GENUINE_H

#include "app/ctx.h"
#include "store/missive.h"
#include "vault/digest.h"
#include "vault/pdfsig.h"

enum genuine_state { GENUINE_VALID, GENUINE_REPLACED, GENUINE_WITHDRAWN };

struct genuine {
	struct ctx in;    /* the request, within the letter's office */
	struct missive m; /* whose code it is */
	/* What stands for it by now: m itself, or, of a draft that was signed
	 * with ink, the scan, which shows the same code. */
	struct missive now;
	enum genuine_state state;
	int64_t at;      /* ms: replaced or withdrawn since; else 0 */
	const char *why; /* it was withdrawn; "" */
};

/* "Kudus-ABCD efgh ..." as it was typed: without blanks, in small letters. */
const char *genuine_code(struct arena *a, struct str typed);

/* "kudus-abcdefghjkmnpqrstuvw": the office and the code within it; false: it
 * cannot be one. */
bool genuine_split(struct str code, struct str *office, struct str *own);

/*
 * The letter of a code.  ERR_MISSING, alike for every code that leads
 * nowhere; ERR_LIMIT: this client tried too many of those.
 */
int genuine_find(struct ctx *cx, struct str code, struct genuine *g,
    struct err *e) MUST_CHECK;

/* A file that somebody holds against the letter. */
struct genuine_file {
	bool there;          /* one was chosen */
	const char *refusal; /* why it was not looked at; NULL */
	unsigned char sum[SHA256_SIZE];
	const char *unreadable; /* why its signatures could not be; NULL */
	struct pdf_signatures signatures;
};

/* One more by this client; ERR_LIMIT: there were too many. */
int genuine_may_check(struct genuine *g, struct err *e) MUST_CHECK;

/*
 * Read the form that comes with the request, whose only file is in "berkas".
 * Nothing of it is kept.  Errors as form_parse() and inspect_begin().
 */
int genuine_check(
    struct genuine *g, struct genuine_file *f, struct err *e) MUST_CHECK;

#endif
