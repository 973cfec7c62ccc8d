/*
 * Lists of people as spreadsheets write them.  A row tells what must come
 * out: persons as "line:nik:email:name", then faults as "line!text" (the
 * text's beginning), separated by "|".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "domain/roster.h"

#define N1 "3399990411870001"
#define N2 "3399994411870002"
#define N3 "3399990411870013"

static struct row {
	const char *name, *in, *want;
	size_t doubles;
} rows[] = {
    {"a NIK", N1, "1:" N1 "::", 0},
    {"an address", "Citra@Dinas.example\n", "1::citra@dinas.example:", 0},
    {"two lines", N1 "\n" N2 "\n", "1:" N1 "::|2:" N2 "::", 0},
    {"CRLF", N1 "\r\n" N2 "\r\n", "1:" N1 "::|2:" N2 "::", 0},
    {"CR alone", N1 "\r" N2, "1:" N1 "::|2:" N2 "::", 0},
    {"empty lines are counted", "\n\n" N1 "\n\n" N2,
	"3:" N1 "::|5:" N2 "::", 0},
    {"byte order mark", "\xef\xbb\xbf" N1, "1:" N1 "::", 0},
    {"comma", N1 ",a@b.example,Citra", "1:" N1 ":a@b.example:Citra", 0},
    {"semicolon", N1 ";a@b.example;Citra, S.Kom",
	"1:" N1 ":a@b.example:Citra, S.Kom", 0},
    {"tab", N1 "\ta@b.example\tCitra; dan lain",
	"1:" N1 ":a@b.example:Citra; dan lain", 0},
    {"sep=", "sep=|\n" N1 "|Citra", "2:" N1 "::Citra", 0},
    {"any order without titles", "Citra,a@b.example," N1,
	"1:" N1 ":a@b.example:Citra", 0},
    {"separator by a later line", N1 "\n" N2 ";Budi",
	"1:" N1 "::|2:" N2 "::Budi", 0},
    {"quotes", "\"" N1 "\",\"Citra, \"\"Cit\"\"\"", "1:" N1 "::Citra, \"Cit\"",
	0},
    {"a quote that does not end", "\"" N1 "\n" N2, "2:" N2 "::|1!Tanda kutip",
	0},
    {"text behind a quote", "\"" N1 "\"x;b", "1!Tanda kutip", 0},
    {"titles", "Nama;NIK;Email\nCitra;" N1 ";a@b.example",
	"2:" N1 ":a@b.example:Citra", 0},
    {"titles in capitals, with marks", "E-MAIL,No. KTP\na@b.example," N1,
	"2:" N1 ":a@b.example:", 0},
    {"other columns are left out",
	"No,NIP,NIK,Jabatan\n1,198704112010012001," N1 ",Kasi",
	"2:" N1 "::", 0},
    {"titles alone", "nik;email\n", "0!Daftarnya kosong", 0},
    {"titles without a key", "Nama;Jabatan\nCitra;Kasi\nBudi;Kasi",
	"1!Baris judul", 0},
    {"a title twice", "NIK;nik\n" N1 ";" N2, "1!Judul kolom", 0},
    {"a title's cell is empty", "nik,nama\n,Citra", "2!Tidak ada NIK", 0},
    {"running number and NIP without titles",
	"1;198704112010012001;" N1 ";Citra", "1:" N1 "::Citra", 0},
    {"a line of separators", N1 ";\n;;;\n" N2 ";", "1:" N1 "::|3:" N2 "::", 0},
    {"blanks in a NIK", "3399 9904 1187 0001", "1:" N1 "::", 0},
    {"no-break space", "\xc2\xa0" N1 "\xe2\x80\x8b", "1:" N1 "::", 0},
    {"apostrophe of Excel", "'" N1, "1:" N1 "::", 0},
    {"formula of Excel", "=\"" N1 "\"", "1:" N1 "::", 0},
    {"formula of Excel, quoted", "\"=\"\"" N1 "\"\"\",Citra", "1:" N1 "::Citra",
	0},
    {"power of ten", "3.39999E+15", "1!Excel mengubah NIK menjadi 3.39999E+15",
	0},
    {"power of ten with a comma", "nik;nama\n3,39999E+15;Citra",
	"2!Excel mengubah NIK menjadi 3,39999E+15", 0},
    {"rounded", "3399990411870000", "1!NIK tidak pernah berakhir 0000", 0},
    {"fifteen digits", "339999041187001",
	"1!NIK harus 16 angka; yang tertulis 15", 0},
    {"seventeen digits", N1 "0", "1!NIK harus 16 angka; yang tertulis 17", 0},
    {"a letter in it", "339999041187000O", "1!NIK hanya boleh", 0},
    {"a letter in the column", "nik\nabc", "2!NIK hanya boleh", 0},
    {"a bad address", "a@b", "1!", 0},
    {"a bad NIK beside an address", "33999904118700,a@b.example",
	"1!NIK harus 16 angka; yang tertulis 14", 0},
    {"a name alone", "Citra Contoh", "1!Tidak ada NIK", 0},
    {"not UTF-8", "nama;nik\nJos\xe9;" N1 "\nBudi;" N2,
	"3:" N2 "::Budi|2!Hurufnya", 0},
    {"UTF-8", "Jos\xc3\xa9;" N1, "1:" N1 "::Jos\xc3\xa9", 0},
    {"UTF-16",
	"\xff\xfe"
	"3",
	"0!Ini teks Unicode", 0},
    {"Excel's own",
	"PK\x03\x04"
	"xx",
	"0!Ini berkas Excel", 0},
    {"our own report",
	"\xef\xbb\xbf"
	"baris;nik;email;nama;status;kode;perubahan;status sebelumnya;"
	"tanggal sebelumnya;ditanyakan;keterangan\r\n1;'" N1
	";a@b.example;'=Citra;ISSUE;1111;tetap;;;21-11-2026 09.00;\r\n"
	"7;;c@b.example;Budi;;;gagal;;;;\"BSrE; sibuk\"\r\n",
	"2:" N1 ":a@b.example:=Citra|3::c@b.example:Budi", 0},
    {"nothing", "", "0!Daftarnya kosong", 0},
    {"blanks", " \n\t\n", "0!Daftarnya kosong", 0},
    {"a double", N1 "\n" N2 "\n" N1, "1:" N1 "::|2:" N2 "::", 1},
    {"a double by address", "a@b.example\nA@B.EXAMPLE", "1::a@b.example:", 1},
    {"a double tells more", N1 "\n" N1 ",a@b.example,Citra",
	"1:" N1 ":a@b.example:Citra", 1},
    {"an address finds its NIK", "a@b.example\n" N1 ",a@b.example\n" N1,
	"1:" N1 ":a@b.example:", 2},
    {"one NIK, two addresses", N1 ",a@b.example\n" N1 ",c@b.example",
	"1:" N1 ":a@b.example:|2!NIK ini juga ada di baris 1", 0},
    {"one address, two NIKs", N1 ",a@b.example\n" N2 ",a@b.example",
	"1:" N1 ":a@b.example:|2!Email ini juga ada di baris 1", 0},
    {"two persons are found to be one", N1 "\na@b.example\n" N1 ",a@b.example",
	"1:" N1 "::|2::a@b.example:|3!Email ini juga ada di baris 2", 0},
    {"all end with 0",
	"3399990411870010\n3399990411870020\n3399990411870030\n"
	"3399990411870040\n3399990411870050",
	"1:3399990411870010::|2:3399990411870020::|3:3399990411870030::|"
	"4:3399990411870040::|5:3399990411870050::|0!Semua NIK",
	0},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct roster list;
	struct arena a;
	struct sb out;
	struct str want = str_of(r->want), got;

	arena_init(&a, LIMIT_REQUEST_ARENA);
	sb_init(&out, MIB);
	roster_parse(&list, &a, str_of(r->in));
	for (size_t i = 0; i < list.n; i++) {
		const struct roster_person *p = &list.v[i];
		const char *one = arena_printf(
		    &a, "%zu:%s:%s:%s", p->line, p->nik, p->email, p->name);

		assert_string_equal(one, str_z(&a, str_cut(&want, '|')));
	}
	for (size_t i = 0; i < list.faults_n; i++) {
		const struct roster_fault *f = &list.faults[i];
		struct str part = str_cut(&want, '|');
		const char *one = arena_printf(&a, "%zu!%s", f->line, f->text);

		got = str_of(one);
		if (got.n > part.n)
			got.n = part.n;
		assert_string_equal(str_z(&a, got), str_z(&a, part));
	}
	assert_true(want.p == NULL || want.n == 0);
	assert_int_equal(list.doubles, r->doubles);
	sb_clear(&out);
	arena_clear(&a);
}

/* So many lines of persons. */
static void
check_lines(size_t lines, size_t n, size_t faults)
{
	struct roster list;
	struct arena a;
	struct sb in;

	arena_init(&a, LIMIT_REQUEST_ARENA);
	sb_init(&in, MIB);
	sb_puts(&in, "nik;email\r\n");
	for (size_t i = 0; i < lines; i++)
		sb_printf(&in, "339999041187%04zu;orang%zu@dinas.example\r\n",
		    i + 1, i);
	roster_parse(&list, &a, sb_get(&in));
	assert_int_equal(list.n, n);
	assert_int_equal(list.faults_n, faults);
	sb_clear(&in);
	arena_clear(&a);
}

static void
test_most(void **state)
{
	(void)state;
	check_lines(ROSTER_LINES, ROSTER_LINES, 0);
}

static void
test_too_many(void **state)
{
	(void)state;
	check_lines(ROSTER_LINES + 1, 0, 1);
}

static void
test_too_large(void **state)
{
	static char text[ROSTER_BYTES + 1];
	struct roster list;
	struct arena a;

	(void)state;
	memset(text, '\n', sizeof(text));
	arena_init(&a, LIMIT_REQUEST_ARENA);
	roster_parse(&list, &a, (struct str){text, sizeof(text)});
	assert_int_equal(list.faults_n, 1);
	assert_int_equal(list.faults[0].line, 0);
	arena_clear(&a);
}

/* A name is cut between letters. */
static void
test_long_name(void **state)
{
	char text[NIK_LEN + 1 + 2 * ROSTER_NAME + 1] = N1 ";";
	struct roster list;
	struct arena a;
	struct str name;

	(void)state;
	memset(text + NIK_LEN + 1, 'a', ROSTER_NAME - 1);
	for (size_t i = NIK_LEN + ROSTER_NAME; i + 2 < sizeof(text); i += 2) {
		text[i] = (char)0xc3;
		text[i + 1] = (char)0xa9;
	}
	arena_init(&a, LIMIT_REQUEST_ARENA);
	roster_parse(&list, &a, str_of(text));
	assert_int_equal(list.n, 1);
	name = str_of(list.v[0].name);
	assert_int_equal(name.n, ROSTER_NAME - 1);
	assert_true(str_utf8(name));
	arena_clear(&a);
}

int
main(void)
{
	static struct CMUnitTest tests[sizeof(rows) / sizeof(rows[0]) + 4];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_most);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_too_many);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_too_large);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_long_name);
	return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
