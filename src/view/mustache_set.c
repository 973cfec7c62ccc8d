#include <string.h>

#include "base/asset.h"
#include "base/limits.h"
#include "view/mustache_tree.h"

#define FOLDER STR("templates/")
#define ENDING STR(".html")
#define PLAIN  STR(".txt")

void
templates_init(struct templates *ts)
{
	*ts = (struct templates){0};
	arena_init(&ts->arena, 16 * MIB);
}

void
templates_clear(struct templates *ts)
{
	arena_clear(&ts->arena);
	templates_init(ts);
}

/* The place of a name in the list; *hit says whether it is there. */
static size_t
place(const struct templates *ts, struct str name, bool *hit)
{
	size_t lo = 0, hi = ts->n;

	*hit = false;
	while (lo < hi && !*hit) {
		size_t mid = lo + (hi - lo) / 2;
		struct str have = str_of(ts->list[mid]->name);
		size_t n = have.n < name.n ? have.n : name.n;
		int c = n > 0 ? memcmp(name.p, have.p, n) : 0;

		if (c == 0)
			c = (name.n > have.n) - (name.n < have.n);
		if (c > 0) {
			lo = mid + 1;
		} else {
			hi = mid;
			*hit = c == 0;
		}
	}
	return hi;
}

const struct template *
templates_find(const struct templates *ts, struct str name)
{
	bool hit;
	size_t i = place(ts, name, &hit);

	return hit ? ts->list[i] : NULL;
}

static void
grow(struct templates *ts)
{
	size_t cap = ts->cap ? ts->cap * 2 : 64;
	struct template **list =
	    ARENA_ARRAY(&ts->arena, cap, struct template *);

	if (ts->n > 0)
		memcpy(list, ts->list, ts->n * sizeof(*list));
	ts->list = list;
	ts->cap = cap;
}

int
templates_add(
    struct templates *ts, const char *name, struct str text, struct err *e)
{
	struct template *t = ARENA_NEW(&ts->arena, struct template);
	bool hit;
	size_t i = place(ts, str_of(name), &hit);

	t->name = arena_dup(&ts->arena, name);
	t->plain = str_ends(str_of(name), PLAIN);
	t->ending = t->plain ? "" : ".html";
	if (hit)
		return err_set(e, ERR_SYSTEM, "Templat halaman ganda.",
		    "templates/%s%s:1:1: this name is taken", name, t->ending);
	t->source = (struct str){str_z(&ts->arena, text), text.n};
	if (template_parse(t, &ts->arena, e))
		return -1;
	if (ts->n == ts->cap)
		grow(ts);
	memmove(ts->list + i + 1, ts->list + i,
	    (ts->n - i) * sizeof(struct template *));
	ts->list[i] = t;
	ts->n++;
	return 0;
}

/* A tree is at most TEMPLATE_NESTING deep. */
static size_t
link_nodes(struct templates *ts, struct node *n, struct err *e)
{
	size_t lost = 0;

	for (; n; n = n->next) {
		lost += link_nodes(ts, n->kids, e);
		if (n->dynamic ||
		    (n->kind != NODE_PARTIAL && n->kind != NODE_PARENT))
			continue;
		n->target = templates_find(ts, n->text);
		if (n->target)
			continue;
		lost++;
		err_set(e, ERR_SYSTEM, "Templat halaman tidak ditemukan.",
		    "templates/%s%s:%d:%d: no template %.*s", n->owner->name,
		    n->owner->ending, n->line, n->column, (int)n->text.n,
		    n->text.p);
	}
	return lost;
}

size_t
templates_link(struct templates *ts, struct err *e)
{
	size_t lost = 0;

	for (size_t i = 0; i < ts->n; i++)
		lost += link_nodes(ts, ts->list[i]->nodes, e);
	return lost;
}

static int
add_asset(struct templates *ts, const struct asset *f, struct err *e)
{
	struct str name = str_of(f->name);
	struct str text = {(const char *)f->data, f->size};

	if (!str_starts(name, FOLDER))
		return 0;
	name.p += FOLDER.n;
	name.n -= FOLDER.n;
	if (str_ends(name, ENDING))
		name.n -= ENDING.n;
	else if (!str_ends(name, PLAIN))
		return 0;
	return templates_add(ts, str_z(&ts->arena, name), text, e);
}

int
templates_load(struct templates *ts, struct err *e)
{
	const struct asset *f;
	int rc = 0;

	templates_init(ts);
	for (size_t i = 0; rc == 0 && (f = asset_at(i)) != NULL; i++)
		rc = add_asset(ts, f, e);
	if (rc == 0 && templates_link(ts, e) > 0)
		rc = -1;
	if (rc)
		templates_clear(ts);
	return rc;
}
