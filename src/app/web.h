/*
 * web.h - from a view model to an answer: HTML through a template, or the
 * same tree as JSON.  Every page begins with web_model() and ends with
 * web_page() or web_fail().
 */
#ifndef APP_WEB_H
#define APP_WEB_H

#include <jansson.h>

#include "app/ctx.h"
#include "app/fields.h"

/*
 * A new view model with what every page has: office, person, navigation,
 * csrf, assets.  The caller owns it until web_page() takes it.
 */
json_t *web_model(struct ctx *cx, const char *page, const char *title);

/*
 * Add a form: "action", "method", "csrf", "fields", "errors", "multipart",
 * "submit" (the one button, NULL where outcomes are the buttons) and
 * "outcomes", which is taken (NULL: none).  "draft" and "quota" are null:
 * see draft_model().
 */
void web_form(json_t *model, const char *action, const struct fields *fs,
    const char *submit, json_t *outcomes);

/* Answer with the model as HTML or JSON; takes the model. */
void web_page(struct ctx *cx, int status, const char *template, json_t *model);

/*
 * Answer with the page of an error: ERR_LOGIN leads to the sign-in page and
 * back, all else to its status.  what is logged with the request's number.
 */
void web_fail(struct ctx *cx, const struct err *e);

/*
 * 409: what was typed is offered back beside who did what and when.
 * happened may be NULL.
 */
void web_conflict(struct ctx *cx, const struct err *e, const char *happened,
    const struct fields *fs);

/* 303 to an address of this office. */
void web_redirect(struct ctx *cx, const char *path);

/* 303 to another site: an address of https that needs no escape. */
void web_leave(struct ctx *cx, const char *url);

/* Headers of every answer: CSP and its kin. */
void web_headers(struct response *rs, bool camera);
/* Those of a kept file, which our own pages may show in a frame. */
void web_file_headers(struct response *rs);

/* Those of the page in a mail: nothing of it runs, its links open. */
void web_mail_headers(struct response *rs);

/* Dates of this office: "Senin, 23 November 2026 pukul 09.15 WIB" and
 * "23-11-2026 09.15"; "" for 0. */
const char *web_when(const struct ctx *cx, int64_t ms);
const char *web_when_short(const struct ctx *cx, int64_t ms);

/* "2026-11-23T09:15:00+07:00" */
const char *web_iso(const struct ctx *cx, int64_t ms);

#endif
