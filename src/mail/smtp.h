/*
 * smtp.h - one mail to one recipient by SMTP, and what the answer means.
 *
 * TLS is verified: from the first byte (smtps), or by STARTTLS, without which
 * nothing is said.  A server without TLS must be asked for by name (plain).
 */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H

#include "domain/mailbox.h"
#include "net/net.h"

#define SMTP_ANSWER 240

struct smtp_server {
	const char *url;      /* "smtp://mail.example:587", "smtps://..." */
	const char *host;     /* "mail.example:587" */
	const char *user;     /* NULL: no login */
	const char *password; /* NULL: none */
	struct str ca;        /* PEM of the only issuers; empty: the system's */
	bool plain;           /* without TLS */
};

/* How far the talk came. */
enum smtp_stage {
	SMTP_CONNECT, /* until the greeting was answered */
	SMTP_TLS,
	SMTP_LOGIN,
	SMTP_FROM,
	SMTP_RCPT,
	SMTP_DATA,
	SMTP_BODY /* the mail itself is on its way, or has arrived */
};

/*
 * A mail under way.  It must not move.  libcurl makes the connection, up to
 * the login; what follows is said here, as libcurl would let all others wait
 * for the answer to the mail (see net.h).
 */
struct smtp_send {
	struct net_call call; /* the caller sets key, done and ctx */
	struct str mail;      /* borrowed */
	enum smtp_stage stage;
	char from[MAILBOX_MAX + 1], to[MAILBOX_MAX + 1];
	struct sb out; /* owned; what is being said */
	size_t said;   /* of it */
	char
	    line[SMTP_ANSWER]; /* what is being heard; its end may be cut off */
	size_t line_n;
	char reply[SMTP_ANSWER]; /* the last the server said, one line */
	size_t reply_n;
	bool reply_open; /* more lines of it may come */
};

/*
 * Make it ready for net_add().  from: the envelope's sender, who gets what
 * comes back.  The mail is borrowed until smtp_clear(), server->host until
 * net_add(); all else is copied.
 */
int smtp_init(struct smtp_send *s, const struct smtp_server *server,
    const char *from, const char *to, struct str mail,
    struct err *e) MUST_CHECK;
void smtp_clear(struct smtp_send *s);

enum smtp_result {
	SMTP_SENT,   /* the server has taken it */
	SMTP_LATER,  /* to be tried again, with the same Message-ID */
	SMTP_REFUSED /* for good */
};

struct smtp_outcome {
	enum smtp_result result;
	bool of_server;  /* later: the next mail would fare the same */
	bool of_address; /* refused: the recipient's address is at fault */
	char answer[SMTP_ANSWER]; /* one line for people: what was said or,
	                             in Indonesian, what went wrong */
};

/* When call.done() was called. */
void smtp_outcome(const struct smtp_send *s, struct smtp_outcome *out);

#endif
