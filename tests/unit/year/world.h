/*
 * world.h - what the reckoning of a year (reckon.c) knows while it goes
 * through the year: all on plain arrays.
 */
#ifndef TESTS_YEAR_WORLD_H
#define TESTS_YEAR_WORLD_H

#include "year.h"

#define HOUR    (60 * MINUTE_MS)
#define DAY_MS  (DAY * MINUTE_MS)
#define NO_TASK (-1)
#define TASKS   (16 * CASES)
#define LINKS   (4 * CASES)
#define MOMENTS (80 * CASES + 20000)
#define HOLDER  1000000 /* and the case: somebody without an account */

/* --- what there is ------------------------------------------------------ */

struct duty { /* a task */
	int of_case;
	enum line row;
	int64_t opened, due, closed;
	int64_t last_act; /* in the case, until it closed */
};

struct handed { /* a link */
	int task;
	int64_t made, ended; /* used or replaced */
};

/* In the order in which the agent takes what is due at once. */
enum sort { CERTIFICATE, DIGEST, LINK, PULSE, TASK };

enum phase { LOOK, DEED };

/* Something happens, or the agent looks at something. */
struct moment {
	int64_t at;
	enum phase phase;
	int64_t due; /* LOOK: since when; DEED: its place, which a look that
	                follows it shares */
	enum sort sort;
	int rank, ref; /* rank: of those that are due alike */
	const struct deed *deed;
};

struct heard {    /* a row for a person with an account */
	size_t i; /* of the list */
	int task;
};

struct listener {
	int wish; /* NOBODY: as the seats have it; else digest or not */
	struct heard *v;
	size_t n, cap;
	int64_t digest_at; /* NEVER: none is planned */
};

struct world {
	const struct scene *s;
	struct told_list *out;
	struct duty *tasks;
	size_t tasks_n;
	struct handed *links;
	size_t links_n;
	struct moment *moments;
	size_t moments_n;
	size_t next_task; /* of those that open: while moments pass */
	struct listener people[PERSONS];
	bool *muted;              /* person, case */
	const char *until[CASES]; /* of the certificate */
	bool heard_holder[CASES], split[CASES];
	bool vacant_told;
	int64_t now;
};

/* --- moments.c ---------------------------------------------------------- */

/* Days before the end of a certificate. */
#define EXPIRIES 5
extern const int expiry[EXPIRIES];

/* The day of the year of "2026-03-31". */
int day_of_text(const char *date);

#define RULES 5
enum to { DOERS, STAND_INS, SUPERIORS };

struct rule {
	int tier;
	int64_t at;
	enum to to;
};

/* What the rules make of a task, in order; returns how many. */
size_t rules_of(const struct duty *d, struct rule v[RULES]);

/* All tasks and links, and all moments but those of digests, by time. */
void list_tasks(struct world *w);
void list_moments(struct world *w);
int moment_order(const void *a, const void *b);

/* --- hear.c ------------------------------------------------------------- */

struct crowd {
	int v[OFFICERS];
	size_t n;
	bool above;
};

struct crowd seat_of(int desk, int64_t now);
struct crowd admins(void);
/* Who is meant at a desk: who does it, who stands in, who stands above. */
struct crowd doers(int desk, int64_t now);
struct crowd stand_ins(int desk, int64_t now);
struct crowd above(int desk, int64_t now);

struct words {
	int of_case, tier, task;
	const char *rule, *template;
	bool at_once, own;
};

void tell(struct world *w, const struct words *x, int who);
void tell_holder(struct world *w, const struct words *x);

/* A reminder: not twice in one look, and not against one's will. */
struct reached {
	int v[PERSONS];
	size_t n;
};

bool *muted(struct world *w, int who, int of_case);
void remind(struct world *w, const struct words *x, int who, struct reached *r);
void remind_crowd(struct world *w, const struct words *x, const struct crowd *c,
    struct reached *r);

bool is_open(const struct world *w, int task);
void digest(struct world *w, int who);

#endif
