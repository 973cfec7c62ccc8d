#include "simulator/crl.h"

#include <string.h>

#include <mbedtls/asn1write.h>
#include <mbedtls/oid.h>

#include "domain/date.h"

#define SERIAL   16 /* bytes */
#define CRL_DAYS 7

/* DER is written from its end to its beginning, so that lengths are known. */
struct der {
	unsigned char *start, *p;
	bool failed;
};

static void
der_raw(struct der *d, const void *p, size_t n)
{
	if (d->failed || (size_t)(d->p - d->start) < n) {
		d->failed = true;
		return;
	}
	d->p -= n;
	if (n > 0)
		memcpy(d->p, p, n);
}

/* Tag and length before what was written since end. */
static void
der_wrap(struct der *d, const unsigned char *end, unsigned char tag)
{
	if (d->failed ||
	    mbedtls_asn1_write_len(&d->p, d->start, (size_t)(end - d->p)) < 0 ||
	    mbedtls_asn1_write_tag(&d->p, d->start, tag) < 0)
		d->failed = true;
}

#define SEQUENCE (MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE)

static void
der_time(struct der *d, int64_t ms)
{
	const unsigned char *end = d->p;
	char text[CA_STAMP];

	ca_stamp(text, ms);
	/* UTCTime up to 2049: without the century. */
	der_raw(d, "Z", 1);
	der_raw(d, text + 2, 12);
	der_wrap(d, end, MBEDTLS_ASN1_UTC_TIME);
}

static void
der_algorithm(struct der *d)
{
	if (mbedtls_asn1_write_algorithm_identifier(&d->p, d->start,
		MBEDTLS_OID_PKCS1_SHA256,
		MBEDTLS_OID_SIZE(MBEDTLS_OID_PKCS1_SHA256), 0) < 0)
		d->failed = true;
}

static int
hex_value(char c)
{
	return c <= '9' ? c - '0' : c - 'A' + 10;
}

static void
der_revoked(struct der *d, const struct ca_revoked *r)
{
	const unsigned char *end = d->p, *number;
	unsigned char serial[SERIAL];

	der_time(d, r->at);
	for (size_t i = 0; i < SERIAL; i++)
		serial[i] = (unsigned char)(hex_value(r->serial[2 * i]) << 4 |
					    hex_value(r->serial[2 * i + 1]));
	number = d->p;
	der_raw(d, serial, sizeof(serial));
	der_wrap(d, number, MBEDTLS_ASN1_INTEGER);
	der_wrap(d, end, SEQUENCE);
}

/* The number of the list: its time, so that it always grows. */
static void
der_crl_number(struct der *d, int64_t now)
{
	const unsigned char *end = d->p, *part;
	unsigned char number[8];
	int from = 1; /* the sign bit is in a byte of its own */

	for (int i = 0; i < 8; i++)
		number[i] = (unsigned char)(now >> (8 * (7 - i)));
	while (from < 7 && number[from] == 0 && number[from + 1] < 0x80)
		from++;
	der_raw(d, number + from, (size_t)(8 - from));
	der_wrap(d, end, MBEDTLS_ASN1_INTEGER);
	der_wrap(d, end, MBEDTLS_ASN1_OCTET_STRING);
	part = d->p;
	der_raw(d, "\x55\x1d\x14", 3); /* 2.5.29.20 */
	der_wrap(d, part, MBEDTLS_ASN1_OID);
	der_wrap(d, end, SEQUENCE);
	der_wrap(d, end, SEQUENCE);
	der_wrap(d, end,
	    MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED | 0);
}

static void
der_list(struct der *d, struct str issuer, const struct ca_revoked *v, size_t n,
    int64_t now)
{
	const unsigned char *end = d->p, *part;

	der_crl_number(d, now);
	part = d->p;
	for (size_t i = n; i > 0; i--)
		der_revoked(d, &v[i - 1]);
	if (n > 0)
		der_wrap(d, part, SEQUENCE);
	der_time(d, now + CRL_DAYS * MS_DAY);
	der_time(d, now);
	der_raw(d, issuer.p, issuer.n);
	der_algorithm(d);
	part = d->p;
	der_raw(d, "\x01", 1); /* version 2 */
	der_wrap(d, part, MBEDTLS_ASN1_INTEGER);
	der_wrap(d, end, SEQUENCE);
}

int
crl_make(struct ca *ca, struct arena *a, const struct ca_revoked *v, size_t n,
    int64_t now, struct str *der, struct err *e)
{
	size_t size = 4096 + n * 64;
	unsigned char *buf = arena_alloc(a, size);
	struct der d = {buf, buf + size, false};
	struct str list, sig;
	const unsigned char *end;

	der_list(&d, ca_name(ca), v, n, now);
	list.n = (size_t)(buf + size - d.p);
	list.p = arena_copy(a, (const char *)d.p, list.n);
	if (ca_sign(ca, a, list, &sig, e) < 0)
		return -1;
	d.p = buf + size;
	end = d.p;
	der_raw(&d, sig.p, sig.n);
	der_raw(&d, "\0", 1); /* no unused bits */
	der_wrap(&d, end, MBEDTLS_ASN1_BIT_STRING);
	der_algorithm(&d);
	der_raw(&d, list.p, list.n);
	der_wrap(&d, end, SEQUENCE);
	if (d.failed)
		return err_set(e, ERR_SYSTEM,
		    "Simulator: daftar pencabutan tidak dapat dibuat.", "DER");
	*der = (struct str){(const char *)d.p, (size_t)(buf + size - d.p)};
	return 0;
}
