#include "app/remind.h"

#include "app/digest.h"
#include "app/remind_part.h"
#include "base/log.h"
#include "view/json.h"

#define BATCH     ((size_t)8)
#define TRY_LATER MS_HOUR /* after a failure */

/* --- for the kinds ------------------------------------------------------ */

bool
remind_is_told(const struct agenda *row, int tier)
{
	return (row->told >> (tier - 1)) & 1;
}

void
remind_set_told(struct agenda *row, int tier)
{
	row->told |= INT64_C(1) << (tier - 1);
}

int
remind_person(struct ctx *cx, const struct notice *n, const struct person *p,
    struct told *told, struct err *e)
{
	int rc;

	for (size_t i = 0; i < told->n; i++)
		if (told->v[i] == p->id)
			return 0;
	if (told->n < REMIND_TOLD)
		told->v[told->n++] = p->id;
	rc = n->case_id ? mute_get(cx->db, p->id, n->case_id, e) : 0;
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return notice_person(cx, n, p, e);
}

static int
remind_by_board(struct ctx *cx, const struct notice *n, const struct person *p,
    struct told *told, struct err *e)
{
	struct notice board = *n;
	int rc;

	board.facts = json_copy(n->facts);
	jv_set_z(board.facts, "path", "/laporan/papan");
	jv_set_z(board.facts, "path_label", "Lihat papan");
	rc = remind_person(cx, &board, p, told, e);
	json_decref(board.facts);
	return rc;
}

int
remind_people(struct ctx *cx, const struct notice *n, const struct audience *to,
    struct told *told, struct err *e)
{
	for (size_t i = 0; i < to->n; i++) {
		const struct person *p = &to->v[i].person;
		int rc = 1;

		if (to->above && n->case_id)
			rc = case_seen(cx->db, n->case_id, p->id, cx->now, e);
		if (rc < 0)
			return -1;
		rc = rc ? remind_person(cx, n, p, told, e)
			: remind_by_board(cx, n, p, told, e);
		if (rc < 0)
			return -1;
	}
	return 0;
}

int
remind_applicant(struct ctx *cx, const struct notice *n,
    const struct casefile *c, struct told *told, struct err *e)
{
	struct notice own = *n;
	struct person p;
	int rc = person_get(cx->db, cx->arena, &p, c->applicant_id, e);

	if (rc == 0)
		err_set(e, ERR_SYSTEM, "Data permohonan rusak.",
		    "no applicant of case %lld", (long long)c->id);
	own.own = true;
	return rc == 1 ? remind_person(cx, &own, &p, told, e) : -1;
}

int
remind_verifier(const struct sop *s, int row)
{
	for (int i = row; i >= 0; i--)
		if (s->lanes[s->rows[i].lane].role == LANE_VERIFIER)
			return i;
	for (int i = row; i < (int)s->rows_n; i++)
		if (s->lanes[s->rows[i].lane].role == LANE_VERIFIER)
			return i;
	return row;
}

/* --- the pulse ---------------------------------------------------------- */

/* A desk whose last holder left it with something to do: told once. */
static int
look_at_desk(struct ctx *cx, const char *lane, struct err *e)
{
	struct audience *who = ARENA_NEW(cx->arena, struct audience);
	struct told told = {.n = 0};
	struct notice n = {.template = "empty_desk"};
	struct seat seat;
	int64_t left;
	int rc;

	if (seat_people(cx->db, cx->arena, who->v, &who->n, lane, cx->now, e) <
	    0)
		return -1;
	if (who->n > 0)
		return 0;
	rc = seat_left(cx->db, lane, cx->now, &left, e);
	if (rc == 1)
		rc = seat_find(cx->db, cx->arena, &seat, lane, e);
	if (rc != 1)
		return rc;
	if (admin_people(cx->db, cx->arena, who->v, &who->n, e) < 0)
		return -1;
	n.rule = arena_printf(
	    cx->arena, "seat:%lld:%lld", (long long)seat.id, (long long)left);
	n.facts = jv_obj();
	jv_set_z(n.facts, "seat", seat.title);
	rc = remind_people(cx, &n, who, &told, e);
	json_decref(n.facts);
	return rc;
}

int
remind_look_pulse(struct ctx *cx, struct agenda *row, struct err *e)
{
	const char **lanes;
	size_t n;

	if (desks_waiting(cx->db, cx->arena, &lanes, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (look_at_desk(cx, lanes[i], e) < 0)
			return -1;
	row->next_at = cx->now + REMIND_PULSE;
	return 1;
}

/* --- the sweep ---------------------------------------------------------- */

static int
look(struct ctx *cx, struct agenda *row, struct err *e)
{
	switch (row->kind) {
	case AGENDA_TASK:
		return remind_look_task(cx, row, e);
	case AGENDA_LINK:
		return remind_look_link(cx, row, e);
	case AGENDA_CERTIFICATE:
		return remind_look_certificate(cx, row, e);
	case AGENDA_PULSE:
		return remind_look_pulse(cx, row, e);
	case AGENDA_DIGEST:
		break;
	}
	return 0;
}

static int
take_row(struct ctx *cx, struct agenda *row, struct err *e)
{
	int rc;

	/* It leaves the agenda by itself. */
	if (row->kind == AGENDA_DIGEST)
		return digest_due(cx, row->ref, e);
	rc = look(cx, row, e);
	if (rc < 0)
		return -1;
	return rc == 1 ? agenda_set(cx->db, row, e)
		       : agenda_drop(cx->db, row->kind, row->ref, e);
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
	*next_at = REMIND_NEVER;
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
		n = 1;
	} while (n > 0 && done < limit);
	if (remind_next(cx->db, next_at, e) < 0)
		return -1;
	*more = *next_at <= cx->now;
	return 0;
}
