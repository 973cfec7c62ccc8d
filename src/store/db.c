#include "store/db.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "store/handle.h"
#include "store/officekey.h"

#define BUSY_MS      5000
#define LAZY_BUSY_MS 100 /* who looks at many waits for none */

static const char msg_busy[] =
    "Basis data sedang sibuk atau penuh. Silakan coba lagi sebentar lagi.";
static const char msg_conflict[] =
    "Data ini bertentangan dengan data yang sudah tersimpan. Muat ulang "
    "halaman, lalu periksa kembali.";
static const char msg_system[] =
    "Terjadi gangguan pada sistem. Silakan coba lagi sebentar lagi.";

static enum err_kind
kind_of(int rc)
{
	if (rc == SQLITE_CONSTRAINT_COMMITHOOK)
		return ERR_SYSTEM;
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
		return ERR_BUSY;
	case SQLITE_CONSTRAINT:
		return ERR_CONFLICT;
	default:
		return ERR_SYSTEM;
	}
}

/*
 * A constraint names tables and columns.  Other messages of a running
 * statement may quote what a user typed, as FTS5 does.
 */
int
db_fail(struct db *db, int rc, const char *where, struct err *e)
{
	enum err_kind kind = kind_of(rc);
	const char *words =
	    kind == ERR_CONFLICT ? sqlite3_errmsg(db->h) : sqlite3_errstr(rc);
	const char *msg = kind == ERR_BUSY       ? msg_busy
			  : kind == ERR_CONFLICT ? msg_conflict
						 : msg_system;

	return err_set_at(e, kind, __FILE__, __LINE__, msg, "%s: sqlite %d: %s",
	    where, rc, words);
}

/*
 * A COMMIT that did not come through db_commit() becomes a ROLLBACK: half a
 * use case must not last.  Single statements outside a transaction pass.
 */
static int
on_commit(void *arg)
{
	const struct db *db = arg;

	return db->in_transaction && !db->committing;
}

/* Run text that has no values in it: pragmas and migrations. */
static int
run_text(struct db *db, const char *sql, const char *where, struct err *e)
{
	int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);

	if (rc == SQLITE_OK)
		return 0;
	if (kind_of(sqlite3_extended_errcode(db->h)) == ERR_BUSY)
		return db_fail(db, rc, where, e);
	return err_set_at(e, ERR_SYSTEM, __FILE__, __LINE__, msg_system,
	    "%s: sqlite %d: %s", where, rc, sqlite3_errmsg(db->h));
}

/*
 * Readers and writers work side by side in WAL.  A database in memory stays
 * one.  Two processes that make a new file WAL at once can meet in a way
 * that SQLite does not wait for, so a few more tries.
 */
static int
set_wal(struct db *db, struct err *e)
{
	sqlite3_stmt *stmt;
	const char *mode = "";
	bool good = false;
	int rc = SQLITE_BUSY;

	for (int i = 0; i < 100 && (rc & 0xff) == SQLITE_BUSY; i++) {
		if (i > 0)
			sqlite3_sleep(20);
		rc = sqlite3_prepare_v2(
		    db->h, "PRAGMA journal_mode=WAL", -1, &stmt, NULL);
		if (rc != SQLITE_OK)
			continue;
		rc = sqlite3_step(stmt);
		if (rc == SQLITE_ROW) {
			mode = (const char *)sqlite3_column_text(stmt, 0);
			good = mode && (strcmp(mode, "wal") == 0 ||
					   strcmp(mode, "memory") == 0);
			rc = good ? SQLITE_OK : SQLITE_BUSY;
		}
		sqlite3_finalize(stmt);
	}
	return good ? 0 : db_fail(db, rc, "journal_mode", e);
}

/* Every switch of a connection is set here and nowhere else. */
static int
set_switches(struct db *db, struct err *e)
{
	static const struct {
		int op, on;
	} config[] = {
	    {SQLITE_DBCONFIG_DEFENSIVE, 1},
	    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
	    {SQLITE_DBCONFIG_DQS_DDL, 0},
	    {SQLITE_DBCONFIG_DQS_DML, 0},
	    {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
	    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 1},
	    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
	};
	int got;

	sqlite3_extended_result_codes(db->h, 1);
	sqlite3_busy_timeout(db->h, BUSY_MS);
	for (size_t i = 0; i < sizeof(config) / sizeof(config[0]); i++) {
		sqlite3_db_config(db->h, config[i].op, config[i].on, &got);
		if (got != config[i].on)
			return err_set_at(e, ERR_SYSTEM, __FILE__, __LINE__,
			    msg_system, "sqlite: no switch %d", config[i].op);
	}
	sqlite3_commit_hook(db->h, on_commit, db);
	if (set_wal(db, e) < 0)
		return -1;
	return run_text(db,
	    "PRAGMA synchronous=FULL;"
	    "PRAGMA secure_delete=ON;"
	    "PRAGMA temp_store=MEMORY;"
	    "PRAGMA cache_size=-4000;"
	    "PRAGMA mmap_size=268435456;",
	    "pragmas", e);
}

static int
get_version(struct db *db, int *version, struct err *e)
{
	sqlite3_stmt *stmt;
	int rc =
	    sqlite3_prepare_v2(db->h, "PRAGMA user_version", -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*version = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW ? 0 : db_fail(db, rc, "user_version", e);
}

/* Inside a transaction: every migration above version. */
static int
run_migrations(struct db *db, int version, struct err *e)
{
	char sql[64];

	for (size_t i = 0; i < migrations_n; i++) {
		const struct migration *m = &migrations[i];

		if (m->db != db->kind || m->version <= version)
			continue;
		snprintf(
		    sql, sizeof(sql), "PRAGMA user_version=%d", m->version);
		if (run_text(db, m->sql, m->name, e) < 0 ||
		    run_text(db, sql, m->name, e) < 0)
			return -1;
	}
	return 0;
}

/* The version is read again under the lock: another may have been faster. */
static int
migrate(struct db *db, struct err *e)
{
	int newest = 0, version, rc = -1;

	for (size_t i = 0; i < migrations_n; i++)
		if (migrations[i].db == db->kind)
			newest = migrations[i].version;
	if (get_version(db, &version, e) < 0)
		return -1;
	if (version == newest)
		return 0;
	if (version > newest)
		return err_set(e, ERR_SYSTEM,
		    "Basis data ini dibuat oleh versi program yang lebih baru.",
		    "database version %d, program %d", version, newest);
	if (db_begin(db, e) < 0)
		return -1;
	if (get_version(db, &version, e) < 0 ||
	    run_migrations(db, version, e) < 0 || db_commit(db, e) < 0)
		goto out;
	rc = 0;
out:
	db_rollback(db);
	return rc;
}

static int
prepare(struct db *db, sqlite3_stmt **stmt, const char *name, const char *sql,
    struct err *e)
{
	const char *tail;
	int rc = sqlite3_prepare_v3(
	    db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, &tail);

	if (rc == SQLITE_OK && *stmt && !*tail)
		return 0;
	return err_set_at(e, ERR_SYSTEM, __FILE__, __LINE__, msg_system,
	    "%s: sqlite %d: %s", name, rc, sqlite3_errmsg(db->h));
}

/* SQLite numbers $n by first appearance, so ask for each by its name. */
int
db_prepare(struct db *db, enum query q, struct err *e)
{
	const struct query_text *t = &query_texts[q];
	struct db_statement *st = &db->st[q];
	char name[16];

	assert(t->db == db->kind);
	if (prepare(db, &st->stmt, t->name, t->sql, e) < 0)
		return -1;
	for (unsigned i = 0; i < t->params; i++) {
		snprintf(name, sizeof(name), "$%u", i + 1);
		st->at[i] =
		    (unsigned char)sqlite3_bind_parameter_index(st->stmt, name);
		assert(st->at[i] > 0);
	}
	assert(sqlite3_bind_parameter_count(st->stmt) == (int)t->params);
	return 0;
}

static int
prepare_all(struct db *db, struct err *e)
{
	for (unsigned q = 0; q < QUERY_COUNT; q++)
		if (query_texts[q].db == db->kind &&
		    db_prepare(db, (enum query)q, e) < 0)
			return -1;
	return 0;
}

static int
open_it(struct db **out, enum db_kind kind, const char *path, bool lazy,
    struct err *e)
{
	unsigned char chance;
	struct arena mem;
	struct db *db;
	int rc;

	*out = NULL;
	arena_init(&mem, sizeof(*db));
	db = ARENA_NEW(&mem, struct db);
	db->mem = mem;
	db->kind = kind;
	rc = sqlite3_open_v2(path, &db->h,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
		SQLITE_OPEN_EXRESCODE,
	    NULL);
	if (rc != SQLITE_OK) {
		db_fail(db, rc, path, e);
		goto fail;
	}
	/* A process that is locked later cannot open the source of chance. */
	sqlite3_randomness(1, &chance);
	if (set_switches(db, e) < 0 ||
	    prepare(db, &db->begin, "begin", "BEGIN IMMEDIATE", e) < 0 ||
	    prepare(db, &db->commit, "commit", "COMMIT", e) < 0 ||
	    prepare(db, &db->rollback, "rollback", "ROLLBACK", e) < 0 ||
	    prepare(db, &db->read, "read", "BEGIN", e) < 0 ||
	    migrate(db, e) < 0 || (!lazy && prepare_all(db, e) < 0))
		goto fail;
	if (lazy)
		sqlite3_busy_timeout(db->h, LAZY_BUSY_MS);
	*out = db;
	return 0;
fail:
	db_close(db);
	return -1;
}

int
db_open(struct db **db, enum db_kind kind, const char *path, struct err *e)
{
	return open_it(db, kind, path, false, e);
}

int
db_open_lazy(struct db **db, enum db_kind kind, const char *path, struct err *e)
{
	return open_it(db, kind, path, true, e);
}

void
db_close(struct db *db)
{
	struct arena mem;

	if (!db)
		return;
	key_drop(db);
	for (unsigned q = 0; q < QUERY_COUNT; q++)
		sqlite3_finalize(db->st[q].stmt);
	sqlite3_finalize(db->begin);
	sqlite3_finalize(db->commit);
	sqlite3_finalize(db->rollback);
	sqlite3_finalize(db->read);
	sqlite3_close(db->h);
	mem = db->mem;
	arena_clear(&mem);
}

static int
step_once(sqlite3_stmt *stmt)
{
	int rc = sqlite3_step(stmt);

	sqlite3_reset(stmt);
	return rc;
}

int
db_begin(struct db *db, struct err *e)
{
	int rc;

	assert(!db->in_transaction);
	db_snapshot_end(db);
	rc = step_once(db->begin);
	if (rc != SQLITE_DONE)
		return db_fail(db, rc, "begin", e);
	db->in_transaction = true;
	db->keys_checked = false;
	return 0;
}

int
db_commit(struct db *db, struct err *e)
{
	int rc;

	assert(db->in_transaction);
	db->committing = true;
	rc = step_once(db->commit);
	db->committing = false;
	if (rc != SQLITE_DONE) {
		db_fail(db, rc, "commit", e);
		db_rollback(db);
		return -1;
	}
	db->in_transaction = false;
	return 0;
}

void
db_rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(db->h))
		step_once(db->rollback);
	db->in_transaction = false;
}

int
db_snapshot(struct db *db, struct err *e)
{
	int rc;

	assert(!db->in_transaction && !db->snapshot);
	rc = step_once(db->read);
	if (rc != SQLITE_DONE)
		return db_fail(db, rc, "read", e);
	db->snapshot = true;
	return 0;
}

/* A single write in between, outside db_begin(), is kept. */
void
db_snapshot_end(struct db *db)
{
	if (db->snapshot && !sqlite3_get_autocommit(db->h))
		step_once(db->commit);
	db->snapshot = false;
}

bool
db_checkpoint(struct db *db)
{
	return sqlite3_wal_checkpoint_v2(db->h, NULL,
		   SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK;
}

int
db_compact(struct db *db, struct err *e)
{
	assert(!db->in_transaction);
	if (run_text(db, "VACUUM", "vacuum", e) < 0)
		return -1;
	db_checkpoint(db);
	return 0;
}

bool
db_in_transaction(const struct db *db)
{
	return db->in_transaction;
}
