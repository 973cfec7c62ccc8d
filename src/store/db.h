/*
 * db.h - one open database with its named statements.
 *
 * The SQL stands in sql/query; code names a statement and hands over values:
 *
 *	if (db_run(db, Q_TASK_CLOSE, VALUES(v_int(id), v_text(s)), e) < 0)
 *		return -1;
 *
 *	if (db_rows(db, &r, Q_TASK_PAGE, VALUES(v_int(seat)), e) < 0)
 *		return -1;
 *	while ((got = rows_next(&r, e)) == 1)
 *		... rows_int(&r, 0) ...
 *	return got;
 *
 * A statement is used by one reader at a time; to start it again before it
 * ended is a bug and ends the process.  Columns count from 0, parameters
 * from 1: the first of VALUES() is $1.
 *
 * Errors: ERR_BUSY if the database is locked, full or not reachable,
 * ERR_CONFLICT if a constraint refused, ERR_SYSTEM otherwise.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/sql.h"

struct db;

/*
 * Open or create the file (":memory:" for tests), set every switch, run the
 * missing migrations and prepare all statements of that kind.  A file that a
 * newer program made is refused.  *db is owned by the caller, NULL on error.
 */
int db_open(struct db **db, enum db_kind kind, const char *path,
    struct err *e) MUST_CHECK;

/*
 * The same, but a statement is prepared when it is first used: for who looks
 * at many databases and asks few things of each.  It also waits for a lock
 * but shortly (ERR_BUSY), so that one database holds up no other.  One that does not fit the
 * tables is then seen late.
 */
int db_open_lazy(struct db **db, enum db_kind kind, const char *path,
    struct err *e) MUST_CHECK;

/* Accepts NULL.  An open transaction is rolled back. */
void db_close(struct db *db);

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB };

/* What a parameter gets.  Text and bytes are borrowed from the caller. */
struct value {
	enum value_kind kind;
	int64_t i;
	const void *p;
	size_t n;
};

struct value v_null(void);
struct value v_int(int64_t i);
struct value v_text(const char *s);           /* NULL is SQL NULL */
struct value v_str(struct str s);             /* p NULL is SQL NULL */
struct value v_blob(const void *p, size_t n); /* p NULL is SQL NULL */

/* Two arguments: the values and how many.  Exactly as many as parameters. */
#define VALUES(...)                          \
	(const struct value[]){__VA_ARGS__}, \
	    sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)
#define NO_VALUES NULL, 0

/* Run a statement whose rows, if any, are of no interest. */
int db_run(struct db *db, enum query q, const struct value *v, size_t n,
    struct err *e) MUST_CHECK;

/* Rows that the last db_run() inserted, changed or deleted. */
int64_t db_changes(const struct db *db);

/* The id of the last inserted row. */
int64_t db_last_id(const struct db *db);

struct db_statement;

/* A statement under way.  It ends at rows_next() 0 or -1, or rows_done(). */
struct rows {
	struct db *db;           /* borrowed */
	struct db_statement *st; /* borrowed from db; NULL once ended */
};

/* Start a statement.  The values are copied.  Before the first row. */
int db_rows(struct db *db, struct rows *r, enum query q, const struct value *v,
    size_t n, struct err *e) MUST_CHECK;

/* 1 a row, 0 no more (ended), -1 an error (ended). */
int rows_next(struct rows *r, struct err *e) MUST_CHECK;

/*
 * db_rows() and the first rows_next().  After 1 the caller reads the columns
 * and then calls rows_done().
 */
int db_one(struct db *db, struct rows *r, enum query q, const struct value *v,
    size_t n, struct err *e) MUST_CHECK;

/* End early.  Harmless on rows that have ended. */
void rows_done(struct rows *r);

bool rows_null(const struct rows *r, int col);
int64_t rows_int(const struct rows *r, int col); /* 0 for SQL NULL */
/* A copy in the arena; NULL for SQL NULL. */
char *rows_text(const struct rows *r, struct arena *a, int col);
/* Borrowed until the next row or the end; p NULL for SQL NULL. */
struct str rows_str(const struct rows *r, int col);
struct str rows_blob(const struct rows *r, int col);

/*
 * Transactions, begun IMMEDIATE, never nested (a bug).  A commit that fails
 * has rolled back.  db_rollback() without a transaction is harmless, so that
 * it may stand at the one exit of a function.
 */
int db_begin(struct db *db, struct err *e) MUST_CHECK;
int db_commit(struct db *db, struct err *e) MUST_CHECK;
void db_rollback(struct db *db);

/*
 * What is read until db_snapshot_end() is of one moment, and costs one lock
 * instead of one for each statement.  A transaction that begins ends it:
 * what it writes must rest on what it reads itself.
 */
int db_snapshot(struct db *db, struct err *e) MUST_CHECK;
void db_snapshot_end(struct db *db);

/*
 * Empty the write-ahead log into the database, so that nothing deleted is
 * left in it.  What others still read stays until the next time.
 */
bool db_checkpoint(struct db *db);

/* Write the whole file anew, and then the same. */
int db_compact(struct db *db, struct err *e) MUST_CHECK;

bool db_in_transaction(const struct db *db);

/* For tests: named statements started so far, and now under way. */
int db_statements_run(const struct db *db);
int db_busy_statements(const struct db *db);

#endif
