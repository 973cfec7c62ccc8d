/*
 * ticket.h - what goes to an account's own address and comes back by a link
 * that works once: a forgotten password, and the proof of the address.
 */
#ifndef APP_TICKET_H
#define APP_TICKET_H

#include "app/ctx.h"
#include "store/ticket.h"

#define TICKET_PASSWORD_LIFE MS_HOUR
#define TICKET_ADDRESS_LIFE  (7 * MS_DAY)
#define TICKET_MOST          3 /* an hour, for one account */

/*
 * Send a link for a new password, if the address has an account.  The answer
 * and what it costs are the same if it has none.  ERR_LIMIT after too many
 * from this client.
 */
int ticket_ask_password(
    struct ctx *cx, const char *email, struct err *e) MUST_CHECK;

/*
 * Send a link that proves the address of an account.  ERR_LIMIT after too many
 * to it, or from this client.
 */
int ticket_ask_address(
    struct ctx *cx, const struct person *p, struct err *e) MUST_CHECK;

/*
 * Whose link it is.  ERR_MISSING if there is no such link, ERR_CONFLICT if it
 * was used, is over, or is of another kind.
 */
int ticket_find(struct ctx *cx, struct person *p, enum ticket_kind kind,
    const char *token, struct err *e) MUST_CHECK;

/*
 * The same of the proof of an address, which only its own account may give:
 * ERR_LOGIN for everybody else.  Whoever reads the mail need not be who made
 * the account.
 */
int ticket_find_own(struct ctx *cx, struct person *p, const char *token,
    struct err *e) MUST_CHECK;

/*
 * Use it: the account gets that password and all its sessions end; or its
 * address is proved, which a new password does as well.  Errors as above.
 */
int ticket_set_password(struct ctx *cx, const char *token, const char *password,
    struct err *e) MUST_CHECK;
int ticket_prove(struct ctx *cx, const char *token, struct err *e) MUST_CHECK;

#endif
