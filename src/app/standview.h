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

/* How each of d->holders stands, at the same place; in the arena. */
int standings_load(struct ctx *cx, const struct dossier *d, struct standing **v,
    struct err *e) MUST_CHECK;

/*
 * The three facts apart, for officials: "own" is a text; "api" is null where
 * nobody asks (asks: the office's module can) and nothing was heard; "ams" is
 * null where nobody recorded anything.
 */
void standing_model(struct ctx *cx, const struct dossier *d,
    const struct holder *h, const struct standing *s, bool asks, json_t *model);

/* For the applicant, of each of d->holders at the same place: one sentence
 * while BSrE is being waited for; NULL: there is none to say. */
int standings_plain(struct ctx *cx, const struct dossier *d,
    const char ***texts, struct err *e) MUST_CHECK;

/* The same of tasks in a list, shorter. */
struct standing_note {
	const struct task *task;
	enum step_kind kind; /* of its row */
	const char *text;    /* out; NULL: nothing to say */
};

/* By one statement, or none where no task waits for BSrE. */
int standing_notes(struct ctx *cx, struct standing_note *v, size_t n,
    struct err *e) MUST_CHECK;

#endif
