/*
 * soppaper_part.h - what the two pages of soppaper.h share.
 */
#ifndef APP_SOPPAPER_PART_H
#define APP_SOPPAPER_PART_H

#include "app/soppaper.h"
#include "paper/sheet.h"
#include "sop/model.h"
#include "sop/office.h"

#define PAGE_W SHEET_F4_H
#define PAGE_H SHEET_F4_W
#define MARGIN 36.0
#define PAD    4.0 /* of a cell */
#define THIN   0.6 /* width of a line */
#define WIDTH  (PAGE_W - 2 * MARGIN)
#define BOTTOM (PAGE_H - MARGIN)

struct soppaper {
	struct sheet *sheet; /* borrowed */
	struct arena *a;
	const struct office *office;
	const struct sop *sop;         /* of a trace: a row for each step */
	const struct press_sop *trace; /* NULL: the SOP itself */
};

/* A cell's text; NULL is "". */
struct sheet_text *soppaper_text(const struct soppaper *p, const char *text,
    double width, double size, enum sheet_align align, bool bold);

/* Where the table begins on the same page; MARGIN: on a new one. */
double soppaper_identity(const struct soppaper *p);
void soppaper_table(const struct soppaper *p, double top);

#endif
