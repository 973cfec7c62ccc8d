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
	const char *service;
	int64_t case_id, applicant;
	int64_t edition_id;
	const struct task *task; /* being done; NULL when filing, abandoned */
	bool abandoned;          /* by its applicant */
	int64_t task_id;
	const char *outcome, *reason;
	json_t *detail;
};

/* Effects, and the state of the case after them. */
int move_flow(const struct move *m, const struct flow *out,
    const struct effects *fx, struct err *e) MUST_CHECK;

/* One transition: the event applied to *in, effects, state, log. */
int move_write(const struct move *m, const struct flow *in,
    const struct flow_event *ev, struct err *e) MUST_CHECK;

#endif
