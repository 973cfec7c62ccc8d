/*
 * The walk.  Contexts, arguments and the indentation are lists and windows
 * on the stack of the walk itself: nothing is allocated but the page.
 */
#include <string.h>

#include "view/mustache_tree.h"
#include "view/numeric.h"

#define INDENT_MAX 256

struct context {
	const json_t *value;
	const struct context *up;
};

/* The blocks given to a parent that is being rendered. */
struct frame {
	const struct node *parent;
	const struct frame *outer;
};

/*
 * What the next text does about indentation when it comes as an argument
 * into a block: its place stands alone, and the first line is indented even
 * if it was not a line of its own; or its place is inside a line, and the
 * first line is not indented even if it was.
 */
enum first { FIRST_USUAL, FIRST_INDENT, FIRST_PLAIN };

struct walk {
	const struct templates *set;
	struct sb *out;
	struct render_missing *missing; /* or NULL */
	const struct frame *frames;
	int depth;
	enum first first;
	size_t indent_from, indent_n; /* the window in indent[] */
	char indent[INDENT_MAX];
	struct err *e;
};

static int walk_nodes(
    struct walk *w, const struct node *n, const struct context *c);

static void
miss(struct walk *w, const struct node *n)
{
	struct render_missing *m = w->missing;

	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++)
		if (m->at[i].name.p == n->text.p)
			return;
	if (m->n == RENDER_MISSING) {
		m->more = true;
		return;
	}
	m->at[m->n].template = n->owner->name;
	m->at[m->n].name = n->text;
	m->at[m->n].line = n->line;
	m->at[m->n++].column = n->column;
}

/* The value of a node's name, or NULL. */
static const json_t *
lookup(struct walk *w, const struct node *n, const struct context *c)
{
	const json_t *v = NULL;

	if (n->parts_n == 0)
		return c->value;
	for (; c && !v; c = c->up)
		if (json_is_object(c->value))
			v = json_object_getn(
			    c->value, n->part[0].p, n->part[0].n);
	for (unsigned i = 1; v && i < n->parts_n && !json_is_null(v); i++)
		v = json_object_getn(v, n->part[i].p, n->part[i].n);
	if (!v)
		miss(w, n);
	return v;
}

static void
put_indent(struct walk *w)
{
	sb_put(
	    w->out, w->indent + w->indent_from, w->indent_n - w->indent_from);
}

/* Something other than the beginning of a line comes now. */
static void
settle(struct walk *w)
{
	if (w->first == FIRST_INDENT)
		put_indent(w);
	w->first = FIRST_USUAL;
}

/* Empty lines are not indented; the empty text before a tag is. */
static void
walk_text(struct walk *w, const struct node *n)
{
	struct str rest = n->text;
	bool begins = n->begins;

	if (w->indent_from == w->indent_n) {
		w->first = FIRST_USUAL;
		sb_str(w->out, rest);
		return;
	}
	if (w->first != FIRST_USUAL)
		begins = w->first == FIRST_INDENT;
	w->first = FIRST_USUAL;
	do {
		const char *end =
		    rest.n > 0 ? memchr(rest.p, '\n', rest.n) : NULL;
		size_t len = end ? (size_t)(end - rest.p) + 1 : rest.n;

		if (begins && !(end && (len == 1 || rest.p[0] == '\r')))
			put_indent(w);
		sb_put(w->out, rest.p, len);
		rest.p += len;
		rest.n -= len;
		begins = true;
	} while (rest.n > 0);
}

/* Runs without special characters go out in one piece. */
static void
put_escaped(struct sb *out, const char *p, size_t n)
{
	static const char special[256] = {
	    ['&'] = 1, ['<'] = 2, ['>'] = 3, ['"'] = 4, ['\''] = 5};
	static const struct str entity[] = {{"", 0}, {"&amp;", 5}, {"&lt;", 4},
	    {"&gt;", 4}, {"&quot;", 6}, {"&#39;", 5}};
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		int k = special[(unsigned char)p[i]];

		if (k == 0)
			continue;
		sb_put(out, p + from, i - from);
		sb_str(out, entity[k]);
		from = i + 1;
	}
	sb_put(out, p + from, n - from);
}

static void
walk_value(struct walk *w, const struct node *n, const struct context *c)
{
	const json_t *v = lookup(w, n, c);
	char text[NUMERIC_MAX];

	settle(w);
	if (!v)
		return;
	switch (json_typeof(v)) {
	case JSON_STRING:
		if (n->kind == NODE_RAW)
			sb_put(w->out, json_string_value(v),
			    json_string_length(v));
		else
			put_escaped(w->out, json_string_value(v),
			    json_string_length(v));
		break;
	case JSON_INTEGER:
		sb_put(w->out, text, numeric_int(text, json_integer_value(v)));
		break;
	case JSON_REAL:
		sb_put(w->out, text, numeric_real(text, json_real_value(v)));
		break;
	case JSON_TRUE:
		sb_puts(w->out, "true");
		break;
	case JSON_FALSE:
		sb_puts(w->out, "false");
		break;
	case JSON_NULL:
		break;
	case JSON_OBJECT:
	case JSON_ARRAY:
		miss(w, n);
		break;
	}
}

static bool
is_yes(const json_t *v)
{
	switch (v ? json_typeof(v) : JSON_NULL) {
	case JSON_STRING:
		return json_string_length(v) > 0;
	case JSON_INTEGER:
		return json_integer_value(v) != 0;
	case JSON_REAL:
		return json_real_value(v) > 0 || json_real_value(v) < 0;
	case JSON_ARRAY:
		return json_array_size(v) > 0;
	case JSON_OBJECT:
	case JSON_TRUE:
		return true;
	case JSON_FALSE:
	case JSON_NULL:
		break;
	}
	return false;
}

static int
walk_section(struct walk *w, const struct node *n, const struct context *c)
{
	const json_t *v = lookup(w, n, c);
	struct context inner = {v, c};
	size_t size = json_array_size(v);

	if (n->kind == NODE_INVERTED)
		return is_yes(v) ? 0 : walk_nodes(w, n->kids, c);
	if (!is_yes(v))
		return 0;
	if (!json_is_array(v))
		return walk_nodes(w, n->kids, &inner);
	for (size_t i = 0; i < size; i++) {
		inner.value = json_array_get(v, i);
		if (walk_nodes(w, n->kids, &inner))
			return -1;
	}
	return 0;
}

/* Lengthen the window by the node's indentation. */
static int
indent_more(struct walk *w, const struct node *n)
{
	if (n->indent.n > INDENT_MAX - w->indent_n)
		return err_set(w->e, ERR_SYSTEM, "Halaman gagal dibuat.",
		    "templates/%s%s:%d:%d: indented too far", n->owner->name,
		    n->owner->ending, n->line, n->column);
	if (n->indent.n > 0)
		memcpy(w->indent + w->indent_n, n->indent.p, n->indent.n);
	w->indent_n += n->indent.n;
	return 0;
}

/* Nodes from somewhere else, in the place of n. */
static int
walk_other(struct walk *w, const struct node *n, const struct node *nodes,
    const struct context *c)
{
	int rc;

	if (w->depth == TEMPLATE_DEPTH)
		return err_set(w->e, ERR_SYSTEM, "Halaman gagal dibuat.",
		    "templates/%s%s:%d:%d: templates call each other too "
		    "deeply",
		    n->owner->name, n->owner->ending, n->line, n->column);
	w->depth++;
	rc = walk_nodes(w, nodes, c);
	w->depth--;
	return rc;
}

static const struct template *
target_of(struct walk *w, const struct node *n, const struct context *c)
{
	const struct template *t = n->target;
	const json_t *v;

	if (!n->dynamic) {
		if (!t)
			miss(w, n);
		return t;
	}
	v = lookup(w, n, c);
	if (!json_is_string(v))
		return NULL;
	t = templates_find(
	    w->set, (struct str){json_string_value(v), json_string_length(v)});
	if (!t)
		miss(w, n);
	return t;
}

/* Lines of what stands inside a line are not indented at all. */
static int
walk_call(struct walk *w, const struct node *n, const struct context *c)
{
	const struct template *t = target_of(w, n, c);
	struct frame frame = {n, w->frames};
	const struct frame *frames = w->frames;
	size_t from = w->indent_from, len = w->indent_n;
	int rc;

	if (!t)
		return 0;
	if (n->alone && indent_more(w, n))
		return -1;
	if (!n->alone) {
		settle(w);
		w->indent_from = w->indent_n;
	}
	if (n->kids)
		w->frames = &frame;
	rc = walk_other(w, n, t->nodes, c);
	w->frames = frames;
	w->indent_from = from;
	w->indent_n = len;
	return rc;
}

/* The argument for a block: the outermost caller's word counts. */
static const struct node *
argument_of(struct walk *w, const struct node *n, const struct frame **at)
{
	const struct node *found = NULL;

	for (const struct frame *f = w->frames; f; f = f->outer)
		for (const struct node *k = f->parent->kids; k; k = k->next)
			if (str_eq(k->text, n->text)) {
				found = k;
				*at = f;
			}
	return found;
}

/* Blocks in an argument can be given only by callers further out. */
static int
walk_block(struct walk *w, const struct node *n, const struct context *c)
{
	const struct frame *frames = w->frames, *at = NULL;
	const struct node *given = argument_of(w, n, &at);
	size_t len = w->indent_n;
	int rc;

	if ((given || n->alone) && indent_more(w, n))
		return -1;
	if (given) {
		if (w->first == FIRST_USUAL)
			w->first = n->alone ? FIRST_INDENT : FIRST_PLAIN;
		w->frames = at->outer;
		rc = walk_other(w, n, given->kids, c);
		w->frames = frames;
		w->first = FIRST_USUAL;
	} else {
		rc = walk_nodes(w, n->kids, c);
	}
	w->indent_n = len;
	return rc;
}

static int
walk_nodes(struct walk *w, const struct node *n, const struct context *c)
{
	int rc = 0;

	for (; n && rc == 0; n = n->next) {
		switch (n->kind) {
		case NODE_TEXT:
			walk_text(w, n);
			break;
		case NODE_VALUE:
		case NODE_RAW:
			walk_value(w, n, c);
			break;
		case NODE_SECTION:
		case NODE_INVERTED:
			rc = walk_section(w, n, c);
			break;
		case NODE_PARTIAL:
		case NODE_PARENT:
			rc = walk_call(w, n, c);
			break;
		case NODE_BLOCK:
			rc = walk_block(w, n, c);
			break;
		}
	}
	if (rc == 0 && w->out->failed)
		rc = err_set(w->e, ERR_LIMIT, "Halaman terlalu besar.",
		    "page of more than %zu bytes", w->out->max);
	return rc;
}

int
template_render(const struct templates *ts, const struct template *t,
    const json_t *view, struct sb *out, struct render_missing *missing,
    struct err *e)
{
	struct walk w = {.set = ts, .out = out, .missing = missing, .e = e};
	struct context c = {view, NULL};

	if (missing) {
		missing->n = 0;
		missing->more = false;
	}
	return walk_nodes(&w, t->nodes, &c);
}
