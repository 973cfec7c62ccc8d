/*
 * missive.h - the official letters of a case (naskah dinas): what there is,
 * what can be made of it, and making it.
 *
 * A letter is set by the press from a template and what the case says, and
 * its PDF is kept byte for byte.  As long as it is a draft for ink it is made
 * anew when the case says something else; then it replaces the one before.
 * One that is signed, and a scan, are never made anew.
 */
#ifndef APP_MISSIVE_H
#define APP_MISSIVE_H

#include "app/dossier.h"
#include "sop/missive.h"
#include "store/missive.h"

/* What a file is for: "naskah.rekomendasi". */
#define MISSIVE_PURPOSE "naskah."

/* Which letter of a case. */
struct missive_of {
	enum missive_kind kind;
	int64_t holder; /* of kinds that are of one; else 0 */
	int64_t task;   /* what it tells of, missive_task(); else 0 */
	/* Of a form that was not handed in (d->c.id 0): its own key, and the
	 * draft whose files live with it; else NULL. */
	const char *submission, *form;
};

/* What stands for a form that was not handed in: its owner's draft of it. */
struct draft;
const char *missive_form_key(struct arena *a, const struct draft *d);

/* Which one a row is. */
struct missive_of missive_of_row(const struct missive *m);

struct missive_wish {
	const char *number; /* NULL, "": the next, if the kind has numbers and
	                       this one has none yet; else typed by hand */
	const char *dated;  /* YYYY-MM-DD; NULL: as it was, else today */
	bool for_signature; /* with the mark of an electronic signature and
	                       the words of UU ITE and BSrE */
	bool preview;       /* to be looked at: never kept, so without a code,
	                       and it says so */
};

/* One that was set and not kept yet. */
struct missive_draft {
	struct missive m;   /* without id, file_id, sha256, made_* */
	int64_t before;     /* the one it replaces; 0: none */
	bool same;          /* m is that one as nothing changed; no pdf */
	struct str pdf;     /* in the arena */
	const char *owner;  /* of the file; NULL: the actor */
	const char *form;   /* of the draft that the file is of; NULL: none */
	const char *series; /* its number is the serial of it; NULL: typed, */
	int64_t serial;     /* or of the one before */
	bool numbered;      /* by missive_keep() */
};

/*
 * Set one and keep nothing.  ERR_DENIED: it is not the actor's to make;
 * ERR_CONFLICT: it cannot be made yet, or any more as it is signed, or the
 * number is taken; ERR_INPUT: number or date; ERR_BUSY: no press.
 */
int missive_render(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, const struct missive_wish *wish,
    struct missive_draft *out, struct err *e) MUST_CHECK;

/*
 * Keep a PDF as the letter that dr->m says, in place of dr->before: file,
 * number, row and event in one transaction, which it begins and ends.  All of
 * dr->m is filled.  outcome: "made", "signed", "scanned".
 */
int missive_keep(struct ctx *cx, const struct dossier *d,
    struct missive_draft *dr, const char *outcome, struct err *e) MUST_CHECK;

/* Both, unless nothing has changed: the one that stands then, in *out. */
int missive_make(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, const struct missive_wish *wish,
    struct missive *out, struct err *e) MUST_CHECK;

/* Whether the actor may make one now, or may read it. */
bool missive_may_make(
    const struct ctx *cx, const struct dossier *d, const struct missive_of *of);
bool missive_may_read(
    const struct ctx *cx, const struct dossier *d, const struct missive *m);

/* The task that a letter of a kind is of now; 0: none, or none needed. */
int64_t missive_task(const struct dossier *d, enum missive_kind k);

/* Whether the actor may withdraw one: the seat that signed it, or an admin. */
bool missive_may_withdraw(const struct ctx *cx, const struct dossier *d,
    const struct missive *m);
/* The page on which it is withdrawn. */
const char *missive_withdraw_url(
    struct ctx *cx, const struct dossier *d, const struct missive *m);

/* Withdraw one that stands: ERR_CONFLICT if it does not, ERR_DENIED if it is
 * not the actor's to withdraw, ERR_INPUT without a reason. */
int missive_withdraw(struct ctx *cx, const struct dossier *d, int64_t id,
    const char *why, struct err *e) MUST_CHECK;

/* The event of a letter, inside a transaction: outcome as above, and
 * "withdrawn".  reason may be NULL. */
int missive_log(struct ctx *cx, const struct dossier *d,
    const struct missive *m, const char *outcome, const char *reason,
    struct err *e) MUST_CHECK;

/* "https://tte.example/v/kudus-CODE", or only the path where our address is
 * not known. */
const char *missive_url(struct ctx *cx, const char *code);

/* How one stands, in words for its reader. */
const char *missive_state(const struct missive *m);

/* The page of one: /permohonan/NUMBER/naskah/KIND. */
const char *missive_page_url(
    struct ctx *cx, const struct dossier *d, const struct missive_of *of);

/* "Surat rekomendasi 000.6.5/017/2026 dibuat": of an event "missive". */
const char *missive_event_text(struct ctx *cx, const struct event *ev);

/* "missives" of the case page: what there is and what can be made now. */
int missive_list(struct ctx *cx, const struct dossier *d, json_t *model,
    struct err *e) MUST_CHECK;

#endif
