/*
 * caseforecast.c - when a case is likely to be done, in one sentence.
 */
#include <string.h>

#include "app/casepage.h"
#include "app/web.h"
#include "view/format.h"
#include "view/json.h"

/* The tasks and holders of a case as the forecast wants them. */
static const struct forecast_token *
tokens_of(struct ctx *cx, const struct dossier *d, size_t *n)
{
	struct forecast_token *v = ARENA_ARRAY(
	    cx->arena, d->tasks_n + d->holders_n, struct forecast_token);

	*n = 0;
	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];
		int row = sop_row(d->sop, str_of(t->row_no));

		if (t->closed_at == 0 && row >= 0)
			v[(*n)++] = (struct forecast_token){.row = row,
			    .holder = dossier_holder(d, t->holder_id),
			    .opened_at = t->opened_at};
	}
	for (size_t i = 0; i < d->holders_n; i++) {
		const char *no = d->holders[i].waiting_row;
		int row = no ? sop_row(d->sop, str_of(no)) : ROW_NONE;

		if (row >= 0)
			v[(*n)++] = (struct forecast_token){
			    .row = row, .holder = (int)i, .waiting = true};
	}
	return v;
}

/* The sentence, from where it says when. */
static const char *
dates_text(struct ctx *cx, const struct forecast *f)
{
	struct arena *a = cx->arena;
	const char *likely = format_day(a, f->likely, cx->office->zone);
	const char *late = format_day(a, f->late, cx->office->zone);

	switch (f->basis) {
	case FORECAST_NONE:
		break;
	case FORECAST_SOP:
		return arena_printf(
		    a, "menurut SOP kemungkinan selesai %s.", likely);
	case FORECAST_MIXED:
		return arena_printf(a,
		    "kemungkinan selesai %s, menurut waktu belakangan ini dan "
		    "SOP.",
		    likely);
	case FORECAST_OWN:
		if (strcmp(likely, late) == 0)
			return arena_printf(a,
			    "kemungkinan selesai %s; 9 dari 10 permohonan "
			    "seperti ini selesai paling lambat hari itu.",
			    likely);
		return arena_printf(a,
		    "kemungkinan selesai %s; 9 dari 10 permohonan seperti ini "
		    "selesai paling lambat %s.",
		    likely, late);
	}
	return "";
}

static const char *
sentence(struct ctx *cx, const struct dossier *d, const struct forecast *f)
{
	bool own = cx->actor.person && cx->actor.person == d->c.applicant_id;
	char *text;

	if (f->applicant)
		return arena_printf(cx->arena,
		    "Bila %s menyelesaikan langkah ini hari ini, permohonan "
		    "%s",
		    own ? "Anda" : "pemohon", dates_text(cx, f));
	text = arena_dup(cx->arena, dates_text(cx, f));
	text[0] = (char)(text[0] & ~32); /* it begins with a letter */
	return text;
}

int
case_forecast(struct ctx *cx, const struct dossier *d,
    const struct forecast **out, json_t *model, struct err *e)
{
	static const char *const bases[] = {
	    [FORECAST_SOP] = "sop",
	    [FORECAST_MIXED] = "mixed",
	    [FORECAST_OWN] = "own",
	};
	struct forecast_case c = {
	    .office = cx->office, .sop = d->sop, .now = cx->now};
	struct forecast *f = ARENA_NEW(cx->arena, struct forecast);
	struct pace_sum *paces;
	json_t *o;

	*out = NULL;
	jv_set_null(model, "forecast");
	if (d->c.closed_at)
		return 0;
	if (pace_of_service(
		cx->db, cx->arena, &paces, &c.paces_n, d->c.service_id, e) < 0)
		return -1;
	c.paces = paces;
	c.tokens = tokens_of(cx, d, &c.tokens_n);
	forecast_make(f, cx->arena, &c);
	if (f->basis == FORECAST_NONE)
		return 0;
	*out = f;
	o = jv_set_obj(model, "forecast");
	jv_set_z(o, "text", sentence(cx, d, f));
	jv_set_z(o, "basis", bases[f->basis]);
	jv_set_z(o, "likely", web_iso(cx, f->likely));
	jv_set_z(o, "late", web_iso(cx, f->late));
	return 0;
}
