#include "store/agenda.h"

#include "queries.h"

static const char *const kinds[] = {
    [AGENDA_TASK] = "task",
    [AGENDA_LINK] = "link",
    [AGENDA_CERTIFICATE] = "certificate",
    [AGENDA_DIGEST] = "digest",
    [AGENDA_PULSE] = "pulse",
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int
write_row(struct db *db, enum query q, const struct agenda *a, struct err *e)
{
	return db_run(db, q,
	    VALUES(v_text(kinds[a->kind]), v_int(a->ref), v_int(a->told),
		v_int(a->next_at)),
	    e);
}

int
agenda_put(struct db *db, const struct agenda *a, struct err *e)
{
	return write_row(db, Q_AGENDA_PUT, a, e);
}

int
agenda_add(struct db *db, const struct agenda *a, struct err *e)
{
	return write_row(db, Q_AGENDA_ADD, a, e);
}

int
agenda_set(struct db *db, const struct agenda *a, struct err *e)
{
	return write_row(db, Q_AGENDA_SET, a, e);
}

int
agenda_drop(struct db *db, enum agenda_kind kind, int64_t ref, struct err *e)
{
	return db_run(
	    db, Q_AGENDA_DROP, VALUES(v_text(kinds[kind]), v_int(ref)), e);
}

int
agenda_again(struct db *db, int64_t after, int64_t until, int64_t now,
    int64_t *n, struct err *e)
{
	if (db_run(db, Q_AGENDA_AGAIN,
		VALUES(v_int(after), v_int(until), v_int(now)), e) < 0)
		return -1;
	*n = db_changes(db);
	return 0;
}

/* The table knows no other kinds. */
static enum agenda_kind
kind_of(struct str name)
{
	size_t k = 0;

	while (k < KINDS - 1 && !str_eqz(name, kinds[k]))
		k++;
	return (enum agenda_kind)k;
}

static struct agenda
read_row(const struct rows *r)
{
	return (struct agenda){
	    .kind = kind_of(rows_str(r, 0)),
	    .ref = rows_int(r, 1),
	    .told = rows_int(r, 2),
	    .next_at = rows_int(r, 3),
	};
}

int
agenda_get(struct db *db, struct agenda *a, enum agenda_kind kind, int64_t ref,
    struct err *e)
{
	struct rows r;
	int rc = db_one(
	    db, &r, Q_AGENDA_GET, VALUES(v_text(kinds[kind]), v_int(ref)), e);

	if (rc != 1)
		return rc;
	*a = read_row(&r);
	rows_done(&r);
	return 1;
}

int
agenda_due(struct db *db, struct agenda *v, size_t *n, size_t max, int64_t now,
    struct err *e)
{
	struct rows r;
	int rc;

	*n = 0;
	if (db_rows(db, &r, Q_AGENDA_DUE,
		VALUES(v_int(now), v_int((int64_t)max)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n < max)
		v[(*n)++] = read_row(&r);
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}

int
agenda_next(struct db *db, int64_t *at, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_AGENDA_NEXT, NO_VALUES, e);

	if (rc != 1)
		return rc;
	*at = rows_int(&r, 0);
	rows_done(&r);
	return 1;
}
