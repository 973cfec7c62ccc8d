/*
 * jsonmem.h - the memory of JSON values.  A view model is hundreds of small
 * values that are born and forgotten with one request; in the request's
 * arena they cost a fraction of what malloc and free take.
 */
#ifndef BASE_JSONMEM_H
#define BASE_JSONMEM_H

#include "base/arena.h"

/*
 * From here on values live in this arena, and giving them back does
 * nothing; NULL: from malloc, as at the start.  Returns what was in use
 * before.  A value must not be given back under another memory than it was
 * made in, and none may outlive its arena.
 */
struct arena *jsonmem_use(struct arena *a);

#endif
