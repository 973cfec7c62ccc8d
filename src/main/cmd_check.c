/*
 * Whether every paper that the database speaks of is on the disk and whole,
 * and what lies there that it does not speak of.
 */
#include <stdio.h>

#include "base/limits.h"
#include "main/command.h"
#include "store/blob.h"

#define PAGE_ARENA (4 * MIB)
#define READ_SIZE  65536
#define ORPHAN_AGE INT64_C(3600000) /* ms: younger ones wait for their row */

struct check {
	struct cmd *c;
	const char *office;
	struct db *db;
	struct arena page;   /* owned; one page of rows */
	struct stream_in in; /* the file being read */
	char buf[READ_SIZE];
	bool quick;
	int64_t files, bad, unreadable;
};

static const char *
number_of(struct check *k, const struct file *f)
{
	struct casefile c;
	struct err ignored = {0};

	if (f->case_id &&
	    case_get(k->db, &k->page, &c, f->case_id, &ignored) == 1)
		return c.number;
	return "belum diajukan";
}

static void
alarm_of(struct check *k, const struct file *f, bool thumb, const char *what)
{
	printf("%s: berkas %s (%s, %s)%s: %s\n", k->office, f->id, f->purpose,
	    number_of(k, f), thumb ? ", gambar kecil" : "", what);
	k->bad++;
}

/* To its verified end; how many bytes. */
static int64_t
read_all(struct check *k, struct err *e)
{
	int64_t size = 0;
	ssize_t n;

	while ((n = stream_read(&k->in, k->buf, sizeof(k->buf), e)) > 0)
		size += n;
	return n < 0 ? -1 : size;
}

/* 1 good, 0 not, -1: its key was destroyed. */
static int
check_one(struct check *k, const struct file *f, bool thumb, const char **what)
{
	struct err e = {0};
	int64_t size = 0;

	*what = NULL;
	if (!f->key.p) {
		*what = "belum disandikan";
	} else if (blob_open(k->db, &k->page, f, thumb, &k->in, &e) < 0) {
		*what = e.kind == ERR_MISSING ? "tidak ada" : "rusak";
	} else if (!k->quick) {
		size = read_all(k, &e);
		if (size < 0 || (!thumb && size != f->size))
			*what = "rusak";
	}
	blob_close(&k->in);
	if (e.kind == ERR_GONE)
		return -1;
	return *what == NULL;
}

/* What is wrong may have changed since its row was read: then it is not. */
static void
check_file(struct check *k, const struct file *f, bool thumb)
{
	struct err ignored = {0};
	struct file now;
	const char *what;
	int rc = check_one(k, f, thumb, &what);

	if (rc == 0 && file_get(k->db, &k->page, &now, f->id, &ignored) == 1 &&
	    !now.erased_at && (!thumb || now.thumb))
		rc = check_one(k, &now, thumb, &what);
	else if (rc == 0)
		return;
	if (rc < 0)
		k->unreadable += !thumb;
	else if (rc == 0)
		alarm_of(k, f, thumb, what);
}

static int
check_files(struct check *k, struct err *e)
{
	char after[64] = "";
	struct file *v;
	size_t n;

	do {
		arena_reset(&k->page);
		if (file_page(k->db, &k->page, &v, &n, after, e) < 0)
			return -1;
		for (size_t i = 0; i < n; i++) {
			k->files++;
			check_file(k, &v[i], false);
			if (v[i].thumb)
				check_file(k, &v[i], true);
			snprintf(after, sizeof(after), "%s", v[i].id);
		}
	} while (n > 0);
	return 0;
}

static void
print_orphan(void *ctx, const char *path)
{
	const struct check *k = ctx;

	printf("%s: %s: tanpa catatan%s\n", k->office, path,
	    cmd_option(k->c, "collect") ? ", dihapus" : "");
}

static int
check_office(struct check *k, struct err *e)
{
	struct blob_sweep sw = {.before = k->c->now - ORPHAN_AGE,
	    .collect = cmd_option(k->c, "collect") != NULL,
	    .found = print_orphan,
	    .ctx = k};

	k->files = k->unreadable = 0;
	if (check_files(k, e) < 0 || blob_sweep(k->db, &sw, e) < 0)
		return -1;
	printf("%s: %lld berkas diperiksa", k->office, (long long)k->files);
	if (k->unreadable)
		printf(", %lld tidak terbaca lagi karena kuncinya dimusnahkan",
		    (long long)k->unreadable);
	if (sw.n)
		printf(", %zu berkas tanpa catatan%s", sw.n,
		    sw.collect ? " dihapus" : "");
	printf("\n");
	return 0;
}

/* One that cannot be checked must not keep the others: -1 in the end. */
static int
check_offices(struct check *k)
{
	struct tenants *ts = app_tenants(k->c->app);
	const struct tenant *v;
	size_t n, count;
	int rc = 0;

	v = control_tenants(tenants_control(ts), &n);
	count = k->c->n ? k->c->n : n;
	for (size_t i = 0; i < count; i++) {
		struct err e = {0};

		k->office = k->c->n ? k->c->args[i] : v[i].id;
		if (tenants_get_any(ts, str_of(k->office), &k->db, &e) == 0 &&
		    check_office(k, &e) == 0)
			continue;
		fprintf(stderr, "%s: ", k->office);
		(void)cmd_fail(k->c, &e);
		rc = -1;
	}
	return rc;
}

static int
run_check(struct cmd *c)
{
	struct check *k = ARENA_NEW(&c->arena, struct check);
	struct err e = {0};
	int rc;

	if (cmd_app(c, &e) < 0)
		return cmd_fail(c, &e);
	k->c = c;
	k->quick = cmd_option(c, "quick") != NULL;
	arena_init(&k->page, PAGE_ARENA);
	rc = check_offices(k);
	arena_clear(&k->page);
	if (k->bad)
		fprintf(stderr, "paraf check: %lld berkas hilang atau rusak\n",
		    (long long)k->bad);
	return k->bad || rc < 0 ? CMD_FAILED : CMD_OK;
}

const struct command command_check = {
    .name = "check",
    .args = "[KANTOR...]",
    .brief = "memeriksa keutuhan berkas",
    .help =
	"Membaca setiap berkas yang tercatat dan memeriksa keutuhannya.\n"
	"Berkas yang hilang atau rusak ditulis satu per satu, dan statusnya 1.\n"
	"Berkas di penyimpanan yang tidak tercatat dan lebih tua dari satu\n"
	"jam (sisa unggahan yang terputus) ditulis juga; itu bukan galat.\n",
    .max = SIZE_MAX,
    .options = {OPTION_DATA,
	{"quick", NULL, "hanya memeriksa bahwa berkasnya ada"},
	{"collect", NULL, "menghapus berkas yang tidak tercatat"}},
    .run = run_check,
};
