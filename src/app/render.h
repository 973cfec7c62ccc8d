/*
 * render.h - a template's text in memory: of a message, of a letter.  Pages
 * are rendered by web.h, into their response.
 */
#ifndef APP_RENDER_H
#define APP_RENDER_H

#include <jansson.h>

#include "app/ctx.h"
#include "view/mustache.h"

/*
 * Render the template of a name in ts: *text, at most max bytes, in the arena
 * and ended by a NUL.  *missing tells what the view lacked, which is on the
 * log.  ERR_SYSTEM: there is no such template; ERR_LIMIT.
 */
int render_text(struct ctx *cx, const struct templates *ts, const char *name,
    const json_t *view, size_t max, struct str *text,
    const struct render_missing **missing, struct err *e) MUST_CHECK;

#endif
