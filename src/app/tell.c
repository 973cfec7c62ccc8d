#include "app/tell.h"

#include <string.h>

#include "app/certlink.h"
#include "app/link.h"
#include "app/notice.h"
#include "store/certificate.h"
#include "store/event.h"
#include "store/message.h"
#include "view/json.h"

static void
set_reason(json_t *facts, const char *reason)
{
	jv_set_z(facts, "reason", reason && reason[0] ? reason : NULL);
}

static const char *
rule_of(struct ctx *cx, const char *what, int64_t id)
{
	return arena_printf(cx->arena, "%s:%lld", what, (long long)id);
}

/* --- the applicant ------------------------------------------------------ */

/* Whoever acts.  Takes the facts. */
static int
send_applicant(struct ctx *cx, const struct subject *s, struct notice *n,
    json_t *facts, struct err *e)
{
	struct person p;
	int rc = person_get(cx->db, cx->arena, &p, s->c->applicant_id, e);

	n->case_id = s->c->id;
	n->facts = facts;
	n->own = true;
	if (rc == 1)
		rc = notice_person(cx, n, &p, e);
	else if (rc == 0)
		rc = err_set(e, ERR_SYSTEM, "Data permohonan rusak.",
		    "no applicant of case %lld", (long long)s->c->id);
	json_decref(facts);
	return rc;
}

/* Of what another has done.  Takes the facts. */
static int
tell_applicant(struct ctx *cx, const struct subject *s, struct notice *n,
    json_t *facts, struct err *e)
{
	if (cx->actor.person != s->c->applicant_id)
		return send_applicant(cx, s, n, facts, e);
	json_decref(facts);
	return 0;
}

int
tell_filed(struct ctx *cx, const struct subject *s, struct err *e)
{
	struct notice n = {
	    .rule = "filed", .template = "received", .at_once = true};
	json_t *facts = facts_case(cx, s);

	jv_set_z(facts, "code", s->c->track_code);
	return send_applicant(cx, s, &n, facts, e);
}

int
tell_credential(
    struct ctx *cx, const struct subject *s, int64_t task, struct err *e)
{
	struct notice n = {.rule = rule_of(cx, "credential", task),
	    .template = "credential",
	    .at_once = true};

	return tell_applicant(cx, s, &n, facts_case(cx, s), e);
}

/* --- the desks ---------------------------------------------------------- */

/* Tasks of one row and desk: one notice for each who is told. */
struct group {
	const struct task *first, *last;
	size_t n;
	const char *reason;
};

static json_t *
group_facts(struct ctx *cx, const struct subject *s, const struct group *g)
{
	json_t *facts = facts_task(cx, s, g->first);

	set_reason(facts, g->reason);
	if (g->n > 1) {
		jv_set_z(facts, "holder",
		    arena_printf(cx->arena, "%zu orang", g->n));
		jv_set_z(facts, "path",
		    arena_printf(cx->arena, "/permohonan/%s", s->c->number));
	}
	return facts;
}

static const char *
lane_title(const struct subject *s, const char *lane)
{
	int i = sop_lane(s->sop, str_of(lane));

	return i >= 0 ? s->sop->lanes[i].title : lane;
}

/* Nobody can act: those who could appoint somebody are told. */
static int
tell_admins(struct ctx *cx, const struct subject *s, const struct group *g,
    json_t *facts, struct err *e)
{
	struct notice n = {.case_id = s->c->id,
	    .rule = rule_of(cx, "empty", g->first->id),
	    .template = "empty_desk",
	    .task_id = g->last->id,
	    .facts = facts};
	struct seat_person v[SEAT_PEOPLE];
	size_t many;

	jv_set_z(facts, "seat", lane_title(s, g->first->lane));
	jv_set_z(facts, "path",
	    arena_printf(cx->arena, "/layanan/%s", s->c->service_id));
	jv_set_z(facts, "path_label", "Lihat SOP layanan");
	if (admin_people(cx->db, cx->arena, v, &many, e) < 0)
		return -1;
	for (size_t i = 0; i < many; i++)
		if (notice_person(cx, &n, &v[i].person, e) < 0)
			return -1;
	return 0;
}

/* Everybody in the seat but the actor, and the applicant, who may not act. */
static int
tell_seat(struct ctx *cx, const struct subject *s, const char *lane,
    const struct notice *n, bool *nobody, struct err *e)
{
	struct seat_person v[SEAT_PEOPLE];
	size_t many;

	if (seat_people(cx->db, cx->arena, v, &many, lane, cx->now, e) < 0)
		return -1;
	*nobody = true;
	for (size_t i = 0; i < many; i++) {
		const struct person *p = &v[i].person;

		if (p->id == s->c->applicant_id)
			continue;
		*nobody = false;
		if (p->id != cx->actor.person && notice_person(cx, n, p, e) < 0)
			return -1;
	}
	return 0;
}

static int
tell_desk(struct ctx *cx, const struct subject *s, const struct group *g,
    struct err *e)
{
	json_t *facts = group_facts(cx, s, g);
	const struct notice n = {.case_id = s->c->id,
	    .rule = rule_of(cx, "task", g->first->id),
	    .template = "task",
	    .task_id = g->last->id,
	    .facts = facts};
	bool nobody;
	int rc = tell_seat(cx, s, g->first->lane, &n, &nobody, e);

	if (rc == 0 && nobody)
		rc = tell_admins(cx, s, g, facts, e);
	json_decref(facts);
	return rc;
}

int
tell_second(struct ctx *cx, const struct subject *s, const struct task *t,
    struct err *e)
{
	json_t *facts = facts_task(cx, s, t);
	const struct notice n = {.case_id = s->c->id,
	    .rule = rule_of(cx, "second", t->id),
	    .template = "second",
	    .task_id = t->id,
	    .facts = facts};
	bool nobody;
	int rc = tell_seat(cx, s, t->lane, &n, &nobody, e);

	json_decref(facts);
	return rc;
}

/* --- tasks of the applicant and of holders ------------------------------ */

bool
tell_own_address(const struct holder *h, const char *applicant)
{
	return h && h->email[0] &&
	       (!applicant || !str_caseeq(str_of(applicant), str_of(h->email)));
}

int
tell_reaches(struct ctx *cx, const struct subject *s, const struct holder *h,
    struct err *e)
{
	struct address_fault fault;
	struct person p;
	int rc;

	if (!h || !h->email[0])
		return 0;
	rc = person_get(cx->db, cx->arena, &p, s->c->applicant_id, e);
	if (rc < 0 || !tell_own_address(h, rc == 1 ? p.email : NULL))
		return rc < 0 ? -1 : 0;
	rc = address_fault_get(cx->db, cx->arena, &fault, h->email, e);
	return rc < 0 ? -1 : rc == 0;
}

/* By "Sistem", as nobody asked for it. */
static int
log_link(struct ctx *cx, const struct subject *s, const struct task *t,
    struct err *e)
{
	const struct event ev = {
	    .case_id = s->c->id,
	    .holder_id = t->holder_id,
	    .row_no = t->row_no,
	    .kind = "link",
	    .outcome = outcome_name(OUT_SENT),
	    .seat_title = "Sistem",
	    .edition_id = s->c->edition_id,
	    .detail = "[]",
	    .at = cx->now,
	};

	return event_append(cx->db, &ev, NULL, e);
}

/* The holder does it by a link: 1 it was sent, 0 there is nowhere to. */
static int
hand_on(struct ctx *cx, const struct subject *s, const struct task *t,
    const char *reason, struct err *e)
{
	int row = sop_row(s->sop, str_of(t->row_no));
	int rc;

	if (row < 0 || !link_is_for(&s->sop->rows[row]))
		return 0;
	rc = tell_reaches(cx, s, subject_holder(s, t->holder_id), e);
	if (rc < 1)
		return rc;
	if (link_make(cx, &s->sop->rows[row], t, NULL, e) < 0 ||
	    link_send(cx, s, t, reason, e) < 0 || log_link(cx, s, t, e) < 0)
		return -1;
	return 1;
}

/* Why the applicant is asked again: an officer may have come in between. */
static int
find_reason(
    struct ctx *cx, const struct subject *s, struct group *g, struct err *e)
{
	int row = sop_row(s->sop, str_of(g->first->row_no));
	int rc;

	if ((g->reason && g->reason[0]) || row < 0 ||
	    s->sop->rows[row].kind != STEP_COMPLETE)
		return 0;
	rc = event_last_reason(cx->db, cx->arena, &g->reason, s->c->id, e);
	return rc < 0 ? -1 : 0;
}

static int
tell_group(
    struct ctx *cx, const struct subject *s, struct group *g, struct err *e)
{
	struct notice n = {.rule = rule_of(cx, "task", g->first->id),
	    .template = "own_task",
	    .task_id = g->last->id};

	if (!g->first->person_id)
		return tell_desk(cx, s, g, e);
	if (find_reason(cx, s, g, e) < 0)
		return -1;
	return tell_applicant(cx, s, &n, group_facts(cx, s, g), e);
}

static bool
is_together(const struct task *a, const struct task *b)
{
	return strcmp(a->row_no, b->row_no) == 0 &&
	       strcmp(a->lane, b->lane) == 0 && a->person_id == b->person_id;
}

int
tell_opened(struct ctx *cx, const struct subject *s, const struct task *v,
    size_t n, const char *reason, struct err *e)
{
	struct group g = {.reason = reason};
	int rc;

	for (size_t i = 0; i < n; i++) {
		rc = v[i].person_id ? hand_on(cx, s, &v[i], reason, e) : 0;
		if (rc < 0)
			return -1;
		if (rc == 1)
			continue;
		if (g.n > 0 && !is_together(g.first, &v[i])) {
			if (tell_group(cx, s, &g, e) < 0)
				return -1;
			g.n = 0;
		}
		if (g.n++ == 0)
			g.first = &v[i];
		g.last = &v[i];
	}
	return g.n > 0 ? tell_group(cx, s, &g, e) : 0;
}

/* --- ends --------------------------------------------------------------- */

/* Where the holder finds the own certificate, if it is kept. */
static int
set_certificate(
    struct ctx *cx, const struct holder *h, json_t *facts, struct err *e)
{
	struct certificate_row row;
	int rc = certificate_get(cx->db, cx->arena, &row, h->id, e);

	if (rc != 1)
		return rc;
	jv_set_z(facts, "path", certlink_path(cx->arena, h->id));
	jv_set_z(facts, "path_label", "Unduh sertifikat");
	return 0;
}

static int
tell_holder(struct ctx *cx, const struct subject *s, const struct tell_end *end,
    json_t *facts, struct err *e)
{
	const struct holder *h = end->holder;
	bool issued = end->ending == KEEP_ISSUED;
	const char *to = rule_of(cx, "holder", h->id);
	struct notice n = {.case_id = s->c->id,
	    .rule = certlink_rule(cx->arena, h->id),
	    .template = issued ? "issued_holder" : "refused_holder",
	    .facts = facts,
	    .at_once = true};
	int rc = tell_reaches(cx, s, h, e);

	if (rc == 1 && !end->own)
		rc = message_told(cx->db, s->c->id, to, e);
	if (rc < 1)
		return rc;
	jv_set_z(facts, "path", "/");
	jv_set_z(facts, "path_label", "Buka halaman kantor");
	if (issued && set_certificate(cx, h, facts, e) < 0)
		return -1;
	return notice_address(cx, &n, to, h->name, h->email, h->phone, e);
}

static int
tell_holder_end(struct ctx *cx, const struct subject *s,
    const struct tell_end *end, struct err *e)
{
	struct notice n = {.rule = rule_of(cx, "end", end->holder->id),
	    .template = end->ending == KEEP_ISSUED ? "issued" : "refused",
	    .at_once = true};
	json_t *facts = facts_case(cx, s);
	int rc;

	jv_set_z(facts, "holder", end->holder->name);
	set_reason(facts, end->reason);
	rc = tell_holder(cx, s, end, facts, e);
	json_decref(facts);
	if (rc < 0 || end->last)
		return rc;
	facts = facts_case(cx, s);
	jv_set_z(facts, "holder", end->holder->name);
	set_reason(facts, end->reason);
	return tell_applicant(cx, s, &n, facts, e);
}

int
tell_ended(struct ctx *cx, const struct subject *s, const struct tell_end *end,
    struct err *e)
{
	static const char *const templates[KEEP_ENDINGS] = {
	    [KEEP_ISSUED] = "done",
	    [KEEP_REJECTED] = "rejected",
	    [KEEP_ABANDONED] = "abandoned",
	};
	struct notice n = {
	    .rule = "end", .template = templates[end->ending], .at_once = true};
	json_t *facts;

	if (end->holder)
		return tell_holder_end(cx, s, end, e);
	facts = facts_case(cx, s);
	set_reason(facts, end->reason);
	jv_set_z(facts, "result", s->sop->result);
	return tell_applicant(cx, s, &n, facts, e);
}
