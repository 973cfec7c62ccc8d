#include "app/remind.h"

#include "base/log.h"
#include "store/agenda.h"

#define BATCH     ((size_t)8)
#define TRY_LATER MS_HOUR /* after a failure */

static int
take_row(struct ctx *cx, const struct agenda *row, struct err *e)
{
	struct agenda next = *row;

	next.next_at = cx->now + REMIND_PULSE;
	return agenda_set(cx->db, &next, e);
}

/* Up to `most` rows in one transaction; *n: how many. */
static int
take_rows(struct ctx *cx, size_t most, size_t *n, struct err *e)
{
	struct agenda v[BATCH];
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (agenda_due(cx->db, v, n, most, cx->now, e) < 0)
		goto out;
	for (size_t i = 0; i < *n; i++)
		if (take_row(cx, &v[i], e) < 0)
			goto out;
	rc = db_commit(cx->db, e);
out:
	db_rollback(cx->db);
	arena_reset(cx->arena);
	return rc;
}

/* The first that is due waits a while, so that the others have their turn. */
static int
put_off(struct ctx *cx, struct err *e)
{
	struct agenda row;
	size_t n;
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (agenda_due(cx->db, &row, &n, 1, cx->now, e) < 0)
		goto out;
	row.next_at = cx->now + TRY_LATER;
	if (n > 0 && agenda_set(cx->db, &row, e) < 0)
		goto out;
	rc = db_commit(cx->db, e);
out:
	db_rollback(cx->db);
	return rc;
}

int
remind_next(struct db *db, int64_t *next_at, struct err *e)
{
	*next_at = INT64_MAX;
	return agenda_next(db, next_at, e) < 0 ? -1 : 0;
}

int
remind_office(
    struct ctx *cx, size_t limit, bool *more, int64_t *next_at, struct err *e)
{
	size_t done = 0, most = BATCH, n = 0;

	do {
		struct err mine = {0};

		if (take_rows(cx, most, &n, &mine) == 0) {
			done += n;
			continue;
		}
		if (mine.kind == ERR_BUSY) {
			*e = mine;
			return -1;
		}
		/* Which of them fails shows when each goes alone. */
		if (most > 1) {
			most = n = 1;
			continue;
		}
		log_error("%s: reminders: %s (%s)", cx->office->id, mine.msg,
		    mine.detail);
		if (put_off(cx, e) < 0)
			return -1;
		done++;
		most = BATCH;
	} while (n > 0 && done < limit);
	if (remind_next(cx->db, next_at, e) < 0)
		return -1;
	*more = *next_at <= cx->now;
	return 0;
}
