/*
 * remind.h - an office whose clock is set by hand, and who is told what by
 * its agenda.
 */
#ifndef TESTS_UNIT_REMIND_H
#define TESTS_UNIT_REMIND_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "app/officetime.h"
#include "app/people.h"
#include "app/remind.h"
#include "app/sweep.h"
#include "base/limits.h"
#include "folder.h"
#include "office.h"
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
static inline int64_t
at(const struct fixture *f, const char *text)
{
	struct civil c;
	struct err e = {0};

	assert_int_equal(datetime_parse(&c, str_of(text), &e), 0);
	return civil_ms(c, f->cx.office->zone);
}

static inline void
sql(struct fixture *f, const char *text)
{
	assert_int_equal(
	    sqlite3_exec(f->raw, text, NULL, NULL, NULL), SQLITE_OK);
}

/* What a statement gives: columns joined by blanks, rows by "; ". */
static inline const char *
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

static inline void
seat(struct fixture *f, const char *lane, int person, const char *kind,
    int64_t from, int64_t until)
{
	struct seat s;

	assert_int_equal(seat_find(f->db, &f->arena, &s, lane, &f->e), 1);
	assert_int_equal(
	    seat_give(f->db, s.id, person, kind, "", from, until, &f->e), 0);
}

static inline void
leave(struct fixture *f, const char *lane, int person, int64_t when)
{
	struct seat s;

	assert_int_equal(seat_find(f->db, &f->arena, &s, lane, &f->e), 1);
	assert_int_equal(seat_take(f->db, s.id, person, when, &f->e), 0);
}

static inline void
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

static inline int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-remind-XXXXXX";
	struct fixture *f = calloc(1, sizeof(*f));
	struct app_conf conf = {.data = f->dir};

	memcpy(f->dir, template, sizeof(template));
	assert_non_null(mkdtemp(f->dir));
	arena_init(&f->arena, 64 * MIB);
	arena_init(&f->look, LIMIT_REQUEST_ARENA);
	conf.key = arena_printf(&f->arena, "%s/key", f->dir);
	office_begin(&f->app, &f->arena, &conf, str_of(profile),
	    str_of(sop_text), 1, &f->e);
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

static inline int
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
static inline int64_t
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

static inline void
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
static inline const char *
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

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
