/*
 * sweep - fill one office for the benchmark of the agent: open rows, each of
 * its own case, with agendas.
 *
 *	sweep FOLDER OFFICE ROWS LOT
 *
 * LOT, a number, draws other moments.
 * The SOP is that of sweep.mjs.  Of a hundred rows 45 lie at a desk and are
 * due within 48 hours, 15 are late and long told of, 40 wait for their
 * applicants since up to two weeks.  Reminders that are past are swept here,
 * and what was told is removed, so that the agent meets what comes then.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/officetime.h"
#include "app/remind.h"
#include "app/sweep.h"
#include "base/clock.h"
#include "base/limits.h"
#include "store/case.h"
#include "store/handle.h"
#include "store/service.h"
#include "store/task.h"

#define SERVICE    "penerbitan"
#define APPLICANTS 200
#define FRESH      (48 * MS_HOUR)
#define OLD        (60 * MS_DAY)
#define WAITING    (14 * MS_DAY)

struct filling {
	struct app *app;
	struct arena keep, once;
	struct ctx cx;
	const struct sop *sop;
	int64_t edition, now, lot;
	int64_t applicants[APPLICANTS];
	struct err e;
};

static void
check(const struct filling *f, int rc)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "sweep: %s (%s)\n", f->e.msg, f->e.detail);
	exit(1);
}

static void
run_text(struct filling *f, const char *sql)
{
	if (sqlite3_exec(f->cx.db->h, sql, NULL, NULL, NULL) == SQLITE_OK)
		return;
	fprintf(stderr, "sweep: %s\n", sqlite3_errmsg(f->cx.db->h));
	exit(1);
}

static void
add_applicants(struct filling *f)
{
	for (int i = 0; i < APPLICANTS; i++) {
		const struct person p = {.email = arena_printf(&f->keep,
					     "pemohon%d@contoh.example", i),
		    .name = arena_printf(&f->keep, "Pemohon Contoh %d", i),
		    .phone = "",
		    .password = ""};

		check(f,
		    person_add(f->cx.db, &p, f->now, &f->applicants[i], &f->e));
	}
}

/* The i-th of n moments within a stretch that ends now, well mixed. */
static int64_t
moment(const struct filling *f, int64_t stretch, int64_t i)
{
	i = (f->lot * 1000003 + i) * INT64_C(2654435761) % 10000019;
	return f->now - i * stretch / 10000019;
}

static void
add_row(struct filling *f, int64_t i)
{
	bool own = i % 100 >= 60;
	int row = sop_row(f->sop, own ? STR("6") : STR("5"));
	int64_t opened = own            ? moment(f, WAITING, i)
			 : i % 100 < 45 ? moment(f, FRESH, i)
					: moment(f, FRESH, i) - OLD;
	struct casefile c = {
	    .number = arena_printf(&f->once, "S-2026-%05" PRId64, i),
	    .submission = arena_printf(&f->once, "kiriman-%" PRId64, i),
	    .track_code = arena_printf(&f->once, "s%011" PRId64, i),
	    .edition_id = f->edition,
	    .applicant_id = f->applicants[i % APPLICANTS],
	    .applicant = "Pemohon Contoh",
	    .letter = "{}",
	    .opened_at = opened};
	struct task t = {.service = SERVICE,
	    .row_no = f->sop->rows[row].no,
	    .lane = own ? "pemohon" : "verifikator",
	    .opened_at = opened,
	    .due_at = row_due(f->cx.office, &f->sop->rows[row], opened)};

	check(f, case_add(f->cx.db, &c, &c.id, &f->e));
	t.case_id = c.id;
	t.person_id = own ? c.applicant_id : 0;
	check(f, task_add(f->cx.db, &t, &f->e));
	arena_reset(&f->once);
}

static void
sweep_past(struct filling *f)
{
	int64_t next;
	bool more;

	do
		check(f, remind_office(&f->cx, 1000, &more, &next, &f->e));
	while (more);
	run_text(f, "DELETE FROM message; "
		    "DELETE FROM agenda WHERE kind = 'digest'");
}

int
main(int argc, char **argv)
{
	static struct filling f;
	struct app_conf conf = {0};
	struct service s;
	int64_t rows;

	if (argc != 5) {
		fprintf(stderr, "sweep FOLDER OFFICE ROWS LOT\n");
		return 2;
	}
	conf.data = argv[1];
	rows = strtoll(argv[3], NULL, 10);
	f.lot = strtoll(argv[4], NULL, 10);
	f.now = clock_now();
	arena_init(&f.keep, 16 * MIB);
	arena_init(&f.once, 16 * MIB);
	check(&f, app_open(&f.app, &conf, f.now, &f.e));
	check(&f, sweep_ctx(&f.cx, f.app, &f.once, argv[2], f.now, &f.e));
	run_text(&f, "PRAGMA synchronous = OFF");
	if (service_get(f.cx.db, &f.keep, &s, SERVICE, &f.e) != 1)
		check(&f, -1);
	f.edition = s.edition_id;
	check(&f, app_sop(f.app, argv[2], f.cx.db, f.edition, &f.sop, &f.e));
	check(&f, db_begin(f.cx.db, &f.e));
	add_applicants(&f);
	for (int64_t i = 0; i < rows; i++)
		add_row(&f, i);
	check(&f, db_commit(f.cx.db, &f.e));
	sweep_past(&f);
	if (!db_checkpoint(f.cx.db))
		fprintf(stderr, "sweep: the log is not empty\n");
	app_close(f.app);
	arena_clear(&f.keep);
	arena_clear(&f.once);
	return 0;
}
