/*
 * board.h - where the open tasks of an office stand, row by row.  Counting is
 * bounded, so that it costs what is shown and not what is in the office.
 */
#ifndef STORE_BOARD_H
#define STORE_BOARD_H

#include "store/task.h"

/* So many are counted of a row; one more means: more than that. */
#define BOARD_MOST 1000

struct board_service {
	const char *id;
	bool withdrawn;     /* takes no new cases */
	int64_t edition_id; /* the newest */
};

/* A row with open tasks. */
struct board_row {
	const char *row_no;
	int64_t n;      /* at most BOARD_MOST + 1 */
	int64_t oldest; /* since when the one waits that waits longest, of
	                   those counted */
	int64_t late;   /* due before now, or where the SOP gives no time
	                   opened before; at most BOARD_MOST + 1 */
};

/* One line of a row's list. */
struct board_line {
	struct task_line line;
	bool seen; /* the reader may open its case */
};

/* Where a list goes on, and who reads it. */
struct board_at {
	const char *service, *row_no;
	int64_t sort_at, opened_at,
	    id;                   /* of the last line; 0: from the start */
	const char *const *lanes; /* the reader's desks */
	size_t lanes_n;
	int64_t person;
};

/* In the office's order, at most SERVICES_MAX; in the arena, as all strings. */
int board_services(struct db *db, struct arena *a, struct board_service **v,
    size_t *n, struct err *e) MUST_CHECK;

int board_rows(struct db *db, struct arena *a, struct board_row **v, size_t *n,
    const char *service, int64_t now, struct err *e) MUST_CHECK;

/* The open tasks of a row, those due first in front: v has room for
 * TASK_PAGE + 1. */
int board_page(struct db *db, struct arena *a, struct board_line *v, size_t *n,
    const struct board_at *at, struct err *e) MUST_CHECK;

#endif
