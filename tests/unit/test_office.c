#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sop/office.h"

/* A ~ stands where an error is expected; see test_sop.c. */
#define NAMES          "id: uji\nnama: Dinas Uji\nsingkatan: Uji\n"
#define COLOUR         "zona: WIB\nwarna: \"#0b5d3b\"\n"
#define DOMAIN         "domain_email: [uji.example, .go.example]\n"
#define NUMBER         "nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"
#define TAIL           "layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n"
#define WITH_NUMBER(n) NAMES COLOUR DOMAIN "nomor_permohonan: " n "\n" TAIL

static struct sample {
	const char *name, *text;
	const char *parts[8];
} samples[] = {
    {"whole", NAMES COLOUR DOMAIN NUMBER TAIL, {0}},
    {"empty", "~", {"kosong"}},
    {"missing keys",
	NAMES "zona: WIB\n" DOMAIN NUMBER "~warna:\n~layanan: []\n",
	{"\"warna\" masih kosong", "\"layanan\" masih kosong"}},
    {"missing name", "~id: uji\nsingkatan: Uji\n" COLOUR DOMAIN NUMBER TAIL,
	{"\"nama\" belum ada"}},
    {"id", "id: ~Uji Coba\nnama: A\nsingkatan: B\n" COLOUR DOMAIN NUMBER TAIL,
	{"huruf kecil"}},
    {"id with a dash first",
	"id: ~-uji\nnama: A\nsingkatan: B\n" COLOUR DOMAIN NUMBER TAIL,
	{"huruf kecil"}},
    {"zone", NAMES "zona: ~WITE\nwarna: \"#0b5d3b\"\n" DOMAIN NUMBER TAIL,
	{"mungkin maksudnya"}},
    {"colour short", NAMES "zona: WIB\nwarna: ~\"#0b5\"\n" DOMAIN NUMBER TAIL,
	{"warna"}},
    {"colour as a word",
	NAMES "zona: WIB\nwarna: ~\"#hijau1\"\n" DOMAIN NUMBER TAIL, {"warna"}},
    {"mail", NAMES COLOUR DOMAIN NUMBER TAIL "surel: a@uji.example\n", {0}},
    {"mail without domain", NAMES COLOUR DOMAIN NUMBER TAIL "surel: ~a@\n",
	{"alamat email"}},
    {"mail without @", NAMES COLOUR DOMAIN NUMBER TAIL "surel: ~uji.example\n",
	{"alamat email"}},
    {"domains",
	NAMES COLOUR
	"domain_email: [~Uji.example, ~uji, ~a..b, ~a.b., ~..a.b, a.b]\n" NUMBER
	    TAIL,
	{"Uji.example", "\"uji\"", "a..b", "a.b.", "..a.b"}},
    {"domain as text", NAMES COLOUR "domain_email: ~uji.example\n" NUMBER TAIL,
	{"daftar"}},
    {"number without serial", WITH_NUMBER("~\"T-{tahun}\""),
	{"nomor_permohonan"}},
    {"number without year", WITH_NUMBER("~\"T-{urut:5}\""),
	{"nomor_permohonan"}},
    {"number with two serials", WITH_NUMBER("~\"{tahun}{urut}{urut}\""),
	{"nomor_permohonan"}},
    {"number with a slash", WITH_NUMBER("~\"T/{tahun}/{urut}\""),
	{"nomor_permohonan"}},
    {"number with 0 digits", WITH_NUMBER("~\"{tahun}{urut:0}\""),
	{"nomor_permohonan"}},
    {"number with open brace", WITH_NUMBER("~\"{tahun}{urut:5\""),
	{"nomor_permohonan"}},
    {"number with a dash first", WITH_NUMBER("~\"-{tahun}{urut}\""),
	{"nomor_permohonan"}},
    {"number too long",
	WITH_NUMBER("~\"AAAAAAAAAAAAAAAAAAAAAAAAAAAA{tahun}{urut}\""),
	{"nomor_permohonan"}},
    {"number just fits",
	WITH_NUMBER("\"AAAAAAAAAAAAAAAAAAAAAAAAAAA{tahun}{urut}\""), {0}},
    {"file in another folder",
	NAMES COLOUR DOMAIN NUMBER
	"layanan:\n  - {id: a, berkas: ~../a.sop.yaml}\n",
	{"map yang sama"}},
    {"file of another kind",
	NAMES COLOUR DOMAIN NUMBER "layanan:\n  - {id: a, berkas: ~a.yaml}\n",
	{".sop.yaml"}},
    {"second verifier",
	NAMES COLOUR DOMAIN NUMBER TAIL "pemeriksaan_kedua: 100\n", {0}},
    {"second verifier over 100",
	NAMES COLOUR DOMAIN NUMBER TAIL "pemeriksaan_kedua: ~101\n",
	{"0 sampai 100"}},
    {"second verifier in words",
	NAMES COLOUR DOMAIN NUMBER TAIL "pemeriksaan_kedua: ~sering\n",
	{"0 sampai 100"}},
    {"webhook", NAMES COLOUR DOMAIN NUMBER TAIL "webhook: ya\n", {0}},
    {"webhook with an address",
	NAMES COLOUR DOMAIN NUMBER TAIL "webhook: ~https://a.example/\n",
	{"webhook"}},
    {"module", NAMES COLOUR DOMAIN NUMBER TAIL "bsre: {modul: esign}\n", {0}},
    {"module of a file",
	NAMES COLOUR DOMAIN NUMBER TAIL
	"bsre:\n  modul: /usr/local/lib/paraf/gerbang-2.so\n",
	{0}},
    {"module as a text", NAMES COLOUR DOMAIN NUMBER TAIL "bsre: ~esign\n",
	{"kunci dan nilai"}},
    {"module without a name", NAMES COLOUR DOMAIN NUMBER TAIL "bsre: ~{}\n",
	{"\"modul\" belum ada"}},
    {"unknown module",
	NAMES COLOUR DOMAIN NUMBER TAIL "bsre: {modul: ~otomatis}\n",
	{"manual, esign"}},
    {"module of a file without a folder",
	NAMES COLOUR DOMAIN NUMBER TAIL "bsre: {modul: ~gerbang.so}\n",
	{"lokasi lengkap"}},
    {"module of a file somewhere above",
	NAMES COLOUR DOMAIN NUMBER TAIL "bsre: {modul: ~/usr/lib/../x.so}\n",
	{"lokasi lengkap"}},
    {"module of another file",
	NAMES COLOUR DOMAIN NUMBER TAIL "bsre: {modul: ~/usr/lib/x.txt}\n",
	{"lokasi lengkap"}},
    {"account in the profile",
	NAMES COLOUR DOMAIN NUMBER TAIL
	"bsre:\n  modul: esign\n  ~kata_sandi: rahasia\n",
	{"\"kata_sandi\" tidak dikenal"}},
    {"repeated service",
	NAMES COLOUR DOMAIN NUMBER TAIL
	"  - {id: ~terbit, berkas: b.sop.yaml}\n",
	{"sudah ada"}},
    {"quota",
	NAMES COLOUR DOMAIN NUMBER TAIL
	"kuota: {permohonan: 50 mb, orang: 1GB, kantor: 2 GB}\n",
	{0}},
    {"quota as a text", NAMES COLOUR DOMAIN NUMBER TAIL "kuota: ~5 GB\n",
	{"kunci dan nilai"}},
    {"quota of nobody",
	NAMES COLOUR DOMAIN NUMBER TAIL "kuota: {~kasus: 5 GB}\n",
	{"\"kasus\" tidak dikenal"}},
    {"quota without unit",
	NAMES COLOUR DOMAIN NUMBER TAIL "kuota: {kantor: ~20}\n",
	{"tulis seperti 20 GB"}},
    {"quota of nothing",
	NAMES COLOUR DOMAIN NUMBER TAIL "kuota: {orang: ~0 MB}\n",
	{"tulis seperti 300 MB"}},
    {"passphrase",
	NAMES COLOUR DOMAIN NUMBER TAIL
	"passphrase: {minimal: 12, maksimal: 20, wajib: [kecil, angka]}\n",
	{0}},
    {"passphrase too short",
	NAMES COLOUR DOMAIN NUMBER TAIL "passphrase: {minimal: ~7}\n",
	{"angka 8 sampai 64"}},
    {"passphrase too long",
	NAMES COLOUR DOMAIN NUMBER TAIL "passphrase: {maksimal: ~65}\n",
	{"angka 8 sampai 64"}},
    {"passphrase of less than the least",
	NAMES COLOUR DOMAIN NUMBER TAIL
	"passphrase: {minimal: 12, maksimal: ~11}\n",
	{"angka 12 sampai 64"}},
    {"passphrase of another kind",
	NAMES COLOUR DOMAIN NUMBER TAIL
	"passphrase: {wajib: [besar, ~panjang]}\n",
	{"\"panjang\" tidak dikenal"}},
    {"passphrase as a text",
	NAMES COLOUR DOMAIN NUMBER TAIL "passphrase: ~kuat\n",
	{"kunci dan nilai"}},
    {"digest times",
	NAMES COLOUR DOMAIN NUMBER TAIL
	"ringkasan: [\"07.30\", \"7:31\", 23.59]\n",
	{0}},
    {"digest times falling",
	NAMES COLOUR DOMAIN NUMBER TAIL "ringkasan: [13.00, ~07.30]\n",
	{"dari pagi ke sore"}},
    {"digest time twice",
	NAMES COLOUR DOMAIN NUMBER TAIL "ringkasan: [13.00, ~13.00]\n",
	{"dari pagi ke sore"}},
    {"digest at the end of the day",
	NAMES COLOUR DOMAIN NUMBER TAIL "ringkasan: [~24.00]\n",
	{"dari pagi ke sore"}},
    {"digest time as words",
	NAMES COLOUR DOMAIN NUMBER TAIL "ringkasan: [~pagi]\n",
	{"dari pagi ke sore"}},
    {"digest time as a range",
	NAMES COLOUR DOMAIN NUMBER TAIL "ringkasan: [~07.30-08.00]\n",
	{"dari pagi ke sore"}},
    {"six digests",
	NAMES COLOUR DOMAIN NUMBER TAIL
	"ringkasan: [00.00, 08.00, 09.00, 10.00, 11.00, 12.00]\n",
	{0}},
    {"seven digests",
	NAMES COLOUR DOMAIN NUMBER TAIL
	"ringkasan: [07.00, 08.00, 09.00, 10.00,"
	" 11.00, 12.00, ~13.00]\n",
	{"paling banyak 6"}},
    {"digest time as a text",
	NAMES COLOUR DOMAIN NUMBER TAIL "ringkasan: ~07.30\n", {"daftar"}},
    {"service id",
	NAMES COLOUR DOMAIN NUMBER
	"layanan:\n  - {id: ~a_b, berkas: a.sop.yaml}\n",
	{"\"id\""}},
};

static void
test_sample(void **state)
{
	const struct sample *r = *state;
	char text[1024], *out = text;
	unsigned line[8], column[8], at_line = 1, at_column = 1;
	struct sop_problems p;
	struct arena a;
	size_t n = 0;

	assert_true(strlen(r->text) < sizeof(text));
	for (const char *c = r->text; *c; c++) {
		if (*c == '~') {
			line[n] = at_line;
			column[n++] = at_column;
			continue;
		}
		*out++ = *c;
		at_column = *c == '\n' ? 1 : at_column + 1;
		at_line += *c == '\n';
	}
	*out = '\0';
	arena_init(&a, MIB);
	assert_int_equal(office_parse(&a, str_of(text), &p) == NULL, n > 0);
	for (size_t i = 0; i < p.n; i++)
		print_message(
		    "  %u:%u %s\n", p.v[i].line, p.v[i].column, p.v[i].text);
	assert_int_equal(p.n, n);
	assert_int_equal(p.errors, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(p.v[i].line, line[i]);
		assert_int_equal(p.v[i].column, column[i]);
		assert_non_null(strstr(p.v[i].text, r->parts[i]));
	}
	arena_clear(&a);
}

static void
test_values(void **state)
{
	static const struct {
		const char *address;
		bool has;
	} mails[] = {
	    {"a@uji.example", true},
	    {"A@UJI.EXAMPLE", true},
	    {"a@x.uji.example", true},
	    {"a@notuji.example", false},
	    {"a@bkd.go.example", true},
	    {"a@go.example", false},
	    {"a@.go.example", false},
	    {"@uji.example", false},
	    {"a@", false},
	    {"uji.example", false},
	    {"a@b@uji.example", false},
	    {"a@b@bkd.go.example", false},
	    {"a@uji.example.com", false},
	    {"", false},
	};
	struct sop_problems p;
	struct arena a;
	const struct office *o;

	(void)state;
	arena_init(&a, MIB);
	o = office_parse(&a,
	    STR(NAMES COLOUR DOMAIN NUMBER TAIL "tempat: Uji\nwebhook: ya\n"),
	    &p);
	assert_non_null(o);
	assert_string_equal(o->place, "Uji");
	assert_null(o->address);
	assert_true(o->webhook);
	assert_string_equal(o->bsre_module, "manual");
	assert_int_equal(o->services_n, 1);
	assert_int_equal(office_service(o, STR("terbit")), 0);
	assert_int_equal(office_service(o, STR("x")), -1);
	for (size_t i = 0; i < sizeof(mails) / sizeof(mails[0]); i++)
		assert_int_equal(
		    office_has_mail(o, str_of(mails[i].address)), mails[i].has);
	assert_string_equal(o->number, "T-{tahun}-{urut:5}");
	assert_string_equal(o->zone.name, "WIB");
	assert_int_equal(o->zone.minutes, 420);
	assert_int_equal(o->digests, 2);
	assert_int_equal(o->digest_at[0], 450);
	assert_int_equal(o->digest_at[1], 780);
	o = office_parse(&a,
	    STR(NAMES COLOUR DOMAIN NUMBER TAIL
		"ringkasan: [08.15]\nbsre: {modul: esign}\n"),
	    &p);
	assert_non_null(o);
	assert_string_equal(o->bsre_module, "esign");
	assert_int_equal(o->digests, 1);
	assert_int_equal(o->digest_at[0], 495);
	assert_memory_equal(
	    &o->passphrase, &passphrase_default, sizeof(o->passphrase));
	o = office_parse(&a,
	    STR(NAMES COLOUR DOMAIN NUMBER TAIL
		"passphrase: {minimal: 12, maksimal: 20, wajib: [tanda]}\n"),
	    &p);
	assert_non_null(o);
	assert_int_equal(o->passphrase.least, 12);
	assert_int_equal(o->passphrase.most, 20);
	assert_int_equal(o->passphrase.asked, PASSPHRASE_BIT(PASSPHRASE_SIGN));
	arena_clear(&a);
}

int
main(void)
{
	enum { NSAMPLES = sizeof(samples) / sizeof(samples[0]) };
	struct CMUnitTest tests[NSAMPLES + 1] = {cmocka_unit_test(test_values)};

	for (size_t i = 0; i < NSAMPLES; i++)
		tests[i + 1] = (struct CMUnitTest){
		    samples[i].name, test_sample, NULL, NULL, &samples[i]};
	return cmocka_run_group_tests_name("office", tests, NULL, NULL);
}
