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

static int
set_ams(struct ctx *cx, const struct standing *s, json_t *m, struct err *e)
{
	struct person p;
	json_t *o;
	int rc;

	if (!s->ams_status[0]) {
		jv_set_null(m, "ams");
		return 0;
	}
	rc = person_get(cx->db, cx->arena, &p, s->ams_by, e);
	if (rc < 0)
		return -1;
	o = jv_set_obj(m, "ams");
	jv_set_z(o, "status", s->ams_status);
	jv_set_z(o, "text", standing_words(cx->arena, s->ams_status));
	jv_set_z(o, "by",
	    arena_printf(cx->arena, "Dicatat %s%s%s%s.", rc == 1 ? "oleh " : "",
		rc == 1 ? p.name : "", rc == 1 ? ", " : "",
		web_when_short(cx, s->ams_at)));
	return 0;
}

int
standing_model(struct ctx *cx, const struct dossier *d, const struct holder *h,
    json_t *m, struct err *e)
{
	struct bsre_office o;
	struct standing s;

	if (bsre_office_get(cx->db, cx->arena, &o, e) < 0 ||
	    standing_get(cx->db, cx->arena, &s, h->id, e) < 0)
		return -1;
	jv_set_z(m, "own", own_text(cx, d, h));
	if (o.caps & BSRE_CAN(BSRE_STATUS) || s.api_at || s.error[0])
		set_api(cx, &s, m);
	else
		jv_set_null(m, "api");
	return set_ams(cx, &s, m, e);
}

/* --- for the applicant, and for lists ----------------------------------- */

/* The act of a holder (0: of any) that is not over yet, a question before
 * others: 1, 0 or -1. */
static int
find_act(struct ctx *cx, const struct task *t, int64_t holder,
    struct bsre_act *out, struct err *e)
{
	struct bsre_act *v;
	size_t n;
	int rc = 0;

	if (bsre_act_list(cx->db, cx->arena, &v, &n, t->id, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if ((holder && v[i].holder_id != holder) ||
		    strcmp(v[i].state, "done") == 0)
			continue;
		*out = v[i];
		rc = 1;
		if (strcmp(v[i].state, "question") == 0)
			break;
	}
	return rc;
}

static int
plain_register(struct ctx *cx, const struct task *t, int64_t holder,
    const char **text, struct err *e)
{
	struct bsre_act a;
	int rc = find_act(cx, t, holder, &a, e);

	if (rc != 1)
		return rc;
	if (strcmp(a.state, "question") == 0)
		*text = "Pendaftaran di BSrE sedang diperiksa petugas.";
	else if (a.reason[0])
		*text = arena_printf(cx->arena,
		    "Pendaftaran di BSrE menunggu sejak %s: %s",
		    web_when(cx, a.asked_at), a.reason);
	else
		*text = "Pendaftaran sedang dikirim ke BSrE.";
	return 0;
}

static int
plain_examine(struct ctx *cx, int64_t holder, const char **text, struct err *e)
{
	struct standing s;

	if (standing_get(cx->db, cx->arena, &s, holder, e) < 0)
		return -1;
	if (!s.api_at && !s.error[0])
		return 0;
	*text = "Sedang diperiksa BSrE.";
	if (s.api_at)
		*text = arena_printf(cx->arena,
		    "Sedang diperiksa BSrE, terakhir ditanyakan %s.",
		    web_when(cx, s.api_at));
	if (s.error[0])
		*text = arena_printf(cx->arena,
		    "%s Pertanyaan pada %s tidak terjawab: %s", *text,
		    web_when(cx, s.error_at), s.error);
	return 0;
}

int
standing_plain(struct ctx *cx, const struct dossier *d, const struct holder *h,
    const char **text, struct err *e)
{
	const struct task *t = standing_task(d, h);
	const struct row *r = row_of(d, t);

	*text = NULL;
	if (r && r->kind == STEP_REGISTER)
		return plain_register(cx, t, h->id, text, e);
	if (r && r->kind == STEP_EXAMINE)
		return plain_examine(cx, h->id, text, e);
	return 0;
}

static int
line_register(
    struct ctx *cx, const struct task *t, const char **text, struct err *e)
{
	struct bsre_act a;
	int rc = find_act(cx, t, 0, &a, e);

	if (rc != 1)
		return rc;
	if (strcmp(a.state, "question") == 0)
		*text = "pendaftaran perlu jawaban";
	else if (a.reason[0])
		*text = "belum terkirim ke BSrE, dicoba lagi";
	else
		*text = "sedang dikirim ke BSrE";
	return 0;
}

int
standing_line(struct ctx *cx, const struct task *t, enum step_kind kind,
    const char **text, struct err *e)
{
	struct standing s;

	*text = NULL;
	if (t->closed_at)
		return 0;
	if (kind == STEP_REGISTER)
		return line_register(cx, t, text, e);
	if (kind != STEP_EXAMINE || !t->holder_id)
		return 0;
	if (standing_get(cx->db, cx->arena, &s, t->holder_id, e) < 0)
		return -1;
	if (s.error[0])
		*text = "API BSrE belum menjawab, ditanyakan lagi";
	else if (s.api_at)
		*text = arena_printf(cx->arena, "menurut API: %s, %s",
		    s.api_status, web_when_short(cx, s.api_at));
	return 0;
}
