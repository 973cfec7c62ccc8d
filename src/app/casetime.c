/*
 * casetime.c - whose time a case has taken so far: working time at the
 * office's desks, and apart from it the waiting for applicant and BSrE.
 */
#include "app/casepage.h"
#include "app/officetime.h"
#include "view/format.h"
#include "view/json.h"

/*
 * Minutes of the tasks whose time is that owner's.  What holders did side by
 * side counts once, and between a return and what follows it the office's
 * clock stands.
 */
static int64_t
owner_minutes(struct ctx *cx, const struct dossier *d, enum time_owner owner)
{
	struct stretch *v = ARENA_ARRAY(cx->arena, d->tasks_n, struct stretch);
	const struct worktime *work =
	    owner == OWNER_OFFICE ? &cx->office->time : NULL;
	size_t n = 0;

	for (size_t i = 0; i < d->tasks_n; i++) {
		const struct task *t = &d->tasks[i];
		int row = sop_row(d->sop, str_of(t->row_no));

		if (row >= 0 && d->sop->rows[row].owner == owner)
			v[n++] = (struct stretch){t->opened_at,
			    t->closed_at ? t->closed_at : cx->now};
	}
	return stretch_minutes(work, v, n);
}

void
case_times(struct ctx *cx, const struct dossier *d, json_t *model)
{
	int day = (int)work_day_minutes(&cx->office->time.week);
	int64_t applicant = owner_minutes(cx, d, OWNER_APPLICANT);
	int64_t bsre = owner_minutes(cx, d, OWNER_BSRE);
	const char *text = arena_printf(cx->arena, "Waktu kerja di kantor: %s",
	    format_minutes(cx->arena, owner_minutes(cx, d, OWNER_OFFICE), day));

	if (applicant > 0)
		text = arena_printf(cx->arena, "%s. Menunggu pemohon: %s", text,
		    format_minutes(cx->arena, applicant, FORMAT_DAY));
	if (bsre > 0)
		text = arena_printf(cx->arena, "%s. Menunggu BSrE: %s", text,
		    format_minutes(cx->arena, bsre, FORMAT_DAY));
	jv_set_z(model, "times_text", arena_printf(cx->arena, "%s.", text));
}
