#include "app/act.h"

#include <stdio.h>
#include <string.h>

#include "app/access.h"
#include "app/officetime.h"
#include "app/search.h"
#include "app/second.h"
#include "base/random.h"
#include "domain/number.h"
#include "store/service.h"
#include "vault/seal.h"
#include "view/json.h"

void
changes_add(struct changes *cs, struct arena *a, const struct change *c)
{
	ARENA_GROW(a, cs->v, cs->n, cs->cap);
	cs->v[cs->n++] = *c;
}

const char *
actor_owner(const struct actor *actor, struct arena *a)
{
	if (actor->person)
		return arena_printf(a, "person:%lld", (long long)actor->person);
	return arena_printf(a, "task:%lld", (long long)actor->link_task);
}

/* --- one transaction ---------------------------------------------------- */

struct move {
	struct ctx *cx;
	const struct sop *sop;
	const struct holder *holders; /* by engine index */
	size_t holders_n;
	int64_t case_id, applicant;
	int64_t edition_id;
	const struct task *task; /* being done; NULL when filing */
	int64_t task_id;
	const char *outcome, *reason;
	json_t *detail;
};

static int64_t
holder_id(const struct move *m, int holder)
{
	return holder == HOLDER_ALL ? 0 : m->holders[holder].id;
}

static int
open_task(const struct move *m, int row, int holder, struct err *e)
{
	const struct row *r = &m->sop->rows[row];
	const struct lane *lane = &m->sop->lanes[r->lane];
	struct task t = {
	    .case_id = m->case_id,
	    .holder_id = holder_id(m, holder),
	    .row_no = r->no,
	    .lane = m->sop->lanes[lane->recorder].id,
	    .person_id = lane->role == LANE_APPLICANT ? m->applicant : 0,
	    .opened_at = m->cx->now,
	    .due_at = row_due(m->cx->office, r, m->cx->now),
	};

	/* The letter opens where holders waited for each other. */
	if (holder == HOLDER_ALL && r->joins &&
	    holder_end_wait(m->cx->db, m->case_id, r->no, e) < 0)
		return -1;
	return task_add(m->cx->db, &t, e);
}

static const char *
ending_name(enum ending ending)
{
	return ending == END_DONE ? "done" : "rejected";
}

static int
carry_out(const struct move *m, const struct effect *fx, struct err *e)
{
	struct db *db = m->cx->db;

	switch (fx->kind) {
	case EFFECT_CLOSE:
		if (!m->task)
			return 0;
		switch (task_close(db, m->task, m->cx->now, m->cx->actor.person,
		    m->outcome, e)) {
		case 1:
			return link_use(db, m->task->id, m->cx->now, e);
		case 0:
			return err_set(e, ERR_CONFLICT,
			    "Langkah ini sudah diselesaikan.",
			    "task %lld closed", (long long)m->task->id);
		default:
			return -1;
		}
	case EFFECT_OPEN:
		return open_task(m, fx->row, fx->holder, e);
	case EFFECT_WAIT:
		return holder_set_flow(db, holder_id(m, fx->holder), "",
		    m->sop->rows[fx->row].no, e);
	case EFFECT_HOLDER_END:
		return holder_set_flow(db, holder_id(m, fx->holder),
		    ending_name(fx->ending), NULL, e);
	case EFFECT_CASE_END:
		return case_set_state(db, m->case_id,
		    fx->ending == END_DONE ? CASE_DONE : CASE_REJECTED,
		    m->cx->now, e);
	}
	return 0;
}

/* As what the actor acts: by a seat, as applicant, or on the applicant's
 * behalf. */
static const char *
acting_title(const struct move *m, const struct lane *lane)
{
	const struct actor *actor = &m->cx->actor;
	const struct seat_held *seat = actor_seat(actor, lane->id);
	struct arena *a = m->cx->arena;

	if (lane->role != LANE_APPLICANT)
		return seat ? seat_title(a, seat) : lane->title;
	if (!actor->person || actor->person == m->applicant ||
	    actor->seats_n == 0)
		return lane->title;
	return arena_printf(
	    a, "%s, atas nama pemohon", seat_title(a, &actor->seats[0]));
}

/* Effects, the case's state and the event of one transition. */
static int
write_move(const struct move *m, const struct flow *in,
    const struct flow_event *ev, struct err *e)
{
	const struct row *r = &m->sop->rows[ev->row];
	const struct lane *lane =
	    &m->sop->lanes[m->sop->lanes[r->lane].recorder];
	struct arena *a = m->cx->arena;
	struct effects *fx = ARENA_NEW(a, struct effects);
	struct flow *out = ARENA_NEW(a, struct flow);
	struct event event;

	if (flow_apply(out, fx, m->sop, in, ev, e) < 0)
		return -1;
	for (int i = 0; i < fx->n; i++)
		if (carry_out(m, &fx->v[i], e) < 0)
			return -1;
	if (out->ending == END_NONE &&
	    case_set_state(m->cx->db, m->case_id,
		flow_is_waiting(out, m->sop) ? CASE_WAITING : CASE_RUNNING, 0,
		e) < 0)
		return -1;
	event = (struct event){
	    .case_id = m->case_id,
	    .task_id = m->task_id,
	    .holder_id = holder_id(m, ev->holder),
	    .row_no = r->no,
	    .kind = kind_get(r->kind)->name,
	    .outcome = m->outcome,
	    .lane = lane->id,
	    .seat_title = acting_title(m, lane),
	    .person_id = m->cx->actor.person,
	    .person_name = m->cx->actor.name,
	    .edition_id = m->edition_id,
	    .reason = m->reason,
	    .detail = m->detail ? json_z(a, m->detail) : "[]",
	    .at = m->cx->now,
	};
	return event_append(m->cx->db, &event, NULL, e);
}

/* --- changes ------------------------------------------------------------ */

static int
claimed(int rc, struct err *e)
{
	if (rc == 0)
		return err_set(e, ERR_CONFLICT,
		    "Berkas yang diunggah tidak ada lagi. Unggah ulang.",
		    "file not claimable");
	return rc < 0 ? -1 : 0;
}

/* Each search word of a text, see search_word_next(). */
static int
index_words(struct ctx *cx, int64_t case_id, const char *text, struct err *e)
{
	char word[SEARCH_WORD];

	while (search_word_next(&text, word))
		if (word_put(cx->db, word, case_id, e) < 0)
			return -1;
	return 0;
}

static int
write_change(
    struct ctx *cx, int64_t case_id, const struct change *c, struct err *e)
{
	const struct holder *h = c->holder;
	const struct item_value *i = &c->item;
	const char *owner = actor_owner(&cx->actor, cx->arena);
	struct str secret = str_of(c->secret);

	switch (c->kind) {
	case CHANGE_HOLDER:
		if (index_words(cx, case_id, h->name, e) < 0)
			return -1;
		return holder_update(cx->db, h, e);
	case CHANGE_EMAIL:
		return holder_set_email(cx->db, h->id, h->email, e);
	case CHANGE_CERTIFICATE:
		return holder_set_certificate(
		    cx->db, h->id, h->serial, h->valid_from, h->valid_until, e);
	case CHANGE_ITEM:
		return claimed(item_put(cx->db, case_id, i, owner, e), e);
	case CHANGE_JUDGE:
		return item_judge(cx->db, i, e);
	case CHANGE_FILE:
		for (size_t k = 0; k < i->files_n; k++)
			if (claimed(file_claim(cx->db, i->files[k], case_id,
					i->holder_id, 0, owner, e),
				e) < 0)
				return -1;
		return 0;
	case CHANGE_LETTER:
		return case_set_letter(
		    cx->db, case_id, json_z(cx->arena, c->letter), e);
	case CHANGE_CREDENTIAL:
		return credential_add(cx->db, case_id,
		    (struct str){(char *)seal(cx->arena,
				     app_key(cx->app, KEY_SEAL), secret),
			secret.n + SEAL_EXTRA},
		    e);
	}
	return 0;
}

/* --- use cases ---------------------------------------------------------- */

static int
may_act(const struct ctx *cx, const struct dossier *d, const struct task *t,
    struct err *e)
{
	switch (access_step(&cx->actor, d, t)) {
	case ACCESS_ACT:
		return 0;
	case ACCESS_OWN_CASE:
		return err_set(e, ERR_DENIED,
		    "Permohonan Anda sendiri harus diproses pejabat lain.",
		    "own case at task %lld", (long long)t->id);
	case ACCESS_SEE:
		return err_set(e, ERR_CONFLICT,
		    "Langkah ini sudah diselesaikan.", "task %lld closed",
		    (long long)t->id);
	case ACCESS_JUDGED:
		return err_set(e, ERR_CONFLICT,
		    "Penilaian Anda sudah dicatat; menunggu pemeriksa kedua.",
		    "task %lld judged", (long long)t->id);
	case ACCESS_NONE:
		break;
	}
	return err_set(e, ERR_MISSING, "Langkah itu tidak ditemukan.",
	    "no access to task %lld", (long long)t->id);
}

/* A link that was used or replaced since the page was opened acts no more. */
static int
link_holds(struct ctx *cx, struct err *e)
{
	struct link l;
	int rc;

	if (!cx->actor.link_task)
		return 0;
	rc = link_get(cx->db, &l, cx->actor.link_hash, e);
	if (rc < 0)
		return -1;
	if (rc == 0 || l.used_at || l.expires_at <= cx->now)
		return err_set(e, ERR_CONFLICT,
		    "Tautan ini sudah dipakai, diganti, atau lewat masa "
		    "berlakunya. Minta tautan baru kepada verifikator.",
		    "link over");
	return 0;
}

/* Facts, effects and event of an act, and the commit. */
static int
transition(struct ctx *cx, const struct dossier *d, const struct task *now,
    const struct flow *flow, const struct act *act, struct err *e)
{
	const struct move m = {
	    .cx = cx,
	    .sop = d->sop,
	    .holders = d->holders,
	    .holders_n = d->holders_n,
	    .case_id = d->c.id,
	    .applicant = d->c.applicant_id,
	    .edition_id = d->c.edition_id,
	    .task = now,
	    .task_id = now->id,
	    .outcome = outcome_name(act->outcome),
	    .reason = act->reason,
	    .detail = act->detail,
	};
	const struct flow_event ev = {
	    .row = sop_row(d->sop, str_of(now->row_no)),
	    .holder = dossier_holder(d, now->holder_id),
	    .outcome = act->outcome,
	};

	for (size_t i = 0; i < act->changes.n; i++)
		if (write_change(cx, d->c.id, &act->changes.v[i], e) < 0)
			return -1;
	if (write_move(&m, flow, &ev, e) < 0)
		return -1;
	return db_commit(cx->db, e);
}

int
act_run(struct ctx *cx, const struct dossier *seen, const struct act *act,
    struct err *e)
{
	struct dossier d = {0};
	struct flow *flow = ARENA_NEW(cx->arena, struct flow);
	struct task now;
	struct act weighed;
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	/* What was seen may be old: the state is read again inside. */
	if (dossier_load_id(cx, &d, seen->c.id, e) < 0 ||
	    task_get(cx->db, cx->arena, &now, act->task->id, e) != 1 ||
	    may_act(cx, &d, &now, e) < 0 || link_holds(cx, e) < 0 ||
	    dossier_flow(&d, flow, e) < 0)
		goto out;
	weighed = *act;
	rc = act->verdict == VERDICT_NONE
		 ? 0
		 : second_weigh(cx, &d, &now, act, &weighed, e);
	if (rc == 1)
		rc = db_commit(cx->db, e);
	else if (rc == 0)
		rc = transition(cx, &d, &now, flow, &weighed, e);
out:
	db_rollback(cx->db);
	dossier_clear(&d);
	return rc;
}

/* The next number of this office and year. */
static int
next_number(struct ctx *cx, const char **number, struct err *e)
{
	struct civil c = civil_of(cx->now, cx->office->zone);
	int64_t serial;

	if (series_next(cx->db, arena_printf(cx->arena, "case:%d", c.year),
		&serial, e) < 0)
		return -1;
	*number = number_render(cx->arena, str_of(cx->office->number), c.year,
	    c.month, (uint64_t)serial, e);
	return *number ? 0 : -1;
}

static int
add_case(struct ctx *cx, const struct filing *f, struct casefile *c,
    struct holder *holders, struct err *e)
{
	char code[13];

	random_code(code, sizeof(code) - 1);
	c->letter = json_z(cx->arena, f->letter);
	c->track_code = arena_dup(cx->arena, code);
	c->submission = f->submission;
	c->applicant_id = f->applicant ? f->applicant->id : cx->actor.person;
	c->applicant = f->applicant ? f->applicant->name : cx->actor.name;
	c->opened_at = cx->now;
	if (next_number(cx, &c->number, e) < 0 ||
	    case_add(cx->db, c, &c->id, e) < 0 ||
	    index_words(cx, c->id, c->number, e) < 0 ||
	    index_words(cx, c->id, c->applicant, e) < 0)
		return -1;
	for (size_t i = 0; i < f->holders_n; i++) {
		holders[i] = f->holders[i];
		if (holder_add(cx->db, c->id, (int)i, &holders[i],
			&holders[i].id, e) < 0 ||
		    index_words(cx, c->id, holders[i].name, e) < 0)
			return -1;
	}
	return 0;
}

/* The first row is done by the filing itself: a task opened and closed. */
static int
begin_flow(struct ctx *cx, const struct filing *f, const struct sop *sop,
    const struct casefile *c, const struct holder *holders, struct err *e)
{
	struct flow *flow = ARENA_NEW(cx->arena, struct flow);
	const struct row *first = &sop->rows[sop_first(sop)];
	struct task t = {
	    .case_id = c->id,
	    .row_no = first->no,
	    .lane = sop->lanes[first->lane].id,
	    .person_id = c->applicant_id,
	    .opened_at = cx->now,
	    .due_at = row_due(cx->office, first, cx->now),
	};
	struct move m = {
	    .cx = cx,
	    .sop = sop,
	    .holders = holders,
	    .holders_n = f->holders_n,
	    .case_id = c->id,
	    .applicant = c->applicant_id,
	    .edition_id = c->edition_id,
	    .task = &t,
	    .outcome = outcome_name(OUT_SUBMITTED),
	    .reason = "",
	    .detail = f->detail,
	};
	struct flow_event ev = {
	    .row = sop_first(sop),
	    .holder = HOLDER_ALL,
	    .outcome = OUT_SUBMITTED,
	};

	flow_start(flow, sop, (int)f->holders_n);
	if (task_add(cx->db, &t, e) < 0)
		return -1;
	m.task_id = t.id;
	return write_move(&m, flow, &ev, e);
}

int
act_file(
    struct ctx *cx, const struct filing *f, const char **number, struct err *e)
{
	struct holder *holders =
	    ARENA_ARRAY(cx->arena, f->holders_n, struct holder);
	struct casefile c = {0};
	struct service s;
	const struct sop *sop;
	int rc = -1, got;

	if (db_begin(cx->db, e) < 0)
		return -1;
	got = case_by_submission(cx->db, cx->arena, number, f->submission,
	    f->applicant ? f->applicant->id : cx->actor.person, e);
	if (got != 0) {
		rc = got < 0 ? -1 : 0;
		goto out;
	}
	got = service_get(cx->db, cx->arena, &s, f->service, e);
	if (got == 0)
		err_set(e, ERR_MISSING, "Layanan itu tidak ditemukan.",
		    "service %s", f->service);
	if (got != 1)
		goto out;
	c.edition_id = s.edition_id;
	if (app_sop(cx->app, cx->office->id, cx->db, s.edition_id, &sop, e) <
		0 ||
	    add_case(cx, f, &c, holders, e) < 0)
		goto out;
	for (size_t i = 0; i < f->changes.n; i++) {
		struct change ch = f->changes.v[i];

		if (ch.item.holder_id)
			ch.item.holder_id = holders[ch.item.holder_id - 1].id;
		if (write_change(cx, c.id, &ch, e) < 0)
			goto out;
	}
	if (begin_flow(cx, f, sop, &c, holders, e) < 0 ||
	    db_commit(cx->db, e) < 0)
		goto out;
	*number = c.number;
	rc = 0;
out:
	db_rollback(cx->db);
	return rc;
}

int
act_show_credential(
    struct ctx *cx, const struct dossier *d, struct str *text, struct err *e)
{
	struct str sealed;
	int64_t id;
	int rc = -1, got;

	if (cx->actor.person != d->c.applicant_id)
		return err_set(e, ERR_DENIED,
		    "Kredensial hanya untuk pemohonnya.", "credential");
	if (db_begin(cx->db, e) < 0)
		return -1;
	got = credential_waiting(cx->db, cx->arena, &id, &sealed, d->c.id, e);
	if (got == 0)
		err_set(e, ERR_MISSING,
		    "Tidak ada kredensial yang menunggu; mungkin sudah pernah "
		    "ditampilkan.",
		    "no credential");
	if (got == 1 &&
	    unseal(text, cx->arena, app_key(cx->app, KEY_SEAL), sealed, e) ==
		0 &&
	    credential_forget(cx->db, id, cx->now, e) == 1)
		rc = db_commit(cx->db, e);
	else
		err_set(e, ERR_CONFLICT, "Kredensial ini sudah ditampilkan.",
		    "shown before");
	db_rollback(cx->db);
	return rc;
}

bool
may_hand_on(const struct ctx *cx, const struct dossier *d, const struct task *t)
{
	int row = sop_row(d->sop, str_of(t->row_no));

	if (t->closed_at || !t->person_id || row < 0 ||
	    cx->actor.person == d->c.applicant_id)
		return false;
	/* All else an applicant does, the applicant does signed in. */
	if (d->sop->rows[row].kind != STEP_ACTIVATE &&
	    d->sop->rows[row].kind != STEP_PASSPHRASE)
		return false;
	for (size_t i = 0; i < d->sop->lanes_n; i++)
		if (d->sop->lanes[i].role == LANE_VERIFIER &&
		    actor_seat(&cx->actor, d->sop->lanes[i].id))
			return true;
	return false;
}

/* Whoever has a link acts for another, so it is known who made it. */
static int
log_link(struct ctx *cx, const struct dossier *d, const struct task *t,
    struct err *e)
{
	struct event ev = {
	    .case_id = d->c.id,
	    .holder_id = t->holder_id,
	    .row_no = t->row_no,
	    .kind = "link",
	    .outcome = "made",
	    .person_id = cx->actor.person,
	    .person_name = cx->actor.name,
	    .edition_id = d->c.edition_id,
	    .detail = "[]",
	    .at = cx->now,
	};

	for (size_t i = 0; i < d->sop->lanes_n; i++) {
		const struct lane *l = &d->sop->lanes[i];
		const struct seat_held *seat = actor_seat(&cx->actor, l->id);

		if (l->role == LANE_VERIFIER && seat) {
			ev.lane = l->id;
			ev.seat_title = seat_title(cx->arena, seat);
		}
	}
	return event_append(cx->db, &ev, NULL, e);
}

int
act_link(struct ctx *cx, const struct dossier *d, const struct task *t,
    const char **token, struct err *e)
{
	unsigned char hash[TOKEN_HASH];
	char text[TOKEN_LEN + 1];
	int row = sop_row(d->sop, str_of(t->row_no));

	if (!may_hand_on(cx, d, t) || row < 0 ||
	    access_case(&cx->actor, d->c.applicant_id, d->tasks, d->tasks_n) ==
		ACCESS_NONE)
		return err_set(e, ERR_DENIED,
		    "Tautan ini hanya dapat dibuat oleh verifikator.",
		    "link for task %lld", (long long)t->id);
	token_new(text);
	token_hash(hash, app_key(cx->app, KEY_LINK), str_of(text));
	if (db_begin(cx->db, e) < 0)
		return -1;
	/* A new link makes the earlier ones worthless. */
	if (link_use(cx->db, t->id, cx->now, e) < 0 ||
	    link_add(cx->db, hash, t->id, cx->now,
		cx->now + (int64_t)d->sop->rows[row].link_hours * MS_HOUR,
		e) < 0 ||
	    log_link(cx, d, t, e) < 0 || db_commit(cx->db, e) < 0) {
		db_rollback(cx->db);
		return -1;
	}
	*token = arena_dup(cx->arena, text);
	return 0;
}
