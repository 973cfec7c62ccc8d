/*
 * typeset.c - the blocks of a letter's text, one after the other.
 */
#include "paper/typeset.h"

#include <string.h>

#include "base/limits.h"
#include "paper/typeset_part.h"

#define LINES_MAX ((size_t)4000) /* of one block */
#define PAGES_MAX 200
#define SCRATCH   (32 * MIB)

/* --- the page as it fills ----------------------------------------------- */

void
setting_page(struct setting *t)
{
	sheet_page(t->s);
	t->page++;
	t->y = MARGIN_TOP;
	if (t->page > PAGES_MAX)
		t->failed = true;
	if (t->page > 1)
		sheet_put_all(t->s,
		    setting_text(t, arena_printf(t->a, "%d", t->page), t->w,
			SMALL, SHEET_CENTER, false),
		    t->x, MARGIN_TOP - 24);
	setting_foot(t);
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

struct sheet_text *
setting_body(const struct setting *t, const char *text, double w)
{
	const struct sheet_style style = {.size = SIZE, .spacing = SPACING};

	return sheet_set(t->s, &style, text, w);
}

/* How many lines from one on stand on this page; 0: none, take the next. */
static size_t
lines_here(const struct setting *t, const struct sheet_text *text, size_t from)
{
	size_t all = sheet_lines(text), left = all - from;
	bool top = t->y < MARGIN_TOP + 1;
	double used;
	size_t n = sheet_fit(text, from, t->bottom - t->y, &used);

	/* What is kept with the end needs its room, or two lines with it. */
	if (n == left && t->keep > 0 && !top &&
	    t->y + used + t->keep > t->bottom)
		n = left > 3 ? left - 2 : 0;
	/* No line alone, neither there nor here. */
	if (n > 1 && n + 1 == left)
		n--;
	if (n == 1 && from == 0 && left > 1)
		n = 0;
	return n == 0 && top ? 1 : n;
}

void
setting_flow(struct setting *t, struct sheet_text *text, double x)
{
	size_t from = 0, all = sheet_lines(text);

	while (from < all && !t->failed) {
		size_t n = lines_here(t, text, from);

		if (n > 0) {
			sheet_put(t->s, text, x, t->y, from, n);
			t->y += sheet_part(text, from, n);
			from += n;
		}
		if (from < all)
			setting_page(t);
	}
}

/* --- blocks of few words ------------------------------------------------ */

static void
put_paragraph(
    struct setting *t, const struct lines *l, double size, double indent)
{
	const struct sheet_style style = {.size = size,
	    .align = SHEET_JUSTIFY,
	    .indent = indent,
	    .spacing = SPACING};
	struct sb all;

	sb_init(&all, LIMIT_MISSIVE_TEXT);
	for (size_t i = 0; i < l->n; i++) {
		if (i > 0)
			sb_putc(&all, ' ');
		sb_puts(&all, l->v[i]);
	}
	setting_flow(t, sheet_set(t->s, &style, sb_get(&all).p, t->w), t->x);
	sb_clear(&all);
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
	double x = right ? t->x + t->w / 2 + 10 : t->x;
	struct sheet_text *s =
	    setting_text(t, text, right ? t->w / 2 - 10 : t->w, SIZE,
		right ? SHEET_LEFT : SHEET_CENTER, false);

	setting_need(t, sheet_height(s));
	sheet_put_all(t->s, s, x, t->y);
	t->y += sheet_height(s) + (right ? GAP : 0);
}

/* --- the text ----------------------------------------------------------- */

enum block {
	BLOCK_PARAGRAPH,
	BLOCK_HEAD,
	BLOCK_LETTER,
	BLOCK_ADDRESSEE,
	BLOCK_TITLE,
	BLOCK_CENTER,
	BLOCK_RIGHT,
	BLOCK_FLUSH,
	BLOCK_NOTE,
	BLOCK_DETAILS,
	BLOCK_LIST,
	BLOCK_TABLE,
	BLOCK_GRID,
	BLOCK_BOXES,
	BLOCK_SIGNATURE,
	BLOCK_SIGNATURES,
	BLOCK_COPIES,
	BLOCK_ATTACHMENT,
	BLOCK_SPACE,
	BLOCK_PAGE
};

static const struct word {
	const char *name;
	enum block block;
	bool lines; /* it has lines */
} words[] = {
    {"@kop", BLOCK_HEAD, false},
    {"@surat", BLOCK_LETTER, true},
    {"@yth", BLOCK_ADDRESSEE, true},
    {"@judul", BLOCK_TITLE, false},
    {"@tengah", BLOCK_CENTER, false},
    {"@kanan", BLOCK_RIGHT, false},
    {"@rata", BLOCK_FLUSH, true},
    {"@kecil", BLOCK_NOTE, true},
    {"@rincian", BLOCK_DETAILS, true},
    {"@butir", BLOCK_LIST, true},
    {"@tabel", BLOCK_TABLE, true},
    {"@kisi", BLOCK_GRID, true},
    {"@pilihan", BLOCK_BOXES, true},
    {"@ttd", BLOCK_SIGNATURE, true},
    {"@ttd_dua", BLOCK_SIGNATURES, true},
    {"@tembusan", BLOCK_COPIES, true},
    {"@lampiran", BLOCK_ATTACHMENT, true},
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

/* Blocks of lines that cannot fail; those that can are put_block()'s. */
static void
put_lines(
    struct setting *t, enum block b, const char *rest, const struct lines *l)
{
	if (b == BLOCK_PARAGRAPH || b == BLOCK_FLUSH)
		put_paragraph(t, l, SIZE, b == BLOCK_PARAGRAPH ? INDENT : 0);
	else if (b == BLOCK_NOTE)
		put_paragraph(t, l, SMALL - 1, 0);
	else if (b == BLOCK_LETTER)
		setting_letter(t, rest, l);
	else if (b == BLOCK_ADDRESSEE)
		setting_addressee(t, l);
	else if (b == BLOCK_DETAILS)
		setting_details(t, l);
	else if (b == BLOCK_LIST)
		setting_list(t, l);
	else if (b == BLOCK_BOXES)
		setting_boxes(t, l);
	else if (b == BLOCK_COPIES)
		setting_copies(t, l);
	else if (b == BLOCK_ATTACHMENT)
		setting_attachment(t, rest, l);
	else
		setting_signatures(t, l, b == BLOCK_SIGNATURES);
}

static int
put_block(struct setting *t, const struct word *w, const char *rest,
    const struct lines *l, struct err *e)
{
	enum block b = w ? w->block : BLOCK_PARAGRAPH;

	if (w && w->lines && l->n == 0 && b != BLOCK_ATTACHMENT)
		return 0;
	if (b == BLOCK_TABLE || b == BLOCK_GRID)
		return setting_table(t, rest, l, b == BLOCK_TABLE, e);
	if (b == BLOCK_HEAD)
		setting_head(t);
	else if (b == BLOCK_TITLE)
		put_title(t, rest);
	else if (b == BLOCK_CENTER || b == BLOCK_RIGHT)
		put_line(t, rest, b == BLOCK_RIGHT);
	else if (b == BLOCK_SPACE)
		t->y += SIZE;
	else if (b == BLOCK_PAGE)
		setting_page(t);
	else
		put_lines(t, b, rest, l);
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

/* The word that a line begins with, and in *rest what follows it. */
static struct str
first_word(struct str line, struct str *rest)
{
	struct str left = line, name = str_cut(&left, ' ');

	*rest = left.p ? str_trim(left) : (struct str){"", 0};
	return name;
}

/* Of the next block, if it is signatures or copies; *text is behind it. */
static double
peek(struct setting *t, struct str *text)
{
	struct lines l = {NULL, 0};
	struct err ignored = {0};
	struct str line, rest;
	const struct word *w;

	do
		line = str_trim(str_cut(text, '\n'));
	while (line.n == 0 && text->n > 0);
	w = find_word(first_word(line, &rest));
	if (!w || (w->block != BLOCK_SIGNATURE &&
		      w->block != BLOCK_SIGNATURES && w->block != BLOCK_COPIES))
		return 0;
	if (take_lines(t, text, &l, &ignored) < 0 || l.n == 0)
		return 0;
	if (w->block == BLOCK_COPIES)
		return setting_copies_height(&l);
	return setting_signatures_height(t, &l, w->block == BLOCK_SIGNATURES);
}

/* What text stays with: signatures, and the copies below them. */
static double
look_ahead(struct setting *t, struct str text)
{
	size_t at = t->line;
	double high = peek(t, &text);

	if (high > 0 && text.n > 0)
		high += peek(t, &text);
	t->line = at;
	return high;
}

static int
put_next(struct setting *t, struct str *text, struct err *e)
{
	struct str after = *text, line = str_trim(str_cut(&after, '\n')), rest;
	const struct word *w = NULL;
	struct lines l = {NULL, 0};

	if (line.n == 0) {
		*text = after;
		t->line++;
		return 0;
	}
	if (*line.p == '@') {
		w = find_word(first_word(line, &rest));
		*text = after;
		t->line++;
		if (!w)
			return err_set(e, ERR_INPUT,
			    "Naskah memuat perintah yang tidak dikenal.",
			    "typeset: line %zu: unknown word", t->line);
	} else {
		rest = (struct str){"", 0};
	}
	if ((!w || w->lines) && take_lines(t, text, &l, e) < 0)
		return -1;
	t->keep = look_ahead(t, *text);
	return put_block(t, w, str_z(t->a, rest), &l, e);
}

/* Before anything is drawn. */
static int
check_text(struct str text, struct err *e)
{
	if (text.n > LIMIT_MISSIVE_TEXT)
		return err_set(e, ERR_LIMIT, "Naskah terlalu panjang.",
		    "typeset: %zu bytes", text.n);
	if (!str_utf8(text))
		return err_set(e, ERR_INPUT,
		    "Naskah memuat karakter yang tidak dikenal.",
		    "typeset: not UTF-8");
	return 0;
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
	int rc = 0;

	if (check_text(text, e) < 0 || sheet_open(&t.s, out, &job->conf, e) < 0)
		return -1;
	arena_init(&a, SCRATCH);
	setting_page(&t);
	while (rc == 0 && text.n > 0 && !t.failed)
		rc = put_next(&t, &text, e);
	if (rc == 0 && t.failed)
		rc = err_set(e, ERR_LIMIT, "Naskah terlalu panjang.",
		    "typeset: page %d or its code", t.page);
	arena_clear(&a);
	if (sheet_close(t.s, rc == 0 ? e : &ignored) < 0)
		rc = -1;
	return rc;
}

/* What would mean something at the beginning of a line or of a cell. */
static bool
is_first(char c)
{
	return c == '@' || c == '[' || c == '#' || c == '*' || c == '-';
}

const char *
typeset_value(struct arena *a, const char *s)
{
	struct sb b;
	const char *out;

	sb_init(&b, strlen(s) * 3 + 8);
	if (is_first(*s))
		sb_puts(&b, "\u2060"); /* a joiner of no width */
	for (; *s; s++) {
		if (*s == '\n')
			sb_puts(&b, "\u2028"); /* a line's end, no block's */
		else if (*s == '|')
			sb_puts(&b, "\u00a6");
		else if (strncmp(s, "\u00b6", 2) == 0)
			sb_putc(&b, ' '), s++;
		else if (*s == '\t')
			sb_putc(&b, ' ');
		else if ((unsigned char)*s >= ' ' && *s != 0x7f)
			sb_putc(&b, *s);
	}
	out = str_z(a, sb_get(&b));
	sb_clear(&b);
	return out;
}
