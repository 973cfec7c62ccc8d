/*
 * portal.h - the pages that stand for BSrE's portal: a holder follows the
 * link of a mail, confirms the identity, sets a passphrase and scans the
 * code for one-time codes.  All of it is an assumption, and says so.
 */
#ifndef SIMULATOR_PORTAL_H
#define SIMULATOR_PORTAL_H

#include "simulator/api.h"

/* Whether the path is one of the portal's; then *out is filled. */
bool portal_answer(
    struct world *w, struct arena *a, const struct ask *q, struct answer *out);

#endif
