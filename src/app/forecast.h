/*
 * forecast.h - when a running case is likely to be done.  Pure arithmetic: no
 * clock, no store.
 *
 * From where its tasks stand the case is walked along the way forward, the
 * first outcome of each row.  A row takes what the office needed for it
 * lately (pace.h): the median for the likely date, the 90th percentile for
 * the late one.  The late ones are simply added: that is right where the same
 * cases are slow at every desk, and cautious elsewhere.  Where too few are
 * known a row takes the SOP's Waktu, which then stands for both; without
 * Waktu nothing.
 *
 * What was already used of a row counts.  A row that has taken longer than
 * the likely time is expected to end at the late one; longer than that, to
 * take as long again from now.  A row that waits for the applicant is taken
 * to end now: the forecast begins with that act.  Several holders go their
 * ways side by side, and the last of them makes the date.
 */
#ifndef APP_FORECAST_H
#define APP_FORECAST_H

#include "app/pace.h"
#include "sop/engine.h"

/* An open task, or a holder that waits for the others. */
struct forecast_token {
	int row;
	int holder; /* HOLDER_ALL: the letter */
	bool waiting;
	int64_t opened_at; /* ms; of a task */
};

struct forecast_case {
	const struct office *office;
	const struct sop *sop;
	const struct pace_sum *paces; /* of its service */
	size_t paces_n;
	const struct forecast_token *tokens;
	size_t tokens_n;
	int64_t now;
};

/* What the times of the rows still to come are taken from. */
enum forecast_basis {
	FORECAST_NONE, /* nothing is known of any: there is no forecast */
	FORECAST_SOP,
	FORECAST_MIXED,
	FORECAST_OWN /* own recent times alone */
};

struct forecast {
	enum forecast_basis basis;
	bool applicant;       /* the applicant's act comes first */
	int64_t likely, late; /* ms */
	int64_t *rows;        /* by index: when a row that is still to begin is
	                  likely to be done; 0 if it is not on the way */
};

/* The rows live in the arena. */
void forecast_make(
    struct forecast *f, struct arena *a, const struct forecast_case *c);

#endif
