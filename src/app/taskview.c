#include "app/taskview.h"

#include "app/officetime.h"
#include "app/web.h"
#include "view/format.h"
#include "view/json.h"

/* "2 jam kerja": counted as the row's Waktu is. */
static const char *
time_text(struct ctx *cx, const struct row *r, int64_t from, int64_t to)
{
	struct worktime w = office_worktime(cx->office);
	int64_t minutes = (to - from) / MS_MINUTE;
	struct span span;

	if (!row_span(r, &span) || span.calendar)
		return format_minutes(cx->arena, minutes, FORMAT_DAY);
	minutes = worktime_between(&w, from, to);
	return arena_printf(cx->arena, "%s%s",
	    format_minutes(cx->arena, minutes, span_day(cx->office, span)),
	    minutes < 60 ? "" : " kerja");
}

const char *
task_due_text(struct ctx *cx, const struct row *r, const struct task *t)
{
	struct arena *a = cx->arena;

	if (t->closed_at)
		return arena_printf(
		    a, "selesai %s", web_when_short(cx, t->closed_at));
	if (!t->due_at)
		return "tanpa batas waktu";
	return t->due_at < cx->now ? arena_printf(a, "terlambat %s",
					 time_text(cx, r, t->due_at, cx->now))
				   : arena_printf(a, "%s lagi",
					 time_text(cx, r, cx->now, t->due_at));
}

void
task_meter(struct ctx *cx, const struct row *r, const struct task *t, json_t *o)
{
	struct worktime w = office_worktime(cx->office);
	struct span span;
	int64_t used, most;
	json_t *meter;

	if (!row_span(r, &span) || t->closed_at) {
		jv_set_null(o, "meter");
		return;
	}
	used = span_used(&w, t->opened_at, cx->now, span);
	most = span_minutes(cx->office, span);
	meter = jv_set_obj(o, "meter");
	jv_set_int(meter, "max", most);
	jv_set_int(meter, "value", used > most ? most : used);
}
