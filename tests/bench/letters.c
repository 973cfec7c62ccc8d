/*
 * letters - what it costs to set a letter: a recommendation, one with an
 * attachment of 200 persons, and the SOPs that are named.
 *
 *	letters [KANTOR.YAML FILE.SOP.YAML]...
 *
 * Each is set 200 times in a child that is forked with the fonts read, as
 * the press does it.  Prints of one letter the processor time (median and
 * largest, the fork included), the most memory that the child held, what of
 * it was its own, and the size of the PDF; then what a worker waits for one
 * through the locked press.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/soppaper.h"
#include "base/clock.h"
#include "base/limits.h"
#include "main/press.h"
#include "paper/press.h"

#define RUNS 200

static const struct typeset_head head = {
    .lines = {"PEMERINTAH KABUPATEN CONTOH",
	"DINAS KOMUNIKASI, INFORMATIKA DAN PERSANDIAN",
	"Jalan Merdeka Nomor 1, Kecamatan Contoh, Kabupaten Contoh 99999",
	"Telepon (0999) 123456, pos-el kominfo@contoh.example"}};

static const struct typeset_job letter = {
    .conf = {SHEET_A4_W, SHEET_A4_H, "Rekomendasi", "Kantor",
	"2026-11-23T09:15:00Z"},
    .head = &head,
    .qr = "https://tte.contoh.example/v/contoh-abcdefghij0123456789",
    .foot = "Keaslian naskah ini dapat diperiksa di "
	    "https://tte.contoh.example/v/contoh-abcdefghij0123456789"};

static const char recommendation[] =
    "@kop\n\n@surat Contoh, 23 November 2026\n"
    "Nomor | 000.6.5/012/DISKOMINFO/2026\nSifat | Biasa\n"
    "Lampiran | 1 (satu) berkas\n"
    "Hal | Rekomendasi Penerbitan Sertifikat Elektronik\n\n"
    "@yth\nYth. Kepala Balai Besar Sertifikasi Elektronik\n"
    "Badan Siber dan Sandi Negara\ndi\nJakarta\n\n"
    "Berdasarkan surat Kepala Badan Kepegawaian dan Pengembangan Sumber Daya "
    "Manusia Nomor 800/123/BKPSDM/2026 tanggal 20 November 2026, bersama ini "
    "kami yang bertanda tangan di bawah ini:\n\n"
    "@rincian\nNama | Drs. Budi Contoh Santosa, M.Si.\n"
    "Jabatan | Kepala Dinas Komunikasi, Informatika dan Persandian\n"
    "NIP | 196801011990031001\nInstansi | Pemerintah Kabupaten Contoh\n\n"
    "@rata\nmemberikan rekomendasi kepada:\n\n"
    "@rincian\nNama lengkap | Ani Contoh Wening, S.Kom.\n"
    "Jabatan | Analis Sumber Daya Manusia Aparatur\n"
    "NIP | 199001012015032001\nNIK | 3399990411870001\n"
    "Alamat pos-el | ani@contoh.example\nTelepon | 081200000001\n\n"
    "Demikian rekomendasi ini dibuat untuk dipergunakan sebagaimana "
    "mestinya.\n\n"
    "@ttd\nKepala Dinas Komunikasi, Informatika dan Persandian,\n#\n"
    "*Drs. BUDI CONTOH SANTOSA, M.Si.*\nPembina Utama Muda (IV/c)\n"
    "NIP 196801011990031001\n\n@tembusan\nBupati Contoh\n";

/* What is measured; sop.p NULL: a letter. */
struct work {
	const char *name;
	struct str text, profile, sop;
};

struct figures {
	int64_t us[RUNS];
	size_t bytes, private_kib;
	long most_kib;
};

/* What only this process has, KiB. */
static size_t
private_memory(void)
{
	FILE *f = fopen("/proc/self/smaps_rollup", "r");
	char line[256];
	size_t sum = 0;

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, "Private_", 8) == 0)
			sum += strtoul(strchr(line, ':') + 1, NULL, 10);
	if (f)
		fclose(f);
	return sum;
}

static int
set(const struct work *w, struct sb *out, struct err *e)
{
	struct press_sop job = {.profile = w->profile,
	    .sop = w->sop,
	    .created = "2026-11-23T09:15:00Z"};
	struct arena a;

	if (!w->sop.p)
		return typeset(out, &letter, w->text, e);
	arena_init(&a, 2 * LIMIT_REQUEST_ARENA);
	return soppaper_press(out, &a, &job, e);
}

/* In the child: sizes to the pipe. */
static void __attribute__((noreturn)) run_child(const struct work *w, int to)
{
	size_t sizes[2];
	struct err e = {0};
	struct sb out;

	sb_init(&out, LIMIT_MISSIVE);
	if (set(w, &out, &e) < 0) {
		fprintf(stderr, "%s: %s\n", w->name, e.detail);
		_exit(1);
	}
	sizes[0] = out.n;
	sizes[1] = private_memory();
	_exit(write(to, sizes, sizeof(sizes)) < 0);
}

static void
run_once(const struct work *w, struct figures *f, size_t i)
{
	size_t sizes[2];
	struct rusage u;
	int fds[2], status;
	pid_t pid;

	if (pipe(fds) < 0 || (pid = fork()) < 0)
		exit(1);
	if (pid == 0)
		run_child(w, fds[1]);
	if (wait4(pid, &status, 0, &u) < 0 || status != 0 ||
	    read(fds[0], sizes, sizeof(sizes)) < 0)
		exit(1);
	close(fds[0]);
	close(fds[1]);
	f->us[i] = (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * INT64_C(1000000) +
		   u.ru_utime.tv_usec + u.ru_stime.tv_usec;
	f->bytes = sizes[0];
	f->private_kib = sizes[1];
	f->most_kib = u.ru_maxrss;
}

static int
compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
measure(const struct work *w)
{
	static struct figures f;

	for (size_t i = 0; i < RUNS; i++)
		run_once(w, &f, i);
	qsort(f.us, RUNS, sizeof(f.us[0]), compare);
	printf("%-28s %6.1f %6.1f ms of CPU  %5.1f MB, own %4.1f MB  %6zu "
	       "bytes\n",
	    w->name, (double)f.us[RUNS / 2] / 1e3, (double)f.us[RUNS - 1] / 1e3,
	    (double)f.most_kib / 1024, (double)f.private_kib / 1024, f.bytes);
}

/* What a worker waits for the first work, ms. */
static void
measure_wait(const struct work *w)
{
	static int64_t us[RUNS];
	struct zygote z;
	struct err e = {0};
	struct sb out;

	sb_init(&out, LIMIT_MISSIVE);
	if (zygote_start(&z, &zygote_press, &e) < 0)
		exit(1);
	for (size_t i = 0; i < RUNS; i++) {
		int64_t from = clock_steady_us();

		sb_reset(&out);
		if (press_letter(z.fd, &letter, w->text, &out, &e) < 0)
			exit(1);
		us[i] = clock_steady_us() - from;
	}
	printf("a worker waits: the first time %.1f ms,", (double)us[0] / 1e3);
	qsort(us, RUNS, sizeof(us[0]), compare);
	printf(" then %.1f ms, 99 of 100 under %.1f ms\n",
	    (double)us[RUNS / 2] / 1e3, (double)us[RUNS * 99 / 100] / 1e3);
	zygote_close(&z);
	sb_clear(&out);
}

static struct str
read_text(const char *path)
{
	static struct sb texts[64];
	static size_t n;
	struct sb *b = &texts[n++ % 64];
	char piece[4096];
	FILE *f = fopen(path, "r");
	size_t k;

	sb_init(b, LIMIT_SOP_FILE);
	while (f && (k = fread(piece, 1, sizeof(piece), f)) > 0)
		sb_put(b, piece, k);
	if (f)
		fclose(f);
	return sb_get(b);
}

int
main(int argc, char **argv)
{
	struct work works[2] = {
	    {.name = "recommendation"}, {.name = "attachment, 200 persons"}};
	struct err e = {0};
	struct sb all;

	sb_init(&all, MIB);
	sb_puts(&all, recommendation);
	sb_puts(&all, "\n@halaman\n\n@judul LAMPIRAN\n\n@tabel 6c 30 22c 20 "
		      "22\nNo. | Nama | NIP | Jabatan | Pos-el\n");
	for (int i = 1; i <= 200; i++)
		sb_printf(&all,
		    "%d | Ani Contoh Wening %d, S.Kom. | 1990010120150%05d | "
		    "Analis Kepegawaian | ani%d@contoh.example\n",
		    i, i, i, i);
	works[0].text = str_of(recommendation);
	works[1].text = sb_get(&all);
	measure_wait(&works[0]);
	if (sheet_warm(&e) < 0) {
		fprintf(stderr, "%s (%s)\n", e.msg, e.detail);
		return 1;
	}
	measure(&works[0]);
	measure(&works[1]);
	for (int i = 1; i + 1 < argc; i += 2)
		measure(
		    &(struct work){.name = strrchr(argv[i + 1], '/')
					       ? strrchr(argv[i + 1], '/') + 1
					       : argv[i + 1],
			.profile = read_text(argv[i]),
			.sop = read_text(argv[i + 1])});
	sb_clear(&all);
	return 0;
}
