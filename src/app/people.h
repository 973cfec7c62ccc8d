/*
 * people.h - accounts and seats as an administrator sees them: who is added,
 * who is given a seat and who gives it back, who is an administrator.  Seats
 * and administrators are events in the office's log: who was what when can be
 * proved later.
 */
#ifndef APP_PEOPLE_H
#define APP_PEOPLE_H

#include "store/person.h"

/* Someone in a seat: definitive, Plt. or Plh., by a decree, for a time. */
struct appointment {
	const char *email, *lane;
	const char *kind;    /* "definitif", "plt", "plh" */
	const char *decree;  /* its number and date; "" if none */
	int64_t from, until; /* ms; until 0: open-ended */
	bool verified;       /* the person behind the account was checked */
};

/*
 * Make an account.  ERR_INPUT if address, name or password cannot be used,
 * ERR_CONFLICT if the address has one.  The address is brought to small
 * letters.
 */
int people_add(struct db *db, struct arena *a, const char *email,
    const char *name, const char *password, int64_t now,
    struct err *e) MUST_CHECK;

/*
 * Another password; all sessions of the account end, and links for a new
 * password work no more.  ERR_MISSING.
 */
int people_set_password(struct db *db, struct arena *a, const char *email,
    const char *password, int64_t now, struct err *e) MUST_CHECK;

/*
 * Give a seat, or take it at ap->until.  ERR_MISSING if there is no such
 * account or seat, or, for taking, nobody to take it from; ERR_INPUT for an
 * unknown kind or a time that ends before it begins; ERR_CONFLICT if the
 * person holds that seat already.  An account that somebody registered
 * needs ap->verified: its address proves nothing (ERR_INPUT).
 */
int people_seat(struct db *db, struct arena *a, const struct appointment *ap,
    int64_t now, struct err *e) MUST_CHECK;
int people_unseat(struct db *db, struct arena *a, const struct appointment *ap,
    int64_t now, struct err *e) MUST_CHECK;

/*
 * Make an account one that looks after the office's use of Paraf, or end
 * that; an event of the log too.  ERR_MISSING if there is no such account,
 * ERR_CONFLICT if it is so already; verified as above.
 */
int people_admin(struct db *db, struct arena *a, const char *email, bool admin,
    bool verified, int64_t now, struct err *e) MUST_CHECK;

/*
 * What stands under a signature: nip of 18 digits (blanks are left out), rank
 * as "Pembina (IV/a)"; each "" for none.  ERR_MISSING; ERR_INPUT.
 */
int people_set_rank(struct db *db, struct arena *a, const char *email,
    const char *nip, const char *rank, struct err *e) MUST_CHECK;

#endif
