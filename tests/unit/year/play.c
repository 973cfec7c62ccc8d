/*
 * The scene, played on the program: persons act, and between that the agent
 * looks whenever something is due.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/act.h"
#include "app/office.h"
#include "app/remind.h"
#include "app/sweep.h"
#include "base/limits.h"
#include "store/handle.h"
#include "store/remind.h"
#include "store/service.h"
#include "year.h"

#define LOOK_ROWS 50 /* of the agenda, in one look */

struct stage {
	struct app *app;
	struct arena keep, arena; /* for the play; for one deed */
	struct ctx cx;
	struct db *db;
	int64_t now; /* ms of the play */
	struct person people[PERSONS];
	struct err e;
};

static void
must(struct stage *st, int rc, int want)
{
	if (rc != want)
		fail_msg("%d, not %d: %s (%s)", rc, want,
		    st->e.msg ? st->e.msg : "", st->e.detail);
}

static void
sql(struct stage *st, const char *text)
{
	assert_int_equal(
	    sqlite3_exec(st->db->h, text, NULL, NULL, NULL), SQLITE_OK);
}

/* --- the office --------------------------------------------------------- */

static char *
read_file(struct arena *a, const char *path)
{
	char *text = arena_alloc(a, 64 * KIB);
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	assert_true(fread(text, 1, 64 * KIB - 1, f) > 0);
	fclose(f);
	return text;
}

static void
load_calendars(struct stage *st)
{
	struct control *c = tenants_control(app_tenants(st->app));

	for (int year = 2026; year <= 2027; year++)
		must(st,
		    control_put_calendar(c, year,
			read_file(
			    &st->keep, arena_printf(&st->keep,
					   "deploy/calendar/%d.yaml", year)),
			1, &st->e),
		    0);
	assert_true(tenants_refresh(app_tenants(st->app), &st->e) >= 0);
}

static void
add_people(struct stage *st)
{
	static const char *const lanes[] = {[KADIS] = "kadis",
	    [KABID] = "kabid",
	    [VERIFIKATOR] = "verifikator"};
	static const char *const kinds[] = {
	    [DEFINITIF] = "definitif", [PLT] = "plt", [PLH] = "plh"};
	struct seat seat;

	must(st, db_begin(st->db, &st->e), 0);
	for (int i = 0; i < PERSONS; i++) {
		struct person *p = &st->people[i];

		*p = (struct person){
		    .email = arena_printf(&st->keep, "orang%d@uji.example", i),
		    .name = arena_printf(&st->keep, "Orang Contoh %d", i),
		    .phone = "",
		    .password = ""};
		must(st, person_add(st->db, p, 1, &p->id, &st->e), 0);
		assert_int_equal(p->id, i + 1);
	}
	for (size_t i = 0; i < seat_times_n; i++) {
		const struct seat_time *s = &seat_times[i];

		must(st,
		    seat_find(st->db, &st->keep, &seat, lanes[s->lane], &st->e),
		    1);
		must(st,
		    seat_give(st->db, seat.id, st->people[s->who].id,
			kinds[s->kind], "", EPOCH + s->from * MINUTE_MS,
			s->until > YEAR_END ? 0 : EPOCH + s->until * MINUTE_MS,
			&st->e),
		    0);
	}
	sql(st, "UPDATE person SET admin = 1 WHERE id <= 2");
	must(st, db_commit(st->db, &st->e), 0);
}

static void
build(struct stage *st, const char *dir)
{
	struct office_file sop = {.text = str_of(sop_text)};
	struct office_files files = {
	    .profile = {.text = str_of(profile)}, .sops = &sop, .n = 1};
	struct office_change ch;
	struct app_conf conf = {.data = dir, .url = "https://tte.example"};

	arena_init(&st->keep, 64 * MIB);
	arena_init(&st->arena, 64 * MIB);
	conf.key = arena_printf(&st->keep, "%s/key", dir);
	must(st, app_open(&st->app, &conf, 1, &st->e), 0);
	load_calendars(st);
	if (office_load(st->app, &st->keep, &files, &ch, 1, &st->e) < 0) {
		for (size_t i = 0; i < sop.problems.n; i++)
			print_message("%u: %s\n", sop.problems.v[i].line,
			    sop.problems.v[i].text);
		must(st, -1, 0);
	}
	must(st, sweep_ctx(&st->cx, st->app, &st->arena, "uji", EPOCH, &st->e),
	    0);
	st->db = st->cx.db;
	/* What is lost with the machine is of no interest here. */
	sql(st, "PRAGMA synchronous = OFF");
	add_people(st);
}

/* --- deeds -------------------------------------------------------------- */

/* Who acts; NOBODY: the agent. */
static void
enter(struct stage *st, int who)
{
	struct actor *a = &st->cx.actor;

	*a = (struct actor){.name = "Sistem", .email = "", .phone = ""};
	st->cx.now = EPOCH + st->now;
	if (who == NOBODY)
		return;
	a->person = st->people[who].id;
	a->name = st->people[who].name;
	a->email = st->people[who].email;
	must(st,
	    seats_held(st->db, &st->arena, a->seats, &a->seats_n, a->person,
		st->cx.now, &st->e),
	    0);
}

static void
file_case(struct stage *st, const struct scene *s, const struct deed *d)
{
	const struct made_case *c = &s->cases[d->of_case];
	struct arena *a = &st->arena;
	const struct holder h = {.name = "Pemilik Contoh",
	    .nik = arena_printf(a, "339999041187%04d", c->nik % 10000),
	    .nip = "",
	    .job = "",
	    .unit = "",
	    .email = c->own_mail
			 ? arena_printf(a, "pemilik%d@uji.example", d->of_case)
			 : st->people[c->applicant].email,
	    .phone = ""};
	struct draft none = {.owner = "person:0", .form = "x"};
	const struct filing f = {.service = "terbit",
	    .draft = &none,
	    .submission = arena_printf(a, "kiriman-%d", d->of_case),
	    .letter = json_object(),
	    .holders = &h,
	    .holders_n = 1};
	const char *number;

	must(st, act_file(&st->cx, &f, &number, &st->e), 0);
	json_decref(f.letter);
}

static const struct task *
open_task(const struct dossier *d, enum line row)
{
	for (size_t i = 0; i < d->tasks_n; i++)
		if (!d->tasks[i].closed_at &&
		    strcmp(d->tasks[i].row_no, table[row].no) == 0)
			return &d->tasks[i];
	fail_msg("case %lld: no open task at row %s", (long long)d->c.id,
	    table[row].no);
	return NULL;
}

static void
do_row(struct stage *st, const struct dossier *d, const struct deed *deed)
{
	struct draft none = {.owner = "person:0", .form = "x"};
	struct act act = {.task = open_task(d, deed->row),
	    .draft = &none,
	    .outcome = (enum outcome)deed->outcome,
	    .reason = ""};
	const struct holder h = {.id = d->holders[0].id,
	    .serial = "77",
	    .valid_from = "2026-01-01",
	    .valid_until = deed->valid_until};

	if (deed->valid_until)
		changes_add(&act.changes, &st->arena,
		    &(struct change){.kind = CHANGE_CERTIFICATE, .holder = &h});
	must(st, act_run(&st->cx, d, &act, &st->e), 0);
}

static void
do_deed(struct stage *st, const struct scene *s, const struct deed *deed)
{
	int64_t id = deed->of_case + 1;
	struct dossier d = {0};
	const char *token;

	enter(st, deed->who);
	switch (deed->kind) {
	case FILE_CASE:
		file_case(st, s, deed);
		break;
	case DO_ROW:
		must(st, dossier_load_id(&st->cx, &d, id, &st->e), 0);
		do_row(st, &d, deed);
		break;
	case NEW_LINK:
		must(st, dossier_load_id(&st->cx, &d, id, &st->e), 0);
		must(st,
		    act_link(
			&st->cx, &d, open_task(&d, deed->row), &token, &st->e),
		    0);
		break;
	case ABANDON:
		must(st, act_abandon(&st->cx, id, &st->e), 1);
		break;
	case MUTE:
		must(st,
		    mute_put(st->db, st->people[deed->who].id, id, st->cx.now,
			&st->e),
		    0);
		break;
	case WISH:
		must(st,
		    person_set_notify(st->db, st->people[deed->who].id,
			deed->outcome ? "digest" : "now", &st->e),
		    0);
		break;
	}
	dossier_clear(&d);
	arena_reset(&st->arena);
}

/* --- the agent ---------------------------------------------------------- */

/* All that is due until a moment. */
static void
look_until(struct stage *st, int64_t until)
{
	bool more = true;
	int64_t next;

	must(st, remind_next(st->db, &next, &st->e), 0);
	while (next < EPOCH + YEAR_END * MINUTE_MS) {
		int64_t due = next - EPOCH;

		due = agent_look(due > st->now ? due : st->now);
		if (due > until)
			return;
		st->now = due;
		do {
			enter(st, NOBODY);
			must(st,
			    remind_office(
				&st->cx, LOOK_ROWS, &more, &next, &st->e),
			    0);
		} while (more);
	}
}

/* --- what came of it ---------------------------------------------------- */

static void
number_of(const char *facts, const char *key, int *n)
{
	json_t *o = json_loads(facts, 0, NULL);

	assert_non_null(o);
	*n = (int)json_integer_value(json_object_get(o, key));
	json_decref(o);
}

static void
copy(char *out, size_t size, const void *text)
{
	snprintf(out, size, "%s", (const char *)text);
	assert_string_equal(out, text);
}

static void
read_told(struct stage *st, struct told_list *out)
{
	static const char *const states[] = {[HELD] = "held",
	    [WAITING] = "waiting",
	    [DIGESTED] = "digested",
	    [DROPPED] = "dropped"};
	sqlite3_stmt *q;

	assert_int_equal(
	    sqlite3_prepare_v2(st->db->h,
		"SELECT coalesce(case_id, 0), rule, tier, recipient, template, "
		"created_at, state, ended_at, facts FROM message",
		-1, &q, NULL),
	    SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW) {
		struct told t = {.of_case = sqlite3_column_int(q, 0) - 1,
		    .tier = sqlite3_column_int(q, 2),
		    .at = sqlite3_column_int64(q, 5) - EPOCH};
		const char *state = (const char *)sqlite3_column_text(q, 6);

		copy(t.rule, sizeof(t.rule), sqlite3_column_text(q, 1));
		copy(t.to, sizeof(t.to), sqlite3_column_text(q, 3));
		copy(t.template, sizeof(t.template), sqlite3_column_text(q, 4));
		while (strcmp(states[t.state], state) != 0)
			assert_true(++t.state <= DROPPED);
		if (sqlite3_column_type(q, 7) != SQLITE_NULL)
			t.ended = sqlite3_column_int64(q, 7) - EPOCH;
		if (strcmp(t.template, "digest") == 0) {
			const void *facts = sqlite3_column_text(q, 8);

			number_of(facts, "all", &t.all);
			number_of(facts, "late", &t.late);
		}
		told_add(out, &t);
	}
	sqlite3_finalize(q);
}

void
play(const struct scene *s, const char *dir, struct told_list *out)
{
	struct stage *st = calloc(1, sizeof(*st));

	assert_non_null(st);
	build(st, dir);
	for (size_t i = 0; i < s->n; i++) {
		look_until(st, s->v[i].at * MINUTE_MS);
		st->now = s->v[i].at * MINUTE_MS;
		do_deed(st, s, &s->v[i]);
	}
	look_until(st, YEAR_END * MINUTE_MS - 1);
	read_told(st, out);
	app_close(st->app);
	arena_clear(&st->arena);
	arena_clear(&st->keep);
	free(st);
}
