#include "app/recount.h"

#include "app/officetime.h"
#include "base/limits.h"
#include "store/agenda.h"
#include "store/due.h"
#include "store/event.h"

#define BATCH       2000 /* ids of tasks */
#define BATCH_ARENA (4 * MIB)

struct counter {
	struct app *app;
	struct db *db;
	const struct office *office;
	struct arena arena; /* of one batch */
	struct recount *out;
	int64_t now;
};

/* Into each due_at the new date; what stays is taken out of the list. */
static int
keep_changed(struct counter *c, struct due *v, size_t *n, struct err *e)
{
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++) {
		const struct sop *sop;
		int64_t due = 0;
		int row;

		if (app_sop(c->app, c->office->id, c->db, v[i].edition_id, &sop,
			e) < 0)
			return -1;
		row = sop_row(sop, str_of(v[i].row_no));
		if (row >= 0)
			due =
			    row_due(c->office, &sop->rows[row], v[i].opened_at);
		if (!due || due == v[i].due_at)
			continue;
		v[i].due_at = due;
		v[kept++] = v[i];
	}
	*n = kept;
	return 0;
}

/* New dates, and new reminders: those of rows without a date, too. */
static int
write_batch(struct counter *c, const struct due *v, size_t n, int64_t after,
    struct err *e)
{
	const struct event ev = {.kind = "calendar",
	    .outcome = "recounted",
	    .detail = "[]",
	    .at = c->now};
	int64_t again = 0;
	int rc = -1;

	if (db_begin(c->db, e) < 0)
		return -1;
	if (agenda_again(c->db, after, after + BATCH, c->now, &again, e) < 0)
		goto out;
	if (n > 0 && c->out->changed == 0 &&
	    event_append(c->db, &ev, NULL, e) < 0)
		goto out;
	for (size_t i = 0; i < n; i++)
		if (due_set(c->db, v[i].id, v[i].due_at, e) < 0)
			goto out;
	rc = db_commit(c->db, e);
	if (rc == 0)
		c->out->changed += n;
out:
	db_rollback(c->db);
	return rc;
}

static int
count_batches(struct counter *c, struct err *e)
{
	int64_t after = 0, last;
	struct due *v;
	size_t n;

	for (;; after += BATCH) {
		if (due_last(c->db, &last, e) < 0)
			return -1;
		if (after >= last)
			return 0;
		arena_reset(&c->arena);
		if (due_page(
			c->db, &c->arena, &v, &n, after, after + BATCH, e) < 0)
			return -1;
		c->out->open += n;
		if (keep_changed(c, v, &n, e) < 0 ||
		    write_batch(c, v, n, after, e) < 0)
			return -1;
	}
}

int
recount_due(struct app *app, const char *tenant, struct recount *out,
    int64_t now, struct err *e)
{
	struct counter c = {.app = app, .out = out, .now = now};
	int rc;

	*out = (struct recount){0, 0};
	if (app_office(app, tenant, &c.office, &c.db, e) < 0)
		return -1;
	arena_init(&c.arena, BATCH_ARENA);
	rc = count_batches(&c, e);
	arena_clear(&c.arena);
	return rc;
}
