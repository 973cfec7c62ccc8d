/*
 * bpmn_part.h - what bpmn.c and bpmn_draw.c share.
 */
#ifndef SOP_BPMN_PART_H
#define SOP_BPMN_PART_H

#include "sop/bpmn.h"

/* Targets that are no row. */
#define BPMN_DONE     (-1)
#define BPMN_REJECTED (-2)

struct bpmn_way {
	int from, to;
	enum outcome outcomes[KIND_OUTCOMES]; /* that lead there */
	size_t outcomes_n;
};

struct bpmn {
	const struct sop *sop; /* borrowed */
	bool gateway[LIMIT_SOP_ROWS];
	bool has_done, has_rejected;
	struct bpmn_way ways[LIMIT_SOP_ROWS * KIND_OUTCOMES];
	size_t ways_n;
};

/* The lane in which the ends stand. */
int bpmn_end_lane(const struct bpmn *m);

/* Text as XML has it; ids of what stands at the ends of a way, and its own;
 * its label. */
void bpmn_text(struct sb *b, const char *s);
void bpmn_target(struct sb *b, const struct bpmn *m, int to);
void bpmn_source(struct sb *b, const struct bpmn *m, int row);
void bpmn_way_id(struct sb *b, const struct bpmn *m, size_t i);
void bpmn_label(struct sb *b, const struct bpmn_way *w);

/* The diagram. */
void bpmn_draw(struct sb *b, const struct bpmn *m);

#endif
