/*
 * How each office reaches BSrE: what its profile and the outside folder say,
 * without asking BSrE.  Passwords are never written.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/outside.h"
#include "app/wayact.h"
#include "app/waymodule.h"
#include "main/command.h"

struct check {
	struct cmd *c;
	struct outsides *os; /* owned */
	size_t errors;
};

static void
print_acts(unsigned caps)
{
	for (size_t i = 0; i < WAY_ACTS; i++)
		printf("  %s: %s\n", way_acts[i].title,
		    way_act_how(&way_acts[i], caps));
}

static void
print_account(const struct outside_bsre *b, const struct bsre_module *m)
{
	printf("%s, %s, versi %d, masuk sebagai %s, %s%s\n", m->name,
	    b->account.url, b->account.version, b->account.user,
	    b->plain ? "TANPA TLS" : "TLS",
	    b->ca.n > 0 ? " dengan CA sendiri" : "");
	if (b->portal)
		printf("  portal: %s\n", b->portal);
	printf("  penerbit: %s; daftar pencabutan: %s\n",
	    b->trust.n > 0 ? "terpasang" : "belum diatur",
	    b->crl.n > 0 ? "terpasang" : "belum diatur");
	print_acts(outside_caps(b, m));
}

static int
check_way(struct check *k, const struct office *o, struct err *e)
{
	const struct bsre_module *m;
	struct outside_bsre b;
	uint64_t edition;
	int64_t changed;

	if (outside_bsre_get(k->os, o->id, &b, &edition, &changed, e) < 0 ||
	    waymodule_load(&m, o->bsre_module, k->c->data, e) < 0)
		return -1;
	if (strcmp(m->name, "manual") == 0) {
		printf("manual: semua dikerjakan di portal BSrE\n");
		return 0;
	}
	if (!b.account.url)
		return err_set(e, ERR_INPUT,
		    "Akun API BSrE belum diatur untuk kantor ini.", "modul %s",
		    o->bsre_module);
	print_account(&b, m);
	return 0;
}

/* One office; what is wrong is counted. */
static void
check_office(struct check *k, const struct tenant *t)
{
	struct outside_file files[2];
	const struct office *o;
	struct err e = {0};

	outside_check(&k->c->arena, k->c->outside, t->id, files);
	if (files[1].path) {
		cmd_problems(files[1].path, &files[1].problems);
		k->errors += files[1].problems.errors;
	}
	printf("%s: ", t->id);
	if (app_profile(k->c->app, t, &o, &e) < 0 || check_way(k, o, &e) < 0) {
		printf("%s (%s)\n", e.msg, e.detail);
		k->errors++;
	}
}

static int
check_all(struct check *k, struct err *e)
{
	struct cmd *c = k->c;
	struct outside_file files[2];
	const struct tenant *v;
	size_t n, seen = 0;

	outside_check(&c->arena, c->outside, NULL, files);
	if (files[0].path) {
		cmd_problems(files[0].path, &files[0].problems);
		k->errors += files[0].problems.errors;
	}
	v = control_tenants(tenants_control(app_tenants(c->app)), &n);
	for (size_t i = 0; i < n; i++) {
		if (!v[i].active ||
		    (c->n > 0 && strcmp(c->args[0], v[i].id) != 0))
			continue;
		seen++;
		check_office(k, &v[i]);
	}
	if (c->n > 0 && seen == 0)
		return err_set(e, ERR_MISSING, "Kantor itu tidak ditemukan.",
		    "%s", c->args[0]);
	return 0;
}

static int
run_check(struct cmd *c)
{
	struct check k = {.c = c};
	struct err e = {0};
	int rc;

	if (cmd_app(c, &e) < 0 || outsides_open(&k.os, c->outside, &e) < 0)
		return cmd_fail(c, &e);
	printf("%s%s\n", c->outside,
	    access(c->outside, F_OK) == 0 ? "" : " (belum ada)");
	rc = check_all(&k, &e);
	outsides_close(k.os);
	if (rc < 0)
		return cmd_fail(c, &e);
	return k.errors > 0 ? CMD_FAILED : CMD_OK;
}

const struct command command_bsre_check = {
    .name = "bsre check",
    .args = "[KANTOR]",
    .brief = "memeriksa pengaturan sambungan ke BSrE",
    .help = "Menulis setiap kesalahan di berkas pengaturan luar sebagai\n"
	    "BERKAS:baris:kolom: galat: ... dan, untuk setiap kantor, modul,\n"
	    "server dan apa yang dikerjakan otomatis, tanpa kata sandi.\n"
	    "Modul dimuat; BSrE tidak dihubungi: untuk itu ada tombol Coba\n"
	    "sekarang di /kelola/bsre.  Status 1 bila ada galat.\n",
    .max = 1,
    .options = {OPTION_DATA, OPTION_OUTSIDE},
    .run = run_check,
};
