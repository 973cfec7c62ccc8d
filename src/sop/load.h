/*
 * load.h - what the parts of sop_parse() share: parse.c reads the head, the
 * lanes and the items, chain.c who stands above them, rows.c the rows,
 * custody.c how papers are kept, check.c looks at how they hang together,
 * words.c at dates, numbers and laws.
 */
#ifndef SOP_LOAD_H
#define SOP_LOAD_H

#include "sop/schema.h"

/* A form holds one file for each item. */
#define SOP_ITEMS LIMIT_FILES

#define SOP_CUSTODY 16 /* classes of papers that a file may name */

struct load {
	struct arena *a;
	struct problem_list l;
	const struct node *root;
	struct sop *s;
	const struct node *lane_at[LIMIT_SOP_LANES]; /* of s->lanes */
	const struct node *item_at[SOP_ITEMS];       /* of s->items */
	const struct node *row_at[LIMIT_SOP_ROWS];   /* of s->rows */
	bool flow_ok; /* every row has its kind and all its targets */
};

extern const struct schema sop_row_schema, sop_custody_schema;

/* s->rows out of `langkah`. */
void load_rows(struct load *ld);

/* s->custody out of `penyimpanan`, once lanes, items and rows are there. */
void load_custody(struct load *ld);

/* atasan and pengganti of the lanes, once all of them are there. */
void load_chain(struct load *ld);

/* Whether the flow makes sense; numbering. */
void check_flow(struct load *ld);

/* Warnings about dates, the SOP's number and superseded law. */
void check_words(struct load *ld);

/*
 * The maps of a list of records, at most max; an error for the one beyond.
 * Returns how many.
 */
size_t load_records(
    struct load *ld, const char *key, size_t max, const struct node **maps);

/* Whether s is made of [a-z0-9_] only. */
bool load_is_id(const char *s);

#endif
