#include <assert.h>

#include "store/db.h"
#include "store/handle.h"

struct value
v_null(void)
{
	return (struct value){.kind = VALUE_NULL};
}

struct value
v_int(int64_t i)
{
	return (struct value){.kind = VALUE_INT, .i = i};
}

struct value
v_text(const char *s)
{
	return s ? v_str(str_of(s)) : v_null();
}

struct value
v_str(struct str s)
{
	if (!s.p)
		return v_null();
	return (struct value){.kind = VALUE_TEXT, .p = s.p, .n = s.n};
}

struct value
v_blob(const void *p, size_t n)
{
	if (!p)
		return v_null();
	return (struct value){.kind = VALUE_BLOB, .p = p, .n = n};
}

static int
bind(sqlite3_stmt *stmt, int at, const struct value *v,
    sqlite3_destructor_type life)
{
	switch (v->kind) {
	case VALUE_INT:
		return sqlite3_bind_int64(stmt, at, v->i);
	case VALUE_TEXT:
		return sqlite3_bind_text64(
		    stmt, at, v->p, v->n, life, SQLITE_UTF8);
	case VALUE_BLOB:
		return sqlite3_bind_blob64(stmt, at, v->p, v->n, life);
	case VALUE_NULL:
		break;
	}
	return sqlite3_bind_null(stmt, at);
}

static void
finish(struct db_statement *st)
{
	sqlite3_reset(st->stmt);
	sqlite3_clear_bindings(st->stmt);
	st->in_use = false;
}

static const char *
name_of(const struct db *db, const struct db_statement *st)
{
	return query_texts[st - db->st].name;
}

/*
 * Some errors make SQLite roll a transaction back by itself.  What follows
 * would then be written for good, one statement at a time.
 */
static int
check_transaction(struct db *db, struct err *e)
{
	if (!db->in_transaction || !sqlite3_get_autocommit(db->h))
		return 0;
	return db_fail(db, SQLITE_FULL, "transaction rolled back", e);
}

/* life: whether the values outlive the statement's run or are copied. */
static int
start(struct db *db, enum query q, const struct value *v, size_t n,
    sqlite3_destructor_type life, struct err *e)
{
	struct db_statement *st = &db->st[q];
	int rc = SQLITE_OK;

	assert(!st->in_use && n == query_texts[q].params);
	if (check_transaction(db, e) < 0 ||
	    (!st->stmt && db_prepare(db, q, e) < 0))
		return -1;
	db->statements_run++;
	st->in_use = true;
	for (size_t i = 0; i < n && rc == SQLITE_OK; i++)
		rc = bind(st->stmt, st->at[i], &v[i], life);
	if (rc == SQLITE_OK)
		return 0;
	finish(st);
	return db_fail(db, rc, query_texts[q].name, e);
}

int
db_run(
    struct db *db, enum query q, const struct value *v, size_t n, struct err *e)
{
	struct db_statement *st = &db->st[q];
	int rc;

	if (start(db, q, v, n, SQLITE_STATIC, e) < 0)
		return -1;
	do
		rc = sqlite3_step(st->stmt);
	while (rc == SQLITE_ROW);
	if (rc != SQLITE_DONE)
		db_fail(db, rc, query_texts[q].name, e);
	finish(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

int64_t
db_changes(const struct db *db)
{
	return sqlite3_changes64(db->h);
}

int64_t
db_last_id(const struct db *db)
{
	return sqlite3_last_insert_rowid(db->h);
}

int
db_rows(struct db *db, struct rows *r, enum query q, const struct value *v,
    size_t n, struct err *e)
{
	*r = (struct rows){db, NULL};
	if (start(db, q, v, n, SQLITE_TRANSIENT, e) < 0)
		return -1;
	r->st = &db->st[q];
	return 0;
}

int
rows_next(struct rows *r, struct err *e)
{
	int rc;

	if (!r->st)
		return 0;
	rc = sqlite3_step(r->st->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		db_fail(r->db, rc, name_of(r->db, r->st), e);
	rows_done(r);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
db_one(struct db *db, struct rows *r, enum query q, const struct value *v,
    size_t n, struct err *e)
{
	if (db_rows(db, r, q, v, n, e) < 0)
		return -1;
	return rows_next(r, e);
}

void
rows_done(struct rows *r)
{
	if (r->st)
		finish(r->st);
	r->st = NULL;
}

/* A column that the statement does not have is a bug, not a NULL. */
static sqlite3_stmt *
column(const struct rows *r, int col)
{
	assert(r->st && col >= 0 && col < sqlite3_data_count(r->st->stmt));
	return r->st->stmt;
}

bool
rows_null(const struct rows *r, int col)
{
	return sqlite3_column_type(column(r, col), col) == SQLITE_NULL;
}

int64_t
rows_int(const struct rows *r, int col)
{
	return sqlite3_column_int64(column(r, col), col);
}

char *
rows_text(const struct rows *r, struct arena *a, int col)
{
	struct str s = rows_str(r, col);

	return s.p ? str_z(a, s) : NULL;
}

struct str
rows_str(const struct rows *r, int col)
{
	sqlite3_stmt *stmt = column(r, col);
	const char *p = (const char *)sqlite3_column_text(stmt, col);

	return (struct str){p, (size_t)sqlite3_column_bytes(stmt, col)};
}

struct str
rows_blob(const struct rows *r, int col)
{
	sqlite3_stmt *stmt = column(r, col);
	const char *p = sqlite3_column_blob(stmt, col);

	/* SQLite gives NULL for an empty one, too. */
	if (!p && sqlite3_column_type(stmt, col) != SQLITE_NULL)
		p = "";
	return (struct str){p, (size_t)sqlite3_column_bytes(stmt, col)};
}

int
db_statements_run(const struct db *db)
{
	return db->statements_run;
}

int
db_busy_statements(const struct db *db)
{
	int n = 0;

	for (unsigned q = 0; q < QUERY_COUNT; q++)
		n += db->st[q].in_use;
	return n;
}
