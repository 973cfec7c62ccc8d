/*
 * typeset_form.c - what makes a text an official letter: letterhead, number
 * and date, addressee, signatures, foot.
 */
#include <string.h>

#include "paper/typeset_part.h"

#define LOGO       58.0 /* its width; it may be higher */
#define LOGO_H     70.0
#define CODE       48.0 /* of the code at the foot */
#define SIGN_H     56.0 /* the room for a signature */
#define MARK_H     56.0 /* of an electronic one's box, at least */
#define MARK_PAD   4.0
#define MARK_CODE  48.0
#define MARK_LINES 8    /* in it, at most */
#define LABEL_W    62.0 /* of Nomor, Sifat, Lampiran, Hal */
#define COLON_W    10.0
#define DATE_W     178.0

/* --- the head ----------------------------------------------------------- */

static double
head_size(size_t line)
{
	return line == 0 ? 13 : line == 1 ? 15 : 9.5;
}

void
setting_head(struct setting *t)
{
	const struct typeset_head *h = t->job->head;
	double x = t->x, w = t->w, y = t->y;
	bool logo = h && h->logo.n > 0;

	if (!h)
		return;
	if (logo) {
		sheet_picture(t->s, h->logo, t->x, t->y, LOGO, LOGO_H);
		x += LOGO + 8;
		w -= 2 * (LOGO + 8);
	}
	for (size_t i = 0; i < TYPESET_HEAD && h->lines[i]; i++) {
		struct sheet_text *s = setting_text(
		    t, h->lines[i], w, head_size(i), SHEET_CENTER, i < 2);

		sheet_put_all(t->s, s, x, y);
		y += sheet_height(s);
	}
	if (logo && y < t->y + LOGO_H)
		y = t->y + LOGO_H;
	y += 5;
	sheet_line(t->s, t->x, y, t->x + t->w, y, 2);
	sheet_line(t->s, t->x, y + 2.6, t->x + t->w, y + 2.6, 0.7);
	t->y = y + 16;
}

/* --- number, date and addressee ----------------------------------------- */

/* "label : value" in a column; one without a value is left out. */
static void
put_labels(
    struct setting *t, const struct lines *l, double x, double w, double first)
{
	for (size_t i = 0; i < l->n; i++) {
		const char *cells[CELLS];
		struct sheet_text *s;
		double room = w - LABEL_W - COLON_W;

		setting_cells(t, l->v[i], cells);
		if (!*cells[1])
			continue;
		s = setting_text(
		    t, cells[1], room - first, SIZE, SHEET_LEFT, false);
		setting_need(t, sheet_height(s));
		sheet_put_all(t->s,
		    setting_text(t, cells[0], LABEL_W, SIZE, SHEET_LEFT, false),
		    x, t->y);
		sheet_put_all(t->s,
		    setting_text(t, ":", COLON_W, SIZE, SHEET_LEFT, false),
		    x + LABEL_W, t->y);
		sheet_put_all(t->s, s, x + LABEL_W + COLON_W, t->y);
		t->y += sheet_height(s);
	}
}

void
setting_letter(struct setting *t, const char *date, const struct lines *l)
{
	struct sheet_text *d =
	    setting_text(t, date, DATE_W, SIZE, SHEET_RIGHT, false);
	double bottom = t->y + sheet_height(d);

	sheet_mark(t->s, t->job->conf.title);
	if (*date)
		sheet_put_all(t->s, d, t->x + t->w - DATE_W, t->y);
	put_labels(t, l, t->x, t->w, *date ? DATE_W + 6 : 0);
	if (*date && t->y < bottom)
		t->y = bottom;
	t->y += SIZE;
}

/* What follows "Yth. " stands below its first word. */
void
setting_addressee(struct setting *t, const struct lines *l)
{
	static const char yth[] = "Yth.";
	double hang = 0, w = t->w * 0.62;

	for (size_t i = 0; i < l->n; i++) {
		const char *text = l->v[i];
		struct sheet_text *s;

		if (i == 0 && strncmp(text, yth, sizeof(yth) - 1) == 0) {
			hang = 28;
			text += sizeof(yth) - 1;
			text += strspn(text, " ");
		}
		s = setting_text(t, text, w - hang, SIZE, SHEET_LEFT, false);
		setting_need(t, sheet_height(s));
		if (i == 0 && hang > 0)
			sheet_put_all(t->s,
			    setting_text(t, yth, hang, SIZE, SHEET_LEFT, false),
			    t->x, t->y);
		sheet_put_all(t->s, s, t->x + hang, t->y);
		t->y += sheet_height(s);
	}
	t->y += SIZE;
}

void
setting_attachment(struct setting *t, const char *title, const struct lines *l)
{
	double x = t->x + t->w * 0.4;

	if (*title)
		sheet_mark(t->s, title);
	put_labels(t, l, x, t->w * 0.6, 0);
	t->y += SIZE;
}

/* --- signatures --------------------------------------------------------- */

/* Whether a line is "*NAME*"; then s is the name. */
static bool
is_bold(struct str *s)
{
	if (s->n <= 2 || s->p[0] != '*' || s->p[s->n - 1] != '*')
		return false;
	*s = (struct str){s->p + 1, s->n - 2};
	return true;
}

/* The box of an electronic signature: its code, and beside it who signed; how
 * high it is.  draw false: measure. */
static double
put_mark(struct setting *t, const char *const *v, size_t n, double x, double y,
    double w, bool draw)
{
	struct err ignored = {0};
	double at = x + MARK_PAD, used = 2 * MARK_PAD, high;
	struct sheet_text *texts[1 + MARK_LINES];
	size_t texts_n = 0;

	if (t->job->qr)
		at += MARK_CODE + MARK_PAD;
	texts[texts_n++] = setting_text(t,
	    "Ditandatangani secara elektronik oleh:", x + w - at - MARK_PAD,
	    TINY, SHEET_LEFT, false);
	if (n > MARK_LINES)
		t->failed = true;
	for (size_t i = 0; i < n && i < MARK_LINES; i++) {
		struct str s = str_of(v[i]);
		bool bold = is_bold(&s);

		texts[texts_n++] = setting_text(t, str_z(t->a, s),
		    x + w - at - MARK_PAD, SMALL, SHEET_LEFT, bold);
	}
	for (size_t i = 0; i < texts_n; i++)
		used += sheet_height(texts[i]);
	high = used > MARK_H ? used : MARK_H;
	if (!draw)
		return high + 2 * MARK_PAD;
	y += MARK_PAD;
	sheet_box(t->s, x, y, w, high, THIN);
	if (t->job->qr &&
	    sheet_code(t->s, t->job->qr, x + MARK_PAD,
		y + (high - MARK_CODE) / 2, MARK_CODE, &ignored) < 0)
		t->failed = true;
	y += MARK_PAD + (high - used) / 2;
	for (size_t i = 0; i < texts_n; i++) {
		sheet_put_all(t->s, texts[i], at, y);
		y += sheet_height(texts[i]);
	}
	return high + 2 * MARK_PAD;
}

/* How high the lines above the room for a signature are. */
static double
signature_head(struct setting *t, const char *const *v, size_t n, double w)
{
	double y = 0;

	for (size_t i = 0; i < n && v[i][0] != '#'; i++)
		y += sheet_height(
		    setting_text(t, v[i], w, SIZE, SHEET_LEFT, false));
	return y;
}

/* Lines from a place down; how high they are.  The room for the signature
 * begins at room, or below.  draw false: measure. */
static double
put_signature(struct setting *t, const char *const *v, size_t n, double x,
    double w, double room, bool draw)
{
	double y = 0;

	for (size_t i = 0; i < n; i++) {
		struct str s = str_of(v[i]);
		struct sheet_text *text;
		bool bold = is_bold(&s);

		if (*v[i] == '#' && y < room)
			y = room;
		if (str_eqz(s, "#")) {
			y += SIGN_H;
			continue;
		}
		if (str_eqz(s, "#tte"))
			return y + put_mark(t, v + i + 1, n - i - 1, x,
				       t->y + y, w, draw);
		text =
		    setting_text(t, str_z(t->a, s), w, SIZE, SHEET_LEFT, bold);
		if (draw)
			sheet_put_all(t->s, text, x, t->y + y);
		y += sheet_height(text);
	}
	return y;
}

/* Draw or measure one on the right, or two. */
static double
put_both(struct setting *t, const struct lines *l, bool two, bool draw)
{
	size_t first = 0, next;
	double half = t->w / 2 - 10, left, right, room = 0;

	while (two && first < l->n && strcmp(l->v[first], "---") != 0)
		first++;
	next = two && first < l->n ? first + 1 : first;
	/* Two names stand at one height, whatever is above them. */
	if (two) {
		left = signature_head(t, l->v, first, half);
		right = signature_head(t, l->v + next, l->n - next, half);
		room = left > right ? left : right;
	}
	left = put_signature(t, l->v, first, t->x, half, room, draw);
	right = put_signature(t, l->v + next, l->n - next, t->x + t->w / 2 + 10,
	    half, room, draw);
	return left > right ? left : right;
}

double
setting_signatures_height(struct setting *t, const struct lines *l, bool two)
{
	return GAP + put_both(t, l, two, false);
}

void
setting_signatures(struct setting *t, const struct lines *l, bool two)
{
	t->y += GAP;
	setting_need(t, put_both(t, l, two, false) + t->keep);
	t->y += put_both(t, l, two, true) + GAP;
}

/* --- the foot ----------------------------------------------------------- */

void
setting_foot(struct setting *t)
{
	double y = t->job->conf.h - FOOT, x = t->x;
	struct err ignored = {0};
	struct sheet_text *s;

	if (t->job->qr) {
		if (sheet_code(t->s, t->job->qr, x, y, CODE, &ignored) < 0)
			t->failed = true;
		x += CODE + 8;
	}
	if (!t->job->foot)
		return;
	s = setting_text(
	    t, t->job->foot, t->x + t->w - x, TINY, SHEET_LEFT, false);
	sheet_put_all(t->s, s, x, y + (CODE - sheet_height(s)) / 2);
}
