/*
 * pace.h - how long rows and cases took lately, and what that comes to.  Row
 * "" stands for whole cases.  Who measures, and how: app/pace.h.
 */
#ifndef STORE_PACE_H
#define STORE_PACE_H

#include "store/db.h"

/* The last so many of a row are kept, and counted. */
#define PACE_KEPT 200

struct pace_sum {
	const char *service, *row_no;
	int64_t n;           /* of so many */
	int64_t median, p90; /* minutes */
};

int pace_add(struct db *db, const char *service, const char *row_no,
    int64_t minutes, int64_t at, struct err *e) MUST_CHECK;

/* A case that ends: calendar minutes since it was opened. */
int pace_add_case(struct db *db, const char *service, int64_t case_id,
    int64_t at, struct err *e) MUST_CHECK;

/* What was measured of a service's rows; in the arena. */
int pace_of_service(struct db *db, struct arena *a, struct pace_sum **v,
    size_t *n, const char *service, struct err *e) MUST_CHECK;

/* And of the whole cases of every service. */
int pace_of_cases(struct db *db, struct arena *a, struct pace_sum **v,
    size_t *n, struct err *e) MUST_CHECK;

/* A measurement that is in no sum yet. */
struct pace_new {
	int64_t id;
	const char *service, *row_no;
};

/* The oldest of them, in their order: at most `most`. */
int pace_news(struct db *db, struct arena *a, struct pace_new **v, size_t *n,
    size_t most, struct err *e) MUST_CHECK;

/*
 * The minutes of the last PACE_KEPT of a row into v; *oldest is the id of the
 * first of them, 0 where there are none.
 */
int pace_last(struct db *db, const char *service, const char *row_no,
    int64_t v[PACE_KEPT], size_t *n, int64_t *oldest, struct err *e) MUST_CHECK;

/* upto: the newest id that was new when this was counted. */
int pace_sum_put(struct db *db, const struct pace_sum *s, int64_t upto,
    struct err *e) MUST_CHECK;

/* Forget what came before an id. */
int pace_prune(struct db *db, const char *service, const char *row_no,
    int64_t before, struct err *e) MUST_CHECK;

#endif
