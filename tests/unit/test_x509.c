#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

#include "base/limits.h"
#include "vault/x509.h"

struct made {
	unsigned char pem[4096], der[2048];
	size_t pem_n, der_n; /* without a NUL */
};

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context drbg;

/* A certificate of its own making for a person who cannot exist. */
static void
make(struct made *m, const char *serial)
{
	mbedtls_x509write_cert w;
	mbedtls_pk_context key;
	mbedtls_mpi number;
	int n;

	mbedtls_x509write_crt_init(&w);
	mbedtls_pk_init(&key);
	mbedtls_mpi_init(&number);
	assert_int_equal(
	    mbedtls_pk_setup(&key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)),
	    0);
	assert_int_equal(
	    mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(key),
		mbedtls_ctr_drbg_random, &drbg),
	    0);
	assert_int_equal(mbedtls_mpi_read_string(&number, 16, serial), 0);
	mbedtls_x509write_crt_set_subject_key(&w, &key);
	mbedtls_x509write_crt_set_issuer_key(&w, &key);
	mbedtls_x509write_crt_set_md_alg(&w, MBEDTLS_MD_SHA256);
	assert_int_equal(mbedtls_x509write_crt_set_subject_name(
			     &w, "CN=Citra Contoh Lestari,O=Kabupaten Contoh"),
	    0);
	assert_int_equal(
	    mbedtls_x509write_crt_set_issuer_name(&w, "CN=CA Contoh"), 0);
	assert_int_equal(mbedtls_x509write_crt_set_serial(&w, &number), 0);
	assert_int_equal(mbedtls_x509write_crt_set_validity(
			     &w, "20261121000000", "20281120235959"),
	    0);
	assert_int_equal(mbedtls_x509write_crt_pem(&w, m->pem, sizeof(m->pem),
			     mbedtls_ctr_drbg_random, &drbg),
	    0);
	m->pem_n = strlen((char *)m->pem);
	n = mbedtls_x509write_crt_der(
	    &w, m->der, sizeof(m->der), mbedtls_ctr_drbg_random, &drbg);
	assert_true(n > 0);
	m->der_n = (size_t)n;
	memmove(m->der, m->der + sizeof(m->der) - m->der_n, m->der_n);
	mbedtls_mpi_free(&number);
	mbedtls_pk_free(&key);
	mbedtls_x509write_crt_free(&w);
}

static void
check(const struct certificate *c, const char *serial)
{
	assert_string_equal(c->serial, serial);
	assert_string_equal(c->subject, "Citra Contoh Lestari");
	assert_string_equal(c->from, "2026-11-21");
	assert_string_equal(c->until, "2028-11-20");
}

static void
test_both_forms(void **state)
{
	static const char *const serials[] = {
	    "01", "7F", "80", "4A1F009C21", "FFEEDDCCBBAA99887766554433221100"};
	struct arena a;

	(void)state;
	arena_init(&a, MIB);
	for (size_t i = 0; i < sizeof(serials) / sizeof(serials[0]); i++) {
		struct made m;
		struct certificate c;
		struct err e = {0};

		make(&m, serials[i]);
		assert_int_equal(
		    certificate_parse(&c, &a, m.pem, m.pem_n, &e), 0);
		check(&c, serials[i]);
		assert_int_equal(
		    certificate_parse(&c, &a, m.der, m.der_n, &e), 0);
		check(&c, serials[i]);
	}
	arena_clear(&a);
}

/* No prefix of a certificate is one; the result stays as it was. */
static void
test_prefixes(void **state)
{
	struct made m;
	struct arena a;

	(void)state;
	make(&m, "4A1F");
	arena_init(&a, 8 * MIB);
	for (size_t n = 0; n < m.der_n; n++) {
		struct certificate c = {.serial = "as before"};
		struct err e = {0};

		assert_int_equal(certificate_parse(&c, &a, m.der, n, &e), -1);
		assert_int_equal(e.kind, ERR_INPUT);
		assert_string_equal(c.serial, "as before");
		arena_reset(&a);
	}
	arena_clear(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_both_forms),
	    cmocka_unit_test(test_prefixes),
	};

	mbedtls_entropy_init(&entropy);
	mbedtls_ctr_drbg_init(&drbg);
	if (mbedtls_ctr_drbg_seed(
		&drbg, mbedtls_entropy_func, &entropy, NULL, 0) != 0)
		return 1;
	return cmocka_run_group_tests_name("x509", tests, NULL, NULL);
}
