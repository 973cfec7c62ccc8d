/*
 * typeset.c - the blocks of a letter's text, one after the other.
 */
#include "paper/typeset.h"

#include <string.h>

#include "base/limits.h"
#include "paper/typeset_part.h"

#define LINES_MAX ((size_t)4000) /* of one block */

/* --- the page as it fills ----------------------------------------------- */

void
setting_page(struct setting *t)
{
	sheet_page(t->s);
	t->page++;
	t->y = MARGIN_TOP;
	if (t->page > 1)
		sheet_put_all(t->s,
		    setting_text(t, arena_printf(t->a, "%d", t->page), t->w,
			SMALL, SHEET_CENTER, false),
		    t->x, MARGIN_TOP - 24);
}

void
setting_need(struct setting *t, double height)
{
	if (t->y + height > t->bottom && t->y > MARGIN_TOP + 1)
		setting_page(t);
}

struct sheet_text *
setting_text(const struct setting *t, const char *text, double w, double size,
    enum sheet_align align, bool bold)
{
	const struct sheet_style style = {
	    .size = size, .align = align, .bold = bold};

	return sheet_set(t->s, &style, text, w);
}

void
setting_flow(struct setting *t, struct sheet_text *text, double x)
{
	size_t from = 0, all = sheet_lines(text);

	while (from < all) {
		double used;
		size_t n = sheet_fit(text, from, t->bottom - t->y, &used);

		/* No line alone, neither here nor there. */
		if (n > 0 && from + n + 1 == all && n > 1)
			n--;
		if (n == 1 && from == 0 && all > 1)
			n = 0;
		if (n == 0 && t->y > MARGIN_TOP + 1) {
			setting_page(t);
			continue;
		}
		if (n == 0)
			n = 1;
		(void)sheet_fit(text, from, t->bottom - t->y, &used);
		sheet_put(t->s, text, x, t->y, from, n);
		from += n;
		t->y += from < all ? t->bottom : used;
	}
}

/* --- blocks of few words ------------------------------------------------ */

static void
put_paragraph(struct setting *t, const struct lines *l, bool indent)
{
	const char *all = "";
	const struct sheet_style style = {.size = SIZE,
	    .align = SHEET_JUSTIFY,
	    .indent = indent ? INDENT : 0};

	for (size_t i = 0; i < l->n; i++)
		all = arena_printf(
		    t->a, "%s%s%s", all, i > 0 ? " " : "", l->v[i]);
	setting_flow(t, sheet_set(t->s, &style, all, t->w), t->x);
	t->y += GAP;
}

static void
put_title(struct setting *t, const char *text)
{
	struct sheet_text *s =
	    setting_text(t, text, t->w, SIZE + 1, SHEET_CENTER, true);

	setting_need(t, sheet_height(s) + 4 * SIZE);
	sheet_mark(t->s, text);
	sheet_put_all(t->s, s, t->x, t->y);
	t->y += sheet_height(s) + GAP;
}

static void
put_line(struct setting *t, const char *text, bool right)
{
	double x = right ? t->x + t->w / 2 : t->x;
	struct sheet_text *s = setting_text(t, text, right ? t->w / 2 : t->w,
	    SIZE, right ? SHEET_LEFT : SHEET_CENTER, false);

	setting_need(t, sheet_height(s));
	sheet_put_all(t->s, s, x, t->y);
	t->y += sheet_height(s);
}

/* --- the text ----------------------------------------------------------- */

enum block {
	BLOCK_PARAGRAPH,
	BLOCK_HEAD,
	BLOCK_TITLE,
	BLOCK_CENTER,
	BLOCK_RIGHT,
	BLOCK_FLUSH,
	BLOCK_DETAILS,
	BLOCK_LIST,
	BLOCK_TABLE,
	BLOCK_BOXES,
	BLOCK_SIGNATURE,
	BLOCK_SIGNATURES,
	BLOCK_SPACE,
	BLOCK_PAGE
};

static const struct word {
	const char *name;
	enum block block;
	bool lines; /* it has lines */
} words[] = {
    {"@kop", BLOCK_HEAD, false},
    {"@judul", BLOCK_TITLE, false},
    {"@tengah", BLOCK_CENTER, false},
    {"@kanan", BLOCK_RIGHT, false},
    {"@rata", BLOCK_FLUSH, true},
    {"@rincian", BLOCK_DETAILS, true},
    {"@butir", BLOCK_LIST, true},
    {"@tabel", BLOCK_TABLE, true},
    {"@pilihan", BLOCK_BOXES, true},
    {"@ttd", BLOCK_SIGNATURE, true},
    {"@ttd_dua", BLOCK_SIGNATURES, true},
    {"@jarak", BLOCK_SPACE, false},
    {"@halaman", BLOCK_PAGE, false},
};

static const struct word *
find_word(struct str name)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eqz(name, words[i].name))
			return &words[i];
	return NULL;
}

static int
put_block(struct setting *t, enum block b, const char *rest,
    const struct lines *l, struct err *e)
{
	switch (b) {
	case BLOCK_PARAGRAPH:
	case BLOCK_FLUSH:
		put_paragraph(t, l, b == BLOCK_PARAGRAPH);
		break;
	case BLOCK_HEAD:
		setting_head(t);
		break;
	case BLOCK_TITLE:
		put_title(t, rest);
		break;
	case BLOCK_CENTER:
	case BLOCK_RIGHT:
		put_line(t, rest, b == BLOCK_RIGHT);
		break;
	case BLOCK_DETAILS:
		setting_details(t, l);
		break;
	case BLOCK_LIST:
		setting_list(t, l);
		break;
	case BLOCK_TABLE:
		return setting_table(t, rest, l, e);
	case BLOCK_BOXES:
		setting_boxes(t, l);
		break;
	case BLOCK_SIGNATURE:
	case BLOCK_SIGNATURES:
		setting_signatures(t, l, b == BLOCK_SIGNATURES);
		break;
	case BLOCK_SPACE:
		t->y += SIZE;
		break;
	case BLOCK_PAGE:
		setting_page(t);
		break;
	}
	return 0;
}

/* The lines up to a blank one, or the end. */
static int
take_lines(struct setting *t, struct str *text, struct lines *l, struct err *e)
{
	size_t cap = 0;

	while (text->n > 0) {
		struct str rest = *text, line = str_trim(str_cut(&rest, '\n'));

		t->line++;
		*text = rest;
		if (line.n == 0)
			return 0;
		if (l->n == LINES_MAX)
			return err_set(e, ERR_LIMIT, "Naskah terlalu panjang.",
			    "typeset: line %zu", t->line);
		ARENA_GROW(t->a, l->v, l->n, cap);
		l->v[l->n++] = str_z(t->a, line);
	}
	return 0;
}

static int
put_next(struct setting *t, struct str *text, struct err *e)
{
	struct str rest = *text, line = str_trim(str_cut(&rest, '\n'));
	struct str name = str_cut(&(struct str){line.p, line.n}, ' ');
	const struct word *w;
	struct lines l = {NULL, 0};
	const char *after;

	if (line.n == 0) {
		*text = rest;
		t->line++;
		return 0;
	}
	if (*line.p != '@') {
		if (take_lines(t, text, &l, e) < 0)
			return -1;
		return put_block(t, BLOCK_PARAGRAPH, "", &l, e);
	}
	w = find_word(name);
	t->line++;
	*text = rest;
	if (!w)
		return err_set(e, ERR_INPUT,
		    "Naskah memuat perintah yang tidak dikenal.",
		    "typeset: line %zu", t->line);
	after = str_z(
	    t->a, str_trim((struct str){line.p + name.n, line.n - name.n}));
	if (w->lines && take_lines(t, text, &l, e) < 0)
		return -1;
	return put_block(t, w->block, after, &l, e);
}

int
typeset(struct sb *out, const struct typeset_job *job, struct str text,
    struct err *e)
{
	struct arena a;
	struct setting t = {.job = job,
	    .a = &a,
	    .x = MARGIN_X,
	    .w = job->conf.w - 2 * MARGIN_X,
	    .bottom = job->conf.h - FOOT - 10};
	struct err ignored = {0};
	int rc;

	if (sheet_open(&t.s, out, &job->conf, e) < 0)
		return -1;
	arena_init(&a, LIMIT_REQUEST_ARENA);
	setting_page(&t);
	rc = setting_foot(&t, e);
	while (rc == 0 && text.n > 0)
		rc = put_next(&t, &text, e);
	arena_clear(&a);
	if (sheet_close(t.s, rc == 0 ? e : &ignored) < 0)
		rc = -1;
	return rc;
}

const char *
typeset_value(struct arena *a, const char *s)
{
	struct sb b;
	const char *out;

	sb_init(&b, LIMIT_FORM_TEXT * 3);
	if (*s == '@')
		sb_puts(&b, "\u2060"); /* a joiner of no width */
	for (; *s; s++) {
		if (*s == '\n')
			sb_puts(&b, "\u2028"); /* a line's end, no block's */
		else if (*s == '|')
			sb_puts(&b, "\u00a6");
		else if (*s != '\r')
			sb_putc(&b, *s);
	}
	out = str_z(a, sb_get(&b));
	sb_clear(&b);
	return out;
}
