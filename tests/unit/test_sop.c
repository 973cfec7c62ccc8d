#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sop/model.h"

/*
 * Each row is a file.  A ~ in it stands where an error is expected, a ` where
 * a warning is; the marks are taken out before the file is read.  The parts
 * are what the messages hold, in the order of the marks.  Nothing else may be
 * reported.
 */
#define LANES                                             \
	"judul: Uji\n"                                    \
	"pelaksana:\n"                                    \
	"  - {id: p, jabatan: Pemohon, peran: pemohon}\n" \
	"  - {id: v, jabatan: Verifikator, peran: verifikator}\n"
#define APPLY(to)                                                 \
	"langkah:\n"                                              \
	"  - {no: 1, kegiatan: A, pelaksana: p, waktu: 1 hari,\n" \
	"     jenis: apply, lanjut: {submitted: " to "}}\n"
#define ROW(no, lane, kind, rest)                                            \
	"  - {no: " no ", kegiatan: B, pelaksana: " lane ", waktu: 1 hari, " \
	"jenis: " kind ",\n     " rest "}\n"
#define DONE     "lanjut: {done: selesai}"
#define LAST(no) ROW(no, "v", "confirm", DONE)
#define WHOLE    LANES APPLY("2") LAST("2")
#define ITEM(it) "persyaratan:\n  - " it "\n"
#define KEEP(class)                                                                             \
	WHOLE ITEM(                                                                             \
	    "{id: `surat, nama: A, bentuk: berkas}") "  - {id: `kota, nama: B, bentuk: teks}\n" \
						     "penyimpanan:\n  - " class                 \
	    "\n"
#define UNASKED   "tidak pernah diminta"
#define LAW(text) WHOLE "dasar_hukum:\n  - `" text "\n"
#define E_ACUTE   "\xc3\xa9"

static struct sample {
	const char *name, *text;
	const char *parts[6];
} samples[] = {
    {"whole", WHOLE, {0}},
    {"byte order mark", "\xef\xbb\xbf" WHOLE, {0}},
    {"DOS line ends", "~~judul: Uji\r\n~abc: 1\r\n",
	{"pelaksana", "langkah", "\"abc\""}},
    {"end in English",
	LANES APPLY("2") ROW("2", "v", "confirm", "lanjut: {done: end}"), {0}},

    /* The text itself. */
    {"empty file", "~", {"Berkas ini kosong"}},
    {"only a comment", "~# belum ada isi\n", {"Berkas ini kosong"}},
    {"not UTF-8", "judul: " E_ACUTE "~\xff\n", {"bukan UTF-8"}},
    {"cut UTF-8", "judul: a\nhasil: ~\xc3", {"bukan UTF-8"}},
    {"control character", "judul: a\nhasil: b~\x01\n", {"huruf kendali"}},
    {"escaped NUL", WHOLE "nomor: ~\"a\\0b\"\n", {"huruf kendali"}},
    {"tab as indent", "judul:\n~\tUji\n", {"bukan tab"}},
    {"colon in a value", "judul: SOP~: Uji\n", {"tanda kutip"}},
    {"not aligned", "judul: Uji\n hasil~: 1\n", {"tanda kutip"}},
    {"mark kept in a text", WHOLE "hasil: |\n  a\n  b\n", {0}},
    {"aligned too far left", "catatan:\n  - a\n ~- b\n", {"sejajar"}},
    {"key without colon", "judul: Uji\nnomor\n~", {"titik dua"}},
    {"open bracket", "catatan: [a, b\njudul~: c\n", {"siku"}},
    {"open brace", "pelaksana:\n  - {id: a\nlangkah~: b\n", {"kurawal"}},
    {"open quote", "judul: \"Uji\n~", {"kutip"}},
    {"anchor", WHOLE "nomor: ~&x 1\n", {"Tanda &"}},
    {"anchored list", WHOLE "catatan: ~&x [1]\n", {"Tanda &"}},
    {"alias", WHOLE "nomor: ~&x 1\nhasil: ~*x\n", {"Tanda &", "Tanda *"}},
    {"tag", WHOLE "nomor: ~!!int 1\n", {"Tanda !"}},
    {"two documents", WHOLE "~---\njudul: x\n", {"satu dokumen"}},
    {"deep", "catatan: [[[[[[[~[1]]]]]]]]\n", {"8 tingkat"}},

    /* Keys and types. */
    {"no map", "~- a\n", {"kunci dan nilai"}},
    {"only a word", "~a\n", {"kunci dan nilai"}},
    {"unknown key", WHOLE "~perngatan: [a]\n", {"maksudnya \"peringatan\""}},
    {"unknown key, no idea", WHOLE "~abc: [a]\n",
	{"tidak dikenal pada SOP; p"}},
    {"column after wide letters",
	WHOLE "catatan: [" E_ACUTE "\xe2\x80\x93, ~[a]]\n",
	{"harus berupa teks"}},
    {"repeated key", WHOLE "nomor: 1\n~nomor: 2\n", {"di baris 10"}},
    {"missing keys", "~~judul: Uji\n",
	{"\"pelaksana\" belum ada", "\"langkah\" belum ada"}},
    {"empty lists", "judul: Uji\n~pelaksana: []\n~langkah:\n",
	{"\"pelaksana\" masih kosong", "\"langkah\" masih kosong"}},
    {"empty optional keys", WHOLE "nomor:\ncatatan:\npersyaratan:\n", {0}},
    {"row without keys", WHOLE "  - ~~~~{kegiatan: A}\n",
	{"\"no\" belum ada", "\"pelaksana\" belum", "\"jenis\" belum",
	    "\"lanjut\" belum"}},
    {"text for list", WHOLE "catatan: ~a\n", {"harus berupa daftar"}},
    {"list for text", WHOLE "nomor: ~[a]\n", {"satu teks"}},
    {"map in list", WHOLE "catatan:\n  - ~a: b\n  -~ \n",
	{"titik dua", "kosong"}},
    {"text for row", LANES "langkah: [~a]\n", {"kunci dan nilai"}},
    {"text for rows", LANES "langkah: ~a\n", {"harus berupa daftar"}},
    {"list for a word",
	LANES "  - {id: w, jabatan: W, peran: ~[a]}\n" APPLY("2") LAST("2"),
	{"satu teks"}},
    {"text for lanjut",
	LANES APPLY("2") ROW("2", "v", "confirm", "lanjut: ~selesai"),
	{"pasangan"}},
    {"list as target",
	LANES APPLY("2") ROW("2", "v", "confirm", "lanjut: {done: ~[1]}"),
	{"satu teks"}},
    {"list as a key", WHOLE "? ~[a]\n: b\n", {"harus berupa teks"}},
    {"section without lines", WHOLE "bagian_lain:\n  - ~{judul: A}\n",
	{"\"isi\" belum ada"}},

    /* Lanes. */
    {"unknown role",
	LANES "  - {id: w, jabatan: W, peran: ~pejabt}\n" APPLY("2") LAST("2"),
	{"maksudnya \"pejabat\""}},
    {"malformed lane id",
	LANES "  - {id: ~Wah, jabatan: W, peran: pejabat}\n" APPLY("2")
	    LAST("2"),
	{"huruf kecil"}},
    {"repeated lane",
	LANES "  - {id: ~v, jabatan: W, peran: pejabat}\n" APPLY("2") LAST("2"),
	{"di baris 4"}},
    {"outside without recorder",
	LANES "  - ~{id: w, jabatan: W, peran: luar}\n" APPLY("2") LAST("2"),
	{"belum punya pencatat"}},
    {"outside with recorder",
	LANES "  - {id: w, jabatan: W, peran: luar, dicatat_oleh: v}\n" APPLY(
	    "2") LAST("2"),
	{0}},
    {"recorder outside",
	LANES "  - {id: w, jabatan: W, peran: luar, dicatat_oleh: ~w}\n" APPLY(
	    "2") LAST("2"),
	{"bukan orang kantor"}},
    {"recorder is applicant",
	LANES "  - {id: w, jabatan: W, peran: luar, dicatat_oleh: ~p}\n" APPLY(
	    "2") LAST("2"),
	{"bukan orang kantor"}},
    {"unknown recorder",
	LANES "  - {id: w, jabatan: W, peran: luar, dicatat_oleh: ~x}\n" APPLY(
	    "2") LAST("2"),
	{"Pencatat \"x\" tidak ada"}},
    {"recorder of an inner lane",
	LANES
	"  - {id: w, jabatan: W, peran: pejabat, dicatat_oleh: ~v}\n" APPLY("2")
	    LAST("2"),
	{"hanya untuk"}},
    {"unknown lane", LANES APPLY("2") ROW("2", "~w", "confirm", DONE),
	{"\"w\" tidak ada di daftar pelaksana; pilihannya: p, v"}},

    /* Items. */
    {"unknown form", WHOLE ITEM("{id: `a, nama: A, bentuk: ~fto}"),
	{"tidak pernah diminta", "maksudnya \"foto\""}},
    {"wajib is neither",
	WHOLE ITEM("{id: `a, nama: A, bentuk: foto, wajib: ~true}"),
	{"tidak pernah diminta", "pilihannya: tidak, ya"}},
    {"limits of a file",
	WHOLE
	ITEM("{id: `a, nama: A, bentuk: berkas, batas: 50 MB, jumlah: 100}"),
	{"tidak pernah diminta"}},
    {"file too large",
	WHOLE ITEM("{id: `a, nama: A, bentuk: berkas, batas: ~51 MB}"),
	{"tidak pernah diminta", "paling besar 50 MB"}},
    {"size without unit",
	WHOLE ITEM("{id: `a, nama: A, bentuk: foto, batas: ~5}"),
	{"tidak pernah diminta", "tulis seperti 5 MB"}},
    {"no files", WHOLE ITEM("{id: `a, nama: A, bentuk: berkas, jumlah: ~0}"),
	{"tidak pernah diminta", "dari 1 sampai 100"}},
    {"too many files",
	WHOLE ITEM("{id: `a, nama: A, bentuk: berkas, jumlah: ~101}"),
	{"tidak pernah diminta", "dari 1 sampai 100"}},
    {"limit of a text",
	WHOLE ITEM("{id: `a, nama: A, bentuk: teks, batas: ~5 MB}"),
	{"tidak pernah diminta", "\"batas\" hanya untuk"}},
    {"number of texts",
	WHOLE ITEM("{id: `a, nama: A, bentuk: email, jumlah: ~2}"),
	{"tidak pernah diminta", "\"jumlah\" hanya untuk"}},
    {"repeated item",
	WHOLE ITEM(
	    "{id: `a, nama: A, bentuk: foto}\n  - {id: ~`a, nama: B, bentuk: "
	    "foto}"),
	{"tidak pernah diminta", "di baris 11", "tidak pernah diminta"}},
    {"unknown item",
	LANES APPLY("2")
	    ROW("2", "v", "confirm", "kelengkapan: [Surat, ~surat], " DONE),
	{"daftarnya masih kosong"}},
    {"unknown item, near",
	LANES ITEM("{id: `surat, nama: A, bentuk: foto}") APPLY("2")
	    ROW("2", "v", "confirm", "kelengkapan: [~srat], " DONE),
	{"tidak pernah diminta", "maksudnya \"surat\""}},

    /* How papers are kept. */
    {"custody",
	KEEP("{golongan: surat, berkas: [surat, laporan_uji], penjaga: v,\n"
	     "     terbit: 2 tahun, ditolak: 0 hari, ditinggalkan: 6 BULAN}\n"
	     "  - {golongan: foto}\n"
	     "ditinggalkan_setelah: 30 hari"),
	{UNASKED, UNASKED}},
    {"custody, text for a class", KEEP("~surat"),
	{UNASKED, UNASKED, "kunci dan nilai"}},
    {"custody, unknown key", KEEP("{golongan: foto, ~penyimpan: v}"),
	{UNASKED, UNASKED, "tidak dikenal pada penyimpanan"}},
    {"class without name", KEEP("~{berkas: [surat]}"),
	{UNASKED, UNASKED, "\"golongan\" belum ada"}},
    {"malformed class", KEEP("{golongan: ~Surat, berkas: [surat]}"),
	{UNASKED, UNASKED, "huruf kecil"}},
    {"repeated class", KEEP("{golongan: foto}\n  - {golongan: ~foto}"),
	{UNASKED, UNASKED, "di baris 14"}},
    {"class without papers", KEEP("{golongan: ~surat}"),
	{UNASKED, UNASKED, "belum punya berkas"}},
    {"unknown paper", KEEP("{golongan: surat, berkas: [surat, ~foto_ktpp]}"),
	{UNASKED, UNASKED, "maksudnya \"foto_ktp\""}},
    {"text as a paper", KEEP("{golongan: surat, berkas: [surat, ~kota]}"),
	{UNASKED, UNASKED, "bukan berkas"}},
    {"paper of two classes",
	KEEP("{golongan: a, berkas: [surat]}\n"
	     "  - {golongan: b, berkas: [~surat]}"),
	{UNASKED, UNASKED, "sudah ada dalam satu golongan"}},
    {"unknown custodian", KEEP("{golongan: foto, penjaga: ~w}"),
	{UNASKED, UNASKED,
	    "Penjaga \"w\" tidak ada di daftar pelaksana; "
	    "pilihannya: v"}},
    {"applicant as custodian", KEEP("{golongan: foto, penjaga: ~p}"),
	{UNASKED, UNASKED, "bukan orang kantor"}},
    {"unreadable time of keeping", KEEP("{golongan: foto, terbit: ~1 jam}"),
	{UNASKED, UNASKED, "Lama penyimpanan \"1 jam\""}},
    {"kept for ever", KEEP("{golongan: foto, ditolak: ~selamanya}"),
	{UNASKED, UNASKED, "tidak terbaca"}},
    {"unreadable abandonment", WHOLE "ditinggalkan_setelah: ~90\n",
	{"tidak terbaca"}},
    {"abandoned at once", WHOLE "ditinggalkan_setelah: ~0 hari\n",
	{"paling sedikit 1 hari"}},

    /* Rows. */
    {"letters",
	LANES APPLY("2a") ROW("2a", "v", "confirm", "lanjut: {done: 2b}")
	    LAST("2b"),
	{0}},
    {"implied",
	LANES APPLY("1.1") ROW(
	    "1.1", "v", "confirm", "tersirat: a, lanjut: {done: 2}") LAST("2"),
	{0}},
    {"implied, no place",
	LANES APPLY("1.1") ROW("~1.1", "v", "confirm", "lanjut: {done: 2}")
	    LAST("2"),
	{"tambahkan \"tersirat\""}},
    {"implied, no dot",
	LANES APPLY("2") ROW("2", "v", "confirm", "tersirat: ~a, " DONE),
	{"tulis seperti 2.1"}},
    {"implied after nothing",
	LANES APPLY("7.1") ROW("~7.1", "v", "confirm", "tersirat: a, " DONE),
	{"langkah 7 yang tidak ada"}},
    {"malformed number", LANES APPLY("2.") ROW("~2.", "v", "confirm", DONE),
	{"tidak terbaca"}},
    {"number 0", LANES APPLY("0") ROW("~0", "v", "confirm", DONE),
	{"tidak terbaca"}},
    {"number 02", LANES APPLY("02") ROW("~02", "v", "confirm", DONE),
	{"tidak terbaca"}},
    {"number 2ab", LANES APPLY("2ab") ROW("~2ab", "v", "confirm", DONE),
	{"tidak terbaca"}},
    {"number 2.01", LANES APPLY("2.01") ROW("~2.01", "v", "confirm", DONE),
	{"tidak terbaca"}},
    {"number 1000", LANES APPLY("1000") ROW("~1000", "v", "confirm", DONE),
	{"tidak terbaca"}},
    {"repeated number", LANES APPLY("2") LAST("2") LAST("~~2"),
	{"di baris 8", "tidak pernah dicapai"}},
    {"time",
	LANES APPLY(
	    "2") "  - {no: 2, kegiatan: B, pelaksana: v, waktu: ~1 minggu, "
		 "jenis: confirm, " DONE "}\n",
	{"1 minggu"}},
    {"owner of time",
	LANES APPLY("2")
	    ROW("2", "v", "confirm", "pemilik_waktu: ~kntor, " DONE),
	{"maksudnya \"kantor\""}},
    {"unknown kind", LANES APPLY("2") ROW("2", "v", "~chek", DONE),
	{"maksudnya \"check\""}},
    {"unknown outcome",
	LANES APPLY("2")
	    ROW("2", "v", "confirm", "lanjut: {done: selesai, ~dne: 1}"),
	{"maksudnya \"done\""}},
    {"outcome of another kind",
	LANES APPLY("2")
	    ROW("2", "v", "confirm", "lanjut: {done: selesai, ~matched: 1}"),
	{"pilihannya: done"}},
    {"repeated outcome",
	LANES APPLY("2")
	    ROW("2", "v", "confirm", "lanjut: {done: selesai, ~done: 1}"),
	{"di baris 9"}},
    {"outcome without target",
	LANES APPLY("2")
	    ROW("2", "v", "dispose", "lanjut: ~~{forwarded: selesai}"),
	{"\"returned\"", "\"rejected\""}},
    {"empty lanjut", LANES APPLY("2") ROW("2", "v", "confirm", "~lanjut: {}"),
	{"\"lanjut\" masih kosong"}},
    {"unknown target", LANES APPLY("~3") LAST("2"), {"Tujuan \"3\" tidak ada"}},
    {"link on another kind",
	LANES APPLY("2") ROW("2", "v", "confirm", "tautan_jam: ~24, " DONE),
	{"hanya untuk jenis"}},
    {"link without hours",
	LANES APPLY("2") ROW("2", "p", "activate", "tautan_jam: ~0, " DONE),
	{"dari 1 sampai 720"}},
    {"link too long",
	LANES APPLY("2") ROW("2", "p", "activate", "tautan_jam: ~721, " DONE),
	{"dari 1 sampai 720"}},
    {"link of an hour",
	LANES APPLY("2") ROW("2", "p", "activate", "tautan_jam: 1, " DONE),
	{0}},
    {"activate by the office",
	LANES APPLY("2") ROW("2", "~v", "activate", DONE),
	{"hanya boleh dikerjakan pemohon"}},
    {"passphrase by the office",
	LANES APPLY("2") ROW("2", "~v", "passphrase", "lanjut: {set: selesai}"),
	{"hanya boleh dikerjakan pemohon"}},
    {"apply for each person",
	LANES "langkah:\n" ROW(
	    "1", "p", "apply", "per: ~pemilik, lanjut: {submitted: selesai}"),
	{"selalu diajukan per surat"}},
    {"apply by the verifier",
	LANES
	"langkah:\n" ROW("1", "v", "apply", "lanjut: {submitted: selesai}"),
	{0}},
    {"no apply at first", LANES "langkah:\n" ROW("1", "v", "~confirm", DONE),
	{"harus berjenis apply"}},
    {"unreachable", LANES APPLY("2") LAST("2") LAST("~3"),
	{"tidak pernah dicapai"}},
    {"no end",
	LANES APPLY("2") LAST("2")
	    ROW("~~3", "v", "confirm", "lanjut: {done: 3}"),
	{"tidak pernah dicapai", "tidak pernah selesai"}},
    {"ends by refusal only",
	LANES
	"langkah:\n  ~- {no: 1, kegiatan: A, pelaksana: p, waktu: 1 hari, "
	"jenis: apply, lanjut: {submitted: 2}}\n" ROW("2", "v", "dispose",
	    "lanjut: {forwarded: 1, returned: 1, rejected: selesai}"),
	{"Tanpa penolakan"}},

    /* Warnings. */
    {"no title",
	"`pelaksana:\n  - {id: p, jabatan: P, peran: pemohon}\n  - {id: v, "
	"jabatan: V, peran: pejabat}\n" APPLY("2") LAST("2"),
	{"belum berjudul"}},
    {"gap", LANES APPLY("3") LAST("`3"), {"melompat dari 1 ke 3"}},
    {"begins at 2",
	LANES
	"langkah:\n" ROW("`2", "p", "apply", "lanjut: {submitted: selesai}"),
	{"melompat dari 0 ke 2"}},
    {"order",
	LANES APPLY("3") ROW("`3", "v", "confirm", "lanjut: {done: 2}")
	    LAST("`2"),
	{"melompat", "ditulis setelah 3"}},
    {"no time",
	LANES APPLY(
	    "2") "  - {no: `2, kegiatan: B, pelaksana: v, jenis: confirm, " DONE
		 "}\n",
	{"belum punya waktu"}},
    {"month only", WHOLE "tanggal_efektif: `April 2020\n",
	{"\"April 2020\" tidak lengkap"}},
    {"dates",
	WHOLE "tanggal_pembuatan: 08 Agustus 2024\ntanggal_revisi: "
	      "\"-\"\ntanggal_efektif: 2024-08-08\n",
	{0}},
    {"no month", WHOLE "tanggal_revisi: `8 Agt 2024\n", {"tidak lengkap"}},
    {"blank in the number", WHOLE "nomor: `067/ /18.02/2020\n",
	{"bagian yang kosong"}},
    {"blank at the end", WHOLE "nomor: `067/\n", {"bagian yang kosong"}},
    {"blanks around", WHOLE "nomor: 000.6 / 041.6 / DKIP-MU / 2023\n", {0}},
    {"item never asked", WHOLE ITEM("{id: `a, nama: A, bentuk: foto}"),
	{"tidak pernah diminta"}},
    {"PP 82/2012", LAW("Peraturan Pemerintah Nomor 82 Tahun 2012"),
	{"PP 71 Tahun 2019"}},
    {"PP 71/2019", WHOLE "dasar_hukum: [PP No 71 Tahun 2019]\n", {0}},
    {"Perpres 53/2017", LAW("Perpres 53 Tahun 2017"), {"28 Tahun 2021"}},
    {"Perpres 133/2017",
	LAW("Peraturan Presiden Republik Indonesia Nomor 133 Tahun 2017"),
	{"28 Tahun 2021"}},
    {"Perpres and its amendment",
	WHOLE
	"dasar_hukum:\n  - ``Perpres 53 Tahun 2017, Perpres 133 Tahun 2017, "
	"Perpres 53 Tahun 2017\n",
	{"Perpres 53", "Perpres 133"}},
    {"UU 11/2008 alone", LAW("UU ITE No. 11 Tahun 2008 Pasal 5"),
	{"UU 1 Tahun 2024"}},
    {"UU 19/2016 alone", LAW("Undang Undang Nomor 19 Tahun 2016"),
	{"UU 1 Tahun 2024"}},
    {"UU 11/2008 and UU 1/2024",
	WHOLE
	"dasar_hukum: [UU 11 Tahun 2008, Undang-Undang Nomor 1 Tahun 2024]\n",
	{0}},
    {"UU 72/2022", LAW("Undang-Undang Nomor 72 Tahun 2022"),
	{"Perpres 82 Tahun 2022"}},
    {"Permendagri 52/2011",
	LAW("Peraturan Menteri Dalam Negeri No. 52 Tahun 2011"),
	{"PermenPAN-RB 35"}},
    {"Permendagri 54/2009", LAW("Permendagri 54 Tahun 2009"), {"1 Tahun 2023"}},
    {"Permendagri 78/2012", LAW("Permendagri 78 Tahun 2012"),
	{"83 Tahun 2022"}},
    {"Permenkominfo 11/2018", LAW("Permenkominfo 11 Tahun 2018"),
	{"11 Tahun 2022"}},
    {"same number, other kind",
	WHOLE "dasar_hukum: [Peraturan Bupati Nomor 82 Tahun 2012]\n", {0}},
};

struct want {
	unsigned line, column;
	bool warning;
};

/* Take the marks out of text; returns how many there are. */
static size_t
unmark(const char *text, char *out, struct want *want)
{
	unsigned line = 1, column = 1;
	size_t n = 0;

	for (const char *c = text; *c; c++) {
		if (*c == '~' || *c == '`') {
			want[n++] = (struct want){line, column, *c == '`'};
			continue;
		}
		*out++ = *c;
		if (*c == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)*c & 0xc0) != 0x80) {
			column++;
		}
	}
	*out = '\0';
	return n;
}

static void
print_problems(const struct sop_problems *p)
{
	for (size_t i = 0; i < p->n; i++)
		print_message("  %u:%u %s%s\n", p->v[i].line, p->v[i].column,
		    p->v[i].warning ? "(warning) " : "", p->v[i].text);
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
	const struct sop *s;

	assert_true(strlen(r->text) < sizeof(text));
	n = unmark(r->text, text, want);
	arena_init(&a, MIB);
	s = sop_parse(&a, str_of(text), &p);
	print_problems(&p);
	assert_int_equal(p.n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(p.v[i].line, want[i].line);
		assert_int_equal(p.v[i].column, want[i].column);
		assert_int_equal(p.v[i].warning, want[i].warning);
		assert_non_null(r->parts[i]);
		assert_non_null(strstr(p.v[i].text, r->parts[i]));
		errors += !want[i].warning;
	}
	assert_null(r->parts[n]);
	assert_int_equal(p.errors, errors);
	assert_int_equal(s == NULL, errors > 0);
	arena_clear(&a);
}

int
main(void)
{
	enum { NSAMPLES = sizeof(samples) / sizeof(samples[0]) };
	struct CMUnitTest tests[NSAMPLES];

	for (size_t i = 0; i < NSAMPLES; i++)
		tests[i] = (struct CMUnitTest){
		    samples[i].name, test_sample, NULL, NULL, &samples[i]};
	return cmocka_run_group_tests_name("sop", tests, NULL, NULL);
}
