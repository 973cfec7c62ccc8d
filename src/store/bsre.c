#include "store/bsre.h"

#include "queries.h"

/* 0 stands for a time that there is not. */
static struct value
v_time(int64_t at)
{
	return at ? v_int(at) : v_null();
}

/* In the arena; empty for SQL NULL. */
static struct str
copy_blob(const struct rows *r, struct arena *a, int col)
{
	struct str s = rows_blob(r, col);

	if (s.n > 0)
		s.p = arena_copy(a, s.p, s.n);
	return s;
}

/* The first column of the only row; 0: there is none. */
static int
one_time(struct db *db, enum query q, int64_t *at, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, q, NULL, 0, e);

	*at = 0;
	if (rc != 1)
		return rc;
	*at = rows_int(&r, 0);
	rows_done(&r);
	return 0;
}

/* --- the office's way there --------------------------------------------- */

int
bsre_office_get(
    struct db *db, struct arena *a, struct bsre_office *o, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_BSRE_OFFICE_GET, NULL, 0, e);

	*o = (struct bsre_office){.module = "manual",
	    .host = "",
	    .portal = "",
	    .fault = "",
	    .trust = "",
	    .error = "",
	    .trial = {.why = ""}};
	if (rc != 1)
		return rc;
	*o = (struct bsre_office){
	    .module = rows_text(&r, a, 0),
	    .caps = (unsigned)rows_int(&r, 1),
	    .host = rows_text(&r, a, 2),
	    .portal = rows_text(&r, a, 3),
	    .plain = rows_int(&r, 4) != 0,
	    .fault = rows_text(&r, a, 5),
	    .trust = rows_text(&r, a, 6),
	    .crl = copy_blob(&r, a, 7),
	    .failures = rows_int(&r, 8),
	    .open_until = rows_int(&r, 9),
	    .ok_at = rows_int(&r, 10),
	    .error = rows_text(&r, a, 11),
	    .error_at = rows_int(&r, 12),
	    .try_at = rows_int(&r, 13),
	    .trial = {.kind = (enum bsre_tried)rows_int(&r, 15),
		.at = rows_int(&r, 14),
		.ms = rows_int(&r, 17),
		.why = rows_text(&r, a, 16)},
	    .at = rows_int(&r, 18),
	};
	rows_done(&r);
	return 1;
}

int
bsre_office_put(struct db *db, const struct bsre_office *o, struct err *e)
{
	return db_run(db, Q_BSRE_OFFICE_PUT,
	    VALUES(v_text(o->module), v_int(o->caps), v_text(o->host),
		v_text(o->portal), v_int(o->plain), v_text(o->fault),
		v_text(o->trust), v_blob(o->crl.p, o->crl.n),
		v_int(o->failures), v_time(o->open_until), v_time(o->ok_at),
		v_text(o->error), v_time(o->error_at), v_int(o->at)),
	    e);
}

int
bsre_office_wish(struct db *db, int64_t *at, struct err *e)
{
	return one_time(db, Q_BSRE_OFFICE_WISH, at, e);
}

int
bsre_office_try(struct db *db, int64_t now, struct err *e)
{
	return db_run(db, Q_BSRE_OFFICE_TRY, VALUES(v_int(now)), e);
}

int
bsre_office_tried(
    struct db *db, int64_t wanted_at, const struct bsre_trial *t, struct err *e)
{
	return db_run(db, Q_BSRE_OFFICE_TRIED,
	    VALUES(v_int(wanted_at), v_int(t->at), v_int(t->kind),
		v_text(t->why), v_int(t->ms)),
	    e);
}

/* --- how a holder stands ------------------------------------------------ */

static struct standing
read_standing(const struct rows *r, struct arena *a)
{
	const char *by = rows_text(r, a, 9);

	return (struct standing){
	    .holder_id = rows_int(r, 0),
	    .api_status = rows_text(r, a, 1),
	    .api_code = (int)rows_int(r, 2),
	    .api_message = rows_text(r, a, 3),
	    .api_since = rows_int(r, 4),
	    .api_at = rows_int(r, 5),
	    .ams_status = rows_text(r, a, 6),
	    .ams_at = rows_int(r, 7),
	    .ams_by = rows_int(r, 8),
	    .ams_name = by ? by : "",
	    .error = rows_text(r, a, 10),
	    .error_at = rows_int(r, 11),
	    .tries = rows_int(r, 12),
	    .since = rows_int(r, 13),
	    .next_at = rows_int(r, 14),
	};
}

struct standing
standing_none(int64_t holder)
{
	return (struct standing){.holder_id = holder,
	    .api_status = "",
	    .api_message = "",
	    .ams_status = "",
	    .ams_name = "",
	    .error = ""};
}

int
standing_get(struct db *db, struct arena *a, struct standing *s, int64_t holder,
    struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_STANDING_GET, VALUES(v_int(holder)), e);

	*s = standing_none(holder);
	if (rc != 1)
		return rc;
	*s = read_standing(&r, a);
	rows_done(&r);
	return 1;
}

int
standing_of_case(struct db *db, struct arena *a, struct standing **v, size_t *n,
    int64_t case_id, struct err *e)
{
	struct rows r;
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_STANDING_OF_CASE, VALUES(v_int(case_id)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = read_standing(&r, a);
	}
	return rc;
}

int
standing_watch(
    struct db *db, int64_t holder, int64_t now, int64_t next_at, struct err *e)
{
	return db_run(db, Q_STANDING_WATCH,
	    VALUES(v_int(holder), v_int(now), v_int(next_at)), e);
}

int
standing_unwatch(struct db *db, int64_t holder, struct err *e)
{
	return db_run(db, Q_STANDING_UNWATCH, VALUES(v_int(holder)), e);
}

int
standing_due(struct db *db, struct arena *a, struct standing **v, size_t *n,
    int64_t now, size_t most, struct err *e)
{
	struct rows r;
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_STANDING_DUE,
		VALUES(v_int(now), v_int((int64_t)most)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct standing){
		    .holder_id = rows_int(&r, 0),
		    .tries = rows_int(&r, 1),
		    .since = rows_int(&r, 2),
		    .next_at = rows_int(&r, 3),
		    .api_status = rows_text(&r, a, 4),
		    .api_message = "",
		    .ams_status = "",
		    .ams_name = "",
		    .error = "",
		};
	}
	return rc;
}

int
standing_next(struct db *db, int64_t *at, struct err *e)
{
	return one_time(db, Q_STANDING_NEXT, at, e);
}

int
standing_hasten(struct db *db, int64_t now, struct err *e)
{
	return db_run(db, Q_STANDING_HASTEN, VALUES(v_int(now)), e);
}

int
standing_heard(struct db *db, const struct standing *s, struct err *e)
{
	return db_run(db, Q_STANDING_HEARD,
	    VALUES(v_int(s->holder_id), v_text(s->api_status),
		v_int(s->api_code), v_text(s->api_message), v_int(s->api_at),
		v_time(s->next_at)),
	    e);
}

int
standing_unheard(struct db *db, const struct standing *s, struct err *e)
{
	return db_run(db, Q_STANDING_UNHEARD,
	    VALUES(v_int(s->holder_id), v_text(s->error), v_int(s->error_at),
		v_time(s->next_at)),
	    e);
}

int
standing_seen(struct db *db, const struct standing *s, struct err *e)
{
	return db_run(db, Q_STANDING_SEEN,
	    VALUES(v_int(s->holder_id), v_text(s->ams_status), v_int(s->ams_at),
		v_time(s->ams_by)),
	    e);
}

/* --- acts --------------------------------------------------------------- */

int
bsre_act_add(struct db *db, struct bsre_act *a, struct err *e)
{
	if (db_run(db, Q_BSRE_ACT_ADD,
		VALUES(v_text(a->kind), v_int(a->case_id), v_int(a->task_id),
		    v_int(a->holder_id), v_int(a->asked_by),
		    v_int(a->asked_at)),
		e) < 0)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	a->id = db_last_id(db);
	return 1;
}

static int
read_acts(struct rows *r, struct arena *a, struct bsre_act **v, size_t *n,
    struct err *e)
{
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	while ((rc = rows_next(r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct bsre_act){
		    .id = rows_int(r, 0),
		    .kind = rows_text(r, a, 1),
		    .case_id = rows_int(r, 2),
		    .task_id = rows_int(r, 3),
		    .holder_id = rows_int(r, 4),
		    .asked_by = rows_int(r, 5),
		    .asked_at = rows_int(r, 6),
		    .state = rows_text(r, a, 7),
		    .try_at = rows_int(r, 8),
		    .tries = rows_int(r, 9),
		    .claimed_at = rows_int(r, 10),
		    .ended_at = rows_int(r, 11),
		    .doubt = rows_text(r, a, 12),
		    .reason = rows_text(r, a, 13),
		    .answer = rows_text(r, a, 14),
		    .code = (int)rows_int(r, 15),
		    .log = rows_text(r, a, 16),
		};
	}
	return rc;
}

int
bsre_act_list(struct db *db, struct arena *ar, struct bsre_act **v, size_t *n,
    int64_t task, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_BSRE_ACT_LIST, VALUES(v_int(task)), e) < 0)
		return -1;
	return read_acts(&r, ar, v, n, e);
}

int
bsre_act_of_case(struct db *db, struct arena *ar, struct bsre_act **v,
    size_t *n, int64_t case_id, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_BSRE_ACT_OF_CASE, VALUES(v_int(case_id)), e) < 0)
		return -1;
	return read_acts(&r, ar, v, n, e);
}

int
bsre_act_get(struct db *db, struct arena *ar, struct bsre_act *a, int64_t id,
    struct err *e)
{
	struct bsre_act *v;
	struct rows r;
	size_t n;

	if (db_rows(db, &r, Q_BSRE_ACT_GET, VALUES(v_int(id)), e) < 0 ||
	    read_acts(&r, ar, &v, &n, e) < 0)
		return -1;
	if (n > 0)
		*a = v[0];
	return n > 0;
}

int
bsre_act_due(struct db *db, struct arena *ar, struct bsre_act **v, size_t *n,
    int64_t now, size_t most, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_BSRE_ACT_DUE,
		VALUES(v_int(now), v_int((int64_t)most)), e) < 0)
		return -1;
	return read_acts(&r, ar, v, n, e);
}

int
bsre_act_next(struct db *db, int64_t *at, struct err *e)
{
	return one_time(db, Q_BSRE_ACT_NEXT, at, e);
}

int
bsre_act_hasten(struct db *db, int64_t now, struct err *e)
{
	return db_run(db, Q_BSRE_ACT_HASTEN, VALUES(v_int(now)), e);
}

static int
changed(
    struct db *db, enum query q, const struct value *v, size_t n, struct err *e)
{
	return db_run(db, q, v, n, e) < 0 ? -1 : db_changes(db) > 0;
}

int
bsre_act_claim(struct db *db, int64_t id, int64_t now, struct err *e)
{
	return changed(db, Q_BSRE_ACT_CLAIM, VALUES(v_int(id), v_int(now)), e);
}

int
bsre_act_record(
    struct db *db, const struct bsre_act *a, int64_t now, struct err *e)
{
	return changed(db, Q_BSRE_ACT_RECORD,
	    VALUES(v_int(a->id), v_text(a->state), v_time(a->try_at),
		v_text(a->doubt), v_text(a->reason), v_text(a->answer),
		v_int(a->code), v_text(a->log), v_int(now)),
	    e);
}

int
bsre_act_drop(struct db *db, int64_t id, int64_t now, struct err *e)
{
	return changed(db, Q_BSRE_ACT_DROP, VALUES(v_int(id), v_int(now)), e);
}

int
bsre_act_reclaim(struct db *db, const char *reason, size_t *n, struct err *e)
{
	*n = 0;
	if (db_run(db, Q_BSRE_ACT_RECLAIM, VALUES(v_text(reason)), e) < 0)
		return -1;
	*n = (size_t)db_changes(db);
	return 0;
}

/* --- for lists ---------------------------------------------------------- */

/* "[4,17]" */
static const char *
ids_json(struct arena *a, const int64_t *ids, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(
		    a, "%s%s%lld", text, i > 0 ? "," : "", (long long)ids[i]);
	return arena_printf(a, "[%s]", text);
}

int
bsre_briefs(struct db *db, struct arena *a, const int64_t *tasks, size_t n,
    struct bsre_brief *v, size_t *v_n, struct err *e)
{
	struct rows r;
	int rc;

	*v_n = 0;
	if (db_rows(db, &r, Q_BSRE_BRIEFS,
		VALUES(v_text(ids_json(a, tasks, n))), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *v_n < n) {
		const char *status = rows_text(&r, a, 1);

		v[(*v_n)++] = (struct bsre_brief){
		    .task_id = rows_int(&r, 0),
		    .api_status = status ? status : "",
		    .api_at = rows_int(&r, 2),
		    .unheard = rows_str(&r, 3).n > 0,
		    .acts = (enum bsre_acts)rows_int(&r, 4),
		};
	}
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}
