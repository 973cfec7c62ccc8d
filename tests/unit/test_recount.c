/*
 * A calendar that is loaded: workers see it at their next request, open
 * tasks are due anew, closed ones stay.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/office.h"
#include "app/people.h"
#include "app/recount.h"
#include "base/limits.h"
#include "folder.h"
#include "store/case.h"
#include "store/event.h"
#include "store/service.h"
#include "store/task.h"

#define TASKS 5001 /* of each kind; some batches */
#define HOUR  INT64_C(3600000)

/* Wednesday 23 December 2026 at 08.00 WIB; days are 450 minutes. */
#define OPENED INT64_C(1797987600000)
#define DUE    (OPENED + 2 * 24 * HOUR) /* two days later: Friday */
#define DAY    (24 * HOUR)

static const char profile[] =
    "id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n"
    "domain_email: [uji.example]\nzona: WIB\n"
    "nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"
    "layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n";

static const char sop_text[] =
    "judul: Uji\n"
    "pelaksana:\n"
    "  - {id: pemohon, jabatan: Pemohon, peran: pemohon}\n"
    "  - {id: kadis, jabatan: Kepala, peran: pejabat}\n"
    "langkah:\n"
    "  - {no: 1, kegiatan: A, pelaksana: pemohon, jenis: apply,\n"
    "    lanjut: {submitted: 2}}\n"
    "  - {no: 2, kegiatan: B, pelaksana: kadis, waktu: 2 hari,\n"
    "    jenis: dispose,\n"
    "    lanjut: {forwarded: 3, returned: 1, rejected: selesai}}\n"
    "  - {no: 3, kegiatan: C, pelaksana: kadis, waktu: 48 jam kalender,\n"
    "    jenis: confirm, lanjut: {done: selesai}}\n";

static const char year[] = "tahun: 2026\n"
			   "libur: [{tanggal: 2026-12-25, nama: Natal}]\n"
			   "cuti_bersama: [{tanggal: 2026-12-24, nama: C}]\n";

/* Of the group; cmocka's state of a group would hide that of each test. */
static struct fixture {
	char dir[64];
	struct app *app, *other; /* two workers */
	struct db *db;
	struct arena arena;
	int64_t case_id, applicant;
	struct err e;
} fixture;

static int64_t
add_task(struct fixture *f, const char *row, int64_t due, bool closed)
{
	struct task t = {.service = "penerbitan",
	    .case_id = f->case_id,
	    .row_no = row,
	    .lane = "kadis",
	    .opened_at = OPENED,
	    .due_at = due};

	assert_int_equal(task_add(f->db, &t, &f->e), 0);
	if (closed)
		assert_int_equal(task_close(f->db, &t, OPENED + 1, f->applicant,
				     "forwarded", &f->e),
		    1);
	return t.id;
}

static void
fill(struct fixture *f)
{
	struct casefile c = {.number = "T-2026-00001",
	    .submission = "kiriman",
	    .track_code = "abcd23456789",
	    .state = CASE_RUNNING,
	    .letter = "{}",
	    .opened_at = OPENED};
	struct service s;
	struct person p;

	assert_int_equal(
	    people_add(f->db, &f->arena, "rimba@contoh.example",
		"Rimba Contoh Buana", "tujuh kucing di atas", 1, &f->e),
	    0);
	assert_int_equal(person_by_email(f->db, &f->arena, &p,
			     "rimba@contoh.example", &f->e),
	    1);
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(service_get(f->db, &f->arena, &s, "terbit", &f->e), 1);
	c.edition_id = s.edition_id;
	c.applicant_id = f->applicant = p.id;
	assert_int_equal(case_add(f->db, &c, &f->case_id, &f->e), 0);
	for (int i = 0; i < TASKS; i++) {
		add_task(f, "2", DUE, false);
		add_task(f, "2", DUE, true);
		add_task(f, "3", DUE, false);
	}
	add_task(f, "1", 0, false);
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

static int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-recount-XXXXXX";
	struct fixture *f = &fixture;
	struct office_file sop = {.text = str_of(sop_text)};
	struct office_files files = {
	    .profile = {.text = str_of(profile)}, .sops = &sop, .n = 1};
	struct office_change ch;
	const struct office *o;
	struct app_conf conf = {.data = f->dir};

	(void)state;
	memcpy(f->dir, template, sizeof(template));
	assert_non_null(mkdtemp(f->dir));
	arena_init(&f->arena, 64 * MIB);
	conf.key = arena_printf(&f->arena, "%s/key", f->dir);
	assert_int_equal(app_open(&f->app, &conf, 1, &f->e), 0);
	assert_int_equal(
	    office_load(f->app, &f->arena, &files, &ch, 1, &f->e), 0);
	assert_int_equal(app_office(f->app, "uji", &o, &f->db, &f->e), 0);
	assert_int_equal(app_open(&f->other, &conf, 1, &f->e), 0);
	fill(f);
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = &fixture;

	(void)state;
	app_close(f->other);
	app_close(f->app);
	arena_clear(&f->arena);
	return folder_remove(f->dir);
}

static int64_t
due_of(struct fixture *f, int64_t id)
{
	struct task t;

	assert_int_equal(task_get(f->db, &f->arena, &t, id, &f->e), 1);
	return t.due_at;
}

static size_t
days_of(struct app *app)
{
	const struct office *o;
	struct db *db;
	struct err e = {0};

	assert_true(tenants_refresh(app_tenants(app), &e) >= 0);
	assert_int_equal(app_office(app, "uji", &o, &db, &e), 0);
	return o->time.days_n;
}

static int64_t
last_event(struct fixture *f)
{
	unsigned char hash[EVENT_HASH];
	int64_t id;

	assert_true(event_last(f->db, &id, hash, &f->e) >= 0);
	return id;
}

static void
load_year(struct fixture *f, const char *text)
{
	assert_int_equal(
	    control_put_calendar(
		tenants_control(app_tenants(f->app)), 2026, text, 1, &f->e),
	    0);
}

/* Nothing has changed, so nothing is written. */
static void
test_nothing(void **state)
{
	struct fixture *f = &fixture;
	int64_t before = last_event(f);
	struct recount r;

	(void)state;
	assert_int_equal(recount_due(f->app, "uji", &r, 2, &f->e), 0);
	assert_int_equal(r.open, 2 * TASKS);
	assert_int_equal(r.changed, 0);
	assert_int_equal(last_event(f), before);
}

/* 24 and 25 December are off: two days from Wednesday end on Tuesday. */
static void
test_holidays(void **state)
{
	struct fixture *f = &fixture;
	struct queue_at q = {
	    .kind = QUEUE_DESK, .lane = "kadis", .from_start = true};
	struct task_line v[TASK_PAGE + 1];
	int64_t before = last_event(f);
	struct recount r;
	size_t n;

	(void)state;
	assert_int_equal(days_of(f->other), 0);
	load_year(f, year);
	assert_int_equal(days_of(f->app), 2);
	assert_int_equal(days_of(f->other), 2);
	assert_int_equal(recount_due(f->app, "uji", &r, 3, &f->e), 0);
	assert_int_equal(r.open, 2 * TASKS);
	assert_int_equal(r.changed, TASKS);
	for (int64_t id = 1; id <= 3 * TASKS; id++)
		assert_int_equal(
		    due_of(f, id), id % 3 == 1 ? DUE + 4 * DAY : DUE);
	assert_int_equal(due_of(f, 3 * TASKS + 1), 0);
	/* Those of the calendar are at the head of the queue now. */
	assert_int_equal(task_page(f->db, &f->arena, v, &n, &q, &f->e), 0);
	for (size_t i = 1; i < n; i++)
		assert_string_equal(v[i].task.row_no, "3");
	/* Again changes nothing, and the way back is the same. */
	assert_int_equal(recount_due(f->app, "uji", &r, 4, &f->e), 0);
	assert_int_equal(r.changed, 0);
	load_year(f, "tahun: 2026\nlibur: [{tanggal: 2026-01-01, nama: B}]\n");
	assert_int_equal(days_of(f->app), 1);
	assert_int_equal(recount_due(f->app, "uji", &r, 5, &f->e), 0);
	assert_int_equal(r.changed, TASKS);
	assert_int_equal(due_of(f, 1), DUE);
	/* Each that changed something is one event. */
	assert_int_equal(last_event(f), before + 2);
}

/* A text that this program cannot read counts as none. */
static void
test_unreadable(void **state)
{
	struct fixture *f = &fixture;

	(void)state;
	load_year(f, "tahun: x\n");
	assert_int_equal(days_of(f->other), 0);
	load_year(f, year);
	assert_int_equal(days_of(f->other), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing),
	    cmocka_unit_test(test_holidays),
	    cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests_name("recount", tests, setup, teardown);
}
