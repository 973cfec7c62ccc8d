#include "simulator/pdfsign.h"

#include <limits.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <qpdf/qpdf-c.h>

#include "domain/date.h"
#include "vault/pdfsig.h"

/* The signature with its three certificates takes about 5 KB. */
#define ROOM  12000 /* bytes kept for it in the file */
#define RANGE "/ByteRange [ 0 1111111111 2222222222 3333333333 ]"

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
	qpdf_data q = pdfsig_open(pdf);
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
	struct ranges r = {0};
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
