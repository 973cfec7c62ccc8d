/*
 * standview.h - how a holder stands at BSrE, as pages say it: by our own
 * steps, by what the API says, and by what somebody saw in AMS.
 */
#ifndef APP_STANDVIEW_H
#define APP_STANDVIEW_H

#include <jansson.h>

#include "app/dossier.h"
#include "store/bsre.h"

/* "NEW: baru ditambahkan"; "Status tidak dikenal: X" of a word that no
 * document has; "" of "". */
const char *standing_words(struct arena *a, const char *status);

/* The open task that is about the holder, alone or with the whole letter;
 * NULL: none. */
const struct task *standing_task(
    const struct dossier *d, const struct holder *h);

/*
 * The three facts apart, for officials: "own" is a text; "api" is null where
 * the office's module cannot ask and nothing was heard; "ams" is null where
 * nobody recorded anything.
 */
int standing_model(struct ctx *cx, const struct dossier *d,
    const struct holder *h, json_t *model, struct err *e) MUST_CHECK;

/* One sentence for the applicant while BSrE is being waited for; NULL: there
 * is none to say.  *text lives in the arena. */
int standing_plain(struct ctx *cx, const struct dossier *d,
    const struct holder *h, const char **text, struct err *e) MUST_CHECK;

/* The same of an open task in a list, shorter; NULL: nothing to say.  kind:
 * of the task's row. */
int standing_line(struct ctx *cx, const struct task *t, enum step_kind kind,
    const char **text, struct err *e) MUST_CHECK;

#endif
