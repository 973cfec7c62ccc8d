/*
 * module.h - how an office reaches BSrE: a module says what to ask and what
 * an answer means.  It does no I/O, reads no clock and keeps nothing: the
 * agent carries the requests, so that all offices get their turn and all are
 * locked down alike.
 *
 * Built in are manual_module (bsre/manual.h: no capability, everything is
 * done by hand) and esign_module (bsre/esign.h).  Others are loaded from a
 * shared object (bsre/load.h, docs/bsre-module.md); what this header declares
 * is all that they may use.
 */
#ifndef BSRE_MODULE_H
#define BSRE_MODULE_H

#include "base/str.h"

/* Raised with every change of a type or a meaning in this header. */
#define BSRE_MODULE_VERSION 1

enum bsre_call {
	BSRE_STATUS,     /* how a person stands at BSrE */
	BSRE_REGISTER,   /* make a person known there */
	BSRE_CHAIN,      /* a person's certificate and those above it */
	BSRE_PROFILE,    /* until when the certificate is valid */
	BSRE_PASSPHRASE, /* set a person's passphrase */
	BSRE_SIGN,       /* have a PDF signed by a person */
	BSRE_VERIFY,     /* have the signatures of a PDF judged */
	BSRE_REVOKE      /* take a certificate back */
};
#define BSRE_CALLS 8

/* A capability is a bit. */
#define BSRE_CAN(call) (1u << (call))

/* An office's way to its server. */
struct bsre_account {
	const char *url; /* "https://esign.kota.example", maybe with a path */
	int version;     /* of the API: 1 or 2 */
	const char *user, *password;
	/* Where a passphrase is set, "/api/..."; NULL: nowhere.  No document
	 * of BSrE has such a call. */
	const char *passphrase_path;
};

/*
 * What is asked.  Who it is about: nik or e-mail; the other members are what
 * the call needs, else NULL or empty.
 */
struct bsre_ask {
	enum bsre_call call;
	const char *nik, *name, *email;
	const char *passphrase, *totp; /* secret */
	struct str pdf;
	const char *reason, *location; /* of a signature; NULL: none */
	const char *boundary;          /* of a form: random, up to 70 letters */
};

struct bsre_header {
	const char *name, *value;
};

#define BSRE_HEADERS 8

/*
 * What is sent.  Headers and body may hold secrets: they lie in memory that
 * is neither swapped nor dumped and is wiped by bsre_request_clear().  The
 * URL tells who it is about, so it does not belong into a log.
 */
struct bsre_request {
	const char *method, *url;
	struct bsre_header headers[BSRE_HEADERS]; /* without the body's type */
	size_t headers_n;
	const char *type; /* of the body; NULL: there is none */
	struct str body;
	bool once;         /* never send it again by yourself */
	size_t answer_max; /* bytes of the answer's body */
	char *memory;      /* owned; bsre_request_room() */
};

/* How an exchange ended. */
enum bsre_end {
	BSRE_WHOLE,     /* with a whole answer */
	BSRE_NOT_SENT,  /* cut off before a byte of the request went out */
	BSRE_CUT,       /* cut off later */
	BSRE_UNREACHED, /* no connection came about */
	BSRE_TLS,       /* the server's certificate was not accepted */
	BSRE_TIME_OVER  /* no whole answer in time */
};

/* What came back.  Secret where the answer is. */
struct bsre_reply {
	enum bsre_end end;
	int status;       /* of HTTP; 0: none came */
	const char *type; /* of the body; "" if not told */
	const struct bsre_header *headers;
	size_t headers_n;
	struct str body;
	int64_t retry_after; /* seconds, as the server asks; 0: it does not */
};

/* What it means.  Of BSRE_UNKNOWN and no other the act may have been done
 * although nothing says so. */
enum bsre_kind {
	BSRE_OK,
	BSRE_REFUSED,     /* BSrE understood, and said no */
	BSRE_AUTH,        /* the office's account was not accepted */
	BSRE_BUSY,        /* not now, see wait_s */
	BSRE_BROKEN,      /* something answered, but not as BSrE does */
	BSRE_UNREACHABLE, /* nobody answered */
	BSRE_UNKNOWN      /* of what is sent once only */
};

/* The nine statuses in the order of manual_statuses, after any other. */
enum bsre_known {
	BSRE_IS_OTHER, /* a word that no document has, or none was asked for */
	BSRE_IS_NEW,
	BSRE_IS_WAITING,
	BSRE_IS_ISSUE,
	BSRE_IS_RENEW,
	BSRE_IS_EXPIRED,
	BSRE_IS_REVOKE,
	BSRE_IS_SUSPEND,
	BSRE_IS_NO_CERTIFICATE,
	BSRE_IS_NOT_REGISTERED
};

enum bsre_verdict {
	BSRE_NO_VERDICT, /* none was asked for */
	BSRE_VALID,      /* all signatures are */
	BSRE_INVALID,
	BSRE_UNSIGNED,
	BSRE_UNCLEAR /* another word, or one that contradicts itself */
};

struct bsre_signer {
	const char *name, *at; /* at: as BSrE writes it */
	bool intact, trusted;
};

#define BSRE_CHAIN_MAX ((size_t)8)
#define BSRE_SIGNERS   ((size_t)64)
#define BSRE_TEXT      ((size_t)400)  /* bytes of a text of BSrE */
#define BSRE_LOG       ((size_t)2000) /* bytes of an answer in a log */

/*
 * Texts are valid UTF-8 without control characters, "" where there is none,
 * and live in the arena; pdf lives there or in the reply.
 */
struct bsre_result {
	enum bsre_kind kind;
	int status;          /* of HTTP; 0: none came */
	int code;            /* of BSrE, four digits; 0: none */
	const char *reason;  /* why it is not BSRE_OK, a sentence for people:
	                        a literal in Indonesian */
	const char *message; /* BSrE's own words */
	int64_t wait_s;      /* as the server asks; 0: it does not */
	int64_t latency_ms;  /* the caller's */
	const char *log;     /* the answer without persons and secrets */

	const char *word;      /* status or verdict as BSrE writes it */
	enum bsre_known known; /* the status */
	struct str chain[BSRE_CHAIN_MAX]; /* DER, the person's first */
	size_t chain_n;
	const char *expires;     /* YYYY-MM-DD; "" unknown */
	char *otpauth;           /* secret, "otpauth://..."; NULL: none */
	struct str pdf;          /* signed; empty: none */
	const char *document_id; /* of it, at BSrE */
	enum bsre_verdict verdict;
	struct bsre_signer signers[BSRE_SIGNERS]; /* the first of them */
	size_t signers_n, signatures; /* signatures: as BSrE counts them */
};

struct bsre_module {
	unsigned version; /* BSRE_MODULE_VERSION */
	const char *name;

	/* What it can do with such an account: bits of BSRE_CAN(). */
	unsigned (*caps)(const struct bsre_account *account);

	/*
	 * Fill *r, which is all zero, for a call that is in caps().  The
	 * arena has room for LIMIT_REQUEST_ARENA.  On failure returns -1 and
	 * leaves no memory in *r; ERR_INPUT: the ask lacks what it needs.
	 */
	int (*request)(struct bsre_request *r, struct arena *a,
	    const struct bsre_account *account, const struct bsre_ask *ask,
	    struct err *e);

	/*
	 * Fill *out for whatever came.  The arena has room for
	 * BSRE_REPLY_ROOM(the bytes of the body).
	 */
	void (*reply)(struct bsre_result *out, struct arena *a,
	    const struct bsre_account *account, const struct bsre_ask *ask,
	    const struct bsre_reply *reply);
};

#define BSRE_REPLY_ROOM(n) ((n) + ((size_t)1 << 20))

/* --- for all ------------------------------------------------------------ */

bool bsre_can(const struct bsre_module *m, const struct bsre_account *account,
    enum bsre_call call);

/* "status", "register", ... for logs and settings. */
const char *bsre_call_name(enum bsre_call call);
const char *bsre_kind_name(enum bsre_kind kind);

/* Whether a call changes something, so that it is sent once only. */
bool bsre_once(enum bsre_call call);

enum bsre_known bsre_known_find(const char *word);

/*
 * Whether a status says that BSrE knows the person.  NO_CERTIFICATE does not
 * tell: servers answer so for any 16 digits.
 */
enum bsre_answer { BSRE_NO, BSRE_YES, BSRE_MAYBE };
enum bsre_answer bsre_is_registered(enum bsre_known known);

/* Wipe and forget; one of zeros is accepted. */
void bsre_request_clear(struct bsre_request *r);

/* --- for modules -------------------------------------------------------- */

/* n bytes of memory for secrets, once for each request.  NULL with *e set:
 * there are none. */
char *bsre_request_room(struct bsre_request *r, size_t n, struct err *e);

/*
 * Make *out what is the same for all modules: how the exchange ended, what
 * the status of HTTP says, an answer that is empty or a web page.  True: its
 * content is to be read (2xx or 4xx); *out is BSRE_BROKEN until then.
 */
bool bsre_judge(struct bsre_result *out, struct arena *a,
    const struct bsre_ask *ask, const struct bsre_reply *reply);

/* No sense in what came: BSRE_BROKEN, or BSRE_UNKNOWN where the act may have
 * been done.  The reason is a literal. */
void bsre_nonsense(
    struct bsre_result *out, const struct bsre_ask *ask, const char *reason);

/* Whether an answer, by its type or its beginning, is a page for people. */
bool bsre_is_page(const struct bsre_reply *reply);

/* A text of BSrE without the ask's secrets, at most max bytes. */
const char *bsre_text(
    struct arena *a, const struct bsre_ask *ask, struct str s, size_t max);

/* The value of a header by its name in any case; NULL. */
const char *bsre_header_value(const struct bsre_reply *reply, const char *name);

#endif
