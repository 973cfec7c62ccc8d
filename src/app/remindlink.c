/*
 * Links that end, and certificates that expire.
 */
#include "app/link.h"
#include "app/remind_part.h"
#include "app/tell.h"
#include "app/web.h"
#include "view/format.h"
#include "view/json.h"

#define MORNING (8 * MS_HOUR) /* from local midnight */

enum { LINK_TIER_SOON = 1, LINK_TIER_OVER };

/* Days before the end, in the order of the tiers. */
static const int32_t expiry_days[] = {90, 60, 30, 14, 7};
#define EXPIRY_DAYS ((int)(sizeof(expiry_days) / sizeof(expiry_days[0])))

static struct subject
subject_of(const struct remind_about *about, const struct sop *sop)
{
	return (struct subject){
	    .sop = sop,
	    .c = &about->c,
	    .holders = &about->holder,
	    .holders_n = about->holder.id ? 1 : 0,
	};
}

static int
tell_holder(struct ctx *cx, const struct notice *n,
    const struct remind_about *about, struct err *e)
{
	const struct holder *h = &about->holder;

	return notice_address(cx, n,
	    arena_printf(cx->arena, "holder:%lld", (long long)h->id), h->name,
	    h->email, h->phone, e);
}

/* Whoever looks after row `row` among the verifiers. */
static int
tell_verifier(struct ctx *cx, const struct notice *n, const struct sop *sop,
    int row, const struct casefile *c, struct told *told, struct err *e)
{
	struct audience *who = ARENA_NEW(cx->arena, struct audience);

	if (audience_find(cx, sop, remind_verifier(sop, row), REMIND_DOER,
		c->applicant_id, who, e) < 0)
		return -1;
	return remind_people(cx, n, who, told, e);
}

/* --- links -------------------------------------------------------------- */

struct link_look {
	struct ctx *cx;
	struct remind_about about;
	struct task task;
	struct link link;
	const struct sop *sop;
	int row;
};

/* 1 it can still be used, or could until now; 0 used, replaced, done. */
static int
load_link(struct link_look *l, int64_t task, struct err *e)
{
	struct ctx *cx = l->cx;
	int rc = remind_task(cx->db, cx->arena, &l->about, &l->task, task, e);

	if (rc == 1)
		rc = link_newest(cx->db, &l->link, task, e);
	if (rc != 1 || l->link.used_at)
		return rc < 0 ? -1 : 0;
	if (app_sop(cx->app, cx->office->id, cx->db, l->about.c.edition_id,
		&l->sop, e) < 0)
		return -1;
	l->row = sop_row(l->sop, str_of(l->task.row_no));
	return l->row >= 0;
}

static struct notice
link_notice(struct link_look *l, const struct subject *s, int tier)
{
	struct ctx *cx = l->cx;
	struct notice n = {
	    .case_id = l->task.case_id,
	    .rule = link_rule(cx->arena, &l->task, l->link.created_at),
	    .tier = tier,
	    .task_id = l->task.id,
	    .facts = facts_task(cx, s, &l->task),
	};

	jv_set_z(n.facts, "expires_text", web_when(cx, l->link.expires_at));
	return n;
}

/* The holder, with the link once more; or the applicant. */
static int
tell_soon(struct link_look *l, struct err *e)
{
	struct ctx *cx = l->cx;
	const struct subject s = subject_of(&l->about, l->sop);
	struct notice n = link_notice(l, &s, LINK_TIER_SOON);
	struct told told = {.n = 0};
	int rc = tell_reaches(cx, &s, subject_holder(&s, l->task.holder_id), e);

	jv_set_z(n.facts, "time_text",
	    arena_printf(cx->arena, "Tautan berakhir pada %s.",
		web_when(cx, l->link.expires_at)));
	if (rc == 1) {
		n.template = "link_soon";
		jv_set_z(n.facts, "path", link_path(&l->sop->rows[l->row]));
		rc = tell_holder(cx, &n, &l->about, e);
	} else if (rc == 0) {
		n.template = "remind_applicant";
		rc = remind_applicant(cx, &n, &l->about.c, &told, e);
	}
	json_decref(n.facts);
	return rc;
}

/* Nobody used it: whoever can make a new one hears of it. */
static int
tell_over(struct link_look *l, struct err *e)
{
	struct ctx *cx = l->cx;
	const struct subject s = subject_of(&l->about, l->sop);
	struct notice n = link_notice(l, &s, LINK_TIER_OVER);
	struct told told = {.n = 0};
	int rc;

	n.template = "link_over";
	if (!l->about.holder.id)
		jv_set_z(n.facts, "holder", l->about.c.applicant);
	jv_set_z(n.facts, "path",
	    arena_printf(cx->arena, "/permohonan/%s", l->about.c.number));
	jv_set_z(n.facts, "path_label", "Buat tautan baru");
	rc = tell_verifier(cx, &n, l->sop, l->row, &l->about.c, &told, e);
	json_decref(n.facts);
	return rc;
}

int
remind_look_link(struct ctx *cx, struct agenda *row, struct err *e)
{
	struct link_look *l = ARENA_NEW(cx->arena, struct link_look);
	int rc;

	l->cx = cx;
	rc = load_link(l, row->ref, e);
	if (rc != 1)
		return rc;
	if (cx->now >= l->link.expires_at)
		return tell_over(l, e);
	if (cx->now < l->link.expires_at - LINK_SOON) {
		row->next_at = l->link.expires_at - LINK_SOON;
		return 1;
	}
	row->next_at = l->link.expires_at;
	if (remind_is_told(row, LINK_TIER_SOON))
		return 1;
	remind_set_told(row, LINK_TIER_SOON);
	return tell_soon(l, e) < 0 ? -1 : 1;
}

/* --- certificates ------------------------------------------------------- */

static json_t *
certificate_facts(
    struct ctx *cx, const struct subject *s, int32_t last, int32_t days)
{
	json_t *facts = facts_case(cx, s);

	jv_set_z(facts, "holder", s->holders[0].name);
	jv_set_z(facts, "until_text", format_civil(cx->arena, day_civil(last)));
	jv_set_z(facts, "days", arena_printf(cx->arena, "%d", (int)days));
	return facts;
}

/* Who has no account cannot open the case, but apply anew. */
static int
tell_its_holder(struct ctx *cx, const struct notice *n,
    const struct remind_about *about, struct err *e)
{
	struct notice own = *n;
	int rc;

	own.facts = json_copy(n->facts);
	jv_set_z(own.facts, "path",
	    arena_printf(cx->arena, "/layanan/%s", about->c.service_id));
	jv_set_z(own.facts, "path_label", "Lihat layanan");
	rc = tell_holder(cx, &own, about, e);
	json_decref(own.facts);
	return rc;
}

/* Who holds it, who asked for it, and who would issue the next. */
static int
tell_expiry(struct ctx *cx, const struct remind_about *about,
    const struct sop *sop, int tier, int32_t last, struct err *e)
{
	const struct subject s = subject_of(about, sop);
	struct notice n = {
	    .case_id = about->c.id,
	    .rule = arena_printf(cx->arena, "certificate:%lld:%s",
		(long long)about->holder.id, about->holder.valid_until),
	    .tier = tier,
	    .template = "certificate",
	    .facts = certificate_facts(
		cx, &s, last, last - day_of(cx->now, cx->office->zone)),
	};
	struct told told = {.n = 0};
	int rc = tell_reaches(cx, &s, &about->holder, e);

	if (rc == 1)
		rc = tell_its_holder(cx, &n, about, e);
	if (rc == 0)
		rc = remind_applicant(cx, &n, &about->c, &told, e);
	if (rc == 0)
		rc = tell_verifier(
		    cx, &n, sop, (int)sop->rows_n - 1, &about->c, &told, e);
	json_decref(n.facts);
	return rc;
}

int
remind_look_certificate(struct ctx *cx, struct agenda *row, struct err *e)
{
	struct remind_about *about = ARENA_NEW(cx->arena, struct remind_about);
	const struct zone z = cx->office->zone;
	const struct sop *sop;
	struct civil end;
	int32_t last;
	int tier = 0, rc;

	rc = remind_certificate(cx->db, cx->arena, about, row->ref, e);
	if (rc != 1)
		return rc;
	/* Typed or read by somebody: a date, or nothing to wait for. */
	if (date_parse(
		&end, str_of(about->holder.valid_until), &(struct err){0}) < 0)
		return 0;
	last = civil_day(end);
	for (int i = 1; i <= EXPIRY_DAYS; i++) {
		int64_t at = day_ms(last - expiry_days[i - 1], z) + MORNING;

		if (at > cx->now) {
			row->next_at = at;
			break;
		}
		if (!remind_is_told(row, i))
			tier = i;
		remind_set_told(row, i);
		row->next_at = REMIND_NEVER;
	}
	if (cx->now >= day_ms(last + 1, z))
		return 0;
	if (tier == 0)
		return 1;
	rc = holder_renewed(cx->db, &about->holder, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (app_sop(cx->app, cx->office->id, cx->db, about->c.edition_id, &sop,
		e) < 0 ||
	    tell_expiry(cx, about, sop, tier, last, e) < 0)
		return -1;
	return row->next_at != REMIND_NEVER;
}
