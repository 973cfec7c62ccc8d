/*
 * typeset_part.h - what the files of typeset.h share: the page as it fills.
 */
#ifndef PAPER_TYPESET_PART_H
#define PAPER_TYPESET_PART_H

#include "paper/typeset.h"

#define SIZE       12.0 /* of text */
#define SMALL      10.0 /* in tables */
#define TINY       8.0  /* at the foot */
#define SPACING    1.15 /* of the lines of a text */
#define MARGIN_X   70.0 /* left and right: 2.5 cm */
#define MARGIN_TOP 57.0 /* 2 cm */
#define FOOT       64.0 /* below the text: code, small lines, number */
#define INDENT     36.0
#define GAP        8.0 /* between two paragraphs */
#define CELLS      12  /* of a table */
#define CELL_PAD   3.0
#define THIN       0.6

/* A letter being set. */
struct setting {
	const struct typeset_job *job;
	struct sheet *s;
	struct arena *a;
	double x, w, y, bottom; /* of the text */
	double keep;            /* height that stays with what comes now */
	double grid_y;          /* where a grid ended; 0: none just did */
	int page;
	size_t line; /* of the text, for messages */
	bool failed; /* a code does not hold its text, or too many pages */
};

/* The lines of a block. */
struct lines {
	const char **v;
	size_t n;
};

void setting_page(struct setting *t);
/* So much stays together: on a new page if there is no room for it here. */
void setting_need(struct setting *t, double height);
/*
 * Text that may go on over pages and leaves no single line behind; its last
 * two lines are on one page with what .keep says.
 */
void setting_flow(struct setting *t, struct sheet_text *text, double x);

struct sheet_text *setting_text(const struct setting *t, const char *text,
    double w, double size, enum sheet_align align, bool bold);
/* The same with room between the lines, ragged on the right. */
struct sheet_text *setting_body(
    const struct setting *t, const char *text, double w);

/* "a | b | c" in cells without blanks around. */
void setting_cells(
    struct setting *t, const char *line, const char *cells[CELLS]);

int setting_table(struct setting *t, const char *widths, const struct lines *l,
    bool head, struct err *e) MUST_CHECK;

void setting_details(struct setting *t, const struct lines *l);
void setting_list(struct setting *t, const struct lines *l);
void setting_boxes(struct setting *t, const struct lines *l);
/* A box of so many points, ticked or not. */
void setting_box(
    struct setting *t, double x, double y, double side, bool ticked);

void setting_head(struct setting *t);
void setting_letter(struct setting *t, const char *date, const struct lines *l);
void setting_addressee(struct setting *t, const struct lines *l);
void setting_attachment(
    struct setting *t, const char *title, const struct lines *l);
void setting_signatures(struct setting *t, const struct lines *l, bool two);
/* How high they will be. */
double setting_signatures_height(
    struct setting *t, const struct lines *l, bool two);
void setting_copies(struct setting *t, const struct lines *l);
double setting_copies_height(const struct lines *l);
/* What stands below the text of a page. */
void setting_foot(struct setting *t);

#endif
