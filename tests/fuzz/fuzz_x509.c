/*
 * Certificates as somebody pastes them or a module brings them; the same
 * bytes are the office's issuers and its list of revoked ones.  Whatever
 * comes, texts are clean and bounded, and the PEM of what was read reads as
 * the same.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "vault/x509.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(const char *s)
{
	assert(strlen(s) <= CERTIFICATE_MAX && str_utf8(str_of(s)));
	for (; *s; s++)
		assert((unsigned char)*s >= ' ' && *s != 127);
}

static void
check(const struct certificate *c)
{
	assert(strlen(c->serial) <= 40 && strlen(c->decimal) <= 49);
	check_text(c->subject);
	check_text(c->organisation);
	check_text(c->issuer);
	check_text(c->key);
	check_text(c->usage);
	check_text(c->purposes);
	assert(c->nik[0] == '\0' || strlen(c->nik) == 16);
	assert(c->emails_n <= CERTIFICATE_EMAILS);
	for (size_t i = 0; i < c->emails_n; i++)
		check_text(c->emails[i]);
	assert(strlen(c->from) == 10 && strlen(c->until) == 10);
	assert(c->der.n > 0 && c->der.n <= CERTIFICATE_MAX);
}

static void
judge(struct arena *a, const struct str *v, size_t n, struct str text)
{
	struct certificate_trust trust = {str_z(a, text), text};
	unsigned found = 0;
	struct err e = {0};

	for (int i = 0; i < 2; i++) {
		assert(certificate_check(&found, v, n, &trust,
			   INT64_C(1795233736357), &e) == 0);
		assert(found < CERT_END);
		trust.pem = "";
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size}, v[CERTIFICATES];
	struct certificate c, again;
	struct arena a;
	struct err e = {0};
	char *pem;
	size_t n;

	arena_init(&a, 4 * size + 2 * MIB);
	if (certificate_split(v, &n, &a, text.p, text.n, &e) == 0) {
		assert(n > 0 && n <= CERTIFICATES);
		for (size_t i = 0; i < n; i++) {
			assert(
			    certificate_parse(&c, &a, v[i].p, v[i].n, &e) == 0);
			check(&c);
			pem = certificate_pem(&a, c.der);
			assert(certificate_parse(
				   &again, &a, pem, strlen(pem), &e) == 0);
			assert(str_eq(c.der, again.der));
		}
		judge(&a, v, n, text);
	} else {
		assert(e.kind == ERR_INPUT && n == 0);
	}
	arena_clear(&a);
	return 0;
}
