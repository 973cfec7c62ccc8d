/*
 * Signatures of PDFs as the simulator makes them, and as an attacker would:
 * by the functions themselves, and through the locked inspector.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/cms.h>
#include <openssl/pem.h>

#include "base/limits.h"
#include "domain/date.h"
#include "folder.h"
#include "main/inspector.h"
#include "paper/inspect.h"
#include "simulator/ca.h"
#include "simulator/crl.h"
#include "simulator/pdfsign.h"
#include "vault/pdfsig.h"

#define YEAR (365 * MS_DAY)
#define AT   INT64_C(1795226400000) /* 21 November 2026, 02.00 UTC */

/* As it stands in the file that is signed; the second is as long. */
#define SAID_UTC "/Location (0123456789) /M (D:20261121020000Z)"
#define SAID_WIB "/Location (0123) /M (D:20261121090000+07'00')"

static struct arena arena;
static struct ca *ours, *others;
static struct ca_issued signer, stranger, expired;
static struct str letter, crl;
static struct zygote inspector;

/* --- what is done to a signed letter ------------------------------------- */

struct row {
	const char *name;
	struct str (*make)(struct str signed_letter);
	const struct ca_issued *by; /* NULL: the signer */
	int64_t later;              /* ms between signing and checking */
	bool no_trust, revoked;
	enum pdf_verdict expected;
	size_t n;        /* signatures */
	unsigned found;  /* findings that have to be there */
	bool unreadable; /* no PDF */
};

static struct str
copy(struct str s)
{
	return (struct str){arena_copy(&arena, s.p, s.n), s.n};
}

static char *
at(struct str s, const char *text)
{
	char *p = memmem(s.p, s.n, text, strlen(text));

	assert_non_null(p);
	return p;
}

static struct str
join(struct str s, const char *more)
{
	size_t n = strlen(more);
	char *p = arena_alloc(&arena, s.n + n + 1);

	memcpy(p, s.p, s.n);
	memcpy(p + s.n, more, n);
	return (struct str){p, s.n + n};
}

static void
swap(struct str s, const char *from, const char *to)
{
	assert_int_equal(strlen(from), strlen(to));
	memcpy(at(s, from), to, strlen(to));
}

static struct str
keep(struct str s)
{
	return s;
}

static struct str
unsign(struct str s)
{
	(void)s;
	return letter;
}

static struct str
change_byte(struct str s)
{
	struct str out = copy(s);

	swap(out, "/MediaBox [ 0 0 ", "/MediaBox [ 0 1 ");
	return out;
}

/* A byte of the signature's own value, which ends the CMS. */
static struct str
change_value(struct str s)
{
	struct str out = copy(s);
	char *p = at(out, "/Contents <") + strlen("/Contents <");

	while (memcmp(p, "00000000000000000000000000000000", 32) != 0)
		p += 2;
	p[-8] = p[-8] == '0' ? '1' : '0';
	return out;
}

static struct str
add_comment(struct str s)
{
	return join(s, "\n% lebih\n");
}

/* A page that is larger by an update, as an editor would write it. */
static struct str
add_update(struct str s)
{
	const char *start = at(s, "startxref\n") + strlen("startxref\n");
	char *text = arena_printf(&arena,
	    "\n900 0 obj\n<< /Baru true >>\nendobj\n"
	    "xref\n900 1\n%010zu 00000 n \ntrailer\n"
	    "<< /Size 901 /Prev %.*s ",
	    s.n + 1, (int)strcspn(start, "\n"), start);
	const long root = strtol(at(s, "/Root ") + strlen("/Root "), NULL, 10);
	size_t xref = s.n + 1 + strlen("900 0 obj\n<< /Baru true >>\nendobj\n");

	text = arena_printf(&arena,
	    "%s/Root %ld 0 R >>\nstartxref\n%zu\n%%%%EOF\n", text, root, xref);
	return join(s, text);
}

static struct str
cut_off(struct str s)
{
	return (struct str){s.p, s.n / 2};
}

static struct str
nonsense(struct str s)
{
	(void)s;
	return STR("%PDF-1.7\nbukan apa-apa\n%%EOF\n");
}

static struct str
nothing(struct str s)
{
	(void)s;
	return STR("");
}

/* --- signed anew, in the room of the first signature --------------------- */

struct again {
	const struct ca_issued *by;
	unsigned flags;
	const EVP_MD *md;
	const char *certificate; /* that comes along, PEM */
	size_t first;            /* where the hole begins; 0: as it is */
};

static X509 *
read_x509(const char *pem)
{
	BIO *b = BIO_new_mem_buf(pem, -1);
	X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);

	BIO_free(b);
	assert_non_null(x);
	return x;
}

static void
fill_hole(struct str s, char *hole, const unsigned char *der, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	size_t room = strcspn(hole, ">");

	assert_true(2 * n <= room && hole + room < s.p + s.n);
	memset(hole, '0', room);
	for (size_t i = 0; i < n; i++) {
		hole[2 * i] = digits[der[i] >> 4];
		hole[2 * i + 1] = digits[der[i] & 15];
	}
}

static struct str
sign_again(struct str s, const struct again *with)
{
	char *hole = at(s, "/Contents <") + strlen("/Contents <");
	size_t inner = (size_t)(hole - s.p) - 1;
	size_t second = inner + strcspn(hole, ">") + 2;
	size_t first = with->first ? with->first : inner;
	char *all = arena_alloc(&arena, s.n);
	BIO *key_text = BIO_new_mem_buf(with->by->key, -1), *data;
	EVP_PKEY *key = PEM_read_bio_PrivateKey(key_text, NULL, NULL, NULL);
	X509 *own = read_x509(with->by->certificate);
	CMS_ContentInfo *cms;
	unsigned char *der = NULL;
	int n;

	memcpy(all, s.p, first);
	memcpy(all + first, s.p + second, s.n - second);
	data = BIO_new_mem_buf(all, (int)(first + s.n - second));
	cms = CMS_sign(
	    NULL, NULL, NULL, data, CMS_PARTIAL | CMS_BINARY | CMS_DETACHED);
	assert_non_null(cms);
	assert_non_null(CMS_add1_signer(cms, own, key, with->md,
	    with->flags | CMS_BINARY | CMS_NOSMIMECAP));
	assert_int_equal(
	    CMS_final(cms, data, NULL, with->flags | CMS_BINARY | CMS_DETACHED),
	    1);
	if (with->certificate) {
		X509 *other = read_x509(with->certificate);

		CMS_add1_cert(cms, other);
		X509_free(other);
	}
	n = i2d_CMS_ContentInfo(cms, &der);
	assert_true(n > 0);
	fill_hole(s, hole, der, (size_t)n);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(data);
	BIO_free(key_text);
	EVP_PKEY_free(key);
	X509_free(own);
	return s;
}

static struct str
plain_pkcs7(struct str s)
{
	struct str out = copy(s);

	swap(out, "/ETSI.CAdES.detached", "/adbe.pkcs7.detached");
	return sign_again(out,
	    &(struct again){&signer, 0, NULL, ca_pem(ours, CA_ISSUING), 0});
}

static struct str
without_name(struct str s)
{
	return sign_again(copy(s),
	    &(struct again){&signer, 0, NULL, ca_pem(ours, CA_ISSUING), 0});
}

static struct str
by_sha1(struct str s)
{
	return sign_again(
	    copy(s), &(struct again){&signer, CMS_CADES, EVP_sha1(),
			 ca_pem(ours, CA_ISSUING), 0});
}

static struct str
other_format(struct str s)
{
	struct str out = copy(s);

	swap(out, "/ETSI.CAdES.detached", "/adbe.pkcs7.sha1    ");
	return sign_again(out, &(struct again){&signer, CMS_CADES, NULL,
				   ca_pem(ours, CA_ISSUING), 0});
}

static struct str
in_wib(struct str s)
{
	struct str out = copy(s);

	swap(out, SAID_UTC, SAID_WIB);
	return sign_again(out, &(struct again){&signer, CMS_CADES, NULL,
				   ca_pem(ours, CA_ISSUING), 0});
}

/* Signed so, but what is left out is more than the signature: it begins where
 * the dictionary does. */
static struct str
wide_hole(struct str s)
{
	struct str out = copy(s);
	char *range = at(out, "/ByteRange [ 0 ") + strlen("/ByteRange [ 0 ");
	char *dict = at(out, "<< /ByteRange");

	memcpy(
	    range, arena_printf(&arena, "%-10zu", (size_t)(dict - out.p)), 10);
	return sign_again(
	    out, &(struct again){&signer, CMS_CADES, NULL,
		     ca_pem(ours, CA_ISSUING), (size_t)(dict - out.p)});
}

/* --- the table ----------------------------------------------------------- */

static const struct row rows[] = {
    {.name = "as signed", .make = keep, .expected = PDF_GOOD, .n = 1},
    {.name = "not signed", .make = unsign, .expected = PDF_UNSIGNED},
    {.name = "a byte changed",
	.make = change_byte,
	.expected = PDF_BROKEN,
	.n = 1},
    {.name = "a byte of the signature changed",
	.make = change_value,
	.expected = PDF_BROKEN,
	.n = 1},
    {.name = "a comment behind",
	.make = add_comment,
	.expected = PDF_EXTENDED,
	.n = 1},
    {.name = "an update behind",
	.make = add_update,
	.expected = PDF_EXTENDED,
	.n = 1},
    {.name = "by an unknown root",
	.make = keep,
	.by = &stranger,
	.expected = PDF_UNTRUSTED,
	.n = 1,
	.found = CERT_UNTRUSTED},
    {.name = "expired when it was signed",
	.make = keep,
	.by = &expired,
	.expected = PDF_UNTRUSTED,
	.n = 1,
	.found = CERT_EXPIRED},
    {.name = "expired since",
	.make = keep,
	.later = 5 * YEAR,
	.expected = PDF_GOOD,
	.n = 1},
    {.name = "signed in the future",
	.make = keep,
	.later = -MS_HOUR,
	.expected = PDF_UNTRUSTED,
	.n = 1},
    {.name = "by a clock that goes wrong a little",
	.make = keep,
	.later = -5 * MS_MINUTE,
	.expected = PDF_GOOD,
	.n = 1},
    {.name = "revoked",
	.make = keep,
	.later = MS_DAY,
	.revoked = true,
	.expected = PDF_UNTRUSTED,
	.n = 1,
	.found = CERT_REVOKED},
    {.name = "an office without issuers",
	.make = keep,
	.no_trust = true,
	.expected = PDF_UNDECIDED,
	.n = 1,
	.found = CERT_NO_TRUST},
    {.name = "plain PKCS #7",
	.make = plain_pkcs7,
	.expected = PDF_GOOD,
	.n = 1},
    {.name = "CAdES that names no certificate",
	.make = without_name,
	.expected = PDF_BROKEN,
	.n = 1},
    {.name = "by SHA-1",
	.make = by_sha1,
	.expected = PDF_UNTRUSTED,
	.n = 1,
	.found = CERT_WEAK},
    {.name = "a format that is not known",
	.make = other_format,
	.expected = PDF_BROKEN,
	.n = 1},
    {.name = "its time in another zone",
	.make = in_wib,
	.expected = PDF_GOOD,
	.n = 1},
    {.name = "a hole that is too wide",
	.make = wide_hole,
	.expected = PDF_BROKEN,
	.n = 1},
    {.name = "cut off", .make = cut_off, .unreadable = true},
    {.name = "nonsense", .make = nonsense, .unreadable = true},
    {.name = "nothing", .make = nothing, .unreadable = true},
};

static struct str
signed_letter(const struct ca_issued *by)
{
	const struct ca *ca = by == &stranger ? others : ours;
	const struct pdf_signer s = {.key = by->key,
	    .certificate = by->certificate,
	    .chain = arena_printf(
		&arena, "%s%s", ca_pem(ca, CA_ISSUING), ca_pem(ca, CA_ROOT)),
	    .name = "Citra Contoh Lestari",
	    .reason = "Persetujuan",
	    .location = "0123456789",
	    .at = AT};
	struct err e = {0};
	struct str out;

	assert_int_equal(pdf_sign(&arena, letter, &s, &out, &e), 0);
	return out;
}

static struct certificate_trust
trust_of(const struct row *r)
{
	return (struct certificate_trust){
	    .pem = r->no_trust ? "" : ca_pem(ours, CA_ROOT),
	    .crl = r->revoked ? crl : (struct str){"", 0}};
}

static void
check(const struct row *r, const struct pdf_signatures *s)
{
	assert_int_equal(s->n, r->n);
	assert_int_equal(pdfsig_verdict(s), r->expected);
	if (r->n == 0)
		return;
	assert_int_equal(s->v[0].found & r->found, r->found);
	/* Behind an update, the time is the machine's, which nobody knows. */
	if (r->expected != PDF_EXTENDED)
		assert_int_equal(s->v[0].trusted, r->expected == PDF_GOOD);
	if (r->expected == PDF_GOOD) {
		assert_string_equal(s->v[0].name, "Citra Contoh Lestari");
		assert_string_equal(s->v[0].organisation, "Simulator Paraf");
		assert_int_equal(s->v[0].at, AT);
	}
}

static void
test_row(void **state)
{
	const struct row *r = *state;
	const struct certificate_trust trust = trust_of(r);
	struct str pdf = r->make(signed_letter(r->by ? r->by : &signer));
	struct pdf_signatures s;
	struct err e = {0};
	int rc;

	rc = pdfsig_check(&arena, pdf, &trust, AT + r->later, &s, &e);
	assert_int_equal(rc, r->unreadable ? -1 : 0);
	assert_int_equal(e.kind, r->unreadable ? ERR_INPUT : ERR_NONE);
	if (rc == 0)
		check(r, &s);
}

/* --- through the inspector ----------------------------------------------- */

static int
take_said(void *ctx, const void *p, size_t n, struct err *e)
{
	(void)e;
	sb_put(ctx, p, n);
	return 0;
}

static void
test_inspected(void **state)
{
	const struct row *r = *state;
	const struct certificate_trust trust = trust_of(r);
	struct str pdf = r->make(signed_letter(r->by ? r->by : &signer));
	struct inspect *in = inspect_new(&arena);
	struct inspection found;
	struct pdf_signatures s;
	struct err e = {0};
	struct sb asked, said;
	const struct inspect_io io = {.ctx = &said, .said = take_said};

	sb_init(&asked, PDFSIG_ASKED);
	sb_init(&said, PDFSIG_SAID);
	pdfsig_ask(&asked, &trust, AT + r->later);
	assert_int_equal(
	    inspect_begin(in, inspector.fd, INSPECT_SIGNATURES, 0, &e), 0);
	inspect_ask(in, sb_get(&asked).p, sb_get(&asked).n);
	inspect_send(in, pdf.p, pdf.n);
	assert_int_equal(inspect_end(in, &io, &found, &e), 0);
	if (r->unreadable) {
		assert_in_range(found.verdict, INSPECT_EMPTY, INSPECT_BROKEN);
	} else {
		assert_int_equal(found.verdict, INSPECT_OK);
		assert_int_equal(pdfsig_read(&s, &arena, sb_get(&said)), 0);
		check(r, &s);
	}
	sb_clear(&asked);
	sb_clear(&said);
}

/* --- setting up ---------------------------------------------------------- */

static struct str
read_letter(void)
{
	static char buf[64 * 1024];
	FILE *f = fopen("tests/data/files/plain.pdf", "rb");
	size_t n;

	assert_non_null(f);
	n = fread(buf, 1, sizeof(buf), f);
	fclose(f);
	return (struct str){buf, n};
}

static int
set_up(void **state)
{
	const struct ca_person citra = {
	    "Citra Contoh Lestari", "citra@contoh.example"};
	char dir[] = "/tmp/paraf-test-pdfsig-XXXXXX";
	char other[] = "/tmp/paraf-test-pdfsig-XXXXXX";
	struct ca_revoked gone = {.at = AT + MS_HOUR};
	struct err e = {0};

	(void)state;
	arena_init(&arena, 256 * MIB);
	if (zygote_start(&inspector, &zygote_inspector, &e) < 0 ||
	    !mkdtemp(dir) || !mkdtemp(other) ||
	    ca_open(&ours, dir, AT - 10 * YEAR, &e) < 0 ||
	    ca_open(&others, other, AT - 10 * YEAR, &e) < 0 ||
	    ca_issue(ours, &arena, &citra, AT - MS_DAY, &signer, &e) < 0 ||
	    ca_issue(others, &arena, &citra, AT - MS_DAY, &stranger, &e) < 0 ||
	    ca_issue(ours, &arena, &citra, AT - 3 * YEAR, &expired, &e) < 0)
		return -1;
	gone.serial = signer.serial;
	if (crl_make(ours, &arena, &gone, 1, AT + MS_HOUR, &crl, &e) < 0)
		return -1;
	letter = read_letter();
	folder_remove(dir);
	folder_remove(other);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	ca_close(ours);
	ca_close(others);
	zygote_close(&inspector);
	arena_clear(&arena);
	return 0;
}

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

int
main(void)
{
	static struct CMUnitTest tests[2 * COUNT(rows)];
	static char names[COUNT(rows)][80];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(rows); i++) {
		tests[n++] = (struct CMUnitTest){rows[i].name, test_row, NULL,
		    NULL, (void *)(uintptr_t)&rows[i]};
		snprintf(
		    names[i], sizeof(names[i]), "inspected: %s", rows[i].name);
		tests[n++] = (struct CMUnitTest){names[i], test_inspected, NULL,
		    NULL, (void *)(uintptr_t)&rows[i]};
	}
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
