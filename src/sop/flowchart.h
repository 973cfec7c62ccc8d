/*
 * flowchart.h - the Pelaksana columns of an SOP table: which symbol stands in
 * which cell, and which lines run through it.  Pure geometry of a definition;
 * PermenPAN-RB 35/2012 knows capsule, box, diamond, arrow and connector.
 *
 * Every cell is crossed in its middle.  A line is made of four stubs, each
 * from the middle of an edge to the middle of the cell, so that stubs of
 * neighbours meet whatever the height of the row.  A symbol covers the middle
 * of its cell.
 *
 * Lines are drawn to the next row, and for the first outcome also over rows
 * that are skipped if a column is free.  A line leaves its symbol at the side
 * and turns down in the column it goes to, or leaves it below and turns in
 * the row above its target.  Lines to different targets cross at right angles
 * but never share a stub.  Everything else (returns, ends, other branches) is
 * a connector with the number of the row it goes on in.
 */
#ifndef SOP_FLOWCHART_H
#define SOP_FLOWCHART_H

#include "sop/model.h"

enum symbol {
	SYMBOL_NONE,
	SYMBOL_CAPSULE, /* the first row, and a row whose way forward ends */
	SYMBOL_BOX,
	SYMBOL_DIAMOND /* a kind with more than one outcome */
};

enum stub { STUB_UP = 1, STUB_DOWN = 2, STUB_LEFT = 4, STUB_RIGHT = 8 };

struct flow_cell {
	enum symbol symbol;
	unsigned stubs; /* enum stub, or-ed */
};

struct connector {
	int target;        /* a row's index, or ROW_END */
	bool no;           /* not the way forward */
	const char *label; /* "Dikembalikan"; NULL where there is no choice */
};

/* Where a line leaves the symbol of a row. */
struct flow_exit {
	enum stub stub;    /* down, left or right */
	const char *label; /* "Ya", "Tidak"; NULL where there is no choice */
};

struct flow_row {
	struct flow_cell *cells; /* one for each lane */
	size_t exits_n;
	struct flow_exit exits[2];
	bool arrow;              /* a line comes into the symbol from above */
	enum stub connectors_at; /* the side that no line takes */
	size_t connectors_n;
	struct connector connectors[KIND_OUTCOMES]; /* each target once */
};

struct flowchart {
	size_t rows_n, lanes_n;
	struct flow_row *rows;
};

/* The chart of a definition, in the arena. */
const struct flowchart *flowchart_make(struct arena *a, const struct sop *s);

#endif
