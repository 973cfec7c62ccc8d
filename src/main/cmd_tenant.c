#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/office.h"
#include "app/recount.h"
#include "base/limits.h"
#include "main/command.h"
#include "main/press.h"
#include "store/service.h"

#define PROFILE      "kantor.yaml"
#define OFFICE_ARENA (128 * MIB) /* for loading one */

/* The profile and the SOP files that it names. */
static int
read_office(struct arena *a, struct office_files *f, const char **names,
    const char *dir, struct err *e)
{
	const struct office *o;

	names[0] = arena_printf(a, "%s/" PROFILE, dir);
	if (cmd_read(a, names[0], LIMIT_SOP_FILE, &f->profile.text, e) < 0)
		return -1;
	o = office_parse(a, f->profile.text, &f->profile.problems);
	if (!o)
		return 0;
	f->n = o->services_n;
	f->sops = ARENA_ARRAY(a, f->n, struct office_file);
	for (size_t i = 0; i < f->n; i++) {
		names[i + 1] =
		    arena_printf(a, "%s/%s", dir, o->services[i].file);
		if (cmd_read(a, names[i + 1], LIMIT_SOP_FILE, &f->sops[i].text,
			e) < 0)
			return -1;
	}
	return 0;
}

/* Its own templates of letters and its logo: those that are there. */
static int
read_texts(
    struct arena *a, struct office_files *f, const char *dir, struct err *e)
{
	struct office_text *v =
	    ARENA_ARRAY(a, MISSIVE_KINDS + 1, struct office_text);

	f->texts = v;
	for (int k = 0; k <= MISSIVE_KINDS; k++) {
		const char *name =
		    k == MISSIVE_KINDS
			? MISSIVE_LOGO
			: arena_printf(a, MISSIVE_FOLDER "%s.txt",
			      missive_info((enum missive_kind)k)->name);
		const char *path = arena_printf(a, "%s/%s", dir, name);

		if (access(path, F_OK) != 0)
			continue;
		v[f->texts_n].name = name;
		if (cmd_read(a, path, LIMIT_LOGO, &v[f->texts_n].body, e) < 0)
			return -1;
		f->texts_n++;
	}
	return 0;
}

/* The hours may be others now. */
static int
recount(struct cmd *c, const struct office_change *ch)
{
	struct recount r;
	struct err e = {0};

	if (ch->is_new)
		return CMD_OK;
	if (recount_due(c->app, ch->office->id, &r, c->now, &e) < 0)
		return cmd_fail(c, &e);
	if (r.changed > 0)
		printf("  %zu dari %zu tenggat berubah\n", r.changed, r.open);
	return CMD_OK;
}

static int
load_folder(struct cmd *c, struct arena *a, const char *dir)
{
	const char *names[1 + SERVICES_MAX];
	struct office_files f = {0};
	struct office_change ch = {0};
	struct err e = {0};
	int rc;

	if (read_office(a, &f, names, dir, &e) < 0 ||
	    read_texts(a, &f, dir, &e) < 0)
		return cmd_fail(c, &e);
	rc = office_load(c->app, a, &f, &ch, c->now, &e);
	if (f.profile.problems.errors > 0)
		cmd_problems(names[0], &f.profile.problems);
	for (size_t i = 0; i < f.n; i++)
		if (f.sops[i].problems.errors > 0)
			cmd_problems(names[i + 1], &f.sops[i].problems);
	if (f.bad_text)
		fprintf(stderr, "%s/%s:\n", dir, f.bad_text);
	if (rc < 0)
		return cmd_fail(c, &e);
	printf("%s: %s, kantor %s\n", ch.office->id, ch.office->name,
	    ch.is_new ? "baru" : "sudah ada");
	for (size_t i = 0; i < ch.n; i++) {
		size_t warnings = f.sops[i].problems.n;

		printf("  %s: edisi %lld, %s", ch.editions[i].service,
		    (long long)ch.editions[i].number,
		    ch.editions[i].is_new ? "baru" : "tidak berubah");
		if (warnings > 0 && ch.editions[i].is_new)
			printf(" (%zu peringatan: paraf sop check %s)",
			    warnings, names[i + 1]);
		printf("\n");
	}
	return recount(c, &ch);
}

/* With a press, where templates of letters are tried. */
static int
open_app(struct cmd *c, struct zygote *press, struct err *e)
{
	struct app_conf conf;

	if (cmd_data(c, e) < 0 || zygote_start(press, &zygote_press, e) < 0)
		return -1;
	conf = cmd_conf(c);
	conf.press = press->fd;
	return app_open(&c->app, &conf, c->now, e);
}

static int
run_load(struct cmd *c)
{
	struct zygote press = {0};
	struct arena one;
	struct err e = {0};
	int rc = CMD_OK;

	if (open_app(c, &press, &e) < 0) {
		zygote_close(&press);
		return cmd_fail(c, &e);
	}
	arena_init(&one, OFFICE_ARENA);
	for (size_t i = 0; i < c->n; i++) {
		if (load_folder(c, &one, c->args[i]) != CMD_OK)
			rc = CMD_FAILED;
		arena_reset(&one);
	}
	arena_clear(&one);
	zygote_close(&press);
	if (tenants_key_made(app_tenants(c->app)))
		printf(
		    "Kunci induk baru: %s\n"
		    "Cadangkan berkas itu di tempat lain, terpisah dari "
		    "cadangan data: tanpa\nkunci induk, berkas dan NIK tidak "
		    "dapat dibaca lagi oleh siapa pun.\n",
		    tenants_key_file(app_tenants(c->app)));
	return upgrade_offices(c) < 0 ? CMD_FAILED : rc;
}

const struct command command_tenant_load = {
    .name = "tenant load",
    .args = "FOLDER...",
    .brief = "memuat kantor dari foldernya",
    .help =
	"Membuat atau memperbarui kantor dari folder yang berisi kantor.yaml\n"
	"dan berkas SOP.  SOP yang teksnya berubah menjadi edisi baru untuk\n"
	"permohonan baru; permohonan yang berjalan tetap memakai edisinya.\n"
	"Folder yang berisi kesalahan tidak dimuat sama sekali.\n",
    .min = 1,
    .max = SIZE_MAX,
    .makes_key = true,
    .options = {OPTION_DATA},
    .run = run_load,
};

static int
list_services(struct cmd *c, const struct tenant *t, struct err *e)
{
	struct service *v;
	struct edition ed;
	struct db *db;
	size_t n;

	if (tenants_get(app_tenants(c->app), str_of(t->id), &db, e) < 0 ||
	    service_list(db, &c->arena, &v, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (edition_get(db, &c->arena, &ed, v[i].edition_id, e) != 1)
			return -1;
		printf("  %s: edisi %lld\n", v[i].id, (long long)ed.number);
	}
	return 0;
}

static int
run_list(struct cmd *c)
{
	const struct tenant *v;
	struct err e = {0};
	size_t n;

	if (cmd_app(c, &e) < 0)
		return cmd_fail(c, &e);
	v = control_tenants(tenants_control(app_tenants(c->app)), &n);
	for (size_t i = 0; i < n; i++) {
		printf("%s: %s (%s)%s%s%s\n", v[i].id, v[i].name, v[i].zone,
		    v[i].hostname ? ", " : "",
		    v[i].hostname ? v[i].hostname : "",
		    v[i].active ? "" : ", tidak aktif");
		if (v[i].active && list_services(c, &v[i], &e) < 0)
			return cmd_fail(c, &e);
	}
	return CMD_OK;
}

const struct command command_tenant_list = {
    .name = "tenant list",
    .args = "",
    .brief = "menulis daftar kantor dan layanannya",
    .help = "Menulis semua kantor dengan edisi SOP tiap layanannya.\n",
    .options = {OPTION_DATA},
    .run = run_list,
};

static int
run_host(struct cmd *c)
{
	const char *host = c->n > 1 ? c->args[1] : NULL;
	struct err e = {0};

	if (cmd_app(c, &e) < 0 ||
	    office_set_host(c->app, c->args[0], host, &e) < 0)
		return cmd_fail(c, &e);
	if (host)
		printf("%s: dibuka di https://%s/\n", c->args[0], host);
	else
		printf("%s: tanpa nama host sendiri\n", c->args[0]);
	return CMD_OK;
}

const struct command command_tenant_host = {
    .name = "tenant host",
    .args = "KANTOR [NAMA-HOST]",
    .brief = "memberi kantor nama host sendiri",
    .help = "Alamat di nama host itu tidak memerlukan awalan kantor. Tanpa\n"
	    "NAMA-HOST, nama yang ada dihapus.\n",
    .min = 1,
    .max = 2,
    .options = {OPTION_DATA},
    .run = run_host,
};

static int
run_remove(struct cmd *c)
{
	struct err e = {0};

	if (cmd_app(c, &e) < 0 || office_switch_off(c->app, c->args[0], &e) < 0)
		return cmd_fail(c, &e);
	printf("%s: tidak aktif; datanya tetap di %s/%s\n", c->args[0], c->data,
	    c->args[0]);
	return CMD_OK;
}

const struct command command_tenant_remove = {
    .name = "tenant remove",
    .args = "KANTOR",
    .brief = "menonaktifkan kantor, datanya tetap",
    .help = "Menonaktifkan kantor: tidak ada halaman yang mengenalnya lagi.\n"
	    "Datanya tetap; `paraf tenant load` mengaktifkannya kembali.\n",
    .min = 1,
    .max = 1,
    .options = {OPTION_DATA},
    .run = run_remove,
};
