#include "simulator/ca.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mbedtls/asn1write.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/oid.h>
#include <mbedtls/pem.h>
#include <mbedtls/x509_crt.h>

#include "base/limits.h"
#include "base/random.h"
#include "domain/date.h"

#define KEY_BITS   2048
#define KEY_PEM    4096 /* bytes that such a key takes at most, and more */
#define CERT_PEM   8192
#define SERIAL_LEN 16
#define ROOT_YEARS 20
#define CA_YEARS   10

#define ROOT_NAME    "C=ID,O=Simulator Paraf,CN=Simulator Root CA"
#define ISSUING_NAME "C=ID,O=Simulator Paraf,CN=Simulator Issuing CA"
#define SERVER_NAME  "C=ID,O=Simulator Paraf,CN=localhost"

struct pair {
	mbedtls_pk_context key; /* owned */
	mbedtls_x509_crt crt;   /* owned */
	char *pem;              /* owned */
};

struct ca {
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context drbg;
	struct pair pairs[2]; /* by enum ca_which */
};

/* What one certificate is to be. */
struct order {
	const char *subject, *issuer;
	mbedtls_pk_context *key, *signer; /* borrowed */
	int64_t from, until;
	int path;          /* basic constraints; -2: an end entity */
	unsigned usage;    /* MBEDTLS_X509_KU_... */
	const char *email; /* NULL, or what the alternative name says */
	bool server;
};

static int
fail(struct err *e, const char *what, int rc)
{
	return err_set(e, ERR_SYSTEM,
	    "Simulator: sertifikat tidak dapat dibuat.", "%s: -0x%x", what,
	    (unsigned)-rc);
}

static int
new_key(struct ca *ca, mbedtls_pk_context *key, struct err *e)
{
	int rc =
	    mbedtls_pk_setup(key, mbedtls_pk_info_from_type(MBEDTLS_PK_RSA));

	if (rc == 0)
		rc = mbedtls_rsa_gen_key(mbedtls_pk_rsa(*key),
		    mbedtls_ctr_drbg_random, &ca->drbg, KEY_BITS, 65537);
	return rc ? fail(e, "rsa_gen_key", rc) : 0;
}

void
ca_stamp(char out[CA_STAMP], int64_t ms)
{
	struct civil c = civil_of(ms, (struct zone){"UTC", 0});

	snprintf(out, CA_STAMP, "%04u%02u%02u%02u%02u%02u",
	    (unsigned)c.year % 10000, c.month % 100, c.day % 100, c.hour % 100,
	    c.minute % 100, c.second % 100);
}

/* Names that a server's certificate is for, or an address of a person: one
 * subjectAltName.  Written backwards, as mbedtls does. */
static int
alternative_name(
    mbedtls_x509write_cert *w, const struct order *o, struct err *e)
{
	static const unsigned char loopback[4] = {127, 0, 0, 1};
	unsigned char buf[512], *p = buf + sizeof(buf);
	size_t n = 0;
	int rc;

	if (o->server) {
		struct {
			const void *p;
			size_t n;
			unsigned char tag;
		} v[] = {{loopback, sizeof(loopback), 7}, {"localhost", 9, 2}};

		for (size_t i = 0; i < 2; i++) {
			rc = mbedtls_asn1_write_raw_buffer(
			    &p, buf, v[i].p, v[i].n);
			if (rc >= 0)
				rc = mbedtls_asn1_write_len(&p, buf, v[i].n);
			if (rc >= 0)
				rc = mbedtls_asn1_write_tag(&p, buf,
				    (unsigned char)(MBEDTLS_ASN1_CONTEXT_SPECIFIC |
						    v[i].tag));
			if (rc < 0)
				return fail(e, "subjectAltName", rc);
		}
	} else {
		n = strlen(o->email);
		rc = mbedtls_asn1_write_raw_buffer(
		    &p, buf, (const unsigned char *)o->email, n);
		if (rc >= 0)
			rc = mbedtls_asn1_write_len(&p, buf, n);
		if (rc >= 0)
			rc = mbedtls_asn1_write_tag(
			    &p, buf, MBEDTLS_ASN1_CONTEXT_SPECIFIC | 1);
		if (rc < 0)
			return fail(e, "subjectAltName", rc);
	}
	n = (size_t)(buf + sizeof(buf) - p);
	rc = mbedtls_asn1_write_len(&p, buf, n);
	if (rc >= 0)
		rc = mbedtls_asn1_write_tag(
		    &p, buf, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE);
	if (rc >= 0)
		rc = mbedtls_x509write_crt_set_extension(w,
		    MBEDTLS_OID_SUBJECT_ALT_NAME,
		    MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME), 0, p,
		    (size_t)(buf + sizeof(buf) - p));
	return rc < 0 ? fail(e, "subjectAltName", rc) : 0;
}

static int
set_extensions(mbedtls_x509write_cert *w, const struct order *o, struct err *e)
{
	int rc = mbedtls_x509write_crt_set_basic_constraints(
	    w, o->path > -2, o->path < 0 ? -1 : o->path);

	if (rc == 0)
		rc = mbedtls_x509write_crt_set_key_usage(w, o->usage);
	if (rc == 0)
		rc = mbedtls_x509write_crt_set_subject_key_identifier(w);
	if (rc == 0)
		rc = mbedtls_x509write_crt_set_authority_key_identifier(w);
	if (rc != 0)
		return fail(e, "extensions", rc);
	return o->server || o->email ? alternative_name(w, o, e) : 0;
}

/* The certificate as PEM in out; its serial number in serial. */
static int
write_cert(struct ca *ca, char out[CERT_PEM], unsigned char serial[SERIAL_LEN],
    const struct order *o, struct err *e)
{
	mbedtls_x509write_cert w;
	mbedtls_mpi number;
	char from[CA_STAMP], until[CA_STAMP];
	int rc;

	random_bytes(serial, SERIAL_LEN);
	/* Positive, and of full length. */
	serial[0] = (unsigned char)((serial[0] & 0x3f) | 0x40);
	ca_stamp(from, o->from);
	ca_stamp(until, o->until);
	mbedtls_x509write_crt_init(&w);
	mbedtls_mpi_init(&number);
	mbedtls_x509write_crt_set_version(&w, MBEDTLS_X509_CRT_VERSION_3);
	mbedtls_x509write_crt_set_md_alg(&w, MBEDTLS_MD_SHA256);
	mbedtls_x509write_crt_set_subject_key(&w, o->key);
	mbedtls_x509write_crt_set_issuer_key(&w, o->signer);
	rc = mbedtls_mpi_read_binary(&number, serial, SERIAL_LEN);
	if (rc == 0)
		rc = mbedtls_x509write_crt_set_serial(&w, &number);
	if (rc == 0)
		rc = mbedtls_x509write_crt_set_subject_name(&w, o->subject);
	if (rc == 0)
		rc = mbedtls_x509write_crt_set_issuer_name(&w, o->issuer);
	if (rc == 0)
		rc = mbedtls_x509write_crt_set_validity(&w, from, until);
	if (rc != 0) {
		rc = fail(e, "certificate", rc);
		goto out;
	}
	rc = set_extensions(&w, o, e);
	if (rc < 0)
		goto out;
	rc = mbedtls_x509write_crt_pem(&w, (unsigned char *)out, CERT_PEM,
	    mbedtls_ctr_drbg_random, &ca->drbg);
	if (rc != 0)
		rc = fail(e, "write", rc);
out:
	mbedtls_mpi_free(&number);
	mbedtls_x509write_crt_free(&w);
	return rc;
}

/* --- the folder ---------------------------------------------------------- */

/* Beside and renamed: there is always a whole file. */
static int
put_file(const char *dir, const char *name, const char *text, struct err *e)
{
	char path[4096], tmp[4096];
	size_t n = strlen(text);
	int fd;
	bool ok;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	snprintf(tmp, sizeof(tmp), "%s/%s.tmp", dir, name);
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ok = fd >= 0 && write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
	if (fd >= 0 && close(fd) < 0)
		ok = false;
	if (!ok || rename(tmp, path) < 0)
		return err_set(e, ERR_SYSTEM,
		    "Simulator: folder keadaan tidak dapat ditulisi.",
		    "%s: errno %d", name, errno);
	return 0;
}

/* 1 both were there, 0 not, -1 they are damaged. */
static int
load_pair(struct pair *p, const char *dir, const char *name, struct err *e)
{
	char key[4096], crt[4096];
	unsigned char *pem;
	size_t n;
	int rc;

	snprintf(key, sizeof(key), "%s/%s.key", dir, name);
	snprintf(crt, sizeof(crt), "%s/%s.pem", dir, name);
	if (access(key, F_OK) < 0 || access(crt, F_OK) < 0)
		return 0;
	rc = mbedtls_pk_parse_keyfile(&p->key, key, NULL);
	if (rc == 0)
		rc = mbedtls_pk_load_file(crt, &pem, &n);
	if (rc != 0)
		return fail(e, name, rc);
	p->pem = (char *)pem;
	rc = mbedtls_x509_crt_parse(&p->crt, pem, n);
	return rc ? fail(e, name, rc) : 1;
}

static int
save_pair(struct pair *p, const char *dir, const char *name, struct err *e)
{
	char file[64], key[KEY_PEM];
	int rc = mbedtls_pk_write_key_pem(
	    &p->key, (unsigned char *)key, sizeof(key));

	if (rc != 0)
		return fail(e, "key", rc);
	snprintf(file, sizeof(file), "%s.key", name);
	if (put_file(dir, file, key, e) < 0)
		return -1;
	snprintf(file, sizeof(file), "%s.pem", name);
	return put_file(dir, file, p->pem, e);
}

static int
make_pair(struct ca *ca, enum ca_which which, const char *dir, int64_t now,
    struct err *e)
{
	struct pair *p = &ca->pairs[which];
	struct pair *root = &ca->pairs[CA_ROOT];
	bool is_root = which == CA_ROOT;
	unsigned char serial[SERIAL_LEN];
	struct order o = {
	    .subject = is_root ? ROOT_NAME : ISSUING_NAME,
	    .issuer = ROOT_NAME,
	    .key = &p->key,
	    .signer = &root->key,
	    .from = now - MS_DAY,
	    .until = now + (is_root ? ROOT_YEARS : CA_YEARS) * 365 * MS_DAY,
	    .path = is_root ? 1 : 0,
	    .usage = MBEDTLS_X509_KU_KEY_CERT_SIGN | MBEDTLS_X509_KU_CRL_SIGN |
		     MBEDTLS_X509_KU_DIGITAL_SIGNATURE,
	};
	int rc;

	if (new_key(ca, &p->key, e) < 0)
		return -1;
	p->pem = malloc(CERT_PEM);
	if (!p->pem)
		return fail(e, "memory", 0);
	if (write_cert(ca, p->pem, serial, &o, e) < 0)
		return -1;
	rc = mbedtls_x509_crt_parse(
	    &p->crt, (const unsigned char *)p->pem, strlen(p->pem) + 1);
	return rc ? fail(e, "parse", rc)
		  : save_pair(p, dir, is_root ? "root" : "issuing", e);
}

static int
open_pairs(struct ca *ca, const char *dir, int64_t now, struct err *e)
{
	static const char *const names[] = {"root", "issuing"};
	struct arena a;
	bool made = false;
	int rc = 0;

	for (int i = 0; i < 2 && rc >= 0; i++) {
		/* Under a new root the old issuing CA is worth nothing. */
		rc = made ? 0 : load_pair(&ca->pairs[i], dir, names[i], e);
		if (rc == 0) {
			made = true;
			rc = make_pair(ca, (enum ca_which)i, dir, now, e);
		}
	}
	if (rc < 0 || !made)
		return rc < 0 ? -1 : 0;
	arena_init(&a, MIB);
	rc = put_file(dir, "chain.pem",
	    arena_printf(
		&a, "%s%s", ca->pairs[CA_ISSUING].pem, ca->pairs[CA_ROOT].pem),
	    e);
	arena_clear(&a);
	return rc;
}

int
ca_open(struct ca **out, const char *dir, int64_t now, struct err *e)
{
	struct ca *ca = calloc(1, sizeof(*ca));
	int rc;

	*out = NULL;
	if (!ca)
		return fail(e, "memory", 0);
	mbedtls_entropy_init(&ca->entropy);
	mbedtls_ctr_drbg_init(&ca->drbg);
	for (int i = 0; i < 2; i++) {
		mbedtls_pk_init(&ca->pairs[i].key);
		mbedtls_x509_crt_init(&ca->pairs[i].crt);
	}
	rc = mbedtls_ctr_drbg_seed(
	    &ca->drbg, mbedtls_entropy_func, &ca->entropy, NULL, 0);
	if (rc != 0) {
		ca_close(ca);
		return fail(e, "seed", rc);
	}
	if (open_pairs(ca, dir, now, e) < 0) {
		ca_close(ca);
		return -1;
	}
	*out = ca;
	return 0;
}

void
ca_close(struct ca *ca)
{
	if (!ca)
		return;
	for (int i = 0; i < 2; i++) {
		mbedtls_pk_free(&ca->pairs[i].key);
		mbedtls_x509_crt_free(&ca->pairs[i].crt);
		free(ca->pairs[i].pem);
	}
	mbedtls_ctr_drbg_free(&ca->drbg);
	mbedtls_entropy_free(&ca->entropy);
	free(ca);
}

/* --- certificates -------------------------------------------------------- */

static const char *
serial_hex(struct arena *a, const unsigned char *p, size_t n)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	return out;
}

/* A key of its own, and a certificate of the issuing CA for it. */
static int
issue(struct ca *ca, struct arena *a, struct order *o, struct ca_issued *out,
    struct err *e)
{
	char *pem = arena_alloc(a, CERT_PEM), *key = arena_alloc(a, KEY_PEM);
	unsigned char serial[SERIAL_LEN];
	mbedtls_pk_context pk;
	int rc = -1;

	mbedtls_pk_init(&pk);
	o->key = &pk;
	o->issuer = ISSUING_NAME;
	o->signer = &ca->pairs[CA_ISSUING].key;
	o->path = -2;
	if (new_key(ca, &pk, e) == 0 &&
	    write_cert(ca, pem, serial, o, e) == 0) {
		rc = mbedtls_pk_write_key_pem(
		    &pk, (unsigned char *)key, KEY_PEM);
		if (rc != 0)
			rc = fail(e, "key", rc);
	}
	mbedtls_pk_free(&pk);
	if (rc < 0)
		return -1;
	*out = (struct ca_issued){.key = key,
	    .certificate = pem,
	    .serial = serial_hex(a, serial, sizeof(serial)),
	    .not_before = o->from,
	    .not_after = o->until};
	return 0;
}

/* What has a meaning in a name is written with a backslash before it. */
static const char *
escape(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, 2 * strlen(s) + 1), *p = out;

	for (; *s; s++) {
		if (strchr(",\\=+<>#;\"", *s))
			*p++ = '\\';
		*p++ = *s;
	}
	return out;
}

/* Two years by the calendar; of 29 February, 28 February. */
static int64_t
two_years(int64_t ms)
{
	struct zone utc = {"UTC", 0};
	struct civil c = civil_of(ms, utc);

	c.year += 2;
	if (c.day > month_days(c.year, c.month))
		c.day = month_days(c.year, c.month);
	return civil_ms(c, utc);
}

int
ca_issue(struct ca *ca, struct arena *a, const struct ca_person *p, int64_t now,
    struct ca_issued *out, struct err *e)
{
	struct order o = {
	    .subject = arena_printf(
		a, "C=ID,O=Simulator Paraf,CN=%s", escape(a, p->name)),
	    .from = now - now % MS_SECOND,
	    .usage = MBEDTLS_X509_KU_DIGITAL_SIGNATURE |
		     MBEDTLS_X509_KU_NON_REPUDIATION,
	    .email = p->email[0] ? p->email : NULL,
	};

	o.until = two_years(o.from) - MS_SECOND;
	return issue(ca, a, &o, out, e);
}

int
ca_server(struct ca *ca, struct arena *a, int64_t from, int64_t until,
    struct ca_issued *out, struct err *e)
{
	struct order o = {
	    .subject = SERVER_NAME,
	    .from = from,
	    .until = until,
	    .usage = MBEDTLS_X509_KU_DIGITAL_SIGNATURE |
		     MBEDTLS_X509_KU_KEY_ENCIPHERMENT,
	    .server = true,
	};

	return issue(ca, a, &o, out, e);
}

const char *
ca_pem(const struct ca *ca, enum ca_which which)
{
	return ca->pairs[which].pem;
}

struct str
ca_der(const struct ca *ca, enum ca_which which)
{
	const mbedtls_x509_buf *raw = &ca->pairs[which].crt.raw;

	return (struct str){(const char *)raw->p, raw->len};
}

struct str
ca_to_der(struct arena *a, const char *pem)
{
	mbedtls_x509_crt crt;
	struct str out = {0};

	mbedtls_x509_crt_init(&crt);
	if (mbedtls_x509_crt_parse(
		&crt, (const unsigned char *)pem, strlen(pem) + 1) == 0)
		out = (struct str){
		    arena_copy(a, (const char *)crt.raw.p, crt.raw.len),
		    crt.raw.len};
	mbedtls_x509_crt_free(&crt);
	return out;
}

struct str
ca_name(const struct ca *ca)
{
	const mbedtls_x509_buf *name = &ca->pairs[CA_ISSUING].crt.subject_raw;

	return (struct str){(const char *)name->p, name->len};
}

int
ca_sign(struct ca *ca, struct arena *a, struct str data, struct str *sig,
    struct err *e)
{
	unsigned char *out = arena_alloc(a, MBEDTLS_PK_SIGNATURE_MAX_SIZE);
	unsigned char hash[32];
	int rc = mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256),
	    (const unsigned char *)data.p, data.n, hash);

	if (rc == 0)
		rc = mbedtls_pk_sign(&ca->pairs[CA_ISSUING].key,
		    MBEDTLS_MD_SHA256, hash, sizeof(hash), out, &sig->n,
		    mbedtls_ctr_drbg_random, &ca->drbg);
	sig->p = (const char *)out;
	return rc ? fail(e, "sign", rc) : 0;
}
