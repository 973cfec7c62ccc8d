#include <stdio.h>
#include <string.h>

#include "app/beat.h"
#include "app/custody.h"
#include "app/deliver.h"
#include "app/erase.h"
#include "app/remind.h"
#include "app/sweep.h"
#include "base/clock.h"
#include "base/limits.h"
#include "domain/date.h"
#include "main/command.h"
#include "store/message.h"
#include "view/format.h"

#define COMMAND_ARENA (64 * MIB)
#define SWEEP_LOOK    ((size_t)50)    /* rows of the agenda */
#define DELIVER_MS    INT64_C(300000) /* for the mails of one office */

/* One line of the list: nothing in it tells of whom the paper is. */
static int
print_due(struct ctx *cx, const struct file *f, struct err *e)
{
	const struct sop *sop;
	struct casefile c;

	if (case_get(cx->db, cx->arena, &c, f->case_id, e) != 1 ||
	    app_sop(cx->app, cx->office->id, cx->db, c.edition_id, &sop, e) < 0)
		return -1;
	printf("%s  %s  %s  %s  (%s, %s)\n", cx->office->id,
	    format_date(cx->arena, f->erase_at, cx->office->zone), c.number,
	    paper_title(sop, f->purpose), f->class,
	    format_size(cx->arena, (uint64_t)f->size));
	return 0;
}

/* What is due until a moment. */
static int
list_due(struct ctx *cx, int64_t until, struct err *e)
{
	struct file *v, last;
	size_t n, all = 0;

	do {
		if (file_due(cx->db, cx->arena, &v, &n, until,
			all ? &last : NULL, e) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			if (print_due(cx, &v[i], e) < 0)
				return -1;
		all += n;
		if (n > 0)
			last = v[n - 1];
	} while (n > 0);
	printf("%s: %zu berkas\n", cx->office->id, all);
	return 0;
}

static int
erase_all(struct ctx *cx, struct err *e)
{
	size_t n, all = 0;

	do {
		if (erase_due(cx, &n, e) < 0)
			return -1;
		all += n;
		arena_reset(cx->arena);
	} while (n > 0);
	printf("%s: %zu berkas dihapus\n", cx->office->id, all);
	return 0;
}

/* The end of that day in the office's zone. */
static int
until_of(
    const struct cmd *c, const struct ctx *cx, int64_t *until, struct err *e)
{
	const char *s = cmd_option(c, "until");
	struct civil day;

	*until = cx->now;
	if (!s)
		return 0;
	if (date_parse(&day, str_of(s), e) < 0)
		return -1;
	*until = day_ms(civil_day(day) + 1, cx->office->zone) - 1;
	return 0;
}

static int
run_office(struct cmd *c, const char *office)
{
	struct arena arena;
	struct err e = {0};
	struct ctx cx;
	int64_t until;
	int rc;

	arena_init(&arena, COMMAND_ARENA);
	rc = sweep_ctx(&cx, c->app, &arena, office, c->now, &e);
	if (rc == 0)
		rc = until_of(c, &cx, &until, &e);
	if (rc == 0)
		rc = cmd_option(c, "dry-run") ? list_due(&cx, until, &e)
					      : erase_all(&cx, &e);
	arena_clear(&arena);
	if (rc == 0)
		return CMD_OK;
	fprintf(stderr, "%s: ", office);
	return cmd_fail(c, &e);
}

/* For each office that was named, or for all. */
static int
each_office(struct cmd *c, int (*run)(struct cmd *c, const char *office))
{
	const struct tenant *v;
	int rc = CMD_OK;
	size_t n;

	for (size_t i = 0; i < c->n; i++)
		if (run(c, c->args[i]) != CMD_OK)
			rc = CMD_FAILED;
	v = control_tenants(tenants_control(app_tenants(c->app)), &n);
	for (size_t i = 0; i < n && c->n == 0; i++)
		if (v[i].active && run(c, v[i].id) != CMD_OK)
			rc = CMD_FAILED;
	return rc;
}

static int
run_erase(struct cmd *c)
{
	struct err e = {0};

	if (cmd_option(c, "until") && !cmd_option(c, "dry-run")) {
		fprintf(stderr, "paraf erase: --until hanya bersama "
				"--dry-run; tidak ada yang dihapus sebelum "
				"waktunya.\n");
		return CMD_USAGE;
	}
	if (cmd_app(c, &e) < 0)
		return cmd_fail(c, &e);
	return each_office(c, run_office);
}

const struct command command_erase = {
    .name = "erase",
    .args = "[KANTOR...]",
    .brief = "menghapus berkas yang masa simpannya habis",
    .help = "Menghapus isi, kunci, dan nama berkas yang masa simpannya sudah\n"
	    "habis menurut SOP; catatan bahwa berkas itu pernah ada tetap\n"
	    "tersimpan, dan setiap penghapusan masuk ke catatan peristiwa.\n"
	    "Server melakukannya sendiri setiap menit.\n",
    .max = SIZE_MAX,
    .options =
	{
	    OPTION_DATA,
	    {"dry-run", NULL, "hanya menulis apa yang akan dihapus"},
	    {"until", "TANGGAL",
		"bersama --dry-run: sampai akhir hari itu (2026-12-31)"},
	},
    .run = run_erase,
};

static int
remind_all(struct ctx *cx, struct err *e)
{
	bool more = true;
	int64_t next;

	while (more)
		if (remind_office(cx, SWEEP_LOOK, &more, &next, e) < 0)
			return -1;
	return 0;
}

/* What waits in the outbox, as long as servers take it in good time.  Claims
 * of an agent, should there be one, are its own. */
static int
deliver_all(struct deliver *d, struct net *net, struct ctx *cx, struct err *e)
{
	struct outlet o = {.begun = true};
	int64_t until = clock_now() + DELIVER_MS, next;

	snprintf(o.office, sizeof(o.office), "%s", cx->office->id);
	do {
		cx->now = clock_now();
		o.wake = false;
		if (deliver_office(d, cx, &o, &next, e) < 0)
			return -1;
		arena_reset(cx->arena);
		while (deliver_load(d) > 0 && !o.wake) {
			if (net_poll(net, 1000, NULL, 0, e) < 0)
				return -1;
			deliver_settle(d, clock_now());
		}
	} while ((o.wake || next <= clock_now()) && clock_now() < until);
	return 0;
}

static int
send_office(struct cmd *c, struct ctx *cx, struct err *e)
{
	const struct net_limits limits = NET_LIMITS;
	struct deliver *d = NULL;
	struct net *net = NULL;
	int rc = -1;

	if (net_open(&net, &limits, e) == 0 &&
	    deliver_open(&d, c->app, net, e) == 0)
		rc = deliver_all(d, net, cx, e);
	deliver_close(d);
	net_close(net);
	return rc;
}

/* All there is to do, not only one piece of it. */
static int
sweep_one(struct cmd *c, const char *office)
{
	struct sweep s = {0};
	struct arena arena;
	struct err e = {0};
	struct ctx cx;
	int rc = CMD_OK;

	arena_init(&arena, COMMAND_ARENA);
	if (sweep_ctx(&cx, c->app, &arena, office, c->now, &e) < 0) {
		fprintf(stderr, "%s: ", office);
		return cmd_fail(c, &e);
	}
	do
		sweep_office(&cx, &s);
	while (s.more);
	if (remind_all(&cx, &e) < 0 || send_office(c, &cx, &e) < 0) {
		fprintf(stderr, "%s: ", office);
		rc = cmd_fail(c, &e);
	}
	arena_clear(&arena);
	printf("%s: %zu berkas dihapus, %zu permohonan ditutup, %zu berkas "
	       "draf dan %zu sisa berkas dibersihkan\n",
	    office, s.erased, s.abandoned, s.drafts, s.orphans);
	return rc;
}

/* As the agent does it each minute. */
static void
mark(struct cmd *c)
{
	const struct tenant *v;
	struct arena arena;
	struct beat beat;
	size_t n;

	arena_init(&arena, COMMAND_ARENA);
	beat_start(&beat, c->now, BEAT_WORRY_SWEEP);
	v = control_tenants(tenants_control(app_tenants(c->app)), &n);
	for (size_t i = 0; i < n; i++) {
		struct message_worries w;
		struct err e = {0};
		struct ctx cx;

		if (!v[i].active)
			continue;
		if (sweep_ctx(&cx, c->app, &arena, v[i].id, c->now, &e) < 0 ||
		    message_worries(cx.db, &w, c->now - BEAT_DEAD_NEW, &e) <
			0) {
			cmd_fail(c, &e);
			continue;
		}
		beat_add(&beat, &(struct beat_office){.id = v[i].id,
				    .found_at = c->now,
				    .waits_since = w.waits_since,
				    .dead = w.dead,
				    .dead_at = w.dead_at});
	}
	beat_write(c->data, &beat);
	arena_clear(&arena);
}

static int
run_sweep(struct cmd *c)
{
	struct err e = {0};
	int rc;

	if (cmd_app(c, &e) < 0)
		return cmd_fail(c, &e);
	rc = each_office(c, sweep_one);
	if (rc == CMD_OK && c->n == 0)
		mark(c);
	return rc;
}

const struct command command_sweep = {
    .name = "sweep",
    .args = "[KANTOR...]",
    .brief = "menjalankan pemeliharaan sekali",
    .help =
	"Menjalankan sekali semua yang dilakukan server setiap menit:\n"
	"menghapus berkas yang masa simpannya habis, menutup permohonan yang\n"
	"ditinggalkan, membersihkan draf dan sisa berkas, mengingatkan, dan\n"
	"mengirim surel yang menunggu.  Untuk pemasangan CGI: panggil dari cron.\n",
    .max = SIZE_MAX,
    .options = {OPTION_DATA, OPTION_URL, OPTION_OUTSIDE},
    .run = run_sweep,
};
