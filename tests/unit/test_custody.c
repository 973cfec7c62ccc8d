/*
 * Papers of a case get a class and, as holders and case end, a date; what is
 * due goes, and that it was there stays.
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

#include "app/access.h"
#include "app/beat.h"
#include "app/custody.h"
#include "app/erase.h"
#include "app/office.h"
#include "app/people.h"
#include "app/reading.h"
#include "app/rounds.h"
#include "app/sweep.h"
#include "base/limits.h"
#include "folder.h"
#include "store/custody.h"
#include "store/service.h"
#include "store/usage.h"
#include "file.h"

#define NOW    INT64_C(1795233736357) /* 21 November 2026, WITA */
#define FOLDER "tests/data/tenants/contoh/"
#define OFFICE "contoh"

struct fixture {
	char dir[64];
	struct app *app;
	struct ctx cx;
	struct arena arena;
	const struct sop *sop;
	int64_t person, edition, case_id, holders[2];
	int files;
	struct err e;
};

static void
add_file(struct fixture *f, int64_t holder, const char *purpose)
{
	struct file row = {
	    .id = arena_printf(&f->arena, "berkas-%d", ++f->files),
	    .owner = "person:1",
	    .form = "",
	    .purpose = purpose,
	    .name = "berkas.pdf",
	    .type = "application/pdf",
	    .size = 1000,
	    .blob = arena_printf(&f->arena, "%032d", f->files),
	    .scan = "",
	    .note = "",
	    .created_at = NOW + f->files};

	assert_int_equal(file_add(f->cx.db, &row, &f->e), 0);
	assert_int_equal(file_claim(f->cx.db, row.id, f->case_id, holder, 0,
			     row.owner, &f->e),
	    1);
}

/* A letter with two persons and all kinds of papers. */
static void
add_case(struct fixture *f)
{
	struct casefile c = {.number = "2026.XI-TTE-0001",
	    .edition_id = f->edition,
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
	    .email = "",
	    .phone = "081200000001"};

	assert_int_equal(case_add(f->cx.db, &c, &f->case_id, &f->e), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(holder_add(f->cx.db, f->case_id, i, &h,
				     &f->holders[i], &f->e),
		    0);
	add_file(f, 0, "laporan_uji");
	for (int i = 0; i < 2; i++) {
		add_file(f, f->holders[i], "syarat_surat_tugas_2");
		add_file(f, f->holders[i], "syarat_pas_foto");
		add_file(f, f->holders[i], "foto_ktp");
	}
}

static int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-custody-XXXXXX";
	struct fixture *f = calloc(1, sizeof(*f));
	struct office_file sop = {0};
	struct office_files files = {.sops = &sop, .n = 1};
	struct office_change ch;
	struct service s;
	struct person p;

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
	    people_add(f->cx.db, &f->arena, "rimba@contoh.example",
		"Rimba Contoh Buana", "tujuh kucing di atas", NOW, &f->e),
	    0);
	assert_int_equal(person_by_email(f->cx.db, &f->arena, &p,
			     "rimba@contoh.example", &f->e),
	    1);
	assert_int_equal(
	    service_get(f->cx.db, &f->arena, &s, "tanda-tangan-camat", &f->e),
	    1);
	f->person = p.id;
	f->edition = s.edition_id;
	assert_int_equal(
	    app_sop(f->app, OFFICE, f->cx.db, f->edition, &f->sop, &f->e), 0);
	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	add_case(f);
	assert_int_equal(
	    custody_classify(&f->cx, f->sop, f->case_id, &f->e), 0);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	app_close(f->app);
	arena_clear(&f->arena);
	assert_int_equal(folder_remove(f->dir), 0);
	free(f);
	return 0;
}

/* The file's date as the office reads it, "" without one. */
static const char *
date_of(
    struct fixture *f, int64_t holder, const char *purpose, const char **class)
{
	struct file *v;
	struct civil c;
	size_t n;

	assert_int_equal(
	    file_list(f->cx.db, &f->arena, &v, &n, f->case_id, &f->e), 0);
	for (size_t i = 0; i < n; i++) {
		if (v[i].holder_id != holder ||
		    strcmp(v[i].purpose, purpose) != 0)
			continue;
		*class = v[i].class;
		if (!v[i].erase_at)
			return "";
		c = civil_of(v[i].erase_at, f->cx.office->zone);
		return arena_printf(
		    &f->arena, "%d-%02u-%02u", c.year, c.month, c.day);
	}
	fail_msg("no %s", purpose);
	return "";
}

static void
expect(struct fixture *f, int64_t holder, const char *purpose,
    const char *class, const char *date)
{
	const char *got;

	assert_string_equal(date_of(f, holder, purpose, &got), date);
	assert_string_equal(got, class);
}

static void
end(struct fixture *f, int64_t holder, enum keep_ending ending, int64_t at)
{
	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	assert_int_equal(
	    custody_end(&f->cx, f->sop, f->case_id, holder, ending, at, &f->e),
	    0);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
}

static void
test_dates(void **state)
{
	struct fixture *f = *state;
	int64_t first = f->holders[0], second = f->holders[1];

	expect(f, 0, "laporan_uji", "berkas", "");
	expect(f, first, "syarat_surat_tugas_2", "surat", "");
	expect(f, first, "syarat_pas_foto", "foto", "");
	end(f, second, KEEP_REJECTED, NOW);
	expect(f, second, "syarat_surat_tugas_2", "surat", "2027-05-21");
	expect(f, second, "syarat_pas_foto", "foto", "2026-11-28");
	expect(f, second, "foto_ktp", "foto", "2026-11-28");
	expect(f, first, "foto_ktp", "foto", "");
	/* Those of the other keep their own date. */
	end(f, first, KEEP_ISSUED, NOW + MS_DAY);
	end(f, 0, KEEP_ISSUED, NOW + 2 * MS_DAY);
	expect(f, first, "syarat_surat_tugas_2", "surat", "2028-11-22");
	expect(f, first, "foto_ktp", "foto", "2026-12-06");
	expect(f, 0, "laporan_uji", "berkas", "2031-11-23");
	expect(f, second, "foto_ktp", "foto", "2026-11-28");
}

static void
test_abandoned(void **state)
{
	struct fixture *f = *state;

	end(f, 0, KEEP_ABANDONED, NOW);
	expect(f, 0, "laporan_uji", "berkas", "2027-02-19");
	expect(f, f->holders[0], "syarat_surat_tugas_2", "surat", "2026-12-21");
	expect(f, f->holders[1], "foto_ktp", "foto", "2026-11-28");
}

static int64_t
used(struct fixture *f)
{
	struct usage u;

	assert_int_equal(usage_get(f->cx.db, "", "", &u, &f->e), 0);
	return u.of_office;
}

static void
test_erasure(void **state)
{
	struct fixture *f = *state;
	struct event_fault fault;
	struct events evs;
	struct file *v;
	size_t n;

	assert_int_equal(used(f), 7000);
	end(f, 0, KEEP_REJECTED, NOW);
	f->cx.now = NOW + 6 * MS_DAY;
	assert_int_equal(erase_due(&f->cx, &n, &f->e), 0);
	assert_int_equal(n, 0);
	f->cx.now = NOW + 7 * MS_DAY;
	assert_int_equal(erase_due(&f->cx, &n, &f->e), 0);
	assert_int_equal(n, 4);
	assert_int_equal(erase_due(&f->cx, &n, &f->e), 0);
	assert_int_equal(n, 0);
	assert_int_equal(used(f), 3000);
	assert_int_equal(
	    file_list(f->cx.db, &f->arena, &v, &n, f->case_id, &f->e), 0);
	assert_int_equal(n, 7);
	for (size_t i = 0; i < n; i++) {
		bool photo = strcmp(v[i].class, "foto") == 0;

		assert_int_equal(v[i].erased_at, photo ? f->cx.now : 0);
		assert_int_equal(v[i].blob[0] == 0, photo);
		assert_int_equal(v[i].name[0] == 0, photo);
		assert_int_equal(v[i].size, 1000);
	}
	assert_int_equal(
	    event_of_case(f->cx.db, &f->arena, f->case_id, 0, &evs, &f->e), 0);
	assert_int_equal(evs.n, 4);
	assert_string_equal(evs.v[0].kind, "erase");
	assert_non_null(strstr(evs.v[0].detail, "28 November 2026"));
	assert_int_equal(event_verify(f->cx.db, &fault, &f->e), 0);
	assert_int_equal(fault.kind, EVENT_WHOLE);
}

/* Cases that ended before there were classes. */
static void
test_catch_up(void **state)
{
	struct fixture *f = *state;
	bool more;

	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	add_file(f, 0, "surat_rekomendasi");
	assert_int_equal(
	    holder_set_flow(f->cx.db, f->holders[0], "done", NULL, &f->e), 0);
	assert_int_equal(
	    holder_set_flow(f->cx.db, f->holders[1], "rejected", NULL, &f->e),
	    0);
	assert_int_equal(case_set_state(f->cx.db, f->case_id, CASE_DONE, NOW,
			     "issued", &f->e),
	    0);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	f->cx.now = NOW + 100 * MS_DAY;
	assert_int_equal(erase_catch_up(&f->cx, &more, &f->e), 0);
	assert_true(more);
	assert_int_equal(erase_catch_up(&f->cx, &more, &f->e), 0);
	assert_false(more);
	expect(f, 0, "surat_rekomendasi", "berkas", "2031-11-21");
	expect(f, f->holders[0], "foto_ktp", "foto", "2026-12-05");
	expect(f, f->holders[1], "foto_ktp", "foto", "2026-11-28");
}

static int64_t
readings(struct fixture *f)
{
	struct reading_line v[READING_PAGE + 1];
	size_t n;

	assert_int_equal(reading_of_applicant(f->cx.db, &f->arena, v, &n,
			     f->person, INT64_MAX, &f->e),
	    0);
	return (int64_t)n;
}

/* Not twice within ten minutes; the sender not at all. */
static void
test_reading(void **state)
{
	struct fixture *f = *state;
	struct dossier d = {0};
	struct ctx *cx = &f->cx;

	cx->actor = (struct actor){.person = 1, .name = "Pengirim"};
	assert_int_equal(dossier_load_id(cx, &d, f->case_id, &f->e), 0);
	assert_int_equal(reading_record(cx, &d, &d.files[0], 0, &f->e), 0);
	assert_int_equal(readings(f), 0);
	cx->actor = (struct actor){.person = 2, .name = "Pembaca"};
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    reading_record(cx, &d, &d.files[0], 0, &f->e), 0);
	assert_int_equal(readings(f), 1);
	assert_int_equal(reading_record(cx, &d, &d.files[1], 0, &f->e), 0);
	assert_int_equal(readings(f), 2);
	cx->now = NOW + READING_AGAIN - 1;
	assert_int_equal(reading_record(cx, &d, &d.files[0], 0, &f->e), 0);
	assert_int_equal(readings(f), 2);
	cx->now = NOW + READING_AGAIN;
	assert_int_equal(reading_record(cx, &d, &d.files[0], 0, &f->e), 0);
	assert_int_equal(readings(f), 3);
	dossier_clear(&d);
}

/* After the end the custodian's seat opens, and no other. */
static void
test_access(void **state)
{
	struct fixture *f = *state;
	struct dossier d = {0};
	struct ctx *cx = &f->cx;
	struct task t = {.lane = "loket", .row_no = "2", .case_id = f->case_id};

	cx->actor = (struct actor){.person = 2,
	    .name = "Petugas",
	    .seats_n = 1,
	    .seats = {{.lane = "loket",
		.title = "Petugas",
		.role = "verifikator",
		.kind = "definitif"}}};
	assert_int_equal(dossier_load_id(cx, &d, f->case_id, &f->e), 0);
	d.tasks = &t;
	d.tasks_n = 1;
	for (size_t i = 0; i < d.files_n; i++)
		assert_true(access_file(cx, &d, &d.files[i]));
	d.c.closed_at = NOW;
	for (size_t i = 0; i < d.files_n; i++)
		assert_int_equal(access_file(cx, &d, &d.files[i]),
		    strcmp(d.files[i].class, "foto") != 0);
	cx->actor.seats[0].lane = "analis";
	for (size_t i = 0; i < d.files_n; i++)
		assert_int_equal(access_file(cx, &d, &d.files[i]),
		    strcmp(d.files[i].class, "foto") == 0);
	dossier_clear(&d);
}

/* A round does what is due, marks that it was, and soon comes again. */
static void
test_round(void **state)
{
	struct fixture *f = *state;
	struct net_limits limits = NET_LIMITS;
	int64_t now = NOW + 8 * MS_DAY;
	struct ways *ways;
	struct rounds *r;
	size_t n, erased = 0;
	struct file *v;
	struct net *net;
	struct beat b;
	int wait;

	beat_read(app_conf(f->app)->data, &b);
	assert_int_equal(b.at, 0);
	end(f, 0, KEEP_REJECTED, NOW);
	assert_int_equal(net_open(&net, &limits, &f->e), 0);
	assert_int_equal(ways_open(&ways, f->app, &f->e), 0);
	assert_int_equal(rounds_open(&r, f->app, net, ways, &f->e), 0);
	assert_int_equal(rounds_turn(r, now, &wait, &f->e), 0);
	beat_read(app_conf(f->app)->data, &b);
	assert_int_equal(b.at, now);
	assert_true(wait <= ROUNDS_TICK);
	assert_int_equal(
	    file_list(f->cx.db, &f->arena, &v, &n, f->case_id, &f->e), 0);
	for (size_t i = 0; i < n; i++)
		erased += v[i].erased_at == now;
	assert_int_equal(erased, 4);
	rounds_close(r);
	ways_close(ways);
	net_close(net);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_dates),
	    TEST(test_abandoned),
	    TEST(test_erasure),
	    TEST(test_catch_up),
	    TEST(test_reading),
	    TEST(test_access),
	    TEST(test_round),
	};

	return cmocka_run_group_tests_name("custody", tests, NULL, NULL);
}
