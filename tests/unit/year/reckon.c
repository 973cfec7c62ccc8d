/*
 * What has to be told in the year of the scene: each deed and each look of
 * the agent in turn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sop/kind.h"
#include "world.h"

/* --- deeds -------------------------------------------------------------- */

static const char *
text(char out[40], const char *what, int64_t id)
{
	snprintf(out, 40, "%s:%lld", what, (long long)id);
	return out;
}

static void
tell_end(struct world *w, const struct deed *d, bool own)
{
	bool done = d->outcome == OUT_DELIVERED && d->kind == DO_ROW;
	char rule[40];
	struct words x = {.of_case = d->of_case,
	    .task = NO_TASK,
	    .rule = text(rule, "end", d->of_case + 1),
	    .template = done ? "issued_holder" : "refused_holder"};

	if (w->s->cases[d->of_case].own_mail &&
	    (own || w->heard_holder[d->of_case]))
		tell_holder(w, &x);
	x.rule = "end";
	x.template = done                 ? "done"
		     : d->kind == ABANDON ? "abandoned"
					  : "rejected";
	x.own = x.at_once = true;
	tell(w, &x, w->s->cases[d->of_case].applicant);
}

static void
tell_link(struct world *w, const struct deed *d, int task)
{
	char rule[40];
	struct words x = {.of_case = d->of_case,
	    .task = task,
	    .rule = rule,
	    .template = "link"};

	snprintf(rule, sizeof(rule), "link:%d:%lld", task + 1,
	    (long long)(EPOCH + w->now));
	if (w->s->cases[d->of_case].own_mail)
		tell_holder(w, &x);
}

static void
tell_opened(struct world *w, const struct deed *d, int task)
{
	const struct table_row *t = &table[d->next];
	const struct made_case *c = &w->s->cases[d->of_case];
	char rule[40];
	struct words x = {.of_case = d->of_case,
	    .task = task,
	    .rule = text(rule, "task", task + 1),
	    .template = t->lane == NOBODY ? "own_task" : "task",
	    .own = t->lane == NOBODY};
	struct crowd who;

	if (d->next == ACTIVATE && c->own_mail) {
		tell_link(w, d, task);
		return;
	}
	if (t->lane == NOBODY) {
		tell(w, &x, c->applicant);
		return;
	}
	who = seat_of(t->lane, w->now);
	if (who.n == 0) {
		who = admins();
		x.rule = text(rule, "empty", task + 1);
		x.template = "empty_desk";
	}
	for (size_t i = 0; i < who.n; i++)
		if (who.v[i] != d->who)
			tell(w, &x, who.v[i]);
}

/* The task that a case has open. */
static int
task_of(const struct world *w, int of_case)
{
	for (int i = (int)w->next_task - 1; i >= 0; i--)
		if (w->tasks[i].of_case == of_case)
			return i;
	abort();
}

/* Messages about older links of the task are pointless. */
static void
drop_links(struct world *w, int task)
{
	char rule[40];
	size_t n;

	text(rule, "link", task + 1);
	n = strlen(rule);
	for (size_t i = w->out->n; i-- > 0;) {
		struct told *t = &w->out->v[i];

		if (t->at < w->tasks[task].opened)
			return;
		if (strncmp(t->rule, rule, n) != 0 || t->rule[n] != ':' ||
		    (strcmp(t->template, "link") != 0 &&
			strcmp(t->template, "link_soon") != 0) ||
		    (t->state != HELD && t->state != WAITING))
			continue;
		t->state = DROPPED;
		t->ended = w->now;
	}
}

static void
see_deed(struct world *w, const struct deed *d)
{
	struct words filed = {.of_case = d->of_case,
	    .task = NO_TASK,
	    .rule = "filed",
	    .template = "received",
	    .at_once = true};
	int task;

	switch (d->kind) {
	case FILE_CASE:
		w->next_task += 2;
		tell_opened(w, d, (int)w->next_task - 1);
		tell(w, &filed, d->who);
		break;
	case DO_ROW:
		if (d->valid_until)
			w->until[d->of_case] = d->valid_until;
		if (d->next == NOBODY) {
			tell_end(w, d, w->split[d->of_case]);
			break;
		}
		if (d->next == REGISTER)
			w->split[d->of_case] = true;
		tell_opened(w, d, (int)w->next_task++);
		break;
	case ABANDON:
		tell_end(w, d, false);
		break;
	case NEW_LINK:
		task = task_of(w, d->of_case);
		drop_links(w, task);
		tell_link(w, d, task);
		break;
	case MUTE:
		*muted(w, d->who, d->of_case) = true;
		break;
	case WISH:
		w->people[d->who].wish = d->outcome;
		break;
	}
}

/* --- looks -------------------------------------------------------------- */

static void
see_task(struct world *w, const struct moment *m)
{
	const struct duty *d = &w->tasks[m->ref];
	const struct table_row *t = &table[d->row];
	struct reached reached = {.n = 0};
	struct rule v[RULES];
	size_t n = rules_of(d, v);
	char rule[40];
	struct words x = {.of_case = d->of_case,
	    .task = m->ref,
	    .rule = text(rule, "task", m->ref + 1)};

	for (size_t i = 0; i < n && v[i].at <= w->now; i++) {
		bool overtaken = false;
		struct crowd who;

		for (size_t k = i + 1; k < n && v[k].at <= w->now; k++)
			overtaken |= v[k].to == v[i].to;
		if (v[i].at < m->due || overtaken)
			continue;
		x.tier = v[i].tier;
		if (t->lane == NOBODY) {
			x.template = "remind_applicant";
			remind(
			    w, &x, w->s->cases[d->of_case].applicant, &reached);
			continue;
		}
		who = v[i].to == DOERS       ? doers(t->lane, w->now)
		      : v[i].to == STAND_INS ? stand_ins(t->lane, w->now)
					     : above(t->lane, w->now);
		x.template = who.above ? "escalate" : "remind";
		remind_crowd(w, &x, &who, &reached);
	}
}

static void
see_link(struct world *w, const struct handed *l)
{
	const struct duty *d = &w->tasks[l->task];
	bool over = w->now >= l->made + 24 * HOUR;
	struct reached reached = {.n = 0};
	char rule[40];
	struct words x = {.of_case = d->of_case,
	    .task = l->task,
	    .tier = over ? 2 : 1,
	    .rule = rule,
	    .template = over ? "link_over" : "link_soon"};
	struct crowd who = doers(VERIFIKATOR, w->now);

	snprintf(rule, sizeof(rule), "link:%d:%lld", l->task + 1,
	    (long long)(EPOCH + l->made));
	if (over)
		remind_crowd(w, &x, &who, &reached);
	else if (w->s->cases[d->of_case].own_mail)
		tell_holder(w, &x);
	else {
		x.template = "remind_applicant";
		remind(w, &x, w->s->cases[d->of_case].applicant, &reached);
	}
}

/* Whether the same person has a later certificate. */
static bool
is_renewed(const struct world *w, int of_case)
{
	for (int i = 0; i < CASES; i++)
		if (w->until[i] && i != of_case &&
		    w->s->cases[i].nik == w->s->cases[of_case].nik &&
		    strcmp(w->until[i], w->until[of_case]) > 0)
			return true;
	return false;
}

static void
see_certificate(struct world *w, const struct moment *m)
{
	const char *until = w->until[m->ref];
	int last = day_of_text(until), tier = 0;
	struct reached reached = {.n = 0};
	char rule[40];
	struct words x = {.of_case = m->ref,
	    .task = NO_TASK,
	    .rule = rule,
	    .template = "certificate"};
	struct crowd who = doers(VERIFIKATOR, w->now);

	for (int i = 0; i < EXPIRIES; i++) {
		int64_t at = (last - expiry[i]) * DAY_MS + 8 * HOUR;

		if ((m->phase == DEED || at >= m->due) && at <= w->now)
			tier = i + 1;
	}
	if (tier == 0 || w->now >= (last + 1) * DAY_MS || is_renewed(w, m->ref))
		return;
	snprintf(rule, sizeof(rule), "certificate:%d:%s", m->ref + 1, until);
	x.tier = tier;
	if (w->s->cases[m->ref].own_mail)
		tell_holder(w, &x);
	remind(w, &x, w->s->cases[m->ref].applicant, &reached);
	remind_crowd(w, &x, &who, &reached);
}

/* The Kepala Bidang is the only desk that is left by everybody. */
static void
see_pulse(struct world *w)
{
	int left = 0;
	bool waits = false;
	char rule[40];
	struct words x = {.of_case = NOBODY,
	    .task = NO_TASK,
	    .rule = rule,
	    .template = "empty_desk"};

	if (w->vacant_told || seat_of(KABID, w->now).n > 0)
		return;
	for (size_t i = 0; i < seat_times_n; i++)
		if (seat_times[i].lane == KABID &&
		    seat_times[i].until * MINUTE_MS <= w->now &&
		    seat_times[i].until > left)
			left = seat_times[i].until;
	for (size_t i = 0; i < w->next_task; i++)
		waits |= table[w->tasks[i].row].lane == KABID &&
			 is_open(w, (int)i) &&
			 w->tasks[i].opened < left * MINUTE_MS;
	if (!waits)
		return;
	w->vacant_told = true;
	snprintf(rule, sizeof(rule), "seat:%d:%lld", KABID + 1,
	    (long long)(EPOCH + left * MINUTE_MS));
	tell(w, &x, ADMIN);
	tell(w, &x, ADMIN_2);
}

static void
see(struct world *w, const struct moment *m)
{
	w->now = m->at;
	if (m->deed) {
		see_deed(w, m->deed);
		return;
	}
	switch (m->sort) {
	case CERTIFICATE:
		see_certificate(w, m);
		break;
	case DIGEST:
		digest(w, m->ref);
		break;
	case LINK:
		see_link(w, &w->links[m->ref]);
		break;
	case PULSE:
		see_pulse(w);
		break;
	case TASK:
		see_task(w, m);
		break;
	}
}

/* The digests that come before a moment. */
static void
see_digests(struct world *w, const struct moment *until)
{
	for (;;) {
		struct moment first = *until;

		for (int i = 0; i < PERSONS; i++) {
			int64_t due = w->people[i].digest_at;
			struct moment m = {
			    due == NEVER ? NEVER : agent_look(due), LOOK, due,
			    DIGEST, i, i, NULL};

			if (moment_order(&m, &first) < 0)
				first = m;
		}
		if (first.sort != DIGEST)
			return;
		see(w, &first);
	}
}

static void *
room(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		abort();
	return p;
}

void
reckon(const struct scene *s, struct told_list *out)
{
	struct world *w = room(1, sizeof(*w));
	const struct moment end = {
	    YEAR_END * MINUTE_MS, LOOK, 0, TASK, 0, 0, NULL};

	w->s = s;
	w->out = out;
	w->tasks = room(TASKS, sizeof(*w->tasks));
	w->links = room(LINKS, sizeof(*w->links));
	w->moments = room(MOMENTS, sizeof(*w->moments));
	w->muted = room((size_t)PERSONS * CASES, sizeof(*w->muted));
	for (int i = 0; i < PERSONS; i++) {
		w->people[i].wish = NOBODY;
		w->people[i].digest_at = NEVER;
	}
	list_tasks(w);
	list_moments(w);
	for (size_t i = 0; i < w->moments_n; i++) {
		see_digests(w, &w->moments[i]);
		see(w, &w->moments[i]);
	}
	see_digests(w, &end);
	for (int i = 0; i < PERSONS; i++)
		free(w->people[i].v);
	free(w->muted);
	free(w->moments);
	free(w->links);
	free(w->tasks);
	free(w);
}
