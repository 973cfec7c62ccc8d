#include "app/taskview.h"

#include "app/officetime.h"
#include "app/web.h"
#include "view/format.h"
#include "view/json.h"

const char *
task_due_text(struct ctx *cx, const struct task *t)
{
	int64_t left = (t->due_at - cx->now) / MS_MINUTE;

	if (t->closed_at)
		return arena_printf(
		    cx->arena, "selesai %s", web_when_short(cx, t->closed_at));
	if (!t->due_at)
		return "tanpa batas waktu";
	return left < 0 ? arena_printf(cx->arena, "terlambat %s",
			      format_minutes(cx->arena, -left, FORMAT_DAY))
			: arena_printf(cx->arena, "%s lagi",
			      format_minutes(cx->arena, left, FORMAT_DAY));
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
