/*
 * Certificates of holders: kept with their serial number, judged against the
 * holder, the office's issuers and the moment at which they are looked at.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/certview.h"
#include "app/office.h"
#include "app/people.h"
#include "app/sweep.h"
#include "base/limits.h"
#include "folder.h"
#include "store/bsre.h"
#include "store/service.h"
#include "file.h"

#define NOW    INT64_C(1795233736357) /* 21 November 2026, WITA */
#define YEARS  (INT64_C(3) * 365 * MS_DAY)
#define FOLDER "tests/data/tenants/contoh/"
#define OFFICE "contoh"
#define CERTS  "tests/data/certificates/"

struct fixture {
	char dir[64];
	struct app *app;
	struct ctx cx;
	struct arena arena;
	int64_t edition, person, case_id, holders[2];
	struct err e;
};

/* "good.pem issuing.pem" as DER, the person's first. */
static size_t
load(struct fixture *f, const char *names, struct str v[CERTIFICATES])
{
	struct str rest = str_of(names);
	const char *text = "";
	size_t n;

	while (rest.p && rest.n > 0) {
		struct str name = str_cut(&rest, ' ');

		text = arena_printf(&f->arena, "%s%s", text,
		    read_file(&f->arena, arena_printf(&f->arena, CERTS "%.*s",
					     (int)name.n, name.p))
			.p);
	}
	assert_int_equal(
	    certificate_split(v, &n, &f->arena, text, strlen(text), &f->e), 0);
	return n;
}

/* --- the fixture --------------------------------------------------------- */

static void
add_case(struct fixture *f)
{
	struct casefile c = {.number = "2026.XI-TTE-0001",
	    .edition_id = f->edition,
	    .applicant_id = f->person,
	    .submission = "kiriman",
	    .track_code = "abcd23456789",
	    .letter = "{}",
	    .opened_at = NOW};
	struct holder h = {.name = "Dr. Citra Contoh Lestari, S.Kom.",
	    .nik = "3399990411870001",
	    .nip = "",
	    .job = "Camat",
	    .unit = "Kecamatan Contoh",
	    .email = "citra.lestari@contoh.example",
	    .phone = "081200000001"};

	assert_int_equal(case_add(f->cx.db, &c, &f->case_id, &f->e), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(holder_add(f->cx.db, f->case_id, i, &h,
				     &f->holders[i], &f->e),
		    0);
}

static int
setup(void **state)
{
	static const char template[] = "/tmp/paraf-test-cert-XXXXXX";
	struct fixture *f = calloc(1, sizeof(*f));
	struct office_file sop = {0};
	struct office_files files = {.sops = &sop, .n = 1};
	struct office_change ch;
	struct service s;
	struct person p;

	memcpy(f->dir, template, sizeof(template));
	assert_non_null(mkdtemp(f->dir));
	arena_init(&f->arena, 256 * MIB);
	assert_int_equal(
	    app_open(&f->app,
		&(struct app_conf){.data = f->dir,
		    .key = arena_printf(&f->arena, "%s/key", f->dir)},
		NOW, &f->e),
	    0);
	files.profile.text = read_file(&f->arena, FOLDER "kantor.yaml");
	sop.text = read_file(&f->arena, FOLDER "tanda-tangan-camat.sop.yaml");
	assert_int_equal(
	    office_load(f->app, &f->arena, &files, &ch, NOW, &f->e), 0);
	assert_int_equal(
	    sweep_ctx(&f->cx, f->app, &f->arena, OFFICE, NOW, &f->e), 0);
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
	f->person = p.id;
	f->edition = s.edition_id;
	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	add_case(f);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	app_close(f->app);
	arena_clear(&f->arena);
	assert_int_equal(folder_remove(f->dir), 0);
	free(f);
	return 0;
}

/* What the agent publishes of the office. */
static void
trust(struct fixture *f, const char *issuers, const char *crl)
{
	struct bsre_office o = {.module = "manual",
	    .host = "",
	    .portal = "",
	    .fault = "",
	    .error = "",
	    .trust = "",
	    .at = NOW};

	if (issuers[0])
		o.trust = read_file(
		    &f->arena, arena_printf(&f->arena, CERTS "%s", issuers))
			      .p;
	if (crl[0])
		o.crl = read_file(
		    &f->arena, arena_printf(&f->arena, CERTS "%s", crl));
	assert_int_equal(bsre_office_put(f->cx.db, &o, &f->e), 0);
}

static void
keep(struct fixture *f, int which, const char *names)
{
	struct str v[CERTIFICATES];
	size_t n = load(f, names, v);

	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	assert_int_equal(cert_keep(&f->cx, f->holders[which], v[0], v + 1,
			     n - 1, "module", &f->e),
	    0);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
}

static const struct holder *
holder(struct fixture *f, int which)
{
	struct holder *v;
	size_t n;

	assert_int_equal(
	    holder_list(f->cx.db, &f->arena, &v, &n, f->case_id, &f->e), 0);
	assert_int_equal(n, 2);
	return &v[which];
}

/* --- keeping ------------------------------------------------------------- */

static void
test_kept(void **state)
{
	struct fixture *f = *state;
	const struct holder *h;
	struct cert_view v;

	assert_int_equal(cert_get(&f->cx, holder(f, 0), &v, &f->e), 0);
	trust(f, "root.pem", "issuing.crl");
	keep(f, 0, "good.pem issuing.pem root.pem");
	h = holder(f, 0);
	assert_string_equal(h->serial, "5D0C6A1B9E8F77665544332211AABBCC");
	assert_string_equal(h->valid_from, "2026-11-20");
	/* At 23:59 UTC the office has the next day. */
	assert_string_equal(h->valid_until, "2028-11-20");
	assert_int_equal(cert_get(&f->cx, h, &v, &f->e), 1);
	assert_string_equal(v.c.serial, h->serial);
	assert_string_equal(v.source, "module");
	assert_int_equal(v.at, NOW);
	assert_int_equal(v.chain_n, 3);
	assert_true(str_eq(v.chain[0], v.c.der));
	assert_int_equal(v.found, 0);
	assert_string_equal(v.fault, "");
	assert_string_equal(v.warning, "");
	assert_int_equal(cert_get(&f->cx, holder(f, 1), &v, &f->e), 0);
	/* Another takes its place, without those above it. */
	keep(f, 0, "curve.pem");
	assert_int_equal(cert_get(&f->cx, holder(f, 0), &v, &f->e), 1);
	assert_int_equal(v.chain_n, 1);
	assert_int_equal(v.found, CERT_UNTRUSTED);
	assert_string_equal(v.verdict, "tidak dipercaya");
}

static void
test_refused(void **state)
{
	struct fixture *f = *state;
	struct str junk = STR("bukan sertifikat"), v[CERTIFICATES];
	struct cert_view view;
	size_t n;

	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	assert_int_equal(
	    cert_keep(&f->cx, f->holders[0], junk, NULL, 0, "module", &f->e),
	    -1);
	assert_int_equal(f->e.kind, ERR_INPUT);
	f->e = (struct err){0};
	/* Of those above it what is none is left out, and what is too much. */
	n = load(f, "good.pem issuing.pem", v);
	assert_int_equal(n, 2);
	v[2] = v[3] = v[4] = v[5] = v[6] = v[7] = v[1];
	v[2] = junk;
	assert_int_equal(
	    cert_keep(&f->cx, f->holders[0], v[0], v + 1, 7, "pasted", &f->e),
	    0);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	assert_int_equal(cert_get(&f->cx, holder(f, 0), &view, &f->e), 1);
	assert_int_equal(view.chain_n, 7);
	assert_string_equal(view.source, "pasted");
}

/* --- judging ------------------------------------------------------------- */

static struct judged {
	const char *name, *pem, *issuers, *crl;
	int64_t later;
	/* of the holder; NULL: the same as ever */
	const char *holder, *nik, *email;
	unsigned want;
	const char *says; /* a piece of the fault, or of the warning */
} rows[] = {
    {"sound", "good.pem issuing.pem", "root.pem", "issuing.crl", 0, NULL, NULL,
	NULL, 0, ""},
    {"no issuers set", "good.pem", "", "", 0, NULL, NULL, NULL, CERT_NO_TRUST,
	"belum dapat diperiksa"},
    {"short name", "bare.pem issuing.pem", "root.pem", "", 0,
	"C. Contoh Lestari", NULL, NULL, 0, ""},
    {"another name", "someone.pem issuing.pem", "root.pem", "", 0, NULL, NULL,
	NULL, CERT_NAME, "atas nama Seruni Contoh Baru"},
    {"no name", "nobody.pem issuing.pem", "root.pem", "", 0, NULL, NULL, NULL,
	CERT_NAME, "(tanpa nama)"},
    {"letters of an address", "good.pem issuing.pem", "root.pem", "", 0, NULL,
	NULL, "CITRA.Lestari@contoh.example", 0, ""},
    {"another address", "good.pem issuing.pem", "root.pem", "", 0, NULL, NULL,
	"citra@contoh.example", CERT_EMAIL, "bukan citra@contoh.example"},
    {"one of its addresses", "mails.pem issuing.pem", "root.pem", "", 0, NULL,
	NULL, "c@contoh.example", 0, ""},
    {"none of its addresses", "mails.pem issuing.pem", "root.pem", "", 0, NULL,
	NULL, NULL, CERT_EMAIL, "Email di sertifikat"},
    {"without an address", "bare.pem issuing.pem", "root.pem", "", 0, NULL,
	NULL, "lain@contoh.example", 0, ""},
    {"the NIK", "nik.pem issuing.pem", "root.pem", "", 0, NULL, NULL, NULL, 0,
	""},
    {"another NIK", "nik.pem issuing.pem", "root.pem", "", 0, NULL,
	"3399990411870002", NULL, CERT_NIK, "NIK di sertifikat"},
    {"a NIK whose key is gone", "nik.pem issuing.pem", "root.pem", "", 0, NULL,
	"", NULL, 0, ""},
    {"another number", "nip.pem issuing.pem", "root.pem", "", 0, NULL,
	"3399990411870002", NULL, 0, ""},
    {"all at once", "someone.pem", "root.pem", "", YEARS, NULL, NULL,
	"citra@contoh.example",
	CERT_NAME | CERT_EMAIL | CERT_EXPIRED | CERT_UNTRUSTED,
	"sudah lewat. Mintalah"},
    {"over", "good.pem issuing.pem", "root.pem", "", YEARS, NULL, NULL, NULL,
	CERT_EXPIRED, "sudah lewat"},
    {"not yet", "good.pem issuing.pem", "root.pem", "", -2 * MS_DAY, NULL, NULL,
	NULL, CERT_EARLY, "belum mulai berlaku"},
    {"another root", "stranger.pem other.pem", "root.pem", "", 0, NULL, NULL,
	NULL, CERT_UNTRUSTED, "tidak diterbitkan"},
    {"revoked", "revoked.pem issuing.pem", "root.pem", "issuing.crl", 0, NULL,
	NULL, NULL, CERT_REVOKED, "sudah dicabut"},
    {"list of another issuer", "good.pem issuing.pem", "root.pem", "other.crl",
	0, NULL, NULL, NULL, CERT_CRL_OTHER, "belum diketahui"},
    {"list too old", "good.pem issuing.pem", "root.pem", "outdated.crl", 0,
	NULL, NULL, NULL, CERT_CRL_OLD, "kedaluwarsa"},
    {"for other things", "usage.pem issuing.pem", "root.pem", "", 0, NULL, NULL,
	NULL, CERT_USAGE, "tidak untuk tanda tangan"},
    {"SHA-1", "sha1.pem issuing.pem", "root.pem", "", 0, NULL, NULL, NULL,
	CERT_WEAK, "tidak aman"},
};

/* All rows in one office, one after the other. */
static struct fixture *shared;

static int
setup_rows(void **state)
{
	void *own;

	(void)state;
	if (setup(&own) < 0)
		return -1;
	shared = own;
	return 0;
}

static int
teardown_rows(void **state)
{
	void *own = shared;

	(void)state;
	return teardown(&own);
}

static void
test_row(void **state)
{
	const struct judged *r = *state;
	struct fixture *f = shared;
	struct holder h;
	struct dossier d = {.c.id = f->case_id, .holders = &h, .holders_n = 1};
	const struct task t = {0};
	struct cert_view v;
	bool stops;

	f->e = (struct err){0};
	f->cx.now = NOW;
	trust(f, r->issuers, r->crl);
	keep(f, 0, r->pem);
	h = *holder(f, 0);
	h.name = r->holder ? r->holder : h.name;
	h.nik = r->nik ? r->nik : h.nik;
	h.email = r->email ? r->email : h.email;
	f->cx.now += r->later;
	assert_int_equal(cert_get(&f->cx, &h, &v, &f->e), 1);
	assert_int_equal(v.found, r->want);
	/* What could not be found out does not stop. */
	stops = r->want &
		~(unsigned)(CERT_NO_TRUST | CERT_CRL_OTHER | CERT_CRL_OLD);
	assert_int_equal(v.fault[0] != '\0', stops);
	assert_non_null(strstr(stops ? v.fault : v.warning, r->says));
	assert_int_equal(
	    cert_may_deliver(&f->cx, &d, &t, &f->e), stops ? -1 : 0);
	if (stops)
		assert_string_equal(f->e.msg, v.fault);
	assert_int_equal(f->e.kind, stops ? ERR_INPUT : ERR_NONE);
}

/* Of the holders that a task is about, and of no other. */
static void
test_whose(void **state)
{
	struct fixture *f = *state;
	struct dossier d = {.c.id = f->case_id, .holders_n = 2};
	struct task t = {0};
	struct holder v[2];

	trust(f, "root.pem", "");
	keep(f, 1, "someone.pem issuing.pem");
	v[0] = *holder(f, 0);
	v[1] = *holder(f, 1);
	d.holders = v;
	assert_int_equal(cert_may_deliver(&f->cx, &d, &t, &f->e), -1);
	f->e = (struct err){0};
	t.holder_id = v[0].id;
	assert_int_equal(cert_may_deliver(&f->cx, &d, &t, &f->e), 0);
	t.holder_id = v[1].id;
	assert_int_equal(cert_may_deliver(&f->cx, &d, &t, &f->e), -1);
	f->e = (struct err){0};
	/* Who is over is not delivered to. */
	v[1].ending = "rejected";
	t.holder_id = 0;
	assert_int_equal(cert_may_deliver(&f->cx, &d, &t, &f->e), 0);
}

/* How lists tell when a certificate ends. */
static void
test_until(void **state)
{
	static const struct {
		const char *until, *text; /* NULL: nothing is told */
	} v[] = {
	    {NULL, NULL},
	    {"", NULL},
	    {"kelak", NULL},
	    {"2026-11-20", "Sertifikat berakhir 20 November 2026"},
	    {"2026-11-21", "Sertifikat berakhir hari ini"},
	    {"2026-11-22", "Sertifikat berakhir 22 November 2026, 1 hari lagi"},
	    {"2027-02-19",
		"Sertifikat berakhir 19 Februari 2027, 90 hari lagi"},
	    {"2027-02-20", "Sertifikat berlaku sampai 20 Februari 2027"},
	};
	struct fixture *f = *state;

	f->cx.now = NOW;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		const char *text = cert_until(&f->cx, v[i].until);

		if (v[i].text)
			assert_string_equal(text, v[i].text);
		else
			assert_null(text);
	}
}

int
main(void)
{
	enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[ROWS + 4] = {
	    cmocka_unit_test_setup_teardown(test_kept, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_whose, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_until, setup, teardown),
	};

	for (size_t i = 0; i < ROWS; i++)
		tests[i + 4] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name(
	    "cert", tests, setup_rows, teardown_rows);
}
