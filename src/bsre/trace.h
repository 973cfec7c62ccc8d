/*
 * trace.h - what of an answer may be shown or kept: without the secrets of
 * the ask, and in a log without the person it is about.
 */
#ifndef BSRE_TRACE_H
#define BSRE_TRACE_H

#include "bsre/module.h"

/* What stands instead of what is left out. */
#define TRACE_HIDDEN "(disamarkan)"

enum trace_hide {
	TRACE_SECRETS, /* passphrase and one-time code */
	TRACE_PERSON   /* and NIK, name, e-mail, whatever looks like a NIK */
};

/* Clean text on one line, at most max bytes, in the arena. */
const char *trace_text(struct arena *a, const struct bsre_ask *ask,
    struct str s, size_t max, enum trace_hide hide);

/*
 * The body of an answer for a log, at most BSRE_LOG bytes: JSON without long
 * texts and without members that are secrets by their name; other text only
 * where the ask has no secret that it may repeat in some other writing; of
 * files the size.
 */
const char *trace_body(struct arena *a, const struct bsre_ask *ask,
    const struct bsre_reply *reply);

#endif
