/*
 * x509_check.c - judging a certificate.  mbedtls finds the way up and checks
 * signatures and the list of revoked ones, but knows no time besides that of
 * the machine; so all times are judged here, and its own verdict on them is
 * left out.
 */
#include <mbedtls/x509_crl.h>
#include <string.h>

#include "vault/x509_part.h"

#define RSA_MIN 2048 /* bits */
#define EC_MIN  256

/* Of the certificates above the person's. */
static const mbedtls_x509_crt_profile profile = {
    MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA256) |
	MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA384) |
	MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA512),
    0xfffffff, /* kinds of keys: all */
    0xfffffff, /* curves: all that are long enough */
    RSA_MIN,
};

struct judging {
	unsigned found;
	int64_t now;
	mbedtls_x509_crt person; /* and behind it those above it */
	mbedtls_x509_crt trust;
	mbedtls_x509_crl crl;
	bool has_crl;
};

/* --- one by one ---------------------------------------------------------- */

static bool
is_weak(const mbedtls_x509_crt *crt)
{
	size_t bits = mbedtls_pk_get_bitlen(&crt->pk);
	mbedtls_pk_type_t type = mbedtls_pk_get_type(&crt->pk);

	if (crt->sig_md != MBEDTLS_MD_SHA256 &&
	    crt->sig_md != MBEDTLS_MD_SHA384 &&
	    crt->sig_md != MBEDTLS_MD_SHA512)
		return true;
	return type == MBEDTLS_PK_RSA ? bits < RSA_MIN : bits < EC_MIN;
}

static void
judge_person(struct judging *j)
{
	const mbedtls_x509_crt *crt = &j->person;

	if (j->now < x509_ms(&crt->valid_from))
		j->found |= CERT_EARLY;
	if (j->now > x509_ms(&crt->valid_to))
		j->found |= CERT_EXPIRED;
	if (crt->ca_istrue)
		j->found |= CERT_AUTHORITY;
	else if (!x509_signs(crt))
		j->found |= CERT_USAGE;
	if (is_weak(crt))
		j->found |= CERT_WEAK;
}

/* One certificate on the way up that mbedtls took, the person's last. */
static int
visit(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
	struct judging *j = ctx;

	*flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED |
			      MBEDTLS_X509_BADCERT_FUTURE |
			      MBEDTLS_X509_BADCRL_EXPIRED |
			      MBEDTLS_X509_BADCRL_FUTURE);
	if (*flags & MBEDTLS_X509_BADCERT_REVOKED)
		j->found |= depth == 0 ? CERT_REVOKED : CERT_ISSUER_REVOKED;
	if (depth > 0 && (j->now < x509_ms(&crt->valid_from) ||
			     j->now > x509_ms(&crt->valid_to)))
		j->found |= CERT_ISSUER_TIME;
	return 0;
}

static bool
same_name(const mbedtls_x509_buf *a, const mbedtls_x509_buf *b)
{
	return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

/* Whether the list of its issuer is there and of this time. */
static void
judge_crl(struct judging *j)
{
	const mbedtls_x509_crl *l = &j->crl;
	bool mine = false, fresh = false;

	for (; l && l->version; l = l->next) {
		if (!same_name(&l->issuer_raw, &j->person.issuer_raw))
			continue;
		mine = true;
		fresh = fresh || l->next_update.year == 0 ||
			(j->now >= x509_ms(&l->this_update) &&
			    j->now <= x509_ms(&l->next_update));
		/* Without issuers nothing says who wrote it; but the office
		 * has put it there. */
		if ((j->found & CERT_NO_TRUST) &&
		    mbedtls_x509_crt_is_revoked(&j->person, l))
			j->found |= CERT_REVOKED;
	}
	if (!mine)
		j->found |= CERT_CRL_OTHER;
	else if (!fresh)
		j->found |= CERT_CRL_OLD;
}

static void
judge_way(struct judging *j)
{
	const uint32_t weak = MBEDTLS_X509_BADCERT_BAD_MD |
			      MBEDTLS_X509_BADCERT_BAD_PK |
			      MBEDTLS_X509_BADCERT_BAD_KEY;
	const uint32_t crl =
	    MBEDTLS_X509_BADCRL_NOT_TRUSTED | MBEDTLS_X509_BADCRL_BAD_MD |
	    MBEDTLS_X509_BADCRL_BAD_PK | MBEDTLS_X509_BADCRL_BAD_KEY;
	uint32_t flags = 0;
	int rc = mbedtls_x509_crt_verify_with_profile(&j->person, &j->trust,
	    j->has_crl ? &j->crl : NULL, &profile, NULL, &flags, visit, j);

	/* A way that is too long, or anything else that was not foreseen. */
	if (rc != 0 && rc != MBEDTLS_ERR_X509_CERT_VERIFY_FAILED)
		j->found |= CERT_UNTRUSTED;
	if (flags & weak)
		j->found |= CERT_WEAK;
	if (flags & crl)
		j->found |= CERT_CRL_BAD;
	if (flags & ~(weak | crl | MBEDTLS_X509_BADCERT_REVOKED))
		j->found |= CERT_UNTRUSTED;
}

/* --- the whole ----------------------------------------------------------- */

/* Each of a text in turn, as DER, to a list; how many, -1: one is damaged. */
static int
add_each(const char *pem, const char *what, size_t max,
    int (*add)(void *list, struct str der), void *list)
{
	struct arena a;
	struct str der;
	int rc, n = 0;

	arena_init(&a, max + KIB);
	while ((rc = x509_pem_next(&der, &a, &pem, what, max)) == 1) {
		if (add(list, der) != 0) {
			rc = -1;
			break;
		}
		n++;
		arena_reset(&a);
	}
	arena_clear(&a);
	return rc < 0 ? -1 : n;
}

static int
add_crl(void *list, struct str der)
{
	return mbedtls_x509_crl_parse_der(
	    list, (const unsigned char *)der.p, der.n);
}

static int
add_issuer(void *list, struct str der)
{
	return x509_add(list, der);
}

/* DER or PEM. */
static bool
read_crl(mbedtls_x509_crl *list, struct str s)
{
	struct arena a;
	bool ok;

	if (s.n > CERTIFICATE_CRL)
		return false;
	if (s.p[0] == 0x30)
		return add_crl(list, s) == 0;
	arena_init(&a, s.n + KIB);
	ok = add_each(
		 str_z(&a, s), "X509 CRL", CERTIFICATE_CRL, add_crl, list) > 0;
	arena_clear(&a);
	return ok;
}

static int
read_trust(mbedtls_x509_crt *list, const char *pem)
{
	if (strlen(pem) > CERTIFICATE_TRUST)
		return -1;
	return add_each(pem, "CERTIFICATE", CERTIFICATE_MAX, add_issuer, list);
}

static void
judge_all(struct judging *j, const struct str *v, size_t n,
    const struct certificate_trust *trust)
{
	bool trusted = false;

	judge_person(j);
	/* What cannot be read above it is as good as not there. */
	for (size_t i = 1; i < n; i++)
		(void)x509_add(&j->person, v[i]);
	if (!trust->pem[0])
		j->found |= CERT_NO_TRUST;
	else if (read_trust(&j->trust, trust->pem) <= 0)
		j->found |= CERT_TRUST_BAD;
	else
		trusted = true;
	if (trust->crl.n > 0) {
		j->has_crl = read_crl(&j->crl, trust->crl);
		if (j->has_crl)
			judge_crl(j);
		else
			j->found |= CERT_CRL_BAD;
	}
	if (trusted)
		judge_way(j);
}

int
certificate_check(unsigned *found, const struct str *v, size_t n,
    const struct certificate_trust *trust, int64_t now, struct err *e)
{
	struct judging j = {.now = now};
	int rc =
	    n > 0 && n <= CERTIFICATES ? 0 : MBEDTLS_ERR_X509_INVALID_FORMAT;

	mbedtls_x509_crt_init(&j.person);
	mbedtls_x509_crt_init(&j.trust);
	mbedtls_x509_crl_init(&j.crl);
	if (rc == 0)
		rc = x509_add(&j.person, v[0]);
	if (rc == 0) {
		judge_all(&j, v, n, trust);
		*found = j.found;
	} else {
		err_set(e, ERR_INPUT, "Sertifikat ini tidak dapat dibaca.",
		    "x509: -0x%04x", (unsigned)-rc);
	}
	mbedtls_x509_crt_free(&j.person);
	mbedtls_x509_crt_free(&j.trust);
	mbedtls_x509_crl_free(&j.crl);
	return rc == 0 ? 0 : -1;
}

int
certificate_count(const char *pem)
{
	mbedtls_x509_crt list;
	int n;

	mbedtls_x509_crt_init(&list);
	n = read_trust(&list, pem);
	mbedtls_x509_crt_free(&list);
	return n;
}

const char *
certificate_text(enum certificate_finding f)
{
	switch (f) {
	case CERT_EARLY:
		return "Sertifikat ini belum mulai berlaku. Tunggu sampai "
		       "tanggal mulainya, lalu serahkan.";
	case CERT_EXPIRED:
		return "Masa berlaku sertifikat ini sudah lewat. Mintalah "
		       "penerbitan ulang di BSrE.";
	case CERT_AUTHORITY:
		return "Ini sertifikat penerbit, bukan sertifikat pemilik. "
		       "Ambil sertifikat milik calon pemilik di AMS.";
	case CERT_USAGE:
		return "Kunci sertifikat ini tidak untuk tanda tangan "
		       "elektronik. Laporkan kepada BSrE dan minta sertifikat "
		       "yang tepat.";
	case CERT_WEAK:
		return "Sertifikat ini memakai algoritma atau kunci yang sudah "
		       "tidak aman. Laporkan kepada BSrE dan minta penerbitan "
		       "ulang.";
	case CERT_UNTRUSTED:
		return "Sertifikat ini tidak diterbitkan oleh penerbit yang "
		       "dipercaya kantor ini. Jangan diserahkan; periksa "
		       "asalnya, dan pastikan sertifikat penerbitnya ikut "
		       "ditempel.";
	case CERT_ISSUER_TIME:
		return "Sertifikat penerbitnya tidak berlaku saat ini. Jangan "
		       "diserahkan; tanyakan kepada BSrE.";
	case CERT_REVOKED:
		return "Sertifikat ini sudah dicabut. Jangan diserahkan; minta "
		       "penerbitan ulang di BSrE.";
	case CERT_ISSUER_REVOKED:
		return "Sertifikat penerbitnya sudah dicabut. Jangan "
		       "diserahkan; tanyakan kepada BSrE.";
	case CERT_TRUST_BAD:
		return "Daftar penerbit kantor ini tidak dapat dibaca, "
		       "sehingga sertifikat tidak dapat diperiksa. Minta "
		       "pengelola memperbaiki pengaturan penerbit.";
	case CERT_NO_TRUST:
		return "Rantai penerbitnya belum dapat diperiksa, karena "
		       "kantor ini belum mengatur sertifikat penerbit.";
	case CERT_CRL_BAD:
		return "Daftar pencabutan kantor ini tidak dapat dibaca atau "
		       "tidak ditandatangani penerbitnya, sehingga belum "
		       "diketahui apakah sertifikat ini dicabut. Minta "
		       "pengelola menggantinya.";
	case CERT_CRL_OTHER:
		return "Tidak ada daftar pencabutan dari penerbit sertifikat "
		       "ini, sehingga belum diketahui apakah sertifikat ini "
		       "dicabut. Minta pengelola menambahkannya.";
	case CERT_CRL_OLD:
		return "Daftar pencabutan kantor ini sudah kedaluwarsa. Minta "
		       "pengelola memperbaruinya.";
	case CERT_STOPS:
	case CERT_END:
		break;
	}
	return "";
}
