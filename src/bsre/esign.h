/*
 * esign.h - the module for BSrE's eSign Client Service, versions 1 and 2 of
 * its API.
 *
 * What no public source says of it (how a registration is answered, what the
 * elements of a chain are) is read narrowly: what does not look as expected
 * is BSRE_UNKNOWN or BSRE_BROKEN with BSrE's words, never taken for done.
 */
#ifndef BSRE_ESIGN_H
#define BSRE_ESIGN_H

#include "bsre/module.h"

extern const struct bsre_module esign_module;

/* What to do about a code of BSrE, a sentence for people; NULL: not known. */
const char *esign_code_text(int code);

/* Of the module; see struct bsre_module. */
int esign_request(struct bsre_request *r, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    struct err *e) MUST_CHECK;
void esign_reply(struct bsre_result *out, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    const struct bsre_reply *reply);

#endif
