/*
 * What is due by the agenda, on a clock that is set by hand: who is told what
 * when, and that nobody is told twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "app/office.h"
#include "app/officetime.h"
#include "app/people.h"
#include "app/recount.h"
#include "app/remind.h"
#include "app/sweep.h"
#include "base/limits.h"
#include "folder.h"
#include "store/agenda.h"
#include "store/event.h"
#include "store/remind.h"
#include "store/service.h"

static const char profile[] =
    "id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n"
    "domain_email: [uji.example]\nzona: WITA\n"
    "nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"
    "layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n";

static const char sop_text[] =
    "judul: Uji\n"
    "pelaksana:\n"
    "  - {id: pemohon, jabatan: Pemohon, peran: pemohon}\n"
    "  - {id: kadis, jabatan: Kepala Dinas, peran: pejabat}\n"
    "  - {id: kabid, jabatan: Kepala Bidang, peran: pejabat,\n"
    "     pengganti: sekban}\n"
    "  - {id: sekban, jabatan: Sekretaris, peran: pejabat}\n"
    "  - {id: loket, jabatan: Loket, peran: verifikator}\n"
    "  - {id: bsre, jabatan: BSrE, peran: luar, dicatat_oleh: loket}\n"
    "ditinggalkan_setelah: 60 hari\n"
    "langkah:\n"
    "  - {no: 1, kegiatan: A, pelaksana: pemohon, jenis: apply,\n"
    "     lanjut: {submitted: 2}}\n"
    "  - {no: 2, kegiatan: B, pelaksana: kadis, waktu: 2 hari,\n"
    "     jenis: dispose,\n"
    "     lanjut: {forwarded: 3, returned: 1, rejected: selesai}}\n"
    "  - {no: 3, kegiatan: C, pelaksana: kabid, waktu: 1 hari,\n"
    "     jenis: dispose,\n"
    "     lanjut: {forwarded: 4, returned: 1, rejected: selesai}}\n"
    "  - {no: 4, kegiatan: D, pelaksana: loket, waktu: 3 hari,\n"
    "     jenis: check,\n"
    "     lanjut: {complete: 5, incomplete: 1, no_mailbox: 5,\n"
    "       rejected: selesai}}\n"
    "  - {no: 5, kegiatan: E, pelaksana: bsre, waktu: 1 hari,\n"
    "     jenis: register, lanjut: {registered: 6, refused: 4}}\n"
    "  - {no: 6, kegiatan: F, pelaksana: pemohon,\n"
    "     waktu: 24 jam kalender, jenis: activate, lanjut: {done: 7}}\n"
    "  - {no: 7, kegiatan: G, pelaksana: sekban, jenis: confirm,\n"
    "     pengingat: [{saat: 1 hari sejak dibuka},\n"
    "       {saat: 2 hari sejak dibuka, kepada: atasan}],\n"
    "     lanjut: {done: 8}}\n"
    "  - {no: 8, kegiatan: H, pelaksana: loket, waktu: 1 hari,\n"
    "     pengingat: tidak, jenis: confirm, lanjut: {done: selesai}}\n";

/* In the order in which they are made: their ids. */
enum { NOBODY, APPLICANT, KADIS, KABID, SEKBAN, LOKET, LOKET2, OTHER, ADMIN };
static const struct {
	const char *lane, *mail;
} people[] = {
    {NULL, NULL},
    {NULL, "pemohon@contoh.example"},
    {"kadis", "kadis@uji.example"},
    {"kabid", "kabid@uji.example"},
    {"sekban", "sekban@uji.example"},
    {"loket", "loket@uji.example"},
    {"loket", "loket2@uji.example"},
    {NULL, "lain@uji.example"},
    {NULL, "admin@uji.example"},
};

struct fixture {
	char dir[64];
	struct app *app;
	struct db *db;
	sqlite3 *raw; /* another connection, for what has no function */
	struct arena arena, look;
	struct ctx cx;
	int64_t case_id;
	struct err e;
};

/* Monday is 23 November 2026. */
static int64_t
at(const struct fixture *f, const char *text)
{
	struct civil c;
	struct err e = {0};

	assert_int_equal(datetime_parse(&c, str_of(text), &e), 0);
	return civil_ms(c, f->cx.office->zone);
}

static void
sql(struct fixture *f, const char *text)
{
	assert_int_equal(
	    sqlite3_exec(f->raw, text, NULL, NULL, NULL), SQLITE_OK);
}

/* What a statement gives: columns joined by blanks, rows by "; ". */
static const char *
ask(struct fixture *f, const char *text)
{
	const char *out = "";
	sqlite3_stmt *st;

	assert_int_equal(
	    sqlite3_prepare_v2(f->raw, text, -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		if (*out)
			out = arena_printf(&f->arena, "%s; ", out);
		for (int i = 0; i < sqlite3_column_count(st); i++)
			out = arena_printf(&f->arena, "%s%s%s", out,
			    i > 0 ? " " : "",
			    (const char *)sqlite3_column_text(st, i));
	}
	sqlite3_finalize(st);
	return out;
}

static void
seat(struct fixture *f, const char *lane, int person, const char *kind,
    int64_t from, int64_t until)
{
	struct seat s;

	assert_int_equal(seat_find(f->db, &f->arena, &s, lane, &f->e), 1);
	assert_int_equal(
	    seat_give(f->db, s.id, person, kind, "", from, until, &f->e), 0);
}

static void
leave(struct fixture *f, const char *lane, int person, int64_t when)
{
	struct seat s;

	assert_int_equal(seat_find(f->db, &f->arena, &s, lane, &f->e), 1);
	assert_int_equal(seat_take(f->db, s.id, person, when, &f->e), 0);
}

static void
fill(struct fixture *f)
{
	struct casefile c = {.number = "T-2026-00001",
	    .applicant_id = APPLICANT,
	    .submission = "kiriman",
	    .track_code = "abcd23456789",
	    .letter = "{}",
	    .opened_at = at(f, "2026-11-02T08:00")};
	struct holder h = {.name = "Rimba Contoh Buana",
	    .nik = "3399990411870001",
	    .nip = "",
	    .job = "Analis",
	    .unit = "Uji",
	    .email = "rimba@uji.example",
	    .phone = "0812-0000-0001"};
	struct event ev = {.kind = "apply",
	    .outcome = "submitted",
	    .detail = "[]",
	    .at = at(f, "2026-11-02T08:00")};
	struct service s;
	int64_t id;

	for (int i = APPLICANT; i <= ADMIN; i++) {
		assert_int_equal(
		    people_add(f->db, &f->arena, people[i].mail, people[i].mail,
			"tujuh kucing di atas", 1, &f->e),
		    0);
		if (people[i].lane)
			seat(f, people[i].lane, i, "definitif", 1, 0);
	}
	sql(f, "UPDATE person SET notify = 'now'");
	sql(f, "UPDATE person SET admin = 1 WHERE id = 8");
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(service_get(f->db, &f->arena, &s, "terbit", &f->e), 1);
	c.edition_id = s.edition_id;
	assert_int_equal(case_add(f->db, &c, &f->case_id, &f->e), 0);
	assert_int_equal(holder_add(f->db, f->case_id, 0, &h, &id, &f->e), 0);
	ev.case_id = f->case_id;
	assert_int_equal(event_append(f->db, &ev, NULL, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

static int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-remind-XXXXXX";
	struct fixture *f = calloc(1, sizeof(*f));
	struct office_file sop = {.text = str_of(sop_text)};
	struct office_files files = {
	    .profile = {.text = str_of(profile)}, .sops = &sop, .n = 1};
	struct office_change ch;
	struct app_conf conf = {.data = f->dir};

	memcpy(f->dir, template, sizeof(template));
	assert_non_null(mkdtemp(f->dir));
	arena_init(&f->arena, 64 * MIB);
	arena_init(&f->look, LIMIT_REQUEST_ARENA);
	conf.key = arena_printf(&f->arena, "%s/key", f->dir);
	assert_int_equal(app_open(&f->app, &conf, 1, &f->e), 0);
	if (office_load(f->app, &f->arena, &files, &ch, 1, &f->e) < 0)
		print_message("%s (%s)\n", f->e.msg, f->e.detail);
	assert_int_equal(f->e.kind, ERR_NONE);
	assert_int_equal(
	    sweep_ctx(&f->cx, f->app, &f->look, "uji", 1, &f->e), 0);
	f->db = f->cx.db;
	assert_int_equal(
	    sqlite3_open(
		arena_printf(&f->arena, "%s/uji/paraf.db", f->dir), &f->raw),
	    SQLITE_OK);
	fill(f);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	int rc;

	sqlite3_close(f->raw);
	app_close(f->app);
	arena_clear(&f->look);
	arena_clear(&f->arena);
	rc = folder_remove(f->dir);
	free(f);
	return rc;
}

/* A task of a row, opened then; holder 0: the letter. */
static int64_t
open_task(
    struct fixture *f, const char *row_no, const char *when, int64_t holder)
{
	const struct sop *sop;
	const struct row *row;
	const struct lane *lane;
	struct task t = {.service = "terbit",
	    .case_id = f->case_id,
	    .holder_id = holder,
	    .row_no = row_no,
	    .opened_at = at(f, when)};
	int i;

	assert_int_equal(app_sop(f->app, "uji", f->db, 1, &sop, &f->e), 0);
	i = sop_row(sop, str_of(row_no));
	row = &sop->rows[i];
	lane = &sop->lanes[row->lane];
	t.lane = sop->lanes[lane->recorder].id;
	t.person_id = lane->role == LANE_APPLICANT ? APPLICANT : 0;
	t.due_at = row_due(f->cx.office, row, t.opened_at);
	t.remind_at = remind_first(f->cx.office, sop, i, t.opened_at, t.due_at);
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(task_add(f->db, &t, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	return t.id;
}

static void
close_task(struct fixture *f, int64_t id, const char *when)
{
	struct task t;

	assert_int_equal(task_get(f->db, &f->arena, &t, id, &f->e), 1);
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(
	    task_close(f->db, &t, at(f, when), KADIS, "forwarded", &f->e), 1);
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

/* The agent looks; what it told since the last look. */
static const char *
sweep(struct fixture *f, const char *when)
{
	int64_t next = 0;
	bool more = true;
	const char *out;

	f->cx.now = at(f, when);
	for (int i = 0; i < 100 && more; i++)
		assert_int_equal(
		    remind_office(&f->cx, 3, &more, &next, &f->e), 0);
	assert_false(more);
	assert_true(next > f->cx.now);
	out = ask(f, "SELECT tier, replace(recipient, 'person:', ''), template "
		     "FROM message WHERE state <> 'sent' ORDER BY 1, 2");
	sql(f, "UPDATE message SET state = 'sent' WHERE state <> 'sent'");
	return out;
}

/* --- tasks -------------------------------------------------------------- */

/* 2 days at the desk of 2: its superior is nobody, so the admins. */
static void
test_before_at_after(void **state)
{
	struct fixture *f = *state;

	open_task(f, "2", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-23T08:00"), "");
	assert_string_equal(sweep(f, "2026-11-24T11:29"), "");
	assert_string_equal(sweep(f, "2026-11-24T11:30"), "1 2 remind");
	assert_string_equal(sweep(f, "2026-11-24T11:31"), "");
	assert_string_equal(sweep(f, "2026-11-25T07:59"), "");
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "2 2 remind");
	assert_string_equal(sweep(f, "2026-11-26T07:59"), "");
	/* There is no stand-in, and none is missed: the seat is held. */
	assert_string_equal(sweep(f, "2026-11-26T08:00"), "3 2 remind");
	assert_string_equal(sweep(f, "2026-11-27T08:00"), "5 8 escalate");
	assert_string_equal(sweep(f, "2027-11-27T08:00"), "");
}

/* The stand-in by `pengganti`, then whoever handed the letter down. */
static void
test_upwards(void **state)
{
	struct fixture *f = *state;

	open_task(f, "3", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-24T08:00"), "2 3 remind");
	assert_string_equal(
	    sweep(f, "2026-11-25T08:00"), "3 3 remind; 4 4 remind");
	assert_string_equal(sweep(f, "2026-11-26T08:00"), "5 2 escalate");
	/* The case was never at that desk, so it could not be opened. */
	assert_string_equal(
	    ask(f, "SELECT facts ->> 'path', facts ->> 'desk_text' "
		   "FROM message WHERE template = 'escalate'"),
	    "/laporan/papan Di meja Kepala Bidang (kabid@uji.example).");
}

/* Whoever had the case at the own desk gets to it. */
static void
test_upwards_to_case(void **state)
{
	struct fixture *f = *state;

	close_task(
	    f, open_task(f, "2", "2026-11-20T08:00", 0), "2026-11-20T09:00");
	open_task(f, "3", "2026-11-23T08:00", 0);
	sweep(f, "2026-11-26T08:00");
	assert_string_equal(
	    ask(f, "SELECT recipient, facts ->> 'path' FROM message "
		   "WHERE template = 'escalate'"),
	    "person:2 /permohonan/T-2026-00001");
}

/* Two at one desk; above it, he who last handed down. */
static void
test_desk_of_two(void **state)
{
	struct fixture *f = *state;

	open_task(f, "4", "2026-11-20T08:00", 0);
	assert_string_equal(
	    sweep(f, "2026-11-24T11:30"), "1 5 remind; 1 6 remind");
	assert_string_equal(
	    sweep(f, "2026-11-25T08:00"), "2 5 remind; 2 6 remind");
	assert_string_equal(
	    sweep(f, "2026-11-26T08:00"), "3 5 remind; 3 6 remind");
	assert_string_equal(sweep(f, "2026-11-27T08:00"), "5 3 escalate");
}

/* Three persons of one letter: one reminder, and for who is left too. */
static void
test_together(void **state)
{
	struct fixture *f = *state;
	struct holder h = {.name = "Lain Contoh",
	    .nik = "3399990411870002",
	    .nip = "",
	    .job = "Analis",
	    .unit = "Uji",
	    .email = "",
	    .phone = ""};
	int64_t id, first;

	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(holder_add(f->db, f->case_id, 1, &h, &id, &f->e), 0);
	assert_int_equal(holder_add(f->db, f->case_id, 2, &h, &id, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	first = open_task(f, "5", "2026-11-23T08:00", 1);
	open_task(f, "5", "2026-11-23T08:00", 2);
	open_task(f, "5", "2026-11-23T08:00", 3);
	open_task(f, "5", "2026-11-23T09:00", 1);
	assert_string_equal(
	    sweep(f, "2026-11-25T08:00"), "1 5 remind; 1 6 remind");
	assert_string_equal(
	    ask(f, "SELECT DISTINCT facts ->> 'holder', facts ->> 'path', "
		   "task_id FROM message"),
	    "3 orang /permohonan/T-2026-00001 3");
	assert_string_equal(
	    sweep(f, "2026-11-25T09:00"), "1 5 remind; 1 6 remind");
	assert_string_equal(
	    ask(f, "SELECT DISTINCT task_id FROM message"), "3; 4");
	close_task(f, first, "2026-11-25T10:00");
	assert_string_equal(sweep(f, "2027-11-25T08:00"), "");
}

/* What BSrE does is asked of who records it. */
static void
test_outside(void **state)
{
	struct fixture *f = *state;

	open_task(f, "5", "2026-11-23T08:00", 1);
	assert_string_equal(sweep(f, "2026-11-25T07:59"), "");
	assert_string_equal(
	    sweep(f, "2026-11-25T08:00"), "1 5 remind; 1 6 remind");
	assert_string_equal(sweep(f, "2027-11-25T08:00"), "");
}

/* A row's own rules, and none at all. */
static void
test_own_rules(void **state)
{
	struct fixture *f = *state;

	open_task(f, "7", "2026-11-23T08:00", 0);
	open_task(f, "8", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-24T08:00"), "1 4 remind");
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "2 3 escalate");
	assert_string_equal(sweep(f, "2027-11-25T08:00"), "");
}

/* While there is a Plh., the one who is away is left alone. */
static void
test_plh(void **state)
{
	struct fixture *f = *state;

	open_task(f, "2", "2026-11-23T08:00", 0);
	seat(f, "kadis", OTHER, "plh", at(f, "2026-11-24T00:00"),
	    at(f, "2026-11-26T00:00"));
	assert_string_equal(sweep(f, "2026-11-24T11:30"), "1 7 remind");
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "2 7 remind");
	assert_string_equal(sweep(f, "2026-11-26T08:00"), "3 2 remind");
}

/* A Plt. beside a holder stands in; alone, it is the holder. */
static void
test_plt(void **state)
{
	struct fixture *f = *state;

	open_task(f, "2", "2026-11-23T08:00", 0);
	seat(f, "kadis", OTHER, "plt", 1, 0);
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "2 2 remind");
	assert_string_equal(
	    sweep(f, "2026-11-26T08:00"), "3 2 remind; 4 7 remind");
	open_task(f, "2", "2026-12-01T08:00", 0);
	leave(f, "kadis", KADIS, at(f, "2026-12-01T09:00"));
	assert_string_equal(
	    sweep(f, "2026-12-02T11:30"), "1 7 remind; 5 8 escalate");
	assert_string_equal(sweep(f, "2026-12-03T08:00"), "2 7 remind");
}

/* What is at an empty desk goes up: stand-in, superior, admin. */
static void
test_vacant(void **state)
{
	struct fixture *f = *state;

	open_task(f, "3", "2026-11-23T08:00", 0);
	leave(f, "kabid", KABID, at(f, "2026-11-23T12:00"));
	/* An hour later it is noticed, and told once. */
	assert_string_equal(sweep(f, "2026-11-23T12:59"), "0 8 empty_desk");
	assert_string_equal(sweep(f, "2026-11-23T14:59"), "");
	assert_string_equal(sweep(f, "2026-11-24T08:00"), "2 4 remind");
	leave(f, "sekban", SEKBAN, at(f, "2026-11-24T12:00"));
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "3 2 escalate");
	leave(f, "kadis", KADIS, at(f, "2026-11-25T12:00"));
	assert_string_equal(sweep(f, "2026-11-26T08:00"), "5 8 escalate");
}

/* The applicant of a case has no say in it at a desk. */
static void
test_own_case(void **state)
{
	struct fixture *f = *state;

	leave(f, "kabid", KABID, 2);
	seat(f, "kabid", APPLICANT, "definitif", 1, 0);
	open_task(f, "3", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-24T08:00"), "2 4 remind");
}

/* What was sent back and comes again has a clock of its own. */
static void
test_return(void **state)
{
	struct fixture *f = *state;
	int64_t first = open_task(f, "2", "2026-11-23T08:00", 0), own;

	assert_string_equal(sweep(f, "2026-11-24T11:30"), "1 2 remind");
	close_task(f, first, "2026-11-24T12:00");
	own = open_task(f, "1", "2026-11-24T12:00", 0);
	assert_string_equal(sweep(f, "2026-11-27T11:59"), "");
	assert_string_equal(
	    sweep(f, "2026-11-27T12:00"), "1 1 remind_applicant");
	close_task(f, own, "2026-11-30T08:00");
	open_task(f, "2", "2026-11-30T08:00", 0);
	assert_string_equal(sweep(f, "2026-12-01T11:29"), "");
	assert_string_equal(sweep(f, "2026-12-01T11:30"), "1 2 remind");
}

/* After 3, 7 and 14 days, and a week before the case is closed. */
static void
test_applicant(void **state)
{
	struct fixture *f = *state;

	/* The case was last acted on at 2 November: until 1 January. */
	open_task(f, "1", "2026-11-02T08:00", 0);
	assert_string_equal(
	    sweep(f, "2026-11-05T08:00"), "1 1 remind_applicant");
	assert_string_equal(
	    sweep(f, "2026-11-09T08:00"), "2 1 remind_applicant");
	assert_string_equal(
	    sweep(f, "2026-11-16T08:00"), "3 1 remind_applicant");
	assert_string_equal(sweep(f, "2026-12-24T23:59"), "");
	assert_string_equal(
	    sweep(f, "2026-12-25T00:00"), "4 1 remind_applicant");
	assert_string_equal(sweep(f, "2027-12-25T00:00"), "");
}

/* What happens meanwhile puts the end off, and its reminder too. */
static void
test_abandonment_moves(void **state)
{
	struct fixture *f = *state;
	struct event ev = {.case_id = f->case_id,
	    .kind = "link",
	    .outcome = "made",
	    .detail = "[]",
	    .at = at(f, "2026-12-20T08:00")};
	int64_t desk;

	open_task(f, "1", "2026-11-02T08:00", 0);
	desk = open_task(f, "8", "2026-11-02T08:00", 1);
	assert_string_equal(
	    sweep(f, "2026-11-16T08:00"), "3 1 remind_applicant");
	close_task(f, desk, "2026-12-01T08:00");
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(event_append(f->db, &ev, NULL, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	assert_string_equal(sweep(f, "2027-02-10T23:59"), "");
	assert_string_equal(
	    sweep(f, "2027-02-11T00:00"), "4 1 remind_applicant");
}

/* Two days without an agent: the latest of each, and none of them twice. */
static void
test_late(void **state)
{
	struct fixture *f = *state;

	open_task(f, "3", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-23T09:00"), "");
	assert_string_equal(sweep(f, "2026-11-26T10:00"),
	    "3 3 remind; 4 4 remind; 5 2 escalate");
	assert_string_equal(sweep(f, "2027-11-26T10:00"), "");
}

/* Who is both is told once. */
static void
test_both(void **state)
{
	struct fixture *f = *state;

	leave(f, "kabid", KABID, 2);
	seat(f, "kabid", KADIS, "definitif", 1, 0);
	open_task(f, "3", "2026-11-23T08:00", 0);
	assert_string_equal(
	    sweep(f, "2026-11-26T10:00"), "3 2 remind; 4 4 remind");
}

static void
test_mute(void **state)
{
	struct fixture *f = *state;

	open_task(f, "4", "2026-11-20T08:00", 0);
	assert_int_equal(mute_put(f->db, LOKET, f->case_id, 1, &f->e), 0);
	assert_int_equal(mute_put(f->db, LOKET, f->case_id, 2, &f->e), 0);
	assert_string_equal(sweep(f, "2026-11-24T11:30"), "1 6 remind");
	assert_int_equal(mute_drop(f->db, LOKET, f->case_id, &f->e), 0);
	assert_string_equal(
	    sweep(f, "2026-11-25T08:00"), "2 5 remind; 2 6 remind");
}

/* --- the calendar changes ----------------------------------------------- */

static void
load_year(struct fixture *f, const char *text, const char *when, size_t changed)
{
	struct control *control = tenants_control(app_tenants(f->app));
	struct recount r;

	assert_int_equal(
	    control_put_calendar(control, 2026, text, 1, &f->e), 0);
	assert_true(tenants_refresh(app_tenants(f->app), &f->e) >= 0);
	assert_int_equal(recount_due(f->app, "uji", &r, at(f, when), &f->e), 0);
	assert_int_equal(r.changed, changed);
	assert_int_equal(
	    sweep_ctx(&f->cx, f->app, &f->look, "uji", 1, &f->e), 0);
}

#define OFF(day) "tahun: 2026\nlibur: [{tanggal: 2026-11-" day ", nama: A}]\n"

static void
test_recount(void **state)
{
	struct fixture *f = *state;

	open_task(f, "2", "2026-11-23T08:00", 0);
	open_task(f, "7", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-23T09:00"), "");
	/* Tuesday is off: all comes a day later. */
	load_year(f, OFF("24"), "2026-11-23T10:00", 1);
	assert_string_equal(sweep(f, "2026-11-24T11:30"), "");
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "1 4 remind");
	assert_string_equal(sweep(f, "2026-11-25T11:30"), "1 2 remind");
	assert_string_equal(
	    sweep(f, "2026-11-26T08:00"), "2 2 remind; 2 3 escalate");
}

/* A tier that was told is not told again when its time moves. */
static void
test_recount_told(void **state)
{
	struct fixture *f = *state;

	open_task(f, "2", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-24T11:30"), "1 2 remind");
	load_year(f, OFF("25"), "2026-11-24T12:00", 1);
	assert_string_equal(sweep(f, "2026-11-26T07:59"), "");
	assert_string_equal(sweep(f, "2026-11-26T08:00"), "2 2 remind");
}

/* A day that is worked after all makes it earlier, also where nothing is
 * ever due. */
static void
test_recount_earlier(void **state)
{
	struct fixture *f = *state;

	load_year(f, OFF("24"), "2026-11-23T07:00", 0);
	open_task(f, "7", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-23T09:00"), "");
	load_year(f, OFF("30"), "2026-11-23T10:00", 0);
	assert_string_equal(sweep(f, "2026-11-24T07:59"), "");
	assert_string_equal(sweep(f, "2026-11-24T08:00"), "1 4 remind");
}

/* --- links -------------------------------------------------------------- */

static void
make_link(struct fixture *f, int64_t task, const char *when, int hours, char c)
{
	unsigned char hash[32];

	memset(hash, c, sizeof(hash));
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(link_use(f->db, task, at(f, when), &f->e), 0);
	assert_int_equal(link_add(f->db, hash, task, at(f, when),
			     at(f, when) + hours * MS_HOUR, &f->e),
	    0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

static void
test_link(void **state)
{
	struct fixture *f = *state;
	int64_t task = open_task(f, "6", "2026-11-23T08:00", 1);

	make_link(f, task, "2026-11-23T09:00", 24, 'a');
	assert_string_equal(sweep(f, "2026-11-23T20:59"), "");
	/* The holder has a mailbox of its own. */
	assert_string_equal(
	    sweep(f, "2026-11-23T21:00"), "1 holder:1 link_soon");
	assert_string_equal(sweep(f, "2026-11-24T08:59"), "");
	assert_string_equal(
	    sweep(f, "2026-11-24T09:00"), "2 5 link_over; 2 6 link_over");
	assert_string_equal(sweep(f, "2026-11-25T09:00"), "");
	/* A new one begins anew, and its end is told anew. */
	make_link(f, task, "2026-11-25T09:00", 6, 'b');
	assert_string_equal(sweep(f, "2026-11-25T14:59"), "");
	assert_string_equal(
	    sweep(f, "2026-11-25T15:00"), "2 5 link_over; 2 6 link_over");
}

static void
test_link_used(void **state)
{
	struct fixture *f = *state;
	int64_t task = open_task(f, "6", "2026-11-23T08:00", 1);

	make_link(f, task, "2026-11-23T09:00", 24, 'a');
	assert_int_equal(
	    link_use(f->db, task, at(f, "2026-11-23T10:00"), &f->e), 0);
	assert_string_equal(sweep(f, "2026-11-24T23:00"), "");
}

/* --- certificates ------------------------------------------------------- */

static void
certify(struct fixture *f, int64_t holder, const char *until)
{
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(holder_set_certificate(
			     f->db, holder, "4A1F", "2026-11-20", until, &f->e),
	    0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

#define EXPIRY(tier)                                         \
	tier " 1 certificate; " tier " 5 certificate; " tier \
	     " 6 certificate; " tier " holder:1 certificate"

static void
test_certificate(void **state)
{
	struct fixture *f = *state;

	certify(f, 1, "2028-11-20");
	assert_string_equal(sweep(f, "2026-11-20T09:00"), "");
	assert_string_equal(sweep(f, "2028-08-22T07:59"), "");
	assert_string_equal(sweep(f, "2028-08-22T08:00"), EXPIRY("1"));
	assert_string_equal(
	    ask(f, "SELECT facts ->> 'path' FROM message "
		   "ORDER BY recipient LIKE 'person%', id LIMIT 2"),
	    "/layanan/terbit; /permohonan/T-2026-00001");
	assert_string_equal(sweep(f, "2028-09-21T07:59"), "");
	assert_string_equal(sweep(f, "2028-09-21T08:00"), EXPIRY("2"));
	assert_string_equal(sweep(f, "2028-10-21T08:00"), EXPIRY("3"));
	assert_string_equal(sweep(f, "2028-11-06T08:00"), EXPIRY("4"));
	assert_string_equal(sweep(f, "2028-11-13T08:00"), EXPIRY("5"));
	assert_string_equal(sweep(f, "2028-12-13T08:00"), "");
	assert_string_equal(
	    ask(f, "SELECT count(*) FROM agenda WHERE kind = 'certificate'"),
	    "0");
}

/* Late: only the latest; too late: none. */
static void
test_certificate_late(void **state)
{
	struct fixture *f = *state;

	certify(f, 1, "2028-11-20");
	assert_string_equal(sweep(f, "2028-11-07T08:00"), EXPIRY("4"));
	certify(f, 1, "2028-11-21");
	assert_string_equal(sweep(f, "2028-11-21T23:59"), EXPIRY("5"));
	certify(f, 1, "2028-11-22");
	assert_string_equal(sweep(f, "2028-11-23T00:00"), "");
}

/* Who has a later one needs no word about the earlier. */
static void
test_renewed(void **state)
{
	struct fixture *f = *state;
	struct holder h = {.name = "Rimba Contoh Buana",
	    .nik = "3399990411870001",
	    .nip = "",
	    .job = "Analis",
	    .unit = "Uji",
	    .email = "",
	    .phone = ""};
	int64_t id;

	certify(f, 1, "2028-11-20");
	assert_string_equal(sweep(f, "2028-08-22T08:00"), EXPIRY("1"));
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(holder_add(f->db, f->case_id, 1, &h, &id, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	certify(f, id, "2030-10-01");
	assert_string_equal(sweep(f, "2028-09-21T08:00"), "");
	assert_string_equal(sweep(f, "2028-10-21T08:00"), "");
	assert_string_equal(
	    ask(f, "SELECT ref FROM agenda WHERE kind = 'certificate'"), "2");
}

/* --- the sweep ---------------------------------------------------------- */

/* One that cannot be looked at holds up no other, and comes again. */
static void
test_broken(void **state)
{
	struct fixture *f = *state;

	certify(f, 1, "2028-11-20");
	open_task(f, "2", "2028-08-17T08:00", 0);
	sql(f, "UPDATE holder SET nik_sealed = x'00'");
	assert_string_equal(sweep(f, "2028-08-22T09:00"), "3 2 remind");
	assert_string_equal(ask(f, "SELECT count(*) FROM agenda"), "3");
}

/* The pulse beats every hour, and says that somebody looks. */
static void
test_pulse(void **state)
{
	struct fixture *f = *state;
	struct agenda a;

	assert_string_equal(sweep(f, "2026-11-23T08:00"), "");
	assert_int_equal(agenda_get(f->db, &a, AGENDA_PULSE, 0, &f->e), 1);
	assert_int_equal(a.next_at, at(f, "2026-11-23T09:00"));
	assert_string_equal(sweep(f, "2026-11-23T10:30"), "");
	assert_int_equal(agenda_get(f->db, &a, AGENDA_PULSE, 0, &f->e), 1);
	assert_int_equal(a.next_at, at(f, "2026-11-23T11:30"));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(test_before_at_after),
	    TEST(test_upwards),
	    TEST(test_upwards_to_case),
	    TEST(test_desk_of_two),
	    TEST(test_together),
	    TEST(test_outside),
	    TEST(test_own_rules),
	    TEST(test_plh),
	    TEST(test_plt),
	    TEST(test_vacant),
	    TEST(test_own_case),
	    TEST(test_return),
	    TEST(test_applicant),
	    TEST(test_abandonment_moves),
	    TEST(test_late),
	    TEST(test_both),
	    TEST(test_mute),
	    TEST(test_recount),
	    TEST(test_recount_told),
	    TEST(test_recount_earlier),
	    TEST(test_link),
	    TEST(test_link_used),
	    TEST(test_certificate),
	    TEST(test_certificate_late),
	    TEST(test_renewed),
	    TEST(test_broken),
	    TEST(test_pulse),
	};

	return cmocka_run_group_tests_name("remind", tests, NULL, NULL);
}
