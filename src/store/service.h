/*
 * service.h - an office's services and the editions of their SOPs.  An
 * edition never changes; a case keeps the one it began with.
 */
#ifndef STORE_SERVICE_H
#define STORE_SERVICE_H

#include "store/db.h"

#define SERVICES_MAX 64

struct service {
	const char *id;
	int64_t edition_id; /* the one that new cases get */
};

struct edition {
	int64_t id;
	const char *service_id;
	int64_t number;   /* from 1, for each service */
	const char *text; /* the YAML file as loaded */
	int64_t loaded_at;
};

/* All strings of results live in the arena. */

int service_put(
    struct db *db, const char *id, int64_t position, struct err *e) MUST_CHECK;
int service_set_edition(
    struct db *db, const char *id, int64_t edition, struct err *e) MUST_CHECK;
/* New cases are not taken any more; running ones keep their edition. */
int service_withdraw(struct db *db, const char *id, struct err *e) MUST_CHECK;
/* Those with an edition, in the office's order: at most SERVICES_MAX. */
int service_list(struct db *db, struct arena *a, struct service **v, size_t *n,
    struct err *e) MUST_CHECK;

/* 1 found, 0 not, -1 error. */
int service_get(struct db *db, struct arena *a, struct service *s,
    const char *id, struct err *e) MUST_CHECK;
int edition_get(struct db *db, struct arena *a, struct edition *ed, int64_t id,
    struct err *e) MUST_CHECK;
int edition_last(struct db *db, struct arena *a, struct edition *ed,
    const char *service, struct err *e) MUST_CHECK;

int edition_add(struct db *db, const char *service, int64_t number,
    const char *text, int64_t now, int64_t *id, struct err *e) MUST_CHECK;

#endif
