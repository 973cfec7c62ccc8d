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

#include "app/outside.h"
#include "base/limits.h"
#include "folder.h"

#define PEM  "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
#define FROM "  pengirim: \"Dinas <tte@dinas.example>\"\n"

struct place {
	char dir[64];
	struct outsides *os;
};

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	struct err e = {0};

	if (!p)
		return -1;
	*state = p;
	snprintf(p->dir, sizeof(p->dir), "/tmp/paraf-outside-XXXXXX");
	return mkdtemp(p->dir) ? outsides_open(&p->os, p->dir, &e) : -1;
}

static int
tear_down(void **state)
{
	struct place *p = *state;
	int rc;

	outsides_close(p->os);
	rc = folder_remove(p->dir);
	free(p);
	return rc;
}

static void
put(const struct place *p, const char *name, const char *text, mode_t mode)
{
	char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	unlink(path);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fputs(text, f) < 0, 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

/*
 * One reported test per row: a file for all, and whether it can be used.  say
 * is what must stand in the first problem, with its line and column.
 */
static struct example {
	const char *name, *text;
	unsigned line, column;
	const char *say;
} rows[] = {
    {"smtp", "surel:\n  server: smtp://a.example:25\n" FROM, 0, 0, NULL},
    {"without a port", "surel:\n  server: smtp://a.example\n" FROM, 0, 0, NULL},
    {"smtps", "surel:\n  server: smtps://a.example\n" FROM, 0, 0, NULL},
    {"a number", "surel:\n  server: smtp://10.0.0.1:25\n" FROM, 0, 0, NULL},
    {"a long number", "surel:\n  server: \"smtp://[::1]:25\"\n" FROM, 0, 0,
	NULL},
    {"maildir", "surel:\n  server: \"maildir:/tmp/x\"\n" FROM, 0, 0, NULL},
    {"login",
	"surel:\n  server: smtp://a.example\n  pengguna: u\n"
	"  kata_sandi: p\n" FROM,
	0, 0, NULL},
    {"webhook",
	"webhook:\n  alamat: https://a.example/x?y\n"
	"  rahasia: \"0123456789abcdef\"\n",
	0, 0, NULL},
    {"webhook of this machine",
	"webhook:\n"
	"  alamat: http://127.0.0.1:8081/x\n"
	"  rahasia: \"0123456789abcdef\"\n",
	0, 0, NULL},
    {"empty", "", 0, 0, NULL},
    {"only a remark", "# nanti\n", 0, 0, NULL},
    {"not YAML", "surel: [\n", 2, 1, ""},
    {"unknown key", "surat:\n  server: x\n", 1, 1, "surel"},
    {"unknown key inside", "surel:\n  servr: smtp://a.example\n", 2, 3,
	"server"},
    {"no map", "surel: smtp://a.example\n", 1, 8, "surel"},
    {"no scheme", "surel:\n  server: a.example\n" FROM, 2, 11, "smtp://"},
    {"another scheme", "surel:\n  server: http://a.example\n" FROM, 2, 11,
	"smtp://"},
    {"no host", "surel:\n  server: smtp://\n" FROM, 2, 11, "server"},
    {"a path", "surel:\n  server: smtp://a.example/x\n" FROM, 2, 11, "server"},
    {"a password in the address",
	"surel:\n  server: smtp://u:p@a.example\n" FROM, 2, 11, "server"},
    {"port 0", "surel:\n  server: smtp://a.example:0\n" FROM, 2, 11, "server"},
    {"port 65536", "surel:\n  server: smtp://a.example:65536\n" FROM, 2, 11,
	"server"},
    {"a word as port", "surel:\n  server: smtp://a.example:x\n" FROM, 2, 11,
	"server"},
    {"maildir that depends on where we are",
	"surel:\n  server: \"maildir:x\"\n" FROM, 2, 11, "server"},
    {"user without password",
	"surel:\n  server: smtp://a.example\n"
	"  pengguna: u\n" FROM,
	3, 13, "kata_sandi"},
    {"password without user",
	"surel:\n  server: smtp://a.example\n"
	"  kata_sandi: p\n" FROM,
	3, 15, "pengguna"},
    {"password without a server", "surel:\n  pengguna: u\n" FROM, 2, 13,
	"server"},
    {"password without TLS",
	"surel:\n  server: smtp://a.example\n"
	"  pengguna: u\n  kata_sandi: p\n  tanpa_tls: ya\n" FROM,
	5, 14, "tanpa TLS"},
    {"but within the machine",
	"surel:\n  server: smtp://127.0.0.1:25\n"
	"  pengguna: u\n  kata_sandi: p\n  tanpa_tls: ya\n" FROM,
	0, 0, NULL},
    {"smtps without TLS",
	"surel:\n  server: smtps://a.example\n"
	"  tanpa_tls: ya\n" FROM,
	3, 14, "smtps"},
    {"neither yes nor no",
	"surel:\n  server: smtp://a.example\n"
	"  tanpa_tls: true\n" FROM,
	3, 14, "tanpa_tls"},
    {"sender without address", "surel:\n  pengirim: Dinas\n", 2, 13,
	"pengirim"},
    {"sender with two lines",
	"surel:\n"
	"  pengirim: \"A\\nB <a@b.example>\"\n",
	2, 13, ""},
    {"bounces to no address", "surel:\n  pantulan: x\n", 2, 13, "pantulan"},
    {"issuers that are not there",
	"surel:\n  server: smtp://a.example\n"
	"  ca: nihil.pem\n" FROM,
	3, 7, "tidak terbaca"},
    {"issuers elsewhere",
	"surel:\n  server: smtp://a.example\n  ca: /etc/passwd\n" FROM, 3, 7,
	"folder ini"},
    {"issuers that are none",
	"surel:\n  server: smtp://a.example\n"
	"  ca: semua.yaml\n" FROM,
	3, 7, "PEM"},
    {"webhook without a secret", "webhook:\n  alamat: https://a.example\n", 2,
	3, "rahasia"},
    {"webhook with a short secret",
	"webhook:\n  alamat: https://a.example\n"
	"  rahasia: \"0123456789abcde\"\n",
	3, 12, "16"},
    {"webhook without TLS",
	"webhook:\n  alamat: http://a.example\n"
	"  rahasia: \"0123456789abcdef\"\n",
	2, 11, "https://"},
    {"webhook with a mark",
	"webhook:\n  alamat: \"https://a.example/#x\"\n"
	"  rahasia: \"0123456789abcdef\"\n",
	2, 11, "https://"},
    {"webhook with a user",
	"webhook:\n  alamat: \"https://u@a.example/\"\n"
	"  rahasia: \"0123456789abcdef\"\n",
	2, 11, "https://"},
};

static void
test_row(void **state)
{
	const struct example *r = *state;
	struct outside_file files[2];
	const struct outside *o;
	struct place *p;
	struct err e = {0};
	struct arena a;
	void *fresh;

	assert_int_equal(set_up(&fresh), 0);
	p = fresh;
	arena_init(&a, 16 * MIB);
	put(p, "semua.yaml", r->text, 0600);
	outside_check(&a, p->dir, NULL, files);
	assert_true(files[0].exists);
	assert_null(files[1].path);
	if (r->say) {
		assert_true(files[0].problems.errors > 0);
		assert_non_null(strstr(files[0].problems.v[0].text, r->say));
		assert_int_equal(files[0].problems.v[0].line, r->line);
		assert_int_equal(files[0].problems.v[0].column, r->column);
		assert_int_equal(outside_get(p->os, "kudus", &o, &e), -1);
		assert_int_equal(e.kind, ERR_INPUT);
	} else {
		assert_int_equal(files[0].problems.errors, 0);
		assert_int_equal(outside_get(p->os, "kudus", &o, &e), 0);
	}
	arena_clear(&a);
	assert_int_equal(tear_down(&fresh), 0);
}

static const struct outside *
get(struct place *p, const char *office)
{
	const struct outside *o;
	struct err e = {0};

	assert_int_equal(outside_get(p->os, office, &o, &e), 0);
	return o;
}

static void
test_nothing(void **state)
{
	struct place *p = *state;
	const struct outside *o = get(p, "kudus");
	struct outsides *os;
	struct err e = {0};

	assert_int_equal(o->mail.way, OUTSIDE_NONE);
	assert_null(o->hook.url);
	assert_int_equal(outsides_open(&os, NULL, &e), 0);
	assert_int_equal(outside_get(os, "kudus", &o, &e), 0);
	assert_int_equal(o->mail.way, OUTSIDE_NONE);
	outsides_close(os);
	assert_int_equal(outsides_open(&os, "/tidak/ada", &e), 0);
	assert_int_equal(outside_get(os, "kudus", &o, &e), 0);
	assert_int_equal(o->mail.way, OUTSIDE_NONE);
	outsides_close(os);
}

/* The office's own over that for all; a password never with another server. */
static void
test_merge(void **state)
{
	struct place *p = *state;
	const struct outside *o;

	put(p, "ca.pem", PEM, 0644);
	put(p, "semua.yaml",
	    "surel:\n  server: smtp://all.example\n  pengguna: u\n"
	    "  kata_sandi: p\n  ca: ca.pem\n  pantulan: back@all.example\n"
	    "  pengirim: \"Semua <all@all.example>\"\n"
	    "webhook:\n  alamat: https://all.example/hook\n"
	    "  rahasia: \"0123456789abcdef\"\n",
	    0600);
	put(p, "tapin.yaml", "surel:\n" FROM, 0600);
	put(p, "kudus.yaml",
	    "surel:\n  server: smtps://kudus.example\n"
	    "webhook:\n  alamat: https://kudus.example:8443\n"
	    "  rahasia: \"fedcba9876543210\"\n",
	    0400);

	o = get(p, "trenggalek");
	assert_int_equal(o->mail.way, OUTSIDE_SMTP);
	assert_string_equal(o->mail.smtp.url, "smtp://all.example:587");
	assert_string_equal(o->mail.smtp.host, "all.example:587");
	assert_string_equal(o->mail.smtp.user, "u");
	assert_string_equal(o->mail.smtp.password, "p");
	assert_int_equal(o->mail.smtp.ca.n, strlen(PEM));
	assert_false(o->mail.smtp.plain);
	assert_string_equal(o->mail.from.name, "Semua");
	assert_string_equal(o->mail.bounce, "back@all.example");
	assert_string_equal(o->hook.host, "all.example:443");

	o = get(p, "tapin");
	assert_string_equal(o->mail.smtp.url, "smtp://all.example:587");
	assert_string_equal(o->mail.smtp.password, "p");
	assert_string_equal(o->mail.from.address, "tte@dinas.example");

	o = get(p, "kudus");
	assert_string_equal(o->mail.smtp.url, "smtps://kudus.example:465");
	assert_null(o->mail.smtp.user);
	assert_null(o->mail.smtp.password);
	assert_int_equal(o->mail.smtp.ca.n, 0);
	assert_string_equal(o->mail.from.address, "all@all.example");
	assert_string_equal(o->hook.url, "https://kudus.example:8443");
	assert_string_equal(o->hook.host, "kudus.example:8443");
	assert_string_equal(o->hook.secret, "fedcba9876543210");
}

static void
test_no_sender(void **state)
{
	struct place *p = *state;
	const struct outside *o;
	struct err e = {0};

	put(p, "semua.yaml", "surel:\n  server: smtp://a.example\n", 0600);
	assert_int_equal(outside_get(p->os, "kudus", &o, &e), -1);
	assert_non_null(strstr(e.msg, "Pengirim"));
	put(p, "kudus.yaml", "surel:\n" FROM, 0600);
	assert_string_equal(
	    get(p, "kudus")->mail.from.address, "tte@dinas.example");
}

/* Others may not read it; what is wrong in one office is that office's. */
static void
test_modes(void **state)
{
	static const mode_t bad[] = {0640, 0604, 0660, 0644, 0610};
	struct place *p = *state;
	const struct outside *o;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err e = {0};

		put(p, "kudus.yaml", "surel:\n" FROM, bad[i]);
		assert_int_equal(outside_get(p->os, "kudus", &o, &e), -1);
		assert_non_null(strstr(e.detail, "kudus.yaml:1:1"));
		get(p, "tapin");
	}
	put(p, "kudus.yaml", "surel:\n" FROM, 0400);
	get(p, "kudus");
}

/* Changes are seen, of files with issuers too; no error tells a secret. */
static void
test_changes(void **state)
{
	struct place *p = *state;
	const struct outside *o;
	struct err e = {0};

	put(p, "ca.pem", PEM, 0644);
	put(p, "semua.yaml",
	    "surel:\n  server: smtp://a.example\n  ca: ca.pem\n" FROM, 0600);
	assert_int_equal(get(p, "kudus")->mail.smtp.ca.n, strlen(PEM));
	put(p, "ca.pem", PEM PEM, 0644);
	assert_int_equal(get(p, "kudus")->mail.smtp.ca.n, 2 * strlen(PEM));
	put(p, "ca.pem", "x", 0644);
	assert_int_equal(outside_get(p->os, "kudus", &o, &e), -1);
	put(p, "ca.pem", PEM, 0644);
	get(p, "kudus");
	put(p, "kudus.yaml",
	    "surel:\n  server: smtp://a.example\n  pengguna: RAHASIA\n"
	    "  kata_sandi: [RAHASIA]\n",
	    0600);
	e = (struct err){0};
	assert_int_equal(outside_get(p->os, "kudus", &o, &e), -1);
	assert_null(strstr(e.msg, "RAHASIA"));
	assert_null(strstr(e.detail, "RAHASIA"));
	put(p, "kudus.yaml", "surel:\n  server: smtp://b.example:25\n", 0600);
	assert_string_equal(get(p, "kudus")->mail.smtp.host, "b.example:25");
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[NROWS + 5] = {
	    cmocka_unit_test_setup_teardown(test_nothing, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_merge, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_no_sender, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_modes, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_changes, set_up, tear_down),
	};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + 5] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("outside", tests, NULL, NULL);
}
