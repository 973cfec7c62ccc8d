#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sop/office.h"

/*
 * The offices in deploy/tenants against what their SOPs say on paper, row by
 * row, written down by hand: who, how long, and some words of every column.
 * NULL: the column is empty there.
 */
#define EN        "\xe2\x80\x93"
#define DEVICE    "Komputer/Laptop, alamat Email dan HP calon pemilik"
#define DISPOSED  "beserta kelengkapannya yang telah didisposisi"
#define DAY_NEEDS "Sistem pembuatan tanda tangan digital"

static struct sample {
	const char *office, *no, *lane, *time;
	const char *activity, *needs, *output, *note;
	const char *kind;
} samples[] = {
    {"trenggalek", "1", "Pemohon/User", "15 menit",
	"Menyampaikan Surat Permohonan Penerbitan Email Dinas",
	"Surat Permohonan dilampiri Scan SK terakhir dan Nomor HP/WA aktif",
	"Surat Masuk", NULL, "apply"},
    {"trenggalek", "2", "Kepala Dinas", "15 menit",
	"Menelaah Surat Permohonan Pengajuan Penerbitan",
	"Disposisi dan Surat Permohonan", "Surat Permohonan " DISPOSED, NULL,
	"dispose"},
    {"trenggalek", "3", "Kabid Statistik dan Persandian", "15 menit",
	"Menelaah disposisi dan menindaklanjuti disposisi",
	"Disposisi dan Surat Permohonan", DISPOSED, NULL, "dispose"},
    {"trenggalek", "4", "Kasi Keamanan Informasi dan Persandian", "15 menit",
	"proses pendataan dan pembuat", "Disposisi dan Surat Permohonan",
	DISPOSED, NULL, "dispose"},
    {"trenggalek", "5", "Verifikator Sertifikat Elektronik", "15 menit",
	"diterbitkan Link Aktifasi yang dikirim ke Email pemohon",
	"Disposisi Surat Permohonan " DISPOSED,
	"Form Permohonan Penerbitan Sertifikat Elektronik",
	"disimpan oleh Personil yang ditunjuk, karena terdapat data pribadi "
	"dari Pemohon",
	"check"},
    {"trenggalek", "6", "Pemohon/User", "15 menit",
	"proses aktifasi pada email yang digunakan untuk pendaftaran", DEVICE,
	"Sertifikat Elektronik yang telah diberi passphrase", NULL, "activate"},
    {"trenggalek", "7", "Verifikator Sertifikat Elektronik", "15 menit",
	"kesesuaian antara Foto KTP dan Foto Selfie", DEVICE,
	"Foto Selfie Pemohon", NULL, "match"},
    {"trenggalek", "8", "Pemohon/User", "15 menit",
	"menginput passphrase Sertifikat Elektronik melalui Link", DEVICE,
	"Validasi dari BSrE", NULL, "passphrase"},
    {"trenggalek", "9", "Verifikator Sertifikat Elektronik", "15 menit",
	"terbit dan bisa digunakan pada aplikasi", DEVICE,
	"Sertifikat Elektronik yang diserahkan",
	"Masa berlaku 2 Tahun, setelah itu bisa diperpanjang", "deliver"},

    {"kudus", "1", "Pemohon", "10 menit",
	"membawa berkas persyaratan ke Dinas Kominfo",
	"Surat Permohonan; Berkas Persyaratan Penerbitan sertifikat "
	"elektronik; memiliki email pribadi kedinasan (.go.id) yang aktif",
	"Surat permohonan yang telah didisposisi Kepala Dinas", NULL, "apply"},
    {"kudus", "2", "Kabid Informatika", "10 menit",
	"menerima disposisi dan meneruskan permohonan",
	"Surat Permohonan yang telah didisposisi Kepala Dinas; Berkas",
	"telah didisposisi Kepala Bidang Informatika", NULL, "dispose"},
    {"kudus", "3", "Kasi TI dan Persandian", "15 menit",
	"pembuatan surat rekomendasi permohonan penerbitan sertifikat "
	"elektronik BSRe dan pengiriman berkas persyaratan ke BSRe",
	"Surat Permohonan; Berkas Persyaratan",
	"Surat rekomendasi permohonan penerbitan", NULL, "check"},
    {"kudus", "4a", "Verifikator", "1 hari",
	"mendapatkan username dan password melalui email",
	"Scan surat rekomendasi permohonan penerbitan sertifikat elektronik; "
	"Email pribadi kedinasan; Sistem pendaftaran sertifikat elektronik "
	"BSRe; " DAY_NEEDS,
	"proses pendaftaran dan pembuatan sertifikat elektronik", NULL,
	"register"},
    {"kudus", "4b", "Pemohon", "1 hari",
	"proses pendaftaran dan selanjutnya akan diverifikasi oleh BSRe",
	DAY_NEEDS, "proses pendaftaran dan pembuatan", NULL, "activate"},
    {"kudus", "4c", "Pemohon", "1 hari",
	"form untuk setting passphrase untuk proses login tanda tangan digital",
	DAY_NEEDS, "proses pendaftaran dan pembuatan", NULL, "passphrase"},
    {"kudus", "5", "Verifikator", "",
	"BSRe menerbitkan sertifikat elektronik dan pemohon dapat mendownload",
	NULL, "sertifikat elektronik", NULL, "examine"},

    {"maluku-utara", "1", "ASN", "15 menit",
	"melampirkan berkas persyaratan ke Diskominfo",
	"Surat Permohonan; Berkas persyaratan Penerbitan Sertifikat "
	"Elektronik; memiliki e-mail Dinas ASN (Domain "
	"@malutprov.go.id) yang aktif",
	"Surat permohonan yang telah disposisi Kepala Dinas", NULL, "apply"},
    {"maluku-utara", "2", "Kepala Bidang Persandian dan Statistik", "15 menit",
	"menerima disposisi dan meneruskan Permohonan Penerbitan Sertifikat "
	"Elektronik ke Kasi. Persandian",
	"Surat permohonan yang telah disposisi Kepala Dinas; Berkas",
	"Surat permohonan yang telah disposisi Kepala Dinas", NULL, "dispose"},
    {"maluku-utara", "3", "Kepala Seksi Persandian", "15 menit",
	"pembuatan aktifasi Penerbitan Sertifikat Elektronik pada akun BSrE "
	"dan pengiriman berkas",
	"yang telah disposisi Kepala Dinas; Berkas",
	"Surat Rekomendasi permohonan Penerbitan", NULL, "check"},
    {"maluku-utara", "4a", "Verifikator", "1 hari",
	"username dan password melalui email untuk masuk ke system",
	"Surat Rekomendasi Permohonan Penerbitan Sertifikat Elektronik; KTP "
	"Pemohon; E-mail Dinas ASN; Sistem Pendaftaran Sertifikat; " DAY_NEEDS,
	"Proses pendaftaran dan pembuatan Sertifikat Elektronik", NULL,
	"register"},
    {"maluku-utara", "4b", "ASN", "1 hari",
	"proses pendaftaran dan selanjutnya akan diverifikasi oleh BSrE",
	DAY_NEEDS, "Proses pendaftaran dan pembuatan", NULL, "activate"},
    {"maluku-utara", "4c", "ASN", "1 hari",
	"form untuk setting passphrase untuk proses login", DAY_NEEDS,
	"Proses pendaftaran dan pembuatan", NULL, "passphrase"},
    {"maluku-utara", "5", "Verifikator", "",
	"BSrE menerbitkan sertifikat elektronik dan pemohon dapat mendownload",
	NULL, "Sertifikat Elektronik", NULL, "examine"},

    {"tapin", "1", "Pemohon", "60 menit",
	"Mengirim Surat Permohonan Penerbitan Sertifikat Elektronik kepada "
	"Kepala Dinas",
	"KTP; SK jabatan terakhir; scanner; komputer",
	"Surat Permohonan, Foto/Scan KTP, SK jabatan terakhir", NULL, "apply"},
    {"tapin", "2", "Kepala Dinas Kominfo", "10 menit",
	"endisposisi permohonan ke verifikator", "Surat Permohonan",
	"Disposisi", NULL, "dispose"},
    {"tapin", "3", "Verifikator", "1 menit",
	"Kelengkapan dan kesesuaian berkas persyaratan",
	"Disposisi; Surat Permohonan; Foto/Scan KTP; Scan SK Jabatan Terakhir",
	"Persyaratan telah diperiksa", NULL, "check"},
    {"tapin", "4", "Verifikator", "",
	"Menghubungi pemohon untuk melengkapi persyaratan",
	"Persyaratan telah diperiksa", "Koordinasi dengan pemohon", NULL,
	"confirm"},
    {"tapin", "5", "Verifikator", "15 menit",
	"Pembuatan Email Dinas bagi pemohon yang belum punya",
	"Scan SK jabatan terakhir", "Email Dinas", NULL, "mailbox"},
    {"tapin", "6", "Verifikator", "1 menit", "Log in ke Aplikasi AMS",
	"Username dan Password AMS", "Verifikator telah log in ke AMS", NULL,
	"confirm"},
    {"tapin", "7", "Verifikator", "15 menit",
	"Menambahkan pemohon sebagai pengguna Sertifikat Elektronik dengan "
	"memasukan data pemohon",
	"Disposisi; Surat Permohonan; Foto/Scan KTP; Scan SK Jabatan Terakhir",
	"Data pemohon telah diinput", NULL, "register"},
    {"tapin", "8", "Pemohon", "3 menit",
	"mengisi identitas serta melakukan pindai wajah di AMS melalui tautan",
	"KTP; PC/Laptop dengan webcam; Email", "Data identitas diinput",
	"Masa berlaku tautan 24 jam", "activate"},
    {"tapin", "9", "Verifikator", "5 menit",
	"data identitas dan pindaian wajah yang dilakukan oleh pemohon",
	"Data identitas", "Data identitas diverifikasi", NULL, "match"},
    {"tapin", "10", "Pemohon", "5 menit",
	"memindai qrcode untuk mendapatkan kode OTP melalui tautan", "Email",
	"Passphrase telah dibuat", "Masa berlaku tautan 24 jam", "passphrase"},
    {"tapin", "11", "BSrE", "1" EN "2 jam",
	"Memeriksa pengajuan permohonan penerbitan Sertifikat Elektronik",
	"Data permohonan penerbitan sertifikat elektronik",
	"diperiksa oleh BSrE", "status: Enroll", "examine"},
    {"tapin", "12", "Verifikator", "5 menit", "Sertifikat Elektronik terbit",
	"ata pemohon telah diverifikasi", "Sertifikat Elektronik telah terbit",
	NULL, "deliver"},

    {"undiksha", "1", "Pengembang", "",
	"mengajukan surat ke tim helpdesk UPT TIK", "Surat pengembangan sistem",
	NULL, NULL, "apply"},
    {"undiksha", "2", "UPT TIK", "",
	"melakukan verifikasi dan melakukan Audit Sistem", "BPMN Sistem", NULL,
	NULL, "audit"},
    {"undiksha", "4", "UPT TIK", "",
	"Jika proses bisnis sesuai, maka UPT TIK memberikan API", NULL, NULL,
	"Jika proses bisnis tidak sesuai, UPT TIK Kembali melakukan Audit "
	"Sistem.",
	"grant"},
    {"undiksha", "5", "Pengembang", "", "melakukan uji coba Sistem", NULL, NULL,
	NULL, "trial"},
    {"undiksha", "6", "UPT TIK", "", "Selesai.", NULL, NULL, NULL, "confirm"},
};
#define NSAMPLES (sizeof(samples) / sizeof(samples[0]))

/* What stands on the first page, and which rows the paper implies. */
static struct head {
	const char *office, *service, *title, *number, *created, *approved;
	size_t printed; /* rows with a number of their own on paper */
	const char *implied;
	size_t laws, lanes;
	const char *zone, *good_mail;
	size_t warnings;
} heads[] = {
    {"trenggalek", "penerbitan",
	"Layanan Penerbitan Sertifikat Elektronik untuk Tanda Tangan "
	"Elektronik",
	"000.8.3.3/ 500 /SOP/406.020/2024", "08 Agustus 2024",
	"Kepala Dinas Komunikasi dan Informatika", 9, " 5.1 5.2 8.1", 6, 5,
	"WIB", "uji@trenggalekkab.go.id", 1},
    {"kudus", "penerbitan", "Pendaftaran Penerbitan Sertifikat Elektronik",
	"067/ /18.02/2020", "April 2020",
	"Kepala Dinas Komunikasi dan Informatika", 5, " 1.1 3.1 5.1", 3, 5,
	"WIB", "uji@kuduskab.go.id", 5},
    {"maluku-utara", "penerbitan",
	"Pendaftaran dan Penerbitan Sertifikat Elektronik",
	"000.6 / 041.6 / DKIP-MU / 2023", "1 Januari 2023",
	"Kepala Dinas Komunikasi, Informatika dan Persandian", 5,
	" 1.1 3.1 5.1 5.2", 6, 5, "WIT", "uji@malutprov.go.id", 6},
    {"tapin", "penerbitan", "Penerbitan Tanda Tangan Elektronik (TTE)", NULL,
	NULL, NULL, 12, " 4.1", 7, 4, "WITA", "uji@tapinkab.go.id", 3},
    {"undiksha", "pengajuan-sistem", "Pengajuan Sistem Sertifikat Elektronik",
	"011/UN.48.18.1/2020", "2 Januari 2020",
	"Kepala UPT TIK, mengetahui Rektor", 5, "", 5, 2, "WITA",
	"uji@undiksha.ac.id", 7},
};
#define NHEADS (sizeof(heads) / sizeof(heads[0]))

static struct str
load(struct arena *a, const char *office, const char *file)
{
	const char *path =
	    arena_printf(a, "deploy/tenants/%s/%s", office, file);
	char *p = arena_alloc(a, LIMIT_SOP_FILE);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		fail_msg("%s: cannot open", path);
	n = fread(p, 1, LIMIT_SOP_FILE, f);
	fclose(f);
	return (struct str){p, n};
}

static const struct sop *
load_sop(struct arena *a, const char *office, struct sop_problems *p)
{
	struct sop_problems op;
	const struct office *o =
	    office_parse(a, load(a, office, "kantor.yaml"), &op);
	const struct sop *s;

	assert_non_null(o);
	assert_int_equal(op.n, 0);
	assert_string_equal(o->id, office);
	s = sop_parse(a, load(a, office, o->services[0].file), p);
	for (size_t i = 0; i < p->n; i++)
		if (!p->v[i].warning)
			print_error("%s:%u:%u: %s\n", office, p->v[i].line,
			    p->v[i].column, p->v[i].text);
	assert_non_null(s);
	return s;
}

static void
holds(const char *text, const char *part)
{
	if (!part) {
		assert_true(!text || !*text);
		return;
	}
	assert_non_null(text);
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in \"%s\"", part, text);
}

static const char *
joined(struct arena *a, const struct row *row)
{
	const char *text = "";

	for (size_t i = 0; i < row->needs_n; i++)
		text = arena_printf(
		    a, "%s%s%s", text, i ? "; " : "", row->needs[i]);
	return text;
}

static void
test_sample(void **state)
{
	const struct sample *want = *state;
	struct sop_problems p;
	struct arena a;
	const struct sop *s;
	const struct row *row;
	int i;

	arena_init(&a, 8 * MIB);
	s = load_sop(&a, want->office, &p);
	i = sop_row(s, str_of(want->no));
	assert_true(i >= 0);
	row = &s->rows[i];
	assert_string_equal(s->lanes[row->lane].title, want->lane);
	assert_string_equal(duration_text(&a, row->time), want->time);
	assert_string_equal(kind_get(row->kind)->name, want->kind);
	holds(row->activity, want->activity);
	holds(joined(&a, row), want->needs);
	holds(row->output, want->output);
	holds(row->note, want->note);
	assert_null(row->implied);
	arena_clear(&a);
}

static void
test_head(void **state)
{
	const struct head *want = *state;
	struct sop_problems p, op;
	struct arena a;
	const struct sop *s;
	const struct office *o;
	const char *implied = "";
	unsigned last = 0;
	size_t printed = 0;

	arena_init(&a, 8 * MIB);
	s = load_sop(&a, want->office, &p);
	assert_string_equal(s->title, want->title);
	holds(s->number, want->number);
	holds(s->created, want->created);
	holds(s->effective, want->created);
	holds(s->approved_by, want->approved);
	assert_string_equal(s->sections[0].title, "Dasar Hukum");
	assert_int_equal(s->sections[0].lines_n, want->laws);
	assert_int_equal(s->lanes_n, want->lanes);
	assert_int_equal(p.n, want->warnings);
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct row *row = &s->rows[i];

		if (row->implied) {
			implied = arena_printf(&a, "%s %s", implied, row->no);
			assert_int_equal(row->time.unit, TIME_NONE);
			continue;
		}
		printed += row->number != last;
		last = row->number;
	}
	assert_int_equal(printed, want->printed);
	assert_string_equal(implied, want->implied);
	o = office_parse(&a, load(&a, want->office, "kantor.yaml"), &op);
	assert_string_equal(o->zone.name, want->zone);
	assert_string_equal(o->services[0].id, want->service);
	assert_true(office_has_mail(o, str_of(want->good_mail)));
	assert_false(office_has_mail(o, STR("uji@mail.example")));
	arena_clear(&a);
}

/* Every printed row of the samples is in the files, and no other. */
static void
test_no_other_rows(void **state)
{
	(void)state;
	for (size_t h = 0; h < NHEADS; h++) {
		struct sop_problems p;
		struct arena a;
		const struct sop *s;

		arena_init(&a, 8 * MIB);
		s = load_sop(&a, heads[h].office, &p);
		for (size_t i = 0; i < s->rows_n; i++) {
			bool found = s->rows[i].implied != NULL;

			for (size_t j = 0; j < NSAMPLES; j++)
				found |=
				    strcmp(samples[j].office,
					heads[h].office) == 0 &&
				    strcmp(samples[j].no, s->rows[i].no) == 0;
			assert_true(found);
		}
		arena_clear(&a);
	}
}

static int
target(const struct sop *s, const char *no, enum outcome o)
{
	return s->rows[sop_row(s, str_of(no))].next[o];
}

/* Corrections go where the paper sends them. */
static void
test_ways_back(void **state)
{
	struct sop_problems p;
	struct arena a;
	const struct sop *s;

	(void)state;
	arena_init(&a, 8 * MIB);
	s = load_sop(&a, "tapin", &p);
	assert_int_equal(target(s, "3", OUT_INCOMPLETE), sop_row(s, STR("4")));
	assert_int_equal(target(s, "3", OUT_NO_MAILBOX), sop_row(s, STR("5")));
	assert_int_equal(target(s, "9", OUT_MISMATCHED), sop_row(s, STR("8")));
	assert_int_equal(target(s, "12", OUT_DELIVERED), ROW_END);
	assert_int_equal(s->lanes[3].recorder, 2);
	assert_int_equal(s->rows[sop_row(s, STR("11"))].owner, OWNER_BSRE);
	assert_int_equal(s->rows[sop_row(s, STR("8"))].owner, OWNER_APPLICANT);
	assert_int_equal(s->rows[sop_row(s, STR("9"))].owner, OWNER_OFFICE);
	s = load_sop(&a, "maluku-utara", &p);
	assert_int_equal(s->rows[sop_row(s, STR("5.2"))].joins, 1);
	assert_int_equal(s->rows[sop_row(s, STR("5.1"))].joins, 0);
	assert_int_equal(s->rows[sop_row(s, STR("3"))].joins, 0);
	s = load_sop(&a, "undiksha", &p);
	assert_int_equal(target(s, "5", OUT_PROBLEM), sop_row(s, STR("2")));
	assert_false(s->certificate);
	arena_clear(&a);
}

int
main(void)
{
	struct CMUnitTest tests[NSAMPLES + NHEADS + 2] = {
	    cmocka_unit_test(test_no_other_rows),
	    cmocka_unit_test(test_ways_back)};
	char names[NSAMPLES][32];
	size_t n = 2;

	for (size_t i = 0; i < NHEADS; i++)
		tests[n++] = (struct CMUnitTest){
		    heads[i].office, test_head, NULL, NULL, &heads[i]};
	for (size_t i = 0; i < NSAMPLES; i++) {
		snprintf(names[i], sizeof(names[i]), "%s %s", samples[i].office,
		    samples[i].no);
		tests[n++] = (struct CMUnitTest){
		    names[i], test_sample, NULL, NULL, &samples[i]};
	}
	return cmocka_run_group_tests_name("offices", tests, NULL, NULL);
}
