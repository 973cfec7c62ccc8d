#include "store/roll.h"

#include <string.h>

#include "queries.h"

static const char *const names[] = {
    [ROLL_WAITING] = "waiting",
    [ROLL_NEW] = "new",
    [ROLL_CHANGED] = "changed",
    [ROLL_SAME] = "same",
    [ROLL_UNKNOWN] = "unknown",
    [ROLL_FAILED] = "failed",
};

const char *
roll_outcome_name(enum roll_outcome o)
{
	return names[o];
}

static enum roll_outcome
outcome_find(struct str s)
{
	for (size_t i = 0; i < ROLL_OUTCOMES; i++)
		if (str_eqz(s, names[i]))
			return (enum roll_outcome)i;
	return ROLL_WAITING;
}

static struct value
v_time(int64_t at)
{
	return at ? v_int(at) : v_null();
}

/* --- lists -------------------------------------------------------------- */

int
roll_add(struct db *db, struct roll *r, struct err *e)
{
	if (db_run(db, Q_ROLL_ADD,
		VALUES(v_text(r->title), v_time(r->made_by), v_int(r->made_at),
		    v_int(r->total)),
		e) < 0)
		return -1;
	r->id = db_last_id(db);
	return 0;
}

int
roll_row_add(struct db *db, const struct roll_row *row, struct err *e)
{
	return db_run(db, Q_ROLL_ROW_ADD,
	    VALUES(v_int(row->roll), v_int(row->position),
		v_blob(row->subject, KEY_SIZE),
		v_blob(row->has_address ? row->address : NULL, KEY_SIZE),
		v_text(row->before), v_time(row->before_at),
		v_int(row->try_at)),
	    e);
}

static void
read_roll(const struct rows *r, struct arena *a, struct roll *out)
{
	*out = (struct roll){
	    .id = rows_int(r, 0),
	    .title = rows_text(r, a, 1),
	    .made_by = rows_int(r, 2),
	    .made_name = rows_null(r, 3) ? "" : rows_text(r, a, 3),
	    .made_at = rows_int(r, 4),
	    .total = rows_int(r, 5),
	    .done = rows_int(r, 6),
	    .ended_at = rows_int(r, 7),
	};
}

int
roll_get(
    struct db *db, struct arena *a, struct roll *r, int64_t id, struct err *e)
{
	struct rows rows;
	int rc = db_one(db, &rows, Q_ROLL_GET, VALUES(v_int(id)), e);

	if (rc != 1)
		return rc;
	read_roll(&rows, a, r);
	rows_done(&rows);
	return 1;
}

int
roll_page(struct db *db, struct arena *a, struct roll **v, size_t *n,
    int64_t before, size_t most, struct err *e)
{
	struct rows r;
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_ROLL_PAGE,
		VALUES(v_int(before), v_int((int64_t)most)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		read_roll(&r, a, &(*v)[(*n)++]);
	}
	return rc;
}

/* The first column of the only row: 1/0/-1. */
static int
one_number(struct db *db, enum query q, const struct value *v, size_t n,
    int64_t *out, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, q, v, n, e);

	*out = 0;
	if (rc != 1)
		return rc;
	*out = rows_int(&r, 0);
	rows_done(&r);
	return 1;
}

int
roll_open(struct db *db, int64_t *id, struct err *e)
{
	return one_number(db, Q_ROLL_OPEN, NO_VALUES, id, e);
}

int
roll_late(struct db *db, int64_t before, int64_t *id, struct err *e)
{
	return one_number(db, Q_ROLL_LATE, VALUES(v_int(before)), id, e);
}

int
roll_old(struct db *db, int64_t before, int64_t *id, struct err *e)
{
	return one_number(db, Q_ROLL_OLD, VALUES(v_int(before)), id, e);
}

/* --- rows --------------------------------------------------------------- */

static int
read_rows(struct rows *r, struct arena *a, struct roll_row **v, size_t *n,
    struct err *e)
{
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	while ((rc = rows_next(r, e)) == 1) {
		struct str subject = rows_blob(r, 2);
		struct roll_row *row;

		ARENA_GROW(a, *v, *n, cap);
		row = &(*v)[(*n)++];
		*row = (struct roll_row){
		    .roll = rows_int(r, 0),
		    .position = rows_int(r, 1),
		    .before = rows_text(r, a, 3),
		    .before_at = rows_int(r, 4),
		    .outcome = outcome_find(rows_str(r, 5)),
		    .status = rows_text(r, a, 6),
		    .code = (int)rows_int(r, 7),
		    .error = rows_text(r, a, 8),
		    .asked_at = rows_int(r, 9),
		    .tries = rows_int(r, 10),
		    .try_at = rows_int(r, 11),
		};
		if (subject.n == KEY_SIZE)
			memcpy(row->subject, subject.p, KEY_SIZE);
	}
	return rc;
}

int
roll_row_page(struct db *db, struct arena *a, struct roll_row **v, size_t *n,
    int64_t roll, int outcome, int64_t from, size_t most, struct err *e)
{
	struct value id = v_int(roll), at = v_int(from);
	struct value max = v_int((int64_t)most);
	struct rows r;
	int rc;

	if (outcome < 0)
		rc = db_rows(db, &r, Q_ROLL_ROW_PAGE, VALUES(id, at, max), e);
	else
		rc = db_rows(db, &r, Q_ROLL_ROW_PAGE_OF,
		    VALUES(id, at, max, v_text(names[outcome])), e);
	return rc < 0 ? -1 : read_rows(&r, a, v, n, e);
}

int
roll_count(
    struct db *db, int64_t roll, int64_t counts[ROLL_OUTCOMES], struct err *e)
{
	struct rows r;
	int rc;

	memset(counts, 0, ROLL_OUTCOMES * sizeof(*counts));
	if (db_rows(db, &r, Q_ROLL_COUNT, VALUES(v_int(roll)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1)
		counts[outcome_find(rows_str(&r, 0))] = rows_int(&r, 1);
	return rc;
}

int
roll_row_due(struct db *db, struct arena *a, struct roll_row **v, size_t *n,
    int64_t now, size_t most, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_ROLL_ROW_DUE,
		VALUES(v_int(now), v_int((int64_t)most)), e) < 0)
		return -1;
	return read_rows(&r, a, v, n, e);
}

int
roll_row_next(struct db *db, int64_t *at, struct err *e)
{
	return one_number(db, Q_ROLL_ROW_NEXT, NO_VALUES, at, e) < 0 ? -1 : 0;
}

/* --- what came of it ---------------------------------------------------- */

static int
advance(struct db *db, int64_t id, int64_t n, int64_t now, struct err *e)
{
	return db_run(
	    db, Q_ROLL_ADVANCE, VALUES(v_int(id), v_int(n), v_int(now)), e);
}

int
roll_row_over(
    struct db *db, const struct roll_row *row, int64_t now, struct err *e)
{
	if (db_run(db, Q_ROLL_ROW_OVER,
		VALUES(v_int(row->roll), v_int(row->position),
		    v_text(names[row->outcome]), v_text(row->status),
		    v_int(row->code), v_text(row->error),
		    v_time(row->asked_at)),
		e) < 0)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	return advance(db, row->roll, 1, now, e) < 0 ? -1 : 1;
}

int
roll_row_later(struct db *db, const struct roll_row *row, struct err *e)
{
	return db_run(db, Q_ROLL_ROW_LATER,
	    VALUES(v_int(row->roll), v_int(row->position), v_text(row->error),
		v_int(row->try_at)),
	    e);
}

int
roll_hasten(struct db *db, int64_t now, struct err *e)
{
	return db_run(db, Q_ROLL_HASTEN, VALUES(v_int(now)), e);
}

int
roll_give_up(
    struct db *db, int64_t id, const char *reason, int64_t now, struct err *e)
{
	int64_t n;

	if (db_run(db, Q_ROLL_GIVE_UP, VALUES(v_int(id), v_text(reason)), e) <
	    0)
		return -1;
	n = db_changes(db);
	if (n == 0)
		return 0;
	return advance(db, id, n, now, e) < 0 ? -1 : 1;
}

/* --- the last time ------------------------------------------------------ */

static int
read_before(
    struct rows *r, int rc, struct arena *a, const char **status, int64_t *at)
{
	if (rc != 1)
		return rc;
	*status = rows_text(r, a, 0);
	*at = rows_int(r, 1);
	rows_done(r);
	return 1;
}

int
roll_before(struct db *db, struct arena *a, const char **status, int64_t *at,
    const unsigned char hash[KEY_SIZE], bool beside, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, beside ? Q_ROLL_BEFORE_ADDRESS : Q_ROLL_BEFORE,
	    VALUES(v_blob(hash, KEY_SIZE)), e);

	return read_before(&r, rc, a, status, at);
}

int
roll_before_holder(struct db *db, struct arena *a, const char **status,
    int64_t *at, const unsigned char macs[KEY_WHOLE_MAX][KEY_SIZE],
    size_t macs_n, const char *email, struct err *e)
{
	struct value v[KEY_WHOLE_MAX];
	struct rows r;
	int rc;

	_Static_assert(KEY_WHOLE_MAX == 4, "as roll_before_nik asks for");
	for (size_t i = 0; i < KEY_WHOLE_MAX; i++)
		v[i] = i < macs_n ? v_blob(macs[i], KEY_SIZE) : v_null();
	if (macs_n > 0)
		rc = db_one(db, &r, Q_ROLL_BEFORE_NIK, v, KEY_WHOLE_MAX, e);
	else
		rc = db_one(db, &r, Q_ROLL_BEFORE_EMAIL,
		    VALUES(v_text(email ? email : "")), e);
	return read_before(&r, rc, a, status, at);
}

/* --- the end ------------------------------------------------------------ */

int
roll_drop(struct db *db, int64_t id, struct err *e)
{
	if (db_run(db, Q_ROLL_DROP_ROWS, VALUES(v_int(id)), e) < 0 ||
	    db_run(db, Q_ROLL_DROP_READINGS, VALUES(v_int(id)), e) < 0)
		return -1;
	return db_run(db, Q_ROLL_DROP, VALUES(v_int(id)), e);
}

int
roll_read(struct db *db, int64_t id, int64_t person, int64_t now, int64_t since,
    struct err *e)
{
	if (db_run(db, Q_ROLL_READ,
		VALUES(v_int(id), v_int(person), v_int(now), v_int(since)),
		e) < 0)
		return -1;
	return db_changes(db) > 0;
}
