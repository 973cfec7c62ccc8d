/*
 * missive_part.h - what the pages that do something with a letter share:
 * signing it, putting its scan in place.
 */
#ifndef PAGE_MISSIVE_PART_H
#define PAGE_MISSIVE_PART_H

#include <jansson.h>

#include "page/page.h"

/* Of a letter that is there: its page, or one below ("/tanda-tangan"), for
 * this very row. */
const char *missive_below(
    struct ctx *cx, const struct missive_page *p, const char *tail);

/* "number", "facts", "pdf_url" and "back_url" of such a page. */
void missive_model(struct ctx *cx, const struct missive_page *p, json_t *model);

/* "sign_url" and "scan_url" of the letter's own page, null where not. */
void missive_ways(struct ctx *cx, const struct missive_page *p, json_t *model);

/* Whether the actor may sign the letter with a certificate now: 1, -1 with
 * the reason. */
int missive_may_sign(
    struct ctx *cx, const struct missive_page *p, struct err *e) MUST_CHECK;
/* Whether a scan may be put in its place: alike. */
int missive_may_scan(
    struct ctx *cx, const struct missive_page *p, struct err *e) MUST_CHECK;

#endif
