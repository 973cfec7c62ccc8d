/*
 * The statuses of many people at BSrE, from a file: the agent of the running
 * server asks, this command waits for it and tells what has changed.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/beat.h"
#include "app/rollview.h"
#include "app/sweep.h"
#include "base/clock.h"
#include "base/limits.h"
#include "main/command.h"
#include "store/bsre.h"

#define LOOK_NS    200000000L       /* between two looks */
#define SILENT     (10 * MS_SECOND) /* without an answer: is there an agent? */
#define TROUBLE    (30 * MS_SECOND) /* and without: what is wrong with BSrE? */
#define CSV_MAX    (8 * MIB)
#define WAIT_ARENA (16 * MIB)

static volatile sig_atomic_t interrupted;

static void
on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
}

/* --- the file ----------------------------------------------------------- */

static void
print_faults(const char *file, const struct roster *r)
{
	for (size_t i = 0; i < r->faults_n; i++) {
		const struct roster_fault *f = &r->faults[i];

		if (f->line)
			fprintf(stderr, "%s:%zu: galat: %s\n", file, f->line,
			    f->text);
		else
			fprintf(stderr, "%s: galat: %s\n", file, f->text);
	}
}

/* CMD_OK: there is something to ask. */
static int
read_roster(struct cmd *c, struct roster *r)
{
	struct err e = {0};
	struct str text;

	if (cmd_read(&c->arena, c->args[0], ROSTER_BYTES, &text, &e) < 0)
		return cmd_fail(c, &e);
	roster_parse(r, &c->arena, text);
	print_faults(c->args[0], r);
	if (r->n > 0 && (r->faults_n == 0 || cmd_option(c, "lewati")))
		return CMD_OK;
	if (r->n > 0)
		fprintf(stderr,
		    "Belum ada yang ditanyakan. Perbaiki berkasnya, atau pakai "
		    "--lewati untuk memeriksa %zu orang yang terbaca.\n",
		    r->n);
	return CMD_FAILED;
}

/* Where the CSV goes, before root goes on as another; -1 with *fd: nowhere. */
static int
open_csv(struct cmd *c, int *fd, struct err *e)
{
	const char *path = cmd_option(c, "csv");

	*fd = -1;
	if (!path)
		return 0;
	*fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (*fd < 0)
		return err_set(e, ERR_INPUT, "Berkas CSV tidak dapat ditulis.",
		    "%s: errno %d", path, errno);
	return 0;
}

/* --- the office --------------------------------------------------------- */

static int
find_office(struct cmd *c, const char **office, struct err *e)
{
	const char *asked = cmd_option(c, "kantor");
	const struct tenant *v;
	size_t n, found = 0;

	v = control_tenants(tenants_control(app_tenants(c->app)), &n);
	for (size_t i = 0; i < n; i++)
		if (v[i].active && (!asked || strcmp(v[i].id, asked) == 0)) {
			*office = v[i].id;
			found++;
		}
	if (found == 1)
		return 0;
	if (asked)
		return err_set(
		    e, ERR_MISSING, "Kantor itu tidak ditemukan.", "%s", asked);
	return err_set(e, ERR_INPUT,
	    "Sebutkan kantornya dengan --kantor: ada beberapa.", "%zu offices",
	    found);
}

/* --- waiting ------------------------------------------------------------ */

struct wait {
	struct cmd *c;
	const char *office;
	int64_t id, done;
	int64_t moved_at; /* ms; the last answer */
	bool told;        /* what is wrong */
	struct arena arena;
};

static void
show_progress(const struct roll *r)
{
	if (isatty(2))
		fprintf(stderr, "\r%lld dari %lld ", (long long)r->done,
		    (long long)r->total);
}

/* Whether it makes sense to go on waiting. */
static bool
look_around(struct wait *w, struct ctx *cx, int64_t now)
{
	int64_t silent = now - w->moved_at;
	struct bsre_office o;
	struct err e = {0};
	struct beat b;

	if (silent < SILENT)
		return true;
	beat_read(w->c->data, &b);
	if (now - b.at > BEAT_WORRY) {
		fprintf(stderr,
		    "Agen tidak berjalan, jadi tidak ada yang menanyakan "
		    "BSrE. Jalankan server (paraf serve); daftar %lld "
		    "dilanjutkan sendiri.\n",
		    (long long)w->id);
		return false;
	}
	if (silent > TROUBLE && !w->told &&
	    bsre_office_get(cx->db, &w->arena, &o, &e) == 1 && o.error[0]) {
		fprintf(stderr, "BSrE belum menjawab: %s\n", o.error);
		w->told = true;
	}
	return true;
}

/* 1 it is over, 0 nobody waits any more, -1. */
static int
wait_for(struct wait *w, struct roll *r, struct err *e)
{
	const struct timespec pause = {0, LOOK_NS};
	struct ctx cx;
	int rc;

	for (;;) {
		int64_t now = clock_now();

		arena_reset(&w->arena);
		if (sweep_ctx(&cx, w->c->app, &w->arena, w->office, now, e) < 0)
			return -1;
		rc = roll_get(cx.db, &w->arena, r, w->id, e);
		if (rc <= 0)
			return rc < 0
				   ? -1
				   : err_set(e, ERR_GONE,
					 "Daftar itu sudah dihapus.", "roll");
		show_progress(r);
		if (r->ended_at)
			return 1;
		if (r->done != w->done)
			w->moved_at = now;
		w->done = r->done;
		if (interrupted || !look_around(w, &cx, now))
			return 0;
		nanosleep(&pause, NULL);
	}
}

/* --- the report --------------------------------------------------------- */

static void
print_line(const struct roll_line *l)
{
	const struct roll_row *row = &l->row;
	char mask[NIK_MASK_SIZE] = "";
	struct err e = {0};
	struct nik nik;

	if (l->who.nik[0] && nik_parse(&nik, str_of(l->who.nik), &e) == 0)
		nik_mask(mask, &nik);
	printf("%zu\t%s\t%s\t%s\t%s\t", l->who.line, mask, l->who.email,
	    l->who.name, row->status[0] ? row->status : "-");
	if (row->outcome == ROLL_CHANGED)
		printf("berubah dari %s ke %s\n", row->before, row->status);
	else
		printf("%s%s%s\n", roll_word(row->outcome),
		    row->error[0] ? ": " : "", row->error);
}

static int
print_rows(struct ctx *cx, const struct roll *r, struct err *e)
{
	struct roll_line *v;
	int64_t from = 0;
	size_t n;

	printf("baris\tNIK\temail\tnama\tstatus\tperubahan\n");
	do {
		if (roll_lines(cx, &v, &n, r->id, -1, from, ROLL_PAGE, e) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			print_line(&v[i]);
		from += (int64_t)ROLL_PAGE;
	} while (n == ROLL_PAGE);
	return 0;
}

static int
print_report(
    struct ctx *cx, const struct roll *r, int64_t *failed, struct err *e)
{
	static const enum roll_outcome order[] = {
	    ROLL_NEW, ROLL_CHANGED, ROLL_SAME, ROLL_UNKNOWN, ROLL_FAILED};
	int64_t counts[ROLL_OUTCOMES];

	if (print_rows(cx, r, e) < 0 ||
	    roll_count(cx->db, r->id, counts, e) < 0)
		return -1;
	printf("\n");
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		printf("%s%s %lld", i ? ", " : "", roll_word(order[i]),
		    (long long)counts[order[i]]);
	printf("\n");
	*failed = counts[ROLL_FAILED];
	return 0;
}

static int
write_csv(struct ctx *cx, const struct roll *r, int fd, struct err *e)
{
	struct str text;
	struct sb out;
	ssize_t n = 1;
	int rc;

	if (fd < 0)
		return 0;
	sb_init(&out, CSV_MAX);
	rc = roll_csv(cx, r, &out, e);
	text = sb_get(&out);
	while (rc == 0 && text.n > 0 && n > 0) {
		n = write(fd, text.p, text.n);
		if (n > 0) {
			text.p += n;
			text.n -= (size_t)n;
		}
	}
	if (rc == 0 && text.n > 0)
		rc = err_set(e, ERR_SYSTEM, "Berkas CSV tidak dapat ditulis.",
		    "errno %d", errno);
	sb_clear(&out);
	return rc;
}

static int
report(struct cmd *c, struct wait *w, const struct roll *r, int fd)
{
	int64_t failed = 0;
	struct err e = {0};
	struct ctx cx;

	if (isatty(2))
		fprintf(stderr, "\n");
	if (sweep_ctx(&cx, c->app, &c->arena, w->office, clock_now(), &e) < 0 ||
	    print_report(&cx, r, &failed, &e) < 0 ||
	    write_csv(&cx, r, fd, &e) < 0)
		return cmd_fail(c, &e);
	return failed > 0 ? CMD_FAILED : CMD_OK;
}

/* --- all together ------------------------------------------------------- */

static const char *
title_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int
make_and_wait(struct cmd *c, const struct roster *r, int fd)
{
	struct wait w = {.c = c};
	struct roll roll;
	struct err e = {0};
	struct ctx cx;
	int rc;

	if (find_office(c, &w.office, &e) < 0 ||
	    sweep_ctx(&cx, c->app, &c->arena, w.office, c->now, &e) < 0)
		return cmd_fail(c, &e);
	cx.actor.name = "paraf bsre status";
	if (roll_make(&cx, r, title_of(c->args[0]), &w.id, &e) < 0)
		return cmd_fail(c, &e);
	fprintf(stderr,
	    "Daftar %lld: %zu orang, %zu baris ganda digabung. Ctrl-C hanya "
	    "berhenti menunggu.\n",
	    (long long)w.id, r->n, r->doubles);
	arena_init(&w.arena, WAIT_ARENA);
	w.moved_at = clock_now();
	rc = wait_for(&w, &roll, &e);
	if (rc == 1)
		rc = report(c, &w, &roll, fd);
	else if (rc < 0)
		rc = cmd_fail(c, &e);
	else
		rc = CMD_FAILED;
	arena_clear(&w.arena);
	if (interrupted)
		fprintf(stderr,
		    "\nPemeriksaan dilanjutkan oleh server; hasilnya di "
		    "/%s/kelola/bsre/daftar/%lld\n",
		    w.office, (long long)w.id);
	return rc;
}

static int
run_status(struct cmd *c)
{
	const struct sigaction quiet = {.sa_handler = on_signal};
	struct err e = {0};
	struct roster r;
	int fd = -1, rc;

	rc = read_roster(c, &r);
	if (rc != CMD_OK)
		return rc;
	if (open_csv(c, &fd, &e) < 0 || cmd_app(c, &e) < 0) {
		rc = cmd_fail(c, &e);
	} else {
		sigaction(SIGINT, &quiet, NULL);
		rc = make_and_wait(c, &r, fd);
	}
	if (fd >= 0 && close(fd) < 0)
		rc = CMD_FAILED;
	return rc;
}

const struct command command_bsre_status = {
    .name = "bsre status",
    .args = "BERKAS",
    .brief = "menanyakan status banyak orang di BSrE",
    .help =
	"Membaca daftar orang (CSV, TSV, atau teks; satu orang satu\n"
	"baris dengan NIK, email, atau keduanya; paling banyak 5.000),\n"
	"menyerahkannya kepada agen server yang sedang berjalan, menunggu,\n"
	"lalu menulis status setiap orang dan apa yang berubah sejak\n"
	"terakhir ditanyakan: baru, berubah, tetap, tidak dikenal, gagal.\n"
	"Ctrl-C hanya berhenti menunggu.  Status 1 bila ada baris yang\n"
	"salah, ada yang gagal, atau tidak ada yang menjawab.\n",
    .min = 1,
    .max = 1,
    .options = {OPTION_DATA,
	{"kantor", "KANTOR", "kantor yang bertanya, bila ada beberapa"},
	{"csv", "BERKAS", "tulis hasilnya juga ke berkas ini"},
	{"lewati", NULL, "lewati baris yang salah, periksa yang lain"}},
    .run = run_status,
};
