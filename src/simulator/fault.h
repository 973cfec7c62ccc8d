/*
 * fault.h - what goes wrong on demand: each fault waits for calls of one
 * name and falls on so many of them.
 */
#ifndef SIMULATOR_FAULT_H
#define SIMULATOR_FAULT_H

#include "simulator/api.h"

enum fault_kind {
	FAULT_NONE,
	FAULT_DELAY, /* the right answer, late */
	FAULT_401,
	FAULT_429, /* with Retry-After */
	FAULT_500, /* Spring's body */
	FAULT_500_EMPTY,
	FAULT_503,
	FAULT_HTML,      /* 200, a page of a proxy */
	FAULT_TRUNCATED, /* half of the right answer, then the end */
	FAULT_EMPTY,     /* 200 and 0 bytes */
	FAULT_RESET,     /* done, and cut off before the answer */
	FAULT_DROP,      /* cut off before anything was done */
	FAULT_TYPES,     /* numbers as texts, texts of digits as numbers */
	FAULT_KINDS
};

struct fault {
	enum call call; /* CALLS: any */
	enum fault_kind kind;
	int64_t ms; /* of FAULT_DELAY; with others before them */
	int times;  /* left; below 0: until they are cleared */
};

#define FAULTS 64

struct faults {
	struct fault v[FAULTS];
	size_t n;
};

/* By name: "500-empty"; FAULT_NONE: there is none. */
enum fault_kind fault_find(const char *name);

/* -1 if there is no room. */
int fault_add(struct faults *f, const struct fault *x) MUST_CHECK;

/* The fault that falls on this call; .kind FAULT_NONE: none. */
struct fault fault_take(struct faults *f, enum call c);

/* Make of the right answer what the fault makes of it; for those that are
 * answers. */
void fault_change(enum fault_kind k, struct world *w, struct arena *a,
    const struct ask *q, struct answer *out);

#endif
