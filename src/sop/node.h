/*
 * node.h - a YAML text as a tree in an arena, every node with its place.
 *
 * A small YAML: one document, every value a text, no anchors, aliases or
 * tags, at most NODE_DEPTH levels and LIMIT_SOP_NODES nodes.  Texts are
 * well-formed UTF-8 without NUL and control characters.
 */
#ifndef SOP_NODE_H
#define SOP_NODE_H

#include "sop/problem.h"

#define NODE_DEPTH 8

enum node_type { NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
	enum node_type type;
	struct place at;
	bool bad;           /* already reported: say nothing more of it */
	const char *text;   /* NODE_TEXT; "" where nothing is written */
	struct node *first; /* elements, or the values of a map */
	struct node *next;  /* the next of the same list or map */
	struct node *key;   /* of a value in a map: a NODE_TEXT */
	size_t n;           /* elements of a list or map */
};

/*
 * Read a file.  A text that is too long, not UTF-8 or not YAML gives exactly
 * one error and NULL; anchors, aliases and tags give one error each.
 */
const struct node *node_read(
    struct arena *a, struct str text, struct problem_list *l);

/* The value of the first such key, or NULL.  map may be any node or NULL. */
const struct node *node_get(const struct node *map, const char *key);

/* The text of a key; NULL if it is absent, empty or no text. */
const char *node_text(const struct node *map, const char *key);

/* Where the key's value stands, else where the map begins. */
struct place node_place(const struct node *map, const char *key);

/* Whether nothing is written: `kunci:` and no more. */
bool node_is_empty(const struct node *n);

#endif
