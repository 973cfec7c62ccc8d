/*
 * outside_part.h - a file of the outside folder while it is read, for
 * outside_file.c and outside_bsre.c alone.
 */
#ifndef APP_OUTSIDE_PART_H
#define APP_OUTSIDE_PART_H

#include "app/outside_file.h"
#include "sop/schema.h"

struct reading {
	struct arena *a;
	struct problem_list l;
	const char *dir;
	struct outside_part *out;
	size_t cas; /* files that it has named so far */
};

/* "ya" is 0. */
extern const char *const outside_yes_no[2];

/* What a key says cannot be used; mend tells how it is written. */
void outside_wrong(struct reading *r, const struct node *map, const char *key,
    const char *mend);

/*
 * "host" or "host:port"; with the port, as "host:port" in the arena, NULL if
 * it is neither.  *host is without it.
 */
const char *outside_host(
    struct arena *a, struct str s, unsigned port, struct str *host);

bool outside_is_loopback(struct str host);

/* The whole of the file in this folder that a key names; empty if it names
 * none, or it cannot be read, which is said. */
struct str outside_bytes(
    struct reading *r, const struct node *map, const char *key, size_t max);

/* The same for certificates in PEM. */
struct str outside_issuers(
    struct reading *r, const struct node *map, const char *key);

void outside_read_bsre(struct reading *r, const struct node *map);

#endif
