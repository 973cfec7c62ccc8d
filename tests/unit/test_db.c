#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/handle.h"

/*
 * The control database's own statements serve as examples; db->h is used
 * where a test has to do what the API cannot.
 */
struct fixture {
	char dir[64], path[96];
	struct db *db;
	struct arena a;
	struct err e;
};

static int
setup(void **state)
{
	static struct fixture f;

	f = (struct fixture){.dir = "/tmp/paraf-test-db-XXXXXX"};
	if (!mkdtemp(f.dir))
		return -1;
	snprintf(f.path, sizeof(f.path), "%s/x.db", f.dir);
	arena_init(&f.a, 64 * 1024);
	*state = &f;
	return db_open(&f.db, DB_CONTROL, f.path, &f.e);
}

static int
teardown(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	struct fixture *f = *state;
	char path[128];

	db_close(f->db);
	arena_clear(&f->a);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", f->path, ends[i]);
		unlink(path);
	}
	return rmdir(f->dir);
}

static int
put(struct db *db, const char *name, const char *value, struct err *e)
{
	return db_run(
	    db, Q_SETTING_PUT, VALUES(v_text(name), v_text(value)), e);
}

/* The setting's value in the arena, NULL if it is not there. */
static const char *
get(struct fixture *f, struct db *db, const char *name)
{
	struct rows r;
	const char *s = NULL;
	int got = db_one(db, &r, Q_SETTING_GET, VALUES(v_text(name)), &f->e);

	assert_in_range(got, 0, 1);
	if (got)
		s = rows_text(&r, &f->a, 0);
	rows_done(&r);
	return s;
}

static void
exec(struct db *db, const char *sql)
{
	if (sqlite3_exec(db->h, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db->h));
}

static void
pragma_is(struct db *db, const char *sql, const char *want)
{
	sqlite3_stmt *stmt;

	assert_int_equal(
	    sqlite3_prepare_v2(db->h, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_string_equal(sqlite3_column_text(stmt, 0), want);
	sqlite3_finalize(stmt);
}

static void
test_switches(void **state)
{
	struct fixture *f = *state;

	pragma_is(f->db, "PRAGMA journal_mode", "wal");
	pragma_is(f->db, "PRAGMA synchronous", "2");
	pragma_is(f->db, "PRAGMA foreign_keys", "1");
	pragma_is(f->db, "PRAGMA busy_timeout", "5000");
	pragma_is(f->db, "PRAGMA trusted_schema", "0");
	pragma_is(f->db, "PRAGMA temp_store", "2");
	pragma_is(f->db, "PRAGMA mmap_size", "268435456");
	/* Double quotes are no text, and the schema no table to write. */
	assert_int_equal(
	    sqlite3_exec(f->db->h, "SELECT \"x\"", NULL, NULL, NULL),
	    SQLITE_ERROR);
	sqlite3_exec(f->db->h, "PRAGMA writable_schema=1", NULL, NULL, NULL);
	assert_int_not_equal(
	    sqlite3_exec(f->db->h, "UPDATE sqlite_schema SET sql = ''", NULL,
		NULL, NULL),
	    SQLITE_OK);
}

static void
test_memory(void **state)
{
	struct db *db;
	struct err e = {0};

	(void)state;
	if (db_open(&db, DB_TENANT, ":memory:", &e) < 0)
		fail_msg("%s", e.detail);
	assert_int_equal(db_busy_statements(db), 0);
	db_close(db);
	db_close(NULL);
}

static void
test_cannot_open(void **state)
{
	struct db *db = (struct db *)state;
	struct err e = {0};

	assert_int_equal(db_open(&db, DB_CONTROL, "/nonexistent/x.db", &e), -1);
	assert_int_equal(e.kind, ERR_BUSY);
	assert_null(db);
}

static void
test_not_a_database(void **state)
{
	struct fixture *f = *state;
	FILE *file;
	struct db *db;

	db_close(f->db);
	f->db = NULL;
	file = fopen(f->path, "w");
	for (int i = 0; i < 1000; i++)
		fputs("not a database ", file);
	fclose(file);
	assert_int_equal(db_open(&db, DB_CONTROL, f->path, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_SYSTEM);
}

static void
test_newer_is_refused(void **state)
{
	struct fixture *f = *state;
	struct db *db;

	exec(f->db, "PRAGMA user_version=999");
	assert_int_equal(db_open(&db, DB_CONTROL, f->path, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_SYSTEM);
	assert_non_null(strstr(f->e.msg, "lebih baru"));
	assert_null(db);
}

/* A migration that fails leaves nothing behind, not even its first half. */
static void
test_migration_is_whole(void **state)
{
	struct fixture *f = *state;
	struct db *db;

	exec(f->db, "DROP TABLE tenant; DROP TABLE installation;"
		    "PRAGMA user_version=0");
	assert_int_equal(db_open(&db, DB_CONTROL, f->path, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_SYSTEM);
	pragma_is(f->db, "PRAGMA user_version", "0");
	pragma_is(f->db,
	    "SELECT count(*) FROM sqlite_schema WHERE name = 'tenant'", "0");
}

static void
test_wrong_column_fails_the_open(void **state)
{
	struct fixture *f = *state;
	struct db *db;

	exec(f->db, "ALTER TABLE tenant RENAME COLUMN zone TO region");
	assert_int_equal(db_open(&db, DB_CONTROL, f->path, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_SYSTEM);
	assert_non_null(strstr(f->e.detail, "zone"));
}

/* Many processes open a new file at once; all come in. */
static void
test_open_together(void **state)
{
	struct fixture *f = *state;
	int status, good = 0;

	db_close(f->db);
	f->db = NULL;
	unlink(f->path);
	for (int i = 0; i < 8; i++) {
		if (fork() == 0) {
			struct err e = {0};
			int rc = db_open(&f->db, DB_CONTROL, f->path, &e);

			if (rc < 0)
				print_error("%s\n", e.detail);
			db_close(rc < 0 ? NULL : f->db);
			_exit(rc < 0);
		}
	}
	for (int i = 0; i < 8; i++) {
		wait(&status);
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	assert_int_equal(good, 8);
}

static void
test_values(void **state)
{
	struct fixture *f = *state;
	struct db *db = f->db;

	/* In the order $1, $2, not in that of their first appearance. */
	assert_int_equal(put(db, "demo", "satu", &f->e), 0);
	assert_int_equal(db_changes(db), 1);
	assert_string_equal(get(f, db, "demo"), "satu");
	assert_int_equal(put(db, "demo", "", &f->e), 0);
	assert_string_equal(get(f, db, "demo"), "");
	assert_null(get(f, db, "other"));
	assert_int_equal(
	    db_run(db, Q_SETTING_PUT,
		VALUES(v_str(STR("part")), v_str((struct str){"abcdef", 3})),
		&f->e),
	    0);
	assert_string_equal(get(f, db, "part"), "abc");
	/* NULL where none may be; the row stays as it was. */
	assert_int_equal(put(db, "part", NULL, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_CONFLICT);
	assert_non_null(strstr(f->e.detail, "setting.value"));
	assert_string_equal(get(f, db, "part"), "abc");
	assert_int_equal(db_busy_statements(db), 0);
}

static int
put_tenant(struct db *db, const char *id, const char *host, struct err *e)
{
	return db_run(db, Q_TENANT_PUT,
	    VALUES(v_text(id), v_text("Dinas Contoh"), v_text("Contoh"),
		v_text("#336699"), v_text("WIB"), v_text(host), v_text(""),
		v_int(INT64_MIN), v_int(1), v_int(7)),
	    e);
}

static void
test_columns(void **state)
{
	static const unsigned char secret[32] = {0, 255, 0};
	struct fixture *f = *state;
	struct db *db = f->db;
	struct rows r;

	assert_int_equal(put_tenant(db, "contoh", NULL, &f->e), 0);
	assert_int_equal(db_one(db, &r, Q_TENANT_LIST, NO_VALUES, &f->e), 1);
	assert_true(str_eq(rows_str(&r, 0), STR("contoh")));
	assert_true(rows_null(&r, 5));
	assert_null(rows_text(&r, &f->a, 5));
	assert_null(rows_str(&r, 5).p);
	assert_null(rows_blob(&r, 5).p);
	assert_int_equal(rows_int(&r, 5), 0);
	assert_false(rows_null(&r, 6));
	assert_int_equal(rows_str(&r, 6).n, 0);
	assert_non_null(rows_str(&r, 6).p);
	assert_non_null(rows_blob(&r, 6).p);
	assert_true(rows_int(&r, 7) == INT64_MIN);
	assert_int_equal(db_busy_statements(db), 1);
	rows_done(&r);
	rows_done(&r);
	assert_int_equal(db_busy_statements(db), 0);

	assert_int_equal(db_run(db, Q_INSTALLATION_CREATE,
			     VALUES(v_blob(secret, 32), v_int(1)), &f->e),
	    0);
	assert_int_equal(
	    db_one(db, &r, Q_INSTALLATION_SECRET, NO_VALUES, &f->e), 1);
	assert_int_equal(rows_blob(&r, 0).n, 32);
	assert_memory_equal(rows_blob(&r, 0).p, secret, 32);
	rows_done(&r);
}

static void
test_rows_end(void **state)
{
	struct fixture *f = *state;
	struct db *db = f->db;
	int before;
	struct rows r;

	assert_int_equal(put_tenant(db, "satu", NULL, &f->e), 0);
	assert_int_equal(put_tenant(db, "tiga", NULL, &f->e), 0);
	before = db_statements_run(db);
	assert_int_equal(db_rows(db, &r, Q_TENANT_LIST, NO_VALUES, &f->e), 0);
	assert_int_equal(rows_next(&r, &f->e), 1);
	assert_int_equal(rows_next(&r, &f->e), 1);
	assert_int_equal(db_busy_statements(db), 1);
	assert_int_equal(rows_next(&r, &f->e), 0);
	assert_int_equal(db_busy_statements(db), 0);
	assert_int_equal(rows_next(&r, &f->e), 0);
	assert_int_equal(db_statements_run(db), before + 1);
	assert_null(get(f, db, "none"));
	assert_int_equal(db_statements_run(db), before + 2);
}

static void
test_conflict(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
	    put_tenant(f->db, "satu", "tte.contoh.example", &f->e), 0);
	assert_int_equal(
	    put_tenant(f->db, "tiga", "tte.contoh.example", &f->e), -1);
	assert_int_equal(f->e.kind, ERR_CONFLICT);
}

static void
test_transactions(void **state)
{
	struct fixture *f = *state;
	struct db *db = f->db;

	db_rollback(db);
	assert_int_equal(db_begin(db, &f->e), 0);
	assert_true(db_in_transaction(db));
	assert_int_equal(put(db, "a", "1", &f->e), 0);
	db_rollback(db);
	assert_false(db_in_transaction(db));
	assert_null(get(f, db, "a"));
	assert_int_equal(db_begin(db, &f->e), 0);
	assert_int_equal(put(db, "a", "1", &f->e), 0);
	assert_int_equal(db_commit(db, &f->e), 0);
	db_rollback(db);
	assert_string_equal(get(f, db, "a"), "1");
}

/* Another's change is not seen until the snapshot ends. */
static void
test_snapshot(void **state)
{
	struct fixture *f = *state;
	struct db *other;

	assert_int_equal(db_open(&other, DB_CONTROL, f->path, &f->e), 0);
	assert_int_equal(put(f->db, "a", "1", &f->e), 0);
	assert_int_equal(db_snapshot(f->db, &f->e), 0);
	assert_string_equal(get(f, f->db, "a"), "1");
	assert_int_equal(put(other, "a", "2", &f->e), 0);
	assert_string_equal(get(f, f->db, "a"), "1");
	db_snapshot_end(f->db);
	assert_string_equal(get(f, f->db, "a"), "2");

	/* A transaction begins with what is there now. */
	assert_int_equal(db_snapshot(f->db, &f->e), 0);
	assert_string_equal(get(f, f->db, "a"), "2");
	assert_int_equal(put(other, "a", "3", &f->e), 0);
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_string_equal(get(f, f->db, "a"), "3");
	assert_int_equal(put(f->db, "a", "4", &f->e), 0);
	db_snapshot_end(f->db);
	assert_true(db_in_transaction(f->db));
	assert_int_equal(db_commit(f->db, &f->e), 0);
	assert_string_equal(get(f, other, "a"), "4");
	db_snapshot_end(f->db);
	db_close(other);
}

static void
test_commit_behind_the_api(void **state)
{
	struct fixture *f = *state;
	struct db *db = f->db;

	assert_int_equal(db_begin(db, &f->e), 0);
	assert_int_equal(put(db, "a", "1", &f->e), 0);
	assert_int_not_equal(
	    sqlite3_exec(db->h, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	/* Nothing is written one by one in what remains of it. */
	assert_int_equal(put(db, "b", "1", &f->e), -1);
	assert_int_equal(f->e.kind, ERR_BUSY);
	f->e.kind = ERR_NONE;
	assert_int_equal(db_commit(db, &f->e), -1);
	assert_null(get(f, db, "a"));
	assert_null(get(f, db, "b"));
}

static void
test_busy(void **state)
{
	struct fixture *f = *state;
	struct db *other;

	assert_int_equal(db_open(&other, DB_CONTROL, f->path, &f->e), 0);
	sqlite3_busy_timeout(other->h, 1);
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(put(f->db, "a", "1", &f->e), 0);
	assert_null(get(f, other, "a"));
	assert_int_equal(db_begin(other, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_BUSY);
	assert_false(db_in_transaction(other));
	f->e.kind = ERR_NONE;
	assert_int_equal(db_commit(f->db, &f->e), 0);
	assert_int_equal(db_begin(other, &f->e), 0);
	assert_string_equal(get(f, other, "a"), "1");
	db_close(other);
}

/* A file that may not grow is a full disk. */
static void
test_full(void **state)
{
	struct fixture *f = *state;
	static char big[200000];

	memset(big, 'x', sizeof(big) - 1);
	exec(f->db, "PRAGMA max_page_count=1");
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(put(f->db, "a", "1", &f->e), 0);
	assert_int_equal(put(f->db, "b", big, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_BUSY);
	db_rollback(f->db);
	f->e.kind = ERR_NONE;
	assert_null(get(f, f->db, "a"));
}

/* Printed, not judged: what a row and a commit cost here. */
static void
test_speed(void **state)
{
	struct fixture *f = *state;
	int64_t t0, t1, t2, t3;
	struct rows r;

	assert_int_equal(put(f->db, "a", "1", &f->e), 0);
	t0 = clock_steady_us();
	for (int i = 0; i < 20000; i++) {
		if (db_one(f->db, &r, Q_SETTING_GET, VALUES(v_text("a")),
			&f->e) != 1)
			fail();
		rows_done(&r);
	}
	t1 = clock_steady_us();
	assert_int_equal(db_begin(f->db, &f->e), 0);
	for (int i = 0; i < 20000; i++) {
		if (db_one(f->db, &r, Q_SETTING_GET, VALUES(v_text("a")),
			&f->e) != 1)
			fail();
		rows_done(&r);
	}
	db_rollback(f->db);
	t2 = clock_steady_us();
	for (int i = 0; i < 200; i++)
		/* SQLite does not write what is already there. */
		if (db_begin(f->db, &f->e) < 0 ||
		    put(f->db, "a", i % 2 ? "1" : "2", &f->e) < 0 ||
		    db_commit(f->db, &f->e) < 0)
			fail();
	t3 = clock_steady_us();
	print_message("one row %.2f us, in a transaction %.2f us, "
		      "commit %.0f us\n",
	    (double)(t1 - t0) / 20000, (double)(t2 - t1) / 20000,
	    (double)(t3 - t2) / 200);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static size_t
count_prepared(const struct db *db)
{
	size_t n = 0;

	for (unsigned q = 0; q < QUERY_COUNT; q++)
		n += db->st[q].stmt != NULL;
	return n;
}

/* A statement is there when it was used, and works as any other. */
static void
test_lazy(void **state)
{
	struct fixture *f = *state;
	struct db *db;

	assert_true(count_prepared(f->db) > 2);
	assert_int_equal(db_open_lazy(&db, DB_CONTROL, f->path, &f->e), 0);
	assert_int_equal(count_prepared(db), 0);
	pragma_is(db, "PRAGMA busy_timeout", "100");
	assert_int_equal(put(db, "a", "1", &f->e), 0);
	assert_int_equal(count_prepared(db), 1);
	assert_string_equal(get(f, db, "a"), "1");
	assert_string_equal(get(f, f->db, "a"), "1");
	assert_int_equal(count_prepared(db), 2);
	/* What does not fit is seen then, and is no end. */
	exec(f->db, "DROP TABLE calendar");
	assert_int_equal(db_run(db, Q_CALENDAR_LIST, NO_VALUES, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_SYSTEM);
	assert_string_equal(get(f, db, "a"), "1");
	db_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_switches),
	    cmocka_unit_test(test_memory),
	    cmocka_unit_test(test_cannot_open),
	    TEST(test_not_a_database),
	    TEST(test_newer_is_refused),
	    TEST(test_migration_is_whole),
	    TEST(test_wrong_column_fails_the_open),
	    TEST(test_open_together),
	    TEST(test_lazy),
	    TEST(test_values),
	    TEST(test_columns),
	    TEST(test_rows_end),
	    TEST(test_conflict),
	    TEST(test_transactions),
	    TEST(test_snapshot),
	    TEST(test_commit_behind_the_api),
	    TEST(test_busy),
	    TEST(test_full),
	    TEST(test_speed),
	};

	return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
