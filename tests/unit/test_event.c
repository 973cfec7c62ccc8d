#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/event.h"
#include "store/handle.h"

#define EVENTS 6

static void
append(struct db *db, const struct event *ev)
{
	struct err e = {0};

	if (db_begin(db, &e) < 0 || event_append(db, ev, NULL, &e) < 0 ||
	    db_commit(db, &e) < 0)
		fail_msg("%s", e.detail);
}

/* A log of EVENTS events of two cases in turn. */
static struct db *
open_log(void)
{
	struct err e = {0};
	struct db *db;

	if (db_open(&db, DB_TENANT, ":memory:", &e) < 0)
		fail_msg("%s", e.detail);
	for (int i = 0; i < EVENTS; i++)
		append(db, &(struct event){.case_id = 1 + i % 2,
			       .task_id = i,
			       .row_no = "4a",
			       .kind = "check",
			       .outcome = "complete",
			       .lane = "verifikator",
			       .seat_title = "Verifikator",
			       .person_id = 7,
			       .person_name = "Sekar Contoh",
			       .edition_id = 3,
			       .reason = i == 2 ? "berkas buram" : NULL,
			       .detail = "{}",
			       .at = 1700000000000 + i});
	return db;
}

/*
 * What somebody with the file in hand may do: the triggers are dropped, then
 * the SQL runs.  One reported test per row.
 */
static struct row {
	const char *name, *sql;
	enum event_fault_kind want;
	int64_t id, checked;
} rows[] = {
    {"untouched", "SELECT 1", EVENT_WHOLE, 0, 6},
    {"outcome changed", "UPDATE event SET outcome = 'rejected' WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"first changed", "UPDATE event SET at = at + 1 WHERE id = 1",
	EVENT_CHANGED, 1, 0},
    {"last changed", "UPDATE event SET reason = 'x' WHERE id = 6",
	EVENT_CHANGED, 6, 5},
    {"case changed", "UPDATE event SET case_id = 2 WHERE id = 3", EVENT_CHANGED,
	3, 2},
    {"task changed", "UPDATE event SET task_id = 9 WHERE id = 3", EVENT_CHANGED,
	3, 2},
    {"holder set", "UPDATE event SET holder_id = 0 WHERE id = 3", EVENT_CHANGED,
	3, 2},
    {"row changed", "UPDATE event SET row_no = '4b' WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"kind changed", "UPDATE event SET kind = 'match' WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"lane changed", "UPDATE event SET lane = 'kadis' WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"seat changed", "UPDATE event SET seat_title = '' WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"person changed", "UPDATE event SET person_id = 8 WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"name changed", "UPDATE event SET person_name = 'X' WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"edition changed", "UPDATE event SET edition_id = 4 WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"reason removed", "UPDATE event SET reason = NULL WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"nothing made empty", "UPDATE event SET reason = '' WHERE id = 2",
	EVENT_CHANGED, 2, 1},
    {"detail changed", "UPDATE event SET detail = '{ }' WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"text moved to the next field",
	"UPDATE event SET lane = 'verifikatorV', seat_title = 'erifikator' "
	"WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"hash changed", "UPDATE event SET hash = zeroblob(32) WHERE id = 3",
	EVENT_CHANGED, 3, 2},
    {"link changed", "UPDATE event SET prev = zeroblob(32) WHERE id = 3",
	EVENT_BROKEN, 3, 2},
    {"two exchanged",
	"UPDATE event SET id = 99 WHERE id = 3;"
	"UPDATE event SET id = 3 WHERE id = 4;"
	"UPDATE event SET id = 4 WHERE id = 99",
	EVENT_BROKEN, 3, 2},
    {"first removed", "DELETE FROM event WHERE id = 1", EVENT_REMOVED, 1, 0},
    {"one removed", "DELETE FROM event WHERE id = 3", EVENT_REMOVED, 3, 2},
    {"one removed, the gap closed",
	"DELETE FROM event WHERE id = 3;"
	"UPDATE event SET id = id - 1 WHERE id > 3",
	EVENT_BROKEN, 3, 2},
    {"last removed", "DELETE FROM event WHERE id = 6", EVENT_REMOVED, 6, 5},
    {"all removed", "DELETE FROM event", EVENT_REMOVED, 1, 0},
    {"one in front",
	"INSERT INTO event (id, kind, at, prev, hash) SELECT 0, kind, at, "
	"prev, hash FROM event WHERE id = 1",
	EVENT_INSERTED, 0, 0},
    {"far in front",
	"INSERT INTO event (id, kind, at, prev, hash) SELECT -5, kind, at, "
	"prev, hash FROM event WHERE id = 1",
	EVENT_INSERTED, -5, 0},
    {"one pushed in between",
	"UPDATE event SET id = -id WHERE id > 3;"
	"UPDATE event SET id = 1 - id WHERE id < 0;"
	"INSERT INTO event SELECT 4, case_id, task_id, holder_id, row_no, "
	"kind, outcome, lane, seat_title, person_id, person_name, "
	"edition_id, reason, detail, at, hash, hash FROM event WHERE id = 3",
	EVENT_CHANGED, 4, 3},
    {"one at the end",
	"INSERT INTO event (id, kind, at, prev, hash) SELECT 7, kind, at, "
	"hash, hash FROM event WHERE id = 6",
	EVENT_CHANGED, 7, 6},
    {"last link gone", "DELETE FROM audit_head", EVENT_REMOVED, 0, 0},
    {"last link changed", "UPDATE audit_head SET hash = zeroblob(32)",
	EVENT_BROKEN, 6, 6},
    {"tail removed, last link set back without its hash",
	"DELETE FROM event WHERE id > 4; UPDATE audit_head SET last_id = 4",
	EVENT_BROKEN, 4, 4},
    {"last link set back", "UPDATE audit_head SET last_id = 5", EVENT_INSERTED,
	6, 6},
};

static void
exec(struct db *db, const char *sql)
{
	if (sqlite3_exec(db->h, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db->h));
}

static void
drop_triggers(struct db *db)
{
	exec(db, "DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete;"
		 "DROP TRIGGER event_in_order");
}

static void
test_row(void **state)
{
	const struct row *row = *state;
	struct event_fault f = {EVENT_INSERTED, -1, -1};
	struct err e = {0};
	struct db *db = open_log();

	drop_triggers(db);
	exec(db, row->sql);
	assert_int_equal(event_verify(db, &f, &e), 0);
	assert_int_equal(f.kind, row->want);
	assert_int_equal(f.id, row->id);
	assert_int_equal(f.checked, row->checked);
	assert_int_equal(db_busy_statements(db), 0);
	db_close(db);
}

/* The triggers refuse what the rows above do without them. */
static void
test_triggers(void **state)
{
	static const char *const refused[] = {
	    "UPDATE event SET reason = 'x' WHERE id = 3",
	    "DELETE FROM event WHERE id = 6",
	    "DELETE FROM event",
	    "INSERT OR REPLACE INTO event SELECT * FROM event WHERE id = 3",
	    "INSERT INTO event (id, kind, at, prev, hash) SELECT 8, kind, at, "
	    "prev, hash FROM event WHERE id = 1",
	};
	struct event_fault f;
	struct err e = {0};
	struct db *db = open_log();

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (sqlite3_exec(db->h, refused[i], NULL, NULL, NULL) !=
		    SQLITE_CONSTRAINT_TRIGGER)
			fail_msg("%s", refused[i]);
	assert_int_equal(event_verify(db, &f, &e), 0);
	assert_int_equal(f.kind, EVENT_WHOLE);
	db_close(db);
}

/* A rolled back event leaves the chain and the next number as they were. */
static void
test_rollback(void **state)
{
	const struct event ev = {.kind = "login", .at = 1};
	struct err e = {0};
	struct event_fault f;
	struct db *db = open_log();
	int64_t id = 0;

	(void)state;
	assert_int_equal(db_begin(db, &e), 0);
	assert_int_equal(event_append(db, &ev, &id, &e), 0);
	assert_int_equal(id, EVENTS + 1);
	db_rollback(db);
	assert_int_equal(db_begin(db, &e), 0);
	assert_int_equal(event_append(db, &ev, &id, &e), 0);
	assert_int_equal(id, EVENTS + 1);
	assert_int_equal(event_append(db, &ev, &id, &e), 0);
	assert_int_equal(id, EVENTS + 2);
	assert_int_equal(db_commit(db, &e), 0);
	assert_int_equal(event_verify(db, &f, &e), 0);
	assert_int_equal(f.kind, EVENT_WHOLE);
	assert_int_equal(f.checked, EVENTS + 2);
	db_close(db);
}

static void
test_empty(void **state)
{
	static const unsigned char zero[EVENT_HASH];
	unsigned char hash[EVENT_HASH];
	struct err e = {0};
	struct event_fault f;
	struct db *db;
	int64_t id;

	(void)state;
	assert_int_equal(db_open(&db, DB_TENANT, ":memory:", &e), 0);
	assert_int_equal(event_verify(db, &f, &e), 0);
	assert_int_equal(f.kind, EVENT_WHOLE);
	assert_int_equal(event_last(db, &id, hash, &e), 0);
	assert_int_equal(id, 0);
	assert_memory_equal(hash, zero, sizeof(zero));
	append(db, &(struct event){.kind = "login"});
	assert_int_equal(event_last(db, &id, hash, &e), 0);
	assert_int_equal(id, 1);
	assert_memory_not_equal(hash, zero, sizeof(zero));
	db_close(db);
}

static void
test_of_case(void **state)
{
	struct db *db = open_log();
	struct arena a;
	struct err e = {0};
	struct events evs;

	(void)state;
	arena_init(&a, 1 << 20);
	assert_int_equal(event_of_case(db, &a, 1, 0, &evs, &e), 0);
	assert_int_equal(evs.n, 3);
	for (size_t i = 0; i < evs.n; i++)
		assert_int_equal(evs.v[i].id, 1 + 2 * i);
	assert_int_equal(evs.v[1].task_id, 2);
	assert_int_equal(evs.v[1].holder_id, 0);
	assert_int_equal(evs.v[1].person_id, 7);
	assert_int_equal(evs.v[1].edition_id, 3);
	assert_int_equal(evs.v[1].at, 1700000000002);
	assert_string_equal(evs.v[1].row_no, "4a");
	assert_string_equal(evs.v[1].kind, "check");
	assert_string_equal(evs.v[1].outcome, "complete");
	assert_string_equal(evs.v[1].lane, "verifikator");
	assert_string_equal(evs.v[1].seat_title, "Verifikator");
	assert_string_equal(evs.v[1].person_name, "Sekar Contoh");
	assert_string_equal(evs.v[1].reason, "berkas buram");
	assert_string_equal(evs.v[1].detail, "{}");
	assert_null(evs.v[0].reason);
	assert_int_equal(event_of_case(db, &a, 1, 3, &evs, &e), 0);
	assert_int_equal(evs.n, 1);
	assert_int_equal(evs.v[0].id, 5);
	assert_int_equal(event_of_case(db, &a, 3, 0, &evs, &e), 0);
	assert_int_equal(evs.n, 0);
	arena_clear(&a);
	db_close(db);
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[NROWS + 4] = {cmocka_unit_test(test_triggers),
	    cmocka_unit_test(test_rollback), cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_of_case)};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + 4] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
