/*
 * url.h - addresses that work outside of a page: in messages.
 */
#ifndef APP_URL_H
#define APP_URL_H

#include "app/ctx.h"

/*
 * The absolute address of a path of the office ("/tugas"): at the office's
 * own host name if it has one, else below Paraf's own address.  In
 * cx->arena.  ERR_BUSY if that address is not known (app_conf.url).
 */
int url_absolute(struct ctx *cx, const char *path, const char **url,
    struct err *e) MUST_CHECK;

#endif
