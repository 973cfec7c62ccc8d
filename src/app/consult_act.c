/*
 * consult_act.c - registrations: BSrE is asked whether it knows the person,
 * then the registration is claimed, sent once, and its end recorded.
 */
#include <string.h>

#include "app/consult_part.h"
#include "base/log.h"
#include "store/person.h"

#define LOOK      ((size_t)10) /* acts that are looked at in one look */
#define PAUSE_MIN (10 * MS_SECOND)
#define PAUSE_MAX (10 * MS_MINUTE)
#define FAR       MS_HOUR /* where nothing tells when it may work again */
#define AGAIN     " Dicoba lagi dengan sendirinya."

/* --- what an answer means for an act ------------------------------------ */

/* The older a registration, the longer its pauses. */
static void
put_off(struct bsre_act *a, const char *reason, int64_t wait_ms, int64_t now,
    uint32_t chance)
{
	int64_t pause = (now - a->asked_at) / 4;

	if (pause < PAUSE_MIN)
		pause = PAUSE_MIN;
	if (pause > PAUSE_MAX)
		pause = PAUSE_MAX;
	pause = consult_jitter(pause, chance);
	a->state = "waiting";
	a->reason = reason;
	a->try_at = now + (wait_ms > pause ? wait_ms : pause);
}

static void
make_question(struct bsre_act *a, const char *doubt, const char *reason)
{
	a->state = "question";
	a->doubt = doubt;
	a->reason = reason;
	a->try_at = 0;
}

static void
refuse(struct bsre_act *a, const struct bsre_result *r)
{
	if (r->code == BSRE_CODE_KNOWN)
		make_question(a, DOUBT_KNOWN,
		    "BSrE menyatakan orang ini sudah terdaftar.");
	else
		make_question(a, DOUBT_REFUSED, r->reason);
}

/* BSrE does not know the person, as far as it says. */
static bool
is_free(const struct bsre_result *r)
{
	if (r->kind == BSRE_REFUSED)
		return r->code == BSRE_CODE_UNKNOWN;
	return r->kind == BSRE_OK && bsre_is_registered(r->known) != BSRE_YES;
}

bool
acts_weigh(struct bsre_act *a, enum bsre_call call, const struct bsre_result *r,
    struct arena *ar, int64_t now, uint32_t chance)
{
	if (call == BSRE_STATUS && is_free(r))
		return false;
	a->answer = r->message;
	a->code = r->code;
	a->log = r->log;
	switch (r->kind) {
	case BSRE_OK:
		if (call == BSRE_STATUS) {
			make_question(a, DOUBT_KNOWN,
			    arena_printf(ar,
				"BSrE sudah mengenal orang ini, dengan status "
				"%s.",
				r->word));
			return true;
		}
		a->state = "done";
		a->doubt = a->reason = "";
		a->try_at = 0;
		return true;
	case BSRE_REFUSED:
		refuse(a, r);
		return true;
	case BSRE_UNKNOWN:
		make_question(a, DOUBT_UNKNOWN,
		    arena_printf(ar,
			"%s Tidak diketahui apakah BSrE sudah mencatat "
			"pendaftaran ini.",
			r->reason));
		return true;
	case BSRE_AUTH:
	case BSRE_BUSY:
	case BSRE_BROKEN:
	case BSRE_UNREACHABLE:
		break;
	}
	put_off(a, arena_printf(ar, "%s" AGAIN, r->reason),
	    r->wait_s * MS_SECOND, now, chance);
	return true;
}

/* --- what is due -------------------------------------------------------- */

static int
record(struct ctx *cx, const struct bsre_act *a, struct err *e)
{
	return bsre_act_record(cx->db, a, cx->now, e) < 0 ? -1 : 0;
}

/* The office's way is closed until then. */
static int
wait_for_way(struct look *k, struct bsre_act *a, struct err *e)
{
	int64_t far = k->cx->now + FAR;

	k->open_at = consult_opens(k->w, k->cx->now);
	a->try_at = k->open_at < far ? k->open_at : far;
	if (!a->reason[0])
		a->reason = "Sambungan kantor ini ke BSrE sedang dijeda karena "
			    "gangguan." AGAIN;
	return record(k->cx, a, e);
}

/*
 * Claim the act and send it: 1 it is under way, 0 it is not to be sent now,
 * -1.  *x is taken in any case.
 */
static int
send_act(struct look *k, struct bsre_act *a, struct exchange *x, struct err *e)
{
	struct db *db = k->cx->db;
	struct task t;
	int rc = -1;

	if (db_begin(db, e) < 0)
		goto out;
	rc = task_get(db, k->cx->arena, &t, a->task_id, e);
	if (rc == 1 && t.closed_at)
		rc = 0;
	if (rc == 1)
		rc = bsre_act_claim(db, a->id, k->cx->now, e);
	if (rc == 1 && !way_may(k->w, k->cx->now)) {
		db_rollback(db);
		exchange_free(x);
		return wait_for_way(k, a, e);
	}
	if (rc == 1 && db_commit(db, e) < 0)
		rc = -1;
out:
	db_rollback(db);
	if (rc == 1)
		consult_launch(k->c, k->l, x, FOR_ACT, a->id, a->holder_id);
	else
		exchange_free(x);
	return rc;
}

static int
ask_status(
    struct look *k, struct bsre_act *a, struct exchange *x, struct err *e)
{
	if (!way_may(k->w, k->cx->now)) {
		exchange_free(x);
		return wait_for_way(k, a, e);
	}
	consult_launch(k->c, k->l, x, FOR_ACT, a->id, a->holder_id);
	return 1;
}

/* One more question of an act: 1 under way, 0 it ended or waits, -1. */
static int
advance(struct look *k, struct bsre_act *a, const struct holder *h,
    enum bsre_call call, struct err *e)
{
	const struct bsre_ask ask = consult_ask(k->w, call, h);
	struct exchange *x;
	struct err why = {0};

	if (!(k->w->caps & BSRE_CAN(BSRE_REGISTER))) {
		put_off(a,
		    "Pendaftaran lewat API BSrE sedang tidak tersedia di "
		    "kantor ini; daftarkan lewat AMS lalu catat di sini.",
		    FAR, k->cx->now, consult_chance());
		return record(k->cx, a, e);
	}
	if (exchange_make(&x, k->w, &ask, &why) < 0) {
		make_question(a, DOUBT_REFUSED, why.msg);
		log_warn("%s: act %lld: %s", k->l->office, (long long)a->id,
		    why.detail);
		return record(k->cx, a, e);
	}
	return call == BSRE_REGISTER ? send_act(k, a, x, e)
				     : ask_status(k, a, x, e);
}

static int
take(struct look *k, struct bsre_act *a, struct err *e)
{
	struct ctx *cx = k->cx;
	struct holder h;
	struct task t;
	int64_t case_id;
	int rc = task_get(cx->db, cx->arena, &t, a->task_id, e);

	if (rc == 1)
		rc = holder_get(
		    cx->db, cx->arena, &h, &case_id, a->holder_id, e);
	if (rc < 0)
		return -1;
	if (rc == 0 || t.closed_at || h.ending[0])
		return bsre_act_drop(cx->db, a->id, cx->now, e) < 0 ? -1 : 0;
	/* Who is known, and is to be sent all the same, is not asked about. */
	return advance(k, a, &h,
	    k->w->caps & BSRE_CAN(BSRE_STATUS) &&
		    strcmp(a->doubt, DOUBT_KNOWN) != 0
		? BSRE_STATUS
		: BSRE_REGISTER,
	    e);
}

int
acts_take(struct look *k, struct err *e)
{
	struct bsre_act *v;
	size_t n;
	int rc = 0;

	if (bsre_act_due(k->cx->db, k->cx->arena, &v, &n, k->cx->now, LOOK, e) <
	    0)
		return -1;
	for (size_t i = 0; i < n && rc == 0; i++)
		if (consult_asks(k->c, k->l, v[i].holder_id))
			k->busy = true;
		else
			rc = take(k, &v[i], e);
	return rc;
}

/* --- what came of it ---------------------------------------------------- */

int
consult_act_as(struct ctx *cx, int64_t person, struct err *e)
{
	struct person p;

	if (person_get(cx->db, cx->arena, &p, person, e) != 1)
		return -1;
	cx->actor = (struct actor){.person = person,
	    .name = p.name,
	    .email = p.email,
	    .phone = p.phone};
	return seats_held(cx->db, cx->arena, cx->actor.seats,
	    &cx->actor.seats_n, person, cx->now, e);
}

/* The last registration of a task closes it. */
static int
close_task(const struct heard *h, const struct bsre_act *a, struct err *e)
{
	struct ctx cx = *h->cx;
	struct dossier d = {0};
	struct task t;
	int rc = -1;

	if (consult_act_as(&cx, a->asked_by, e) == 0 &&
	    dossier_load_id(&cx, &d, a->case_id, e) == 0 &&
	    task_get(cx.db, cx.arena, &t, a->task_id, e) == 1)
		rc = consult_finish_task(&cx, &d, &t,
		    arena_printf(cx.arena, "Dikirim lewat API BSrE (modul %s)",
			h->w->module->name),
		    e);
	dossier_clear(&d);
	return rc < 0 ? -1 : 0;
}

/* What BSrE may know of the person from now on is of interest. */
static int
watch(const struct heard *h, const struct bsre_act *a, struct err *e)
{
	if (!(h->w->caps & BSRE_CAN(BSRE_STATUS)) ||
	    strcmp(a->state, "waiting") == 0 ||
	    strcmp(a->doubt, DOUBT_REFUSED) == 0)
		return 0;
	return standing_watch(
	    h->cx->db, a->holder_id, h->cx->now, h->cx->now, e);
}

static int
record_heard(const struct heard *h, const struct bsre_act *a, struct err *e)
{
	struct db *db = h->cx->db;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (record(h->cx, a, e) == 0 && watch(h, a, e) == 0 &&
	    (strcmp(a->state, "done") != 0 || close_task(h, a, e) == 0))
		rc = db_commit(db, e);
	db_rollback(db);
	return rc;
}

/* Registered, but the task cannot be closed: somebody has to know. */
static int
record_stuck(const struct heard *h, struct bsre_act *a, struct err *e)
{
	struct err why = {0};

	if (record_heard(h, a, &why) == 0)
		return 0;
	if (why.kind == ERR_BUSY || strcmp(a->state, "done") != 0) {
		*e = why;
		return -1;
	}
	log_error("%s: act %lld: %s (%s)", h->cx->office->id, (long long)a->id,
	    why.msg, why.detail);
	make_question(a, DOUBT_UNKNOWN,
	    arena_printf(h->cx->arena,
		"BSrE menerima pendaftaran ini, tetapi langkahnya tidak dapat "
		"ditutup: %s",
		why.msg));
	return record_heard(h, a, e);
}

/* BSrE does not know the person: now it is sent. */
static int
send_now(const struct heard *h, struct bsre_act *a, struct err *e)
{
	struct look k = {
	    .c = h->c, .cx = h->cx, .l = h->x->of, .w = h->w, .open_at = 0};
	struct holder holder;
	int64_t case_id;
	int rc;

	if (consult_is_ending(h->c))
		return 0;
	rc = holder_get(
	    h->cx->db, h->cx->arena, &holder, &case_id, a->holder_id, e);
	if (rc == 1)
		rc = advance(&k, a, &holder, BSRE_REGISTER, e);
	return rc < 0 ? -1 : 0;
}

int
acts_heard(const struct heard *h, struct err *e)
{
	enum bsre_call call = h->x->ask.call;
	struct bsre_act a;
	int rc = bsre_act_get(h->cx->db, h->cx->arena, &a, h->x->id, e);

	if (rc != 1)
		return rc;
	/* Closed by hand, or dropped, while the status was asked for. */
	if (call == BSRE_STATUS && strcmp(a.state, "waiting") != 0)
		return 0;
	if (!acts_weigh(
		&a, call, h->r, h->cx->arena, h->cx->now, consult_chance()))
		return send_now(h, &a, e);
	return record_stuck(h, &a, e);
}
