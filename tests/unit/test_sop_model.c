#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "sop/keep.h"

/* What the model holds of a whole file, and what very large files get. */

#define FOLDER "tests/data/tenants/contoh/"
#define FIRST                                                             \
	"judul: A\npelaksana:\n  - {id: p, jabatan: P, peran: pemohon}\n" \
	"langkah:\n"

static struct str
load(struct arena *a, const char *path)
{
	char *p = arena_alloc(a, LIMIT_SOP_FILE);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		fail_msg("%s: cannot open", path);
	n = fread(p, 1, LIMIT_SOP_FILE, f);
	fclose(f);
	return (struct str){p, n};
}

static const struct row *
row_at(const struct sop *s, const char *no)
{
	return &s->rows[sop_row(s, str_of(no))];
}

static void
test_model(void **state)
{
	struct sop_problems p;
	struct arena a;
	const struct sop *s;
	const struct row *row;

	(void)state;
	arena_init(&a, 4 * MIB);
	s = sop_parse(&a, load(&a, FOLDER "tanda-tangan-camat.sop.yaml"), &p);
	assert_non_null(s);
	assert_int_equal(p.n, 0);
	assert_true(s->certificate);
	assert_int_equal(sop_first(s), 0);
	assert_int_equal(sop_row(s, STR("9")), ROW_NONE);
	assert_int_equal(sop_lane(s, STR("balai")), 3);
	assert_int_equal(sop_item(s, STR("pas_foto")), 1);
	assert_int_equal(sop_lane(s, STR("kadis")), ROW_NONE);
	assert_string_equal(s->summary,
	    "Camat dan lurah mendapat sertifikat elektronik untuk "
	    "menandatangani surat pelayanan warga.");
	assert_null(s->revised);

	assert_int_equal(s->sections_n, 3);
	assert_string_equal(s->sections[1].title, "Keterkaitan");
	assert_string_equal(s->sections[2].title, "Maklumat");
	assert_int_equal(s->sections[2].lines_n, 1);

	assert_int_equal(s->items[0].form, ITEM_FILE);
	assert_true(s->items[0].required && s->items[0].per_holder);
	assert_int_equal(s->items[1].form, ITEM_PHOTO);
	assert_false(s->items[1].required);
	assert_non_null(s->items[1].help);
	assert_int_equal(s->items[2].form, ITEM_PHONE);
	assert_false(s->items[2].per_holder);
	assert_int_equal(s->lanes[3].role, LANE_EXTERNAL);
	assert_int_equal(s->lanes[3].recorder, 2);
	assert_int_equal(s->lanes[1].recorder, 1);
	assert_int_equal(s->lanes[1].standin, 2);
	assert_int_equal(s->lanes[1].superior, ROW_NONE);
	assert_int_equal(s->lanes[2].superior, 1);
	assert_int_equal(s->lanes[2].standin, ROW_NONE);

	row = row_at(s, "2");
	assert_int_equal(row->items_n, 1);
	assert_int_equal(row->needs_n, 2);
	assert_string_equal(row->needs[0], "Surat tugas camat atau lurah");
	assert_string_equal(row->needs[1], "Daftar calon pemilik");
	assert_int_equal(row->next[OUT_COMPLETE], sop_row(s, STR("3")));
	assert_int_equal(row->next[OUT_REJECTED], ROW_END);
	assert_int_equal(row->next[OUT_DONE], ROW_NONE);
	assert_int_equal(row_at(s, "2.1")->number, 2);
	assert_non_null(row_at(s, "2.1")->implied);
	assert_int_equal(row_at(s, "4")->link_hours, 48);
	assert_int_equal(row_at(s, "1")->owner, OWNER_APPLICANT);
	assert_int_equal(row_at(s, "6")->owner, OWNER_BSRE);
	assert_int_equal(row_at(s, "7")->owner, OWNER_OFFICE);
	assert_true(row_at(s, "7")->per_holder);
	assert_int_equal(row_at(s, "7")->joins, 0);
	assert_int_equal(row_at(s, "8")->joins, 1);
	assert_int_equal(row_at(s, "2")->joins, 0);
	assert_null(row_at(s, "2")->remind);
	assert_int_equal(row_at(s, "7")->remind->n, 0);
	assert_int_equal(row_at(s, "6")->remind->n, 1);
	assert_int_equal(row_at(s, "6")->remind->v[0].from, REMIND_AFTER);
	assert_int_equal(row_at(s, "6")->remind->v[0].time.max, 3);
	arena_clear(&a);
}

/* A file with one such text n times after head. */
static struct str
repeated(struct sb *b, const char *head, const char *text, size_t n)
{
	sb_init(b, 2 * LIMIT_SOP_FILE);
	sb_puts(b, head);
	for (size_t i = 0; i < n; i++)
		sb_puts(b, text);
	return sb_get(b);
}

static void
one_problem(struct str text, unsigned line, const char *part)
{
	struct sop_problems p;
	struct arena a;

	arena_init(&a, 8 * MIB);
	assert_null(sop_parse(&a, text, &p));
	assert_int_equal(p.n, 1);
	assert_int_equal(p.v[0].line, line);
	assert_non_null(strstr(p.v[0].text, part));
	arena_clear(&a);
}

static void
expect_custody(const struct sop *s, const char *name, const char *class,
    const char *lane, const char *issued, const char *abandoned)
{
	const struct custody *c = sop_custody_of(s, str_of(name));
	struct arena a;

	arena_init(&a, MIB);
	assert_string_equal(c->id, class);
	assert_ptr_equal(sop_custody(s, str_of(class)), c);
	assert_string_equal(s->lanes[c->lane].id, lane);
	assert_string_equal(keep_text(&a, c->keep[KEEP_ISSUED]), issued);
	assert_string_equal(keep_text(&a, c->keep[KEEP_ABANDONED]), abandoned);
	arena_clear(&a);
}

/* Classes as they are written, and what an SOP without them gets. */
static void
test_custody(void **state)
{
	struct sop_problems p;
	struct arena a;
	const struct sop *s;

	(void)state;
	arena_init(&a, 8 * MIB);
	s = sop_parse(&a, load(&a, FOLDER "tanda-tangan-camat.sop.yaml"), &p);
	assert_int_equal(s->custody_n, 3);
	expect_custody(
	    s, "surat_tugas", "surat", "loket", "2 tahun", "30 hari");
	expect_custody(s, "pas_foto", "foto", "analis", "14 hari", "7 hari");
	expect_custody(s, "foto_ktp", "foto", "analis", "14 hari", "7 hari");
	expect_custody(
	    s, "laporan_uji", "berkas", "loket", "5 tahun", "90 hari");
	assert_string_equal(keep_text(&a, s->abandoned_after), "60 hari");
	assert_null(sop_custody(s, STR("rahasia")));

	s = sop_parse(
	    &a, load(&a, "deploy/tenants/tapin/penerbitan.sop.yaml"), &p);
	assert_int_equal(s->custody_n, 2);
	expect_custody(
	    s, "foto_selfie", "foto", "verifikator", "30 hari", "7 hari");
	expect_custody(
	    s, "surat", "berkas", "verifikator", "5 tahun", "90 hari");
	assert_string_equal(keep_text(&a, s->abandoned_after), "90 hari");
	arena_clear(&a);
}

static void
test_limits(void **state)
{
	struct sb b;

	(void)state;
	one_problem(repeated(&b, "", "# seribu\n", LIMIT_SOP_FILE / 9 + 1), 1,
	    "512 KiB");
	sb_clear(&b);
	one_problem(repeated(&b, "catatan:\n", "- a\n", LIMIT_SOP_NODES), 19999,
	    "20000 nilai");
	sb_clear(&b);
	one_problem(repeated(&b, "", "[", LIMIT_SOP_FILE), 1, "8 tingkat");
	sb_clear(&b);
	one_problem(
	    repeated(&b, "", "{a: ", LIMIT_SOP_FILE / 4), 1, "8 tingkat");
	sb_clear(&b);
}

/* The 61st row is refused, and 60 are read. */
static void
test_row_limit(void **state)
{
	for (size_t n = LIMIT_SOP_ROWS; n <= LIMIT_SOP_ROWS + 1; n++) {
		struct sop_problems p;
		struct arena a;
		struct sb b;

		(void)state;
		sb_init(&b, LIMIT_SOP_FILE);
		sb_puts(&b, FIRST);
		for (size_t i = 1; i <= n; i++)
			sb_printf(&b,
			    "  - {no: %zu, kegiatan: A, pelaksana: p, waktu: "
			    "1 jam, jenis: apply, lanjut: {submitted: %zu}}\n",
			    i, i + 1);
		arena_init(&a, 8 * MIB);
		assert_null(sop_parse(&a, sb_get(&b), &p));
		assert_int_equal(p.v[p.n - 1].line, n + 4);
		assert_non_null(strstr(p.v[p.n - 1].text,
		    n == LIMIT_SOP_ROWS ? "Tujuan \"61\"" : "paling banyak"));
		arena_clear(&a);
		sb_clear(&b);
	}
}

/* The list of problems ends, and says so; memory stays bounded. */
static void
test_many_problems(void **state)
{
	struct sop_problems p;
	struct arena a;
	struct sb b;
	struct str text =
	    repeated(&b, "", "\"kunci yang tidak ada\": 1\n", 5000);

	(void)state;
	arena_init(&a, 8 * MIB);
	assert_null(sop_parse(&a, text, &p));
	assert_int_equal(p.n, 201);
	assert_int_equal(p.errors, 5002);
	assert_non_null(strstr(p.v[200].text, "masalah lain"));
	assert_true(p.v[200].warning);
	arena_clear(&a);
	sb_clear(&b);
}

/* No part of a good file is mistaken for the whole without an error. */
static void
test_every_prefix(void **state)
{
	struct arena a, t;
	struct str text;

	(void)state;
	arena_init(&t, MIB);
	arena_init(&a, 4 * MIB);
	text = load(&t, FOLDER "tanda-tangan-camat.sop.yaml");
	for (size_t n = 0; n < text.n; n += 3) {
		struct sop_problems p;
		const struct sop *s =
		    sop_parse(&a, (struct str){text.p, n}, &p);

		assert_int_equal(s == NULL, p.errors > 0);
		if (n < text.n - 30)
			assert_null(s);
		arena_reset(&a);
	}
	arena_clear(&a);
	arena_clear(&t);
}

/* An SOP is read in less than 2 ms; the best of many, as machines are busy. */
static void
test_speed(void **state)
{
	int64_t best = INT64_MAX;
	struct arena a, t;
	struct str text;

	(void)state;
	arena_init(&t, MIB);
	arena_init(&a, 4 * MIB);
	text = load(&t, "deploy/tenants/tapin/penerbitan.sop.yaml");
	for (int i = 0; i < 20; i++) {
		struct sop_problems p;
		int64_t start = clock_steady_us(), us;

		assert_non_null(sop_parse(&a, text, &p));
		us = clock_steady_us() - start;
		best = us < best ? us : best;
		arena_reset(&a);
	}
	print_message("%lld us\n", (long long)best);
	assert_true(best < 2000);
	arena_clear(&a);
	arena_clear(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_model),
	    cmocka_unit_test(test_custody),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_row_limit),
	    cmocka_unit_test(test_many_problems),
	    cmocka_unit_test(test_every_prefix),
	    cmocka_unit_test(test_speed),
	};

	return cmocka_run_group_tests_name("sop_model", tests, NULL, NULL);
}
