/*
 * mute.h - who wants no reminders of a case: asked for on its page.  The
 * first notice of what is to be done comes all the same.
 */
#ifndef APP_MUTE_H
#define APP_MUTE_H

#include <jansson.h>

#include "app/dossier.h"

/* "mute" of the case page: how it is, and how to change it; null where the
 * actor is never reminded. */
int mute_model(struct ctx *cx, const struct dossier *d, json_t *m,
    struct err *e) MUST_CHECK;

/* No reminders of the case for the actor, or again.  ERR_DENIED if the actor
 * is never reminded of it. */
int mute_set(struct ctx *cx, const struct dossier *d, bool muted,
    struct err *e) MUST_CHECK;

#endif
