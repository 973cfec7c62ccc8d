/*
 * move.h - what the engine said of a case, written: tasks, holders, papers,
 * state and event.  Used by act.h, inside its transactions, and by nothing
 * else.
 */
#ifndef APP_MOVE_H
#define APP_MOVE_H

#include "app/dossier.h"

struct move {
	struct ctx *cx;
	const struct sop *sop;
	const struct holder *holders; /* by engine index */
	size_t holders_n;
	const struct casefile *c;
	const struct task *task; /* being done; NULL when filing, abandoned */
	bool abandoned;          /* by its applicant */
	int64_t task_id;
	const char *outcome, *reason;
	const char *why; /* the reason, if it is told; else NULL */
	json_t *detail;
};

/* The tasks that a move has opened. */
struct opened {
	size_t n;
	struct task v[FLOW_EFFECTS];
};

/* Effects, and the state of the case after them. */
int move_flow(const struct move *m, const struct flow *out,
    const struct effects *fx, struct opened *opened, struct err *e) MUST_CHECK;

/* Who is told of it; after its event, as there may be more. */
int move_tell(const struct move *m, const struct flow *out,
    const struct effects *fx, const struct opened *opened,
    struct err *e) MUST_CHECK;

/* One transition: the event applied to *in, effects, state, log. */
int move_write(const struct move *m, const struct flow *in,
    const struct flow_event *ev, struct err *e) MUST_CHECK;

#endif
