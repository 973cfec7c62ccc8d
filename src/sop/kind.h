/*
 * kind.h - the step kinds: a closed list, each with a closed list of
 * outcomes.  The code that runs a kind stands in step/; here is what a
 * definition may say and what the engine must know.
 */
#ifndef SOP_KIND_H
#define SOP_KIND_H

#include <stdbool.h>

enum step_kind {
	STEP_APPLY,
	STEP_DISPOSE,
	STEP_CHECK,
	STEP_COMPLETE,
	STEP_MAILBOX,
	STEP_RECOMMEND,
	STEP_REGISTER,
	STEP_ACTIVATE,
	STEP_MATCH,
	STEP_PASSPHRASE,
	STEP_EXAMINE,
	STEP_DELIVER,
	STEP_REPORT,
	STEP_AUDIT,
	STEP_GRANT,
	STEP_TRIAL,
	STEP_CONFIRM,
	STEP_KINDS
};

enum outcome {
	OUT_SUBMITTED,
	OUT_FORWARDED,
	OUT_RETURNED,
	OUT_REJECTED,
	OUT_COMPLETE,
	OUT_INCOMPLETE,
	OUT_NO_MAILBOX,
	OUT_RESUBMITTED,
	OUT_CREATED,
	OUT_SENT,
	OUT_REGISTERED,
	OUT_REFUSED,
	OUT_DONE,
	OUT_MATCHED,
	OUT_MISMATCHED,
	OUT_SET,
	OUT_ISSUED,
	OUT_DENIED,
	OUT_DELIVERED,
	OUT_READ,
	OUT_FIT,
	OUT_UNFIT,
	OUT_GRANTED,
	OUT_PASSED,
	OUT_PROBLEM,
	OUT_COUNT
};

#define KIND_OUTCOMES 4

struct kind {
	enum step_kind kind;
	const char *name;  /* as in the SOP file: "dispose" */
	const char *title; /* for pages: "Disposisi" */
	bool per_holder;   /* acts on each holder alone by default */
	int outcomes_n;
	enum outcome outcomes[KIND_OUTCOMES]; /* the way forward comes first */
};

/* The row of a kind; never NULL. */
const struct kind *kind_get(enum step_kind k);

/* By name; NULL if there is none. */
const struct kind *kind_find(const char *name);

/* "forwarded"; and -1 if there is no such outcome. */
const char *outcome_name(enum outcome o);
int outcome_find(const char *name);

/* What happened, for pages: "Diteruskan". */
const char *outcome_title(enum outcome o);

/* Whether `end` after this outcome means refused rather than done, and
 * whether a reason is owed to the person it falls on. */
bool outcome_is_negative(enum outcome o);

#endif
