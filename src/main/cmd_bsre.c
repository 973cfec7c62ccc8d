/*
 * How each office reaches BSrE: what its profile and the outside folder say,
 * without asking BSrE.  Passwords are never written.
 */
#include <stdio.h>
#include <string.h>

#include "app/wayact.h"
#include "app/waymodule.h"
#include "main/cmd_outside.h"
#include "main/command.h"

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
check_office(
    struct cmd *c, struct outsides *os, const struct tenant *t, struct err *e)
{
	const struct bsre_module *m;
	const struct office *o;
	struct outside_bsre b;
	uint64_t edition;
	int64_t changed;

	if (app_profile(c->app, t, &o, e) < 0 ||
	    outside_bsre_get(os, o->id, &b, &edition, &changed, e) < 0 ||
	    waymodule_load(&m, o->bsre_module, c->data, e) < 0)
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

static int
run_check(struct cmd *c)
{
	return cmd_outside_check(c, check_office);
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
