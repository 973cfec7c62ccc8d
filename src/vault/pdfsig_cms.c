/*
 * pdfsig_cms.c - the signature inside a PDF's signature.  The chain of
 * certificates is not OpenSSL's: vault/x509.h judges it at the time of
 * signing, as everywhere.
 */
#include <limits.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/ess.h>
#include <stdlib.h>
#include <string.h>

#include "domain/date.h"
#include "vault/pdfsig_part.h"

#define OBJ(nid) OBJ_nid2obj(nid)

/* What the two ranges hold, one after the other; to be freed.  NULL. */
static char *
signed_bytes(struct str file, const struct pdf_ranges *r, int *n)
{
	size_t all = r->first_n + r->second_n;
	char *p = all < INT_MAX ? malloc(all + 1) : NULL;

	if (!p)
		return NULL;
	memcpy(p, file.p, r->first_n);
	memcpy(p + r->first_n, file.p + r->second, r->second_n);
	*n = (int)all;
	return p;
}

static void
keep_certificate(struct arena *a, X509 *x, struct pdf_cms *c)
{
	unsigned char *der = NULL;
	int n = c->chain_n < CERTIFICATES ? i2d_X509(x, &der) : -1;

	if (n > 0 && (size_t)n <= CERTIFICATE_MAX)
		c->chain[c->chain_n++] = (struct str){
		    arena_copy(a, (const char *)der, (size_t)n), (size_t)n};
	OPENSSL_free(der);
}

/* The signer's and all others, the signer's first. */
static void
keep_chain(struct arena *a, X509 *signer, const STACK_OF(X509) * all,
    struct pdf_cms *c)
{
	keep_certificate(a, signer, c);
	if (c->chain_n == 0)
		return;
	for (int i = 0; i < sk_X509_num(all); i++)
		if (X509_cmp(sk_X509_value(all, i), signer) != 0)
			keep_certificate(a, sk_X509_value(all, i), c);
}

static int64_t
ms_of(const ASN1_TIME *t)
{
	struct tm tm;
	struct civil c;

	if (!ASN1_TIME_to_tm(t, &tm))
		return 0;
	c = (struct civil){.year = tm.tm_year + 1900,
	    .month = (unsigned)tm.tm_mon + 1,
	    .day = (unsigned)tm.tm_mday,
	    .hour = (unsigned)tm.tm_hour,
	    .minute = (unsigned)tm.tm_min,
	    .second = (unsigned)tm.tm_sec};
	return date_exists(c.year, c.month, c.day)
		   ? civil_ms(c, (struct zone){"UTC", 0})
		   : 0;
}

static int64_t
signing_time(const CMS_SignerInfo *si)
{
	const int at =
	    CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1);
	X509_ATTRIBUTE *attr = at >= 0 ? CMS_signed_get_attr(si, at) : NULL;
	const ASN1_TYPE *v = attr ? X509_ATTRIBUTE_get0_type(attr, 0) : NULL;

	if (v && v->type == V_ASN1_UTCTIME)
		return ms_of(v->value.utctime);
	if (v && v->type == V_ASN1_GENERALIZEDTIME)
		return ms_of(v->value.generalizedtime);
	return 0;
}

static bool
is_weak(CMS_SignerInfo *si)
{
	X509_ALGOR *alg = NULL;
	const ASN1_OBJECT *o = NULL;
	int nid;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &alg, NULL);
	if (!alg)
		return true;
	X509_ALGOR_get0(&o, NULL, NULL, alg);
	nid = OBJ_obj2nid(o);
	return nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512;
}

/*
 * Whether the certificates that the signature names are those that came with
 * it: the same key may stand in another's certificate.
 */
static bool
names_signer(
    CMS_SignerInfo *si, X509 *signer, STACK_OF(X509) * all, bool needed)
{
	const ASN1_STRING *v1 = CMS_signed_get0_data_by_OBJ(
	    si, OBJ(NID_id_smime_aa_signingCertificate), -3, V_ASN1_SEQUENCE);
	const ASN1_STRING *v2 = CMS_signed_get0_data_by_OBJ(
	    si, OBJ(NID_id_smime_aa_signingCertificateV2), -3, V_ASN1_SEQUENCE);
	STACK_OF(X509) *chain = sk_X509_new_null();
	ESS_SIGNING_CERT *ss = NULL;
	ESS_SIGNING_CERT_V2 *ss2 = NULL;
	const unsigned char *p;
	bool ok = chain && sk_X509_push(chain, signer) > 0;

	for (int i = 0; ok && i < sk_X509_num(all); i++)
		ok = sk_X509_push(chain, sk_X509_value(all, i)) > 0;
	if (ok && v1) {
		p = ASN1_STRING_get0_data(v1);
		ss = d2i_ESS_SIGNING_CERT(NULL, &p, ASN1_STRING_length(v1));
		ok = ss != NULL;
	}
	if (ok && v2) {
		p = ASN1_STRING_get0_data(v2);
		ss2 = d2i_ESS_SIGNING_CERT_V2(NULL, &p, ASN1_STRING_length(v2));
		ok = ss2 != NULL;
	}
	if (ok && (needed || ss || ss2))
		ok = OSSL_ESS_check_signing_certs(ss, ss2, chain, needed) == 1;
	ESS_SIGNING_CERT_free(ss);
	ESS_SIGNING_CERT_V2_free(ss2);
	sk_X509_free(chain);
	return ok;
}

/* One signer over something that is not inside. */
static CMS_SignerInfo *
only_signer(CMS_ContentInfo *cms)
{
	STACK_OF(CMS_SignerInfo) * v;

	if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed ||
	    CMS_is_detached(cms) != 1)
		return NULL;
	v = CMS_get0_SignerInfos(cms);
	return v && sk_CMS_SignerInfo_num(v) == 1
		   ? sk_CMS_SignerInfo_value(v, 0)
		   : NULL;
}

static bool
verify(struct arena *a, CMS_ContentInfo *cms, BIO *data, struct pdf_cms *c)
{
	CMS_SignerInfo *si = only_signer(cms);
	STACK_OF(X509) *all = si ? CMS_get1_certs(cms) : NULL;
	X509 *signer = NULL;
	bool ok;

	if (!all)
		return false;
	ok = CMS_verify(cms, NULL, NULL, data, NULL,
		 CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
	CMS_SignerInfo_get0_algs(si, NULL, &signer, NULL, NULL);
	c->at = signing_time(si);
	c->weak = is_weak(si);
	if (signer) {
		ok = ok && names_signer(si, signer, all, c->cades);
		keep_chain(a, signer, all, c);
	}
	sk_X509_pop_free(all, X509_free);
	return ok && signer;
}

bool
pdf_cms_fits(struct arena *a, struct str file, const struct pdf_ranges *r,
    struct pdf_cms *c)
{
	const unsigned char *p = (const unsigned char *)c->der.p;
	CMS_ContentInfo *cms;
	bool ok = false;
	char *bytes;
	BIO *data;
	int n;

	/* No configuration: there is no file that it could be read from. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	cms = c->der.n < LONG_MAX
		  ? d2i_CMS_ContentInfo(NULL, &p, (long)c->der.n)
		  : NULL;
	bytes = cms ? signed_bytes(file, r, &n) : NULL;
	data = bytes ? BIO_new_mem_buf(bytes, n) : NULL;
	if (data)
		ok = verify(a, cms, data, c);
	BIO_free(data);
	free(bytes);
	CMS_ContentInfo_free(cms);
	return ok;
}
