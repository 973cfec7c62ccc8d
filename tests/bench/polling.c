/*
 * polling - fill offices for the benchmark of asking BSrE: holders at the row
 * where BSrE examines, each of its own case, asked about since 1 hour to 14
 * days and due within their pauses.
 *
 *	polling FOLDER OFFICES HOLDERS
 *
 * HOLDERS of each of kantor-0 to kantor-(OFFICES - 1); the SOP is that of
 * polling.mjs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/sweep.h"
#include "base/clock.h"
#include "base/limits.h"
#include "names.h"
#include "store/bsre.h"
#include "store/case.h"
#include "store/handle.h"
#include "store/service.h"
#include "store/task.h"

#define SERVICE  "penerbitan"
#define ROW      "8.1"
#define YOUNGEST MS_HOUR
#define OLDEST   (14 * MS_DAY)

struct filling {
	struct app *app;
	struct arena keep, once;
	struct ctx cx;
	int64_t edition, applicant, now;
	int64_t serial; /* over all offices */
	struct err e;
};

static void
check(const struct filling *f, int rc)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "polling: %s (%s)\n", f->e.msg, f->e.detail);
	exit(1);
}

/* Well mixed, the same at every run: below `most`. */
static int64_t
mixed(int64_t i, int64_t most)
{
	return i * INT64_C(2654435761) % 10000019 * most / 10000019;
}

static void
add_holder(struct filling *f)
{
	int64_t i = ++f->serial, holder;
	int64_t age = YOUNGEST + mixed(i, OLDEST - YOUNGEST);
	int64_t pause = age / 10 < MS_HOUR ? age / 10 : MS_HOUR;
	struct casefile c = {
	    .number = arena_printf(&f->once, "P-2026-%05" PRId64, i),
	    .submission = arena_printf(&f->once, "kiriman-%" PRId64, i),
	    .track_code = arena_printf(&f->once, "p%011" PRId64, i),
	    .edition_id = f->edition,
	    .applicant_id = f->applicant,
	    .applicant = "Pemohon Contoh",
	    .letter = "{}",
	    .opened_at = f->now - age};
	struct holder h = {
	    .name = arena_printf(&f->once, "%s Contoh %s",
		first_names[(size_t)i % COUNT(first_names)],
		last_names[(size_t)(i / 20) % COUNT(last_names)]),
	    .nik = arena_printf(&f->once, "3399990101%06" PRId64, i),
	    .nip = "",
	    .job = "Analis",
	    .unit = "Dinas Contoh",
	    .email =
		arena_printf(&f->once, "orang%" PRId64 "@contoh.example", i),
	    .phone = "081200000000"};
	struct task t = {.service = SERVICE,
	    .row_no = ROW,
	    .lane = "verifikator",
	    .opened_at = f->now - age};

	check(f, case_add(f->cx.db, &c, &c.id, &f->e));
	check(f, holder_add(f->cx.db, c.id, 0, &h, &holder, &f->e));
	t.case_id = c.id;
	t.holder_id = holder;
	check(f, task_add(f->cx.db, &t, &f->e));
	check(f, standing_watch(f->cx.db, holder, f->now - age,
		     f->now + mixed(i * 7919, pause), &f->e));
	arena_reset(&f->once);
}

static void
fill_office(struct filling *f, const char *office, int64_t holders)
{
	const struct person p = {.email = "pemohon@contoh.example",
	    .name = "Pemohon Contoh",
	    .phone = "",
	    .password = ""};
	struct service s;

	arena_reset(&f->keep);
	check(f, sweep_ctx(&f->cx, f->app, &f->keep, office, f->now, &f->e));
	if (service_get(f->cx.db, &f->keep, &s, SERVICE, &f->e) != 1)
		check(f, -1);
	f->edition = s.edition_id;
	check(f, db_begin(f->cx.db, &f->e));
	check(f, person_add(f->cx.db, &p, f->now, &f->applicant, &f->e));
	for (int64_t i = 0; i < holders; i++)
		add_holder(f);
	check(f, db_commit(f->cx.db, &f->e));
}

int
main(int argc, char **argv)
{
	static struct filling f;
	struct app_conf conf = {0};
	int64_t offices, holders;

	if (argc != 4) {
		fprintf(stderr, "polling FOLDER OFFICES HOLDERS\n");
		return 2;
	}
	conf.data = argv[1];
	offices = strtoll(argv[2], NULL, 10);
	holders = strtoll(argv[3], NULL, 10);
	f.now = clock_now();
	arena_init(&f.keep, 16 * MIB);
	arena_init(&f.once, 16 * MIB);
	check(&f, app_open(&f.app, &conf, f.now, &f.e));
	for (int64_t i = 0; i < offices; i++) {
		char name[32];

		snprintf(name, sizeof(name), "kantor-%" PRId64, i);
		fill_office(&f, name, holders);
	}
	app_close(f.app);
	arena_clear(&f.keep);
	arena_clear(&f.once);
	return 0;
}
