#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "main/agent.h"
#include "main/alarm.h"
#include "main/command.h"
#include "main/desk.h"
#include "main/handler.h"
#include "main/landlock.h"
#include "main/memory.h"
#include "main/sandbox.h"
#include "main/serve.h"
#include "main/zygotes.h"

#ifdef PARAF_DEBUG
#define STRICT true
#else
#define STRICT false
#endif

/* Templates that ask for what a page does not give: see app_conf.strict. */
static bool
is_strict(void)
{
	const char *s = getenv("PARAF_STRICT");

	return s ? strcmp(s, "1") == 0 : STRICT;
}

/* --virus and --clamd: what makes no sense together is refused. */
static int
virus_settings(struct cmd *c, struct scan_conf *scan, struct err *e)
{
	static const char *const words[] = {"off", "warn", "refuse"};
	const char *word = cmd_setting(c, "virus", "PARAF_VIRUS");
	int i = 0;

	scan->clamd = cmd_setting(c, "clamd", "PARAF_CLAMD");
	if (!word && scan->clamd)
		return err_set(e, ERR_INPUT,
		    "--clamd tanpa --virus: beri juga --virus off, warn, atau "
		    "refuse.",
		    "clamd without virus");
	while (word && i < 3 && strcmp(words[i], word) != 0)
		i++;
	if (i == 3)
		return err_set(e, ERR_INPUT,
		    "--virus harus off, warn, atau refuse.", "virus");
	scan->policy = (enum virus_policy)i;
	if (scan->policy != VIRUS_OFF && !scan->clamd)
		return err_set(e, ERR_INPUT,
		    "--virus warn dan --virus refuse perlu --clamd SOKET, "
		    "misalnya --clamd /run/clamav/clamd.ctl.",
		    "virus without clamd");
	if (scan->clamd && !clamd_path_ok(scan->clamd))
		return err_set(e, ERR_INPUT,
		    "--clamd harus jalur soket unix yang diawali garis miring "
		    "dan paling panjang 107 huruf.",
		    "clamd path");
	return 0;
}

/* A worker opens its own databases, after the fork. */
static int
open_worker(void *ctx, unsigned index, void **out, struct err *e)
{
	struct app *app;

	(void)index;
	if (app_open(&app, ctx, clock_now(), e) < 0)
		return -1;
	*out = app;
	return app_warm(app, e);
}

static int
lock_worker(void *ctx, struct err *e)
{
	const struct app_conf *conf = ctx;
	const struct sandbox s = {
	    .data = conf->data, .unix_connect = conf->scan.policy != VIRUS_OFF};
	bool landlock;

	return memory_lock(e) < 0 ? -1 : sandbox_worker(&s, &landlock, e);
}

static bool
watch_agent(void *ctx)
{
	return alarm_look(ctx, clock_now(), clock_steady_us());
}

/*
 * Once, by who starts the others.  A kernel that does not close files is
 * taken only where somebody said so; a trial has nothing to lose.
 */
static int
look_at_kernel(struct cmd *c, struct app_conf *conf, struct err *e)
{
	const char *set = getenv("PARAF_WITHOUT_LANDLOCK");

	if (memory_hide(e) < 0)
		return -1;
	conf->swappable = !memory_lockable();
	if (conf->swappable)
		log_warn("memory cannot be locked whole (LimitMEMLOCK=infinity "
			 "would): secrets alone are");
	conf->no_landlock = !landlock_here();
	if (!conf->no_landlock)
		return 0;
	if (!SANDBOX_OFF && !conf->demo && !cmd_option(c, "without-landlock") &&
	    !(set && strcmp(set, "1") == 0))
		return err_set(e, ERR_SYSTEM,
		    "Kernel ini tanpa Landlock, sehingga berkas di luar folder "
		    "data tidak tertutup. Aktifkan Landlock, atau beri "
		    "--without-landlock bila risikonya diterima.",
		    "no Landlock here");
	log_warn("no Landlock here: workers and the agent can open "
		 "whatever their user can");
	return 0;
}

static void
close_worker(void *app)
{
	app_close(app);
}

static const char *
make_spool(struct cmd *c, struct err *e)
{
	const char *spool = arena_printf(&c->arena, "%s/spool", c->data);

	/* What SQLite cannot keep in memory stays inside the folder too. */
	setenv("SQLITE_TMPDIR", spool, 1);
	if (mkdir(spool, 0700) < 0 && errno != EEXIST) {
		err_set(e, ERR_SYSTEM, "Folder data tidak dapat ditulisi.",
		    "%s: errno %d", spool, errno);
		return NULL;
	}
	return spool;
}

/* What the application needs to know, of the options and the environment. */
static int
fill_conf(struct cmd *c, struct app_conf *conf, struct err *e)
{
	struct app_conf found;

	if (virus_settings(c, &conf->scan, e) < 0 || cmd_data(c, e) < 0)
		return -1;
	found = cmd_conf(c);
	found.scan = conf->scan;
	found.demo = conf->demo;
	found.strict = conf->strict;
	*conf = found;
	return 0;
}

/* Where nobody said otherwise, people open what we listen on. */
static const char *
own_url(struct cmd *c, const char *http)
{
	const char *url = NULL;

	if (http)
		url = arena_printf(&c->arena, "http://%s%s",
		    http[0] == ':' ? "127.0.0.1" : "", http);
	if (url && cmd_url_ok(url))
		return url;
	log_warn("no --url: mails will have no links");
	return NULL;
}

/*
 * What would stop every worker is better said once, before there are any.  A
 * process of its own: the one that forks the others must never hold a key.
 */
static int
try_out(struct cmd *c, struct app_conf *conf, struct err *e)
{
	struct err none = {0};
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (app_open(&c->app, conf, c->now, e) < 0)
			_exit(cmd_fail(c, e));
		/* Workers cannot read it later, nor make it. */
		if (tenants_need_key(app_tenants(c->app), &none) < 0)
			log_warn("no master key yet (%s): reload after the "
				 "first tenant load",
			    none.detail);
		/* An office that is broken must not keep the others. */
		(void)upgrade_offices(c);
		app_close(c->app);
		_exit(lock_worker(conf, e) < 0 ? cmd_fail(c, e) : CMD_OK);
	}
	/* An office from before it had keys takes its time, once. */
	sd_notify(0, "EXTEND_TIMEOUT_USEC=3600000000");
	if (pid < 0 || waitpid(pid, &status, 0) != pid || WIFSIGNALED(status)) {
		err_set(e, ERR_SYSTEM, "Proses pemeriksa gagal.",
		    "try_out: status %d, errno %d", status, errno);
		return cmd_fail(c, e);
	}
	return WEXITSTATUS(status);
}

static int
run_serve(struct cmd *c)
{
	struct alarm_watch watch = {0};
	struct app_conf conf = {
	    .demo = cmd_option(c, "demo"), .strict = is_strict()};
	struct serve_conf s = {.http = cmd_option(c, "http"),
	    .fcgi = cmd_option(c, "fcgi"),
	    .trust_proxy = cmd_option(c, "trust-proxy"),
	    .handler = handle_request,
	    .ctx = &conf,
	    .worker_init = open_worker,
	    .worker_free = close_worker,
	    .worker_lock = lock_worker,
	    .agent = agent_run,
	    .watch = watch_agent,
	    .watch_ctx = &watch};
	struct zygotes z;
	struct desk desk;
	struct err e = {0};
	int rc = cmd_number(c, "workers", 1, 256, &s.workers);

	if (rc != CMD_OK)
		return rc;
	if (!s.http && !s.fcgi && sd_listen_fds(0) <= 0 &&
	    sd_is_socket(STDIN_FILENO, 0, 0, 1) <= 0) {
		fprintf(stderr, "paraf serve: tidak ada yang dilayani; "
				"beri --http atau --fcgi.\n"
				"Lihat: paraf serve --help\n");
		return CMD_USAGE;
	}
	if (fill_conf(c, &conf, &e) < 0)
		return cmd_fail(c, &e);
	if (!conf.url)
		conf.url = own_url(c, s.http);
	watch.data = c->data;
	s.spool = make_spool(c, &e);
	if (!s.spool)
		return cmd_fail(c, &e);
	/* Where this user may not make it, root did, or may. */
	(void)!mkdir(c->outside, 0700);
	if (look_at_kernel(c, &conf, &e) < 0)
		return cmd_fail(c, &e);
	rc = try_out(c, &conf, &e);
	if (rc != CMD_OK)
		return rc;
	if (zygotes_open(&z, &conf, &e) < 0)
		return cmd_fail(c, &e);
	if (desk_open(&desk, &e) < 0) {
		zygotes_close(&z);
		return cmd_fail(c, &e);
	}
	conf.desk = desk.fd;
	conf.desk_far = desk.far;
	conf.workers = serve_workers(s.workers);
	s.zygotes[0] = &z.inspector;
	s.zygotes[1] = &z.press;
	s.desk = &desk;
	watch.started = clock_now();
	rc = serve_run(&s, &e) < 0 ? cmd_fail(c, &e) : CMD_OK;
	desk_close(&desk);
	zygotes_close(&z);
	return rc;
}

const struct command command_serve = {
    .name = "serve",
    .args = "",
    .brief = "melayani HTTP dan FastCGI",
    .help =
	"Melayani semua kantor sampai SIGTERM atau Ctrl-C.  SIGHUP memulai\n"
	"pekerja baru tanpa memutus permintaan.  Soket dari systemd (nama\n"
	"\"http\" dan \"fcgi\") dan dari spawn-fcgi dipakai bila ada.\n"
	"\n"
	"Sebagai program CGI biasa, jalankan paraf tanpa perintah; folder\n"
	"data diambil dari PARAF_DATA, --virus dari PARAF_VIRUS, --clamd dari\n"
	"PARAF_CLAMD, --url dari PARAF_URL, --outside dari PARAF_OUTSIDE,\n"
	"--without-landlock dari PARAF_WITHOUT_LANDLOCK=1.\n"
	"\n"
	"Tanpa --url, tautan di surel diawali http:// dan nilai --http.\n",
    .options =
	{
	    OPTION_DATA,
	    {"http", "ALAMAT:PORT", "melayani HTTP, misalnya 127.0.0.1:8080"},
	    {"fcgi", "SOKET", "melayani FastCGI pada soket unix ini"},
	    {"workers", "N", "jumlah pekerja (bawaan: jumlah inti, minimal 2)"},
	    {"trust-proxy", NULL,
		"percaya X-Forwarded-*; hanya di belakang proksi"},
	    {"virus", "CARA",
		"off (bawaan), warn, atau refuse: lihat paraf(8)"},
	    {"clamd", "SOKET", "soket unix clamd, pemeriksa virus"},
	    OPTION_URL,
	    OPTION_OUTSIDE,
	    {"without-landlock", NULL,
		"tetap melayani walau kernel tidak menutup berkas"},
	    {"demo", NULL, "menawarkan akun contoh di halaman masuk"},
	},
    .run = run_serve,
};

int
serve_cgi(struct cmd *c)
{
	struct app_conf conf = {.strict = is_strict()};
	struct front_conf f = {.handler = handle_request};
	struct zygotes z = {0};
	struct arena arena;
	struct err e = {0};
	int rc = CMD_FAILED;

	c->command = &command_serve;
	arena_init(&arena, LIMIT_REQUEST_ARENA);
	if (fill_conf(c, &conf, &e) < 0 || look_at_kernel(c, &conf, &e) < 0)
		goto out;
	f.spool = make_spool(c, &e);
	/* Before the first secret is read. */
	if (zygotes_start(&z, &conf, &e) < 0)
		goto out;
	if (!f.spool || app_open(&c->app, &conf, c->now, &e) < 0 ||
	    app_warm(c->app, &e) < 0 || lock_worker(&conf, &e) < 0)
		goto out;
	f.app = c->app;
	f.arena = &arena;
	if (front_cgi(&f, &e) < 0)
		goto out;
	rc = CMD_OK;
out:
	if (rc != CMD_OK) {
		cmd_fail(c, &e);
		if (!f.app)
			printf("Status: 503 Service Unavailable\r\n"
			       "Content-Type: text/plain; charset=utf-8\r\n"
			       "\r\n"
			       "Layanan sedang tidak tersedia.\n");
	}
	zygotes_close(&z);
	arena_clear(&arena);
	return rc;
}
