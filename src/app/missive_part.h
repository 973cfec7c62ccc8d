/*
 * missive_part.h - what the files of app/missive.h share.
 */
#ifndef APP_MISSIVE_PART_H
#define APP_MISSIVE_PART_H

#include <jansson.h>

#include "app/missive.h"
#include "paper/typeset.h"

/* Who signs, as it is printed. */
struct missive_seal {
	const char *seat; /* "Plt. Kepala Dinas Kominfo"; "" nobody */
	const char *for_; /* "Kepala Dinas Kominfo": "a.n."; NULL */
	int64_t person;   /* 0: nobody holds the seat now */
	const char *name, *nip, *rank; /* "" where not known */
};

/* The event of a step that the letter tells of; NULL: none. */
const struct event *missive_event(
    const struct dossier *d, const struct missive_of *of);
/* Whether the case has come so far. */
bool missive_is_due(const struct dossier *d, const struct missive_of *of);

/* A value of an event's detail by its label; "" if it is not there. */
const char *missive_detail(
    struct ctx *cx, const struct event *ev, const char *label);

/* The index of a lane that signs letters of a kind; ROW_NONE: none. */
int missive_lane(
    const struct ctx *cx, const struct dossier *d, enum missive_kind k);
int missive_seal(struct ctx *cx, const struct dossier *d, enum missive_kind k,
    struct missive_seal *s, struct err *e) MUST_CHECK;

/*
 * What a template may ask for.  The caller owns it.  m: kind, number, dated
 * are read.
 */
json_t *missive_view(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, const struct missive *m,
    const struct missive_seal *s, bool for_signature);
/* What only one kind needs. */
void missive_view_kind(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, json_t *v);
/* One person under a key, or at the end of a list (key NULL). */
void missive_person(struct ctx *cx, const struct holder *h, json_t *o);
/* A text made safe for the press, under a key; NULL: "". */
void missive_put(struct ctx *cx, json_t *o, const char *key, const char *value);

/* The text that the press sets, in the arena: through the office's own
 * template if it has one. */
int missive_text(struct ctx *cx, enum missive_kind k, const json_t *view,
    struct str *text, struct err *e) MUST_CHECK;
/* The same through a template that is given; strict: a name that is not
 * known is an error. */
int missive_own_text(struct ctx *cx, enum missive_kind k, struct str body,
    const json_t *view, bool strict, struct str *text,
    struct err *e) MUST_CHECK;
/* The letterhead of the office, or of who asks (permohonan). */
int missive_head(struct ctx *cx, const struct dossier *d, enum missive_kind k,
    struct typeset_head *head, struct err *e) MUST_CHECK;

/* "8 Agustus 2024" for "2024-08-08"; as it is if it is no date. */
const char *missive_date(struct ctx *cx, const char *date);
/* "198711042010011001" as people write it: 8 6 1 3. */
const char *missive_nip(struct ctx *cx, const char *nip);

#endif
