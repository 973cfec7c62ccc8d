/*
 * The outbox: claims, tries, ends, what is kept of them, and the agent's look
 * at it, with a Maildir for a server.
 */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/deliver.h"
#include "app/office.h"
#include "app/people.h"
#include "app/sweep.h"
#include "base/limits.h"
#include "folder.h"
#include "store/case.h"
#include "store/message.h"
#include "store/service.h"
#include "store/task.h"

#define NOW    INT64_C(1795233736357) /* 21 November 2026, WITA */
#define FOLDER "tests/data/tenants/contoh/"
#define OFFICE "contoh"
#define FACTS                                                   \
	"{\"number\":\"TTE-1\",\"path\":\"/permohonan/TTE-1\"," \
	"\"path_label\":\"Buka permohonan\"}"

struct fixture {
	char dir[64];
	struct app *app;
	struct ctx cx;
	struct arena arena;
	struct net *net;
	struct deliver *deliver;
	struct outlet outlet;
	int64_t case_id;
	int n; /* messages so far */
	struct err e;
};

/* --- the office and its messages ---------------------------------------- */

static struct str
read_file(struct arena *a, const char *path)
{
	char *buf = arena_alloc(a, LIMIT_SOP_FILE);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, LIMIT_SOP_FILE);

	assert_true(n > 0);
	close(fd);
	return (struct str){buf, (size_t)n};
}

static void
add_case(struct fixture *f)
{
	struct service s;
	struct person p;
	struct casefile c = {.number = "2026.XI-TTE-0001",
	    .submission = "kiriman",
	    .track_code = "abcd23456789",
	    .letter = "{}",
	    .opened_at = NOW};

	assert_int_equal(
	    people_add(f->cx.db, &f->arena, "rimba@contoh.example",
		"Rimba Contoh Buana", "tujuh kucing di atas", NOW, &f->e),
	    0);
	assert_int_equal(person_by_email(f->cx.db, &f->arena, &p,
			     "rimba@contoh.example", &f->e),
	    1);
	assert_int_equal(
	    service_get(f->cx.db, &f->arena, &s, "tanda-tangan-camat", &f->e),
	    1);
	c.applicant_id = p.id;
	c.edition_id = s.edition_id;
	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	assert_int_equal(case_add(f->cx.db, &c, &f->case_id, &f->e), 0);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
}

static int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-outbox-XXXXXX";
	static const struct net_limits limits = {4, 2, 4, 1000, 1000, 1};
	struct fixture *f = calloc(1, sizeof(*f));
	struct office_file sop = {0};
	struct office_files files = {.sops = &sop, .n = 1};
	struct office_change ch;

	memcpy(f->dir, template, sizeof(template));
	assert_non_null(mkdtemp(f->dir));
	arena_init(&f->arena, 64 * MIB);
	assert_int_equal(
	    app_open(&f->app,
		&(struct app_conf){.data = f->dir,
		    .key = arena_printf(&f->arena, "%s/key", f->dir),
		    .url = "https://tte.example",
		    .lazy = true,
		    .outside = arena_printf(&f->arena, "%s/luar", f->dir)},
		NOW, &f->e),
	    0);
	files.profile.text = read_file(&f->arena, FOLDER "kantor.yaml");
	sop.text = read_file(&f->arena, FOLDER "tanda-tangan-camat.sop.yaml");
	assert_int_equal(
	    office_load(f->app, &f->arena, &files, &ch, NOW, &f->e), 0);
	assert_int_equal(
	    sweep_ctx(&f->cx, f->app, &f->arena, OFFICE, NOW, &f->e), 0);
	add_case(f);
	assert_int_equal(net_open(&f->net, &limits, &f->e), 0);
	assert_int_equal(deliver_open(&f->deliver, f->app, f->net, &f->e), 0);
	f->outlet = (struct outlet){.office = OFFICE};
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	deliver_close(f->deliver);
	net_close(f->net);
	app_close(f->app);
	arena_clear(&f->arena);
	assert_int_equal(folder_remove(f->dir), 0);
	free(f);
	return 0;
}

/* Mails go into the folder, or, NULL, to no server at all. */
static void
set_server(struct fixture *f, const char *server)
{
	char *path = arena_printf(&f->arena, "%s/luar", f->dir);
	FILE *out;

	assert_true(mkdir(path, 0700) == 0 || server);
	path = arena_printf(&f->arena, "%s/semua.yaml", path);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_int_equal(fchmod(fileno(out), 0600), 0);
	fprintf(out, "surel:\n  pengirim: \"Contoh <surel@contoh.example>\"\n");
	if (server)
		fprintf(out, "  server: \"%s\"\n  tanpa_tls: ya\n", server);
	fclose(out);
}

static void
set_maildir(struct fixture *f)
{
	const char *server =
	    arena_printf(&f->arena, "maildir:%s/surat", f->dir);

	set_server(f, server);
}

static size_t
mails(struct fixture *f)
{
	DIR *d = opendir(arena_printf(&f->arena, "%s/surat/new", f->dir));
	const struct dirent *x;
	size_t n = 0;

	while (d && (x = readdir(d)) != NULL)
		n += x->d_name[0] != '.';
	if (d)
		closedir(d);
	return n;
}

static int64_t
add(struct fixture *f, int64_t try_at, int64_t task)
{
	struct message m = {.case_id = f->case_id,
	    .rule = arena_printf(&f->arena, "uji:%d", ++f->n),
	    .recipient = "person:1",
	    .channel = "mail",
	    .template = "received",
	    .address = arena_printf(&f->arena, "orang%d@contoh.example", f->n),
	    .name = "Orang Contoh",
	    .task_id = task,
	    .facts = FACTS,
	    .state = "waiting",
	    .created_at = NOW,
	    .try_at = try_at};

	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	return m.id;
}

static struct message
get(struct fixture *f, int64_t id)
{
	struct message m = {0};

	assert_int_equal(message_get(f->cx.db, &f->arena, &m, id, &f->e), 1);
	return m;
}

static void
look(struct fixture *f, int64_t now, int64_t *next)
{
	f->cx.now = now;
	assert_int_equal(
	    deliver_office(f->deliver, &f->cx, &f->outlet, next, &f->e), 0);
}

static int64_t
next_of(struct fixture *f)
{
	int64_t at;

	assert_int_equal(message_next(f->cx.db, &at, "mail", &f->e), 0);
	return at;
}

/* --- the table ---------------------------------------------------------- */

static void
test_once(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	int64_t id = m.id;

	assert_int_equal(message_add(f->cx.db, &m, &f->e), 0);
	m.tier = 1;
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	assert_int_not_equal(m.id, id);
	m.channel = "hook";
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	m.recipient = "person:2";
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	m.case_id = 0;
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 0);
}

static void
test_due(void **state)
{
	struct fixture *f = *state;
	int64_t late = add(f, NOW + 1, 0);
	int64_t second = add(f, NOW - 1, 0);
	int64_t first = add(f, NOW - 2, 0);
	struct message *v;
	size_t n;

	assert_int_equal(
	    message_due(f->cx.db, &f->arena, &v, &n, "mail", NOW, 10, &f->e),
	    0);
	assert_int_equal(n, 2);
	assert_int_equal(v[0].id, first);
	assert_int_equal(v[1].id, second);
	assert_string_equal(v[0].number, "2026.XI-TTE-0001");
	assert_int_equal(
	    message_due(f->cx.db, &f->arena, &v, &n, "mail", NOW + 1, 2, &f->e),
	    0);
	assert_int_equal(n, 2);
	assert_int_equal(message_due(f->cx.db, &f->arena, &v, &n, "hook",
			     NOW + 1, 10, &f->e),
	    0);
	assert_int_equal(n, 0);
	assert_int_equal(next_of(f), NOW - 2);
	(void)late;
}

static void
test_claim(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct attempt later = {
	    "later", "450 nanti", "450 nanti", .try_at = NOW + 60000};
	struct attempt sent = {"sent", "250 baik", "", .state = "sent"};
	struct delivery *d;
	size_t n;

	assert_int_equal(
	    message_claim(f->cx.db, &m, NOW - 1, NOW + 900, &f->e), 0);
	assert_int_equal(message_claim(f->cx.db, &m, NOW, NOW + 900, &f->e), 1);
	assert_int_equal(m.tries, 1);
	assert_int_equal(m.first_at, NOW);
	assert_int_equal(next_of(f), NOW + 900);
	assert_int_equal(
	    message_claim(f->cx.db, &m, NOW + 899, NOW + 5000, &f->e), 0);

	/* The process died; then another one has it. */
	assert_int_equal(message_reclaim(f->cx.db, NOW + 5, &n, &f->e), 0);
	assert_int_equal(n, 1);
	assert_int_equal(next_of(f), NOW + 5);
	assert_int_equal(
	    message_claim(f->cx.db, &m, NOW + 5, NOW + 900, &f->e), 1);
	assert_int_equal(get(f, m.id).tries, 2);
	assert_int_equal(get(f, m.id).first_at, NOW);

	assert_int_equal(
	    message_record(f->cx.db, &m, &later, NOW + 6, &f->e), 0);
	assert_int_equal(next_of(f), NOW + 60000);
	assert_string_equal(get(f, m.id).error, "450 nanti");
	assert_int_equal(get(f, m.id).claimed_at, 0);
	assert_int_equal(message_reclaim(f->cx.db, NOW, &n, &f->e), 0);
	assert_int_equal(n, 0);

	assert_int_equal(
	    message_record(f->cx.db, &m, &sent, NOW + 7, &f->e), 0);
	m = get(f, m.id);
	assert_string_equal(m.state, "sent");
	assert_string_equal(m.error, "");
	assert_int_equal(m.ended_at, NOW + 7);
	assert_int_equal(m.try_at, 0);
	assert_int_equal(next_of(f), 0);
	assert_int_equal(delivery_page(f->cx.db, &f->arena, &d, &n, m.id,
			     INT64_MAX, 10, &f->e),
	    0);
	assert_int_equal(n, 2);
	assert_string_equal(d[0].answer, "250 baik");
	assert_string_equal(d[1].result, "later");
}

/* What was recorded late does not wake what is over. */
static void
test_over(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct attempt dead = {"refused", "550", "550", .state = "dead"};
	struct attempt later = {"later", "450", "450", .try_at = NOW};
	struct attempt sent = {"sent", "250", "", .state = "sent"};

	assert_int_equal(message_record(f->cx.db, &m, &dead, NOW, &f->e), 0);
	assert_int_equal(message_record(f->cx.db, &m, &later, NOW, &f->e), 0);
	assert_int_equal(message_record(f->cx.db, &m, &sent, NOW, &f->e), 0);
	assert_string_equal(get(f, m.id).state, "dead");
	assert_string_equal(get(f, m.id).error, "550");
	assert_int_equal(next_of(f), 0);
}

static void
test_again(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct attempt dead = {"refused", "550", "550", .state = "dead"};
	size_t n;

	assert_int_equal(message_again(f->cx.db, m.id, NULL, NOW, &f->e), 0);
	assert_int_equal(message_claim(f->cx.db, &m, NOW, NOW + 900, &f->e), 1);
	assert_int_equal(message_record(f->cx.db, &m, &dead, NOW, &f->e), 0);
	assert_int_equal(
	    message_again(f->cx.db, m.id, NULL, NOW + 10, &f->e), 1);
	m = get(f, m.id);
	assert_string_equal(m.state, "waiting");
	assert_string_equal(m.error, "");
	assert_string_equal(m.address, "orang1@contoh.example");
	assert_int_equal(m.tries, 0);
	assert_int_equal(m.first_at, 0);
	assert_int_equal(m.ended_at, 0);
	assert_int_equal(m.try_at, NOW + 10);

	assert_int_equal(
	    message_record(f->cx.db, &m, &dead, NOW + 20, &f->e), 0);
	assert_int_equal(message_again(f->cx.db, m.id, "baru@contoh.example",
			     NOW + 30, &f->e),
	    1);
	assert_string_equal(get(f, m.id).address, "baru@contoh.example");

	assert_int_equal(message_record(f->cx.db, &m, &dead, NOW, &f->e), 0);
	assert_int_equal(
	    message_forget(f->cx.db, NOW + MESSAGE_KEPT + 1, 10, &n, &f->e), 0);
	assert_int_equal(n, 1);
	assert_int_equal(message_again(f->cx.db, m.id, NULL, NOW, &f->e), 0);
}

static void
test_bounced(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct attempt sent = {"sent", "250", "", .state = "sent"};
	struct address_fault fault, *all;
	size_t n;

	assert_int_equal(message_record(f->cx.db, &m, &sent, NOW, &f->e), 0);
	assert_int_equal(
	    message_bounced(f->cx.db, &m, "5.1.1 tidak ada", NOW + 1, &f->e),
	    0);
	assert_string_equal(get(f, m.id).state, "dead");
	assert_string_equal(get(f, m.id).error, "5.1.1 tidak ada");
	assert_int_equal(
	    address_fault_get(f->cx.db, &f->arena, &fault, m.address, &f->e),
	    1);
	assert_string_equal(fault.kind, "bounced");
	assert_int_equal(fault.message_id, m.id);
	fault.kind = "refused";
	assert_int_equal(address_fault_put(f->cx.db, &fault, &f->e), 0);
	assert_int_equal(
	    address_fault_page(f->cx.db, &f->arena, &all, &n, "", 10, &f->e),
	    0);
	assert_int_equal(n, 1);
	assert_string_equal(all[0].kind, "refused");
	assert_int_equal(address_fault_page(f->cx.db, &f->arena, &all, &n,
			     m.address, 10, &f->e),
	    0);
	assert_int_equal(n, 0);
	assert_int_equal(address_fault_clear(f->cx.db, m.address, &f->e), 0);
	assert_int_equal(
	    address_fault_get(f->cx.db, &f->arena, &fault, m.address, &f->e),
	    0);
}

static void
test_worries(void **state)
{
	struct fixture *f = *state;
	struct attempt dead = {"refused", "550", "550", .state = "dead"};
	struct attempt later = {"later", "450", "450", .try_at = NOW + 99999};
	struct message_worries w;
	struct message m;

	assert_int_equal(message_worries(f->cx.db, &w, 0, &f->e), 0);
	assert_int_equal(w.waits_since, 0);
	assert_int_equal(w.dead, 0);
	add(f, NOW + 70, 0);
	m = get(f, add(f, NOW + 80, 0));
	assert_int_equal(message_worries(f->cx.db, &w, 0, &f->e), 0);
	assert_int_equal(w.waits_since, NOW + 70);
	assert_int_equal(
	    message_claim(f->cx.db, &m, NOW + 80, NOW + 900, &f->e), 1);
	assert_int_equal(
	    message_record(f->cx.db, &m, &later, NOW + 81, &f->e), 0);
	assert_int_equal(message_worries(f->cx.db, &w, 0, &f->e), 0);
	assert_int_equal(w.waits_since, NOW);
	assert_int_equal(
	    message_record(f->cx.db, &m, &dead, NOW + 82, &f->e), 0);
	assert_int_equal(message_worries(f->cx.db, &w, 0, &f->e), 0);
	assert_int_equal(w.waits_since, NOW + 70);
	assert_int_equal(w.dead, 1);
	assert_int_equal(w.dead_at, NOW + 82);
	assert_int_equal(message_worries(f->cx.db, &w, NOW + 82, &f->e), 0);
	assert_int_equal(w.dead, 0);
	assert_int_equal(w.dead_at, 0);
}

/* Put off again and again as there is no server, it still waits. */
static void
test_worries_unset(void **state)
{
	struct fixture *f = *state;
	struct message_worries w;
	int64_t next;

	add(f, NOW + 5, 0);
	for (int i = 0; i < 3; i++) {
		look(f, NOW + 5 + i * MS_HOUR, &next);
		assert_int_equal(message_worries(f->cx.db, &w, 0, &f->e), 0);
		assert_int_equal(w.waits_since, NOW);
	}
}

/* How many days ago it ended, -1: it waits; and whether it is emptied. */
static struct kept {
	const char *name;
	int days;
	bool emptied;
} kept[] = {
    {"kept: waits", -1, false},
    {"kept: 89 days", 89, false},
    {"kept: 90 days", 90, false},
    {"emptied: 91 days", 91, true},
    {"emptied: a year", 365, true},
};

static void
test_kept(void **state)
{
	const struct kept *k = *state;
	struct fixture *f;
	struct attempt dead = {"refused", "550", "550", .state = "dead"};
	int64_t now = NOW + 1000 * MS_DAY;
	struct message m;
	size_t n;

	assert_int_equal(setup((void **)&f), 0);
	m = get(f, add(f, NOW, 0));
	if (k->days >= 0)
		assert_int_equal(message_record(f->cx.db, &m, &dead,
				     now - k->days * MS_DAY, &f->e),
		    0);
	assert_int_equal(message_forget(f->cx.db, now, 10, &n, &f->e), 0);
	assert_int_equal(n, k->emptied);
	m = get(f, m.id);
	assert_string_equal(m.facts, k->emptied ? "{}" : FACTS);
	assert_string_equal(
	    m.address, k->emptied ? "" : "orang1@contoh.example");
	assert_string_equal(m.name, k->emptied ? "" : "Orang Contoh");
	assert_string_equal(m.error, k->emptied || k->days < 0 ? "" : "550");
	assert_int_equal(message_forget(f->cx.db, now, 10, &n, &f->e), 0);
	assert_int_equal(n, 0);
	/* Still the same notice: it is not told again. */
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 0);
	assert_int_equal(
	    message_forget(f->cx.db, now + 400 * MS_DAY, 10, &n, &f->e), 0);
	assert_int_equal(n, k->days < 0 ? 0 : k->emptied ? 1 : 2);
	assert_int_equal(teardown((void **)&f), 0);
}

static void
test_faults_kept(void **state)
{
	struct fixture *f = *state;
	struct address_fault fault = {
	    "orang@contoh.example", "refused", "550", 1, NOW};
	size_t n;

	assert_int_equal(address_fault_put(f->cx.db, &fault, &f->e), 0);
	assert_int_equal(
	    message_forget(f->cx.db, NOW + FAULT_KEPT, 10, &n, &f->e), 0);
	assert_int_equal(n, 0);
	assert_int_equal(
	    message_forget(f->cx.db, NOW + FAULT_KEPT + 1, 10, &n, &f->e), 0);
	assert_int_equal(n, 1);
	assert_int_equal(address_fault_get(f->cx.db, &f->arena, &fault,
			     "orang@contoh.example", &f->e),
	    0);
}

/* --- the look ----------------------------------------------------------- */

static void
test_look(void **state)
{
	struct fixture *f = *state;
	int64_t next, id = add(f, NOW, 0);

	add(f, NOW + 500, 0);
	set_maildir(f);
	look(f, NOW, &next);
	assert_int_equal(next, NOW + 500);
	assert_string_equal(get(f, id).state, "sent");
	assert_int_equal(mails(f), 1);
	look(f, NOW + 500, &next);
	assert_int_equal(next, INT64_MAX);
	assert_int_equal(mails(f), 2);
}

/* A predecessor had put it into the Maildir and then died: dead and sent
 * again, it has the same Message-ID. */
static void
test_repeat(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	int64_t next;

	set_maildir(f);
	look(f, NOW, &next);
	assert_int_equal(mails(f), 1);
	assert_int_equal(message_bounced(f->cx.db, &m, "lupa", NOW, &f->e), 0);
	assert_int_equal(message_again(f->cx.db, m.id, NULL, NOW, &f->e), 1);
	assert_int_equal(
	    message_claim(f->cx.db, &m, NOW, NOW + MS_HOUR, &f->e), 1);
	look(f, NOW, &next);
	assert_string_equal(get(f, m.id).state, "waiting");
	f->outlet.begun = false;
	look(f, NOW, &next);
	assert_string_equal(get(f, m.id).state, "sent");
	assert_int_equal(get(f, m.id).tries, 2);
	assert_int_equal(mails(f), 1);
}

static void
test_bounded(void **state)
{
	struct fixture *f = *state;
	int64_t next;

	for (size_t i = 0; i < DELIVER_LOOK + 5; i++)
		add(f, NOW, 0);
	set_maildir(f);
	look(f, NOW, &next);
	assert_int_equal(next, 0);
	assert_int_equal(mails(f), DELIVER_LOOK);
	look(f, NOW, &next);
	assert_int_equal(next, INT64_MAX);
	assert_int_equal(mails(f), DELIVER_LOOK + 5);
}

/* Nobody is told of a task that is closed. */
static void
test_pointless(void **state)
{
	struct fixture *f = *state;
	struct task open = {.case_id = f->case_id,
	    .service = "tanda-tangan-camat",
	    .row_no = "1",
	    .lane = "camat",
	    .opened_at = NOW};
	struct task closed = open;
	int64_t next, ids[2];

	closed.row_no = "2";
	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	assert_int_equal(task_add(f->cx.db, &open, &f->e), 0);
	assert_int_equal(task_add(f->cx.db, &closed, &f->e), 0);
	assert_int_equal(
	    task_close(f->cx.db, &closed, NOW, 0, "selesai", &f->e), 1);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	ids[0] = add(f, NOW, open.id);
	ids[1] = add(f, NOW, closed.id);
	set_maildir(f);
	look(f, NOW, &next);
	assert_string_equal(get(f, ids[0]).state, "sent");
	assert_string_equal(get(f, ids[1]).state, "dropped");
	assert_int_equal(get(f, ids[1]).tries, 0);
	assert_int_equal(mails(f), 1);
}

/* Nor is a link sent that opens nothing: past its end, or replaced. */
static void
test_link_over(void **state)
{
	struct fixture *f = *state;
	struct task task = {.case_id = f->case_id,
	    .service = "tanda-tangan-camat",
	    .row_no = "1",
	    .lane = "camat",
	    .opened_at = NOW};
	static const unsigned char hash[32] = "satu";
	static const struct {
		int64_t made, now;
		const char *state;
	} rows[] = {
	    {NOW, NOW, "sent"},
	    {NOW, NOW + MS_HOUR, "dropped"},
	    {NOW - 1, NOW, "dropped"},
	};
	int64_t next;

	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	assert_int_equal(task_add(f->cx.db, &task, &f->e), 0);
	assert_int_equal(
	    link_add(f->cx.db, hash, task.id, NOW, NOW + MS_HOUR, &f->e), 0);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	set_maildir(f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct message m = get(f, add(f, NOW, task.id));

		m.template = "link";
		m.recipient = arena_printf(&f->arena, "holder:%zu", i);
		m.rule = arena_printf(&f->arena, "link:%lld:%lld",
		    (long long)task.id, (long long)rows[i].made);
		assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
		look(f, rows[i].now, &next);
		assert_string_equal(get(f, m.id).state, rows[i].state);
	}
}

static void
test_no_server(void **state)
{
	struct fixture *f = *state;
	int64_t next, now = NOW, id = add(f, NOW, 0);
	struct message m;

	look(f, now, &next);
	assert_int_equal(next, NOW + MS_HOUR);
	m = get(f, id);
	assert_string_equal(m.error, "Surel belum diatur untuk kantor ini.");
	assert_string_equal(m.state, "waiting");
	assert_int_equal(m.tries, 0);
	while (strcmp(get(f, id).state, "waiting") == 0) {
		assert_true(next > now && next < INT64_MAX);
		now = next;
		look(f, now, &next);
	}
	assert_string_equal(get(f, id).state, "dead");
	assert_string_equal(
	    get(f, id).error, "Surel belum diatur untuk kantor ini.");
	assert_true(now > NOW + RETRY_GIVE_UP);
	assert_true(now < NOW + RETRY_GIVE_UP + 2 * MS_HOUR);

	/* What was put off does not wait for its hour. */
	id = add(f, now, 0);
	look(f, now, &next);
	assert_string_equal(get(f, id).state, "waiting");
	set_maildir(f);
	look(f, now + MS_MINUTE, &next);
	assert_string_equal(get(f, id).state, "sent");
}

/* Nobody listens: after three failures the others are left in peace. */
static void
test_down(void **state)
{
	struct fixture *f = *state;
	int64_t next = -1, now = NOW, tries = 0, ids[6];

	for (size_t i = 0; i < 6; i++)
		ids[i] = add(f, NOW, 0);
	set_server(f, "smtp://127.0.0.1:1");
	for (int i = 0; i < 50 && next != f->outlet.relays[0].paused_until;
	     i++) {
		look(f, now, &next);
		while (deliver_load(f->deliver) > 0) {
			assert_true(net_poll(f->net, 100, NULL, 0, &f->e) >= 0);
			deliver_settle(f->deliver, now);
		}
	}
	assert_true(next > now);
	for (size_t i = 0; i < 6; i++)
		tries += get(f, ids[i]).tries;
	assert_in_range(tries, RELAY_FAILURES, RELAY_FAILURES + 1);
	look(f, next - 1, &next);
	assert_int_equal(deliver_load(f->deliver), 0);
	look(f, next, &next);
	assert_int_equal(deliver_load(f->deliver), 1);
	assert_int_equal(next, INT64_MAX);
}

/* Five days after its first try it is given up, with the last reason. */
static void
test_given_up(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct attempt later = {
	    "later", "450 nanti", "450 nanti", .try_at = NOW + RETRY_GIVE_UP};
	int64_t next;

	assert_int_equal(message_claim(f->cx.db, &m, NOW, NOW + 900, &f->e), 1);
	assert_int_equal(message_record(f->cx.db, &m, &later, NOW, &f->e), 0);
	set_maildir(f);
	look(f, NOW + RETRY_GIVE_UP + 1, &next);
	m = get(f, m.id);
	assert_string_equal(m.state, "dead");
	assert_string_equal(m.error, "450 nanti");
	assert_int_equal(mails(f), 0);
}

/* The agent was off for weeks: what it never tried is no failure. */
static void
test_late_agent(void **state)
{
	struct fixture *f = *state;
	int64_t next, id = add(f, NOW, 0);

	set_maildir(f);
	look(f, NOW + 2 * RETRY_GIVE_UP, &next);
	assert_string_equal(get(f, id).state, "sent");
	assert_int_equal(mails(f), 1);
}

/* What cannot be recorded is tried again, but not at every turn. */
static void
test_locked(void **state)
{
	struct fixture *f = *state;
	struct db *other;
	int64_t next;

	add(f, NOW, 0);
	set_server(f, "smtp://127.0.0.1:1");
	look(f, NOW, &next);
	for (int i = 0; i < 50 && net_load(f->net, NULL) > 0; i++)
		assert_true(net_poll(f->net, 100, NULL, 0, &f->e) >= 0);
	assert_int_equal(
	    db_open(&other, DB_TENANT,
		arena_printf(&f->arena, "%s/" OFFICE "/paraf.db", f->dir),
		&f->e),
	    0);
	assert_int_equal(db_begin(other, &f->e), 0);
	assert_int_equal(deliver_settle(f->deliver, NOW), 0);
	db_rollback(other);
	assert_int_equal(deliver_settle(f->deliver, NOW + 999), 0);
	assert_int_equal(deliver_load(f->deliver), 1);
	assert_int_equal(deliver_settle(f->deliver, NOW + 1000), 1);
	db_close(other);
}

/* At the end what is over is recorded, and what cannot have arrived is
 * dropped, with its claim. */
static void
test_finish(void **state)
{
	struct fixture *f = *state;
	int64_t next, ids[] = {add(f, NOW, 0), add(f, NOW, 0)};
	int64_t claims = 0;

	set_server(f, "smtp://127.0.0.1:1");
	look(f, NOW, &next);
	assert_int_equal(deliver_load(f->deliver), 2);
	assert_int_equal(deliver_finish(f->deliver, NOW), 0);
	assert_int_equal(net_load(f->net, NULL), 0);
	for (size_t i = 0; i < 2; i++)
		claims += get(f, ids[i]).claimed_at == NOW;
	assert_int_equal(claims, 2);

	f->outlet.begun = false;
	look(f, NOW, &next);
	for (int i = 0; i < 50 && net_load(f->net, NULL) > 0; i++)
		assert_true(net_poll(f->net, 100, NULL, 0, &f->e) >= 0);
	assert_int_equal(deliver_finish(f->deliver, NOW), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(get(f, ids[i]).claimed_at, 0);
}

static void
test_impossible_address(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct address_fault fault;
	int64_t next;

	m.rule = "lain";
	m.address = "bukan alamat";
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	set_maildir(f);
	look(f, NOW, &next);
	assert_string_equal(get(f, m.id).state, "dead");
	assert_int_equal(mails(f), 1);
	assert_int_equal(address_fault_get(f->cx.db, &f->arena, &fault,
			     "bukan alamat", &f->e),
	    1);
	assert_string_equal(fault.kind, "refused");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest fixed[] = {
	    TEST(test_once),
	    TEST(test_due),
	    TEST(test_claim),
	    TEST(test_over),
	    TEST(test_again),
	    TEST(test_bounced),
	    TEST(test_worries),
	    TEST(test_worries_unset),
	    TEST(test_faults_kept),
	    TEST(test_look),
	    TEST(test_repeat),
	    TEST(test_bounded),
	    TEST(test_pointless),
	    TEST(test_link_over),
	    TEST(test_no_server),
	    TEST(test_down),
	    TEST(test_given_up),
	    TEST(test_late_agent),
	    TEST(test_locked),
	    TEST(test_finish),
	    TEST(test_impossible_address),
	};
	enum {
		NFIXED = sizeof(fixed) / sizeof(fixed[0]),
		NKEPT = sizeof(kept) / sizeof(kept[0])
	};
	struct CMUnitTest tests[NFIXED + NKEPT];

	memcpy(tests, fixed, sizeof(fixed));
	for (size_t i = 0; i < NKEPT; i++)
		tests[NFIXED + i] = (struct CMUnitTest){
		    kept[i].name, test_kept, NULL, NULL, &kept[i]};
	return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
