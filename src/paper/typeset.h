/*
 * typeset.h - an official letter's text as a PDF.
 *
 * The text is lines of UTF-8, as a template under templates/letters/ gives
 * them.  Lines up to a blank one are a paragraph, justified, its first line
 * indented.  A line that begins with one of these words makes something
 * else of the lines up to the next blank one:
 *
 *	@kop            the letterhead, and no lines
 *	@surat DATE     "label | value": Nomor, Sifat, Lampiran and Hal, with
 *	                place and date on the first line's right
 *	@yth            whom it is for, below Hal; lines as they are
 *	@judul TEXT     a title, centred and bold; the file's contents have it
 *	@tengah TEXT    centred
 *	@kanan TEXT     in the right half: place and date
 *	@rata           a paragraph without indentation
 *	@kecil          a small one without indentation: notes
 *	@rincian        "label | value", the values below each other
 *	@butir          a numbered list, an item a line
 *	@tabel 8c 52 40 "cell | cell | cell", the first line is the head, which
 *	                stands on each page; widths in percent, c: centred
 *	@kisi 50 50     the same without a head
 *	@pilihan        "x | text": a box for each line, ticked if x is not ""
 *	@ttd            a signature in the right half; "#" is the room for it,
 *	                "#tte" begins the box of an electronic one: the code,
 *	                and by whom it was signed, which the lines after it
 *	                say; a line "*NAME*" is bold
 *	@ttd_dua        two of them beside each other, apart by a line "---"
 *	@tembusan       who gets copies, numbered, with "Tembusan:" above
 *	@lampiran TITLE the head of an attachment, after @halaman: "label |
 *	                value" on the right; the file's contents have TITLE
 *	@jarak          a blank line, and no lines
 *	@halaman        a new page, and no lines
 *
 * In a cell the pilcrow sign begins a new line, and a line that begins with
 * "[x] " or "[ ] " is a box, ticked or not.  A detail without a value, and a
 * block without lines, is left out.  typeset_value() makes a value safe to
 * stand in such a text.
 */
#ifndef PAPER_TYPESET_H
#define PAPER_TYPESET_H

#include "paper/sheet.h"

#define TYPESET_HEAD 6 /* lines of a letterhead */

struct typeset_head {
	const char *lines[TYPESET_HEAD]; /* the last NULL; the second is the
	                                    largest */
	struct str logo;                 /* PNG; empty: none */
};

struct typeset_job {
	struct sheet_conf conf;          /* of the file; portrait */
	const struct typeset_head *head; /* for @kop; NULL: none */
	const char *qr;   /* what a code on each page leads to; NULL: none */
	const char *foot; /* small lines beside the code; NULL: none */
};

/*
 * Append the PDF of a letter to *out.  ERR_INPUT: the text is not as above,
 * detail says line and why.  ERR_LIMIT: it does not fit.
 */
int typeset(struct sb *out, const struct typeset_job *job, struct str text,
    struct err *e) MUST_CHECK;

/* A value for such a text: one line, in which nothing counts as above; in the
 * arena. */
const char *typeset_value(struct arena *a, const char *s);

#endif
