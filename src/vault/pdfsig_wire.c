/*
 * pdfsig_wire.c - question and answer as bytes: numbers with the highest byte
 * first, texts with their length before them.
 */
#include <string.h>

#include "vault/pdfsig_part.h"

#define READABLE 1u
#define INTACT   2u
#define WHOLE    4u
#define EARLY    8u
#define TRUSTED  16u

struct reader {
	struct str rest;
	bool bad; /* there was less than was asked for, or something else */
};

static void
put_number(struct sb *b, uint64_t v, unsigned bytes)
{
	while (bytes-- > 0)
		sb_putc(b, (char)(v >> (8 * bytes)));
}

static void
put_text(struct sb *b, struct str s)
{
	put_number(b, s.n, 4);
	sb_str(b, s);
}

static struct str
take(struct reader *r, size_t n)
{
	struct str s = {r->rest.p, n};

	if (r->bad || n > r->rest.n) {
		r->bad = true;
		return (struct str){"", 0};
	}
	r->rest.p += n;
	r->rest.n -= n;
	return s;
}

static uint64_t
take_number(struct reader *r, unsigned bytes)
{
	struct str s = take(r, bytes);
	uint64_t v = 0;

	for (size_t i = 0; i < s.n; i++)
		v = v << 8 | (unsigned char)s.p[i];
	return v;
}

static struct str
take_bytes(struct reader *r, size_t max)
{
	size_t n = take_number(r, 4);

	r->bad = r->bad || n > max;
	return take(r, n);
}

/* One that pdf_text() could have made. */
static const char *
take_text(struct reader *r, struct arena *a)
{
	struct str s = take_bytes(r, PDF_SIGNATURE_TEXT);

	r->bad = r->bad || !str_utf8(s);
	for (size_t i = 0; i < s.n; i++)
		r->bad = r->bad || (unsigned char)s.p[i] < ' ' || s.p[i] == 127;
	return r->bad ? "" : str_z(a, s);
}

/* --- the question -------------------------------------------------------- */

void
pdfsig_ask(struct sb *out, const struct certificate_trust *trust, int64_t now)
{
	put_number(out, (uint64_t)now, 8);
	put_text(out, str_of(trust->pem));
	put_text(out, trust->crl);
}

static void
put_signature(struct sb *b, const struct pdf_signature *s)
{
	unsigned flags = (s->readable ? READABLE : 0) |
			 (s->intact ? INTACT : 0) | (s->whole ? WHOLE : 0) |
			 (s->early ? EARLY : 0) | (s->trusted ? TRUSTED : 0);

	put_number(b, flags, 1);
	put_number(b, (uint64_t)s->at, 8);
	put_number(b, s->found, 4);
	put_text(b, str_of(s->name));
	put_text(b, str_of(s->organisation));
	put_text(b, str_of(s->issuer));
}

int
pdfsig_answer(struct str asked, struct str pdf, struct sb *said)
{
	struct reader r = {.rest = asked};
	struct pdf_signatures *v;
	struct certificate_trust trust;
	struct err ignored = {0};
	struct arena a;
	int64_t now;
	int rc = -1;

	/* Certificates, texts, and the question itself. */
	arena_init(&a, 2 * PDFSIG_ASKED + 4 * MIB);
	now = (int64_t)take_number(&r, 8);
	trust.pem = str_z(&a, take_bytes(&r, CERTIFICATE_TRUST));
	trust.crl = take_bytes(&r, CERTIFICATE_CRL);
	v = ARENA_NEW(&a, struct pdf_signatures);
	if (r.bad || r.rest.n > 0 ||
	    pdfsig_check(&a, pdf, &trust, now, v, &ignored) < 0)
		goto out;
	put_number(said, v->more, 1);
	put_number(said, v->n, 1);
	for (size_t i = 0; i < v->n; i++)
		put_signature(said, &v->v[i]);
	rc = said->failed ? -1 : 0;
out:
	arena_clear(&a);
	return rc;
}

/* --- the answer ---------------------------------------------------------- */

/* What is trusted is intact, what is intact was readable. */
static void
take_signature(struct reader *r, struct arena *a, struct pdf_signature *s)
{
	unsigned flags = (unsigned)take_number(r, 1);

	*s = (struct pdf_signature){.field = "", .reason = "", .location = ""};
	s->at = (int64_t)take_number(r, 8);
	s->found = (unsigned)take_number(r, 4);
	s->readable = flags & READABLE;
	s->intact = flags & INTACT;
	s->whole = flags & WHOLE;
	s->early = flags & EARLY;
	s->trusted = flags & TRUSTED;
	s->name = take_text(r, a);
	s->organisation = take_text(r, a);
	s->issuer = take_text(r, a);
	if (flags >= 2 * TRUSTED || s->at < 0 || s->at > PDF_TIME_MAX ||
	    s->found >= CERT_END || (s->intact && !s->readable) ||
	    s->trusted != (s->intact && !s->early &&
			      !(s->found & (CERT_STOPS | CERT_NO_TRUST))))
		r->bad = true;
}

int
pdfsig_read(struct pdf_signatures *out, struct arena *a, struct str said)
{
	struct reader r = {.rest = said};
	struct pdf_signatures *v = ARENA_NEW(a, struct pdf_signatures);
	uint64_t more = take_number(&r, 1), n = take_number(&r, 1);

	if (r.bad || more > 1 || n > PDF_SIGNATURES)
		return -1;
	v->more = more == 1;
	v->n = (size_t)n;
	for (size_t i = 0; i < v->n; i++)
		take_signature(&r, a, &v->v[i]);
	if (r.bad || r.rest.n > 0)
		return -1;
	*out = *v;
	return 0;
}
