#include "app/standview.h"

#include <string.h>

#include "app/web.h"
#include "bsre/manual.h"
#include "view/json.h"

const char *
standing_words(struct arena *a, const char *status)
{
	enum bsre_known known;

	if (!status[0])
		return "";
	known = bsre_known_find(status);
	return known == BSRE_IS_OTHER
		   ? arena_printf(a, "Status tidak dikenal: %s", status)
		   : manual_statuses[known - 1].label;
}

const struct task *
standing_task(const struct dossier *d, const struct holder *h)
{
	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];

		if (t->closed_at == 0 &&
		    (t->holder_id == h->id || t->holder_id == 0))
			return t;
	}
	return NULL;
}

static const struct row *
row_of(const struct dossier *d, const struct task *t)
{
	int row = t ? sop_row(d->sop, str_of(t->row_no)) : ROW_NONE;

	return row >= 0 ? &d->sop->rows[row] : NULL;
}

/* --- for officials ------------------------------------------------------ */

static const char *
own_text(struct ctx *cx, const struct dossier *d, const struct holder *h)
{
	const struct task *t = standing_task(d, h);
	const struct row *r = row_of(d, t);

	if (!r)
		return "Tidak ada langkah yang terbuka.";
	return arena_printf(cx->arena, "Langkah %s, %s, sejak %s", r->no,
	    kind_get(r->kind)->title, web_when_short(cx, t->opened_at));
}

static void
set_api(struct ctx *cx, const struct standing *s, json_t *m)
{
	json_t *o = jv_set_obj(m, "api");
	bool now = s->next_at && s->next_at <= cx->now;

	jv_set_z(o, "status", s->api_status);
	jv_set_z(o, "text",
	    s->api_at ? standing_words(cx->arena, s->api_status)
		      : "belum ada jawaban");
	jv_set_z(o, "since",
	    s->api_at
		? arena_printf(cx->arena, "Sejak %s, terakhir ditanyakan %s.",
		      web_when_short(cx, s->api_since),
		      web_when_short(cx, s->api_at))
		: NULL);
	jv_set_z(o, "message",
	    s->api_message[0]
		? arena_printf(cx->arena, "“%s”%s", s->api_message,
		      s->api_code
			  ? arena_printf(cx->arena, " (kode %d)", s->api_code)
			  : "")
		: NULL);
	jv_set_z(o, "error",
	    s->error[0] ? arena_printf(cx->arena, "Tidak terjawab pada %s: %s",
			      web_when_short(cx, s->error_at), s->error)
			: NULL);
	jv_set_z(o, "next",
	    now          ? "Sedang ditanyakan."
	    : s->next_at ? arena_printf(cx->arena, "Ditanyakan lagi %s.",
			       web_when_short(cx, s->next_at))
			 : NULL);
	jv_set_bool(o, "asking", now);
}

static void
set_ams(struct ctx *cx, const struct standing *s, json_t *m)
{
	json_t *o;

	if (!s->ams_status[0]) {
		jv_set_null(m, "ams");
		return;
	}
	o = jv_set_obj(m, "ams");
	jv_set_z(o, "status", s->ams_status);
	jv_set_z(o, "text", standing_words(cx->arena, s->ams_status));
	jv_set_z(o, "by",
	    arena_printf(cx->arena, "Dicatat %s%s%s%s.",
		s->ams_name[0] ? "oleh " : "", s->ams_name,
		s->ams_name[0] ? ", " : "", web_when_short(cx, s->ams_at)));
}

int
standings_load(struct ctx *cx, const struct dossier *d, struct standing **out,
    struct err *e)
{
	struct standing *v, *all;
	size_t n;

	if (standing_of_case(cx->db, cx->arena, &v, &n, d->c.id, e) < 0)
		return -1;
	all = ARENA_ARRAY(cx->arena, d->holders_n + 1, struct standing);
	for (size_t i = 0; i < d->holders_n; i++)
		all[i] = standing_none(d->holders[i].id);
	for (size_t k = 0; k < n; k++) {
		int i = dossier_holder(d, v[k].holder_id);

		if (i >= 0)
			all[i] = v[k];
	}
	*out = all;
	return 0;
}

void
standing_model(struct ctx *cx, const struct dossier *d, const struct holder *h,
    const struct standing *s, bool asks, json_t *m)
{
	jv_set_z(m, "own", own_text(cx, d, h));
	if (asks || s->since || s->api_at || s->error[0])
		set_api(cx, s, m);
	else
		jv_set_null(m, "api");
	set_ams(cx, s, m);
}

/* --- for the applicant -------------------------------------------------- */

/* The act of a holder for a task that is not over yet, a question before
 * others; NULL: none. */
static const struct bsre_act *
find_act(const struct bsre_act *v, size_t n, int64_t task, int64_t holder)
{
	const struct bsre_act *found = NULL;

	for (size_t i = 0; i < n; i++) {
		if (v[i].task_id != task || v[i].holder_id != holder)
			continue;
		found = &v[i];
		if (strcmp(v[i].state, "question") == 0)
			break;
	}
	return found;
}

static const char *
plain_register(struct ctx *cx, const struct bsre_act *a)
{
	if (!a)
		return NULL;
	if (strcmp(a->state, "question") == 0)
		return "Pendaftaran di BSrE sedang diperiksa petugas.";
	if (a->reason[0])
		return arena_printf(cx->arena,
		    "Pendaftaran di BSrE menunggu sejak %s: %s",
		    web_when(cx, a->asked_at), a->reason);
	return "Pendaftaran sedang dikirim ke BSrE.";
}

static const char *
plain_examine(struct ctx *cx, const struct standing *s)
{
	const char *text = "Sedang diperiksa BSrE.";

	if (!s->api_at && !s->error[0])
		return NULL;
	if (s->api_at)
		text = arena_printf(cx->arena,
		    "Sedang diperiksa BSrE, terakhir ditanyakan %s.",
		    web_when(cx, s->api_at));
	if (s->error[0])
		text = arena_printf(cx->arena,
		    "%s Pertanyaan pada %s tidak terjawab: %s", text,
		    web_when(cx, s->error_at), s->error);
	return text;
}

/* Whether an open task is of a kind. */
static bool
has_open(const struct dossier *d, enum step_kind kind)
{
	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct row *r = row_of(d, &d->tasks[i]);

		if (d->tasks[i].closed_at == 0 && r && r->kind == kind)
			return true;
	}
	return false;
}

int
standings_plain(
    struct ctx *cx, const struct dossier *d, const char ***texts, struct err *e)
{
	struct standing *stand = NULL;
	struct bsre_act *acts = NULL;
	size_t n = 0;

	*texts = ARENA_ARRAY(cx->arena, d->holders_n + 1, const char *);
	if ((has_open(d, STEP_EXAMINE) &&
		standings_load(cx, d, &stand, e) < 0) ||
	    (has_open(d, STEP_REGISTER) &&
		bsre_act_of_case(cx->db, cx->arena, &acts, &n, d->c.id, e) < 0))
		return -1;
	for (size_t i = 0; i < d->holders_n; i++) {
		const struct holder *h = &d->holders[i];
		const struct task *t = standing_task(d, h);
		const struct row *r = row_of(d, t);

		(*texts)[i] = NULL;
		if (r && r->kind == STEP_REGISTER)
			(*texts)[i] =
			    plain_register(cx, find_act(acts, n, t->id, h->id));
		if (r && r->kind == STEP_EXAMINE)
			(*texts)[i] = plain_examine(cx, &stand[i]);
	}
	return 0;
}

/* --- for lists ---------------------------------------------------------- */

static const char *
line_register(const struct bsre_brief *b)
{
	switch (b->acts) {
	case BSRE_ACTS_ASKED:
		return "pendaftaran perlu jawaban";
	case BSRE_ACTS_LATE:
		return "belum terkirim ke BSrE, dicoba lagi";
	case BSRE_ACTS_SENT:
		return "sedang dikirim ke BSrE";
	case BSRE_ACTS_NONE:
		break;
	}
	return NULL;
}

static const char *
line_examine(struct ctx *cx, const struct bsre_brief *b)
{
	if (b->unheard)
		return "API BSrE belum menjawab, ditanyakan lagi";
	if (!b->api_at)
		return NULL;
	return arena_printf(cx->arena, "menurut API: %s, %s", b->api_status,
	    web_when_short(cx, b->api_at));
}

static bool
waits_for_bsre(const struct standing_note *v)
{
	return v->task->closed_at == 0 &&
	       (v->kind == STEP_REGISTER || v->kind == STEP_EXAMINE);
}

int
standing_notes(struct ctx *cx, struct standing_note *v, size_t n, struct err *e)
{
	int64_t *tasks = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	struct bsre_brief *b = ARENA_ARRAY(cx->arena, n + 1, struct bsre_brief);
	size_t asked = 0, found = 0;

	for (size_t i = 0; i < n; i++) {
		v[i].text = NULL;
		if (waits_for_bsre(&v[i]))
			tasks[asked++] = v[i].task->id;
	}
	if (asked == 0)
		return 0;
	if (bsre_briefs(cx->db, cx->arena, tasks, asked, b, &found, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; waits_for_bsre(&v[i]) && k < found; k++)
			if (b[k].task_id == v[i].task->id)
				v[i].text = v[i].kind == STEP_REGISTER
						? line_register(&b[k])
						: line_examine(cx, &b[k]);
	return 0;
}
