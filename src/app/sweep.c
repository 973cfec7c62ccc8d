#include "app/sweep.h"

#include "app/act.h"
#include "app/draft.h"
#include "app/erase.h"
#include "app/pace.h"
#include "app/rescan.h"
#include "app/roll.h"
#include "base/clock.h"
#include "base/log.h"
#include "sop/keep.h"
#include "store/blob.h"
#include "store/message.h"

#define ABANDON_EVERY MS_HOUR
#define DRAFTS_EVERY  MS_HOUR
#define PACES_EVERY   MS_HOUR
#define ORPHANS_EVERY MS_DAY
#define ORPHAN_AGE    MS_HOUR /* younger ones may be just arriving */
#define SCANS_EVERY   MS_MINUTE
#define ORPHANS_MAX   ((size_t)200)
#define FORGET_EVERY  MS_HOUR
#define ROLLS_EVERY   MS_HOUR
#define FORGET_MOST   ((size_t)200)
#define CATCH_UP      10

int
sweep_ctx(struct ctx *cx, struct app *app, struct arena *a, const char *office,
    int64_t now, struct err *e)
{
	*cx = (struct ctx){
	    .app = app,
	    .arena = a,
	    .base = "",
	    .actor = {.name = "Sistem", .email = "", .phone = ""},
	    .now = now,
	};
	return app_office(app, office, &cx->office, &cx->db, e);
}

static void
complain(const struct ctx *cx, const char *duty, const struct err *e)
{
	log_error("%s: %s: %s (%s)", cx->office->id, duty, e->msg, e->detail);
}

static void
sweep_papers(struct ctx *cx, struct sweep *s)
{
	struct err e = {0};
	bool more = true;
	size_t n;

	for (int i = 0; i < CATCH_UP && more; i++)
		if (erase_catch_up(cx, &more, &e) < 0) {
			/* What has its date goes all the same. */
			complain(cx, "catch up", &e);
			e = (struct err){0};
			more = false;
		}
	s->more = s->more || more;
	if (erase_due(cx, &n, &e) < 0) {
		complain(cx, "erase", &e);
		return;
	}
	s->erased += n;
	s->more = s->more || n > 0;
}

static void
sweep_drafts(struct ctx *cx, struct sweep *s)
{
	struct err e = {0};
	size_t n;

	if (cx->now < s->drafts_at)
		return;
	if (draft_sweep(cx->db, cx->arena, cx->now, &n, &e) < 0) {
		complain(cx, "drafts", &e);
		return;
	}
	s->drafts += n;
	if (n > 0)
		s->more = true;
	else
		s->drafts_at = cx->now + DRAFTS_EVERY;
}

/*
 * Files that came while the virus scanner was away.  One that still is may
 * take its time to say nothing: a fortieth of ours at most.
 */
static void
sweep_scans(struct ctx *cx, struct sweep *s)
{
	int64_t begun = clock_steady_us();
	struct err e = {0};
	bool left = true;
	size_t n = 0;

	if (cx->now < s->scans_at)
		return;
	if (rescan_waiting(cx, &n, &left, &e) < 0)
		complain(cx, "virus scan", &e);
	s->more = s->more || n > 0;
	s->scans_wait = left;
	if (left && n == 0)
		s->scans_at = cx->now + SCANS_EVERY +
			      (clock_steady_us() - begun) / 1000 * 40;
}

/* A case whose task is not old enough cannot be abandoned: nothing more of it
 * is read for that. */
static int
sweep_waiting(struct ctx *cx, const struct waiting *w, struct err *e)
{
	const struct sop *sop;

	if (app_sop(cx->app, cx->office->id, cx->db, w->edition_id, &sop, e) <
	    0)
		return -1;
	if (keep_end(sop->abandoned_after, w->opened_at, cx->office->zone) >
	    cx->now)
		return 0;
	return act_abandon(cx, w->case_id, e);
}

/* The next tasks of the walk; the walk begins anew after a while. */
static void
sweep_cases(struct ctx *cx, struct sweep *s)
{
	struct waiting v[WAITING_PAGE];
	struct err e = {0};
	size_t n;
	int rc;

	if (cx->now < s->abandon_at)
		return;
	if (task_waiting(cx->db, v, &n, cx->now - MS_DAY, &s->waiting, &e) <
	    0) {
		complain(cx, "abandoned cases", &e);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		rc = sweep_waiting(cx, &v[i], &e);
		if (rc < 0) {
			complain(cx, "abandon", &e);
			e = (struct err){0};
		}
		s->abandoned += rc == 1;
		arena_reset(cx->arena);
	}
	if (n == WAITING_PAGE) {
		s->waiting = v[n - 1];
		s->more = true;
	} else {
		s->waiting = (struct waiting){0};
		s->abandon_at = cx->now + ABANDON_EVERY;
	}
}

static void
sweep_orphans(struct ctx *cx, struct sweep *s)
{
	struct blob_sweep b = {.before = cx->now - ORPHAN_AGE,
	    .collect = true,
	    .max = ORPHANS_MAX};
	struct err e = {0};

	if (cx->now < s->orphans_at)
		return;
	s->orphans_at = cx->now + ORPHANS_EVERY;
	if (blob_sweep(cx->db, &b, &e) < 0)
		complain(cx, "orphans", &e);
	s->orphans += b.n;
	if (b.n > 0)
		log_info(
		    "%s: %zu files without a row removed", cx->office->id, b.n);
	if (b.n == ORPHANS_MAX)
		s->orphans_at = cx->now;
}

/* How long things took lately. */
static void
sweep_paces(struct ctx *cx, struct sweep *s)
{
	struct err e = {0};
	bool more;

	if (cx->now < s->paces_at)
		return;
	if (pace_recount(cx->db, cx->arena, &more, &e) < 0) {
		complain(cx, "paces", &e);
		return;
	}
	if (more)
		s->more = true;
	else
		s->paces_at = cx->now + PACES_EVERY;
}

static int
forget(struct db *db, int64_t now, size_t *n, struct err *e)
{
	int rc = -1;

	if (db_begin(db, e) == 0 &&
	    message_forget(db, now, FORGET_MOST, n, e) == 0 &&
	    db_commit(db, e) == 0)
		rc = 0;
	db_rollback(db);
	return rc;
}

static void
sweep_outbox(struct ctx *cx, struct sweep *s)
{
	struct err e = {0};
	size_t n;

	if (cx->now < s->forget_at)
		return;
	if (forget(cx->db, cx->now, &n, &e) < 0) {
		complain(cx, "outbox", &e);
		return;
	}
	if (n > 0)
		s->more = true;
	else
		s->forget_at = cx->now + FORGET_EVERY;
}

static void
sweep_rolls(struct ctx *cx, struct sweep *s)
{
	struct err e = {0};
	bool more;

	if (cx->now < s->rolls_at)
		return;
	if (roll_sweep(cx->db, cx->now, &more, &e) < 0) {
		complain(cx, "rolls", &e);
		return;
	}
	if (more)
		s->more = true;
	else
		s->rolls_at = cx->now + ROLLS_EVERY;
}

void
sweep_office(struct ctx *cx, struct sweep *s)
{
	s->more = false;
	sweep_papers(cx, s);
	sweep_drafts(cx, s);
	arena_reset(cx->arena);
	sweep_scans(cx, s);
	arena_reset(cx->arena);
	sweep_cases(cx, s);
	sweep_paces(cx, s);
	arena_reset(cx->arena);
	sweep_orphans(cx, s);
	sweep_outbox(cx, s);
	sweep_rolls(cx, s);
	arena_reset(cx->arena);
}
