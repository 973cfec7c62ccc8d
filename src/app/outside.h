/*
 * outside.h - what the agent alone may know: each office's mail server with
 * its password, and its webhook.  Files of a folder outside the data folder,
 * "semua.yaml" for all offices and "<office>.yaml" for one; see
 * docs/operator.md.  A file that group or others may read is refused.
 */
#ifndef APP_OUTSIDE_H
#define APP_OUTSIDE_H

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
