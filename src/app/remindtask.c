/*
 * Open tasks: whoever has to do them, before they are due, then and after;
 * then who stands in, then who stands above.
 */
#include "app/facts.h"
#include "app/officetime.h"
#include "app/remind.h"
#include "app/remind_part.h"
#include "sop/duration.h"
#include "sop/keep.h"
#include "store/custody.h"
#include "view/format.h"
#include "view/json.h"

struct look {
	struct ctx *cx;
	struct remind_about about;
	struct task task;
	const struct sop *sop;
	int row;
	int64_t abandoned; /* 0: never */
	struct remind_group group;
	struct told told;
};

static int
load(struct look *l, int64_t id, struct err *e)
{
	struct ctx *cx = l->cx;
	int rc = remind_task(cx->db, cx->arena, &l->about, &l->task, id, e);

	if (rc != 1)
		return rc;
	if (app_sop(cx->app, cx->office->id, cx->db, l->about.c.edition_id,
		&l->sop, e) < 0)
		return -1;
	l->row = sop_row(l->sop, str_of(l->task.row_no));
	return l->row >= 0;
}

static bool
counts_abandonment(const struct reminders *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].from == REMIND_ABANDONED)
			return true;
	return false;
}

/* When the case will be closed if its applicant does nothing.  What a desk
 * has in hand as well is not left alone before that desk is done. */
static int
find_abandonment(struct look *l, struct err *e)
{
	struct ctx *cx = l->cx;
	int64_t at = 0;
	int rc = case_at_desk(cx->db, l->task.case_id, e);

	if (rc == 1)
		at = cx->now;
	else if (rc == 0)
		rc = event_last_act(cx->db, l->task.case_id, &at, e);
	if (rc < 0)
		return -1;
	if (rc == 1)
		l->abandoned =
		    keep_end(l->sop->abandoned_after, at, cx->office->zone);
	return 0;
}

/* --- what is said ------------------------------------------------------- */

static const char *
lateness(const struct look *l)
{
	const struct office *o = l->cx->office;
	struct worktime w = office_worktime(o);
	struct span span = duration_span(l->sop->rows[l->row].time);
	int64_t to = l->cx->now, from = l->task.due_at;
	bool late = to > from;
	int64_t minutes = late ? span_used(&w, from, to, span)
			       : span_used(&w, to, from, span);
	struct arena *a = l->cx->arena;

	if (minutes == 0)
		return "Batas waktunya tiba sekarang.";
	return arena_printf(a,
	    late ? "Batas waktunya lewat %s." : "Batas waktunya %s lagi.",
	    format_minutes(a, minutes, span_day(o, span)));
}

static const char *
time_text(const struct look *l, enum remind_from from)
{
	struct arena *a = l->cx->arena;

	if (from == REMIND_ABANDONED)
		return arena_printf(a,
		    "Bila tidak dilanjutkan, permohonan ini ditutup pada %s.",
		    format_day(a, l->abandoned, l->cx->office->zone));
	if (from == REMIND_OPENED)
		return arena_printf(a, "Sudah menunggu %s.",
		    format_minutes(a,
			(l->cx->now - l->task.opened_at) / MS_MINUTE,
			FORMAT_DAY));
	return lateness(l);
}

/* Who has it, for those above: "Di meja Kepala Bidang (Rimba Contoh)." */
static int
set_desk(struct look *l, json_t *facts, struct err *e)
{
	const struct lane *lane =
	    &l->sop->lanes[l->sop->lanes[l->sop->rows[l->row].lane].recorder];
	struct arena *a = l->cx->arena;
	struct seat_person *v = ARENA_ARRAY(a, SEAT_PEOPLE, struct seat_person);
	const char *names = "", *desk, *when;
	size_t n;

	if (seat_people(l->cx->db, a, v, &n, lane->id, l->cx->now, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		names = arena_printf(
		    a, "%s%s%s", names, i > 0 ? ", " : "", v[i].person.name);
	desk = n > 0 ? arena_printf(a, "Di meja %s (%s).", lane->title, names)
		     : arena_printf(a, "Kursi %s sedang kosong.", lane->title);
	when = json_string_value(json_object_get(facts, "time_text"));
	jv_set_z(facts, "seat", lane->title);
	jv_set_z(facts, "desk_text", desk);
	jv_set_z(facts, "time_text", arena_printf(a, "%s %s", desk, when));
	return 0;
}

static void
set_case_path(const struct look *l, json_t *facts)
{
	jv_set_z(facts, "path",
	    arena_printf(l->cx->arena, "/permohonan/%s", l->about.c.number));
	jv_set_z(facts, "path_label", "Lihat permohonan");
}

static json_t *
make_facts(struct look *l, enum remind_from from)
{
	const struct subject s = {
	    .sop = l->sop,
	    .c = &l->about.c,
	    .holders = &l->about.holder,
	    .holders_n = l->about.holder.id ? 1 : 0,
	};
	json_t *facts = facts_task(l->cx, &s, &l->task);

	jv_set_z(facts, "time_text", time_text(l, from));
	if (l->group.n > 1) {
		jv_set_z(facts, "holder",
		    arena_printf(
			l->cx->arena, "%lld orang", (long long)l->group.n));
		set_case_path(l, facts);
	}
	return facts;
}

/* --- to whom ------------------------------------------------------------ */

static int
tell_desk(struct look *l, struct notice *n, enum remind_to to, struct err *e)
{
	struct ctx *cx = l->cx;
	struct audience *who = ARENA_NEW(cx->arena, struct audience);

	if (audience_find(
		cx, l->sop, l->row, to, l->about.c.applicant_id, who, e) < 0)
		return -1;
	n->template = "remind";
	if (who->above) {
		if (set_desk(l, n->facts, e) < 0)
			return -1;
		n->template = "escalate";
		set_case_path(l, n->facts);
	}
	return remind_people(cx, n, who, &l->told, e);
}

static int
tell(struct look *l, const struct remind_tier *tier, enum remind_from from,
    struct err *e)
{
	struct notice n = {
	    .case_id = l->task.case_id,
	    .rule =
		arena_printf(l->cx->arena, "task:%lld", (long long)l->task.id),
	    .tier = tier->tier,
	    .template = "remind_applicant",
	    .task_id = l->group.last,
	};
	int rc = 0;

	/* Of several persons' tasks the first speaks for all. */
	if (l->task.id != l->group.first)
		return 0;
	n.facts = make_facts(l, from);

	if (l->task.person_id && tier->to == REMIND_DOER)
		rc = remind_applicant(l->cx, &n, &l->about.c, &l->told, e);
	else if (!l->task.person_id)
		rc = tell_desk(l, &n, tier->to, e);
	json_decref(n.facts);
	return rc;
}

/* Whether a later tier for the same is due as well. */
static bool
is_overtaken(const struct remind_tier *v, size_t n, size_t i, int64_t now)
{
	for (size_t j = i + 1; j < n && v[j].at <= now; j++)
		if (v[j].to == v[i].to)
			return true;
	return false;
}

static int
tell_due(struct look *l, const struct reminders *rules,
    const struct remind_tier *v, size_t n, struct agenda *row, struct err *e)
{
	row->next_at = REMIND_NEVER;
	for (size_t i = 0; i < n; i++) {
		if (v[i].at > l->cx->now) {
			row->next_at = v[i].at;
			return 0;
		}
		if (remind_is_told(row, v[i].tier))
			continue;
		remind_set_told(row, v[i].tier);
		if (!is_overtaken(v, n, i, l->cx->now) &&
		    tell(l, &v[i], rules->v[v[i].tier - 1].from, e) < 0)
			return -1;
	}
	return 0;
}

int
remind_look_task(struct ctx *cx, struct agenda *row, struct err *e)
{
	struct look *l = ARENA_NEW(cx->arena, struct look);
	struct remind_tier v[REMIND_RULES];
	const struct reminders *rules;
	struct worktime w = office_worktime(cx->office);
	struct remind_clock clock;
	int rc;

	l->cx = cx;
	rc = load(l, row->ref, e);
	if (rc != 1)
		return rc;
	rules = remind_rules(cx->office, &l->sop->rows[l->row]);
	if (l->task.person_id && counts_abandonment(rules) &&
	    find_abandonment(l, e) < 0)
		return -1;
	clock = (struct remind_clock){
	    l->task.opened_at, l->task.due_at, l->abandoned};
	if (remind_together(cx->db, &l->group, &l->task, e) < 0 ||
	    tell_due(l, rules, v, remind_plan(v, rules, &w, &clock), row, e) <
		0)
		return -1;
	return 1;
}

int64_t
remind_first(const struct office *o, const struct sop *s, int row,
    int64_t opened, int64_t due)
{
	const struct row *r = &s->rows[row];
	bool applicant = s->lanes[r->lane].role == LANE_APPLICANT;
	struct worktime w = office_worktime(o);
	const struct remind_clock clock = {opened, due,
	    applicant ? keep_end(s->abandoned_after, opened, o->zone) : 0};
	struct remind_tier v[REMIND_RULES];
	size_t n = remind_plan(v, remind_rules(o, r), &w, &clock);

	return n > 0 ? v[0].at : REMIND_NEVER;
}
