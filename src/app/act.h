/*
 * act.h - the one way in which a case moves: authorise, begin, ask the
 * engine, write, log, commit.  An answer is given only after the commit.
 */
#ifndef APP_ACT_H
#define APP_ACT_H

#include "app/dossier.h"
#include "app/draft.h"
#include "domain/second.h"

struct missive_scan; /* app/missivescan.h */

enum change_kind {
	CHANGE_HOLDER,      /* holder: its personal data */
	CHANGE_EMAIL,       /* holder->id, holder->email */
	CHANGE_CERTIFICATE, /* holder->id, serial, valid_from, valid_until */
	CHANGE_PASTED,      /* holder->id, der: a certificate that is kept */
	CHANGE_ITEM,        /* item: handed in; its file is claimed */
	CHANGE_JUDGE,       /* item: id, verdict, reason */
	CHANGE_FILE,        /* item: files and holder_id; the files alone */
	CHANGE_LETTER,      /* letter: all texts of the letter */
	CHANGE_CREDENTIAL,  /* secret: sealed for the applicant */
	CHANGE_SEEN,        /* holder->id, seen: its status in AMS */
	CHANGE_SCAN,        /* scan: takes the place of a letter for ink */
	CHANGE_BY_HAND      /* task: what was to be sent to BSrE for it is not
			       sent any more; ERR_CONFLICT while it is */
};

/* One fact that a step records together with the transition. */
struct change {
	enum change_kind kind;
	const struct holder *holder;
	struct item_value item;
	json_t *letter;        /* borrowed */
	const char *secret;    /* borrowed; stored sealed only */
	const struct str *der; /* the holder\'s certificate, then those above */
	size_t der_n;
	const char *seen;                /* borrowed */
	const struct task *task;         /* borrowed */
	const struct missive_scan *scan; /* borrowed */
};

struct changes {
	struct change *v; /* in the arena */
	size_t n, cap;
};

struct act {
	const struct task *task;
	const struct draft *draft; /* ends with it; borrowed */
	enum outcome outcome;
	enum verdict verdict; /* of a match: app/second.h; NONE: no match */
	const char *reason;   /* "" if none */
	json_t *detail;       /* borrowed: [{"label","value"}], for the log */
	json_t *letter; /* owned: what a CHANGE_LETTER borrows; act_clear() */
	struct changes changes;
};

/* A line of the detail of an event; a value "" or NULL is left out. */
void act_note(json_t *detail, const char *label, const char *value);

void changes_add(struct changes *cs, struct arena *a, const struct change *c);

/*
 * Who owns what this actor uploads before it is part of a case:
 * "person:7" or "task:12".
 */
const char *actor_owner(const struct actor *actor, struct arena *a);

/*
 * Carry out one transition.  ERR_DENIED, ERR_MISSING by access.h;
 * ERR_CONFLICT if the task is done already (nothing is written); ERR_BUSY.
 * A verdict that another person has to confirm is kept, and the task stays.
 */
int act_run(struct ctx *cx, const struct dossier *d, const struct act *act,
    struct err *e) MUST_CHECK;

/* Whether the actor may carry out an act on a task: the same errors. */
int act_may(const struct ctx *cx, const struct dossier *d, const struct task *t,
    struct err *e) MUST_CHECK;

/*
 * The same, inside the caller's transaction, for what follows from something
 * that was asked before or that nobody asks for: the actor is not weighed,
 * the task has but to be open, and no draft ends.  ERR_CONFLICT if it is not.
 */
int act_follow(struct ctx *cx, const struct dossier *d, const struct act *act,
    struct err *e) MUST_CHECK;

/*
 * Open the credential that waits for the applicant of a case, and forget it:
 * *text lives in the arena.  ERR_MISSING if none waits.
 */
int act_show_credential(struct ctx *cx, const struct dossier *d,
    struct str *text, struct err *e) MUST_CHECK;

struct filing {
	const char *service;
	const struct draft *draft; /* ends with it; borrowed */
	const char *submission;    /* the form's own key: files once only */
	const struct person *applicant; /* NULL: the actor; else the person
	                                   on whose behalf the actor files */
	json_t *letter;                 /* borrowed */
	json_t *detail;                 /* borrowed */
	const struct holder *holders;
	size_t holders_n;
	/* item.holder_id is here the position from 1, 0 for the letter */
	struct changes changes;
};

/*
 * File a new case: number, holders, items, first row done.  *number lives in
 * the arena.  A filing that was accepted before gives its number again.
 */
int act_file(struct ctx *cx, const struct filing *f, const char **number,
    struct err *e) MUST_CHECK;

/*
 * Close a case that has waited for its applicant alone for longer than the
 * SOP says: 1 closed, 0 it is not that long or not alone.  Nobody acts.
 */
int act_abandon(struct ctx *cx, int64_t case_id, struct err *e) MUST_CHECK;

/*
 * Make a link of 24 hours (row.link_hours) to a task that the actor may hand
 * on: an activation or a passphrase of a case at whose verifier desk the
 * actor sits.
 * *token lives in the arena; only its hash is kept.
 */
int act_link(struct ctx *cx, const struct dossier *d, const struct task *t,
    const char **token, struct err *e) MUST_CHECK;
bool may_hand_on(
    const struct ctx *cx, const struct dossier *d, const struct task *t);

#endif
