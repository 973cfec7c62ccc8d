/*
 * casepage.h - a case as a view model: the SOP table with the live row, its
 * summary, documents and history.  Used by the case's page, by tracking, by
 * task pages and by the page that hands on a link.
 */
#ifndef APP_CASEPAGE_H
#define APP_CASEPAGE_H

#include <jansson.h>

#include "app/dossier.h"
#include "app/forecast.h"

/*
 * "sop": the table of a definition; d NULL: without a case; f NULL: without
 * a forecast.  "board" of each row is null: who shows the board fills it.
 */
void case_sop(struct ctx *cx, const struct sop *sop, const struct dossier *d,
    const struct forecast *f, json_t *model);

/* "forecast": when the case is likely to be done, or null; *f is then NULL,
 * else in the arena. */
int case_forecast(struct ctx *cx, const struct dossier *d,
    const struct forecast **f, json_t *model, struct err *e) MUST_CHECK;

/* "headline" and "level": where the case is, in one sentence. */
void case_headline(struct ctx *cx, const struct dossier *d, json_t *model);

/* "case": number, url, title, applicant, opened_text, state. */
void case_summary(struct ctx *cx, const struct dossier *d, json_t *model);

/* "clock": the time used of the task's Waktu, or null. */
void case_clock(struct ctx *cx, const struct dossier *d, const struct task *t,
    json_t *model);

/*
 * "times_text": the office's working time so far, and apart from it how long
 * the case waited for the applicant and BSrE.
 */
void case_times(struct ctx *cx, const struct dossier *d, json_t *model);

/* "documents": those that the actor may open, for a task (0: for none). */
void case_documents(
    struct ctx *cx, const struct dossier *d, int64_t task, json_t *model);

/* The events under a key, newest first: at, who, what, reason. */
void case_history(
    struct ctx *cx, const struct dossier *d, json_t *model, const char *key);

/*
 * "links": what a verifier can send or hand on to who acts without an
 * account, and what became of it; token (may be NULL) is a link that was just
 * made for the task of that id.  "faults", for officers: addresses of the
 * applicant and the holders from where a message came back.
 */
int case_ways_out(struct ctx *cx, const struct dossier *d, int64_t task,
    const char *token, json_t *model, struct err *e) MUST_CHECK;

/*
 * Answer with the page of the case.  token (may be NULL) is a link that was
 * just made for the task of that id, shown this once.
 */
void case_show(
    struct ctx *cx, const struct dossier *d, int64_t task, const char *token);

#endif
