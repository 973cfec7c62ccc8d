/*
 * fill - make the data of the benchmark: one office (trenggalek, loaded and
 * with its demonstration persons) with many cases.
 *
 *	fill FOLDER CASES [EVENTS]	the last EVENTS cases get a log and
 *					messages as well
 *	fill FOLDER open LANE N		print N open tasks: "number id" a line
 *
 * Most cases are over: one in five went to the end (11 tasks), the others
 * were refused at row 4 (4 tasks).  The newest ones are open on all desks.
 * Foreign keys and syncs are off while filling.  The number of the case with
 * 30 events and 10 files is printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/officetime.h"
#include "app/pace.h"
#include "base/clock.h"
#include "base/limits.h"
#include "domain/number.h"
#include "names.h"
#include "queries.h"
#include "store/agenda.h"
#include "store/case.h"
#include "store/event.h"
#include "store/handle.h"
#include "store/message.h"
#include "store/person.h"
#include "store/service.h"
#include "store/task.h"

#define OFFICE     "trenggalek"
#define SERVICE    "penerbitan"
#define APPLICANTS 2000
#define BATCH      20000 /* cases in one transaction */
#define DAYS       730   /* over which the cases are spread */
#define LANES      5
#define BIG_FILES  10
#define EVENTS     100000
#define PACES      2000 /* cases, the last, that were measured */
#define YEAR       (365 * MS_DAY)

struct step {
	const char *row;
	enum outcome outcome;
};

static const struct step way[] = {{"1", OUT_SUBMITTED}, {"2", OUT_FORWARDED},
    {"3", OUT_FORWARDED}, {"4", OUT_FORWARDED}, {"5", OUT_COMPLETE},
    {"5.2", OUT_REGISTERED}, {"6", OUT_DONE}, {"7", OUT_MATCHED},
    {"8", OUT_SET}, {"8.1", OUT_ISSUED}, {"9", OUT_DELIVERED}};
static const struct step refused[] = {{"1", OUT_SUBMITTED},
    {"2", OUT_FORWARDED}, {"3", OUT_FORWARDED}, {"4", OUT_REJECTED}};

/* Open cases: one case in so many, at most so many. */
static const struct {
	size_t at; /* index into way */
	int64_t share, most;
} open_at[] = {{4, 40, 25000}, {1, 16, 60000}, {2, 400, 2000}, {3, 400, 2000},
    {6, 200, 5000}};

struct officer {
	const char *lane, *name;
	int64_t id;
};

struct fill {
	struct app *app;
	struct db *db;
	const struct office *office;
	const struct sop *sop;
	struct arena keep, once; /* for the run; for one case */
	struct officer officers[LANES];
	size_t officers_n;
	const char *applicants[APPLICANTS]; /* names */
	int64_t first_applicant, edition, cases, events, now;
	int64_t desk[LANES], own[APPLICANTS]; /* open tasks, for the counters */
	int64_t serial;
	int year; /* the serial's */
	uint64_t seed;
	sqlite3_stmt *task; /* owned */
	struct err e;
};

/* One case being made. */
struct making {
	int64_t id, holder, who, opened, at, task;
	const char *number;
	bool logged, measured;
};

static void __attribute__((noreturn)) die(const struct fill *f)
{
	fprintf(stderr, "fill: %s (%s)\n", f->e.msg ? f->e.msg : "SQLite",
	    f->e.msg ? f->e.detail : sqlite3_errmsg(f->db->h));
	exit(1);
}

static void
check(const struct fill *f, int rc)
{
	if (rc < 0)
		die(f);
}

static uint64_t
pick(struct fill *f, uint64_t n)
{
	f->seed = f->seed * 6364136223846793005u + 1442695040888963407u;
	return (f->seed >> 33) % n;
}

static const char *
made_name(struct fill *f, struct arena *a)
{
	const char *first = first_names[pick(f, COUNT(first_names))];

	return arena_printf(
	    a, "%s Contoh %s", first, last_names[pick(f, COUNT(last_names))]);
}

static void
run_text(struct fill *f, const char *sql)
{
	if (sqlite3_exec(f->db->h, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(f);
}

static sqlite3_stmt *
prepare(struct fill *f, const char *sql)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(f->db->h, sql, -1, &st, NULL) != SQLITE_OK)
		die(f);
	return st;
}

/* --- what is there before ----------------------------------------------- */

static void
find_office(struct fill *f)
{
	struct service s;
	struct holding *v;
	size_t n;

	check(f, app_office(f->app, OFFICE, &f->office, &f->db, &f->e));
	if (service_get(f->db, &f->keep, &s, SERVICE, &f->e) != 1)
		die(f);
	f->edition = s.edition_id;
	check(f, app_sop(f->app, OFFICE, f->db, f->edition, &f->sop, &f->e));
	check(f, holding_list(f->db, &f->keep, &v, &n, &f->e));
	for (size_t i = 0; i < n && f->officers_n < LANES; i++)
		if (v[i].person_id)
			f->officers[f->officers_n++] = (struct officer){
			    v[i].lane, v[i].name, v[i].person_id};
	if (f->officers_n == 0) {
		fprintf(stderr, "fill: no demonstration persons\n");
		exit(1);
	}
}

static void
add_applicants(struct fill *f)
{
	check(f, db_begin(f->db, &f->e));
	for (int i = 0; i < APPLICANTS; i++) {
		struct person p = {.name = made_name(f, &f->keep),
		    .email =
			arena_printf(&f->keep, "pemohon%04d@contoh.example", i),
		    .phone = "",
		    .password = "-"};
		int64_t id;

		check(f, person_add(f->db, &p, f->now, &id, &f->e));
		if (i == 0)
			f->first_applicant = id;
		f->applicants[i] = p.name;
	}
	check(f, db_commit(f->db, &f->e));
}

/* --- one case ----------------------------------------------------------- */

static void
add_words(struct fill *f, int64_t id, const char *text)
{
	char word[64];
	size_t n = 0;

	for (const char *p = text;; p++) {
		bool in = (*p >= '0' && *p <= '9') ||
			  (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');

		if (in && n < sizeof(word) - 1) {
			word[n++] = (char)(*p | 32);
			continue;
		}
		word[n] = '\0';
		if (n >= 2)
			check(f, word_put(f->db, word, id, &f->e));
		n = 0;
		if (!*p)
			return;
	}
}

/* The next number; with a new year the serials begin again. */
static const char *
next_number(struct fill *f, int64_t at)
{
	struct civil c = civil_of(at, f->office->zone);

	if (c.year != f->year) {
		f->year = c.year;
		f->serial = 0;
	}
	return number_render(&f->once, str_of(f->office->number), c.year,
	    c.month, (uint64_t)++f->serial, &f->e);
}

static void
add_holder(struct fill *f, struct making *m)
{
	struct holder h = {.name = made_name(f, &f->once),
	    .nip = "",
	    .job = "Analis",
	    .unit = "Dinas Contoh",
	    .email = "",
	    .phone = "081200000000"};
	unsigned day = 1 + (unsigned)pick(f, 28);
	unsigned month = 1 + (unsigned)pick(f, 12);
	unsigned year = 60 + (unsigned)pick(f, 40);

	h.nik = arena_printf(&f->once, "339999%02u%02u%02u%04u", day, month,
	    year, 1 + (unsigned)pick(f, 9998));
	check(f, holder_add(f->db, m->id, 0, &h, &m->holder, &f->e));
	add_words(f, m->id, h.name);
}

static void
add_case(struct fill *f, struct making *m, int64_t i)
{
	struct casefile c = {.edition_id = f->edition,
	    .track_code = "contohcontoh",
	    .letter = "{\"perihal\":\"Permohonan penerbitan sertifikat "
		      "elektronik\",\"nomor_surat\":\"000.6.5/17/2026\","
		      "\"tanggal_surat\":\"2026-11-02\"}"};

	*m = (struct making){.who = (int64_t)pick(f, APPLICANTS),
	    .opened = f->now - DAYS * MS_DAY + DAYS * MS_DAY / f->cases * i,
	    .logged = i >= f->cases - f->events,
	    .measured = i >= f->cases - PACES};
	m->at = m->opened;
	m->number = next_number(f, m->opened);
	c.number = m->number;
	c.submission =
	    arena_printf(&f->once, "isian-%d-%09" PRId64, f->year, f->serial);
	c.applicant_id = f->first_applicant + m->who;
	c.opened_at = m->opened;
	check(f, case_add(f->db, &c, &m->id, &f->e));
	add_words(f, m->id, c.number);
	add_words(f, m->id, f->applicants[m->who]);
	add_holder(f, m);
}

static const struct officer *
officer_of(const struct fill *f, const char *lane)
{
	for (size_t i = 0; i < f->officers_n; i++)
		if (strcmp(f->officers[i].lane, lane) == 0)
			return &f->officers[i];
	return NULL;
}

static void
log_step(struct fill *f, const struct making *m, const struct row *r,
    const struct lane *lane, const struct officer *by, const char *outcome)
{
	struct event ev = {.case_id = m->id,
	    .task_id = m->task,
	    .holder_id = r->per_holder ? m->holder : 0,
	    .row_no = r->no,
	    .kind = kind_get(r->kind)->name,
	    .outcome = outcome,
	    .lane = lane->id,
	    .seat_title = lane->title,
	    .person_id = by ? by->id : f->first_applicant + m->who,
	    .person_name = by ? by->name : f->applicants[m->who],
	    .edition_id = f->edition,
	    .reason = "",
	    .detail = "[]",
	    .at = m->at};

	check(f, event_append(f->db, &ev, NULL, &f->e));
}

static void
bind_id(sqlite3_stmt *st, int at, int64_t id)
{
	if (id)
		sqlite3_bind_int64(st, at, id);
	else
		sqlite3_bind_null(st, at);
}

/* Somebody was told of a task: at once, and the message went. */
static void
tell(struct fill *f, const struct making *m, const struct officer *by)
{
	int64_t person = by ? by->id : f->first_applicant + m->who;
	struct message msg = {.case_id = m->id,
	    .rule = arena_printf(&f->once, "task:%" PRId64, m->task),
	    .recipient = arena_printf(&f->once, "person:%" PRId64, person),
	    .channel = "mail",
	    .template = "task",
	    .address = "contoh@contoh.example",
	    .name = by ? by->name : f->applicants[m->who],
	    .person_id = person,
	    .task_id = m->task,
	    .facts = "{}",
	    .state = "waiting",
	    .created_at = m->at,
	    .try_at = m->at};

	check(f, message_add(f->db, &msg, &f->e));
}

/* A task of a row; done with that outcome, or open (NULL). */
static void
add_task(struct fill *f, struct making *m, const char *row, const char *outcome)
{
	const struct row *r = &f->sop->rows[sop_row(f->sop, str_of(row))];
	const struct lane *lane =
	    &f->sop->lanes[f->sop->lanes[r->lane].recorder];
	const struct officer *by = officer_of(f, lane->id);
	int64_t person = f->first_applicant + m->who;
	int64_t opened = m->at, due = row_due(f->office, r, opened);
	sqlite3_stmt *st = f->task;

	m->at += (int64_t)(5 + pick(f, 40)) * MS_MINUTE;
	sqlite3_bind_int64(st, 1, m->id);
	bind_id(st, 2, r->per_holder ? m->holder : 0);
	sqlite3_bind_text(st, 3, r->no, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 4, lane->id, -1, SQLITE_STATIC);
	bind_id(st, 5, by ? 0 : person);
	sqlite3_bind_int64(st, 6, opened);
	bind_id(st, 7, due);
	sqlite3_bind_int64(st, 8, due ? due : opened);
	bind_id(st, 9, outcome ? m->at : 0);
	bind_id(st, 10, !outcome ? 0 : by ? by->id : person);
	sqlite3_bind_text(st, 11, outcome, -1, SQLITE_STATIC);
	if (sqlite3_step(st) != SQLITE_DONE)
		die(f);
	sqlite3_reset(st);
	m->task = db_last_id(f->db);
	if (outcome && m->logged)
		log_step(f, m, r, lane, by, outcome);
	if (m->logged)
		tell(f, m, by);
	if (outcome && m->measured)
		check(f, pace_add(f->db, SERVICE, r->no,
			     pace_minutes(f->office, r, opened, m->at), m->at,
			     &f->e));
	/* All reminders of it are over. */
	if (!outcome)
		check(f, agenda_put(f->db,
			     &(struct agenda){.kind = AGENDA_TASK,
				 .ref = m->task,
				 .next_at = f->now + YEAR},
			     &f->e));
	if (!outcome && by)
		f->desk[by - f->officers]++;
	if (!outcome && !by)
		f->own[m->who]++;
}

static void
end_case(struct fill *f, const struct making *m, bool good)
{
	check(f, case_set_state(f->db, m->id, good ? CASE_DONE : CASE_REJECTED,
		     m->at, good ? "issued" : "rejected", &f->e));
	check(f, holder_set_flow(f->db, m->holder, good ? "done" : "rejected",
		     NULL, &f->e));
	if (!good)
		return;
	check(f, holder_set_certificate(f->db, m->holder, "0123456789abcdef",
		     "2026-01-05", "2028-01-05", &f->e));
	if (m->measured)
		check(f, pace_add_case(f->db, SERVICE, m->id, m->at, &f->e));
}

/* Where the case of that index is now: an index into way, or its length. */
static size_t
way_of(const struct fill *f, int64_t i)
{
	int64_t left = f->cases - i;

	for (size_t k = 0; k < COUNT(open_at); k++) {
		int64_t n = f->cases / open_at[k].share;

		if (n > open_at[k].most)
			n = open_at[k].most;
		if (left <= n)
			return open_at[k].at;
		left -= n;
	}
	return COUNT(way);
}

static void
make_case(struct fill *f, int64_t i)
{
	struct making m;
	size_t to = way_of(f, i);
	bool good = to < COUNT(way) || i % 5 == 0;
	const struct step *v = good ? way : refused;
	size_t n = good ? to : COUNT(refused);

	add_case(f, &m, i);
	for (size_t k = 0; k < n; k++)
		add_task(f, &m, v[k].row, outcome_name(v[k].outcome));
	if (to < COUNT(way))
		add_task(f, &m, way[to].row, NULL);
	else
		end_case(f, &m, good);
}

static void
add_file(struct fill *f, const struct making *m, int k)
{
	struct file file = {.id = arena_printf(&f->once, "contohberkas%04d", k),
	    .owner = "task:0",
	    .form = "",
	    .scan = "",
	    .note = "",
	    .purpose = k % 2 ? "foto_ktp" : "surat_permohonan",
	    .name = arena_printf(&f->once, "Pindaian %d.jpg", k + 1),
	    .type = k % 2 ? "image/jpeg" : "application/pdf",
	    .blob = arena_printf(&f->once, "%064d", k),
	    .size = 123456 * (k + 1),
	    .created_at = m->opened};

	check(f, file_add(f->db, &file, &f->e));
	check(f,
	    file_claim(f->db, file.id, m->id, m->holder, 0, "task:0", &f->e));
}

/* The case page of the benchmark: 30 events, 10 files, open at row 7. */
static void
make_big_case(struct fill *f)
{
	static const struct step loop[] = {
	    {"1", OUT_SUBMITTED}, {"2", OUT_RETURNED}};
	struct making m;

	add_case(f, &m, f->cases - 1);
	m.logged = true;
	for (size_t k = 0; k < 24; k++)
		add_task(
		    f, &m, loop[k % 2].row, outcome_name(loop[k % 2].outcome));
	for (size_t k = 0; k < 6; k++)
		add_task(f, &m, way[k].row, outcome_name(way[k].outcome));
	add_task(f, &m, "7", NULL);
	for (int k = 0; k < BIG_FILES; k++)
		add_file(f, &m, k);
	printf("%s\n", m.number);
}

/* --- the whole ---------------------------------------------------------- */

static void
write_counters(struct fill *f)
{
	sqlite3_stmt *st =
	    prepare(f, "INSERT INTO series (name, last) VALUES (?1, ?2)");
	char name[64];

	for (size_t i = 0; i < f->officers_n; i++) {
		snprintf(name, sizeof(name), "desk:%s", f->officers[i].lane);
		check(f, db_run(f->db, Q_QUEUE_ADD,
			     VALUES(v_text(name), v_int(f->desk[i])), &f->e));
	}
	for (int64_t i = 0; i < APPLICANTS; i++) {
		snprintf(
		    name, sizeof(name), "own:%" PRId64, f->first_applicant + i);
		check(f, db_run(f->db, Q_QUEUE_ADD,
			     VALUES(v_text(name), v_int(f->own[i])), &f->e));
	}
	snprintf(name, sizeof(name), "case:%d", f->year);
	sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(st, 2, f->serial);
	if (sqlite3_step(st) != SQLITE_DONE)
		die(f);
	sqlite3_finalize(st);
}

/* The paces; and nothing is left for the agent to do while others measure. */
static void
sum_up(struct fill *f)
{
	bool more = true;

	while (more) {
		arena_reset(&f->once);
		check(f, pace_recount(f->db, &f->once, &more, &f->e));
	}
	run_text(f, "UPDATE message SET state = 'sent', try_at = NULL, "
		    "ended_at = created_at WHERE state = 'waiting'");
	run_text(f, arena_printf(&f->once,
			"UPDATE agenda SET next_at = %" PRId64
			" WHERE kind = 'certificate'",
			f->now + YEAR));
}

static void
fill(struct fill *f)
{
	int64_t done = 0;

	sqlite3_db_config(f->db->h, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
	run_text(f, "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
		    "PRAGMA cache_size=-2000000");
	add_applicants(f);
	f->task = prepare(f,
	    "INSERT INTO task (case_id, holder_id, row_no, lane, person_id, "
	    "opened_at, due_at, sort_at, closed_at, closed_by, outcome, "
	    "service_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
	    "'" SERVICE "')");
	while (done < f->cases) {
		int64_t end = done + BATCH < f->cases ? done + BATCH : f->cases;

		check(f, db_begin(f->db, &f->e));
		for (; done < end; done++) {
			arena_reset(&f->once);
			make_case(f, done);
		}
		if (done == f->cases) {
			make_big_case(f);
			write_counters(f);
		}
		check(f, db_commit(f->db, &f->e));
	}
	sqlite3_finalize(f->task);
	sum_up(f);
	run_text(f, "PRAGMA journal_mode=WAL");
}

/* Newest first: the oldest are on the first page of the inbox. */
static void
print_open(struct fill *f, const char *lane, const char *n)
{
	sqlite3_stmt *st = prepare(f,
	    "SELECT c.number, t.id FROM task t JOIN cases c "
	    "ON c.id = t.case_id WHERE t.lane = ?1 AND t.closed_at IS NULL "
	    "AND t.person_id IS NULL ORDER BY t.sort_at DESC LIMIT ?2");

	sqlite3_bind_text(st, 1, lane, -1, SQLITE_STATIC);
	sqlite3_bind_int64(st, 2, strtoll(n, NULL, 10));
	while (sqlite3_step(st) == SQLITE_ROW)
		printf("%s %lld\n", (const char *)sqlite3_column_text(st, 0),
		    (long long)sqlite3_column_int64(st, 1));
	sqlite3_finalize(st);
}

int
main(int argc, char **argv)
{
	static struct fill f = {.seed = 20261121};
	struct app_conf conf = {0};

	if (argc < 3) {
		fprintf(stderr, "fill FOLDER CASES [EVENTS]\n"
				"fill FOLDER open LANE N\n");
		return 2;
	}
	conf.data = argv[1];
	f.now = clock_now();
	arena_init(&f.keep, 16 * MIB);
	arena_init(&f.once, 16 * MIB);
	check(&f, app_open(&f.app, &conf, f.now, &f.e));
	find_office(&f);
	if (argc == 5 && strcmp(argv[2], "open") == 0) {
		print_open(&f, argv[3], argv[4]);
	} else {
		f.cases = strtoll(argv[2], NULL, 10);
		f.events = argc > 3 ? strtoll(argv[3], NULL, 10) : EVENTS;
		fill(&f);
	}
	app_close(f.app);
	arena_clear(&f.keep);
	arena_clear(&f.once);
	return 0;
}
