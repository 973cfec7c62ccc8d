/*
 * session.h - signing in and out.  Sessions are rows on the server; the
 * cookie carries a random token of which only a keyed hash is stored.
 */
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include "app/ctx.h"

#define PASSWORD_MIN 12  /* characters */
#define PASSWORD_MAX 200 /* bytes */

/*
 * Read the cookie and fill cx->actor, cx->cookie and cx->csrf.  Without a
 * cookie one is given, so that forms before the sign-in are protected too.
 */
int session_begin(struct ctx *cx, struct err *e) MUST_CHECK;

/*
 * Sign in.  ERR_INPUT if address and password do not belong together,
 * ERR_LIMIT after too many tries of this client for that address.
 */
int session_sign_in(struct ctx *cx, const char *email, const char *password,
    struct err *e) MUST_CHECK;

int session_sign_out(struct ctx *cx, struct err *e) MUST_CHECK;

/*
 * Make an account and sign in.  ERR_CONFLICT if the address has one.
 */
int session_register(struct ctx *cx, const struct person *p,
    const char *password, struct err *e) MUST_CHECK;

/* Change the own password and end all other sessions.  ERR_INPUT if the
 * present one is wrong. */
int session_change_password(struct ctx *cx, const char *old,
    const char *password, struct err *e) MUST_CHECK;

/* Where the actor is signed in, this browser among them. */
int session_others(struct ctx *cx, struct session_info **v, size_t *n,
    struct err *e) MUST_CHECK;

/* NULL, or what is wrong with a new password, for the page. */
const char *password_problem(const char *password);

#endif
