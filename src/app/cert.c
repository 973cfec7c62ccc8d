#include "app/cert.h"

#include <string.h>

#include "domain/mailbox.h"
#include "domain/name.h"
#include "store/bsre.h"
#include "store/certificate.h"

#define TEXT_MAX (8 * KIB)

/* --- keeping ------------------------------------------------------------- */

/* The first of several DER values that stand one after the other, by its
 * outermost length; empty: there is none more. */
static struct str
next_der(struct str *rest)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	size_t n = 0, head = 2;
	struct str first;

	if (rest->n < 2)
		return (struct str){"", 0};
	if (p[1] < 0x80) {
		n = p[1];
	} else {
		head += p[1] & 0x7fu;
		if (head > 6 || head > rest->n)
			return (struct str){"", 0};
		for (size_t i = 2; i < head; i++)
			n = n << 8 | p[i];
	}
	if (n > rest->n - head)
		return (struct str){"", 0};
	first = (struct str){rest->p, head + n};
	rest->p += first.n;
	rest->n -= first.n;
	return first;
}

static const char *
day_text(const struct ctx *cx, int64_t at)
{
	struct civil c = civil_of(at, cx->office->zone);

	return arena_printf(
	    cx->arena, "%04d-%02u-%02u", c.year, c.month, c.day);
}

int
cert_parse(struct ctx *cx, struct certificate *c, struct str der, struct err *e)
{
	if (certificate_parse(c, cx->arena, der.p, der.n, e) < 0)
		return -1;
	c->from = day_text(cx, c->from_at);
	c->until = day_text(cx, c->until_at);
	return 0;
}

int
cert_keep(struct ctx *cx, int64_t holder, struct str der,
    const struct str *chain, size_t n, const char *source, struct err *e)
{
	struct certificate c, above;
	struct certificate_row row = {
	    .holder_id = holder, .source = source, .at = cx->now};
	struct err ignored = {0};
	struct sb b;
	int rc;

	if (cert_parse(cx, &c, der, e) < 0)
		return -1;
	sb_init(&b, CERTIFICATES * CERTIFICATE_MAX);
	for (size_t i = 0; i < n && i < CERTIFICATES - 1; i++)
		if (certificate_parse(&above, cx->arena, chain[i].p, chain[i].n,
			&ignored) == 0)
			sb_str(&b, above.der);
	row.der = c.der;
	row.chain = sb_get(&b);
	rc = certificate_put(cx->db, &row, e);
	sb_clear(&b);
	if (rc < 0)
		return -1;
	return holder_set_certificate(
	    cx->db, holder, c.serial, c.from, c.until, e);
}

/* --- judging ------------------------------------------------------------- */

static bool
has_email(const struct certificate *c, const char *email)
{
	struct mailbox m;
	struct err e = {0};

	if (mailbox_parse(&m, str_of(email), &e) < 0)
		return false;
	for (size_t i = 0; i < c->emails_n; i++)
		if (strcmp(c->emails[i], m.address) == 0)
			return true;
	return false;
}

static unsigned
judge_holder(
    struct ctx *cx, const struct certificate *c, const struct holder *h)
{
	unsigned found = 0;

	if (name_compare(cx->arena, str_of(c->subject), str_of(h->name)) ==
	    NAME_DIFFERENT)
		found |= CERT_NAME;
	if (c->emails_n > 0 && !has_email(c, h->email))
		found |= CERT_EMAIL;
	/* A NIK whose key was destroyed is "": nothing can be compared. */
	if (c->nik[0] && h->nik[0] && strcmp(c->nik, h->nik) != 0)
		found |= CERT_NIK;
	return found;
}

static const char *
holder_text(struct ctx *cx, const struct certificate *c, const struct holder *h,
    unsigned f)
{
	if (f == CERT_NAME)
		return arena_printf(cx->arena,
		    "Sertifikat ini atas nama %s, bukan %s. Pastikan "
		    "sertifikatnya milik calon pemilik ini, atau minta "
		    "penerbitan ulang dengan nama sesuai KTP.",
		    c->subject[0] ? c->subject : "(tanpa nama)", h->name);
	if (f == CERT_EMAIL)
		return arena_printf(cx->arena,
		    "Email di sertifikat ini %s, bukan %s. Pastikan "
		    "sertifikatnya milik calon pemilik ini, atau minta "
		    "penerbitan ulang dengan email yang benar.",
		    c->emails[0], h->email);
	if (f == CERT_NIK)
		return "NIK di sertifikat ini berbeda dengan NIK calon "
		       "pemilik. Sertifikat ini milik orang lain; jangan "
		       "diserahkan.";
	return certificate_text((enum certificate_finding)f);
}

/* The sentences of all findings in a set. */
static const char *
sentences(struct ctx *cx, const struct cert_view *v, const struct holder *h,
    unsigned set)
{
	struct sb b;
	const char *out;

	sb_init(&b, TEXT_MAX);
	for (unsigned f = 1; f <= CERT_NIK; f <<= 1)
		if (v->found & set & f) {
			sb_puts(&b, b.n > 0 ? " " : "");
			sb_puts(&b, holder_text(cx, &v->c, h, f));
		}
	out = str_z(cx->arena, sb_get(&b));
	sb_clear(&b);
	return out;
}

static const char *
verdict(unsigned found)
{
	if (found & CERT_NO_TRUST)
		return "belum dapat diperiksa";
	if (found & (CERT_UNTRUSTED | CERT_TRUST_BAD | CERT_ISSUER_TIME |
			CERT_ISSUER_REVOKED))
		return "tidak dipercaya";
	return "diterbitkan penerbit yang dipercaya kantor ini";
}

static int
judge(struct ctx *cx, const struct bsre_office *office, const struct holder *h,
    const struct str *der, size_t n, struct cert_view *v, struct err *e)
{
	const unsigned stops = CERT_STOPS | CERT_NAME | CERT_EMAIL | CERT_NIK;
	const struct certificate_trust trust = {
	    .pem = office->trust, .crl = office->crl};

	*v = (struct cert_view){.source = "", .chain_n = n};
	if (cert_parse(cx, &v->c, der[0], e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		v->chain[i] = der[i];
	if (certificate_check(
		&v->found, v->chain, v->chain_n, &trust, cx->now, e) < 0)
		return -1;
	v->found |= judge_holder(cx, &v->c, h);
	v->fault = sentences(cx, v, h, stops);
	v->warning = sentences(cx, v, h, ~stops);
	v->verdict = verdict(v->found);
	return 0;
}

int
cert_judge(struct ctx *cx, const struct holder *h, const struct str *der,
    size_t n, struct cert_view *v, struct err *e)
{
	struct bsre_office office;

	if (bsre_office_get(cx->db, cx->arena, &office, e) < 0)
		return -1;
	return judge(cx, &office, h, der, n, v, e);
}

static int
judge_row(struct ctx *cx, const struct bsre_office *office,
    const struct holder *h, const struct certificate_row *row,
    struct cert_view *v, struct err *e)
{
	struct str der[CERTIFICATES] = {row->der}, rest = row->chain;
	size_t n = 1;

	while (n < CERTIFICATES && (der[n] = next_der(&rest)).n > 0)
		n++;
	if (judge(cx, office, h, der, n, v, e) < 0)
		return -1;
	v->source = row->source;
	v->at = row->at;
	return 0;
}

int
cert_get(
    struct ctx *cx, const struct holder *h, struct cert_view *v, struct err *e)
{
	struct bsre_office office;
	struct certificate_row row;
	int rc = certificate_get(cx->db, cx->arena, &row, h->id, e);

	if (rc == 1 && bsre_office_get(cx->db, cx->arena, &office, e) < 0)
		return -1;
	if (rc == 1 && judge_row(cx, &office, h, &row, v, e) < 0)
		return -1;
	return rc;
}

int
cert_list(struct ctx *cx, const struct dossier *d, int64_t holder,
    struct cert_view ***out, struct err *e)
{
	struct cert_view **v =
	    ARENA_ARRAY(cx->arena, d->holders_n + 1, struct cert_view *);
	struct bsre_office office;
	struct certificate_row *rows;
	size_t n;

	*out = v;
	for (size_t i = 0; i <= d->holders_n; i++)
		v[i] = NULL;
	if (certificate_list(cx->db, cx->arena, &rows, &n, d->c.id, holder, e) <
	    0)
		return -1;
	if (n > 0 && bsre_office_get(cx->db, cx->arena, &office, e) < 0)
		return -1;
	for (size_t k = 0; k < n; k++) {
		int i = dossier_holder(d, rows[k].holder_id);

		if (i < 0)
			continue;
		v[i] = ARENA_NEW(cx->arena, struct cert_view);
		if (judge_row(cx, &office, &d->holders[i], &rows[k], v[i], e) <
		    0)
			return -1;
	}
	return 0;
}

int
cert_may_deliver(struct ctx *cx, const struct dossier *d, const struct task *t,
    struct err *e)
{
	struct cert_view **v;

	if (cert_list(cx, d, t->holder_id, &v, e) < 0)
		return -1;
	for (size_t i = 0; i < d->holders_n; i++)
		if (v[i] && !d->holders[i].ending[0] && v[i]->fault[0])
			return err_set_at(e, ERR_INPUT, __FILE__, __LINE__,
			    v[i]->fault, "certificate: findings 0x%x",
			    v[i]->found);
	return 0;
}
