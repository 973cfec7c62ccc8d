#include "app/pace.h"

#include <stdlib.h>
#include <string.h>

#include "app/officetime.h"
#include "base/limits.h"

#define NEWS ((size_t)5000) /* measurements taken up at once */
#define HOUR 60
#define DAY  (24 * HOUR)

/* --- measured ----------------------------------------------------------- */

bool
pace_by_calendar(const struct row *r)
{
	struct span span;

	return r->owner != OWNER_OFFICE ||
	       (row_span(r, &span) &&
		   (span.calendar || span.unit == SPAN_MONTH));
}

int64_t
pace_minutes(
    const struct office *o, const struct row *r, int64_t from, int64_t to)
{
	struct worktime w = office_worktime(o);

	if (to <= from)
		return 0;
	return pace_by_calendar(r) ? (to - from) / MS_MINUTE
				   : worktime_between(&w, from, to);
}

int
pace_task(struct ctx *cx, const char *service, const struct row *r,
    int64_t opened_at, struct err *e)
{
	if (opened_at >= cx->now)
		return 0;
	return pace_add(cx->db, service, r->no,
	    pace_minutes(cx->office, r, opened_at, cx->now), cx->now, e);
}

/* --- summed up ---------------------------------------------------------- */

static int
by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The place, from 0, of what so many percent did not exceed. */
static size_t
rank(size_t n, size_t percent)
{
	return (n * percent + 99) / 100 - 1;
}

void
pace_summary(struct pace_sum *s, int64_t *v, size_t n)
{
	s->n = (int64_t)n;
	s->median = s->p90 = 0;
	if (n == 0)
		return;
	qsort(v, n, sizeof(*v), by_size);
	s->median = v[rank(n, 50)];
	s->p90 = v[rank(n, 90)];
}

static int
recount_row(
    struct db *db, const struct pace_new *row, int64_t upto, struct err *e)
{
	struct pace_sum s = {.service = row->service, .row_no = row->row_no};
	int64_t v[PACE_KEPT], oldest;
	size_t n;

	if (pace_last(db, s.service, s.row_no, v, &n, &oldest, e) < 0)
		return -1;
	pace_summary(&s, v, n);
	if (pace_sum_put(db, &s, upto, e) < 0)
		return -1;
	return pace_prune(db, s.service, s.row_no, oldest, e);
}

/* Whether the row of v[i] stands before it too. */
static bool
is_repeated(const struct pace_new *v, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(v[k].row_no, v[i].row_no) == 0 &&
		    strcmp(v[k].service, v[i].service) == 0)
			return true;
	return false;
}

/* Each row once, in front; how many. */
static size_t
rows_of(struct pace_new *v, size_t n)
{
	size_t rows = 0;

	for (size_t i = 0; i < n; i++) {
		v[rows] = v[i];
		if (!is_repeated(v, rows))
			rows++;
	}
	return rows;
}

int
pace_recount(struct db *db, struct arena *a, bool *more, struct err *e)
{
	struct pace_new *v;
	int64_t upto;
	size_t n;
	int rc = -1;

	*more = false;
	if (pace_news(db, a, &v, &n, NEWS, e) < 0)
		return -1;
	if (n == 0)
		return 0;
	*more = n == NEWS;
	upto = v[n - 1].id;
	n = rows_of(v, n);
	if (db_begin(db, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (recount_row(db, &v[i], upto, e) < 0)
			goto out;
	rc = db_commit(db, e);
out:
	db_rollback(db);
	return rc;
}

/* --- told --------------------------------------------------------------- */

/* Full hours, and from a day on full days: rounded up, it is a promise. */
static const char *
roughly(struct arena *a, int64_t minutes)
{
	int64_t unit = minutes > DAY - HOUR ? DAY : HOUR;
	int64_t n = (minutes + unit - 1) / unit;

	return arena_printf(a, "%lld %s", (long long)(n > 0 ? n : 1),
	    unit == DAY ? "hari" : "jam");
}

const char *
pace_lately(
    struct arena *a, const struct pace_sum *v, size_t n, const char *service)
{
	const char *median, *p90;

	for (size_t i = 0; i < n; i++) {
		if (v[i].row_no[0] || v[i].n < PACE_LEAST ||
		    strcmp(v[i].service, service) != 0)
			continue;
		median = roughly(a, v[i].median);
		p90 = roughly(a, v[i].p90);
		return strcmp(median, p90) == 0
			   ? arena_printf(a, "9 dari 10 dalam %s", p90)
			   : arena_printf(a, "biasanya %s, 9 dari 10 dalam %s",
				 median, p90);
	}
	return NULL;
}
