#include "base/jsonmem.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>

static struct arena *in_use;
static bool installed;

static void *
get(size_t n)
{
	return in_use ? arena_alloc(in_use, n) : malloc(n);
}

static void
give_back(void *p)
{
	if (!in_use)
		free(p);
}

struct arena *
jsonmem_use(struct arena *a)
{
	struct arena *before = in_use;

	if (!installed)
		json_set_alloc_funcs(get, give_back);
	installed = true;
	in_use = a;
	return before;
}
