/*
 * The keys: which there are, new ones, and the end of one.  The master key
 * stands in a file outside the data folder and wraps the keys of the offices.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "main/command.h"
#include "store/rotate.h"
#include "store/upgrade.h"

/* Offices that were named, or all; inactive ones too.  The next of them. */
static const char *
office_at(struct cmd *c, size_t i)
{
	const struct tenant *v;
	size_t n;

	if (c->n > 0)
		return i < c->n ? c->args[i] : NULL;
	v = control_tenants(tenants_control(app_tenants(c->app)), &n);
	return i < n ? arena_dup(&c->arena, v[i].id) : NULL;
}

static struct control *
control_of(struct cmd *c)
{
	return tenants_control(app_tenants(c->app));
}

static int
upgrade_one(struct cmd *c, const char *office, struct err *e)
{
	struct upgrade up;
	struct db *db;

	if (tenants_get(app_tenants(c->app), str_of(office), &db, e) < 0 ||
	    upgrade_office(db, control_secret(control_of(c)), &up, e) < 0)
		return -1;
	if (up.files || up.niks || up.credentials)
		fprintf(stderr,
		    "paraf: %s: %lld berkas, %lld NIK, dan %lld kredensial "
		    "lama disandikan\n",
		    office, (long long)up.files, (long long)up.niks,
		    (long long)up.credentials);
	if (up.missing)
		fprintf(stderr,
		    "paraf: %s: %lld berkas tidak ada di penyimpanan; lihat: "
		    "paraf check %s\n",
		    office, (long long)up.missing, office);
	return 0;
}

int
upgrade_offices(struct cmd *c)
{
	const struct tenant *v;
	size_t n;
	int rc = 0;

	v = control_tenants(control_of(c), &n);
	for (size_t i = 0; i < n; i++) {
		struct err e = {0};

		if (!v[i].active || upgrade_one(c, v[i].id, &e) == 0)
			continue;
		fprintf(
		    stderr, "paraf: %s: %s (%s)\n", v[i].id, e.msg, e.detail);
		rc = -1;
	}
	return rc;
}

/* "2026-11-21 13:05" of UTC. */
static const char *
moment(struct arena *a, int64_t ms)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	char *s = arena_alloc(a, 32);

	gmtime_r(&t, &tm);
	strftime(s, 32, "%Y-%m-%d %H:%M UTC", &tm);
	return s;
}

static void
print_key(struct cmd *c, const struct key_info *k, bool seals)
{
	printf("  kunci %lld: dibuat %s, ", (long long)k->id,
	    moment(&c->arena, k->created_at));
	if (!k->whole)
		printf("dimusnahkan %s", moment(&c->arena, k->destroyed_at));
	else
		printf("%s, kunci induk %s", seals ? "dipakai" : "lama",
		    k->master);
	printf("; %lld berkas, %lld NIK, %lld draf, %lld kredensial\n",
	    (long long)k->files, (long long)k->niks, (long long)k->drafts,
	    (long long)k->credentials);
}

static int
print_office(struct cmd *c, const char *id, struct err *e)
{
	struct key_clear clear;
	struct key_info *v;
	struct db *db;
	size_t n, last = SIZE_MAX;

	if (tenants_get_any(app_tenants(c->app), str_of(id), &db, e) < 0 ||
	    key_infos(db, &c->arena, &v, &n, e) < 0 ||
	    key_clear(db, &clear, e) < 0)
		return -1;
	printf("%s\n", id);
	for (size_t i = 0; i < n; i++)
		if (v[i].whole)
			last = i;
	for (size_t i = 0; i < n; i++)
		print_key(c, &v[i], i == last);
	if (clear.files || clear.niks || clear.credentials)
		printf("  belum disandikan: %lld berkas, %lld NIK, %lld "
		       "kredensial\n",
		    (long long)clear.files, (long long)clear.niks,
		    (long long)clear.credentials);
	return 0;
}

static int
run_status(struct cmd *c)
{
	struct err e = {0};
	const char *id;

	if (cmd_app(c, &e) < 0)
		return cmd_fail(c, &e);
	for (size_t i = 0; (id = office_at(c, i)) != NULL; i++)
		if (print_office(c, id, &e) < 0)
			return cmd_fail(c, &e);
	printf("kunci induk %s, berkas %s\n",
	    control_master(control_of(c))[0] ? control_master(control_of(c))
					     : "belum ada",
	    tenants_key_file(app_tenants(c->app)));
	if (control_coming_master(control_of(c))[0])
		printf("penggantian kunci induk dengan %s belum selesai\n",
		    control_coming_master(control_of(c)));
	return CMD_OK;
}

const struct command command_key_status = {
    .name = "key status",
    .args = "[KANTOR...]",
    .brief = "menulis kunci setiap kantor",
    .help = "Menulis kunci setiap kantor: kapan dibuat, kunci induk mana yang\n"
	    "membungkusnya, dan berapa berkas, NIK, draf, dan kredensial yang\n"
	    "disandikan dengannya. Kuncinya sendiri tidak pernah ditulis.\n",
    .max = SIZE_MAX,
    .options = {OPTION_DATA},
    .run = run_status,
};

/* --- rotate --------------------------------------------------------------- */

static int
rotate_office(struct cmd *c, const char *id, struct err *e)
{
	struct rotation ro;
	struct db *db;

	if (tenants_get_any(app_tenants(c->app), str_of(id), &db, e) < 0 ||
	    key_rotate(db, c->now, &ro, e) < 0)
		return -1;
	printf("%s: kunci %lld dipakai%s; %lld berkas, %lld NIK, %lld draf, "
	       "%lld kredensial disandikan ulang; %lld kunci lama dihapus\n",
	    id, (long long)ro.key,
	    ro.resumed ? " (melanjutkan penggantian yang terhenti)" : "",
	    (long long)ro.files, (long long)ro.niks, (long long)ro.drafts,
	    (long long)ro.credentials, (long long)ro.removed);
	return 0;
}

/* The new file: read it, or make it. */
static int
open_master(
    struct cmd *c, const char *path, const struct keyring **ring, struct err *e)
{
	struct err taken = {0};

	if (keyring_create(path, &taken) < 0 && taken.kind != ERR_CONFLICT) {
		*e = taken;
		return -1;
	}
	return tenants_add_key(app_tenants(c->app), path, ring, e);
}

/* Both masters are known until every office has the new one. */
static int
change_master(struct cmd *c, const char *path, struct err *e)
{
	const struct keyring *ring;
	const char *id, *was, *will;
	struct db *db;

	if (open_master(c, path, &ring, e) < 0)
		return -1;
	was = arena_dup(&c->arena, control_master(control_of(c)));
	will = keyring_fingerprint(ring);
	if (strcmp(was, will) == 0)
		return err_set(e, ERR_INPUT,
		    "Berkas itu berisi kunci induk yang sedang dipakai.", "%s",
		    path);
	if (control_coming_master(control_of(c))[0] &&
	    strcmp(control_coming_master(control_of(c)), will) != 0)
		return err_set(e, ERR_CONFLICT,
		    "Penggantian dengan kunci induk lain belum selesai.",
		    "coming %s", control_coming_master(control_of(c)));
	if (control_set_masters(control_of(c), was, will, e) < 0)
		return -1;
	for (size_t i = 0; (id = office_at(c, i)) != NULL; i++) {
		if (tenants_get_any(app_tenants(c->app), str_of(id), &db, e) <
			0 ||
		    key_set_master(db, ring, c->now, e) < 0)
			return -1;
		printf("%s: dibungkus dengan kunci induk %s\n", id, will);
	}
	if (control_set_masters(control_of(c), will, "", e) < 0)
		return -1;
	printf("Kunci induk kini %s.  Pasang berkas itu di tempat %s, lalu\n"
	       "mulai ulang layanan; musnahkan berkas yang lama.\n",
	    path, tenants_key_file(app_tenants(c->app)));
	return 0;
}

static int
run_rotate(struct cmd *c)
{
	const char *master = cmd_option(c, "master"), *id;
	struct err e = {0};

	if (master && c->n > 0) {
		fprintf(stderr, "paraf key rotate: --master selalu untuk semua "
				"kantor\n");
		return CMD_USAGE;
	}
	if (cmd_app(c, &e) < 0)
		return cmd_fail(c, &e);
	if (master) {
		if (change_master(c, master, &e) < 0)
			return cmd_fail(c, &e);
		return CMD_OK;
	}
	for (size_t i = 0; (id = office_at(c, i)) != NULL; i++)
		if (rotate_office(c, id, &e) < 0)
			return cmd_fail(c, &e);
	if (control_touch(control_of(c), c->now, &e) < 0)
		return cmd_fail(c, &e);
	return CMD_OK;
}

const struct command command_key_rotate = {
    .name = "key rotate",
    .args = "[KANTOR...]",
    .brief = "mengganti kunci kantor atau kunci induk",
    .help =
	"Memberi kantor (bawaan: semua) kunci baru, menyandikan ulang kunci\n"
	"setiap berkas, NIK, draf, dan kredensial, lalu menghapus kunci yang\n"
	"lama.  Layanan boleh berjalan terus.  Bila terhenti, jalankan lagi:\n"
	"penggantian dilanjutkan.\n"
	"\n"
	"Dengan --master, kunci semua kantor dibungkus ulang dengan kunci\n"
	"induk dari BERKAS; BERKAS yang belum ada dibuat.\n",
    .max = SIZE_MAX,
    .options = {OPTION_DATA,
	{"master", "BERKAS", "ganti kunci induk, bukan kunci kantor"}},
    .run = run_rotate,
};

/* --- destroy -------------------------------------------------------------- */

static int
run_destroy(struct cmd *c)
{
	const char *id = c->args[0];
	struct err e = {0};
	struct db *db;
	int64_t n;
	int rc;

	if (strcmp(id, c->args[1]) != 0) {
		fprintf(stderr,
		    "paraf key destroy: tulis kode kantor dua kali untuk "
		    "memastikan\n");
		return CMD_USAGE;
	}
	if (cmd_app(c, &e) < 0 ||
	    tenants_get_any(app_tenants(c->app), str_of(id), &db, &e) < 0)
		return cmd_fail(c, &e);
	rc = key_destroy(db, c->now, &n, &e);
	/* Also after an error: what was destroyed must not stay in memory. */
	if (control_touch(control_of(c), c->now, &e) < 0 || rc < 0)
		return cmd_fail(c, &e);
	printf("%s: %lld kunci dimusnahkan; berkas, NIK, draf, dan kredensial "
	       "yang disandikan dengannya tidak dapat dibaca lagi\n",
	    id, (long long)n);
	return CMD_OK;
}

const struct command command_key_destroy = {
    .name = "key destroy",
    .args = "KANTOR KANTOR",
    .brief = "memusnahkan kunci kantor: berkasnya tidak terbaca lagi",
    .help =
	"Memusnahkan semua kunci kantor.  Berkas, NIK, draf, dan kredensial\n"
	"yang disandikan dengannya tidak dapat dibaca lagi oleh siapa pun,\n"
	"juga tidak dengan kunci induk; hanya cadangan basis data yang lebih\n"
	"lama masih memuat kuncinya.  Kode kantor ditulis dua kali untuk\n"
	"memastikan.  Kantor yang akan dipakai lagi diberi kunci baru dengan\n"
	"`paraf key rotate KANTOR`.\n",
    .min = 2,
    .max = 2,
    .options = {OPTION_DATA},
    .run = run_destroy,
};
