/*
 * mustache.h - HTML templates: the Mustache language over jansson trees.
 *
 * Templates are compiled once, at start, into trees that never change; a
 * page is one walk over a tree.  The language is the whole specification
 * but lambdas: comments, delimiters, variables, sections, inverted sections,
 * partials, and of its optional parts inheritance ({{<parent}} {{$block}})
 * and dynamic names ({{>*name}}).
 *
 * {{x}} escapes & < > " and ' and so is right in text and in quoted
 * attributes.  {{{x}}} and {{&x}} do not escape, and nothing does in a
 * template whose name ends in ".txt".  Sections take null, false, 0, "" and
 * [] as "no".
 */
#ifndef VIEW_MUSTACHE_H
#define VIEW_MUSTACHE_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define TEMPLATE_NESTING 32 /* tags open in one template */
#define TEMPLATE_DEPTH   64 /* partials, parents and blocks in each other */
#define RENDER_MISSING   64

struct template;

struct templates {
	struct arena arena;     /* owned: everything below */
	struct template **list; /* sorted by name */
	size_t n, cap;
};

/*
 * What a template asked for and did not get: names that no context has
 * (null counts as having it, and nothing is asked of a null), names of
 * templates that do not exist, and variables whose value is a list or an
 * object, which have no text.
 */
struct render_missing {
	size_t n;  /* entries, each place once */
	bool more; /* there were more than fit */
	struct {
		const char *template; /* borrowed from the templates */
		struct str name;      /* likewise */
		int line, column;
	} at[RENDER_MISSING];
};

/* An empty set. */
void templates_init(struct templates *ts);

/*
 * Compile text, which is copied, under a name.  On failure the set is as
 * before and the detail of *e says "templates/<name>.html:line:column: why".
 */
int templates_add(struct templates *ts, const char *name, struct str text,
    struct err *e) MUST_CHECK;

/*
 * Join partials and parents to their templates; call it after the last
 * templates_add().  Returns how many find none, which render as nothing, and
 * describes the first of them in *e.
 */
size_t templates_link(struct templates *ts, struct err *e);

/*
 * The set of all assets "templates/....html", named without folder and
 * ending ("part/field"), and "templates/....txt", named without the folder,
 * linked.  A name that nobody has is an error here.
 * On failure *ts is empty.
 */
int templates_load(struct templates *ts, struct err *e) MUST_CHECK;

/* A template of the set, or NULL. */
const struct template *templates_find(
    const struct templates *ts, struct str name);

/* Give everything back; no template of the set may be used again. */
void templates_clear(struct templates *ts);

/*
 * Append the page to out.  missing may be NULL; otherwise it is emptied
 * first.  Fails with ERR_LIMIT if out is full, and with ERR_SYSTEM if
 * templates call each other too deeply; out then holds a part of the page.
 */
int template_render(const struct templates *ts, const struct template *t,
    const json_t *view, struct sb *out, struct render_missing *missing,
    struct err *e) MUST_CHECK;

#endif
