/*
 * contact.h - writing to the applicant or a future holder by WhatsApp, without
 * a gateway: a link of wa.me with a text that is ready.  Whoever opens it
 * sends the message from the own phone; that it was opened is on record, not
 * what was sent.
 */
#ifndef APP_CONTACT_H
#define APP_CONTACT_H

#include <jansson.h>

#include "app/dossier.h"

/*
 * "contacts": whom an officer can write to about a task: "action", "to" (a
 * hidden field's value), "whom"; none for others, and none whose number is
 * not one of a mobile phone.
 */
int contact_model(struct ctx *cx, const struct dossier *d, const struct task *t,
    json_t *model, struct err *e) MUST_CHECK;

/* Whether the task's page offers it: the applicant has to do something now
 * or next. */
bool contact_is_next(const struct dossier *d, const struct task *t);

/*
 * Record that the actor writes about an open task to one of its contacts, and
 * give the link.  ERR_MISSING: there is no such contact; ERR_CONFLICT: the
 * task is done.
 */
int contact_open(struct ctx *cx, const struct dossier *d, const struct task *t,
    const char *to, const char **url, struct err *e) MUST_CHECK;

#endif
