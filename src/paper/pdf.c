/*
 * Every object that can be reached from the trailer is visited once, without
 * recursion: a document may be a graph with loops, and as deep as it likes.
 */
#include "paper/pdf.h"

#include <stdlib.h>
#include <string.h>

#include <qpdf/qpdf-c.h>

#include "base/limits.h"
#include "base/str.h"

#define OBJECTS_MAX 8388608 /* numbers of objects, as PDF itself limits them */
#define HEAD        1024    /* where readers look for the header */

struct walk {
	qpdf_data q;    /* owned */
	qpdf_oh *stack; /* owned: what is still to be visited */
	size_t n, cap;
	unsigned char *seen; /* owned: a bit for each object number */
	size_t swelled;      /* bytes of all streams, unpacked */
	enum inspect_verdict verdict;
};

/* The first thing found is what the user is told. */
static void
found(struct walk *w, enum inspect_verdict v)
{
	if (w->verdict == INSPECT_OK)
		w->verdict = v;
}

/* One thing that qpdf had to say.  Memory that ran out is a file that swells. */
static enum inspect_verdict
judge_error(qpdf_data q, qpdf_error error)
{
	const char *text = qpdf_get_error_full_text(q, error);

	if (strstr(text, "bad_alloc") || strstr(text, "length_error"))
		return INSPECT_BOMB;
	switch (qpdf_get_error_code(q, error)) {
	case qpdf_e_success:
	case qpdf_e_object:
	case qpdf_e_linearization:
	case qpdf_e_json:
		return INSPECT_OK;
	case qpdf_e_password:
		return INSPECT_ENCRYPTED;
	case qpdf_e_unsupported:
		return strstr(text, "ncrypt") ? INSPECT_ENCRYPTED
					      : INSPECT_BROKEN;
	case qpdf_e_internal:
	case qpdf_e_system:
	case qpdf_e_damaged_pdf:
	case qpdf_e_pages:
		break;
	}
	return INSPECT_BROKEN;
}

/*
 * Everything since the last time: a file that swells also looks broken, as
 * what did not fit is missing.
 */
static void
take_errors(struct walk *w)
{
	enum inspect_verdict worst = INSPECT_OK, v;

	while (qpdf_has_error(w->q) || qpdf_more_warnings(w->q)) {
		v = judge_error(w->q, qpdf_has_error(w->q)
					  ? qpdf_get_error(w->q)
					  : qpdf_next_warning(w->q));
		if (worst == INSPECT_OK || v == INSPECT_BOMB)
			worst = v;
	}
	if (worst != INSPECT_OK)
		found(w, worst);
}

/* Whether the object is new; others need no second visit. */
static bool
is_new(struct walk *w, qpdf_oh oh)
{
	int id = qpdf_oh_get_object_id(w->q, oh);
	unsigned char bit = (unsigned char)(1u << (id & 7));

	if (id == 0)
		return true;
	if (id < 0 || id >= OBJECTS_MAX) {
		found(w, INSPECT_BROKEN);
		return false;
	}
	if (w->seen[id / 8] & bit)
		return false;
	w->seen[id / 8] |= bit;
	return true;
}

/* Takes oh: to be visited, or released. */
static void
push(struct walk *w, qpdf_oh oh)
{
	enum qpdf_object_type_e type = qpdf_oh_get_type_code(w->q, oh);
	qpdf_oh *stack;

	if ((type != ot_array && type != ot_dictionary && type != ot_stream) ||
	    !is_new(w, oh)) {
		qpdf_oh_release(w->q, oh);
		return;
	}
	if (w->n == w->cap) {
		w->cap = w->cap ? 2 * w->cap : 1024;
		stack = realloc(w->stack, w->cap * sizeof(*stack));
		if (!stack) {
			w->cap = w->n;
			found(w, INSPECT_BOMB);
			return;
		}
		w->stack = stack;
	}
	w->stack[w->n++] = oh;
}

static bool
has_name(struct walk *w, qpdf_oh dict, const char *key, const char *name)
{
	qpdf_oh v = qpdf_oh_get_key(w->q, dict, key);
	bool is = qpdf_oh_is_name_and_equals(w->q, v, name);

	qpdf_oh_release(w->q, v);
	return is;
}

static enum qpdf_object_type_e
type_of(struct walk *w, qpdf_oh dict, const char *key)
{
	qpdf_oh v = qpdf_oh_get_key(w->q, dict, key);
	enum qpdf_object_type_e type = qpdf_oh_get_type_code(w->q, v);

	qpdf_oh_release(w->q, v);
	return type;
}

/* A file specification whose file is inside; /EF may be a font's name too. */
static bool
has_file(struct walk *w, qpdf_oh dict)
{
	static const char *const keys[] = {
	    "/F", "/UF", "/DOS", "/Mac", "/Unix"};
	qpdf_oh ef = qpdf_oh_get_key(w->q, dict, "/EF");
	bool has = false;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		has = has || (qpdf_oh_is_dictionary(w->q, ef) &&
				 type_of(w, ef, keys[i]) == ot_stream);
	qpdf_oh_release(w->q, ef);
	return has;
}

static bool
has_script_link(struct walk *w, qpdf_oh dict)
{
	qpdf_oh v = qpdf_oh_get_key(w->q, dict, "/URI");
	const char *p = NULL;
	size_t n = 0;
	struct str s = {0};

	if (qpdf_oh_get_value_as_utf8(w->q, v, &p, &n))
		s = str_trim((struct str){p, n});
	if (s.n > 11)
		s.n = 11;
	qpdf_oh_release(w->q, v);
	return str_caseeq(s, STR("javascript:"));
}

/* A number of an image's dictionary; 0 if there is none. */
static long long
number(struct walk *w, qpdf_oh dict, const char *key)
{
	qpdf_oh v = qpdf_oh_get_key(w->q, dict, key);
	long long k = 0;

	(void)qpdf_oh_get_value_as_longlong(w->q, v, &k);
	qpdf_oh_release(w->q, v);
	return k;
}

static void
judge_image(struct walk *w, qpdf_oh dict)
{
	long long width = number(w, dict, "/Width");
	long long height = number(w, dict, "/Height");

	if (width > 0 && height > 0 &&
	    width > (long long)LIMIT_PDF_PIXELS / height)
		found(w, INSPECT_BOMB);
}

/* What one dictionary does, by the names that PDF gives to such things. */
static void
judge(struct walk *w, qpdf_oh dict)
{
	static const struct {
		const char *key, *name;
		enum inspect_verdict v;
	} bad[] = {
	    {"/S", "/JavaScript", INSPECT_JAVASCRIPT},
	    {"/S", "/Launch", INSPECT_LAUNCH},
	    {"/S", "/RichMediaExecute", INSPECT_EMBEDDED},
	    {"/S", "/Sound", INSPECT_EMBEDDED},
	    {"/S", "/Movie", INSPECT_EMBEDDED},
	    {"/Type", "/EmbeddedFile", INSPECT_EMBEDDED},
	    {"/Subtype", "/FileAttachment", INSPECT_EMBEDDED},
	    {"/Subtype", "/RichMedia", INSPECT_EMBEDDED},
	    {"/Subtype", "/Sound", INSPECT_EMBEDDED},
	    {"/Subtype", "/Movie", INSPECT_EMBEDDED},
	    {"/Subtype", "/3D", INSPECT_EMBEDDED},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (has_name(w, dict, bad[i].key, bad[i].name))
			found(w, bad[i].v);
	if (has_name(w, dict, "/S", "/Rendition") &&
	    type_of(w, dict, "/JS") != ot_null)
		found(w, INSPECT_JAVASCRIPT);
	if (has_script_link(w, dict))
		found(w, INSPECT_JAVASCRIPT);
	if (has_file(w, dict))
		found(w, INSPECT_EMBEDDED);
	if (has_name(w, dict, "/Subtype", "/Image"))
		judge_image(w, dict);
}

static void
visit_dict(struct walk *w, qpdf_oh dict)
{
	judge(w, dict);
	qpdf_oh_begin_dict_key_iter(w->q, dict);
	while (qpdf_oh_dict_more_keys(w->q)) {
		const char *key = qpdf_oh_dict_next_key(w->q);

		push(w, qpdf_oh_get_key(w->q, dict, key));
	}
}

static void
visit_array(struct walk *w, qpdf_oh array)
{
	int n = qpdf_oh_get_array_n_items(w->q, array);

	for (int i = 0; i < n; i++)
		push(w, qpdf_oh_get_array_item(w->q, array, i));
}

/* The filters of pictures: what they hold is not unpacked here. */
static bool
is_picture(struct walk *w, qpdf_oh filter)
{
	static const char *const names[] = {"/DCTDecode", "/DCT", "/JPXDecode",
	    "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (qpdf_oh_is_name_and_equals(w->q, filter, names[i]))
			return true;
	return false;
}

/* Take the last of n filters, with its parameters, out of a stream. */
static void
drop_filter(struct walk *w, qpdf_oh dict, int n)
{
	static const char *const keys[] = {"/Filter", "/DecodeParms"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		qpdf_oh v = qpdf_oh_get_key(w->q, dict, keys[i]);

		if (qpdf_oh_is_array(w->q, v) &&
		    qpdf_oh_get_array_n_items(w->q, v) == n)
			qpdf_oh_erase_item(w->q, v, n - 1);
		qpdf_oh_release(w->q, v);
	}
}

/*
 * Whether a stream is packed, so that it may swell.  Of [/FlateDecode
 * /DCTDecode] only the first can be unpacked here: the picture's own filter
 * is dropped, so that what is packed around it is measured too.
 */
static bool
is_packed(struct walk *w, qpdf_oh dict)
{
	qpdf_oh filter = qpdf_oh_get_key(w->q, dict, "/Filter"), last;
	bool packed = !qpdf_oh_is_null(w->q, filter);
	int n;

	if (qpdf_oh_is_array(w->q, filter)) {
		n = qpdf_oh_get_array_n_items(w->q, filter);
		packed = n > 0;
		if (packed) {
			last = qpdf_oh_get_array_item(w->q, filter, n - 1);
			if (is_picture(w, last)) {
				drop_filter(w, dict, n);
				packed = n > 1;
			}
			qpdf_oh_release(w->q, last);
		}
	} else if (packed) {
		packed = !is_picture(w, filter);
	}
	qpdf_oh_release(w->q, filter);
	return packed;
}

static void
visit_stream(struct walk *w, qpdf_oh stream)
{
	qpdf_oh dict = qpdf_oh_get_dict(w->q, stream);
	unsigned char *p = NULL;
	size_t n = 0;
	bool packed;

	visit_dict(w, dict);
	packed = is_packed(w, dict);
	qpdf_oh_release(w->q, dict);
	if (!packed || w->verdict != INSPECT_OK)
		return;
	(void)qpdf_oh_get_stream_data(
	    w->q, stream, qpdf_dl_specialized, NULL, &p, &n);
	free(p);
	if (n > LIMIT_SWELL || n > LIMIT_SWELLS - w->swelled)
		found(w, INSPECT_BOMB);
	else
		w->swelled += n;
}

static void
visit_all(struct walk *w)
{
	while (w->n > 0 && w->verdict == INSPECT_OK) {
		qpdf_oh oh = w->stack[--w->n];

		if (qpdf_oh_is_stream(w->q, oh))
			visit_stream(w, oh);
		else if (qpdf_oh_is_dictionary(w->q, oh))
			visit_dict(w, oh);
		else
			visit_array(w, oh);
		qpdf_oh_release(w->q, oh);
		take_errors(w);
	}
}

static void
judge_form(struct walk *w)
{
	qpdf_oh root = qpdf_get_root(w->q);
	qpdf_oh form = qpdf_oh_get_key_if_dict(w->q, root, "/AcroForm");

	if (qpdf_oh_is_dictionary(w->q, form) &&
	    type_of(w, form, "/XFA") != ot_null)
		found(w, INSPECT_XFA);
	qpdf_oh_release(w->q, form);
	qpdf_oh_release(w->q, root);
}

static int
walk(struct walk *w, const unsigned char *p, size_t n)
{
	int pages;

	qpdf_silence_errors(w->q);
	qpdf_set_suppress_warnings(w->q, QPDF_TRUE);
	qpdf_set_attempt_recovery(w->q, QPDF_FALSE);
	(void)qpdf_read_memory(w->q, "pdf", (const char *)p, n, NULL);
	take_errors(w);
	if (w->verdict != INSPECT_OK)
		return 0;
	if (qpdf_is_encrypted(w->q))
		found(w, INSPECT_ENCRYPTED);
	judge_form(w);
	push(w, qpdf_get_trailer(w->q));
	visit_all(w);
	if (w->verdict != INSPECT_OK)
		return 0;
	pages = qpdf_get_num_pages(w->q);
	take_errors(w);
	if (pages <= 0)
		found(w, INSPECT_NO_PAGES);
	return pages;
}

static bool
is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' ||
	       c == '\0';
}

/* Where the last s is; n if there is none. */
static size_t
find_last(const unsigned char *p, size_t n, const char *s)
{
	size_t len = strlen(s);

	for (size_t i = n; i-- > 0;)
		if (n - i >= len && memcmp(p + i, s, len) == 0)
			return i;
	return n;
}

/*
 * A linearized file has two ends, the first near its beginning; where only
 * that one is left, the rest is cut off.
 */
static bool
is_half(const unsigned char *p, size_t n, size_t eof)
{
	size_t head = n < HEAD ? n : HEAD;

	return find_last(p, head, "/Linearized") < head &&
	       find_last(p, eof, "%%EOF") == eof;
}

/* "startxref", a number and "%%EOF" are the end, but for white space. */
static enum inspect_verdict
judge_end(const unsigned char *p, size_t n)
{
	size_t eof = find_last(p, n, "%%EOF"), i;

	if (eof == n)
		return INSPECT_BROKEN;
	for (i = eof + 5; i < n && is_blank(p[i]); i++)
		;
	if (i < n)
		return is_half(p, n, eof) ? INSPECT_BROKEN : INSPECT_FOREIGN;
	for (i = eof; i > 0 && is_blank(p[i - 1]); i--)
		;
	while (i > 0 && p[i - 1] >= '0' && p[i - 1] <= '9')
		i--;
	while (i > 0 && is_blank(p[i - 1]))
		i--;
	return i >= 9 && memcmp(p + i - 9, "startxref", 9) == 0
		   ? INSPECT_OK
		   : INSPECT_BROKEN;
}

static enum inspect_verdict
judge_frame(const unsigned char *p, size_t n)
{
	size_t head = n < HEAD ? n : HEAD;

	if (n == 0)
		return INSPECT_EMPTY;
	if (n < 8 || memcmp(p, "%PDF-", 5) != 0)
		return find_last(p, head, "%PDF-") < head ? INSPECT_FOREIGN
							  : INSPECT_TYPE;
	return judge_end(p, n);
}

void
pdf_check(struct inspection *out, const unsigned char *p, size_t n)
{
	struct walk w = {.verdict = judge_frame(p, n)};

	*out = (struct inspection){0};
	if (w.verdict != INSPECT_OK)
		goto out;
	w.seen = calloc(OBJECTS_MAX / 8, 1);
	w.q = qpdf_init();
	if (!w.seen || !w.q) {
		w.verdict = INSPECT_BOMB;
		goto out;
	}
	out->pages = walk(&w, p, n);
	take_errors(&w);
out:
	out->verdict = w.verdict;
	if (w.verdict != INSPECT_OK)
		out->pages = 0;
	if (w.q)
		qpdf_cleanup(&w.q);
	free(w.seen);
	free(w.stack);
}
