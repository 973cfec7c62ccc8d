/*
 * engine.h - (definition, state, event, now) -> new state and effects.  Pure:
 * no clock, no store.
 *
 * A token is one thing waiting to be done: a row, for the letter (holder -1)
 * or for one holder.  The letter token stands for every holder under way that
 * has no token of its own: it covers them.  Rules:
 *
 * - A case begins with one letter token on its first row.
 * - A letter token that enters a per-holder row becomes one token for each
 *   holder it covers.
 * - A holder's token moves alone, also back over letter rows (a correction
 *   for one person does not hold up the others).
 * - The tail of letter rows behind the per-holder rows joins (row.joins): a
 *   holder that gets there waits until every token under way waits.  Then
 *   those at the earliest of these rows become the letter token; who waits
 *   further down is taken along when the letter token comes by.
 * - `end` ends the token's holder, or for a letter token all that it covers;
 *   the case is over when no token is left: done if at least one holder is
 *   done, else rejected.
 *
 * So there is always a token that does not wait, and while there is a letter
 * token every other token waits.
 */
#ifndef SOP_ENGINE_H
#define SOP_ENGINE_H

#include "sop/model.h"

#define HOLDER_ALL (-1)

enum ending { END_NONE, END_DONE, END_REJECTED };

struct token {
	int row;
	int holder;   /* HOLDER_ALL or 0..holders-1 */
	bool waiting; /* at a joining row, for the others */
};

struct flow {
	enum ending ending; /* of the case */
	int holders;        /* 1..LIMIT_HOLDERS */
	enum ending holder_ending[LIMIT_HOLDERS];
	int tokens_n;
	struct token tokens[LIMIT_HOLDERS]; /* by holder, letter first */
};

struct flow_event {
	int row, holder;
	enum outcome outcome;
};

enum effect_kind {
	EFFECT_CLOSE,      /* the task of (row, holder) is done */
	EFFECT_OPEN,       /* a task opens at (row, holder); for the letter at
	                      a joining row this ends the wait there */
	EFFECT_WAIT,       /* holder waits at joining row */
	EFFECT_HOLDER_END, /* holder is over: ending */
	EFFECT_CASE_END    /* the case is over: ending */
};

struct effect {
	enum effect_kind kind;
	int row, holder;
	enum ending ending;
};

#define FLOW_EFFECTS (2 * LIMIT_HOLDERS + 4)

struct effects {
	int n;
	struct effect v[FLOW_EFFECTS];
};

/* The state of a new case: one letter token on the first row, or where that
 * row is per holder, one token each. */
void flow_start(struct flow *f, const struct sop *s, int holders);

/*
 * Apply an event.  ERR_CONFLICT if no token is at (row, holder) or it waits,
 * ERR_INPUT if the row's kind has no such outcome; *out and *fx are untouched
 * then.  *out may not be the same object as *in.
 */
int flow_apply(struct flow *out, struct effects *fx, const struct sop *s,
    const struct flow *in, const struct flow_event *ev,
    struct err *e) MUST_CHECK;

/*
 * Nobody goes on with what does not wait for other holders: these tokens
 * close, and all they stand for ends as rejected.  Holders that wait go on.
 * *out may not be the same object as *in.
 */
void flow_abandon(struct flow *out, struct effects *fx, const struct sop *s,
    const struct flow *in);

/* Whether all tokens under way wait for the applicant or for BSrE; holders
 * that wait for each other do not count.  False once the case is over. */
bool flow_is_waiting(const struct flow *f, const struct sop *s);

/* Whether the holder is under way and the letter token stands for it. */
bool flow_is_covered(const struct flow *f, int holder);

/*
 * What row.joins must say: a letter row from which the way forward (the
 * first outcome of each row) ends without a per-holder row, in a table that
 * has per-holder rows.  The place in the table does not tell: a row where
 * the applicant completes files may be printed last and still leads back.
 */
bool flow_row_joins(const struct sop *s, int row);

#endif
