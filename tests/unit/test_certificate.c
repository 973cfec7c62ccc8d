/*
 * Certificates that openssl made (tests/data/certificates/make.sh), read and
 * judged: what each says, and what speaks against it.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <mbedtls/pem.h>

#include "base/limits.h"
#include "domain/date.h"
#include "vault/x509.h"

#define FOLDER "tests/data/certificates/"

static struct arena arena;

static int64_t
at(int year, unsigned month, unsigned day, unsigned second)
{
	return civil_ms(
	    (struct civil){
		.year = year, .month = month, .day = day, .second = second},
	    (struct zone){"UTC", 0});
}

static int64_t
day(const char *s)
{
	struct civil c;
	struct err e = {0};

	assert_int_equal(date_parse(&c, str_of(s), &e), 0);
	return civil_ms(c, (struct zone){"UTC", 0});
}

/* "good.pem issuing.pem" as one text. */
static struct str
load(const char *names)
{
	struct str rest = str_of(names);
	struct sb b;
	struct str out;

	sb_init(&b, MIB);
	while (rest.p && rest.n > 0) {
		struct str name = str_cut(&rest, ' ');
		char *path =
		    arena_printf(&arena, FOLDER "%.*s", (int)name.n, name.p);
		char buf[16384];
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		ssize_t n = fd < 0 ? -1 : read(fd, buf, sizeof(buf));

		if (n < 0)
			fail_msg("%s", path);
		sb_put(&b, buf, (size_t)n);
		close(fd);
	}
	out = (struct str){str_z(&arena, sb_get(&b)), b.n};
	sb_clear(&b);
	return out;
}

/* --- what it says -------------------------------------------------------- */

static struct reading {
	const char *name;
	struct certificate want; /* NULL members are not compared */
} readings[] = {
    {"good", {.subject = "Citra Contoh Lestari",
		 .serial = "5D0C6A1B9E8F77665544332211AABBCC",
		 .decimal = "123682663293950040867099337846057253836",
		 .organisation = "Pemerintah Kabupaten Contoh",
		 .nik = "",
		 .issuer = "CA Contoh, Penerbit Contoh",
		 .from = "2026-11-20",
		 .until = "2028-11-19",
		 .key = "RSA 2048 bit",
		 .usage = "tanda tangan digital, nirsangkal",
		 .purposes = "",
		 .emails = {"citra.lestari@contoh.example"},
		 .emails_n = 1}},
    {"nik", {.nik = "3399990411870001", .subject = "Citra Contoh Lestari"}},
    {"uid", {.nik = "3399990411870001"}},
    {"nip", {.nik = ""}},
    {"number", {.nik = ""}},
    {"mail", {.emails = {"citra.lestari@contoh.example"}, .emails_n = 1}},
    {"mails", {.emails = {"a@contoh.example", "b@contoh.example",
		   "c@contoh.example", "d@contoh.example"},
		  .emails_n = 4}},
    {"curve", {.key = "EC 256 bit"}},
    {"policy", {.subject = "Citra Contoh Lestari"}},
    {"purposes", {.purposes = "peladen web, surel"}},
    {"nobody", {.subject = "", .organisation = "Pemerintah Kabupaten Contoh"}},
    {"bmp", {.subject = "Zo\xc3\xab Contoh", .organisation = ""}},
    {"root",
	{.subject = "Root Contoh",
	    .authority = true,
	    .usage = "penerbitan sertifikat, penerbitan daftar pencabutan"}},
};

static void
same(const char *got, const char *want)
{
	if (want)
		assert_string_equal(got, want);
}

static void
test_reading(void **state)
{
	const struct reading *r = *state;
	struct str pem = load(arena_printf(&arena, "%s.pem", r->name));
	struct certificate c;
	struct err e = {0};

	assert_int_equal(certificate_parse(&c, &arena, pem.p, pem.n, &e), 0);
	same(c.serial, r->want.serial);
	same(c.decimal, r->want.decimal);
	same(c.subject, r->want.subject);
	same(c.organisation, r->want.organisation);
	same(c.nik, r->want.nik);
	same(c.issuer, r->want.issuer);
	same(c.from, r->want.from);
	same(c.until, r->want.until);
	same(c.key, r->want.key);
	same(c.usage, r->want.usage);
	same(c.purposes, r->want.purposes);
	assert_int_equal(c.authority, r->want.authority);
	if (r->want.emails_n > 0)
		assert_int_equal(c.emails_n, r->want.emails_n);
	for (size_t i = 0; i < r->want.emails_n; i++)
		assert_string_equal(c.emails[i], r->want.emails[i]);
	/* DER reads as its PEM does, and becomes that PEM again. */
	assert_string_equal(certificate_pem(&arena, c.der), pem.p);
	arena_reset(&arena);
}

static void
test_times(void **state)
{
	struct str pem = load("good.pem");
	struct certificate c;
	struct err e = {0};

	(void)state;
	assert_int_equal(certificate_parse(&c, &arena, pem.p, pem.n, &e), 0);
	assert_int_equal(c.from_at, at(2026, 11, 20, 0));
	assert_int_equal(c.until_at, at(2028, 11, 20, 0) - MS_SECOND);
	arena_reset(&arena);
}

/* --- what speaks against it ---------------------------------------------- */

#define ROOT  "root.pem"
#define CHAIN "good.pem issuing.pem"
#define TODAY "2026-11-21"

static struct row {
	const char *name, *pem, *trust, *crl, *day;
	unsigned want;
} rows[] = {
    {"sound", CHAIN, ROOT, "", TODAY, 0},
    {"the way in another order", "issuing.pem good.pem", ROOT, "", TODAY, 0},
    {"with its root", CHAIN " root.pem", ROOT, "", TODAY, 0},
    {"several issuers", CHAIN, "other.pem root.pem", "", TODAY, 0},
    {"the issuing one is trusted", "good.pem", "issuing.pem", "", TODAY, 0},
    {"all are trusted", "good.pem", "issuing.pem root.pem", "", TODAY, 0},
    {"straight below a root", "direct.pem", ROOT, "", TODAY, 0},
    {"elliptic curve", "curve.pem issuing.pem", ROOT, "", TODAY, 0},
    {"critical policies", "policy.pem issuing.pem", ROOT, "", TODAY, 0},
    {"server, and mail", "purposes.pem issuing.pem", ROOT, "", TODAY, 0},

    {"no way up", "good.pem", ROOT, "", TODAY, CERT_UNTRUSTED},
    {"another root", CHAIN, "other.pem", "", TODAY, CERT_UNTRUSTED},
    {"its root is not one of ours", CHAIN " root.pem", "other.pem", "", TODAY,
	CERT_UNTRUSTED},
    {"of a stranger", "stranger.pem other.pem", ROOT, "", TODAY,
	CERT_UNTRUSTED},
    {"an authority's name, another key", "forgery.pem issuing.pem", ROOT, "",
	TODAY, CERT_UNTRUSTED},
    {"the same with that key's", "forgery.pem forged.pem", ROOT, "", TODAY,
	CERT_UNTRUSTED},
    {"no issuers set", CHAIN, "", "", TODAY, CERT_NO_TRUST},
    {"issuers unreadable", CHAIN, "junk", "", TODAY, CERT_TRUST_BAD},

    {"day before", CHAIN, ROOT, "", "2026-11-19", CERT_EARLY},
    {"first day", CHAIN, ROOT, "", "2026-11-20", 0},
    {"last day", CHAIN, ROOT, "", "2028-11-19", 0},
    {"day after", CHAIN, ROOT, "", "2028-11-20", CERT_EXPIRED},
    {"years after, issuers too", CHAIN, ROOT, "", "2046-11-20",
	CERT_EXPIRED | CERT_ISSUER_TIME},
    /* Whatever the machine's clock says. */
    {"over today, sound then", "past.pem issuing.pem", ROOT, "", "2020-07-01",
	0},
    {"sound in years", "future.pem issuing.pem", ROOT, "", "2040-07-01", 0},
    {"issuer too old", "late.pem old.pem", ROOT, "", TODAY, CERT_ISSUER_TIME},
    {"no issuers set, and over", CHAIN, "", "", "2028-11-20",
	CERT_NO_TRUST | CERT_EXPIRED},

    {"an authority's", "issuing.pem", ROOT, "", TODAY, CERT_AUTHORITY},
    {"key for other things", "usage.pem issuing.pem", ROOT, "", TODAY,
	CERT_USAGE},
    {"a server's", "purpose.pem issuing.pem", ROOT, "", TODAY, CERT_USAGE},
    {"SHA-1", "sha1.pem issuing.pem", ROOT, "", TODAY, CERT_WEAK},
    {"SHA-1, no issuers set", "sha1.pem", "", "", TODAY,
	CERT_WEAK | CERT_NO_TRUST},
    {"short key", "short.pem issuing.pem", ROOT, "", TODAY, CERT_WEAK},

    {"not revoked", CHAIN, ROOT, "issuing.crl", TODAY, 0},
    {"revoked", "revoked.pem issuing.pem", ROOT, "issuing.crl", TODAY,
	CERT_REVOKED},
    {"revoked, several lists", "revoked.pem issuing.pem", ROOT,
	"other.crl issuing.crl", TODAY, CERT_REVOKED},
    {"revoked, an old list", "revoked.pem issuing.pem", ROOT, "outdated.crl",
	TODAY, CERT_REVOKED | CERT_CRL_OLD},
    {"revoked, no issuers set", "revoked.pem", "", "issuing.crl", TODAY,
	CERT_REVOKED | CERT_NO_TRUST},
    {"issuer revoked", CHAIN, ROOT, "issuing.crl root.crl", TODAY,
	CERT_ISSUER_REVOKED},
    {"an old list", CHAIN, ROOT, "outdated.crl", TODAY, CERT_CRL_OLD},
    {"an old list and a new one", CHAIN, ROOT, "outdated.crl issuing.crl",
	TODAY, 0},
    {"a list of the future", CHAIN, ROOT, "issuing.crl", "2026-10-01",
	CERT_CRL_OLD | CERT_EARLY},
    {"list of another issuer", "revoked.pem issuing.pem", ROOT, "other.crl",
	TODAY, CERT_CRL_OTHER},
    {"list of another key", "revoked.pem issuing.pem", ROOT, "forged.crl",
	TODAY, CERT_CRL_BAD},
    {"list unreadable", CHAIN, ROOT, "junk", TODAY, CERT_CRL_BAD},
};

static struct str
load_or_junk(const char *names)
{
	return strcmp(names, "junk") == 0
		   ? STR("-----BEGIN CERTIFICATE-----\nAAAA\n")
		   : load(names);
}

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct str text = load(r->pem), v[CERTIFICATES];
	struct certificate_trust trust = {
	    load_or_junk(r->trust).p, load_or_junk(r->crl)};
	unsigned found = 0;
	struct err e = {0};
	size_t n;

	assert_int_equal(
	    certificate_split(v, &n, &arena, text.p, text.n, &e), 0);
	assert_int_equal(
	    certificate_check(&found, v, n, &trust, day(r->day), &e), 0);
	assert_int_equal(found, r->want);
	arena_reset(&arena);
}

/* A list in DER is one as well. */
static void
test_crl_der(void **state)
{
	struct str text = load("revoked.pem issuing.pem"), v[CERTIFICATES];
	struct str list = load("issuing.crl");
	struct certificate_trust trust = {.pem = load(ROOT).p};
	mbedtls_pem_context pem;
	unsigned found = 0;
	struct err e = {0};
	size_t n;

	(void)state;
	mbedtls_pem_init(&pem);
	assert_int_equal(
	    mbedtls_pem_read_buffer(&pem, "-----BEGIN X509 CRL-----",
		"-----END X509 CRL-----", (const unsigned char *)list.p, NULL,
		0, &n),
	    0);
	trust.crl = (struct str){(const char *)pem.buf, pem.buflen};
	assert_int_equal(
	    certificate_split(v, &n, &arena, text.p, text.n, &e), 0);
	assert_int_equal(
	    certificate_check(&found, v, n, &trust, day(TODAY), &e), 0);
	assert_int_equal(found, CERT_REVOKED);
	mbedtls_pem_free(&pem);
	arena_reset(&arena);
}

/* --- bad input ----------------------------------------------------------- */

static void
refuse(struct str text)
{
	struct str v[CERTIFICATES];
	struct certificate c = {.serial = "as before"};
	struct err e = {0};
	size_t n = 7;

	assert_int_equal(
	    certificate_split(v, &n, &arena, text.p, text.n, &e), -1);
	assert_int_equal(e.kind, ERR_INPUT);
	assert_int_equal(n, 0);
	if (certificate_parse(&c, &arena, text.p, text.n, &e) < 0)
		assert_string_equal(c.serial, "as before");
	arena_reset(&arena);
}

static void
test_refused(void **state)
{
	size_t big = 200 * KIB;
	char *junk = malloc(big);
	struct str good;

	(void)state;
	assert_non_null(junk);
	for (size_t i = 0; i < big; i++)
		junk[i] = (char)(i * 2654435761u >> 24);
	refuse((struct str){junk, big});
	junk[0] = 0x30;
	junk[1] = (char)0x83;
	junk[2] = 3;
	refuse((struct str){junk, big});
	memset(junk, 'A', big);
	memcpy(junk, "-----BEGIN CERTIFICATE-----\n", 28);
	memcpy(junk + big - 27, "\n-----END CERTIFICATE-----\n", 27);
	refuse((struct str){junk, big});
	free(junk);
	refuse(STR(""));
	refuse(STR("-----BEGIN CERTIFICATE-----"));
	refuse(STR("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"));
	refuse(load("issuing.crl"));
	/* An extension that must be understood, and is not. */
	refuse(load("unknown.pem"));
	/* Whose is it? */
	refuse(load("good.pem someone.pem"));
	refuse(load("issuing.pem root.pem"));
	refuse(load("good.pem issuing.pem root.pem old.pem other.pem "
		    "forged.pem root.pem root.pem root.pem"));
	good = load("good.pem");
	refuse((struct str){good.p, good.n - 40});
	refuse((struct str){load("good.pem issuing.pem").p, good.n + 200});
}

/* No prefix is one; a changed byte is never trusted. */
static void
test_cut_and_changed(void **state)
{
	struct str text = load(CHAIN), v[CERTIFICATES], der;
	struct certificate_trust trust = {load(ROOT).p, load("issuing.crl")};
	unsigned found = 0;
	struct err e = {0};
	struct certificate c;
	struct arena own;
	char *copy;
	size_t n;

	(void)state;
	assert_int_equal(
	    certificate_split(v, &n, &arena, text.p, text.n, &e), 0);
	der = v[0];
	arena_init(&own, MIB);
	for (size_t i = 0; i < der.n; i++) {
		e = (struct err){0};
		assert_int_equal(certificate_parse(&c, &own, der.p, i, &e), -1);
		arena_reset(&own);
	}
	copy = arena_copy(&arena, der.p, der.n);
	v[0].p = copy;
	assert_int_equal(
	    certificate_check(&found, v, n, &trust, day(TODAY), &e), 0);
	assert_int_equal(found, 0);
	for (size_t i = 0; i < der.n; i++) {
		copy[i] ^= 0x15;
		e = (struct err){0};
		if (certificate_check(&found, v, n, &trust, day(TODAY), &e) ==
		    0)
			assert_true(found & CERT_UNTRUSTED);
		copy[i] ^= 0x15;
	}
	arena_clear(&own);
	arena_reset(&arena);
}

static void
test_count(void **state)
{
	(void)state;
	assert_int_equal(certificate_count(""), 0);
	assert_int_equal(certificate_count("halo"), 0);
	assert_int_equal(certificate_count(load("root.pem other.pem").p), 2);
	assert_int_equal(certificate_count(load_or_junk("junk").p), -1);
	arena_reset(&arena);
}

/* Each finding has a sentence of its own. */
static void
test_texts(void **state)
{
	(void)state;
	for (unsigned f = 1; f < CERT_END; f <<= 1) {
		const char *s = certificate_text((enum certificate_finding)f);

		assert_true(strlen(s) > 20 && s[strlen(s) - 1] == '.');
		for (unsigned g = 1; g < f; g <<= 1)
			assert_string_not_equal(
			    s, certificate_text((enum certificate_finding)g));
	}
}

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

/* The bytes of the value at *p, whose head is passed. */
static size_t
into(const unsigned char **p, unsigned char tag)
{
	size_t n, more;

	assert_int_equal(*(*p)++, tag);
	n = *(*p)++;
	if (n < 0x80)
		return n;
	more = n & 0x7f;
	for (n = 0; more > 0; more--)
		n = n << 8 | *(*p)++;
	return n;
}

/* Lengths of one to three bytes; openssl reads one in the regress tests. */
static void
test_bundle(void **state)
{
	static const size_t sizes[] = {0, 3, 0x40, 0x60, 0x7f, 0x80, 0xd0, 0xff,
	    0x100, 0xffd0, 0xffff, 0x10000, 0x12345};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct str v[2] = {
		    {arena_alloc(&arena, sizes[i] + 1), sizes[i]}, STR("abcd")};
		struct str got = certificate_bundle(&arena, v, 2);
		const unsigned char *p = (const unsigned char *)got.p;
		const unsigned char *end = p + got.n;
		size_t n;

		n = into(&p, 0x30);
		assert_ptr_equal(p + n, end);
		p += into(&p, 0x06);
		n = into(&p, 0xa0);
		assert_ptr_equal(p + n, end);
		n = into(&p, 0x30);
		assert_ptr_equal(p + n, end);
		p += into(&p, 0x02);
		p += into(&p, 0x31);
		p += into(&p, 0x30);
		n = into(&p, 0xa0);
		assert_int_equal(n, sizes[i] + 4);
		assert_memory_equal(p + sizes[i], "abcd", 4);
		p += sizes[i] + 4;
		assert_int_equal(into(&p, 0x31), 0);
		assert_ptr_equal(p, end);
		arena_reset(&arena);
	}
}

int
main(void)
{
	static const struct CMUnitTest more[] = {
	    cmocka_unit_test(test_times),
	    cmocka_unit_test(test_crl_der),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_cut_and_changed),
	    cmocka_unit_test(test_count),
	    cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_bundle),
	};
	static struct CMUnitTest
	    tests[COUNT(readings) + COUNT(rows) + COUNT(more)];
	size_t n = 0;

	arena_init(&arena, 16 * MIB);
	for (size_t i = 0; i < COUNT(readings); i++)
		tests[n++] = (struct CMUnitTest){
		    readings[i].name, test_reading, NULL, NULL, &readings[i]};
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	for (size_t i = 0; i < COUNT(more); i++)
		tests[n++] = more[i];
	return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
