/*
 * Digests: when they go out, what they carry, what is dropped, and what a
 * flood of notices becomes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/digest.h"
#include "app/notice.h"
#include "app/people.h"
#include "app/sweep.h"
#include "base/limits.h"
#include "folder.h"
#include "office.h"
#include "store/agenda.h"
#include "store/case.h"
#include "store/handle.h"
#include "store/service.h"
#include "store/task.h"
#include "view/json.h"

/* Wednesday 23 December 2026, 00.00 WIB; the 24th and 25th are off. */
#define WEDNESDAY   INT64_C(1797958800000)
#define AT(d, h, m) (WEDNESDAY + (d)*MS_DAY + (h)*MS_HOUR + (m)*MS_MINUTE)

static const char profile[] =
    "id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n"
    "domain_email: [uji.example]\nzona: WIB\n"
    "nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"
    "layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n"
    "libur:\n"
    "  - {tanggal: 2026-12-24, sampai: 2026-12-25, nama: Libur}\n";

static const char sop_text[] =
    "judul: Uji\n"
    "pelaksana:\n"
    "  - {id: pemohon, jabatan: Pemohon, peran: pemohon}\n"
    "  - {id: kadis, jabatan: Kepala, peran: pejabat}\n"
    "  - {id: periksa, jabatan: Verifikator, peran: verifikator}\n"
    "langkah:\n"
    "  - {no: 1, kegiatan: A, pelaksana: pemohon, jenis: apply,\n"
    "    lanjut: {submitted: 2}}\n"
    "  - {no: 2, kegiatan: B, pelaksana: kadis, waktu: 2 hari,\n"
    "    jenis: dispose,\n"
    "    lanjut: {forwarded: 3, returned: 1, rejected: selesai}}\n"
    "  - {no: 3, kegiatan: C, pelaksana: periksa, waktu: 1 hari,\n"
    "    jenis: confirm, lanjut: {done: selesai}}\n";

struct fixture {
	char dir[64];
	struct app *app;
	struct arena arena;
	struct ctx cx;
	struct person verifier, head;
	int64_t cases[2];
	int64_t opened; /* tasks */
	struct err e;
};

static struct fixture fixture; /* of the group */

static void
add_person(
    struct fixture *f, struct person *p, const char *mail, const char *lane)
{
	struct appointment ap = {
	    .email = mail, .lane = lane, .kind = "definitif", .decree = ""};

	assert_int_equal(people_add(f->cx.db, &f->arena, mail, "Sekar Contoh",
			     "tujuh kucing di atas", 1, &f->e),
	    0);
	assert_int_equal(people_seat(f->cx.db, &f->arena, &ap, 2, &f->e), 0);
	assert_int_equal(
	    person_by_email(f->cx.db, &f->arena, p, mail, &f->e), 1);
}

static void
add_case(struct fixture *f, int i)
{
	struct casefile c = {
	    .number = arena_printf(&f->arena, "T-2026-0000%d", i),
	    .submission = arena_printf(&f->arena, "kiriman%d", i),
	    .track_code = arena_printf(&f->arena, "abcd2345678%d", i),
	    .applicant_id = f->head.id,
	    .letter = "{}",
	    .opened_at = 1};
	struct service s;

	assert_int_equal(
	    service_get(f->cx.db, &f->arena, &s, "terbit", &f->e), 1);
	c.edition_id = s.edition_id;
	assert_int_equal(case_add(f->cx.db, &c, &f->cases[i], &f->e), 0);
}

static int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-digest-XXXXXX";
	struct fixture *f = &fixture;
	struct app_conf conf = {.data = f->dir};

	(void)state;
	memcpy(f->dir, template, sizeof(template));
	assert_non_null(mkdtemp(f->dir));
	arena_init(&f->arena, 64 * MIB);
	conf.key = arena_printf(&f->arena, "%s/key", f->dir);
	office_begin(&f->app, &f->arena, &conf, str_of(profile),
	    str_of(sop_text), 1, &f->e);
	assert_int_equal(
	    sweep_ctx(&f->cx, f->app, &f->arena, "uji", 1, &f->e), 0);
	add_person(f, &f->verifier, "periksa@uji.example", "periksa");
	add_person(f, &f->head, "kepala@uji.example", "kadis");
	add_case(f, 0);
	add_case(f, 1);
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = &fixture;

	(void)state;
	app_close(f->app);
	arena_clear(&f->arena);
	return folder_remove(f->dir);
}

/* Nobody was told anything, and nobody chose. */
static int
empty(void **state)
{
	struct fixture *f = &fixture;

	(void)state;
	assert_int_equal(sqlite3_exec(f->cx.db->h,
			     "DELETE FROM mute; DELETE FROM message; "
			     "DELETE FROM agenda",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	f->verifier.notify = f->head.notify = "";
	return 0;
}

/* --- times -------------------------------------------------------------- */

static void
test_next(void **state)
{
	static const struct {
		const char *what;
		int64_t now, next;
	} rows[] = {
	    {"night", AT(0, 1, 0), AT(0, 7, 30)},
	    {"a moment before", AT(0, 7, 30) - 1, AT(0, 7, 30)},
	    {"at it: the one after", AT(0, 7, 30), AT(0, 13, 0)},
	    {"over two days off and a weekend", AT(0, 13, 0), AT(5, 7, 30)},
	    {"day off", AT(1, 8, 0), AT(5, 7, 30)},
	    {"Saturday", AT(3, 8, 0), AT(5, 7, 30)},
	    {"Sunday night", AT(4, 23, 59), AT(5, 7, 30)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("  %s\n", rows[i].what);
		assert_int_equal(
		    digest_next(fixture.cx.office, rows[i].now), rows[i].next);
	}
}

static void
test_wanted(void **state)
{
	static const struct seat_held seats[] = {
	    {"periksa", "V", "verifikator", "definitif"},
	    {"kadis", "K", "pejabat", "plt"},
	};
	static const struct {
		const char *notify;
		size_t from, n;
		bool wanted;
	} rows[] = {{"", 0, 0, false}, {"", 0, 1, true}, {"", 1, 1, false},
	    {"", 0, 2, false}, {"now", 0, 1, false}, {"digest", 1, 1, true},
	    {"digest", 0, 2, true}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct person p = {.notify = rows[i].notify};

		assert_int_equal(
		    digest_is_wanted(&p, seats + rows[i].from, rows[i].n),
		    rows[i].wanted);
	}
}

/* --- what is held ------------------------------------------------------- */

static int64_t
add_task_at(struct fixture *f, const char *lane, int of_case, int64_t due,
    int64_t opened)
{
	struct task t = {.service = "terbit",
	    .case_id = f->cases[of_case],
	    .row_no = strcmp(lane, "kadis") == 0 ? "2" : "3",
	    .lane = lane,
	    .opened_at = opened,
	    .due_at = due};

	assert_int_equal(task_add(f->cx.db, &t, &f->e), 0);
	return t.id;
}

/* Each at a moment of its own: none came with another. */
static int64_t
add_task(struct fixture *f, int of_case, int64_t due)
{
	return add_task_at(f, "periksa", of_case, due, f->cx.now + f->opened++);
}

/* A notice of a task (0: of none), which says `act`. */
static void
tell(struct fixture *f, const struct person *p, int of_case, int64_t task,
    int tier, const char *act, bool at_once)
{
	json_t *facts = jv_obj();
	struct notice n = {.case_id = f->cases[of_case],
	    .rule = arena_printf(
		&f->arena, "task:%lld:%s", (long long)task, task ? "" : act),
	    .tier = tier,
	    .template = "task",
	    .task_id = task,
	    .facts = facts,
	    .at_once = at_once};

	jv_set_z(
	    facts, "number", arena_printf(&f->arena, "T-2026-0000%d", of_case));
	jv_set_z(facts, "title", task ? "periksa" : "");
	jv_set_z(facts, "applicant", act);
	jv_set_z(facts, "path", "/permohonan/x");
	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	assert_int_equal(notice_person(&f->cx, &n, p, &f->e), 0);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	json_decref(facts);
}

static int64_t
count(struct fixture *f, const char *what)
{
	const char *sql = arena_printf(&f->arena,
	    "SELECT count(*) FROM message WHERE channel = 'mail' AND %s", what);
	sqlite3_stmt *st;
	int64_t n;

	assert_int_equal(
	    sqlite3_prepare_v2(f->cx.db->h, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static int64_t
planned(struct fixture *f, const struct person *p)
{
	struct agenda a;
	int rc = agenda_get(f->cx.db, &a, AGENDA_DIGEST, p->id, &f->e);

	assert_true(rc >= 0);
	return rc ? a.next_at : 0;
}

static void
make_digest(struct fixture *f, const struct person *p)
{
	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	assert_int_equal(digest_due(&f->cx, p->id, &f->e), 0);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	assert_int_equal(planned(f, p), 0);
}

/* The facts of the only digest; the caller owns them. */
static json_t *
digest(struct fixture *f)
{
	sqlite3_stmt *st;
	json_t *facts;

	assert_int_equal(
	    sqlite3_prepare_v2(f->cx.db->h,
		"SELECT facts FROM message WHERE template = 'digest' AND "
		"channel = 'mail' AND state = 'waiting' AND case_id IS NULL",
		-1, &st, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	facts = json_loads((const char *)sqlite3_column_text(st, 0), 0, NULL);
	assert_int_equal(sqlite3_step(st), SQLITE_DONE);
	sqlite3_finalize(st);
	assert_non_null(facts);
	return facts;
}

static const char *
title(const json_t *facts, size_t group)
{
	return json_string_value(json_object_get(
	    json_array_get(json_object_get(facts, "groups"), group), "title"));
}

static const char *
line_text(const json_t *facts, size_t group, size_t line, const char *key)
{
	return json_string_value(json_object_get(
	    json_array_get(
		json_object_get(
		    json_array_get(json_object_get(facts, "groups"), group),
		    "lines"),
		line),
	    key));
}

static void
close_it(struct fixture *f, int64_t id)
{
	struct task t;

	assert_int_equal(task_get(f->cx.db, &f->arena, &t, id, &f->e), 1);
	assert_int_equal(
	    task_close(f->cx.db, &t, f->cx.now, f->verifier.id, "done", &f->e),
	    1);
}

static void
test_whole(void **state)
{
	struct fixture *f = &fixture;
	int64_t soon, late, closed, muted;
	json_t *facts;

	(void)state;
	f->cx.now = AT(0, 9, 0);
	soon = add_task(f, 0, AT(0, 16, 0));
	late = add_task(f, 1, AT(0, 10, 0));
	closed = add_task(f, 0, AT(0, 9, 30));
	muted = add_task(f, 1, AT(0, 9, 30));
	tell(f, &f->verifier, 0, soon, 0, "pertama", false);
	assert_int_equal(planned(f, &f->verifier), AT(0, 13, 0));
	tell(f, &f->verifier, 1, late, 0, "kedua", false);
	tell(f, &f->verifier, 0, closed, 0, "ditutup", false);
	tell(f, &f->verifier, 0, 0, 0, "tanpa tugas", false);
	tell(f, &f->verifier, 0, 0, 0, "segera", true);
	assert_int_equal(count(f, "state = 'held'"), 4);
	assert_int_equal(count(f, "state = 'waiting'"), 1);
	/* A second one of the same task takes the place of the first. */
	f->cx.now = AT(0, 11, 0);
	tell(f, &f->verifier, 1, late, 1, "kedua lagi", false);
	tell(f, &f->verifier, 1, muted, 1, "dibisukan", false);
	/* Told already. */
	tell(f, &f->verifier, 1, late, 1, "kedua lagi", false);
	assert_int_equal(count(f, "state = 'held'"), 6);
	close_it(f, closed);
	assert_int_equal(
	    sqlite3_exec(f->cx.db->h,
		arena_printf(&f->arena,
		    "INSERT INTO mute VALUES (%lld, %lld, 1)",
		    (long long)f->verifier.id, (long long)f->cases[1]),
		NULL, NULL, NULL),
	    SQLITE_OK);
	f->cx.now = AT(0, 13, 0);
	make_digest(f, &f->verifier);
	/* The mute is of reminders: a new task of the case is told. */
	assert_int_equal(count(f, "state = 'dropped'"), 3);
	assert_int_equal(count(f, "state = 'digested'"), 3);
	facts = digest(f);
	assert_int_equal(json_integer_value(json_object_get(facts, "all")), 3);
	assert_int_equal(json_integer_value(json_object_get(facts, "late")), 1);
	assert_true(json_is_false(json_object_get(facts, "has_more")));
	assert_string_equal(line_text(facts, 0, 0, "who"), "kedua");
	assert_string_equal(title(facts, 0), "Periksa");
	assert_string_equal(title(facts, 1), "Pemberitahuan");
	assert_string_equal(line_text(facts, 0, 0, "number"), "T-2026-00001");
	assert_string_equal(line_text(facts, 0, 0, "path"), "/permohonan/x");
	assert_string_equal(line_text(facts, 0, 0, "when"),
	    "terlambat 3 jam, batas 23-12-2026 10.00");
	assert_string_equal(line_text(facts, 0, 1, "who"), "pertama");
	assert_string_equal(line_text(facts, 0, 1, "when"),
	    "sejak 23-12-2026 09.00, batas 23-12-2026 16.00");
	assert_string_equal(line_text(facts, 1, 0, "who"), "tanpa tugas");
	assert_string_equal(
	    line_text(facts, 1, 0, "when"), "sejak 23-12-2026 09.00");
	json_decref(facts);
}

/* What became pointless makes no message. */
static void
test_empty(void **state)
{
	struct fixture *f = &fixture;
	int64_t id;

	(void)state;
	f->cx.now = AT(0, 9, 0);
	id = add_task(f, 0, 0);
	tell(f, &f->verifier, 0, id, 0, "satu", false);
	close_it(f, id);
	f->cx.now = AT(0, 13, 0);
	make_digest(f, &f->verifier);
	assert_int_equal(count(f, "state = 'dropped'"), 1);
	assert_int_equal(count(f, "1"), 1);
}

/* Of several that came together one is left: it is still told. */
static void
test_together(void **state)
{
	struct fixture *f = &fixture;
	int64_t first, last;

	(void)state;
	f->cx.now = AT(0, 9, 0);
	first = add_task_at(f, "periksa", 0, 0, AT(0, 8, 59));
	last = add_task_at(f, "periksa", 0, 0, AT(0, 8, 59));
	tell(f, &f->verifier, 0, last, 0, "dua orang", false);
	close_it(f, last);
	make_digest(f, &f->verifier);
	assert_int_equal(count(f, "state = 'digested'"), 1);
	tell(f, &f->verifier, 0, last, 1, "dua orang", false);
	close_it(f, first);
	make_digest(f, &f->verifier);
	assert_int_equal(count(f, "state = 'dropped'"), 1);
}

static void
hold(struct fixture *f, const char *until)
{
	assert_int_equal(
	    sqlite3_exec(f->cx.db->h,
		arena_printf(&f->arena,
		    "UPDATE holding SET until_at = %s WHERE person_id = %lld",
		    until, (long long)f->verifier.id),
		NULL, NULL, NULL),
	    SQLITE_OK);
}

/* Who left a desk hears no more of what waits there. */
static void
test_left(void **state)
{
	struct fixture *f = &fixture;
	int64_t id;

	(void)state;
	f->cx.now = AT(0, 9, 0);
	id = add_task(f, 0, AT(0, 10, 0));
	tell(f, &f->verifier, 0, id, 0, "pindah", false);
	hold(f, "2");
	make_digest(f, &f->verifier);
	hold(f, "NULL");
	assert_int_equal(count(f, "state = 'dropped'"), 1);
	assert_int_equal(count(f, "1"), 1);
}

/* A reminder that is held after a new task takes its place. */
static void
test_latest(void **state)
{
	struct fixture *f = &fixture;
	json_t *facts;
	int64_t id;

	(void)state;
	f->cx.now = AT(0, 9, 0);
	id = add_task(f, 0, AT(0, 10, 0));
	tell(f, &f->verifier, 0, id, 0, "baru", false);
	tell(f, &f->verifier, 0, id, 1, "ingat", false);
	tell(f, &f->verifier, 0, id, 2, "ingat lagi", false);
	f->cx.now = AT(0, 13, 0);
	make_digest(f, &f->verifier);
	facts = digest(f);
	assert_int_equal(json_integer_value(json_object_get(facts, "all")), 1);
	assert_string_equal(line_text(facts, 0, 0, "who"), "ingat lagi");
	assert_int_equal(count(f, "state = 'digested'"), 3);
	json_decref(facts);
}

static void
test_long(void **state)
{
	struct fixture *f = &fixture;
	size_t lines = 0, i;
	json_t *facts, *o;

	(void)state;
	f->cx.now = AT(0, 9, 0);
	for (int n = 0; n < 53; n++)
		tell(f, &f->verifier, 0, add_task(f, 0, AT(n, 0, 0)), 0, "x",
		    false);
	make_digest(f, &f->verifier);
	facts = digest(f);
	json_array_foreach(json_object_get(facts, "groups"), i, o) lines +=
	    json_array_size(json_object_get(o, "lines"));
	assert_int_equal(lines, DIGEST_LINES);
	assert_int_equal(json_integer_value(json_object_get(facts, "more")), 3);
	assert_true(json_is_true(json_object_get(facts, "has_more")));
	assert_int_equal(count(f, "state = 'digested'"), 53);
	json_decref(facts);
}

/* --- floods ------------------------------------------------------------- */

static void
test_flood(void **state)
{
	struct fixture *f = &fixture;

	(void)state;
	f->cx.now = AT(0, 9, 0);
	for (int n = 0; n < FLOOD_MAX; n++)
		tell(f, &f->head, 0, add_task_at(f, "kadis", 0, 0, f->cx.now),
		    0, "x", false);
	assert_int_equal(count(f, "state = 'held'"), 0);
	f->cx.now += 30 * MS_MINUTE;
	tell(f, &f->head, 0, add_task_at(f, "kadis", 0, 0, f->cx.now), 0, "x",
	    false);
	assert_int_equal(count(f, "state = 'held'"), 1);
	assert_int_equal(planned(f, &f->head), AT(0, 10, 30));
	/* What is planned stays, and nobody else is held. */
	f->cx.now += 10 * MS_MINUTE;
	tell(f, &f->head, 0, add_task_at(f, "kadis", 0, 0, f->cx.now), 0, "x",
	    false);
	tell(f, &f->head, 0, 0, 0, "segera", true);
	assert_int_equal(count(f, "state = 'held'"), 2);
	assert_int_equal(planned(f, &f->head), AT(0, 10, 30));
	/* The hour is over: at once again. */
	f->cx.now = AT(0, 10, 0);
	tell(f, &f->head, 0, add_task_at(f, "kadis", 0, 0, f->cx.now), 0, "x",
	    false);
	assert_int_equal(count(f, "state = 'held'"), 2);
	f->cx.now = AT(0, 10, 30);
	make_digest(f, &f->head);
	assert_int_equal(count(f, "state = 'digested'"), 2);
}

/* The set time comes before the hour is over. */
static void
test_flood_before_digest(void **state)
{
	struct fixture *f = &fixture;

	(void)state;
	f->cx.now = AT(0, 12, 30);
	for (int n = 0; n <= FLOOD_MAX; n++)
		tell(f, &f->head, 0, add_task_at(f, "kadis", 0, 0, f->cx.now),
		    0, "x", false);
	assert_int_equal(planned(f, &f->head), AT(0, 13, 0));
	assert_int_equal(count(f, "state = 'held'"), 1);
}

/* Who wants digests is not told sooner because there is more to tell. */
static void
test_no_flood(void **state)
{
	struct fixture *f = &fixture;

	(void)state;
	f->head.notify = "digest";
	f->cx.now = AT(0, 13, 0);
	for (int n = 0; n < 10; n++)
		tell(f, &f->head, 0, add_task_at(f, "kadis", 0, 0, f->cx.now),
		    0, "x", false);
	assert_int_equal(count(f, "state = 'held'"), 10);
	assert_int_equal(planned(f, &f->head), AT(5, 7, 30));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_next),
	    cmocka_unit_test(test_wanted),
	    cmocka_unit_test_setup(test_whole, empty),
	    cmocka_unit_test_setup(test_empty, empty),
	    cmocka_unit_test_setup(test_together, empty),
	    cmocka_unit_test_setup(test_left, empty),
	    cmocka_unit_test_setup(test_latest, empty),
	    cmocka_unit_test_setup(test_long, empty),
	    cmocka_unit_test_setup(test_flood, empty),
	    cmocka_unit_test_setup(test_flood_before_digest, empty),
	    cmocka_unit_test_setup(test_no_flood, empty),
	};

	return cmocka_run_group_tests_name("digest", tests, setup, teardown);
}
