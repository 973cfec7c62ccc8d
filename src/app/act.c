#include "app/act.h"

#include <stdio.h>
#include <string.h>

#include "app/access.h"
#include "app/cert.h"
#include "app/missive.h"
#include "app/missivescan.h"
#include "app/move.h"
#include "app/officetime.h"
#include "app/search.h"
#include "app/second.h"
#include "app/tell.h"
#include "base/random.h"
#include "domain/number.h"
#include "store/bsre.h"
#include "store/service.h"
#include "vault/token.h"
#include "view/json.h"

void
act_note(json_t *detail, const char *label, const char *value)
{
	json_t *o;

	if (!value || !value[0])
		return;
	o = jv_append_obj(detail);
	jv_set_z(o, "label", label);
	jv_set_z(o, "value", value);
}

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
write_seen(struct ctx *cx, const struct change *c, struct err *e)
{
	const struct standing s = {.holder_id = c->holder->id,
	    .ams_status = c->seen,
	    .ams_at = cx->now,
	    .ams_by = cx->actor.person};

	return standing_seen(cx->db, &s, e);
}

/* Nothing is sent any more for a task that a person does by hand. */
static int
drop_acts(struct ctx *cx, const struct task *t, struct err *e)
{
	struct bsre_act *v;
	size_t n;
	int rc;

	if (bsre_act_list(cx->db, cx->arena, &v, &n, t->id, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(v[i].state, "done") == 0)
			continue;
		rc = bsre_act_drop(cx->db, v[i].id, cx->now, e);
		if (rc == 0)
			err_set(e, ERR_CONFLICT,
			    "Pendaftaran ini sedang dikirim ke BSrE. Tunggu "
			    "hasilnya sebentar, lalu coba lagi.",
			    "act %lld is being sent", (long long)v[i].id);
		if (rc != 1)
			return -1;
	}
	return 0;
}

static int
write_change(struct ctx *cx, const struct dossier *d, int64_t case_id,
    const struct change *c, struct err *e)
{
	const struct holder *h = c->holder;
	const struct item_value *i = &c->item;
	const char *owner = actor_owner(&cx->actor, cx->arena);

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
	case CHANGE_PASTED:
		return cert_keep(cx, h->id, c->der[0], c->der + 1, c->der_n - 1,
		    "pasted", e);
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
		return credential_add(cx->db, case_id, str_of(c->secret), e);
	case CHANGE_SEEN:
		return write_seen(cx, c, e);
	case CHANGE_SCAN:
		return missive_scan_put(cx, d, c->scan, e);
	case CHANGE_BY_HAND:
		return drop_acts(cx, c->task, e);
	}
	return 0;
}

/* --- use cases ---------------------------------------------------------- */

int
act_may(const struct ctx *cx, const struct dossier *d, const struct task *t,
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

static bool
has_credential(const struct act *act)
{
	for (size_t i = 0; i < act->changes.n; i++)
		if (act->changes.v[i].kind == CHANGE_CREDENTIAL)
			return true;
	return false;
}

/* Facts, effects and event of an act. */
static int
transition(struct ctx *cx, const struct dossier *d, const struct task *now,
    const struct flow *flow, const struct act *act, struct err *e)
{
	const struct move m = {
	    .cx = cx,
	    .sop = d->sop,
	    .holders = d->holders,
	    .holders_n = d->holders_n,
	    .c = &d->c,
	    .task = now,
	    .task_id = now->id,
	    .outcome = outcome_name(act->outcome),
	    .reason = act->reason,
	    .why = outcome_is_negative(act->outcome) ? act->reason : NULL,
	    .detail = act->detail,
	};
	const struct subject s = {d->sop, &d->c, d->holders, d->holders_n};
	const struct flow_event ev = {
	    .row = sop_row(d->sop, str_of(now->row_no)),
	    .holder = dossier_holder(d, now->holder_id),
	    .outcome = act->outcome,
	};

	for (size_t i = 0; i < act->changes.n; i++)
		if (write_change(cx, d, d->c.id, &act->changes.v[i], e) < 0)
			return -1;
	/* What was sound when the page was made may not be so now. */
	if (act->outcome == OUT_DELIVERED &&
	    cert_may_deliver(cx, d, now, e) < 0)
		return -1;
	if (move_write(&m, flow, &ev, e) < 0)
		return -1;
	return has_credential(act) ? tell_credential(cx, &s, now->id, e) : 0;
}

int
act_run(struct ctx *cx, const struct dossier *seen, const struct act *act,
    struct err *e)
{
	struct dossier d = {0};
	struct flow *flow = ARENA_NEW(cx->arena, struct flow);
	struct draft_left left;
	struct task now;
	struct act weighed;
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	/* What was seen may be old: the state is read again inside. */
	if (dossier_load_id(cx, &d, seen->c.id, e) < 0 ||
	    task_get(cx->db, cx->arena, &now, act->task->id, e) != 1 ||
	    act_may(cx, &d, &now, e) < 0 || link_holds(cx, e) < 0 ||
	    dossier_flow(&d, flow, e) < 0)
		goto out;
	weighed = *act;
	rc = act->verdict == VERDICT_NONE
		 ? 0
		 : second_weigh(cx, &d, &now, act, &weighed, e);
	if (rc < 0 ||
	    (rc == 0 && transition(cx, &d, &now, flow, &weighed, e) < 0) ||
	    draft_end(cx, act->draft, &left, e) < 0 ||
	    db_commit(cx->db, e) < 0) {
		rc = -1;
		goto out;
	}
	draft_drop_files(cx, &left);
	rc = 0;
out:
	db_rollback(cx->db);
	dossier_clear(&d);
	return rc;
}

int
act_follow(struct ctx *cx, const struct dossier *seen, const struct act *act,
    struct err *e)
{
	struct dossier d = {0};
	struct flow *flow = ARENA_NEW(cx->arena, struct flow);
	struct task now;
	int rc = -1;

	if (dossier_load_id(cx, &d, seen->c.id, e) < 0 ||
	    task_get(cx->db, cx->arena, &now, act->task->id, e) != 1 ||
	    dossier_flow(&d, flow, e) < 0)
		goto out;
	if (now.closed_at)
		err_set(e, ERR_CONFLICT, "Langkah ini sudah diselesaikan.",
		    "task %lld closed", (long long)now.id);
	else
		rc = transition(cx, &d, &now, flow, act, e);
out:
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
	    .service = f->service,
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
	    .c = c,
	    .task = &t,
	    .outcome = outcome_name(OUT_SUBMITTED),
	    .reason = "",
	    .detail = f->detail,
	};
	const struct subject s = {sop, c, holders, f->holders_n};
	struct flow_event ev = {
	    .row = sop_first(sop),
	    .holder = HOLDER_ALL,
	    .outcome = OUT_SUBMITTED,
	};

	flow_start(flow, sop, (int)f->holders_n);
	if (task_add(cx->db, &t, e) < 0)
		return -1;
	m.task_id = t.id;
	if (move_write(&m, flow, &ev, e) < 0)
		return -1;
	return tell_filed(cx, &s, e);
}

int
act_file(
    struct ctx *cx, const struct filing *f, const char **number, struct err *e)
{
	struct holder *holders =
	    ARENA_ARRAY(cx->arena, f->holders_n, struct holder);
	struct casefile c = {0};
	struct draft_left left;
	struct service s;
	const struct sop *sop;
	int rc = -1, got;

	if (db_begin(cx->db, e) < 0)
		return -1;
	got = case_by_submission(cx->db, cx->arena, number, f->submission,
	    f->applicant ? f->applicant->id : cx->actor.person, e);
	if (got != 0) {
		/* Taken before: what came with it again is not needed. */
		if (got > 0 && draft_end(cx, f->draft, &left, e) == 0 &&
		    db_commit(cx->db, e) == 0) {
			draft_drop_files(cx, &left);
			rc = 0;
		}
		goto out;
	}
	got = service_get(cx->db, cx->arena, &s, f->service, e);
	if (got == 0)
		err_set(e, ERR_MISSING, "Layanan itu tidak ditemukan.",
		    "service %s", f->service);
	if (got != 1)
		goto out;
	c.edition_id = s.edition_id;
	c.service_id = f->service;
	if (app_sop(cx->app, cx->office->id, cx->db, s.edition_id, &sop, e) <
		0 ||
	    add_case(cx, f, &c, holders, e) < 0)
		goto out;
	for (size_t i = 0; i < f->changes.n; i++) {
		struct change ch = f->changes.v[i];

		if (ch.item.holder_id)
			ch.item.holder_id = holders[ch.item.holder_id - 1].id;
		if (write_change(cx, NULL, c.id, &ch, e) < 0)
			goto out;
	}
	if (missive_claim(cx->db, cx->arena,
		missive_form_key(cx->arena, f->draft), f->draft->owner, c.id,
		e) < 0 ||
	    begin_flow(cx, f, sop, &c, holders, e) < 0 ||
	    draft_end(cx, f->draft, &left, e) < 0 || db_commit(cx->db, e) < 0)
		goto out;
	draft_drop_files(cx, &left);
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
	int64_t id;
	int rc = -1, got;

	if (cx->actor.person != d->c.applicant_id)
		return err_set(e, ERR_DENIED,
		    "Kredensial hanya untuk pemohonnya.", "credential");
	if (db_begin(cx->db, e) < 0)
		return -1;
	got = credential_waiting(cx->db, cx->arena, &id, text, d->c.id, e);
	if (got == 0)
		err_set(e, ERR_MISSING,
		    "Tidak ada kredensial yang menunggu; mungkin sudah pernah "
		    "ditampilkan.",
		    "no credential");
	if (got == 1 && credential_forget(cx->db, id, cx->now, e) == 1)
		rc = db_commit(cx->db, e);
	else
		err_set(e, ERR_CONFLICT, "Kredensial ini sudah ditampilkan.",
		    "shown before");
	db_rollback(cx->db);
	return rc;
}
