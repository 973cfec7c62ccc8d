/*
 * What a page costs: statements run, none left busy, no memory kept.  A page
 * costs what is on it and not what is in the office.
 */
#include <fcntl.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/office.h"
#include "app/people.h"
#include "base/limits.h"
#include "folder.h"
#include "main/handler.h"
#include "store/case.h"
#include "store/event.h"
#include "store/service.h"
#include "store/task.h"
#include "vault/token.h"

#define NOW     INT64_C(1795233736357)
#define FEW     30  /* cases; more than a page of the inbox */
#define MORE    150 /* cases, with each test */
#define REPEATS 500
#define FOLDER  "deploy/tenants/kudus/"
#define EMAIL   "kadis@kudus.example"
#define SHOWN   "TTE-2026-00001"

struct fixture {
	char dir[64];
	struct app *app;
	struct db *db;
	struct arena arena; /* of what is made, not of requests */
	char cookie[TOKEN_LEN + 32];
	int cases;
	struct err e;
};

static struct page {
	const char *name, *target;
	bool signed_in;
	int most; /* statements */
} pages[] = {
    {"offices", "/", false, 0},
    {"office", "/kudus/", false, 2},
    {"service", "/kudus/layanan/penerbitan", false, 2},
    {"sign-in", "/kudus/masuk", false, 0},
    {"tracking", "/kudus/lacak", false, 0},
    {"static file", "/static/paraf.css", false, 0},
    {"inbox", "/kudus/tugas", true, 7},
    {"inbox, done", "/kudus/tugas?antrean=selesai", true, 7},
    {"inbox, own cases", "/kudus/tugas?antrean=permohonan", true, 7},
    {"search", "/kudus/tugas?cari=contoh", true, 7},
    {"case", "/kudus/permohonan/" SHOWN, true, 19},
    {"task", "/kudus/permohonan/" SHOWN "/langkah/2", true, 12},
    {"board", "/kudus/laporan/papan", true, 7},
    {"board, one row", "/kudus/laporan/papan/penerbitan/1.1", true, 7},
    {"account", "/kudus/akun", true, 8},
    {"readers", "/kudus/permohonan/" SHOWN "/pembaca", true, 12},
    {"readers of all", "/kudus/akun/berkas", true, 5},
};

static struct str
read_file(struct arena *a, const char *path)
{
	char *buf = arena_alloc(a, LIMIT_SOP_FILE);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, LIMIT_SOP_FILE);

	assert_true(n > 0);
	close(fd);
	return (struct str){buf, (size_t)n};
}

/* A case whose letter waits at the head's desk. */
static void
add_case(struct fixture *f, int64_t applicant, int64_t edition, int i)
{
	struct err *e = &f->e;
	struct arena *a = &f->arena;
	struct casefile c = {
	    .number = arena_printf(a, "TTE-2026-%05d", i),
	    .edition_id = edition,
	    .applicant_id = applicant,
	    .submission = arena_printf(a, "kiriman-%d", i),
	    .track_code = "abcd23456789",
	    .state = CASE_RUNNING,
	    .letter = "{}",
	    .opened_at = NOW,
	};
	struct holder h = {.name = "Citra Contoh Lestari",
	    .nik = "3399990411870001",
	    .nip = "",
	    .job = "Kepala Subbagian Umum",
	    .unit = "Bagian Umum",
	    .email = "",
	    .phone = "081200000001",
	    .ending = ""};
	struct task t = {.service = "penerbitan",
	    .row_no = "1",
	    .lane = "pemohon",
	    .person_id = applicant,
	    .opened_at = NOW};
	struct event ev = {.row_no = "1",
	    .kind = "apply",
	    .outcome = "submitted",
	    .lane = "pemohon",
	    .seat_title = "Pemohon",
	    .person_id = applicant,
	    .person_name = "Rimba Contoh Buana",
	    .edition_id = edition,
	    .reason = "",
	    .detail = "[]",
	    .at = NOW};

	assert_int_equal(case_add(f->db, &c, &c.id, e), 0);
	assert_int_equal(holder_add(f->db, c.id, 0, &h, &h.id, e), 0);
	assert_int_equal(word_put(f->db, "contoh", c.id, e), 0);
	t.case_id = ev.case_id = c.id;
	assert_int_equal(task_add(f->db, &t, e), 0);
	assert_int_equal(
	    task_close(f->db, &t, NOW, applicant, "submitted", e), 1);
	ev.task_id = t.id;
	assert_int_equal(event_append(f->db, &ev, NULL, e), 0);
	t = (struct task){.service = "penerbitan",
	    .case_id = c.id,
	    .row_no = "1.1",
	    .lane = "kadis",
	    .opened_at = NOW};
	assert_int_equal(task_add(f->db, &t, e), 0);
}

static void
fill_to(struct fixture *f, int cases)
{
	struct service s;
	struct person p;

	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(
	    service_get(f->db, &f->arena, &s, "penerbitan", &f->e), 1);
	assert_int_equal(person_by_email(f->db, &f->arena, &p,
			     "rimba@contoh.example", &f->e),
	    1);
	while (f->cases < cases)
		add_case(f, p.id, s.edition_id, ++f->cases);
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

static void
sign_in(struct fixture *f)
{
	static const char name[] = "paraf-kudus=";
	unsigned char hash[TOKEN_HASH];
	char *token = f->cookie + sizeof(name) - 1;
	struct person p;

	memcpy(f->cookie, name, sizeof(name));
	token_new(token);
	token_hash(hash, app_key(f->app, KEY_SESSION), str_of(token));
	assert_int_equal(
	    person_by_email(f->db, &f->arena, &p, EMAIL, &f->e), 1);
	assert_int_equal(
	    session_add(f->db, hash, p.id, "uji", NOW, NOW + 1000, &f->e), 0);
}

/* Of the group; cmocka's state of a group would hide that of each test. */
static struct fixture fixture;

static int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-budget-XXXXXX";
	struct fixture *f = &fixture;
	struct office_file sop = {0};
	struct office_files files = {.sops = &sop, .n = 1};
	struct office_change ch;
	const struct office *o;
	const struct appointment ap = {.email = EMAIL,
	    .lane = "kadis",
	    .kind = "definitif",
	    .decree = "",
	    .from = NOW};

	(void)state;
	memcpy(f->dir, template, sizeof(template));
	assert_non_null(mkdtemp(f->dir));
	arena_init(&f->arena, 64 * MIB);
	assert_int_equal(
	    app_open(&f->app,
		&(struct app_conf){.data = f->dir,
		    .key = arena_printf(&f->arena, "%s/key", f->dir),
		    .strict = true},
		NOW, &f->e),
	    0);
	files.profile.text = read_file(&f->arena, FOLDER "kantor.yaml");
	sop.text = read_file(&f->arena, FOLDER "penerbitan.sop.yaml");
	assert_int_equal(
	    office_load(f->app, &f->arena, &files, &ch, NOW, &f->e), 0);
	assert_int_equal(app_office(f->app, "kudus", &o, &f->db, &f->e), 0);
	assert_int_equal(
	    people_add(f->db, &f->arena, "rimba@contoh.example",
		"Rimba Contoh Buana", "tujuh kucing di atas", NOW, &f->e),
	    0);
	assert_int_equal(
	    people_add(f->db, &f->arena, EMAIL, "Bagas Contoh Utama",
		"tujuh kucing di bawah", NOW, &f->e),
	    0);
	assert_int_equal(people_seat(f->db, &f->arena, &ap, NOW, &f->e), 0);
	sign_in(f);
	fill_to(f, FEW);
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

/* One request as a front makes it; the statements that it ran. */
static int
ask(struct fixture *f, const struct page *p, struct arena *a)
{
	struct request rq = {.arena = a,
	    .method = HTTP_GET,
	    .host = STR("kantor.example"),
	    .accept = STR("text/html"),
	    .cookie = p->signed_in ? str_of(f->cookie) : STR(""),
	    .remote = STR("127.0.0.1"),
	    .now = NOW,
	    .id = 1};
	struct response rs;
	int before = db_statements_run(f->db);

	response_init(&rs, a, LIMIT_PAGE);
	assert_int_equal(request_target(&rq, str_of(p->target), &f->e), 0);
	handle_request(f->app, &rq, &rs);
	assert_int_equal(rs.status, 200);
	assert_int_equal(db_busy_statements(f->db), 0);
	assert_false(db_in_transaction(f->db));
	response_clear(&rs);
	arena_reset(a);
	return db_statements_run(f->db) - before;
}

static void
within_budget(void **state)
{
	const struct page *p = *state;
	struct arena a;
	int few, again, many;

	arena_init(&a, LIMIT_REQUEST_ARENA);
	few = ask(&fixture, p, &a);
	again = ask(&fixture, p, &a);
	print_message("%s: %d statements, at first %d\n", p->name, again, few);
	assert_in_range(again, 0, p->most);
	fill_to(&fixture, fixture.cases + MORE);
	many = ask(&fixture, p, &a);
	assert_int_equal(many, again);
	arena_clear(&a);
}

/* What is allocated after many requests is what was after a few. */
static void
memory_stays(void **state)
{
	const struct page *p = *state;
	struct arena a;
	size_t before;

	arena_init(&a, LIMIT_REQUEST_ARENA);
	for (int i = 0; i < 20; i++)
		ask(&fixture, p, &a);
	before = mallinfo2().uordblks;
	for (int i = 0; i < REPEATS; i++)
		ask(&fixture, p, &a);
	/* SQLite's cache may grow a little; a leak is 24 bytes a request or more. */
	assert_in_range(mallinfo2().uordblks, 0, before + 16 * REPEATS);
	arena_clear(&a);
}

int
main(void)
{
	enum { N = sizeof(pages) / sizeof(pages[0]) };
	struct CMUnitTest tests[2 * N];

	for (size_t i = 0; i < N; i++) {
		tests[i] = (struct CMUnitTest){
		    pages[i].name, within_budget, NULL, NULL, &pages[i]};
		tests[N + i] = (struct CMUnitTest){
		    pages[i].name, memory_stays, NULL, NULL, &pages[i]};
	}
	return cmocka_run_group_tests_name("budget", tests, setup, teardown);
}
