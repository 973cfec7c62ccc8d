/*
 * missive_trial.h - an office's own templates and logo, tried before they are
 * kept: set of a made-up case, as a mistake must not wait for a real letter.
 */
#ifndef APP_MISSIVE_TRIAL_H
#define APP_MISSIVE_TRIAL_H

#include "app/app.h"

/*
 * ERR_INPUT: the text of this name ("surat/rekomendasi.txt", "logo.png")
 * cannot be used; e->msg says why.  sop: one of the office's.
 */
int missive_trial(struct app *app, struct arena *a, const struct office *o,
    const struct sop *sop, const struct office_text *text, int64_t now,
    struct err *e) MUST_CHECK;

/* Whether the lanes that the profile names for signing are of its SOPs:
 * ERR_INPUT. */
int missive_signers_check(const struct office *o, const struct sop *const *sops,
    size_t n, struct err *e) MUST_CHECK;

#endif
