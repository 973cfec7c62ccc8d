#include "vault/pdfsig.h"

#include <qpdf/qpdf-c.h>
#include <string.h>

#include "domain/date.h"
#include "vault/pdfsig_part.h"

#define FIELDS_DEEP 6   /* fields within fields */
#define FIELDS_MAX  500 /* looked at in one document */

struct reading {
	qpdf_data q;
	struct arena *a;
	struct str pdf;
	const struct certificate_trust *trust;
	int64_t now;
	size_t fields;
	struct pdf_signatures *out;
};

qpdf_data
pdfsig_open(struct str pdf)
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

const char *
pdf_text(struct arena *a, const char *z)
{
	size_t n = z ? strlen(z) : 0;
	char *s;

	if (n > PDF_SIGNATURE_TEXT) {
		n = PDF_SIGNATURE_TEXT;
		while (n > 0 && ((unsigned char)z[n] & 0xc0) == 0x80)
			n--;
	}
	if (n == 0 || !str_utf8((struct str){z, n}))
		return "";
	s = arena_copy(a, z, n);
	for (char *p = s; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = ' ';
	return s;
}

/* --- one signature ------------------------------------------------------- */

static const char *
text_of(struct reading *r, qpdf_oh dict, const char *key)
{
	qpdf_oh v = qpdf_oh_get_key(r->q, dict, key);

	return qpdf_oh_is_string(r->q, v)
		   ? pdf_text(r->a, qpdf_oh_get_utf8_value(r->q, v))
		   : "";
}

/* Two digits, at most max; *s moves behind them.  -1: they are none. */
static int
two(const char **s, unsigned max)
{
	uint64_t v;

	if (strlen(*s) < 2 || str_u64((struct str){*s, 2}, max, &v) < 0)
		return -1;
	*s += 2;
	return (int)v;
}

/* "Z", "+07'00'", "-05'30", or nothing, which is taken for UTC: minutes. */
static int
offset_of(const char *s)
{
	int sign = *s == '-' ? -1 : 1, h, m = 0;

	if (*s != '+' && *s != '-')
		return 0;
	s++;
	h = two(&s, 14);
	if (h < 0)
		return 0;
	if (*s == '\'')
		s++;
	if (*s && (m = two(&s, 59)) < 0)
		m = 0;
	return sign * (h * 60 + m);
}

/* "D:20261121093000+07'00'" in ms; 0: it is none. */
static int64_t
time_of(const char *s)
{
	struct civil c = {0};
	int v[7];

	if (strncmp(s, "D:", 2) != 0)
		return 0;
	s += 2;
	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		v[i] = two(&s, 99);
		if (v[i] < 0)
			return 0;
	}
	c.year = v[0] * 100 + v[1];
	c.month = (unsigned)v[2];
	c.day = (unsigned)v[3];
	c.hour = (unsigned)v[4];
	c.minute = (unsigned)v[5];
	c.second = (unsigned)v[6];
	if (!date_exists(c.year, c.month, c.day) || c.hour > 23 ||
	    c.minute > 59 || c.second > 59)
		return 0;
	return civil_ms(c, (struct zone){"", offset_of(s)});
}

/* [0 a b c]: everything but what lies between a and b, where the file's own
 * "<" and ">" stand. */
static bool
read_ranges(struct reading *r, qpdf_oh sig, struct pdf_ranges *out)
{
	qpdf_oh v = qpdf_oh_get_key(r->q, sig, "/ByteRange");
	size_t n[4], size = r->pdf.n;

	if (!qpdf_oh_is_array(r->q, v) ||
	    qpdf_oh_get_array_n_items(r->q, v) != 4)
		return false;
	for (int i = 0; i < 4; i++) {
		qpdf_oh k = qpdf_oh_get_array_item(r->q, v, i);
		long long value = -1;

		if (!qpdf_oh_get_value_as_longlong(r->q, k, &value) ||
		    value < 0 || (unsigned long long)value > size)
			return false;
		n[i] = (size_t)value;
	}
	if (n[0] != 0 || n[2] < n[1] + 2 || n[3] > size - n[2] ||
	    r->pdf.p[n[1]] != '<' || r->pdf.p[n[2] - 1] != '>')
		return false;
	*out = (struct pdf_ranges){n[1], n[2], n[3]};
	return true;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/*
 * Whether the hole holds the signature that the dictionary says, and nothing
 * else: elsewhere a reader could be shown another signature than what is left
 * out, or more be left out than one.
 */
static bool
is_in_hole(struct str file, const struct pdf_ranges *r, struct str der)
{
	const char *p = file.p + r->first_n + 1;
	size_t n = r->second - r->first_n - 2;

	if (n != 2 * der.n)
		return false;
	for (size_t i = 0; i < der.n; i++) {
		int high = hex_value(p[2 * i]), low = hex_value(p[2 * i + 1]);

		if (high < 0 || low < 0 ||
		    (unsigned char)der.p[i] != (unsigned)(high << 4 | low))
			return false;
	}
	return true;
}

/* What the certificate says, and what speaks against it at that time. */
static void
judge_signer(
    struct reading *r, const struct pdf_cms *c, struct pdf_signature *s)
{
	struct err ignored = {0};
	struct certificate *x = ARENA_NEW(r->a, struct certificate);
	int64_t at = s->at > 0 ? s->at : r->now;

	if (c->chain_n == 0 ||
	    certificate_parse(x, r->a, c->chain[0].p, c->chain[0].n, &ignored) <
		0 ||
	    certificate_check(
		&s->found, c->chain, c->chain_n, r->trust, at, &ignored) < 0) {
		s->found = CERT_UNTRUSTED;
		return;
	}
	if (c->weak)
		s->found |= CERT_WEAK;
	s->certificate = c->chain[0];
	s->name = pdf_text(r->a, x->subject);
	s->organisation = pdf_text(r->a, x->organisation);
	s->issuer = pdf_text(r->a, x->issuer);
	s->trusted = s->intact && !s->early &&
		     (s->found & (CERT_STOPS | CERT_NO_TRUST)) == 0;
}

static bool
has_format(struct reading *r, qpdf_oh sig, const char *name)
{
	return qpdf_oh_is_name_and_equals(
	    r->q, qpdf_oh_get_key(r->q, sig, "/SubFilter"), name);
}

/*
 * The time that the file says of a signature is signed as well as the one in
 * it, unless something was added behind.
 */
static int64_t
choose_time(const struct pdf_signature *s, int64_t said, int64_t inner)
{
	int64_t at = s->whole ? said : inner;

	if (at <= 0)
		at = s->whole ? inner : said;
	return at > 0 ? at : 0;
}

static void
judge(struct reading *r, qpdf_oh field, qpdf_oh sig, struct pdf_signature *s)
{
	qpdf_oh contents = qpdf_oh_get_key(r->q, sig, "/Contents");
	int64_t said = time_of(text_of(r, sig, "/M"));
	struct pdf_cms *c = ARENA_NEW(r->a, struct pdf_cms);
	struct pdf_ranges ranges;

	*s = (struct pdf_signature){
	    .field = text_of(r, field, "/T"),
	    .reason = text_of(r, sig, "/Reason"),
	    .location = text_of(r, sig, "/Location"),
	    .name = "",
	    .organisation = "",
	    .issuer = "",
	    .at = said > 0 ? said : 0,
	    .found = CERT_UNTRUSTED,
	};
	c->cades = has_format(r, sig, "/ETSI.CAdES.detached");
	if (!c->cades && !has_format(r, sig, "/adbe.pkcs7.detached"))
		return;
	if (!qpdf_oh_is_string(r->q, contents) || !read_ranges(r, sig, &ranges))
		return;
	c->der.p = qpdf_oh_get_binary_string_value(r->q, contents, &c->der.n);
	if (!is_in_hole(r->pdf, &ranges, c->der))
		return;
	s->readable = true;
	s->whole = ranges.second + ranges.second_n == r->pdf.n;
	s->intact = pdf_cms_fits(r->a, r->pdf, &ranges, c);
	s->at = choose_time(s, said, c->at);
	s->early = s->at > r->now + PDF_CLOCK;
	judge_signer(r, c, s);
}

/* --- all of a document --------------------------------------------------- */

static void
visit(struct reading *r, qpdf_oh list, bool inherited, int depth)
{
	int n = qpdf_oh_is_array(r->q, list)
		    ? qpdf_oh_get_array_n_items(r->q, list)
		    : 0;

	for (int i = 0; i < n; i++) {
		qpdf_oh field = qpdf_oh_get_array_item(r->q, list, i), v;
		bool signature = inherited;

		if (++r->fields > FIELDS_MAX || depth > FIELDS_DEEP) {
			r->out->more = true;
			return;
		}
		if (!qpdf_oh_is_dictionary(r->q, field))
			continue;
		if (qpdf_oh_has_key(r->q, field, "/FT"))
			signature = qpdf_oh_is_name_and_equals(
			    r->q, qpdf_oh_get_key(r->q, field, "/FT"), "/Sig");
		v = qpdf_oh_get_key(r->q, field, "/V");
		if (!signature || !qpdf_oh_is_dictionary(r->q, v))
			visit(r, qpdf_oh_get_key(r->q, field, "/Kids"),
			    signature, depth + 1);
		else if (r->out->n < PDF_SIGNATURES)
			judge(r, field, v, &r->out->v[r->out->n++]);
		else
			r->out->more = true;
	}
}

static int
unreadable(struct err *e, const char *what)
{
	return err_set(
	    e, ERR_INPUT, "Berkas PDF tidak dapat dibaca.", "%s", what);
}

int
pdfsig_check(struct arena *a, struct str pdf,
    const struct certificate_trust *trust, int64_t now,
    struct pdf_signatures *out, struct err *e)
{
	struct reading r = {.q = pdfsig_open(pdf),
	    .a = a,
	    .pdf = pdf,
	    .trust = trust,
	    .now = now,
	    .out = out};
	qpdf_oh form;

	bool bad;

	out->n = 0;
	out->more = false;
	if (!r.q)
		return unreadable(e, "qpdf_read");
	form = qpdf_oh_get_key(r.q, qpdf_get_root(r.q), "/AcroForm");
	if (qpdf_oh_is_dictionary(r.q, form))
		visit(&r, qpdf_oh_get_key(r.q, form, "/Fields"), false, 0);
	/* What is taken is not told on stderr. */
	bad = qpdf_has_error(r.q);
	if (bad)
		(void)qpdf_get_error(r.q);
	qpdf_cleanup(&r.q);
	return bad ? unreadable(e, "damaged") : 0;
}

enum pdf_verdict
pdfsig_verdict(const struct pdf_signatures *s)
{
	bool covered = false, untrusted = s->more, undecided = false;

	if (s->n == 0)
		return PDF_UNSIGNED;
	for (size_t i = 0; i < s->n; i++) {
		const struct pdf_signature *v = &s->v[i];

		if (!v->intact)
			return PDF_BROKEN;
		covered = covered || v->whole;
		if (v->early || (v->found & CERT_STOPS))
			untrusted = true;
		if (v->found & CERT_NO_TRUST)
			undecided = true;
	}
	if (!covered)
		return PDF_EXTENDED;
	if (untrusted)
		return PDF_UNTRUSTED;
	return undecided ? PDF_UNDECIDED : PDF_GOOD;
}
