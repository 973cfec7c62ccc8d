/*
 * Demonstration persons: one account for each lane that somebody of the
 * office or an applicant acts in, and one that looks after it, all with one
 * random password that stands in accounts.tsv; a folder for mails; and an
 * account at the simulator of BSrE.  What is there already stays.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/people.h"
#include "base/limits.h"
#include "base/random.h"
#include "main/command.h"
#include "main/demo.h"
#include "store/service.h"

#define PASSWORD_LEN  16
#define ACCOUNTS_MAX  MIB
#define DEMO_SEATS_OF "Data contoh"
#define ADMIN_NAMES   200 /* their names begin there */

struct demo {
	struct cmd *c;
	const char *path;     /* of accounts.tsv */
	struct str was;       /* its content before, empty if none */
	const char *password; /* the one of this data folder */
	struct sb out;        /* owned; the new content */
	size_t persons;       /* seen, for the next name */
	size_t admins;        /* the same of them */
};

/* Made-up: every name has the word Contoh. */
static const char *const first_names[] = {"Sekar", "Bagas", "Laras", "Wira",
    "Melati", "Damar", "Kirana", "Banyu", "Intan", "Surya", "Ratih", "Jaka",
    "Puspa", "Angkasa", "Cempaka", "Guntur", "Embun", "Rimba", "Mutiara",
    "Samudra"};
static const char *const last_names[] = {"Wening", "Lestari", "Prasaja",
    "Utama", "Sentosa", "Mulia", "Jatmika", "Rahayu", "Pertiwi", "Makmur",
    "Kencana", "Waskita", "Anggara", "Nirmala", "Buana", "Cendekia", "Harapan",
    "Purnama", "Saraswara", "Tirta"};

static const char *
demo_name(struct arena *a, size_t i)
{
	enum { N = sizeof(first_names) / sizeof(first_names[0]) };

	return arena_printf(
	    a, "%s Contoh %s", first_names[i % N], last_names[(i + i / N) % N]);
}

/* The password of the first line, or a new one. */
static int
read_accounts(struct demo *d, struct err *e)
{
	struct arena *a = &d->c->arena;
	char code[PASSWORD_LEN + 1];
	struct str line, word = {0};

	if (access(d->path, F_OK) == 0 &&
	    cmd_read(a, d->path, ACCOUNTS_MAX, &d->was, e) < 0)
		return -1;
	line = d->was;
	line = str_cut(&line, '\n');
	for (int i = 0; i < 4; i++)
		word = str_cut(&line, '\t');
	if (word.n == 0) {
		random_code(code, PASSWORD_LEN);
		word = (struct str){code, PASSWORD_LEN};
		d->was.n = 0;
	}
	d->password = str_z(a, word);
	return 0;
}

/* Whether the line of this account was in accounts.tsv. */
static bool
was_listed(const struct demo *d, const char *line)
{
	struct str rest = d->was;

	while (rest.p && rest.n > 0)
		if (str_eqz(str_cut(&rest, '\n'), line))
			return true;
	return false;
}

/* Written beside and renamed: there is always a whole file. */
static int
write_accounts(struct demo *d, struct err *e)
{
	const char *tmp = arena_printf(&d->c->arena, "%s.tmp", d->path);
	struct str s = sb_get(&d->out);
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && !d->out.failed && fchmod(fd, 0600) == 0 &&
		  write(fd, s.p, s.n) == (ssize_t)s.n && fsync(fd) == 0;

	if (fd >= 0 && close(fd) < 0)
		ok = false;
	if (!ok || rename(tmp, d->path) < 0)
		return err_set(e, ERR_BUSY,
		    "Daftar akun contoh tidak dapat ditulis.", "errno %d",
		    errno);
	return 0;
}

/* Someone else sits there at this moment. */
static bool
is_taken(const struct holding *v, size_t n, const char *lane, const char *email,
    int64_t now, bool *own)
{
	bool taken = false;

	*own = false;
	for (size_t i = 0; i < n; i++) {
		if (v[i].person_id == 0 || strcmp(v[i].lane, lane) != 0 ||
		    v[i].from > now || (v[i].until && v[i].until <= now))
			continue;
		if (strcmp(v[i].email, email) == 0)
			*own = true;
		else
			taken = true;
	}
	return taken;
}

/* An account with the demo's password; name: which of the made-up ones. */
static int
put_account(struct demo *d, struct db *db, const char *email, const char *line,
    size_t name, struct err *e)
{
	struct arena *a = &d->c->arena;
	struct person p;
	int rc = person_by_email(db, a, &p, email, e);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return people_add(db, a, email, demo_name(a, name), d->password,
		    d->c->now, e);
	if (!was_listed(d, line))
		return people_set_password(
		    db, a, email, d->password, d->c->now, e);
	return 0;
}

/* What stands under the signature of somebody made up: ranks as the seats of
 * such offices have them. */
static int
put_rank(struct demo *d, struct db *db, const char *email, const struct lane *l,
    struct err *e)
{
	static const char *const heads[] = {"Pembina Utama Muda (IV/c)",
	    "Pembina (IV/a)", "Penata Tingkat I (III/d)"};
	struct arena *a = &d->c->arena;
	size_t n = d->persons, rank = n % 5 < 3 ? n % 5 : 2;
	struct person p;

	if (l->role == LANE_APPLICANT)
		return 0;
	if (person_by_email(db, a, &p, email, e) != 1)
		return -1;
	if (p.nip[0] || p.rank[0])
		return 0;
	return people_set_rank(db, a, email,
	    arena_printf(a, "19%02zu0999199%zu031%03zu", 70 + n % 20, n % 10,
		900 + n % 99),
	    l->role == LANE_VERIFIER ? "Penata Muda (III/a)"
	    : rank < 3               ? heads[rank]
				     : heads[2],
	    e);
}

/* The nth person of a lane, from 1; a second sits beside the first. */
static int
put_lane(struct demo *d, struct db *db, const char *tenant,
    const struct lane *l, int nth, struct err *e)
{
	struct arena *a = &d->c->arena;
	const char *email =
	    nth > 1 ? arena_printf(a, "%s%d@%s.example", l->id, nth, tenant)
		    : arena_printf(a, "%s@%s.example", l->id, tenant);
	const char *line = arena_printf(
	    a, "%s\t%s\t%s\t%s", tenant, l->id, email, d->password);
	const struct appointment ap = {.email = email,
	    .lane = l->id,
	    .kind = "definitif",
	    .decree = DEMO_SEATS_OF,
	    .from = d->c->now};
	struct holding *v;
	bool own = true;
	size_t n;

	if (l->role != LANE_APPLICANT) {
		if (holding_list(db, a, &v, &n, e) < 0)
			return -1;
		if (is_taken(v, n, l->id, email, d->c->now, &own) && !own &&
		    nth == 1)
			return 0;
	}
	if (put_account(d, db, email, line, d->persons, e) < 0 ||
	    (!own && people_seat(db, a, &ap, d->c->now, e) < 0) ||
	    put_rank(d, db, email, l, e) < 0)
		return -1;
	d->persons++;
	sb_printf(&d->out, "%s\n", line);
	return 0;
}

/* A seat that judges photos has two persons, as one match may need both. */
static int
put_lanes(struct demo *d, struct db *db, const char *tenant,
    const struct lane *l, struct err *e)
{
	size_t before = d->persons;

	if (put_lane(d, db, tenant, l, 1, e) < 0)
		return -1;
	if (l->role != LANE_VERIFIER || d->persons == before)
		return 0;
	return put_lane(d, db, tenant, l, 2, e);
}

/* Whoever looks after the office; no seat. */
static int
put_admin(struct demo *d, struct db *db, const char *tenant, struct err *e)
{
	struct arena *a = &d->c->arena;
	const char *email = arena_printf(a, "admin@%s.example", tenant);
	const char *line =
	    arena_printf(a, "%s\tadmin\t%s\t%s", tenant, email, d->password);
	struct person p;

	if (put_account(d, db, email, line, ADMIN_NAMES + d->admins, e) < 0 ||
	    person_by_email(db, a, &p, email, e) != 1)
		return -1;
	if (!p.admin && people_admin(db, a, email, true, false, d->c->now, e))
		return -1;
	d->admins++;
	sb_printf(&d->out, "%s\n", line);
	return 0;
}

/* The lanes of all services; one that several have counts once. */
static int
put_office(struct demo *d, const char *tenant, struct err *e)
{
	struct arena *a = &d->c->arena;
	const char **seen = NULL;
	size_t seen_n = 0, cap = 0, services_n;
	struct service *services;
	const struct sop *sop;
	struct db *db;

	if (tenants_get(app_tenants(d->c->app), str_of(tenant), &db, e) < 0 ||
	    service_list(db, a, &services, &services_n, e) < 0)
		return -1;
	for (size_t i = 0; i < services_n; i++) {
		if (app_sop(d->c->app, tenant, db, services[i].edition_id, &sop,
			e) < 0)
			return -1;
		for (size_t j = 0; j < sop->lanes_n; j++) {
			const struct lane *l = &sop->lanes[j];
			size_t k = 0;

			while (k < seen_n && strcmp(seen[k], l->id) != 0)
				k++;
			if (k < seen_n || l->role == LANE_EXTERNAL)
				continue;
			ARENA_GROW(a, seen, seen_n, cap);
			seen[seen_n++] = l->id;
			if (put_lanes(d, db, tenant, l, e) < 0)
				return -1;
		}
	}
	return put_admin(d, db, tenant, e);
}

/* Mails go into a folder, so that nothing leaves the machine.  What is set up
 * already stays. */
static int
set_up_mail(struct cmd *c, struct err *e)
{
	const char *path = arena_printf(&c->arena, "%s/semua.yaml", c->outside);
	struct sb text;
	bool ok = true;
	int fd;

	if (mkdir(c->outside, 0700) < 0 && errno != EEXIST)
		return err_set(e, ERR_BUSY,
		    "Folder pengaturan luar tidak dapat dibuat.",
		    "%s: errno %d", c->outside, errno);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return 0;
	sb_init(&text, ACCOUNTS_MAX);
	sb_puts(&text, "surel:\n  server: \"maildir:");
	for (const char *s = c->data; *s; s++) {
		if (*s == '"' || *s == '\\')
			sb_putc(&text, '\\');
		sb_putc(&text, *s);
	}
	sb_puts(&text, "/maildir\"\n"
		       "  pengirim: \"Paraf <paraf@contoh.example>\"\n");
	ok = fd >= 0 && !text.failed &&
	     write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
	sb_clear(&text);
	if (fd >= 0 && close(fd) < 0)
		ok = false;
	if (!ok && fd >= 0)
		unlink(path);
	if (!ok)
		return err_set(e, ERR_BUSY,
		    "Pengaturan surel contoh tidak dapat ditulis.",
		    "%s: errno %d", path, errno);
	return 0;
}

static int
make_demo(struct demo *d, struct err *e)
{
	struct control *control = tenants_control(app_tenants(d->c->app));
	const struct tenant *v;
	size_t n;

	if (read_accounts(d, e) < 0)
		return -1;
	v = control_tenants(control, &n);
	for (size_t i = 0; i < n; i++)
		if (v[i].active && put_office(d, v[i].id, e) < 0)
			return -1;
	if (write_accounts(d, e) < 0 || set_up_mail(d->c, e) < 0)
		return -1;
	return control_set_demo(control, true, e);
}

static int
run_demo(struct cmd *c)
{
	const char *url = cmd_option(c, "bsre");
	const char *from = cmd_option(c, "bsre-folder");
	const char *control = cmd_option(c, "bsre-control");
	struct demo d = {.c = c};
	struct err e = {0};
	int rc = CMD_OK;

	if (!url != !from) {
		fprintf(stderr, "paraf demo: --bsre dan --bsre-folder hanya "
				"bersama-sama.\n");
		return CMD_USAGE;
	}
	if (control && !url) {
		fprintf(stderr, "paraf demo: --bsre-control hanya bersama "
				"--bsre.\n");
		return CMD_USAGE;
	}
	if (!cmd_option(c, "data") && !getenv("PARAF_DATA")) {
		fprintf(stderr,
		    "paraf demo: sebutkan folder data dengan --data; akun\n"
		    "contoh tidak boleh tercampur dengan data sungguhan.\n");
		return CMD_USAGE;
	}
	sb_init(&d.out, ACCOUNTS_MAX);
	if (cmd_app(c, &e) < 0)
		rc = cmd_fail(c, &e);
	d.path = arena_printf(&c->arena, "%s/accounts.tsv", c->data);
	if (rc == CMD_OK && make_demo(&d, &e) < 0)
		rc = cmd_fail(c, &e);
	if (rc == CMD_OK && url && demo_bsre(c, url, from, &e) < 0)
		rc = cmd_fail(c, &e);
	if (rc == CMD_OK && control && demo_signers(c, control, &e) < 0)
		rc = cmd_fail(c, &e);
	if (rc == CMD_OK)
		printf("%zu akun contoh: %s\n", d.persons + d.admins, d.path);
	sb_clear(&d.out);
	return rc;
}

const struct command command_demo = {
    .name = "demo",
    .args = "",
    .brief = "membuat akun contoh untuk setiap pelaksana",
    .help =
	"Membuat orang contoh untuk setiap kursi yang kosong, dua untuk kursi\n"
	"verifikator, satu pemohon dan satu pengelola (admin) di setiap\n"
	"kantor.  Semuanya memakai satu kata sandi acak, tertulis di\n"
	"FOLDER/accounts.tsv: kantor, pelaksana, email, kata sandi.  Bila\n"
	"dijalankan lagi, yang sudah ada tetap.  Jangan dipakai pada data\n"
	"sungguhan.\n"
	"\n"
	"Dengan --bsre, kantor yang menyebut modul BSrE mendapat akun di\n"
	"simulator BSrE (paraf-bsre-sim) itu; berkas pengaturan yang Anda\n"
	"buat atau ubah sendiri tetap.  Dengan --bsre-control, pejabat\n"
	"contohnya dapat menandatangani naskah; NIK dan passphrase mereka\n"
	"tertulis di FOLDER/pejabat.tsv.\n",
    .options = {OPTION_DATA,
	{"bsre", "ALAMAT", "simulator BSrE, seperti https://127.0.0.1:8081"},
	{"bsre-folder", "FOLDER", "folder simulator itu (--state)"},
	{"bsre-control", "ALAMAT",
	    "pintu kendalinya, seperti http://127.0.0.1:8082"}},
    .run = run_demo,
};
