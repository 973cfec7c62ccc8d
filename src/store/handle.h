/*
 * handle.h - the inside of struct db, for the few files of this folder (and
 * their tests) that speak to SQLite themselves.  All others use db.h.
 */
#ifndef STORE_HANDLE_H
#define STORE_HANDLE_H

#include <sqlite3.h>

#include "store/db.h"

struct db_statement {
	sqlite3_stmt *stmt; /* owned; NULL: not used yet, or of the other
	                       kind of database */
	bool in_use;        /* from its start to its end */
	unsigned char at[QUERY_PARAMS_MAX]; /* SQLite's index of $1, $2, .. */
};

struct db {
	struct arena mem; /* holds this struct itself */
	sqlite3 *h;       /* owned */
	enum db_kind kind;
	int statements_run;
	bool in_transaction; /* between db_begin() and commit or rollback */
	bool committing;     /* inside db_commit() */
	bool snapshot;       /* between db_snapshot() and its end */
	struct office_keys *keys; /* owned; NULL: none loaded */
	bool keys_checked;        /* in this transaction */
	sqlite3_stmt *begin, *commit, *rollback, *read; /* owned */
	struct db_statement st[QUERY_COUNT];
};

/* Make db->st[q] ready.  It must be of this kind of database. */
int db_prepare(struct db *db, enum query q, struct err *e) MUST_CHECK;

/*
 * Record what SQLite answered and return -1.  where goes to the log, with
 * SQLite's own words only where these cannot hold values.
 */
int db_fail(struct db *db, int rc, const char *where, struct err *e);

#endif
