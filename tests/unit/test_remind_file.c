/*
 * Reminders as files write them, in kantor.yaml and in SOPs, with superiors
 * and stand-ins: what is taken, and every mistake at its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sop/remind.h"

/*
 * A ~ stands where an error is expected, a ` where a warning is; see
 * test_sop.c.
 */
#define OFFICE                                                           \
	"id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n" \
	"domain_email: [uji.example]\nzona: WIB\n"                       \
	"nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"                     \
	"layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n"
#define LISTS(text)   OFFICE "pengingat: " text "\n"
#define OF(whose, it) OFFICE "pengingat:\n  " whose ":\n" it
#define RULE(it)      "    - {" it "}\n"

#define SOP(lanes, rows)                                                    \
	"judul: Uji\npelaksana:\n"                                          \
	"  - {id: p, jabatan: Pemohon, peran: pemohon}\n" lanes             \
	"langkah:\n  - {no: 1, kegiatan: A, pelaksana: p, waktu: 1 hari,\n" \
	"     jenis: apply, lanjut: {submitted: 2}}\n" rows
#define LANE(id, more) "  - {id: " id ", jabatan: J, peran: pejabat" more "}\n"
#define VERIFIER       "  - {id: v, jabatan: V, peran: verifikator}\n"
#define LAST(time, rules)                                                  \
	"  - {no: 2, kegiatan: B, pelaksana: v, " time "jenis: confirm,\n" \
	"     lanjut: {done: selesai},\n     pengingat: " rules "}\n"
#define ROW(rules) SOP(VERIFIER, LAST("waktu: 1 hari, ", rules))
#define OWN(rules)                                                    \
	SOP(VERIFIER,                                                 \
	    "  - {no: 2, kegiatan: B, pelaksana: p, waktu: 1 hari,\n" \
	    "     jenis: confirm, lanjut: {done: selesai},\n"         \
	    "     pengingat: " rules "}\n")
#define CHAIN(lanes)                                                         \
	SOP(lanes, "  - {no: 2, kegiatan: B, pelaksana: a, waktu: 1 hari,\n" \
		   "     jenis: confirm, lanjut: {done: selesai}}\n")

static struct sample {
	const char *name;
	bool sop;
	const char *text;
	const char *parts[4];
} samples[] = {
    /* kantor.yaml */
    {"absent", false, OFFICE, {0}},
    {"empty", false, LISTS(""), {0}},
    {"none for anybody", false,
	LISTS("{kantor: tidak, pemohon: tidak, bsre: tidak}"), {0}},
    {"all moments", false,
	OF("pemohon", RULE("saat: 4 jam sebelum") RULE("saat: Tepat waktu")
			  RULE("saat: 1 hari sesudah")
			      RULE("saat: 3 hari kalender sejak dibuka")
				  RULE("saat: 7 HARI sebelum ditinggalkan")),
	{0}},
    {"all audiences", false,
	OF("kantor", RULE("saat: tepat waktu")
			 RULE("saat: tepat waktu, kepada: pengganti")
			     RULE("saat: tepat waktu, kepada: atasan")),
	{0}},
    {"a list for nobody", false, LISTS("{~verifikator: tidak}"),
	{"\"verifikator\" tidak dikenal pada pengingat"}},
    {"a list alone", false, LISTS("~[{saat: tepat waktu}]"),
	{"kunci dan nilai"}},
    {"another word", false, LISTS("{kantor: ~nanti}"), {"pilihannya: tidak"}},
    {"a map for the list", false, LISTS("{kantor: ~{saat: tepat waktu}}"),
	{"harus berupa daftar"}},
    {"an empty list", false, LISTS("{kantor: ~[]}"), {"tulis \"tidak\""}},
    {"texts for rules", false, LISTS("{kantor: [~tepat waktu]}"),
	{"kunci dan nilai"}},
    {"no moment", false, OF("kantor", "    - ~{kepada: atasan}\n"),
	{"\"saat\" belum ada"}},
    {"unknown key", false, OF("kantor", RULE("saat: tepat waktu, ~ke: atasan")),
	{"\"ke\" tidak dikenal"}},
    {"unknown audience", false,
	OF("kantor", RULE("saat: tepat waktu, kepada: ~atsan")),
	{"mungkin maksudnya \"atasan\""}},
    {"unreadable moment", false, OF("kantor", RULE("saat: ~besok")),
	{"\"besok\" tidak terbaca"}},
    {"no time", false, OF("kantor", RULE("saat: ~sesudah")),
	{"\"sesudah\" tidak terbaca"}},
    {"time without moment", false, OF("kantor", RULE("saat: ~1 hari")),
	{"tidak terbaca"}},
    {"unreadable time", false, OF("kantor", RULE("saat: ~satu hari sesudah")),
	{"tidak terbaca"}},
    {"a range", false, OF("kantor", RULE("saat: ~1-2 hari sesudah")),
	{"tidak terbaca"}},
    {"no blank", false, OF("kantor", RULE("saat: ~1 harisesudah")),
	{"tidak terbaca"}},
    {"the same twice", false,
	OF("kantor", RULE("saat: 1 hari sesudah") "    - ~{saat: 1 HARI  kerja "
						  "sesudah}\n"),
	{"di baris 12"}},
    {"the same for others", false,
	OF("kantor", RULE("saat: 1 hari sesudah")
			 RULE("saat: 1 hari sesudah, kepada: atasan")),
	{0}},
    {"an applicant's superior", false,
	OF("pemohon", RULE("saat: tepat waktu, kepada: ~atasan")),
	{"Pemohon tidak punya"}},
    {"abandoned at a desk", false,
	OF("kantor", RULE("saat: ~1 hari sebelum ditinggalkan")),
	{"hanya untuk langkah pemohon"}},
    {"abandoned at BSrE", false,
	OF("bsre", RULE("saat: ~1 hari sebelum ditinggalkan")),
	{"hanya untuk langkah pemohon"}},
    {"without a time", false,
	OF("tanpa_waktu", RULE("saat: 2 hari sejak dibuka")), {0}},
    {"without a time, due", false,
	OF("tanpa_waktu", RULE("saat: ~tepat waktu")), {"Tanpa \"waktu\""}},
    {"twelve", false,
	LISTS("{kantor: [{saat: 1 jam sesudah}, {saat: 2 jam sesudah},\n"
	      " {saat: 3 jam sesudah}, {saat: 4 jam sesudah},\n"
	      " {saat: 5 jam sesudah}, {saat: 6 jam sesudah},\n"
	      " {saat: 7 jam sesudah}, {saat: 8 jam sesudah},\n"
	      " {saat: 9 jam sesudah}, {saat: 10 jam sesudah},\n"
	      " {saat: 11 jam sesudah}, {saat: 12 jam sesudah}]}"),
	{0}},
    {"thirteen", false,
	LISTS("{kantor: [{saat: 1 jam sesudah}, {saat: 2 jam sesudah},\n"
	      " {saat: 3 jam sesudah}, {saat: 4 jam sesudah},\n"
	      " {saat: 5 jam sesudah}, {saat: 6 jam sesudah},\n"
	      " {saat: 7 jam sesudah}, {saat: 8 jam sesudah},\n"
	      " {saat: 9 jam sesudah}, {saat: 10 jam sesudah},\n"
	      " {saat: 11 jam sesudah}, {saat: 12 jam sesudah},\n"
	      " ~{saat: 13 jam sesudah}]}"),
	{"paling banyak 12"}},
    /* rows */
    {"row without", true, ROW("tidak"), {0}},
    {"row with rules", true,
	ROW("[{saat: 3 jam sebelum}, {saat: tepat waktu, kepada: atasan}]"),
	{0}},
    {"row, another word", true, ROW("~ya"), {"pilihannya: tidak"}},
    {"row, empty list", true, ROW("~[]"), {"tulis \"tidak\""}},
    {"row, unreadable", true, ROW("[{saat: ~x}]"), {"tidak terbaca"}},
    {"row without a time", true,
	SOP(VERIFIER,
	    "  - {no: `2, kegiatan: B, pelaksana: v, jenis: confirm,\n"
	    "     lanjut: {done: selesai},\n"
	    "     pengingat: [{saat: ~tepat waktu}, {saat: ~1 jam sebelum},\n"
	    "       {saat: ~1 jam sesudah}, {saat: 1 jam sejak dibuka}]}\n"),
	{"belum punya waktu", "Tanpa \"waktu\"", "Tanpa \"waktu\"",
	    "Tanpa \"waktu\""}},
    {"row, before most of its time", true, ROW("[{saat: `4 jam sebelum}]"),
	{"tidak pernah dikirim"}},
    {"row, by another count", true, ROW("[{saat: 20 jam kalender sebelum}]"),
	{0}},
    {"row of a desk, abandoned", true,
	ROW("[{saat: ~1 hari sebelum ditinggalkan}]"),
	{"hanya untuk langkah pemohon"}},
    {"row of the applicant", true,
	OWN("[{saat: 1 hari sebelum ditinggalkan}, {saat: tepat waktu,\n"
	    "       kepada: ~pengganti}]"),
	{"Pemohon tidak punya"}},
    /* superiors and stand-ins */
    {"chain", true,
	CHAIN(LANE("a", ", atasan: b, pengganti: v") LANE("b", "") VERIFIER),
	{0}},
    {"unknown superior", true, CHAIN(LANE("a", ", atasan: ~c") LANE("b", "")),
	{"\"c\" tidak ada di daftar pelaksana; pilihannya: p, a, b"}},
    {"unknown stand-in", true, CHAIN(LANE("a", ", pengganti: ~c")),
	{"\"c\" tidak ada"}},
    {"own superior", true, CHAIN(LANE("a", ", atasan: ~a")),
	{"menunjuk dirinya sendiri"}},
    {"own stand-in", true, CHAIN(LANE("a", ", pengganti: ~a")),
	{"menunjuk dirinya sendiri"}},
    {"applicant as superior", true, CHAIN(LANE("a", ", atasan: ~p")),
	{"bukan orang kantor"}},
    {"superior of BSrE", true,
	CHAIN(LANE("a", "") "  - {id: b, jabatan: B, peran: luar,\n"
			    "     dicatat_oleh: a, atasan: ~a}\n"),
	{"hanya untuk pelaksana"}},
    {"circle", true,
	CHAIN(LANE("a", ", atasan: ~b") LANE("b", ", atasan: ~c")
		LANE("c", ", atasan: ~a") LANE("d", ", atasan: a")),
	{"berputar", "berputar", "berputar"}},
    {"stand-ins of each other", true,
	CHAIN(LANE("a", ", pengganti: b") LANE("b", ", pengganti: a")), {0}},
};

struct want {
	unsigned line, column;
	bool warning;
};

/* Take the marks out; returns how many. */
static size_t
unmark(const char *in, char *out, struct want *want)
{
	unsigned line = 1, column = 1;
	size_t n = 0;

	for (const char *c = in; *c; c++) {
		if (*c == '~' || *c == '`') {
			want[n++] = (struct want){line, column, *c == '`'};
			continue;
		}
		*out++ = *c;
		column = *c == '\n' ? 1 : column + 1;
		line += *c == '\n';
	}
	*out = '\0';
	return n;
}

static void
test_sample(void **state)
{
	const struct sample *r = *state;
	char text[2048];
	struct want want[8];
	struct sop_problems p;
	struct arena a;
	size_t n, errors = 0;
	bool taken;

	assert_true(strlen(r->text) < sizeof(text));
	n = unmark(r->text, text, want);
	arena_init(&a, MIB);
	taken = r->sop ? sop_parse(&a, str_of(text), &p) != NULL
		       : office_parse(&a, str_of(text), &p) != NULL;
	for (size_t i = 0; i < p.n; i++)
		print_message(
		    "  %u:%u %s\n", p.v[i].line, p.v[i].column, p.v[i].text);
	assert_int_equal(p.n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(p.v[i].line, want[i].line);
		assert_int_equal(p.v[i].column, want[i].column);
		assert_int_equal(p.v[i].warning, want[i].warning);
		assert_non_null(strstr(p.v[i].text, r->parts[i]));
		errors += !want[i].warning;
	}
	assert_int_equal(p.errors, errors);
	assert_int_equal(taken, errors == 0);
	arena_clear(&a);
}

/* What is said stands for what is the rule otherwise, list by list. */
static void
test_lists(void **state)
{
	const char text[] = OF("kantor", RULE("saat: 2 jam sesudah, kepada: "
					      "atasan")) "  bsre: tidak\n";
	struct sop_problems p;
	const struct office *o;
	const struct reminders *r;
	struct row row = {.owner = OWNER_BSRE};
	struct arena a;

	(void)state;
	arena_init(&a, MIB);
	o = office_parse(&a, str_of(text), &p);
	assert_non_null(o);
	r = &o->remind[OWNER_OFFICE];
	assert_int_equal(r->n, 1);
	assert_int_equal(r->v[0].from, REMIND_AFTER);
	assert_int_equal(r->v[0].to, REMIND_SUPERIOR);
	assert_int_equal(r->v[0].time.max, 2);
	assert_int_equal(r->v[0].time.unit, TIME_HOUR);
	assert_ptr_equal(
	    o->remind[OWNER_APPLICANT].v, remind_default[OWNER_APPLICANT].v);
	assert_int_equal(o->remind[OWNER_BSRE].n, 0);
	assert_ptr_equal(remind_rules(o, &row), &o->remind[REMIND_UNTIMED]);
	row.time = (struct duration){1, 1, TIME_DAY, TIME_WORKING};
	assert_ptr_equal(remind_rules(o, &row), &o->remind[OWNER_BSRE]);
	row.remind = r;
	assert_ptr_equal(remind_rules(o, &row), r);
	arena_clear(&a);
}

int
main(void)
{
	enum { N = sizeof(samples) / sizeof(samples[0]) };
	struct CMUnitTest tests[N + 1] = {cmocka_unit_test(test_lists)};

	for (size_t i = 0; i < N; i++)
		tests[i + 1] = (struct CMUnitTest){
		    samples[i].name, test_sample, NULL, NULL, &samples[i]};
	return cmocka_run_group_tests_name("remind_file", tests, NULL, NULL);
}
