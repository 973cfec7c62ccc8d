#include "app/move.h"

#include "app/consult.h"
#include "app/custody.h"
#include "app/desk.h"
#include "app/officetime.h"
#include "app/pace.h"
#include "app/remind.h"
#include "app/tell.h"
#include "view/json.h"

static int64_t
holder_id(const struct move *m, int holder)
{
	return holder == HOLDER_ALL ? 0 : m->holders[holder].id;
}

static int
open_task(const struct move *m, int row, int holder, struct opened *opened,
    struct err *e)
{
	const struct row *r = &m->sop->rows[row];
	const struct lane *lane = &m->sop->lanes[r->lane];
	struct task t = {
	    .service = m->c->service_id,
	    .case_id = m->c->id,
	    .holder_id = holder_id(m, holder),
	    .row_no = r->no,
	    .lane = m->sop->lanes[lane->recorder].id,
	    .person_id = lane->role == LANE_APPLICANT ? m->c->applicant_id : 0,
	    .opened_at = m->cx->now,
	    .due_at = row_due(m->cx->office, r, m->cx->now),
	};

	t.remind_at =
	    remind_first(m->cx->office, m->sop, row, t.opened_at, t.due_at);
	/* The letter opens where holders waited for each other. */
	if (holder == HOLDER_ALL && r->joins &&
	    holder_end_wait(m->cx->db, m->c->id, r->no, e) < 0)
		return -1;
	if (task_add(m->cx->db, &t, e) < 0)
		return -1;
	opened->v[opened->n++] = t;
	return 0;
}

static enum keep_ending
keeping(const struct move *m, enum ending ending)
{
	if (ending == END_DONE)
		return KEEP_ISSUED;
	return m->abandoned ? KEEP_ABANDONED : KEEP_REJECTED;
}

/* A holder, or the case for HOLDER_ALL, is over: so its papers get a date. */
static int
end(const struct move *m, int holder, enum ending ending, struct err *e)
{
	struct db *db = m->cx->db;
	bool done = ending == END_DONE;

	if (holder != HOLDER_ALL &&
	    holder_set_flow(db, holder_id(m, holder),
		done ? "done" : "rejected", NULL, e) < 0)
		return -1;
	if (holder == HOLDER_ALL &&
	    case_set_state(db, m->c->id, done ? CASE_DONE : CASE_REJECTED,
		m->cx->now, custody_ending(keeping(m, ending)), e) < 0)
		return -1;
	if (holder == HOLDER_ALL && done &&
	    pace_add_case(db, m->c->service_id, m->c->id, m->cx->now, e) < 0)
		return -1;
	return custody_end(m->cx, m->sop, m->c->id, holder_id(m, holder),
	    keeping(m, ending), m->cx->now, e);
}

/* Links to a task that is done, and what its holder was to scan. */
static int
forget_links(const struct move *m, int row, struct err *e)
{
	if (m->sop->rows[row].kind == STEP_PASSPHRASE &&
	    desk_otp_drop(m->cx, m->task->id, e) < 0)
		return -1;
	return link_use(m->cx->db, m->task->id, m->cx->now, e);
}

static int
carry_out(const struct move *m, const struct effect *fx, struct opened *opened,
    struct err *e)
{
	struct db *db = m->cx->db;

	switch (fx->kind) {
	case EFFECT_CLOSE:
		if (!m->task)
			return 0;
		switch (task_close(db, m->task, m->cx->now, m->cx->actor.person,
		    m->outcome, e)) {
		case 1:
			if (pace_task(m->cx, m->c->service_id,
				&m->sop->rows[fx->row], m->task->opened_at,
				e) < 0)
				return -1;
			return forget_links(m, fx->row, e);
		case 0:
			return err_set(e, ERR_CONFLICT,
			    "Langkah ini sudah diselesaikan.",
			    "task %lld closed", (long long)m->task->id);
		default:
			return -1;
		}
	case EFFECT_OPEN:
		return open_task(m, fx->row, fx->holder, opened, e);
	case EFFECT_WAIT:
		return holder_set_flow(db, holder_id(m, fx->holder), "",
		    m->sop->rows[fx->row].no, e);
	case EFFECT_HOLDER_END:
		return end(m, fx->holder, fx->ending, e);
	case EFFECT_CASE_END:
		return end(m, HOLDER_ALL, fx->ending, e);
	}
	return 0;
}

/* As what the actor acts: by a seat, as applicant, or on the applicant's
 * behalf; where nobody does, it is the lane's own act. */
static const char *
acting_title(
    const struct move *m, const struct lane *own, const struct lane *lane)
{
	const struct actor *actor = &m->cx->actor;
	const struct seat_held *seat = actor_seat(actor, lane->id);
	struct arena *a = m->cx->arena;

	if (!actor->person && !actor->link_task)
		return own->title;
	if (lane->role != LANE_APPLICANT)
		return seat ? seat_title(a, seat) : lane->title;
	if (!actor->person || actor->person == m->c->applicant_id ||
	    actor->seats_n == 0)
		return lane->title;
	return arena_printf(
	    a, "%s, atas nama pemohon", seat_title(a, &actor->seats[0]));
}

int
move_flow(const struct move *m, const struct flow *out,
    const struct effects *fx, struct opened *opened, struct err *e)
{
	opened->n = 0;
	if (custody_classify(m->cx, m->sop, m->c->id, e) < 0)
		return -1;
	for (int i = 0; i < fx->n; i++)
		if (carry_out(m, &fx->v[i], opened, e) < 0)
			return -1;
	if (out->ending != END_NONE)
		return 0;
	return case_set_state(m->cx->db, m->c->id,
	    flow_is_waiting(out, m->sop) ? CASE_WAITING : CASE_RUNNING, 0, "",
	    e);
}

int
move_tell(const struct move *m, const struct flow *out,
    const struct effects *fx, const struct opened *opened, struct err *e)
{
	const struct subject s = {m->sop, m->c, m->holders, m->holders_n};

	for (int i = 0; i < fx->n; i++) {
		const struct effect *x = &fx->v[i];
		struct tell_end end = {.ending = keeping(m, x->ending),
		    .reason = m->why,
		    .last = out->ending == x->ending};

		if (x->kind == EFFECT_HOLDER_END && x->holder != HOLDER_ALL) {
			end.holder = &m->holders[x->holder];
			end.own =
			    m->task && m->task->holder_id == end.holder->id;
		} else if (x->kind != EFFECT_CASE_END) {
			continue;
		}
		if (tell_ended(m->cx, &s, &end, e) < 0)
			return -1;
	}
	return tell_opened(m->cx, &s, opened->v, opened->n, m->why, e);
}

/* Whom BSrE is asked about from now on. */
static int
watch(const struct move *m, const struct flow *in, const struct flow *out,
    const struct flow_event *ev, const struct opened *opened, struct err *e)
{
	if (m->sop->rows[ev->row].kind == STEP_REGISTER &&
	    ev->outcome == OUT_REGISTERED &&
	    consult_watch(m->cx, m->holders, m->holders_n, in,
		holder_id(m, ev->holder), e) < 0)
		return -1;
	for (size_t i = 0; i < opened->n; i++) {
		const struct task *t = &opened->v[i];
		int row = sop_row(m->sop, str_of(t->row_no));

		if (row >= 0 && m->sop->rows[row].kind == STEP_EXAMINE &&
		    consult_watch(m->cx, m->holders, m->holders_n, out,
			t->holder_id, e) < 0)
			return -1;
	}
	return 0;
}

int
move_write(const struct move *m, const struct flow *in,
    const struct flow_event *ev, struct err *e)
{
	const struct row *r = &m->sop->rows[ev->row];
	const struct lane *own = &m->sop->lanes[r->lane];
	const struct lane *lane = &m->sop->lanes[own->recorder];
	struct arena *a = m->cx->arena;
	struct effects *fx = ARENA_NEW(a, struct effects);
	struct flow *out = ARENA_NEW(a, struct flow);
	struct opened *opened = ARENA_NEW(a, struct opened);
	struct event event;

	if (flow_apply(out, fx, m->sop, in, ev, e) < 0 ||
	    move_flow(m, out, fx, opened, e) < 0)
		return -1;
	event = (struct event){
	    .case_id = m->c->id,
	    .task_id = m->task_id,
	    .holder_id = holder_id(m, ev->holder),
	    .row_no = r->no,
	    .kind = kind_get(r->kind)->name,
	    .outcome = m->outcome,
	    .lane = lane->id,
	    .seat_title = acting_title(m, own, lane),
	    .person_id = m->cx->actor.person,
	    .person_name = m->cx->actor.name,
	    .edition_id = m->c->edition_id,
	    .reason = m->reason,
	    .detail = m->detail ? json_z(a, m->detail) : "[]",
	    .at = m->cx->now,
	};
	if (event_append(m->cx->db, &event, NULL, e) < 0 ||
	    watch(m, in, out, ev, opened, e) < 0)
		return -1;
	return move_tell(m, out, fx, opened, e);
}
