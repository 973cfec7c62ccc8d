/*
 * rollview.h - a list of statuses for people: words, and the whole of it as a
 * file for a spreadsheet.
 */
#ifndef APP_ROLLVIEW_H
#define APP_ROLLVIEW_H

#include "app/roll.h"

/* One row with whom it is about; of no one any more: line is the row's place
 * in the list, from 1, and all else is "". */
struct roll_line {
	struct roll_row row;
	struct roster_person who;
};

/* Up to most rows from a position on (outcome -1: of all), in the arena. */
int roll_lines(struct ctx *cx, struct roll_line **v, size_t *n, int64_t roll,
    int outcome, int64_t from, size_t most, struct err *e) MUST_CHECK;

/* "baru", "berubah", "tetap", ... */
const char *roll_word(enum roll_outcome o);
/* The same as the value of a parameter: "baru", "tidak-dikenal". */
const char *roll_slug(enum roll_outcome o);

/*
 * All rows: UTF-8 with a byte order mark, semicolons, CRLF, as Excel in
 * Indonesia reads it.  No cell begins a formula; a NIK begins with an
 * apostrophe, as Excel would make another number of it.
 */
int roll_csv(struct ctx *cx, const struct roll *r, struct sb *out,
    struct err *e) MUST_CHECK;

#endif
