/*
 * Lists of people: what an answer makes of a row, what was said the last
 * time, when there is nobody left to ask about, and the end of old lists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/draft.h"
#include "app/rollview.h"
#include "base/limits.h"
#include "folder.h"
#include "store/bsre.h"
#include "store/case.h"
#include "store/draft.h"
#include "store/event.h"
#include "store/handle.h"
#include "store/rotate.h"

#define NOW  INT64_C(1795233736357)
#define N1   "3399990411870001"
#define MAIL "orang@dinas.example"

static const char schema[] =
    "INSERT INTO person (id, email, name, password, created_at)"
    " VALUES (1, 'a@contoh.example', 'Sekar Contoh', '', 0);"
    "INSERT INTO service (id, position) VALUES ('penerbitan', 0);"
    "INSERT INTO edition (id, service_id, number, body, loaded_at)"
    " VALUES (1, 'penerbitan', 1, '', 0);"
    "INSERT INTO cases (id, number, edition_id, applicant_id, submission,"
    " track_code, state, letter, opened_at) VALUES"
    " (1, 'TTE-1', 1, 1, 'a', '', 'running', '{}', 0);";

struct fixture {
	char dir[64];
	struct db *db;
	struct keyring *ring;
	struct arena a;
	struct ctx cx;
	struct err e;
};

static int
setup(void **state)
{
	static struct fixture f;
	char path[96];

	f = (struct fixture){.dir = "/tmp/paraf-test-roll-XXXXXX"};
	if (!mkdtemp(f.dir))
		return -1;
	arena_init(&f.a, LIMIT_REQUEST_ARENA);
	*state = &f;
	snprintf(path, sizeof(path), "%s/key", f.dir);
	if (keyring_create(path, &f.e) < 0 ||
	    keyring_open(&f.ring, path, false, &f.e) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/paraf.db", f.dir);
	if (db_open(&f.db, DB_TENANT, path, &f.e) < 0)
		return -1;
	f.cx = (struct ctx){.db = f.db,
	    .arena = &f.a,
	    .now = NOW,
	    .actor = {.name = "Sistem", .email = "", .phone = ""}};
	return key_load(f.db, f.ring, 1, &f.e);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	db_close(f->db);
	keyring_close(f->ring);
	arena_clear(&f->a);
	return folder_remove(f->dir);
}

static void
put_way(struct fixture *f, unsigned caps)
{
	const struct bsre_office o = {.module = "esign",
	    .caps = caps,
	    .host = "",
	    .portal = "",
	    .fault = "",
	    .trust = "",
	    .error = "",
	    .at = 1};

	assert_int_equal(bsre_office_put(f->db, &o, &f->e), 0);
}

/* A list of what stands in text; its id. */
static int64_t
make(struct fixture *f, const char *text)
{
	struct roster r;
	int64_t id;

	put_way(f, BSRE_CAN(BSRE_STATUS));
	roster_parse(&r, &f->a, str_of(text));
	if (roll_make(&f->cx, &r, "Uji " N1, &id, &f->e) < 0)
		fail_msg("%s (%s)", f->e.msg, f->e.detail);
	return id;
}

static struct bsre_result
said(enum bsre_kind kind, const char *word)
{
	return (struct bsre_result){.kind = kind,
	    .word = word,
	    .known = bsre_known_find(word),
	    .reason = kind == BSRE_OK ? "" : "Sebabnya.",
	    .message = ""};
}

static void
record(struct fixture *f, int64_t roll, int64_t position,
    const struct bsre_result *r)
{
	const struct roll_ask ask = {.roll = roll, .position = position};

	assert_int_equal(roll_record(&f->cx, &ask, r, &f->e), 0);
}

static struct roll_row
row_of(struct fixture *f, int64_t roll, int64_t position)
{
	struct roll_row *v;
	size_t n;

	assert_int_equal(
	    roll_row_page(f->db, &f->a, &v, &n, roll, -1, position, 1, &f->e),
	    0);
	assert_int_equal(n, 1);
	return v[0];
}

static bool
is_over(struct fixture *f, int64_t id)
{
	struct roll r;

	assert_int_equal(roll_get(f->db, &f->a, &r, id, &f->e), 1);
	assert_true(!r.ended_at == (r.done < r.total));
	return r.ended_at != 0;
}

/* --- what an answer makes of a row -------------------------------------- */

static struct answer {
	const char *name, *before, *word;
	enum bsre_kind kind;
	int tries; /* without an answer before */
	enum roll_outcome outcome;
} answers[] = {
    {"first time", NULL, "NEW", BSRE_OK, 0, ROLL_NEW},
    {"as before", "NEW", "NEW", BSRE_OK, 0, ROLL_SAME},
    {"not as before", "NEW", "ISSUE", BSRE_OK, 0, ROLL_CHANGED},
    {"not known", NULL, "NOT_REGISTERED", BSRE_OK, 0, ROLL_UNKNOWN},
    {"not known again", "NOT_REGISTERED", "NOT_REGISTERED", BSRE_OK, 0,
	ROLL_UNKNOWN},
    {"known no more", "ISSUE", "NOT_REGISTERED", BSRE_OK, 0, ROLL_CHANGED},
    {"perhaps known", NULL, "NO_CERTIFICATE", BSRE_OK, 0, ROLL_NEW},
    {"a word of no document", "NEW", "SESUATU", BSRE_OK, 0, ROLL_CHANGED},
    {"after failures", NULL, "NEW", BSRE_OK, ROLL_TRIES - 1, ROLL_NEW},
    {"refused", "NEW", "", BSRE_REFUSED, 0, ROLL_FAILED},
    {"busy", NULL, "", BSRE_BUSY, 0, ROLL_WAITING},
    {"unreachable", NULL, "", BSRE_UNREACHABLE, 0, ROLL_WAITING},
    {"account not accepted", NULL, "", BSRE_AUTH, 0, ROLL_WAITING},
    {"broken", NULL, "", BSRE_BROKEN, ROLL_TRIES - 2, ROLL_WAITING},
    {"broken once too often", NULL, "", BSRE_BROKEN, ROLL_TRIES - 1,
	ROLL_FAILED},
};

static void
test_answer(void **state)
{
	const struct answer *t = *state;
	struct bsre_result last, r = said(t->kind, t->word);
	struct bsre_result broken = said(BSRE_BROKEN, "");
	struct fixture *f;
	struct roll_row row;
	int64_t id;

	assert_int_equal(setup((void **)&f), 0);
	if (t->before) {
		last = said(BSRE_OK, t->before);
		record(f, make(f, N1), 0, &last);
		f->cx.now += MS_DAY;
	}
	id = make(f, N1);
	for (int i = 0; i < t->tries; i++)
		record(f, id, 0, &broken);
	record(f, id, 0, &r);
	row = row_of(f, id, 0);
	assert_int_equal(row.outcome, t->outcome);
	assert_string_equal(row.before, t->before ? t->before : "");
	assert_string_equal(row.status, t->kind == BSRE_OK ? t->word : "");
	assert_int_equal(row.tries, t->tries + 1);
	assert_true(!row.error[0] == (t->kind == BSRE_OK));
	assert_true(!row.try_at == (t->outcome != ROLL_WAITING));
	assert_true(!row.try_at || row.try_at >= f->cx.now + 10 * MS_SECOND);
	assert_int_equal(is_over(f, id), t->outcome != ROLL_WAITING);
	/* Said twice is recorded once. */
	if (t->outcome != ROLL_WAITING) {
		record(f, id, 0, &broken);
		assert_int_equal(row_of(f, id, 0).tries, t->tries + 1);
	}
	assert_int_equal(teardown((void **)&f), 0);
}

static void
test_server_asks_to_wait(void **state)
{
	struct fixture *f = *state;
	struct bsre_result r = said(BSRE_BUSY, "");
	int64_t id = make(f, N1);

	r.wait_s = 1000;
	record(f, id, 0, &r);
	assert_true(row_of(f, id, 0).try_at >= NOW + 1000 * MS_SECOND);
	assert_int_equal(roll_hasten(f->db, NOW + 5, &f->e), 0);
	assert_int_equal(row_of(f, id, 0).try_at, NOW + 5);
}

/* --- the last time ------------------------------------------------------ */

/* Of a holder BSrE said something, at a moment. */
static void
add_holder(struct fixture *f, int position, const char *nik, const char *email,
    const char *status, int64_t at)
{
	struct holder h = {.name = "Citra Contoh",
	    .nik = nik,
	    .nip = "",
	    .job = "",
	    .unit = "",
	    .email = email,
	    .phone = ""};
	struct standing s = {
	    .api_status = status, .api_message = "", .api_at = at};

	assert_int_equal(
	    holder_add(f->db, 1, position, &h, &s.holder_id, &f->e), 0);
	assert_int_equal(standing_watch(f->db, s.holder_id, at, at, &f->e), 0);
	assert_int_equal(standing_heard(f->db, &s, &f->e), 0);
}

static void
test_holder_before(void **state)
{
	struct fixture *f = *state;
	struct roll_row row;
	int64_t id;

	assert_int_equal(
	    sqlite3_exec(f->db->h, schema, NULL, NULL, NULL), SQLITE_OK);
	add_holder(f, 0, N1, "", "NEW", NOW - 9);
	add_holder(f, 1, N1, "", "EXPIRED", NOW - 5);
	add_holder(f, 2, "", MAIL, "ISSUE", NOW - 7);
	id = make(f, N1 "\n" MAIL "\n3399990411870002");
	row = row_of(f, id, 0);
	assert_string_equal(row.before, "EXPIRED");
	assert_int_equal(row.before_at, NOW - 5);
	assert_string_equal(row_of(f, id, 1).before, "ISSUE");
	assert_string_equal(row_of(f, id, 2).before, "");
}

static void
test_nothing_before(void **state)
{
	struct fixture *f = *state;
	int64_t id = make(f, N1 "\n" MAIL);
	struct bsre_result r = said(BSRE_OK, "NEW");

	record(f, id, 0, &r);
	record(f, id, 1, &r);
	f->cx.now += MS_DAY;
	id = make(f, MAIL "\n3399990411870002");
	assert_string_equal(row_of(f, id, 0).before, "NEW");
	assert_int_equal(row_of(f, id, 0).before_at, NOW);
	assert_string_equal(row_of(f, id, 1).before, "");
}

/* Whom one list names by the one thing, and another by the other. */
static void
test_named_otherwise(void **state)
{
	static const struct {
		const char *first, *again, *before;
	} v[] = {
	    {N1, N1 ";" MAIL, "NEW"},
	    {MAIL, N1 ";" MAIL, "NEW"},
	    {N1 ";" MAIL, N1, "NEW"},
	    {N1 ";" MAIL, MAIL, "NEW"},
	    {N1 ";" MAIL, N1 ";lain@tapin.example", "NEW"},
	    {N1, MAIL, ""},
	    {MAIL, N1, ""},
	    {N1 ";" MAIL, "3399990411870002;" MAIL, ""},
	};
	static const char empty[] = "DELETE FROM roll_row; DELETE FROM roll;";
	struct bsre_result r = said(BSRE_OK, "NEW");
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		int64_t id = make(f, v[i].first);

		record(f, id, 0, &r);
		f->cx.now += MS_DAY;
		id = make(f, v[i].again);
		assert_string_equal(row_of(f, id, 0).before, v[i].before);
		assert_int_equal(
		    sqlite3_exec(f->db->h, empty, NULL, NULL, NULL), SQLITE_OK);
	}
}

/* The later of two that were said counts, whichever list it was in. */
static void
test_latest(void **state)
{
	struct bsre_result first = said(BSRE_OK, "NEW");
	struct bsre_result then = said(BSRE_OK, "ISSUE");
	struct fixture *f = *state;
	int64_t id = make(f, N1);

	record(f, id, 0, &first);
	f->cx.now += MS_DAY;
	id = make(f, MAIL);
	record(f, id, 0, &then);
	f->cx.now += MS_DAY;
	id = make(f, N1 ";" MAIL);
	assert_string_equal(row_of(f, id, 0).before, "ISSUE");
	record(f, id, 0, &then);
	assert_int_equal(row_of(f, id, 0).outcome, ROLL_SAME);
}

/* It is the same person after the office's keys were changed. */
static void
test_rotation(void **state)
{
	struct fixture *f = *state;
	struct bsre_result r = said(BSRE_OK, "NEW");
	const struct roster_person *v;
	struct rotation ro;
	int64_t id = make(f, N1);
	size_t n;

	record(f, id, 0, &r);
	assert_int_equal(key_rotate(f->db, NOW, &ro, &f->e), 0);
	assert_int_equal(roll_persons(&f->cx, &v, &n, id, 0, &f->e), 0);
	assert_int_equal(n, 1);
	assert_string_equal(v[0].nik, N1);
	f->cx.now += MS_DAY;
	assert_string_equal(row_of(f, make(f, N1), 0).before, "NEW");
}

/* --- making and asking -------------------------------------------------- */

static void
test_hindrances(void **state)
{
	struct fixture *f = *state;
	struct err e = {0};
	struct roster r;
	int64_t id, first = make(f, N1);

	roster_parse(&r, &f->a, STR(N1));
	assert_int_equal(roll_make(&f->cx, &r, "", &id, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_int_equal(roll_stop(&f->cx, first, &f->e), 1);
	assert_int_equal(roll_stop(&f->cx, first, &f->e), 0);
	put_way(f, BSRE_CAN(BSRE_SIGN));
	e = (struct err){0};
	assert_int_equal(roll_make(&f->cx, &r, "", &id, &e), -1);
	assert_int_equal(e.kind, ERR_INPUT);
}

/* Of 250 the rows come in order, by NIK or else by address. */
static void
test_due(void **state)
{
	struct fixture *f = *state;
	struct bsre_result r = said(BSRE_OK, "NEW");
	struct roll_ask *v;
	struct sb in;
	int64_t id, at;
	size_t n, seen = 0;

	sb_init(&in, MIB);
	for (int i = 1; i <= 250; i++)
		if (i % 2)
			sb_printf(
			    &in, "339999041187%04d,o%d@b.example\n", i, i);
		else
			sb_printf(&in, "o%d@b.example\n", i);
	id = make(f, sb_get(&in).p);
	sb_clear(&in);
	assert_int_equal(roll_next(&f->cx, &at, &f->e), 0);
	assert_int_equal(at, NOW);
	for (;;) {
		assert_int_equal(roll_due(&f->cx, &v, &n, 3, &f->e), 0);
		if (n == 0)
			break;
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(v[i].position, seen++);
			assert_true(!v[i].nik == !!(v[i].position % 2));
			assert_true(!v[i].nik != !v[i].email);
			record(f, id, v[i].position, &r);
		}
	}
	assert_int_equal(seen, 250);
	assert_true(is_over(f, id));
	assert_int_equal(roll_next(&f->cx, &at, &f->e), 0);
	assert_int_equal(at, 0);
}

/* The title tells no number of a person, the log tells who made it. */
static void
test_on_record(void **state)
{
	struct fixture *f = *state;
	int64_t id = make(f, N1), events;
	struct event_fault fault;
	unsigned char hash[EVENT_HASH];
	struct roll r;

	assert_int_equal(roll_get(f->db, &f->a, &r, id, &f->e), 1);
	assert_null(strstr(r.title, N1));
	assert_int_equal(event_last(f->db, &events, hash, &f->e), 0);
	assert_int_equal(events, 1);
	assert_int_equal(event_verify(f->db, &fault, &f->e), 0);
	assert_int_equal(fault.kind, EVENT_WHOLE);
}

/* --- the end ------------------------------------------------------------ */

static void
sweep(struct fixture *f, int64_t now)
{
	bool more = true;

	for (int i = 0; i < 10 && more; i++)
		assert_int_equal(roll_sweep(f->db, now, &more, &f->e), 0);
	assert_false(more);
}

static void
test_given_up(void **state)
{
	struct fixture *f = *state;
	int64_t id = make(f, N1 "\n" MAIL);

	sweep(f, NOW + ROLL_OVER);
	assert_false(is_over(f, id));
	sweep(f, NOW + ROLL_OVER + 1);
	assert_true(is_over(f, id));
	assert_int_equal(row_of(f, id, 1).outcome, ROLL_FAILED);
	assert_non_null(strstr(row_of(f, id, 1).error, "satu hari"));
}

static void
test_dropped(void **state)
{
	struct fixture *f = *state;
	int64_t id = make(f, N1);
	struct bsre_result r = said(BSRE_OK, "NEW");
	struct roll roll;

	record(f, id, 0, &r);
	sweep(f, NOW + ROLL_KEPT);
	assert_int_equal(roll_get(f->db, &f->a, &roll, id, &f->e), 1);
	sweep(f, NOW + ROLL_KEPT + 1);
	assert_int_equal(roll_get(f->db, &f->a, &roll, id, &f->e), 0);
	f->cx.now = NOW + ROLL_KEPT + 2;
	assert_string_equal(row_of(f, make(f, N1), 0).before, "");
}

/* Drafts live shorter: then nobody is asked about, or shown. */
static void
test_lost(void **state)
{
	struct fixture *f = *state;
	int64_t id = make(f, N1 "\n" MAIL);
	struct roll_ask *v;
	struct roll_line *lines;
	size_t n;

	assert_int_equal(draft_drop_old(f->db, NOW + 1, &f->e), 0);
	assert_int_equal(roll_due(&f->cx, &v, &n, 10, &f->e), 0);
	assert_int_equal(n, 0);
	assert_true(is_over(f, id));
	assert_int_equal(
	    roll_lines(&f->cx, &lines, &n, id, -1, 0, 10, &f->e), 0);
	assert_int_equal(n, 2);
	assert_string_equal(lines[1].who.name, "");
	assert_int_equal(lines[1].who.line, 2);
	assert_int_equal(lines[1].row.outcome, ROLL_FAILED);
}

/* The same after the office's keys were destroyed. */
static void
test_destroyed(void **state)
{
	struct fixture *f = *state;
	int64_t id = make(f, N1), keys;
	struct roll_ask *v;
	size_t n;

	assert_int_equal(key_destroy(f->db, NOW, &keys, &f->e), 0);
	assert_int_equal(roll_due(&f->cx, &v, &n, 10, &f->e), 0);
	assert_int_equal(n, 0);
	assert_true(is_over(f, id));
}

#define CASE(fn)                               \
	{                                      \
#fn, fn, setup, teardown, NULL \
	}

int
main(void)
{
	static const struct CMUnitTest alone[] = {
	    CASE(test_server_asks_to_wait), CASE(test_nothing_before),
	    CASE(test_named_otherwise), CASE(test_latest),
	    CASE(test_holder_before), CASE(test_rotation),
	    CASE(test_hindrances), CASE(test_due), CASE(test_on_record),
	    CASE(test_given_up), CASE(test_dropped), CASE(test_lost),
	    CASE(test_destroyed)};
	enum {
		ROWS = sizeof(answers) / sizeof(answers[0]),
		ALONE = sizeof(alone) / sizeof(alone[0])
	};
	static struct CMUnitTest tests[ROWS + ALONE];

	for (size_t i = 0; i < ROWS; i++)
		tests[i] = (struct CMUnitTest){
		    answers[i].name, test_answer, NULL, NULL, &answers[i]};
	memcpy(tests + ROWS, alone, sizeof(alone));
	return cmocka_run_group_tests_name("roll", tests, NULL, NULL);
}
