#include "simulator/pdfsign.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <qpdf/qpdf-c.h>

#include "domain/date.h"

/* The signature with its three certificates takes about 5 KB. */
#define ROOM       12000 /* bytes kept for it in the file */
#define FIELDS_MAX 8     /* signatures that are looked at in one document */
#define RANGE      "/ByteRange [ 0 1111111111 2222222222 3333333333 ]"

static int
unreadable(struct err *e, const char *what)
{
	return err_set(
	    e, ERR_INPUT, "Berkas PDF tidak dapat dibaca.", "%s", what);
}

static int
cannot_sign(struct err *e, const char *what)
{
	return err_set(
	    e, ERR_SYSTEM, "Simulator: tanda tangan gagal dibuat.", "%s", what);
}

/* The document, or NULL; to be given back by qpdf_cleanup(). */
static qpdf_data
open_pdf(struct str pdf)
{
	qpdf_data q = qpdf_init();

	qpdf_silence_errors(q);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	qpdf_set_attempt_recovery(q, QPDF_FALSE);
	if (qpdf_read_memory(q, "berkas", pdf.p, pdf.n, NULL) & QPDF_ERRORS) {
		(void)qpdf_get_error(q); /* else it is told on stderr */
		qpdf_cleanup(&q);
	}
	return q;
}

/* --- to sign ------------------------------------------------------------- */

static void
set(qpdf_data q, qpdf_oh dict, const char *key, qpdf_oh v)
{
	qpdf_oh_replace_key(q, dict, key, v);
}

/* "D:20261121093000Z" */
static const char *
pdf_time(struct arena *a, int64_t ms)
{
	struct civil c = civil_of(ms, (struct zone){"UTC", 0});

	return arena_printf(a, "D:%04d%02u%02u%02u%02u%02uZ", c.year, c.month,
	    c.day, c.hour, c.minute, c.second);
}

static qpdf_oh
signature_dict(qpdf_data q, struct arena *a, const struct pdf_signer *s)
{
	qpdf_oh d =
	    qpdf_oh_parse(q, "<< /Type /Sig /Filter /Adobe.PPKLite "
			     "/SubFilter /ETSI.CAdES.detached " RANGE " >>");
	char *room = arena_alloc(a, ROOM);

	set(q, d, "/Contents", qpdf_oh_new_binary_string(q, room, ROOM));
	set(q, d, "/Name", qpdf_oh_new_unicode_string(q, s->name));
	set(q, d, "/M", qpdf_oh_new_string(q, pdf_time(a, s->at)));
	if (s->reason)
		set(q, d, "/Reason", qpdf_oh_new_unicode_string(q, s->reason));
	if (s->location)
		set(q, d, "/Location",
		    qpdf_oh_new_unicode_string(q, s->location));
	return qpdf_make_indirect_object(q, d);
}

/* The field, on the first page and in the form of the document. */
static int
add_field(
    qpdf_data q, struct arena *a, const struct pdf_signer *s, struct err *e)
{
	qpdf_oh root = qpdf_get_root(q);
	qpdf_oh page = qpdf_get_page_n(q, 0), field, form, annots;

	if (qpdf_oh_has_key(q, root, "/AcroForm"))
		return err_set(e, ERR_INPUT,
		    "Dokumen ini sudah memiliki formulir atau tanda tangan.",
		    "AcroForm");
	field = qpdf_oh_parse(q,
	    "<< /Type /Annot /Subtype /Widget /FT /Sig /Rect [ 0 0 0 0 ] "
	    "/F 132 >>");
	set(q, field, "/T",
	    qpdf_oh_new_string(
		q, arena_printf(a, "sig_%lld", (long long)s->at)));
	set(q, field, "/P", page);
	set(q, field, "/V", signature_dict(q, a, s));
	field = qpdf_make_indirect_object(q, field);
	annots = qpdf_oh_get_key(q, page, "/Annots");
	if (!qpdf_oh_is_array(q, annots)) {
		annots = qpdf_oh_new_array(q);
		set(q, page, "/Annots", annots);
		annots = qpdf_oh_get_key(q, page, "/Annots");
	}
	qpdf_oh_append_item(q, annots, field);
	form = qpdf_oh_parse(q, "<< /SigFlags 3 /Fields [ ] >>");
	qpdf_oh_append_item(q, qpdf_oh_get_key(q, form, "/Fields"), field);
	set(q, root, "/AcroForm", qpdf_make_indirect_object(q, form));
	return 0;
}

/* Written anew, with room for the signature. */
static int
prepare(struct arena *a, struct str pdf, const struct pdf_signer *s,
    struct str *out, struct err *e)
{
	qpdf_data q = open_pdf(pdf);
	int rc = -1;

	if (!q)
		return unreadable(e, "qpdf_read");
	if (qpdf_get_num_pages(q) < 1) {
		unreadable(e, "no pages");
		goto out;
	}
	if (add_field(q, a, s, e) < 0)
		goto out;
	if (qpdf_init_write_memory(q) & QPDF_ERRORS) {
		cannot_sign(e, "init_write");
		goto out;
	}
	qpdf_set_object_stream_mode(q, qpdf_o_disable);
	qpdf_set_static_ID(q, QPDF_FALSE);
	if (qpdf_write(q) & QPDF_ERRORS) {
		cannot_sign(e, "write");
		goto out;
	}
	out->n = qpdf_get_buffer_length(q);
	out->p = arena_copy(a, (const char *)qpdf_get_buffer(q), out->n);
	rc = 0;
out:
	qpdf_cleanup(&q);
	return rc;
}

/* Where the text stands first; NULL: nowhere. */
static char *
find(char *p, size_t n, const char *text)
{
	return memmem(p, n, text, strlen(text));
}

struct ranges {
	size_t first_n;          /* bytes before the hole */
	size_t second, second_n; /* where it goes on, and how far */
};

/* Find the room and say in the file what is signed around it. */
static int
fix_ranges(struct arena *a, struct str file, struct ranges *r, struct err *e)
{
	char *p = (char *)(uintptr_t)file.p;
	char *contents = find(p, file.n, "/Contents <0000");
	char *range = find(p, file.n, RANGE);
	const char *text;

	if (!contents || !range)
		return cannot_sign(e, "no room in the file");
	r->first_n = (size_t)(contents - p) + strlen("/Contents ");
	r->second = r->first_n + 2 * (size_t)ROOM + 2;
	r->second_n = file.n - r->second;
	if (file.n < r->second || p[r->second - 1] != '>')
		return cannot_sign(e, "room of another size");
	text = arena_printf(a, "/ByteRange [ 0 %-10zu %-10zu %-10zu ]",
	    r->first_n, r->second, r->second_n);
	memcpy(range, text, strlen(RANGE));
	return 0;
}

static X509 *
read_x509(const char *pem)
{
	BIO *b = BIO_new_mem_buf(pem, -1);
	X509 *x = b ? PEM_read_bio_X509(b, NULL, NULL, NULL) : NULL;

	BIO_free(b);
	return x;
}

static STACK_OF(X509) * read_chain(const char *pem)
{
	STACK_OF(X509) *v = sk_X509_new_null();
	BIO *b = BIO_new_mem_buf(pem, -1);
	X509 *x;

	while (v && b && (x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL)
		if (sk_X509_push(v, x) <= 0)
			X509_free(x);
	BIO_free(b);
	return v;
}

/* What the two ranges hold, one after the other. */
static BIO *
signed_bytes(struct arena *a, struct str file, const struct ranges *r)
{
	char *all = arena_alloc(a, r->first_n + r->second_n + 1);

	memcpy(all, file.p, r->first_n);
	memcpy(all + r->first_n, file.p + r->second, r->second_n);
	return BIO_new_mem_buf(all, (int)(r->first_n + r->second_n));
}

static int
make_cms(struct arena *a, const struct pdf_signer *s, BIO *data,
    unsigned char **der, int *n, struct err *e)
{
	BIO *b = BIO_new_mem_buf(s->key, -1);
	EVP_PKEY *key = b ? PEM_read_bio_PrivateKey(b, NULL, NULL, NULL) : NULL;
	X509 *x = read_x509(s->certificate);
	STACK_OF(X509) *chain = read_chain(s->chain);
	CMS_ContentInfo *cms = NULL;
	unsigned char *p = NULL;

	(void)a;
	*n = -1;
	if (key && x && chain)
		cms = CMS_sign(x, key, chain, data,
		    CMS_DETACHED | CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP);
	if (cms)
		*n = i2d_CMS_ContentInfo(cms, &p);
	*der = p;
	CMS_ContentInfo_free(cms);
	sk_X509_pop_free(chain, X509_free);
	X509_free(x);
	EVP_PKEY_free(key);
	BIO_free(b);
	return *n > 0 ? 0 : cannot_sign(e, "CMS_sign");
}

int
pdf_sign(struct arena *a, struct str pdf, const struct pdf_signer *s,
    struct str *out, struct err *e)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char *der = NULL;
	struct ranges r;
	BIO *data;
	char *hole;
	int n = 0, rc;

	if (prepare(a, pdf, s, out, e) < 0 || fix_ranges(a, *out, &r, e) < 0)
		return -1;
	if (out->n > INT_MAX)
		return cannot_sign(e, "too large");
	data = signed_bytes(a, *out, &r);
	rc =
	    data ? make_cms(a, s, data, &der, &n, e) : cannot_sign(e, "memory");
	BIO_free(data);
	if (rc == 0 && n > ROOM)
		rc = cannot_sign(e, "signature larger than its room");
	hole = (char *)(uintptr_t)out->p + r.first_n + 1;
	for (int i = 0; rc == 0 && i < n; i++) {
		hole[2 * i] = digits[der[i] >> 4];
		hole[2 * i + 1] = digits[der[i] & 15];
	}
	OPENSSL_free(der);
	return rc;
}

/* --- to verify ----------------------------------------------------------- */

static const char *
text_of(qpdf_data q, struct arena *a, qpdf_oh dict, const char *key)
{
	qpdf_oh v = qpdf_oh_get_key(q, dict, key);

	return qpdf_oh_is_string(q, v)
		   ? arena_dup(a, qpdf_oh_get_utf8_value(q, v))
		   : NULL;
}

/* "D:20261121093000Z", as we write it; others: 0. */
static int64_t
time_of(const char *s)
{
	struct civil c = {0};
	unsigned year;

	if (!s ||
	    sscanf(s, "D:%4u%2u%2u%2u%2u%2u", &year, &c.month, &c.day, &c.hour,
		&c.minute, &c.second) != 6 ||
	    !date_exists((int)year, c.month, c.day) || c.hour > 23 ||
	    c.minute > 59 || c.second > 59)
		return 0;
	c.year = (int)year;
	return civil_ms(c, (struct zone){"UTC", 0});
}

static bool
ranges_of(qpdf_data q, qpdf_oh sig, struct str pdf, struct ranges *r)
{
	qpdf_oh v = qpdf_oh_get_key(q, sig, "/ByteRange");
	long long n[4];

	if (!qpdf_oh_is_array(q, v) || qpdf_oh_get_array_n_items(q, v) != 4)
		return false;
	for (int i = 0; i < 4; i++) {
		qpdf_oh k = qpdf_oh_get_array_item(q, v, i);

		if (!qpdf_oh_is_integer(q, k))
			return false;
		n[i] = qpdf_oh_get_int_value(q, k);
		if (n[i] < 0 || (size_t)n[i] > pdf.n)
			return false;
	}
	if (n[0] != 0 || n[2] < n[1] || (size_t)(n[2] + n[3]) > pdf.n)
		return false;
	*r = (struct ranges){(size_t)n[1], (size_t)n[2], (size_t)n[3]};
	return true;
}

/* Trust is judged at the time of signing: a certificate that has ended since
 * was good then. */
static X509_STORE *
trust(const char *root, int64_t at)
{
	X509_STORE *store = X509_STORE_new();
	X509 *x = read_x509(root);
	X509_VERIFY_PARAM *p = X509_STORE_get0_param(store);

	if (x)
		X509_STORE_add_cert(store, x);
	X509_free(x);
	if (at > 0)
		X509_VERIFY_PARAM_set_time(p, (time_t)(at / 1000));
	X509_VERIFY_PARAM_set_purpose(p, X509_PURPOSE_ANY);
	return store;
}

static struct str
signer_of(struct arena *a, CMS_ContentInfo *cms)
{
	STACK_OF(X509) *v = CMS_get0_signers(cms);
	struct str out = {0};
	unsigned char *der = NULL;
	int n =
	    v && sk_X509_num(v) > 0 ? i2d_X509(sk_X509_value(v, 0), &der) : -1;

	if (n > 0)
		out = (struct str){
		    arena_copy(a, (const char *)der, (size_t)n), (size_t)n};
	OPENSSL_free(der);
	sk_X509_free(v);
	return out;
}

static void
check_cms(struct arena *a, struct str file, const struct ranges *r,
    struct str der, const char *root, const char *issuing,
    struct pdf_signature *s)
{
	const unsigned char *p = (const unsigned char *)der.p;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)der.n);
	X509_STORE *store = trust(root, s->at);
	STACK_OF(X509) *extra = read_chain(issuing);
	BIO *data = signed_bytes(a, file, r);

	if (cms && store && data) {
		s->intact = CMS_verify(cms, extra, NULL, data, NULL,
				CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
		s->certificate = signer_of(a, cms);
		(void)BIO_reset(data);
		s->trusted =
		    s->intact && CMS_verify(cms, extra, store, data, NULL,
				     CMS_BINARY | CMS_CADES) == 1;
	}
	BIO_free(data);
	sk_X509_pop_free(extra, X509_free);
	X509_STORE_free(store);
	CMS_ContentInfo_free(cms);
}

static void
judge(qpdf_data q, struct arena *a, struct str pdf, qpdf_oh field,
    const char *root, const char *issuing, struct pdf_signature *s)
{
	qpdf_oh sig = qpdf_oh_get_key(q, field, "/V");
	qpdf_oh contents = qpdf_oh_get_key(q, sig, "/Contents");
	struct ranges r;
	struct str der;

	*s = (struct pdf_signature){
	    .field = text_of(q, a, field, "/T"),
	    .reason = text_of(q, a, sig, "/Reason"),
	    .location = text_of(q, a, sig, "/Location"),
	    .at = time_of(text_of(q, a, sig, "/M")),
	};
	if (!s->field)
		s->field = "";
	if (!qpdf_oh_is_string(q, contents) || !ranges_of(q, sig, pdf, &r))
		return;
	der.p = qpdf_oh_get_binary_string_value(q, contents, &der.n);
	s->whole = r.second + r.second_n == pdf.n;
	check_cms(a, pdf, &r, der, root, issuing, s);
}

int
pdf_verify(struct arena *a, struct str pdf, const char *root,
    const char *issuing, struct pdf_signature **v, size_t *n, struct err *e)
{
	qpdf_data q = open_pdf(pdf);
	qpdf_oh fields;
	int all;

	*n = 0;
	*v = NULL;
	if (!q)
		return unreadable(e, "qpdf_read");
	fields = qpdf_oh_get_key_if_dict(
	    q, qpdf_oh_get_key(q, qpdf_get_root(q), "/AcroForm"), "/Fields");
	all = qpdf_oh_is_array(q, fields) ? qpdf_oh_get_array_n_items(q, fields)
					  : 0;
	*v = ARENA_ARRAY(a, (size_t)all + 1, struct pdf_signature);
	for (int i = 0; i < all && *n < FIELDS_MAX; i++) {
		qpdf_oh field = qpdf_oh_get_array_item(q, fields, i);

		if (qpdf_oh_is_name_and_equals(
			q, qpdf_oh_get_key(q, field, "/FT"), "/Sig") &&
		    qpdf_oh_is_dictionary(q, qpdf_oh_get_key(q, field, "/V")))
			judge(q, a, pdf, field, root, issuing, &(*v)[(*n)++]);
	}
	qpdf_cleanup(&q);
	return 0;
}
