/*
 * Letters as rows: one that stands for each kind, replaced, withdrawn, of a
 * form; numbers that are given once; and what kantor.yaml says of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/missive.h"
#include "base/limits.h"
#include "folder.h"
#include "sop/office.h"
#include "store/case.h"
#include "store/missive.h"
#include "store/officekey.h"
#include "store/person.h"
#include "store/service.h"

#define NOW INT64_C(1795314600000)

struct fixture {
	char dir[64], path[96];
	struct db *db;
	struct keyring *ring;
	struct arena a;
	int64_t person, case_id;
	struct err e;
};

static void
make_case(struct fixture *f)
{
	const struct person p = {.email = "a@uji.example",
	    .name = "Citra Contoh",
	    .phone = "",
	    .password = "x"};
	struct casefile c = {.number = "T-1",
	    .submission = "kiriman",
	    .track_code = "kode",
	    .letter = "{}",
	    .opened_at = NOW};

	assert_int_equal(person_add(f->db, &p, NOW, &f->person, &f->e), 0);
	assert_int_equal(service_put(f->db, "terbit", 0, &f->e), 0);
	assert_int_equal(
	    edition_add(f->db, "terbit", 1, "x", NOW, &c.edition_id, &f->e), 0);
	c.applicant_id = f->person;
	assert_int_equal(case_add(f->db, &c, &f->case_id, &f->e), 0);
}

static int
setup(void **state)
{
	static struct fixture f;

	f = (struct fixture){.dir = "/tmp/paraf-test-missive-XXXXXX"};
	if (!mkdtemp(f.dir))
		return -1;
	arena_init(&f.a, 4 * MIB);
	*state = &f;
	snprintf(f.path, sizeof(f.path), "%s/key", f.dir);
	if (keyring_create(f.path, &f.e) < 0 ||
	    keyring_open(&f.ring, f.path, false, &f.e) < 0)
		return -1;
	snprintf(f.path, sizeof(f.path), "%s/paraf.db", f.dir);
	if (db_open(&f.db, DB_TENANT, f.path, &f.e) < 0)
		return -1;
	make_case(&f);
	if (key_load(f.db, f.ring, 1, &f.e) < 0)
		return -1;
	return db_begin(f.db, &f.e);
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

static const char *
add_file(struct fixture *f, const char *id)
{
	const struct file row = {.id = id,
	    .owner = "person:1",
	    .form = "ajukan:terbit",
	    .purpose = "naskah.permohonan",
	    .name = "a.pdf",
	    .type = "application/pdf",
	    .size = 5,
	    .blob = id,
	    .scan = "",
	    .note = "",
	    .created_at = NOW};

	assert_int_equal(file_add(f->db, &row, &f->e), 0);
	return id;
}

static struct missive
letter(struct fixture *f, const char *code, int64_t case_id)
{
	static const char hash[MISSIVE_HASH] = "hash";

	return (struct missive){.code = code,
	    .case_id = case_id,
	    .submission = case_id ? "" : "person:1 ajukan:terbit",
	    .kind = "rekomendasi",
	    .number = "1/2026",
	    .dated = "2026-11-22",
	    .seat = "Kepala Dinas",
	    .form = MISSIVE_DRAFT,
	    .file_id = add_file(f, code),
	    .sha256 = {hash, MISSIVE_HASH},
	    .source = {hash, MISSIVE_HASH},
	    .made_by = f->person,
	    .made_at = NOW};
}

/* --- numbers ------------------------------------------------------------ */

static struct sample {
	const char *name, *first, *second;
	int again; /* what the second take gives */
} samples[] = {
    {"the same", "000.6.5/017/2026", "000.6.5/017/2026", 0},
    {"blanks between", "000.6/041.6/DKIP-MU/2026",
	"000.6 / 041.6 / DKIP-MU / 2026", 0},
    {"small letters", "1/DISKOMINFO/2026", "1/Diskominfo/2026", 0},
    {"another serial", "000.6.5/017/2026", "000.6.5/018/2026", 1},
    {"another year", "000.6.5/017/2026", "000.6.5/017/2027", 1},
    {"a suffix", "41/DISKOMINFO/2026", "41.A/DISKOMINFO/2026", 1},
};

static void
test_number(void **state)
{
	const struct sample *s = *state;
	struct fixture *f;
	void *own;

	assert_int_equal(setup(&own), 0);
	f = own;
	assert_int_equal(
	    missive_take_number(f->db, &f->a, s->first, 1, NOW, &f->e), 1);
	assert_int_equal(
	    missive_number_used(f->db, &f->a, s->second, &f->e), !s->again);
	assert_int_equal(
	    missive_take_number(f->db, &f->a, s->second, 2, NOW, &f->e),
	    s->again);
	db_rollback(f->db);
	assert_int_equal(teardown(&own), 0);
}

/* Two processes take the next of a series: the second waits for the first,
 * and has another. */
static void
test_two_at_once(void **state)
{
	struct fixture *f = *state;
	int64_t one, two, last;
	struct db *other;

	assert_int_equal(series_next(f->db, "naskah:2026:x", &one, &f->e), 0);
	assert_int_equal(db_open_lazy(&other, DB_TENANT, f->path, &f->e), 0);
	assert_int_equal(db_begin(other, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_BUSY);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	f->e = (struct err){0};
	assert_int_equal(db_begin(other, &f->e), 0);
	assert_int_equal(series_next(other, "naskah:2026:x", &two, &f->e), 0);
	assert_int_equal(db_commit(other, &f->e), 0);
	assert_int_equal(series_last(other, "naskah:2026:x", &last, &f->e), 0);
	assert_true(one == 1 && two == 2 && last == 2);
	assert_int_equal(series_last(other, "naskah:2027:x", &last, &f->e), 0);
	assert_int_equal(last, 0);
	db_close(other);
}

static struct missive_draft
numbered(const char *submission, const char *number, int64_t serial)
{
	static const char hash[MISSIVE_HASH] = "hash";

	return (struct missive_draft){.m = {.code = submission,
					  .submission = submission,
					  .kind = "rekomendasi",
					  .number = number,
					  .dated = "2026-11-22",
					  .seat = "",
					  .form = MISSIVE_DRAFT,
					  .source = {hash, MISSIVE_HASH}},
	    .pdf = STR("%PDF-"),
	    .series = serial ? "naskah:2026:x" : NULL,
	    .serial = serial};
}

/* Two letters were set with the same next number: one of them is kept. */
static void
test_taken_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct ctx cx = {.db = f->db, .arena = &f->a, .now = NOW};
	struct dossier d = {0};
	struct missive_draft one = numbered("a", "1/2026", 1),
			     two = numbered("b", "1/2026", 1),
			     typed = numbered("c", "1 / 2026", 0),
			     next = numbered("d", "3/2026", 3);
	struct missive m;

	db_rollback(f->db);
	cx.actor.person = f->person;
	assert_int_equal(missive_keep(&cx, &d, &one, "made", &f->e), 0);
	assert_int_equal(missive_keep(&cx, &d, &two, "made", &f->e), -1);
	assert_int_equal(f->e.kind, ERR_CONFLICT);
	f->e = (struct err){0};
	assert_int_equal(missive_keep(&cx, &d, &typed, "made", &f->e), -1);
	assert_int_equal(f->e.kind, ERR_CONFLICT);
	assert_int_equal(missive_by_code(f->db, &f->a, &m, "b", &f->e), 0);
	assert_int_equal(missive_by_code(f->db, &f->a, &m, "c", &f->e), 0);
	/* Over one that somebody has typed. */
	f->e = (struct err){0};
	assert_int_equal(missive_keep(&cx, &d, &next, "made", &f->e), 0);
	assert_int_equal(missive_by_code(f->db, &f->a, &m, "d", &f->e), 1);
	assert_memory_equal(m.sha256.p, next.m.sha256.p, MISSIVE_HASH);
}

/* --- rows --------------------------------------------------------------- */

static void
test_replaced(void **state)
{
	struct fixture *f = *state;
	struct missive a = letter(f, "a", f->case_id),
		       b = letter(f, "b", f->case_id), m, *v;
	size_t n;

	assert_int_equal(missive_add(f->db, &a, 0, &f->e), 0);
	assert_int_equal(missive_add(f->db, &b, a.id, &f->e), 0);
	assert_int_equal(missive_by_code(f->db, &f->a, &m, "a", &f->e), 1);
	assert_int_equal(m.replaced_by, b.id);
	assert_false(missive_stands(&m));
	assert_int_equal(missive_current(f->db, &f->a, &m, f->case_id,
			     "rekomendasi", 0, 0, &f->e),
	    1);
	assert_string_equal(m.code, "b");
	assert_int_equal(
	    missive_of_case(f->db, &f->a, &v, &n, f->case_id, &f->e), 0);
	assert_int_equal(n, 2);
	assert_string_equal(v[0].code, "b");
	/* What stands no more is not replaced again. */
	m = letter(f, "c", f->case_id);
	assert_int_equal(missive_add(f->db, &m, a.id, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_CONFLICT);
}

static void
test_one_stands(void **state)
{
	struct fixture *f = *state;
	struct missive a = letter(f, "a", f->case_id),
		       b = letter(f, "b", f->case_id);

	assert_int_equal(missive_add(f->db, &a, 0, &f->e), 0);
	assert_int_equal(missive_add(f->db, &b, 0, &f->e), -1);
}

static void
test_withdrawn(void **state)
{
	struct fixture *f = *state;
	struct missive a = letter(f, "a", f->case_id),
		       b = letter(f, "b", f->case_id), m;

	assert_int_equal(missive_add(f->db, &a, 0, &f->e), 0);
	assert_int_equal(
	    missive_end(f->db, a.id, f->person, "Salah", NOW, &f->e), 1);
	assert_int_equal(
	    missive_end(f->db, a.id, f->person, "Lagi", NOW, &f->e), 0);
	assert_int_equal(missive_by_id(f->db, &f->a, &m, a.id, &f->e), 1);
	assert_false(missive_stands(&m));
	assert_string_equal(m.why, "Salah");
	assert_int_equal(missive_add(f->db, &b, 0, &f->e), 0);
}

static void
test_of_a_form(void **state)
{
	static const char form[] = "person:1 ajukan:terbit";
	struct fixture *f = *state;
	struct missive a = letter(f, "a", 0), b = letter(f, "b", 0), m;
	struct file file;

	assert_int_equal(missive_add(f->db, &a, 0, &f->e), 0);
	assert_int_equal(missive_add(f->db, &b, a.id, &f->e), 0);
	assert_int_equal(
	    missive_of_form(f->db, &f->a, &m, form, "rekomendasi", &f->e), 1);
	assert_string_equal(m.code, "b");
	assert_int_equal(
	    missive_claim(f->db, &f->a, form, "person:1", f->case_id, &f->e),
	    0);
	assert_int_equal(
	    missive_of_form(f->db, &f->a, &m, form, "rekomendasi", &f->e), 0);
	assert_int_equal(missive_by_code(f->db, &f->a, &m, "a", &f->e), 1);
	assert_int_equal(m.case_id, f->case_id);
	assert_int_equal(file_get(f->db, &f->a, &file, "a", &f->e), 1);
	assert_int_equal(file.case_id, f->case_id);
}

static void
test_thrown_away(void **state)
{
	struct fixture *f = *state;
	struct missive a = letter(f, "a", 0), b = letter(f, "b", 0), m;
	struct file file;

	assert_int_equal(missive_add(f->db, &a, 0, &f->e), 0);
	assert_int_equal(missive_add(f->db, &b, a.id, &f->e), 0);
	assert_int_equal(file_get(f->db, &f->a, &file, "b", &f->e), 1);
	assert_int_equal(file_remove(f->db, &file, &f->e), 1);
	assert_int_equal(missive_by_code(f->db, &f->a, &m, "a", &f->e), 0);
	assert_int_equal(missive_by_code(f->db, &f->a, &m, "b", &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

/* --- kantor.yaml -------------------------------------------------------- */

#define OFFICE                                                  \
	"id: uji\nnama: Dinas Uji\nsingkatan: Uji\nzona: WIB\n" \
	"warna: \"#0b5d3b\"\ndomain_email: [uji.example]\n"     \
	"nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"            \
	"layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n"

static void
test_profile(void **state)
{
	struct fixture *f = *state;
	struct sop_problems p;
	const struct office *o = office_parse(&f->a,
	    STR(OFFICE "kop: [PEMERINTAH KOTA UJI, DINAS UJI]\n"
		       "surat:\n  kertas: F4\n"
		       "  nomor: {rekomendasi: \"R/{urut}/{tahun}\",\n"
		       "    lainnya: \"L/{urut}/{tahun}\"}\n"
		       "  penandatangan: {terbit: kabid a.n. kadis}\n"
		       "  jabatan: {kadis: Kepala Dinas Uji Kota Uji}\n"
		       "  tembusan: {terbit: [Sekretaris Daerah]}\n"),
	    &p);
	const struct missive_conf *c;

	assert_non_null(o);
	c = &o->missive;
	assert_true(c->f4);
	assert_string_equal(c->head[1], "DINAS UJI");
	assert_null(c->head[2]);
	assert_string_equal(c->number[MISSIVE_RECOMMEND], "R/{urut}/{tahun}");
	assert_string_equal(c->number[MISSIVE_AUDIT], "L/{urut}/{tahun}");
	assert_null(c->number[MISSIVE_RECEIPT]);
	assert_string_equal(c->signer[MISSIVE_ISSUED].lane, "kabid");
	assert_string_equal(c->signer[MISSIVE_ISSUED].for_, "kadis");
	assert_int_equal(c->copies_n[MISSIVE_ISSUED], 1);
	assert_string_equal(
	    missive_seat(c, "kadis", "Kepala"), "Kepala Dinas Uji Kota Uji");
	assert_string_equal(missive_seat(c, "kasi", "Kasi"), "Kasi");
	o = office_parse(&f->a, STR(OFFICE), &p);
	assert_non_null(o);
	assert_false(o->missive.f4);
	assert_non_null(o->missive.number[MISSIVE_REPORT]);
}

static struct wrong {
	const char *name, *text, *part;
} wrongs[] = {
    {"no such kind", OFFICE "surat: {nomor: {rekom: \"{urut}/{tahun}\"}}\n",
	"\"rekom\""},
    {"a number without year", OFFICE "surat: {nomor: {terbit: \"{urut}\"}}\n",
	"{tahun}"},
    {"a kind without numbers",
	OFFICE "surat: {nomor: {disposisi: \"{urut}/{tahun}\"}}\n",
	"tidak diberi nomor"},
    {"paper", OFFICE "surat: {kertas: A3}\n", "A3"},
    {"copies without kind", OFFICE "surat: {tembusan: [Bupati]}\n", "tembusan"},
    {"copies as a text", OFFICE "surat: {tembusan: {terbit: Bupati}}\n",
	"daftar"},
    {"a letterhead of six lines", OFFICE "kop: [a, b, c, d, e, f]\n",
	"paling banyak 5"},
    {"an empty line", OFFICE "kop: [a, \"\"]\n", "kop"},
};

static void
test_wrong(void **state)
{
	const struct wrong *w = *state;
	struct sop_problems p;
	struct arena a;
	bool found = false;

	arena_init(&a, MIB);
	assert_null(office_parse(&a, str_of(w->text), &p));
	for (size_t i = 0; i < p.n; i++)
		found = found || strstr(p.v[i].text, w->part);
	if (!found && p.n > 0)
		print_message("%s\n", p.v[0].text);
	assert_true(found);
	arena_clear(&a);
}

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest fixed[] = {TEST(test_two_at_once),
	    TEST(test_taken_meanwhile), TEST(test_replaced),
	    TEST(test_one_stands), TEST(test_withdrawn), TEST(test_of_a_form),
	    TEST(test_thrown_away), TEST(test_profile)};
	struct CMUnitTest tests[COUNT(fixed) + COUNT(samples) + COUNT(wrongs)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(fixed); i++)
		tests[n++] = fixed[i];
	for (size_t i = 0; i < COUNT(samples); i++)
		tests[n++] = (struct CMUnitTest){
		    samples[i].name, test_number, NULL, NULL, &samples[i]};
	for (size_t i = 0; i < COUNT(wrongs); i++)
		tests[n++] = (struct CMUnitTest){
		    wrongs[i].name, test_wrong, NULL, NULL, &wrongs[i]};
	return cmocka_run_group_tests_name("missive", tests, NULL, NULL);
}
