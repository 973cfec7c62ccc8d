/*
 * What the agent's rounds cost where nothing happens: an office that is at
 * rest is not read at all, a look without a reason takes the same few
 * statements however much waits in the office, and none of them walks
 * through what waits.  tests/bench/sweep.mjs has the figures of all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/office.h"
#include "app/rounds.h"
#include "base/clock.h"
#include "base/limits.h"
#include "folder.h"
#include "store/agenda.h"
#include "store/case.h"
#include "store/handle.h"
#include "store/service.h"
#include "store/task.h"

#define FEW  20
#define MANY 2000

/* Statements of a look at an office at rest: settings, office, agenda,
 * outbox and the duties. */
#define IDLE_STATEMENTS 40

/* Rows that statements of one look may pass over without an index. */
#define IDLE_ROWS 60

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
    "    lanjut: {forwarded: selesai, returned: 1, rejected: selesai}}\n";

struct fixture {
	char dir[64];
	struct arena arena;
	struct app *app;
	struct net *net;
	struct ways *ways;
	struct rounds *rounds;
	struct db *db;
	int64_t applicant, edition;
	int64_t now;
	size_t tasks;
	size_t statements, scanned, steps; /* of what was traced */
	struct err e;
};

/* Each statement as it ends. */
static int
traced(unsigned event, void *ctx, void *st, void *unused)
{
	struct fixture *f = ctx;

	(void)event;
	(void)unused;
	f->statements++;
	f->scanned +=
	    (size_t)sqlite3_stmt_status(st, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
	f->steps +=
	    (size_t)sqlite3_stmt_status(st, SQLITE_STMTSTATUS_VM_STEP, 1);
	return 0;
}

/* Open tasks, of a desk and of an applicant in turn, that nobody has to
 * think of today. */
static void
add_tasks(struct fixture *f, size_t until)
{
	assert_int_equal(db_begin(f->db, &f->e), 0);
	for (; f->tasks < until; f->tasks++) {
		bool own = f->tasks % 2 == 1;
		struct casefile c = {
		    .number = arena_printf(&f->arena, "T-%05zu", f->tasks),
		    .submission = arena_printf(&f->arena, "k-%05zu", f->tasks),
		    .track_code = arena_printf(&f->arena, "t%011zu", f->tasks),
		    .edition_id = f->edition,
		    .applicant_id = f->applicant,
		    .letter = "{}",
		    .opened_at = f->now};
		struct task t = {.service = "terbit",
		    .row_no = own ? "1" : "2",
		    .lane = own ? "pemohon" : "kadis",
		    .person_id = own ? f->applicant : 0,
		    .opened_at = f->now,
		    .due_at = own ? 0 : f->now + MS_DAY};
		struct agenda plan = {
		    .kind = AGENDA_TASK, .next_at = f->now + 9 * MS_DAY};

		assert_int_equal(case_add(f->db, &c, &t.case_id, &f->e), 0);
		assert_int_equal(task_add(f->db, &t, &f->e), 0);
		plan.ref = t.id;
		assert_int_equal(agenda_put(f->db, &plan, &f->e), 0);
	}
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

static void
setup(struct fixture *f)
{
	static const char template[] = "/tmp/paraf-test-idle-XXXXXX";
	const struct net_limits limits = NET_LIMITS;
	struct office_file sop = {.text = str_of(sop_text)};
	struct office_files files = {
	    .profile = {.text = str_of(profile)}, .sops = &sop, .n = 1};
	struct app_conf conf = {.data = f->dir, .url = "https://tte.example"};
	const struct person p = {.email = "rimba@contoh.example",
	    .name = "Rimba Contoh",
	    .phone = "",
	    .password = ""};
	struct office_change ch;
	const struct office *o;
	struct service s;

	memcpy(f->dir, template, sizeof(template));
	assert_non_null(mkdtemp(f->dir));
	f->now = clock_now();
	arena_init(&f->arena, 64 * MIB);
	conf.key = arena_printf(&f->arena, "%s/key", f->dir);
	assert_int_equal(app_open(&f->app, &conf, f->now, &f->e), 0);
	assert_int_equal(
	    office_load(f->app, &f->arena, &files, &ch, f->now, &f->e), 0);
	assert_int_equal(app_office(f->app, "uji", &o, &f->db, &f->e), 0);
	assert_int_equal(service_get(f->db, &f->arena, &s, "terbit", &f->e), 1);
	f->edition = s.edition_id;
	assert_int_equal(
	    person_add(f->db, &p, f->now, &f->applicant, &f->e), 0);
	assert_int_equal(net_open(&f->net, &limits, &f->e), 0);
	assert_int_equal(ways_open(&f->ways, f->app, &f->e), 0);
	assert_int_equal(
	    rounds_open(&f->rounds, f->app, f->net, f->ways, &f->e), 0);
}

static void
turn(struct fixture *f, int64_t later)
{
	int wait;

	f->now += later;
	assert_int_equal(rounds_turn(f->rounds, f->now, &wait, &f->e), 0);
}

/* Until what has begun is done. */
static void
come_to_rest(struct fixture *f)
{
	for (int i = 0; i < 100; i++)
		turn(f, 2 * MS_SECOND);
	f->statements = f->scanned = f->steps = 0;
}

static void
test_idle(void **state)
{
	static const size_t sizes[] = {FEW, MANY};
	struct fixture *f = calloc(1, sizeof(*f));
	size_t statements[2], steps[2];

	(void)state;
	assert_non_null(f);
	setup(f);
	for (size_t k = 0; k < 2; k++) {
		add_tasks(f, sizes[k]);
		sqlite3_trace_v2(f->db->h, SQLITE_TRACE_PROFILE, traced, f);
		come_to_rest(f);
		/* A minute of seconds in which nobody writes. */
		for (int i = 0; i < 60; i++)
			turn(f, MS_SECOND);
		assert_int_equal(f->statements, 0);
		/* One look without a reason, with all that is done hourly. */
		turn(f, 61 * MS_MINUTE);
		statements[k] = f->statements;
		steps[k] = f->steps;
		print_message("  %zu rows open: %zu statements, %zu steps, "
			      "%zu rows passed over\n",
		    sizes[k], f->statements, f->steps, f->scanned);
		assert_in_range(f->statements, 1, IDLE_STATEMENTS);
		assert_in_range(f->scanned, 0, IDLE_ROWS);
		sqlite3_trace_v2(f->db->h, 0, NULL, NULL);
	}
	assert_int_equal(statements[0], statements[1]);
	assert_in_range(steps[1], 1, steps[0] + IDLE_ROWS);
	rounds_close(f->rounds);
	ways_close(f->ways);
	net_close(f->net);
	app_close(f->app);
	arena_clear(&f->arena);
	assert_int_equal(folder_remove(f->dir), 0);
	free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_idle),
	};

	return cmocka_run_group_tests_name("idle", tests, NULL, NULL);
}
