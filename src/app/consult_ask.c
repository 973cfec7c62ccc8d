/*
 * consult_ask.c - what shall be asked, written down by a worker, and waited
 * for.
 */
#include <string.h>
#include <time.h>

#include "app/consult_part.h"
#include "base/clock.h"
#include "bsre/module.h"

#define LOOK_EVERY INT64_C(50) /* ms */

/* Whether the module of the office can make a call: 1, 0 or -1. */
static int
module_can(struct ctx *cx, enum bsre_call call, struct err *e)
{
	struct bsre_office o;

	if (bsre_office_get(cx->db, cx->arena, &o, e) < 0)
		return -1;
	return (o.caps & BSRE_CAN(call)) != 0;
}

/* --- the register task -------------------------------------------------- */

static int
all_done(const struct bsre_act *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].state, "done") != 0)
			return 0;
	return n > 0;
}

int
consult_finish_task(struct ctx *cx, const struct dossier *d,
    const struct task *t, const char *how, struct err *e)
{
	struct act act = {.task = t,
	    .outcome = OUT_REGISTERED,
	    .reason = "",
	    .detail = json_array()};
	struct bsre_act *v;
	struct task now;
	size_t n;
	int rc = -1;

	if (task_get(cx->db, cx->arena, &now, t->id, e) != 1 ||
	    bsre_act_list(cx->db, cx->arena, &v, &n, t->id, e) < 0)
		goto out;
	rc = 0;
	if (now.closed_at || !all_done(v, n))
		goto out;
	act_note(act.detail, "Pendaftaran", how);
	rc = act_follow(cx, d, &act, e) < 0 ? -1 : 1;
out:
	json_decref(act.detail);
	return rc;
}

/* One that waits is due now. */
static int
hasten(struct ctx *cx, const struct task *t, int64_t holder, struct err *e)
{
	struct bsre_act *v;
	size_t n;

	if (bsre_act_list(cx->db, cx->arena, &v, &n, t->id, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (v[i].holder_id != holder ||
		    strcmp(v[i].state, "waiting") != 0)
			continue;
		v[i].try_at = cx->now;
		v[i].reason = "";
		if (bsre_act_record(cx->db, &v[i], cx->now, e) < 0)
			return -1;
	}
	return 0;
}

static int
ask_for(struct ctx *cx, const struct task *t, int64_t holder, struct err *e)
{
	struct bsre_act a = {
	    .kind = CONSULT_REGISTER,
	    .case_id = t->case_id,
	    .task_id = t->id,
	    .holder_id = holder,
	    .asked_by = cx->actor.person,
	    .asked_at = cx->now,
	};
	int rc = bsre_act_add(cx->db, &a, e);

	return rc == 0 ? hasten(cx, t, holder, e) : rc < 0 ? -1 : 0;
}

/* The task as it is now, if the actor may act on it. */
static int
still_open(struct ctx *cx, const struct dossier *seen, int64_t task,
    struct dossier *d, struct task *t, struct err *e)
{
	if (dossier_load_id(cx, d, seen->c.id, e) < 0 ||
	    task_get(cx->db, cx->arena, t, task, e) != 1)
		return -1;
	return act_may(cx, d, t, e);
}

int
consult_register(struct ctx *cx, const struct dossier *seen,
    const struct task *t, struct err *e)
{
	struct flow *flow = ARENA_NEW(cx->arena, struct flow);
	struct dossier d = {0};
	struct task now;
	int rc = -1, can;

	if (db_begin(cx->db, e) < 0)
		return -1;
	can = module_can(cx, BSRE_REGISTER, e);
	if (can == 0)
		err_set(e, ERR_INPUT,
		    "Pendaftaran lewat API BSrE sedang tidak tersedia; "
		    "daftarkan lewat AMS lalu catat di sini.",
		    "the module cannot register");
	if (can != 1 || still_open(cx, seen, t->id, &d, &now, e) < 0 ||
	    dossier_flow(&d, flow, e) < 0)
		goto out;
	for (size_t i = 0; i < d.holders_n; i++) {
		int64_t id = d.holders[i].id;

		if ((now.holder_id ? now.holder_id == id
				   : flow_is_covered(flow, (int)i)) &&
		    ask_for(cx, &now, id, e) < 0)
			goto out;
	}
	rc = db_commit(cx->db, e);
out:
	db_rollback(cx->db);
	dossier_clear(&d);
	return rc;
}

/* --- the answer to a question ------------------------------------------- */

static int
find_question(struct ctx *cx, const struct task *t, int64_t id,
    struct bsre_act *out, struct err *e)
{
	struct bsre_act *v;
	size_t n;

	if (bsre_act_list(cx->db, cx->arena, &v, &n, t->id, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (v[i].id == id && strcmp(v[i].state, "question") == 0) {
			*out = v[i];
			return 0;
		}
	return err_set(e, ERR_CONFLICT,
	    "Pertanyaan itu sudah dijawab. Lihat keadaan yang terbaru.",
	    "act %lld is no question", (long long)id);
}

static int
answer(struct ctx *cx, const struct dossier *d, const struct task *t,
    struct bsre_act *a, enum consult_choice choice, struct err *e)
{
	bool again = choice == CONSULT_AGAIN;

	a->state = again ? "waiting" : "done";
	a->try_at = again ? cx->now : 0;
	if (!again || strcmp(a->doubt, DOUBT_KNOWN) != 0)
		a->doubt = "";
	a->reason = "";
	if (bsre_act_record(cx->db, a, cx->now, e) < 0)
		return -1;
	if (again)
		return 0;
	return consult_finish_task(cx, d, t,
		   "Dicatat verifikator: sudah terdaftar di BSrE", e) < 0
		   ? -1
		   : 0;
}

int
consult_answer(struct ctx *cx, const struct dossier *seen, const struct task *t,
    int64_t id, enum consult_choice choice, struct err *e)
{
	struct dossier d = {0};
	struct bsre_act a;
	struct task now;
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (still_open(cx, seen, t->id, &d, &now, e) == 0 &&
	    find_question(cx, &now, id, &a, e) == 0 &&
	    answer(cx, &d, &now, &a, choice, e) == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	dossier_clear(&d);
	return rc;
}

/* --- whom to watch ------------------------------------------------------ */

int
consult_watch(struct ctx *cx, const struct holder *v, size_t n,
    const struct flow *f, int64_t holder, struct err *e)
{
	int can = module_can(cx, BSRE_STATUS, e);

	for (size_t i = 0; can == 1 && i < n; i++)
		if ((holder ? holder == v[i].id : flow_is_covered(f, (int)i)) &&
		    (v[i].nik[0] || v[i].email[0]) &&
		    standing_watch(cx->db, v[i].id, cx->now, cx->now, e) < 0)
			return -1;
	return can < 0 ? -1 : 0;
}

/* --- waiting ------------------------------------------------------------ */

int
consult_soon(struct ctx *cx, int64_t holder, struct err *e)
{
	int can = module_can(cx, BSRE_STATUS, e);

	if (can == 1 && standing_watch(cx->db, holder, cx->now, cx->now, e) < 0)
		return -1;
	return can;
}

/* Whether something is still to come of it soon. */
static bool
is_under_way(const struct bsre_act *a)
{
	if (strcmp(a->state, "sending") == 0)
		return true;
	return strcmp(a->state, "waiting") == 0 && !a->reason[0];
}

static int
has_settled(struct ctx *cx, int64_t task, struct err *e)
{
	struct bsre_act *v;
	struct task t;
	size_t n;
	int rc = task_get(cx->db, cx->arena, &t, task, e);

	if (rc != 1 || t.closed_at)
		return rc < 0 ? -1 : 1;
	if (bsre_act_list(cx->db, cx->arena, &v, &n, task, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (is_under_way(&v[i]))
			return 0;
	return 1;
}

/* Look again and again, at most ms, whether it is so: what done() says. */
static int
wait_until(struct ctx *cx, int (*done)(struct ctx *, int64_t, struct err *),
    int64_t id, int64_t ms, struct err *e)
{
	const struct timespec pause = {.tv_nsec = LOOK_EVERY * 1000000};
	int64_t until = clock_steady_us() + ms * 1000;
	int rc;

	while ((rc = done(cx, id, e)) == 0 && clock_steady_us() < until)
		nanosleep(&pause, NULL);
	return rc;
}

int
consult_wait(struct ctx *cx, int64_t task, int64_t ms, struct err *e)
{
	return wait_until(cx, has_settled, task, ms, e);
}

/* --- a try -------------------------------------------------------------- */

static int
was_tried(struct ctx *cx, int64_t ignored, struct err *e)
{
	int64_t at;

	(void)ignored;
	return bsre_office_wish(cx->db, &at, e) < 0 ? -1 : at == 0;
}

int
consult_try(struct ctx *cx, int64_t ms, struct err *e)
{
	int rc = -1;

	if (db_begin(cx->db, e) == 0 &&
	    bsre_office_try(cx->db, cx->now, e) == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	return rc < 0 ? -1 : wait_until(cx, was_tried, 0, ms, e);
}
