/*
 * The way of an office to BSrE as the agent keeps it: what the settings make
 * of it, what is published of it, the breaker, and modules of files.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/office.h"
#include "app/sweep.h"
#include "app/way.h"
#include "app/waymodule.h"
#include "base/clock.h"
#include "base/limits.h"
#include "bsre/esign.h"
#include "bsre/manual.h"
#include "folder.h"
#include "pem.h"
#include "store/bsre.h"

#define URL "bsre:\n  alamat: https://esign.dinas.example/eSign\n"
#define LOGIN                     \
	"  pengguna: paraf-uji\n" \
	"  kata_sandi: Kunci-Uji-9182\n"

#define CAN_ESIGN                                                             \
	(BSRE_CAN(BSRE_STATUS) | BSRE_CAN(BSRE_CHAIN) | BSRE_CAN(BSRE_SIGN) | \
	    BSRE_CAN(BSRE_VERIFY) | BSRE_CAN(BSRE_REGISTER))

static const char profile[] =
    "id: uji\nnama: Dinas Uji\nsingkatan: Uji\nwarna: \"#0b5d3b\"\n"
    "domain_email: [uji.example]\nzona: WIB\n"
    "nomor_permohonan: \"T-{tahun}-{urut:5}\"\n"
    "layanan:\n  - {id: terbit, berkas: terbit.sop.yaml}\n";

static const char sop_text[] =
    "judul: Uji\n"
    "pelaksana:\n"
    "  - {id: pemohon, jabatan: Pemohon, peran: pemohon}\n"
    "  - {id: kadis, jabatan: Kepala, peran: pejabat}\n"
    "langkah:\n"
    "  - {no: 1, kegiatan: A, pelaksana: pemohon, jenis: apply,\n"
    "    lanjut: {submitted: 2}}\n"
    "  - {no: 2, kegiatan: B, pelaksana: kadis, waktu: 2 hari,\n"
    "    jenis: dispose,\n"
    "    lanjut: {forwarded: selesai, returned: 1, rejected: selesai}}\n";

struct fixture {
	char dir[64];
	const char *data, *outside;
	struct arena arena;
	struct app *app;
	struct ways *ways;
	struct ctx cx;
	struct way *w;
	int64_t now;
	struct err e;
};

static void
choose(struct fixture *f, const char *module)
{
	struct office_file sop = {.text = str_of(sop_text)};
	struct office_files files = {.sops = &sop, .n = 1};
	struct office_change ch;

	files.profile.text = str_of(
	    arena_printf(&f->arena, "%sbsre: {modul: %s}\n", profile, module));
	assert_int_equal(
	    office_load(f->app, &f->arena, &files, &ch, f->now, &f->e), 0);
}

static void
put(const struct fixture *f, const char *name, const char *text)
{
	char path[200];
	FILE *o;

	snprintf(path, sizeof(path), "%s/%s", f->outside, name);
	unlink(path);
	o = fopen(path, "w");
	assert_non_null(o);
	assert_int_equal(fputs(text, o) < 0, 0);
	assert_int_equal(fclose(o), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

/* As an agent that has just begun. */
static void
begin(struct fixture *f)
{
	ways_close(f->ways);
	assert_int_equal(ways_open(&f->ways, f->app, &f->e), 0);
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct app_conf conf = {.url = "https://tte.example"};

	if (!f)
		return -1;
	*state = f;
	arena_init(&f->arena, 64 * MIB);
	snprintf(f->dir, sizeof(f->dir), "/tmp/paraf-test-way-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	conf.data = f->data = arena_printf(&f->arena, "%s/data", f->dir);
	conf.outside = f->outside =
	    arena_printf(&f->arena, "%s/outside", f->dir);
	conf.key = arena_printf(&f->arena, "%s/key", f->dir);
	f->now = clock_now();
	if (mkdir(f->data, 0700) < 0 || mkdir(f->outside, 0700) < 0 ||
	    app_open(&f->app, &conf, f->now, &f->e) < 0)
		return -1;
	choose(f, "esign");
	begin(f);
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	int rc;

	ways_close(f->ways);
	app_close(f->app);
	arena_clear(&f->arena);
	rc = folder_remove(f->dir);
	free(f);
	return rc;
}

static struct way *
get(struct fixture *f)
{
	assert_int_equal(tenants_refresh(app_tenants(f->app), &f->e), 0);
	assert_int_equal(
	    sweep_ctx(&f->cx, f->app, &f->arena, "uji", f->now, &f->e), 0);
	if (way_get(f->ways, &f->cx, &f->w, &f->e) < 0)
		fail_msg("%s (%s)", f->e.msg, f->e.detail);
	return f->w;
}

static struct bsre_office
published(struct fixture *f)
{
	struct bsre_office o;

	assert_int_equal(bsre_office_get(f->cx.db, &f->arena, &o, &f->e), 1);
	return o;
}

static void
note(struct fixture *f, enum bsre_kind kind, int times)
{
	const struct bsre_result r = {
	    .kind = kind, .status = 503, .reason = "Sedang sibuk."};

	for (int i = 0; i < times; i++)
		way_note(f->w, &r, f->now);
}

/* --- settings ----------------------------------------------------------- */

/* One reported test per row: what an office chose and what a file says. */
static struct example {
	const char *name, *module, *text;
	unsigned caps;
	const char *fault; /* "": none */
	bool plain;
} rows[] = {
    {"by hand", "manual", URL LOGIN, 0, "", false},
    {"by hand, and the file is wrong", "manual", URL, 0, "paraf bsre check",
	false},
    {"esign", "esign", URL LOGIN, CAN_ESIGN, "", false},
    {"esign 1", "esign", URL LOGIN "  versi: 1\n",
	(CAN_ESIGN & ~BSRE_CAN(BSRE_REGISTER)) | BSRE_CAN(BSRE_PROFILE), "",
	false},
    {"esign that sets passphrases", "esign",
	URL LOGIN "  jalan_passphrase: /api/v2/x\n",
	CAN_ESIGN | BSRE_CAN(BSRE_PASSPHRASE), "", false},
    {"no account", "esign", "# nanti\n", 0, "belum diatur", false},
    {"well-known account", "esign", URL "  pengguna: a\n  kata_sandi: admin1\n",
	0, "paraf bsre check", false},
    {"a file that cannot be read", "esign", "bsre: [\n", 0, "paraf bsre check",
	false},
    {"in clear within the machine", "esign",
	"bsre:\n  alamat: http://127.0.0.1:81\n" LOGIN
	"  http_polos: ya\n  jalan_passphrase: /api/v2/x\n",
	CAN_ESIGN | BSRE_CAN(BSRE_PASSPHRASE), "", true},
    {"in clear to others: no secret of a holder", "esign",
	"bsre:\n  alamat: http://esign.dinas.example\n" LOGIN
	"  http_polos: ya\n  jalan_passphrase: /api/v2/x\n",
	CAN_ESIGN & ~BSRE_CAN(BSRE_SIGN), "", true},
    {"a module that is not there", "/usr/local/lib/paraf/nihil.so", URL LOGIN,
	0, "tidak ditemukan", false},
};

static void
test_row(void **state)
{
	const struct example *r = *state;
	struct bsre_office o;
	void *fresh = NULL;
	struct fixture *f;

	assert_int_equal(set_up(&fresh), 0);
	f = fresh;
	choose(f, r->module);
	put(f, "uji.yaml", r->text);
	begin(f);
	get(f);
	assert_int_equal(f->w->caps, r->caps);
	assert_non_null(strstr(f->w->fault, r->fault));
	assert_int_equal(*f->w->fault != '\0', *r->fault != '\0');
	assert_int_equal(way_may(f->w, f->now), r->caps != 0);
	assert_true(way_next(f->w, f->now) == (r->caps ? f->now : INT64_MAX));
	o = published(f);
	assert_int_equal(o.caps, r->caps);
	assert_string_equal(o.fault, f->w->fault);
	assert_int_equal(o.plain, r->plain);
	assert_string_equal(o.host, f->w->host);
	assert_int_equal(tear_down(&fresh), 0);
}

static void
test_account(void **state)
{
	struct fixture *f = *state;
	struct bsre_office o;

	put(f, "ca.pem", PEM);
	put(f, "issuers.pem", PEM PEM);
	put(f, "daftar.crl", "0\x82\x01");
	put(f, "semua.yaml",
	    URL LOGIN "  ca: ca.pem\n  penerbit: issuers.pem\n"
		      "  crl: daftar.crl\n  portal: https://p.example\n"
		      "  batas_waktu: {status: 3}\n");
	get(f);
	assert_ptr_equal(f->w->module, &esign_module);
	assert_string_equal(f->w->account.user, "paraf-uji");
	assert_string_equal(f->w->account.password, "Kunci-Uji-9182");
	assert_string_equal(f->w->host, "esign.dinas.example:443");
	assert_string_equal(f->w->portal, "https://p.example");
	assert_int_equal(f->w->carry.ca.n, strlen(PEM));
	assert_false(f->w->carry.plain);
	assert_int_equal(f->w->total_ms[BSRE_STATUS], 3000);
	o = published(f);
	assert_string_equal(o.module, "esign");
	assert_string_equal(o.portal, "https://p.example");
	assert_string_equal(o.trust, PEM PEM);
	assert_int_equal(o.crl.n, 3);
	/* A file that went bad does not make anybody trusted, or nobody. */
	put(f, "semua.yaml", "bsre: [\n");
	assert_int_equal(get(f)->caps, 0);
	o = published(f);
	assert_string_equal(o.trust, PEM PEM);
	assert_int_equal(o.crl.n, 3);
	put(f, "semua.yaml", "# nanti\n");
	get(f);
	o = published(f);
	assert_string_equal(o.trust, "");
	assert_int_equal(o.crl.n, 0);
}

/* A change of a file or of the profile is seen, and is another edition. */
static void
test_changes(void **state)
{
	struct fixture *f = *state;
	const struct tenant *t =
	    control_tenant(tenants_control(app_tenants(f->app)), STR("uji"));
	unsigned edition;

	assert_true(way_changed(f->ways, t));
	edition = get(f)->edition;
	assert_false(way_changed(f->ways, t));
	assert_int_equal(get(f)->edition, edition);
	put(f, "semua.yaml", URL LOGIN);
	assert_true(way_changed(f->ways, t));
	assert_true(get(f)->edition > edition);
	assert_int_equal(f->w->caps, CAN_ESIGN);
	edition = f->w->edition;
	choose(f, "manual");
	assert_int_equal(tenants_refresh(app_tenants(f->app), &f->e), 0);
	t = control_tenant(tenants_control(app_tenants(f->app)), STR("uji"));
	assert_true(way_changed(f->ways, t));
	assert_true(get(f)->edition > edition);
	assert_ptr_equal(f->w->module, &manual_module);
	assert_false(way_changed(f->ways, t));
}

/* --- the breaker -------------------------------------------------------- */

static void
test_breaker(void **state)
{
	struct fixture *f = *state;
	struct bsre_office o;

	put(f, "semua.yaml", URL LOGIN);
	get(f);
	assert_true(way_may(f->w, f->now));
	note(f, BSRE_BUSY, BREAKER_FAILURES);
	assert_false(way_may(f->w, f->now));
	assert_true(way_next(f->w, f->now) > f->now);
	get(f);
	o = published(f);
	assert_int_equal(o.failures, BREAKER_FAILURES);
	assert_int_equal(o.open_until, f->w->breaker.until);
	assert_string_equal(o.error, "Sedang sibuk. (HTTP 503)");
	assert_int_equal(o.error_at, f->now);
	assert_int_equal(o.ok_at, 0);
	/* After its time one goes ahead alone, and the answer closes it. */
	f->now = o.open_until;
	get(f);
	assert_true(way_next(f->w, f->now) <= f->now);
	assert_true(way_may(f->w, f->now));
	assert_false(way_may(f->w, f->now));
	assert_true(way_next(f->w, f->now) > f->now);
	note(f, BSRE_REFUSED, 1);
	get(f);
	o = published(f);
	assert_int_equal(o.failures, 0);
	assert_int_equal(o.open_until, 0);
	assert_int_equal(o.ok_at, f->now);
	assert_true(*o.error);
}

/* Nothing new: once a minute is enough. */
static void
test_seldom(void **state)
{
	struct fixture *f = *state;
	int64_t first;

	put(f, "semua.yaml", URL LOGIN);
	get(f);
	note(f, BSRE_OK, 1);
	get(f);
	first = published(f).ok_at;
	assert_int_equal(first, f->now);
	f->now += 59 * MS_SECOND;
	note(f, BSRE_OK, 1);
	get(f);
	assert_int_equal(published(f).ok_at, first);
	f->now += MS_SECOND;
	get(f);
	assert_int_equal(published(f).ok_at, f->now - MS_SECOND);
	assert_int_equal(published(f).at, f->now);
	f->now += 10 * MS_MINUTE;
	get(f);
	assert_true(published(f).at < f->now);
}

/* What an administrator pressed is heard once. */
static void
test_try(void **state)
{
	struct fixture *f = *state;

	put(f, "semua.yaml", URL LOGIN);
	get(f);
	note(f, BSRE_AUTH, 1);
	get(f);
	assert_false(way_may(f->w, f->now));
	f->now += MS_SECOND;
	assert_int_equal(bsre_office_try(f->cx.db, f->now, &f->e), 0);
	get(f);
	assert_int_equal(f->w->try_at, f->now);
	assert_int_equal(published(f).try_at, f->now);
	assert_true(way_may(f->w, f->now));
	assert_false(way_may(f->w, f->now));
	note(f, BSRE_AUTH, 1);
	get(f);
	assert_false(way_may(f->w, f->now));
	assert_true(published(f).open_until > f->now);
}

/* What came of it is published once, and ends that wish and no later one. */
static void
test_tried(void **state)
{
	const struct bsre_result no = {.kind = BSRE_UNREACHABLE,
	    .reason = "Server tidak dapat dihubungi.",
	    .latency_ms = 1200};
	const struct bsre_result yes = {.kind = BSRE_OK, .latency_ms = 40};
	struct fixture *f = *state;
	int64_t first = f->now;

	put(f, "semua.yaml", URL LOGIN);
	get(f);
	assert_int_equal(published(f).trial.kind, BSRE_NOT_TRIED);
	assert_int_equal(bsre_office_try(f->cx.db, first, &f->e), 0);
	get(f);
	way_tried(f->w, &no, NULL, f->now);
	get(f);
	assert_int_equal(published(f).trial.kind, BSRE_FAILED);
	assert_int_equal(published(f).trial.at, f->now);
	assert_int_equal(published(f).trial.ms, 1200);
	assert_string_equal(published(f).trial.why, no.reason);
	assert_int_equal(published(f).try_at, 0);

	assert_int_equal(bsre_office_try(f->cx.db, first + 1, &f->e), 0);
	get(f);
	assert_int_equal(bsre_office_try(f->cx.db, first + 2, &f->e), 0);
	f->now += MS_SECOND;
	way_tried(f->w, &yes, NULL, f->now);
	assert_int_equal(f->w->try_at, first + 1);
	get(f);
	assert_int_equal(published(f).try_at, first + 2);
	assert_int_equal(f->w->try_at, first + 2);
	get(f);
	assert_int_equal(published(f).trial.kind, BSRE_ANSWERED);
	assert_string_equal(published(f).trial.why, "");

	way_tried(f->w, NULL, "Tidak ada orang.", f->now);
	get(f);
	assert_int_equal(published(f).trial.kind, BSRE_NOT_ASKED);
	assert_string_equal(published(f).trial.why, "Tidak ada orang.");
	assert_int_equal(published(f).try_at, 0);
}

/* Other settings are tried at once. */
static void
test_reset(void **state)
{
	struct fixture *f = *state;

	put(f, "semua.yaml", URL LOGIN);
	get(f);
	note(f, BSRE_AUTH, 1);
	assert_false(way_may(get(f), f->now));
	put(f, "uji.yaml",
	    URL "  pengguna: lain\n"
		"  kata_sandi: Kunci-Lain-7261\n");
	assert_true(way_may(get(f), f->now));
	assert_int_equal(published(f).open_until, 0);
}

/* A new agent goes on where the last one was, unless a file changed since. */
static void
test_restart(void **state)
{
	struct fixture *f = *state;

	put(f, "semua.yaml", URL LOGIN);
	f->now += MS_HOUR;
	get(f);
	note(f, BSRE_OK, 1);
	note(f, BSRE_AUTH, 1);
	get(f);
	begin(f);
	assert_false(way_may(get(f), f->now));
	assert_int_equal(published(f).ok_at, f->now);
	assert_true(*published(f).error);
	f->now -= MS_HOUR;
	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	{
		struct bsre_office o = published(f);

		o.error_at = f->now - MS_MINUTE;
		assert_int_equal(bsre_office_put(f->cx.db, &o, &f->e), 0);
	}
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	begin(f);
	assert_true(way_may(get(f), f->now));
}

/* --- modules of files --------------------------------------------------- */

/* A copy of tests/data/module/NAME.so of this build, as an operator puts it. */
static const char *
install(struct fixture *f, const char *name, const char *folder)
{
	char self[4000];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *from, *to;
	int in, out;
	char *at;

	assert_true(n > 0);
	self[n] = '\0';
	at = strstr(self, "/unit/");
	assert_non_null(at);
	from = arena_printf(
	    &f->arena, "%.*s/data/module/%s.so", (int)(at - self), self, name);
	to = arena_printf(&f->arena, "%s/%s.so", folder, name);
	unlink(to);
	in = open(from, O_RDONLY);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0755);
	assert_true(in >= 0 && out >= 0);
	while ((n = sendfile(out, in, NULL, (size_t)1 << 20)) > 0)
		;
	assert_int_equal(n, 0);
	close(in);
	close(out);
	return to;
}

static void
test_module(void **state)
{
	struct fixture *f = *state;
	const char *path = install(f, "contoh", f->dir);

	put(f, "semua.yaml", URL LOGIN);
	get(f);
	assert_false(ways_stale(f->ways));
	/* A locked process loads none. */
	choose(f, path);
	get(f);
	assert_int_equal(f->w->caps, 0);
	assert_non_null(strstr(f->w->fault, "sedang dimuat"));
	assert_string_equal(published(f).module, "contoh.so");
	assert_true(ways_stale(f->ways));
	begin(f);
	get(f);
	assert_int_equal(f->w->caps, BSRE_CAN(BSRE_STATUS));
	assert_string_equal(f->w->fault, "");
	assert_string_equal(published(f).module, "contoh");
	assert_false(ways_stale(f->ways));
	install(f, "contoh", f->dir);
	assert_true(ways_stale(f->ways));
}

/* Nobody else may be able to put one there, and no worker. */
static void
test_guarded(void **state)
{
	struct fixture *f = *state;
	const char *inside = install(f, "contoh", f->data);
	const char *folder = arena_printf(&f->arena, "%s/lib", f->dir);
	const char *link = arena_printf(&f->arena, "%s/link.so", f->dir);
	const struct bsre_module *m = NULL;
	const char *path;

	assert_int_equal(waymodule_load(&m, inside, f->data, &f->e), -1);
	assert_non_null(strstr(f->e.msg, "folder data"));
	f->e = (struct err){0};
	assert_int_equal(symlink(inside, link), 0);
	assert_int_equal(waymodule_load(&m, link, f->data, &f->e), -1);
	assert_non_null(strstr(f->e.msg, "folder data"));
	f->e = (struct err){0};
	assert_int_equal(mkdir(folder, 0755), 0);
	path = install(f, "contoh", folder);
	assert_int_equal(chmod(folder, 0775), 0);
	assert_int_equal(waymodule_load(&m, path, f->data, &f->e), -1);
	assert_non_null(strstr(f->e.msg, "izin foldernya"));
	f->e = (struct err){0};
	assert_int_equal(chmod(folder, 0755), 0);
	/* A folder of a similar name is another one. */
	assert_int_equal(waymodule_load(&m, path, f->data, &f->e), 0);
	assert_string_equal(m->name, "contoh");
	assert_int_equal(waymodule_load(&m, path,
			     arena_printf(&f->arena, "%s/li", f->dir), &f->e),
	    0);
	assert_int_equal(waymodule_load(&m, "esign", f->data, &f->e), 0);
	assert_ptr_equal(m, &esign_module);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]), OTHERS = 9 };
	struct CMUnitTest tests[NROWS + OTHERS] = {
	    TEST(test_account),
	    TEST(test_changes),
	    TEST(test_breaker),
	    TEST(test_seldom),
	    TEST(test_try),
	    TEST(test_tried),
	    TEST(test_reset),
	    TEST(test_restart),
	    TEST(test_module),
	    TEST(test_guarded),
	};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + OTHERS] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("way", tests, NULL, NULL);
}
