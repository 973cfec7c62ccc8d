#include "app/officetime.h"

#include "sop/duration.h"
#include "view/format.h"

struct worktime
office_worktime(const struct office *o)
{
	return o->time;
}

bool
row_span(const struct row *r, struct span *span)
{
	*span = duration_span(r->time);
	return span->n > 0;
}

int
span_day(const struct office *o, struct span s)
{
	return s.calendar || s.unit == SPAN_MONTH
		   ? FORMAT_DAY
		   : (int)work_day_minutes(&o->time.week);
}

int64_t
span_minutes(const struct office *o, struct span s)
{
	switch (s.unit) {
	case SPAN_MINUTE:
		break;
	case SPAN_HOUR:
		return (int64_t)s.n * 60;
	case SPAN_DAY:
		return (int64_t)s.n * span_day(o, s);
	case SPAN_MONTH:
		return (int64_t)s.n * 30 * FORMAT_DAY;
	}
	return s.n > 0 ? s.n : 1;
}

int64_t
row_due(const struct office *o, const struct row *r, int64_t now)
{
	struct worktime w = office_worktime(o);
	struct span span;

	return row_span(r, &span) ? span_due(&w, now, span) : 0;
}
