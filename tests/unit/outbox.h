/*
 * outbox.h - an office with one case and messages that wait, and what the
 * agent has to send them.
 */
#ifndef TESTS_UNIT_OUTBOX_H
#define TESTS_UNIT_OUTBOX_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/deliver.h"
#include "app/people.h"
#include "app/sweep.h"
#include "base/limits.h"
#include "folder.h"
#include "office.h"
#include "store/case.h"
#include "store/message.h"
#include "store/service.h"
#include "store/task.h"
#include "file.h"

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

static inline void
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

static inline int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-outbox-XXXXXX";
	static const struct net_limits limits = {4, 2, 4, 1000, 1000, 1};
	struct fixture *f = calloc(1, sizeof(*f));
	struct app_conf conf = {
	    .data = f->dir, .url = "https://tte.example", .lazy = true};

	memcpy(f->dir, template, sizeof(template));
	assert_non_null(mkdtemp(f->dir));
	arena_init(&f->arena, 64 * MIB);
	conf.key = arena_printf(&f->arena, "%s/key", f->dir);
	conf.outside = arena_printf(&f->arena, "%s/luar", f->dir);
	office_begin(&f->app, &f->arena, &conf,
	    read_file(&f->arena, FOLDER "kantor.yaml"),
	    read_file(&f->arena, FOLDER "tanda-tangan-camat.sop.yaml"), NOW,
	    &f->e);
	assert_int_equal(
	    sweep_ctx(&f->cx, f->app, &f->arena, OFFICE, NOW, &f->e), 0);
	add_case(f);
	assert_int_equal(net_open(&f->net, &limits, &f->e), 0);
	assert_int_equal(deliver_open(&f->deliver, f->app, f->net, &f->e), 0);
	f->outlet = (struct outlet){.office = OFFICE};
	*state = f;
	return 0;
}

static inline int
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
static inline void
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

static inline void
set_maildir(struct fixture *f)
{
	const char *server =
	    arena_printf(&f->arena, "maildir:%s/surat", f->dir);

	set_server(f, server);
}

static inline size_t
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

static inline int64_t
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

static inline struct message
get(struct fixture *f, int64_t id)
{
	struct message m = {0};

	assert_int_equal(message_get(f->cx.db, &f->arena, &m, id, &f->e), 1);
	return m;
}

static inline void
look(struct fixture *f, int64_t now, int64_t *next)
{
	f->cx.now = now;
	assert_int_equal(
	    deliver_office(f->deliver, &f->cx, &f->outlet, next, &f->e), 0);
}

static inline int64_t
next_of(struct fixture *f)
{
	int64_t at;

	assert_int_equal(message_next(f->cx.db, &at, "mail", &f->e), 0);
	return at;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
