/*
 * What an answer of BSrE means for a registration, the pauses, and what a
 * worker writes down and waits for.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/consult_part.h"
#include "app/office.h"
#include "app/people.h"
#include "app/sweep.h"
#include "base/clock.h"
#include "base/limits.h"
#include "folder.h"
#include "store/service.h"
#include "file.h"

#define NOW    INT64_C(1795233736357) /* 21 November 2026, WITA */
#define FOLDER "tests/data/tenants/contoh/"
#define OFFICE "contoh"
#define ALL    (BSRE_CAN(BSRE_STATUS) | BSRE_CAN(BSRE_REGISTER))

/* --- what an answer means ----------------------------------------------- */

#define STATUS   BSRE_STATUS
#define REGISTER BSRE_REGISTER

static struct weighed {
	const char *name;
	enum bsre_call call;
	enum bsre_kind kind;
	enum bsre_known known;
	int code, wait_s;
	const char *state, *doubt; /* state NULL: it is sent */
	int64_t least_s;           /* of a waiting one */
} rows[] = {
    {"nobody of that name: sent", STATUS, BSRE_OK, BSRE_IS_NOT_REGISTERED, 0, 0,
	NULL, NULL, 0},
    {"no certificate tells nothing: sent", STATUS, BSRE_OK,
	BSRE_IS_NO_CERTIFICATE, 0, 0, NULL, NULL, 0},
    {"a new word tells nothing: sent", STATUS, BSRE_OK, BSRE_IS_OTHER, 0, 0,
	NULL, NULL, 0},
    {"2011 is an unknown person: sent", STATUS, BSRE_REFUSED, BSRE_IS_OTHER,
	2011, 0, NULL, NULL, 0},
    {"NEW is known", STATUS, BSRE_OK, BSRE_IS_NEW, 0, 0, "question", "known",
	0},
    {"ISSUE is known", STATUS, BSRE_OK, BSRE_IS_ISSUE, 1111, 0, "question",
	"known", 0},
    {"REVOKE is known", STATUS, BSRE_OK, BSRE_IS_REVOKE, 0, 0, "question",
	"known", 0},
    {"a status that is refused", STATUS, BSRE_REFUSED, BSRE_IS_OTHER, 4015, 0,
	"question", "refused", 0},
    {"status: the account", STATUS, BSRE_AUTH, BSRE_IS_OTHER, 0, 0, "waiting",
	"", 9},
    {"status: not now", STATUS, BSRE_BUSY, BSRE_IS_OTHER, 0, 120, "waiting", "",
	120},
    {"status: nonsense", STATUS, BSRE_BROKEN, BSRE_IS_OTHER, 0, 0, "waiting",
	"", 9},
    {"status: nobody answers", STATUS, BSRE_UNREACHABLE, BSRE_IS_OTHER, 0, 0,
	"waiting", "", 9},
    {"registered", REGISTER, BSRE_OK, BSRE_IS_OTHER, 0, 0, "done", "", 0},
    {"refused", REGISTER, BSRE_REFUSED, BSRE_IS_OTHER, 4015, 0, "question",
	"refused", 0},
    {"refused as known", REGISTER, BSRE_REFUSED, BSRE_IS_OTHER, 4024, 0,
	"question", "known", 0},
    {"perhaps registered", REGISTER, BSRE_UNKNOWN, BSRE_IS_OTHER, 0, 0,
	"question", "unknown", 0},
    {"the account", REGISTER, BSRE_AUTH, BSRE_IS_OTHER, 0, 0, "waiting", "", 9},
    {"not now", REGISTER, BSRE_BUSY, BSRE_IS_OTHER, 0, 0, "waiting", "", 9},
    {"not now, for longer", REGISTER, BSRE_BUSY, BSRE_IS_OTHER, 0, 90,
	"waiting", "", 90},
    {"nonsense, not done", REGISTER, BSRE_BROKEN, BSRE_IS_OTHER, 0, 0,
	"waiting", "", 9},
    {"nobody there", REGISTER, BSRE_UNREACHABLE, BSRE_IS_OTHER, 0, 0, "waiting",
	"", 9},
};

static void
test_row(void **state)
{
	const struct weighed *r = *state;
	const struct bsre_result result = {.kind = r->kind,
	    .known = r->known,
	    .code = r->code,
	    .wait_s = r->wait_s,
	    .reason = r->kind == BSRE_OK ? "" : "Kata BSrE.",
	    .message = "pesan",
	    .word = "KATA",
	    .log = "{}"};
	struct bsre_act a = {.asked_at = NOW,
	    .state = r->call == STATUS ? "waiting" : "sending",
	    .reason = "",
	    .doubt = "",
	    .answer = "",
	    .log = ""};
	struct arena arena;
	bool recorded;

	arena_init(&arena, MIB);
	recorded = acts_weigh(&a, r->call, &result, &arena, NOW, 0);
	assert_int_equal(recorded, r->state != NULL);
	if (r->state) {
		assert_string_equal(a.state, r->state);
		assert_string_equal(a.doubt, r->doubt);
		assert_string_equal(a.answer, "pesan");
		assert_int_equal(a.code, r->code);
		assert_int_equal(a.reason[0] == '\0', !strcmp(a.state, "done"));
		if (r->least_s)
			assert_int_equal(
			    a.try_at, NOW + r->least_s * MS_SECOND);
		else
			assert_int_equal(a.try_at, 0);
	}
	arena_clear(&arena);
}

/* The older, the longer; a tenth more or less. */
static void
test_pauses(void **state)
{
	static const struct {
		int64_t age, least, most;
	} v[] = {
	    {0, 54 * MS_SECOND, 66 * MS_SECOND},
	    {10 * MS_MINUTE, 54 * MS_SECOND, 66 * MS_SECOND},
	    {100 * MS_MINUTE, 9 * MS_MINUTE, 11 * MS_MINUTE},
	    {10 * MS_HOUR, 54 * MS_MINUTE, 66 * MS_MINUTE},
	    {90 * MS_DAY, 54 * MS_MINUTE, 66 * MS_MINUTE},
	    {-MS_DAY, 54 * MS_SECOND, 66 * MS_SECOND},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		uint32_t span = (uint32_t)(v[i].most - v[i].least);

		assert_int_equal(standings_pause(v[i].age, 0), v[i].least);
		assert_int_equal(standings_pause(v[i].age, span), v[i].most);
		assert_int_equal(
		    standings_pause(v[i].age, span + 1), v[i].least);
	}
}

/* Growing pauses of a registration that cannot be sent. */
static void
test_act_pauses(void **state)
{
	static const struct {
		int64_t age, pause;
	} v[] = {
	    {0, 9 * MS_SECOND},
	    {4 * MS_MINUTE, 54 * MS_SECOND},
	    {MS_DAY, 9 * MS_MINUTE},
	};
	const struct bsre_result r = {
	    .kind = BSRE_BROKEN, .reason = "x", .message = "", .log = ""};
	struct arena arena;

	(void)state;
	arena_init(&arena, MIB);
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct bsre_act a = {.asked_at = NOW - v[i].age};

		assert_true(acts_weigh(&a, STATUS, &r, &arena, NOW, 0));
		assert_int_equal(a.try_at, NOW + v[i].pause);
	}
	arena_clear(&arena);
}

/* --- an office with a case at its register row -------------------------- */

struct fixture {
	char dir[64];
	struct app *app;
	struct ctx cx;
	struct arena arena;
	int64_t person, case_id, holders[2];
	struct task tasks[2];
	struct dossier d;
	struct err e;
};

static void
set_caps(struct fixture *f, unsigned caps)
{
	struct bsre_office o = {.module = "esign",
	    .caps = caps,
	    .host = "esign.contoh.example:443",
	    .portal = "",
	    .fault = "",
	    .trust = "",
	    .error = "",
	    .at = NOW};

	assert_int_equal(bsre_office_put(f->cx.db, &o, &f->e), 0);
}

static void
add_case(struct fixture *f, int64_t edition)
{
	struct casefile c = {.number = "2026.XI-TTE-0001",
	    .edition_id = edition,
	    .applicant_id = f->person,
	    .submission = "kiriman",
	    .track_code = "abcd23456789",
	    .letter = "{}",
	    .opened_at = NOW};
	struct holder h = {.name = "Citra Contoh Lestari",
	    .nik = "3399990411870001",
	    .nip = "",
	    .job = "Camat",
	    .unit = "Kecamatan Contoh",
	    .email = "citra@contoh.example",
	    .phone = "081200000001"};

	assert_int_equal(case_add(f->cx.db, &c, &f->case_id, &f->e), 0);
	for (int i = 0; i < 2; i++) {
		struct task *t = &f->tasks[i];

		assert_int_equal(holder_add(f->cx.db, f->case_id, i, &h,
				     &f->holders[i], &f->e),
		    0);
		*t = (struct task){.service = "tanda-tangan-camat",
		    .case_id = f->case_id,
		    .holder_id = f->holders[i],
		    .row_no = "3",
		    .lane = "analis",
		    .opened_at = NOW};
		assert_int_equal(task_add(f->cx.db, t, &f->e), 0);
	}
}

static int64_t
add_person(struct fixture *f, const char *email, const char *name)
{
	struct person p;

	assert_int_equal(people_add(f->cx.db, &f->arena, email, name,
			     "tujuh kucing di atas", NOW, &f->e),
	    0);
	assert_int_equal(
	    person_by_email(f->cx.db, &f->arena, &p, email, &f->e), 1);
	return p.id;
}

static int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-consult-XXXXXX";
	struct fixture *f = calloc(1, sizeof(*f));
	struct office_file sop = {0};
	struct office_files files = {.sops = &sop, .n = 1};
	struct office_change ch;
	struct service s;

	memcpy(f->dir, template, sizeof(template));
	assert_non_null(mkdtemp(f->dir));
	arena_init(&f->arena, 64 * MIB);
	assert_int_equal(
	    app_open(&f->app,
		&(struct app_conf){.data = f->dir,
		    .key = arena_printf(&f->arena, "%s/key", f->dir)},
		NOW, &f->e),
	    0);
	files.profile.text = read_file(&f->arena, FOLDER "kantor.yaml");
	sop.text = read_file(&f->arena, FOLDER "tanda-tangan-camat.sop.yaml");
	assert_int_equal(
	    office_load(f->app, &f->arena, &files, &ch, NOW, &f->e), 0);
	assert_int_equal(
	    sweep_ctx(&f->cx, f->app, &f->arena, OFFICE, NOW, &f->e), 0);
	assert_int_equal(
	    service_get(f->cx.db, &f->arena, &s, "tanda-tangan-camat", &f->e),
	    1);
	f->person = add_person(f, "rimba@contoh.example", "Rimba Contoh");
	f->cx.actor = (struct actor){
	    .person = add_person(f, "wira@contoh.example", "Wira Contoh"),
	    .name = "Wira Contoh",
	    .email = "wira@contoh.example",
	    .phone = "",
	    .seats = {{"analis", "Analis Sandi", "verifikator", "definitif"}},
	    .seats_n = 1};
	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	add_case(f, s.edition_id);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	assert_int_equal(dossier_load_id(&f->cx, &f->d, f->case_id, &f->e), 0);
	set_caps(f, ALL);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	dossier_clear(&f->d);
	app_close(f->app);
	arena_clear(&f->arena);
	assert_int_equal(folder_remove(f->dir), 0);
	free(f);
	return 0;
}

static int
ask(struct fixture *f, int i)
{
	f->e = (struct err){0};
	return consult_register(&f->cx, &f->d, &f->tasks[i], &f->e);
}

/* The only act of a task. */
static struct bsre_act
act_of(struct fixture *f, int i)
{
	struct bsre_act *v;
	size_t n;

	assert_int_equal(
	    bsre_act_list(f->cx.db, &f->arena, &v, &n, f->tasks[i].id, &f->e),
	    0);
	assert_int_equal(n, 1);
	return v[0];
}

static void
put_state(struct fixture *f, int i, const char *state, const char *doubt)
{
	struct bsre_act a = act_of(f, i);

	a.state = state;
	a.doubt = doubt;
	a.reason = *doubt ? "Kata BSrE." : "";
	a.try_at = strcmp(state, "waiting") == 0 ? NOW : 0;
	assert_int_equal(bsre_act_record(f->cx.db, &a, NOW, &f->e), 1);
}

static const char *
outcome_of(struct fixture *f, int i)
{
	struct task t;

	assert_int_equal(
	    task_get(f->cx.db, &f->arena, &t, f->tasks[i].id, &f->e), 1);
	return t.outcome ? t.outcome : "";
}

static int
answer(struct fixture *f, int i, enum consult_choice choice)
{
	int64_t id = act_of(f, i).id;

	f->e = (struct err){0};
	return consult_answer(&f->cx, &f->d, &f->tasks[i], id, choice, &f->e);
}

/* --- a worker's side ---------------------------------------------------- */

static void
test_register(void **state)
{
	struct fixture *f = *state;
	struct bsre_act a;

	assert_int_equal(ask(f, 0), 0);
	a = act_of(f, 0);
	assert_string_equal(a.state, "waiting");
	assert_int_equal(a.holder_id, f->holders[0]);
	assert_int_equal(a.asked_by, f->cx.actor.person);
	assert_int_equal(a.try_at, NOW);

	/* Asked for again: the same act, due at once. */
	a.try_at = NOW + MS_HOUR;
	a.reason = "Nanti.";
	assert_int_equal(bsre_act_record(f->cx.db, &a, NOW, &f->e), 1);
	assert_int_equal(ask(f, 0), 0);
	a = act_of(f, 0);
	assert_int_equal(a.try_at, NOW);
	assert_string_equal(a.reason, "");

	/* One that is being sent is left alone. */
	assert_int_equal(bsre_act_claim(f->cx.db, a.id, NOW, &f->e), 1);
	assert_int_equal(ask(f, 0), 0);
	assert_string_equal(act_of(f, 0).state, "sending");
}

static void
test_register_refused(void **state)
{
	struct fixture *f = *state;
	struct bsre_act *v;
	size_t n;

	set_caps(f, BSRE_CAN(BSRE_STATUS));
	assert_int_equal(ask(f, 0), -1);
	assert_int_equal(f->e.kind, ERR_INPUT);
	set_caps(f, ALL);
	f->cx.actor.seats[0].lane = "loket";
	assert_int_equal(ask(f, 0), -1);
	assert_int_equal(f->e.kind, ERR_MISSING);
	assert_int_equal(
	    bsre_act_list(f->cx.db, &f->arena, &v, &n, f->tasks[0].id, &f->e),
	    0);
	assert_int_equal(n, 0);
}

static void
test_answer_done(void **state)
{
	struct fixture *f = *state;
	struct standing s;

	assert_int_equal(ask(f, 0), 0);
	assert_int_equal(answer(f, 0, CONSULT_DONE), -1);
	assert_int_equal(f->e.kind, ERR_CONFLICT);
	put_state(f, 0, "question", DOUBT_UNKNOWN);
	assert_int_equal(answer(f, 0, CONSULT_DONE), 0);
	assert_string_equal(act_of(f, 0).state, "done");
	assert_string_equal(outcome_of(f, 0), "registered");
	assert_string_equal(outcome_of(f, 1), "");
	/* From now on BSrE is asked about that holder. */
	assert_int_equal(
	    standing_get(f->cx.db, &f->arena, &s, f->holders[0], &f->e), 1);
	assert_int_equal(s.next_at, NOW);
	assert_int_equal(
	    standing_get(f->cx.db, &f->arena, &s, f->holders[1], &f->e), 0);
	assert_int_equal(answer(f, 0, CONSULT_AGAIN), -1);
	assert_int_equal(f->e.kind, ERR_CONFLICT);
}

static void
test_answer_again(void **state)
{
	struct fixture *f = *state;
	struct bsre_act a;

	assert_int_equal(ask(f, 0), 0);
	put_state(f, 0, "question", DOUBT_REFUSED);
	assert_int_equal(answer(f, 0, CONSULT_AGAIN), 0);
	a = act_of(f, 0);
	assert_string_equal(a.state, "waiting");
	assert_int_equal(a.try_at, NOW);
	assert_string_equal(a.doubt, "");
	assert_string_equal(outcome_of(f, 0), "");

	/* Somebody else of that address: sent without asking again. */
	put_state(f, 0, "question", DOUBT_KNOWN);
	assert_int_equal(answer(f, 0, CONSULT_AGAIN), 0);
	a = act_of(f, 0);
	assert_string_equal(a.state, "waiting");
	assert_string_equal(a.doubt, DOUBT_KNOWN);
}

/* Whoever waits is not kept longer than needed, and not for ever. */
static void
test_wait(void **state)
{
	struct fixture *f = *state;
	int64_t begun;
	struct bsre_act a;

	assert_int_equal(ask(f, 0), 0);
	begun = clock_steady_us();
	assert_int_equal(consult_wait(&f->cx, f->tasks[0].id, 200, &f->e), 0);
	assert_in_range(clock_steady_us() - begun, 190000, 2000000);
	put_state(f, 0, "question", DOUBT_KNOWN);
	assert_int_equal(consult_wait(&f->cx, f->tasks[0].id, 60000, &f->e), 1);
	put_state(f, 0, "waiting", "");
	a = act_of(f, 0);
	a.reason = "Server BSrE tidak dapat dihubungi.";
	assert_int_equal(bsre_act_record(f->cx.db, &a, NOW, &f->e), 1);
	assert_int_equal(consult_wait(&f->cx, f->tasks[0].id, 60000, &f->e), 1);
	put_state(f, 0, "question", DOUBT_KNOWN);
	assert_int_equal(answer(f, 0, CONSULT_DONE), 0);
	assert_int_equal(consult_wait(&f->cx, f->tasks[0].id, 60000, &f->e), 1);
}

static void
test_soon(void **state)
{
	struct fixture *f = *state;
	struct standing s;

	assert_int_equal(consult_soon(&f->cx, f->holders[0], &f->e), 1);
	assert_int_equal(
	    standing_get(f->cx.db, &f->arena, &s, f->holders[0], &f->e), 1);
	assert_int_equal(s.next_at, NOW);
	set_caps(f, 0);
	assert_int_equal(consult_soon(&f->cx, f->holders[1], &f->e), 0);
	assert_int_equal(
	    standing_get(f->cx.db, &f->arena, &s, f->holders[1], &f->e), 0);
}

/* Nobody's act on a task that is open, and on one that is not. */
static void
test_follow(void **state)
{
	struct fixture *f = *state;
	struct act act = {
	    .task = &f->tasks[1], .outcome = OUT_REGISTERED, .reason = ""};
	struct ctx cx = f->cx;
	struct dossier d;

	cx.actor =
	    (struct actor){.name = "BSrE (API)", .email = "", .phone = ""};
	assert_int_equal(db_begin(cx.db, &f->e), 0);
	assert_int_equal(act_follow(&cx, &f->d, &act, &f->e), 0);
	assert_int_equal(act_follow(&cx, &f->d, &act, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_CONFLICT);
	assert_int_equal(db_commit(cx.db, &f->e), 0);
	assert_int_equal(dossier_load_id(&f->cx, &d, f->case_id, &f->e), 0);
	/* The event itself, and that a link went out. */
	assert_int_equal(d.events_n, 2);
	assert_string_equal(d.events[0].person_name, "BSrE (API)");
	assert_string_equal(d.events[0].seat_title, "Analis Sandi");
	assert_int_equal(d.events[0].person_id, 0);
	dossier_clear(&d);
}

/* A predecessor was sending: nothing says whether it was done. */
static void
test_reclaim(void **state)
{
	struct fixture *f = *state;
	struct bsre_act a;
	size_t n;

	assert_int_equal(ask(f, 0), 0);
	assert_int_equal(ask(f, 1), 0);
	assert_int_equal(
	    bsre_act_claim(f->cx.db, act_of(f, 0).id, NOW, &f->e), 1);
	assert_int_equal(bsre_act_reclaim(f->cx.db, "Berhenti.", &n, &f->e), 0);
	assert_int_equal(n, 1);
	a = act_of(f, 0);
	assert_string_equal(a.state, "question");
	assert_string_equal(a.doubt, DOUBT_UNKNOWN);
	assert_string_equal(act_of(f, 1).state, "waiting");
	/* A claim is for one. */
	assert_int_equal(bsre_act_claim(f->cx.db, a.id, NOW, &f->e), 0);
}

int
main(void)
{
	const size_t n = sizeof(rows) / sizeof(rows[0]);
	struct CMUnitTest tests[sizeof(rows) / sizeof(rows[0])];
	const struct CMUnitTest others[] = {
	    cmocka_unit_test(test_pauses),
	    cmocka_unit_test(test_act_pauses),
#define WITH_OFFICE(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	    WITH_OFFICE(test_register),
	    WITH_OFFICE(test_register_refused),
	    WITH_OFFICE(test_answer_done),
	    WITH_OFFICE(test_answer_again),
	    WITH_OFFICE(test_wait),
	    WITH_OFFICE(test_soon),
	    WITH_OFFICE(test_follow),
	    WITH_OFFICE(test_reclaim),
	};

	for (size_t i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("answers", tests, NULL, NULL) +
	       cmocka_run_group_tests_name("consult", others, NULL, NULL);
}
