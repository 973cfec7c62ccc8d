/*
 * size.h - how much may be handed in, as offices write it: "500 KB", "5 MB",
 * "20 GB".  1 KB is 1024 bytes, as in limits.h.
 */
#ifndef SOP_SIZE_H
#define SOP_SIZE_H

#include "sop/node.h"

/*
 * A whole number from 1, a blank or none, and KB, MB or GB in any case; at
 * most max bytes.  On failure returns -1, *bytes untouched.
 */
int size_parse(struct str s, uint64_t max, uint64_t *bytes) MUST_CHECK;

/*
 * The size that a key of a map states; fallback where it is absent.  What
 * cannot be read or is over max is reported, with example as what to write.
 */
uint64_t size_get(struct problem_list *l, const struct node *map,
    const char *key, uint64_t fallback, uint64_t max, const char *example);

#endif
