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
#include "pem.h"

#define URL "bsre:\n  alamat: https://esign.dinas.example/eSign\n"
#define LOGIN                     \
	"  pengguna: paraf-uji\n" \
	"  kata_sandi: Kunci-Uji-9182\n"
#define PLAIN "bsre:\n  alamat: http://esign.dinas.example\n"
#define MAIL                           \
	"surel:\n"                     \
	"  server: smtp://a.example\n" \
	"  pengirim: tte@dinas.example\n"

struct place {
	char dir[64];
	struct outsides *os;
	struct arena arena;
	struct err e;
	uint64_t edition;
	int64_t changed;
};

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	if (!p)
		return -1;
	*state = p;
	arena_init(&p->arena, 64 * MIB);
	snprintf(p->dir, sizeof(p->dir), "/tmp/paraf-outside-XXXXXX");
	return mkdtemp(p->dir) ? outsides_open(&p->os, p->dir, &p->e) : -1;
}

static int
tear_down(void **state)
{
	struct place *p = *state;
	int rc;

	outsides_close(p->os);
	arena_clear(&p->arena);
	rc = folder_remove(p->dir);
	free(p);
	return rc;
}

static void
put(const struct place *p, const char *name, const char *text)
{
	char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	unlink(path);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fputs(text, f) < 0, 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

/*
 * One reported test per row: a file for all, and what is first said of it
 * (NULL: nothing), with line and column; "?" before: a warning only.
 */
static struct example {
	const char *name, *text;
	unsigned line, column;
	const char *say;
} rows[] = {
    {"account", URL LOGIN, 0, 0, NULL},
    {"portal and issuers without an account",
	"bsre:\n  portal: https://portal.bsre.example\n  penerbit: ca.pem\n", 0,
	0, NULL},
    {"all",
	URL LOGIN
	"  ca: ca.pem\n  versi: 1\n  jalan_passphrase: /api/v2/x\n"
	"  portal: https://portal.bsre.example/masuk\n  penerbit: ca.pem\n"
	"  crl: daftar.crl\n  batas_waktu: {status: 5, daftar: 600}\n",
	0, 0, NULL},
    {"empty", "bsre:\n", 0, 0, NULL},
    {"no map", "bsre: esign\n", 1, 7, "alamat"},
    {"unknown key", URL LOGIN "  port: 443\n", 5, 3, "port"},
    {"well-known password", URL "  pengguna: esign\n  kata_sandi: qwerty\n", 4,
	15, "bawaan"},
    {"well-known with digits",
	URL "  pengguna: admin\n  kata_sandi: Password123!\n", 4, 15, "bawaan"},
    {"password is the user",
	URL "  pengguna: a-b-c-d-e\n"
	    "  kata_sandi: a-b-c-d-e\n",
	4, 15, "sama dengan"},
    {"short password", URL "  pengguna: u\n  kata_sandi: x7-y\n", 4, 15,
	"kurang dari 8"},
    {"no password", URL "  pengguna: u\n", 2, 3, "Kata sandi"},
    {"no user", URL "  kata_sandi: Kunci-Uji-9182\n", 2, 3, "Nama pengguna"},
    {"a colon in the user",
	URL "  pengguna: \"a:b\"\n  kata_sandi: Kunci-Uji-9182\n", 3, 13,
	"titik dua"},
    {"no scheme", "bsre:\n  alamat: esign.dinas.example\n" LOGIN, 2, 11,
	"tidak lengkap"},
    {"plain HTTP", PLAIN LOGIN, 2, 11, "harus https"},
    {"plain HTTP, refused by name", PLAIN LOGIN "  http_polos: tidak\n", 2, 11,
	"harus https"},
    {"plain HTTP, allowed", PLAIN LOGIN "  http_polos: ya\n", 5, 15,
	"?passphrase tidak diminta"},
    {"plain HTTP, within the machine",
	"bsre:\n  alamat: http://127.0.0.1:8080\n" LOGIN "  http_polos: ya\n",
	5, 15, "?tanpa TLS"},
    {"allowed, and not needed", URL LOGIN "  http_polos: ya\n", 0, 0, NULL},
    {"a password in the address",
	"bsre:\n  alamat: https://u:p@esign.dinas.example\n" LOGIN, 2, 11,
	"tidak lengkap"},
    {"a third version", URL LOGIN "  versi: 3\n", 5, 10, "versi"},
    {"a path that is none", URL LOGIN "  jalan_passphrase: api\n", 5, 21,
	"garis miring"},
    {"a portal without TLS", URL LOGIN "  portal: http://portal.bsre.example\n",
	5, 11, "https://"},
    {"password without an address", "bsre:\n  kata_sandi: Kunci-Uji-9182\n", 2,
	15, "\"alamat\""},
    {"times without an address", "bsre:\n  batas_waktu: {status: 5}\n", 2, 16,
	"\"alamat\""},
    {"time 0", URL LOGIN "  batas_waktu: {status: 0}\n", 5, 25, "1 sampai 600"},
    {"time 601", URL LOGIN "  batas_waktu: {verifikasi: 601}\n", 5, 29,
	"1 sampai 600"},
    {"a time in words", URL LOGIN "  batas_waktu: {daftar: lama}\n", 5, 25,
	"1 sampai 600"},
    {"whoever sets a passphrase does not wait so long",
	URL LOGIN "  batas_waktu: {passphrase: 16}\n", 5, 29, "1 sampai 15"},
    {"time of no call", URL LOGIN "  batas_waktu: {segel: 5}\n", 5, 17,
	"segel"},
    {"issuers that are not there", "bsre:\n  penerbit: nihil.pem\n", 2, 13,
	"tidak terbaca"},
    {"issuers one of whom is damaged", "bsre:\n  penerbit: rusak.pem\n", 2, 13,
	"rusak"},
    {"a server's issuers are libcurl's to read", URL LOGIN "  ca: rusak.pem\n",
	0, 0, NULL},
    {"issuers elsewhere", "bsre:\n  penerbit: /etc/ssl/ca.pem\n", 2, 13,
	"folder ini saja"},
    {"issuers that are none", "bsre:\n  penerbit: daftar.crl\n", 2, 13,
	"sertifikat PEM"},
    {"a CRL that is none", "bsre:\n  crl: ca.pem\n", 2, 8, "pencabutan"},
};

static void
test_row(void **state)
{
	const struct example *r = *state;
	const bool warns = r->say && *r->say == '?';
	const char *say = warns ? r->say + 1 : r->say;
	struct outside_file files[2];
	const struct sop_problems *found = &files[0].problems;
	struct outside_bsre b;
	void *fresh = NULL;
	struct place *p;

	assert_int_equal(set_up(&fresh), 0);
	p = fresh;
	put(p, "ca.pem", PEM);
	put(p, "rusak.pem",
	    PEM "-----BEGIN CERTIFICATE-----\nMIIB\n"
		"-----END CERTIFICATE-----\n");
	put(p, "daftar.crl", "0\x82\x01");
	put(p, "semua.yaml", r->text);
	outside_check(&p->arena, p->dir, NULL, files);
	assert_int_equal(found->errors > 0, say && !warns);
	if (say) {
		assert_non_null(strstr(found->v[0].text, say));
		assert_int_equal(found->v[0].line, r->line);
		assert_int_equal(found->v[0].column, r->column);
	} else {
		assert_int_equal(found->n, 0);
	}
	assert_int_equal(outside_bsre_get(p->os, "kudus", &b, &p->edition,
			     &p->changed, &p->e),
	    say && !warns ? -1 : 0);
	assert_int_equal(p->e.kind, say && !warns ? ERR_INPUT : ERR_NONE);
	assert_int_equal(tear_down(&fresh), 0);
}

static struct outside_bsre
get(struct place *p, const char *office)
{
	struct outside_bsre b;

	assert_int_equal(outside_bsre_get(p->os, office, &b, &p->edition,
			     &p->changed, &p->e),
	    0);
	return b;
}

static void
test_values(void **state)
{
	struct place *p = *state;
	struct outside_bsre b = get(p, "kudus");

	assert_null(b.account.url);
	assert_int_equal(p->changed, 0);
	put(p, "ca.pem", PEM);
	put(p, "kudus.yaml",
	    URL LOGIN "  ca: ca.pem\n  batas_waktu:\n"
		      "    sertifikat: 7\n    passphrase: 9\n");
	b = get(p, "kudus");
	assert_string_equal(b.account.url, "https://esign.dinas.example/eSign");
	assert_string_equal(b.account.user, "paraf-uji");
	assert_string_equal(b.account.password, "Kunci-Uji-9182");
	assert_int_equal(b.account.version, 2);
	assert_null(b.account.passphrase_path);
	assert_string_equal(b.host, "esign.dinas.example:443");
	assert_false(b.plain);
	assert_false(b.open);
	assert_int_equal(b.ca.n, strlen(PEM));
	assert_int_equal(b.total_ms[BSRE_CHAIN], 7000);
	assert_int_equal(b.total_ms[BSRE_PROFILE], 7000);
	assert_int_equal(b.total_ms[BSRE_PASSPHRASE], 9000);
	assert_int_equal(b.total_ms[BSRE_STATUS], 15000);
	for (int i = 0; i < BSRE_CALLS; i++)
		assert_true(b.total_ms[i] > 0);
	assert_true(p->changed > 0);
	assert_null(get(p, "tapin").account.url);
	put(p, "tapin.yaml", PLAIN LOGIN "  http_polos: ya\n  versi: 1\n");
	b = get(p, "tapin");
	assert_true(b.plain);
	assert_true(b.open);
	assert_int_equal(b.account.version, 1);
	assert_string_equal(b.host, "esign.dinas.example:80");
	put(p, "tapin.yaml",
	    "bsre:\n  alamat: http://127.0.0.1:81/x\n" LOGIN
	    "  http_polos: ya\n");
	b = get(p, "tapin");
	assert_true(b.plain);
	assert_false(b.open);
	assert_string_equal(b.host, "127.0.0.1:81");
}

/* An account is one file's; no office's server is told another's password. */
static void
test_merge(void **state)
{
	struct place *p = *state;
	struct outside_bsre b;

	put(p, "ca.pem", PEM);
	put(p, "daftar.crl", "0\x82\x01");
	put(p, "semua.yaml",
	    URL LOGIN "  ca: ca.pem\n  penerbit: ca.pem\n"
		      "  versi: 1\n  portal: https://portal.bsre.example\n");
	put(p, "kudus.yaml", "bsre:\n  crl: daftar.crl\n");
	b = get(p, "kudus");
	assert_string_equal(b.account.user, "paraf-uji");
	assert_int_equal(b.crl.n, 3);
	assert_int_equal(b.trust.n, strlen(PEM));
	put(p, "kudus.yaml",
	    "bsre:\n  alamat: https://kudus.example\n  pengguna: kudus\n"
	    "  kata_sandi: Kunci-Lain-7261\n");
	b = get(p, "kudus");
	assert_string_equal(b.account.url, "https://kudus.example");
	assert_string_equal(b.account.password, "Kunci-Lain-7261");
	assert_int_equal(b.account.version, 2);
	assert_int_equal(b.ca.n, 0);
	assert_int_equal(b.crl.n, 0);
	assert_string_equal(b.portal, "https://portal.bsre.example");
	assert_int_equal(b.trust.n, strlen(PEM));
}

/* What is wrong with one does not stop the other. */
static void
test_apart(void **state)
{
	struct place *p = *state;
	const struct outside *o;
	struct outside_bsre b;

	put(p, "semua.yaml", MAIL URL "  pengguna: u\n");
	assert_int_equal(outside_get(p->os, "kudus", &o, &p->e), 0);
	assert_int_equal(outside_bsre_get(p->os, "kudus", &b, &p->edition,
			     &p->changed, &p->e),
	    -1);
	assert_non_null(strstr(p->e.msg, "paraf bsre check"));
	assert_non_null(strstr(p->e.detail, "semua.yaml:"));
	p->e = (struct err){0};
	put(p, "semua.yaml", "surel:\n  server: x\n" URL LOGIN);
	assert_int_equal(outside_get(p->os, "kudus", &o, &p->e), -1);
	p->e = (struct err){0};
	assert_non_null(get(p, "kudus").account.url);
	put(p, "semua.yaml", "surel: [\n");
	assert_int_equal(outside_bsre_get(p->os, "kudus", &b, &p->edition,
			     &p->changed, &p->e),
	    -1);
}

static void
test_changes(void **state)
{
	struct place *p = *state;
	uint64_t before;

	put(p, "semua.yaml", URL LOGIN "  ca: ca.pem\n");
	put(p, "ca.pem", PEM);
	assert_true(outside_changed(p->os, "kudus"));
	get(p, "kudus");
	before = p->edition;
	assert_false(outside_changed(p->os, "kudus"));
	get(p, "kudus");
	assert_int_equal(p->edition, before);
	put(p, "ca.pem", PEM PEM);
	assert_true(outside_changed(p->os, "kudus"));
	assert_int_equal(get(p, "kudus").ca.n, 2 * strlen(PEM));
	assert_true(p->edition > before);
	before = p->edition;
	put(p, "kudus.yaml", "# nanti\n");
	assert_true(outside_changed(p->os, "kudus"));
	get(p, "kudus");
	assert_true(p->edition > before);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]), OTHERS = 4 };
	struct CMUnitTest tests[NROWS + OTHERS] = {
	    TEST(test_values),
	    TEST(test_merge),
	    TEST(test_apart),
	    TEST(test_changes),
	};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + OTHERS] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("outside_bsre", tests, NULL, NULL);
}
