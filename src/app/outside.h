/*
 * outside.h - what the agent alone may know: each office's mail server with
 * its password, its webhook, and its account at BSrE.  Files of a folder outside the data folder,
 * "semua.yaml" for all offices and "<office>.yaml" for one; see
 * docs/operator.md.  A file that group or others may read is refused.
 */
#ifndef APP_OUTSIDE_H
#define APP_OUTSIDE_H

#include "bsre/module.h"
#include "mail/compose.h"
#include "mail/smtp.h"
#include "sop/model.h"

enum outside_way { OUTSIDE_NONE, OUTSIDE_SMTP, OUTSIDE_MAILDIR };

struct outside_mail {
	enum outside_way way;
	struct smtp_server smtp; /* OUTSIDE_SMTP */
	const char *dir;         /* OUTSIDE_MAILDIR: its folder */
	struct mail_party from;
	const char *bounce; /* who gets what comes back; else from.address */
};

struct outside_hook {
	const char *url;    /* "https://..."; NULL: there is none */
	const char *host;   /* "gateway.example:443" */
	const char *secret; /* of the signature */
	struct str ca;      /* as smtp_server's */
};

/* The way to BSrE; what is not said is NULL or empty. */
struct outside_bsre {
	struct bsre_account account; /* url NULL: there is none */
	const char *host;            /* "esign.kota.example:443" */
	bool plain, open;            /* without TLS; and to another machine */
	struct str ca;               /* as smtp_server's */
	long total_ms[BSRE_CALLS];   /* time limits, never 0 with an account */
	const char *portal;          /* "https://..." for holders */
	struct str trust, crl;       /* issuers in PEM; DER or PEM */
};

/* Of one office: its own file over that for all. */
struct outside {
	struct outside_mail mail;
	struct outside_hook hook;
};

/* The files of one process, read again when they changed. */
struct outsides;

/* dir is copied.  NULL or a folder that is not there: nothing is set up. */
int outsides_open(
    struct outsides **os, const char *dir, struct err *e) MUST_CHECK;
void outsides_close(struct outsides *os); /* NULL is harmless */

/*
 * What is set up for an office; valid until the next call.  Looks at the
 * files' times.  ERR_INPUT: a file cannot be used, e->detail tells which and
 * why.
 */
int outside_get(struct outsides *os, const char *office,
    const struct outside **o, struct err *e) MUST_CHECK;

/*
 * The same for the way to BSrE; an account comes as a whole from one file.
 * *edition is another after each change of a file, *changed (ms) when the
 * last one was made; both are filled even on ERR_INPUT.
 */
int outside_bsre_get(struct outsides *os, const char *office,
    struct outside_bsre *b, uint64_t *edition, int64_t *changed,
    struct err *e) MUST_CHECK;

/* What a module can do with an account; a holder's secret goes to no other
 * machine in clear. */
unsigned outside_caps(
    const struct outside_bsre *b, const struct bsre_module *m);

/* Whether a file of an office is another one than was read last, or none was
 * read yet. */
bool outside_changed(const struct outsides *os, const char *office);

/* One file and what is wrong in it. */
struct outside_file {
	const char *path;
	bool exists;
	struct sop_problems problems;
};

/* All that is wrong in the two files of an office (NULL: the one for all),
 * in the arena. */
void outside_check(struct arena *a, const char *dir, const char *office,
    struct outside_file files[2]);

#endif
