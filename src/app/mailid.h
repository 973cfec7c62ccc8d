/*
 * mailid.h - the Message-IDs of our mails: <OFFICE.ID.MAC@HOST>.  The MAC is
 * keyed by the installation, so nobody can make a report about a mail that
 * we did not send.
 */
#ifndef APP_MAILID_H
#define APP_MAILID_H

#include "app/app.h"

/*
 * The same for the same message, however often it is tried.  address: of the
 * sender; what follows its @ is the host.
 */
const char *mailid_message(const struct app *app, struct arena *a,
    const char *office, int64_t id, const char *address);

/* The conversation about a case, "<kudus.case.TTE-2026-00012@HOST>". */
const char *mailid_thread(struct arena *a, const char *office,
    const char *number, const char *address);

/*
 * Which message of which office an id is of; office in the arena.  ERR_INPUT
 * if it is none that we made.
 */
int mailid_parse(const struct app *app, struct arena *a, struct str id,
    const char **office, int64_t *message, struct err *e) MUST_CHECK;

#endif
