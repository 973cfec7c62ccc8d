/*
 * budget.h - an office with cases, and requests as a front makes them whose
 * statements are counted.
 */
#ifndef TEST_BUDGET_H
#define TEST_BUDGET_H

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
#include "file.h"

#define NOW    INT64_C(1795233736357)
#define FEW    30 /* cases; more than a page of the inbox */
#define FOLDER "deploy/tenants/kudus/"

/* Who asks. */
enum who { NOBODY, APPLICANT, HEAD, VERIFIER, WHOS };

static const struct {
	const char *email, *name, *lane; /* lane NULL: no seat */
} persons[WHOS] = {
    [APPLICANT] = {"rimba@contoh.example", "Rimba Contoh Buana", NULL},
    [HEAD] = {"kadis@kudus.example", "Bagas Contoh Utama", "kadis"},
    [VERIFIER] = {"verifikator@kudus.example", "Sekar Contoh Rahayu",
	"verifikator"},
};

struct fixture {
	char dir[64];
	struct app *app;
	struct db *db;
	struct arena arena; /* of what is made, not of requests */
	char cookies[WHOS][TOKEN_LEN + 32];
	int64_t ids[WHOS];
	int64_t edition;
	int cases;
	struct err e;
};

/* A case whose letter its applicant has handed in. */
static inline int64_t
add_letter(struct fixture *f, const char *number)
{
	struct err *e = &f->e;
	struct casefile c = {
	    .number = number,
	    .edition_id = f->edition,
	    .applicant_id = f->ids[APPLICANT],
	    .submission = arena_printf(&f->arena, "kiriman-%s", number),
	    .track_code = "abcd23456789",
	    .state = CASE_RUNNING,
	    .letter = "{}",
	    .opened_at = NOW,
	};
	struct task t = {.service = "penerbitan",
	    .row_no = "1",
	    .lane = "pemohon",
	    .person_id = f->ids[APPLICANT],
	    .opened_at = NOW};
	struct event ev = {.row_no = "1",
	    .kind = "apply",
	    .outcome = "submitted",
	    .lane = "pemohon",
	    .seat_title = "Pemohon",
	    .person_id = f->ids[APPLICANT],
	    .person_name = persons[APPLICANT].name,
	    .edition_id = f->edition,
	    .reason = "",
	    .detail = "[]",
	    .at = NOW};

	assert_int_equal(case_add(f->db, &c, &c.id, e), 0);
	assert_int_equal(word_put(f->db, "contoh", c.id, e), 0);
	t.case_id = ev.case_id = c.id;
	assert_int_equal(task_add(f->db, &t, e), 0);
	assert_int_equal(
	    task_close(f->db, &t, NOW, f->ids[APPLICANT], "submitted", e), 1);
	ev.task_id = t.id;
	assert_int_equal(event_append(f->db, &ev, NULL, e), 0);
	return c.id;
}

static inline int64_t
add_holder(struct fixture *f, int64_t case_id, int position, const char *email)
{
	const struct holder h = {.name = "Citra Contoh Lestari",
	    .nik = "3399990411870001",
	    .nip = "",
	    .job = "Kepala Subbagian Umum",
	    .unit = "Bagian Umum",
	    .email = email,
	    .phone = "081200000001",
	    .ending = ""};
	int64_t id;

	assert_int_equal(
	    holder_add(f->db, case_id, position, &h, &id, &f->e), 0);
	return id;
}

/* person 0: it waits at the desk. */
static inline struct task
add_task(struct fixture *f, int64_t case_id, int64_t holder, const char *row,
    const char *lane, int64_t person)
{
	struct task t = {.service = "penerbitan",
	    .case_id = case_id,
	    .holder_id = holder,
	    .row_no = row,
	    .lane = lane,
	    .person_id = person,
	    .opened_at = NOW};

	assert_int_equal(task_add(f->db, &t, &f->e), 0);
	return t;
}

/* Cases whose letter waits at the head's desk. */
static inline void
fill_to(struct fixture *f, int cases)
{
	assert_int_equal(db_begin(f->db, &f->e), 0);
	while (f->cases < cases) {
		int64_t id = add_letter(
		    f, arena_printf(&f->arena, "TTE-2026-%05d", ++f->cases));

		add_holder(f, id, 0, "");
		add_task(f, id, 0, "1.1", "kadis", 0);
	}
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

static inline void
sign_in(struct fixture *f, enum who who)
{
	static const char name[] = "paraf-kudus=";
	unsigned char hash[TOKEN_HASH];
	char *token = f->cookies[who] + sizeof(name) - 1;

	memcpy(f->cookies[who], name, sizeof(name));
	token_new(token);
	token_hash(hash, app_key(f->app, KEY_SESSION), str_of(token));
	assert_int_equal(session_add(f->db, hash, f->ids[who], "uji", NOW,
			     NOW + 1000, &f->e),
	    0);
}

static inline void
add_person(struct fixture *f, enum who who)
{
	const struct appointment ap = {.email = persons[who].email,
	    .lane = persons[who].lane,
	    .kind = "definitif",
	    .decree = "",
	    .from = NOW};
	struct person p;

	assert_int_equal(
	    people_add(f->db, &f->arena, persons[who].email, persons[who].name,
		"tujuh kucing di atas", NOW, &f->e),
	    0);
	if (ap.lane)
		assert_int_equal(
		    people_seat(f->db, &f->arena, &ap, NOW, &f->e), 0);
	assert_int_equal(
	    person_by_email(f->db, &f->arena, &p, persons[who].email, &f->e),
	    1);
	f->ids[who] = p.id;
	sign_in(f, who);
}

/* Of the group; cmocka's state of a group would hide that of each test. */
static struct fixture fixture;

static inline int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-budget-XXXXXX";
	struct fixture *f = &fixture;
	struct office_file sop = {0};
	struct office_files files = {.sops = &sop, .n = 1};
	struct office_change ch;
	const struct office *o;
	struct service s;

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
	    service_get(f->db, &f->arena, &s, "penerbitan", &f->e), 1);
	f->edition = s.edition_id;
	for (int who = APPLICANT; who < WHOS; who++)
		add_person(f, (enum who)who);
	fill_to(f, FEW);
	return 0;
}

static inline int
teardown(void **state)
{
	struct fixture *f = &fixture;

	(void)state;
	app_close(f->app);
	arena_clear(&f->arena);
	return folder_remove(f->dir);
}

/* One request as a front makes it; the statements that it ran. */
static inline int
ask(struct fixture *f, enum who who, const char *target, struct arena *a)
{
	struct request rq = {.arena = a,
	    .method = HTTP_GET,
	    .host = STR("kantor.example"),
	    .accept = STR("text/html"),
	    .cookie = str_of(f->cookies[who]),
	    .remote = STR("127.0.0.1"),
	    .now = NOW,
	    .id = 1};
	struct response rs;
	int before = db_statements_run(f->db);

	response_init(&rs, a, LIMIT_PAGE);
	assert_int_equal(request_target(&rq, str_of(target), &f->e), 0);
	handle_request(f->app, &rq, &rs);
	assert_int_equal(rs.status, 200);
	assert_int_equal(db_busy_statements(f->db), 0);
	assert_false(db_in_transaction(f->db));
	response_clear(&rs);
	arena_reset(a);
	return db_statements_run(f->db) - before;
}

#endif
