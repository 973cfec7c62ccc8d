/*
 * mustache_tree.h - the compiled template, shared by the three files that
 * make, join and walk it.  Nobody else includes this, but the
 * test that parses without a copy.
 *
 * Indentation.  "Each line of a partial is indented before rendering" means
 * lines of the template, never line ends that come with the data.  So a text
 * knows whether it begins a line of its template, and where a tag begins a
 * line an empty text stands before it; the walk writes the indentation at
 * these places.  The text of a standing-alone block has its own indentation
 * taken out when parsed; the place where it is used puts its own in.
 */
#ifndef VIEW_MUSTACHE_TREE_H
#define VIEW_MUSTACHE_TREE_H

#include "view/mustache.h"

enum node_kind {
	NODE_TEXT,
	NODE_VALUE,
	NODE_RAW,
	NODE_SECTION,
	NODE_INVERTED,
	NODE_PARTIAL,
	NODE_PARENT, /* its kids are the blocks given to the parent */
	NODE_BLOCK
};

/* Everything is in the arena of the set; strings point into the source. */
struct node {
	enum node_kind kind;
	bool begins;  /* TEXT: at the beginning of a line */
	bool alone;   /* PARTIAL, PARENT, BLOCK: nothing beside it */
	bool dynamic; /* PARTIAL, PARENT: the data have the name */
	unsigned parts_n;
	struct str text;        /* the text, or the name as written */
	const struct str *part; /* parts_n keys; none for "." */
	struct str indent;      /* PARTIAL, PARENT, BLOCK */
	const struct template *target;
	const struct template *owner;
	int line, column;
	struct node *kids, *next;
};

struct template
{
	const char *name;
	const char *ending; /* of its file, beyond the name */
	bool plain;         /* no HTML: nothing is escaped */
	struct str source;
	struct node *nodes;
};

/* Compile t->source; nodes go to the arena. */
int template_parse(
    struct template *t, struct arena *a, struct err *e) MUST_CHECK;

#endif
