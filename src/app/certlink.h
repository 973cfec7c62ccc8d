/*
 * certlink.h - the link in a holder's mail to the own certificate.  Its token
 * is made of the holder, nothing of it is kept, and it opens nothing else.
 */
#ifndef APP_CERTLINK_H
#define APP_CERTLINK_H

#include "app/ctx.h"

/* What the mail is about, as a notice's rule: "end:7". */
const char *certlink_rule(struct arena *a, int64_t holder);

/* "/sertifikat/7/{token}" for the path of its facts. */
const char *certlink_path(struct arena *a, int64_t holder);

/* Whether the token is that of the holder's link. */
bool certlink_holds(const struct ctx *cx, int64_t holder, struct str token);

#endif
