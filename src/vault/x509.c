#include "vault/x509.h"

#include <mbedtls/oid.h>
#include <mbedtls/x509_crt.h>
#include <string.h>

#include "base/str.h"

#define SERIAL_MAX 20 /* bytes: RFC 5280, 4.1.2.2 */

static const char *
serial_text(struct arena *a, const mbedtls_x509_buf *serial)
{
	static const char digits[] = "0123456789ABCDEF";
	const unsigned char *p = serial->p;
	size_t n = serial->len;
	char *out;

	/* A leading zero byte only says that the number is positive. */
	if (n > 1 && p[0] == 0) {
		p++;
		n--;
	}
	if (n > SERIAL_MAX)
		n = SERIAL_MAX;
	out = arena_alloc(a, 2 * n + 1);
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	return out;
}

static const char *
common_name(struct arena *a, const mbedtls_x509_name *name)
{
	for (; name; name = name->next) {
		struct str s = {(const char *)name->val.p, name->val.len};

		if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &name->oid) == 0 &&
		    str_utf8(s))
			return str_z(a, s);
	}
	return "";
}

static const char *
date_text(struct arena *a, const mbedtls_x509_time *t)
{
	return arena_printf(a, "%04d-%02d-%02d", t->year, t->mon, t->day);
}

int
certificate_parse(struct certificate *c, struct arena *a, const void *p,
    size_t n, struct err *e)
{
	mbedtls_x509_crt crt;
	const char *z = arena_copy(a, p, n);
	/* PEM is parsed as a string: its length counts the NUL. */
	bool pem = strstr(z, "-----BEGIN CERTIFICATE-----") != NULL;
	int rc;

	mbedtls_x509_crt_init(&crt);
	rc = mbedtls_x509_crt_parse(
	    &crt, (const unsigned char *)z, pem ? n + 1 : n);
	if (rc != 0) {
		mbedtls_x509_crt_free(&crt);
		return err_set(e, ERR_INPUT,
		    "Berkas ini bukan sertifikat (PEM atau DER).",
		    "x509: -0x%04x", (unsigned)-rc);
	}
	*c = (struct certificate){
	    .serial = serial_text(a, &crt.serial),
	    .subject = common_name(a, &crt.subject),
	    .from = date_text(a, &crt.valid_from),
	    .until = date_text(a, &crt.valid_to),
	};
	mbedtls_x509_crt_free(&crt);
	return 0;
}
