/*
 * One pass over the source.  Which lines disappear is decided by looking at
 * the source around a tag: a tag with nothing but blanks beside it on its
 * line(s) stands alone, and takes blanks and line end with it.  Values never
 * do.  A parent is one unit from its opening to its closing tag.
 */
#include <string.h>

#include "view/mustache_tree.h"

#define DELIMITER_MAX 16
#define PARTS_MAX     16

struct tag {
	char sigil; /* one of # ^ / > < $ ! = & {, or 0 for a value */
	bool dynamic;
	struct str body;  /* between the delimiters, trimmed */
	size_t from, to;  /* the tag with its delimiters */
	size_t line;      /* where its first line begins */
	size_t after;     /* behind the line end that follows it */
	bool lead, trail; /* nothing but blanks before, after it */
};

struct open {
	struct node *node;   /* NULL for the template itself */
	struct node **tail;  /* where its next kid goes */
	struct node *blanks; /* PARENT: a text before it, perhaps needed */
	size_t dedent;       /* blanks taken from each line inside */
	bool argument;       /* BLOCK: directly in a parent */
};

struct parser {
	struct arena *arena;
	struct template *t;
	struct str src;
	size_t pos;                    /* all before it is in the tree */
	size_t seen, row;              /* the row of position seen, from 0 */
	size_t row_at;                 /* where that row begins */
	struct str opener, closer;     /* the delimiters */
	char marks[DELIMITER_MAX + 1]; /* "}" or "=" and the closer */
	struct open stack[TEMPLATE_NESTING + 1];
	size_t depth;
	struct err *e;
};

/* Row and column of a position, from 1; columns count code points. */
static void
locate(struct parser *p, size_t at, int *line, int *column)
{
	if (at < p->seen)
		p->seen = p->row = p->row_at = 0;
	for (; p->seen < at; p->seen++)
		if (p->src.p[p->seen] == '\n') {
			p->row++;
			p->row_at = p->seen + 1;
		}
	*line = (int)p->row + 1;
	*column = (int)str_points(
		      (struct str){p->src.p + p->row_at, at - p->row_at}) +
		  1;
}

static int
refuse(struct parser *p, size_t at, const char *why)
{
	int line, column;

	locate(p, at, &line, &column);
	return err_set(p->e, ERR_SYSTEM, "Templat halaman tidak dapat dibaca.",
	    "templates/%s%s:%d:%d: %s", p->t->name, p->t->ending, line, column,
	    why);
}

static struct open *
top(struct parser *p)
{
	return &p->stack[p->depth];
}

static bool
in_parent(struct parser *p)
{
	return top(p)->node && top(p)->node->kind == NODE_PARENT;
}

static struct node *
node_add(struct parser *p, enum node_kind kind, struct str text)
{
	struct node *n = ARENA_NEW(p->arena, struct node);

	n->kind = kind;
	n->text = text;
	n->owner = p->t;
	*top(p)->tail = n;
	top(p)->tail = &n->next;
	return n;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
begins_line(const struct parser *p, size_t at)
{
	return at == 0 || p->src.p[at - 1] == '\n';
}

static struct str
slice(const struct parser *p, size_t from, size_t to)
{
	return (struct str){p->src.p + from, to > from ? to - from : 0};
}

/* Where text is sought in the source from a position on; src.n if nowhere. */
static size_t
seek(const struct parser *p, size_t from, struct str what)
{
	const char *at;

	if (from >= p->src.n)
		return p->src.n;
	at = memmem(p->src.p + from, p->src.n - from, what.p, what.n);
	return at ? (size_t)(at - p->src.p) : p->src.n;
}

/* The position behind at most max blanks. */
static size_t
skip_blanks(const struct parser *p, size_t at, size_t max)
{
	size_t end = p->src.n - at > max ? at + max : p->src.n;

	while (at < end && blank(p->src.p[at]))
		at++;
	return at;
}

/* Texts up to a position, without the dedent of the block around. */
static void
take_text(struct parser *p, size_t to)
{
	size_t from = p->pos, dedent = top(p)->dedent, end;
	struct node *n;

	p->pos = to;
	if (in_parent(p))
		return;
	for (; from < to; from = end) {
		size_t cut = from;

		end = to;
		if (dedent > 0) {
			end = seek(p, from, STR("\n")) + 1;
			end = end > to ? to : end;
			if (begins_line(p, from))
				cut = skip_blanks(p, from, dedent);
			cut = cut > end ? end : cut;
		}
		n = node_add(p, NODE_TEXT, slice(p, cut, end));
		n->begins = begins_line(p, from);
	}
}

/* The text before a tag that stays on its line. */
static void
take_inline(struct parser *p, const struct tag *g)
{
	take_text(p, g->from);
	if (begins_line(p, g->from) && !in_parent(p))
		node_add(p, NODE_TEXT, slice(p, g->from, g->from))->begins =
		    true;
	p->pos = g->to;
}

/* The text before a tag; true if the tag has its lines for itself. */
static bool
take_before(struct parser *p, const struct tag *g)
{
	if (!g->lead || !g->trail) {
		take_inline(p, g);
		return false;
	}
	take_text(p, g->line);
	p->pos = g->after;
	return true;
}

/* What stands around the tag on its lines. */
static void
look_around(const struct parser *p, struct tag *g)
{
	size_t i = g->from;

	while (i > 0 && blank(p->src.p[i - 1]))
		i--;
	g->lead = begins_line(p, i);
	g->line = i;
	i = skip_blanks(p, g->to, p->src.n);
	if (i + 1 < p->src.n && p->src.p[i] == '\r' && p->src.p[i + 1] == '\n')
		i++;
	g->trail = i == p->src.n || p->src.p[i] == '\n';
	g->after = i == p->src.n ? i : i + 1;
}

static int
read_tag(struct parser *p, size_t at, struct tag *g)
{
	struct str end = p->closer;
	size_t i = at + p->opener.n, stop;

	*g = (struct tag){.from = at};
	while (i < p->src.n && (blank(p->src.p[i]) || p->src.p[i] == '\n' ||
				   p->src.p[i] == '\r'))
		i++;
	if (i < p->src.n && p->src.p[i] != '\0' &&
	    strchr("#^/><$!=&{", p->src.p[i]) &&
	    !str_starts(slice(p, i, p->src.n), p->closer))
		g->sigil = p->src.p[i++];
	if (g->sigil == '{' || g->sigil == '=') {
		p->marks[0] = g->sigil == '{' ? '}' : '=';
		memcpy(p->marks + 1, p->closer.p, p->closer.n);
		end = (struct str){p->marks, p->closer.n + 1};
	}
	stop = seek(p, i, end);
	if (stop == p->src.n)
		return refuse(p, at, "this tag is never closed");
	g->to = stop + end.n;
	g->body = str_trim(slice(p, i, stop));
	look_around(p, g);
	return 0;
}

static bool
has_space(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (blank(s.p[i]) || s.p[i] == '\n' || s.p[i] == '\r')
			return true;
	return false;
}

/* The parts of a dotted name, into the node. */
static int
split_name(struct parser *p, const struct tag *g, struct node *n)
{
	struct str rest = n->text, *part;

	if (str_eqz(n->text, "."))
		return 0;
	part = ARENA_ARRAY(p->arena, PARTS_MAX, struct str);
	n->part = part;
	while (rest.p) {
		if (n->parts_n == PARTS_MAX)
			return refuse(p, g->from, "too many parts in a name");
		part[n->parts_n] = str_cut(&rest, '.');
		if (part[n->parts_n++].n == 0)
			return refuse(
			    p, g->from, "a part of the name is empty");
	}
	return 0;
}

/* A node for the tag; its name is checked, and split where it needs it. */
static struct node *
node_of(struct parser *p, enum node_kind kind, const struct tag *g)
{
	struct str name = g->body;
	struct node *n;
	bool call = kind == NODE_PARTIAL || kind == NODE_PARENT;
	bool dynamic = call && str_starts(name, STR("*"));

	if (dynamic)
		name = str_trim((struct str){name.p + 1, name.n - 1});
	if (name.n == 0 || has_space(name)) {
		refuse(p, g->from, "a name without blanks belongs here");
		return NULL;
	}
	n = node_add(p, kind, name);
	n->dynamic = dynamic;
	locate(p, g->from, &n->line, &n->column);
	if ((dynamic || !call) && kind != NODE_BLOCK && split_name(p, g, n))
		return NULL;
	return n;
}

static int
push(struct parser *p, const struct tag *g, struct node *n)
{
	if (p->depth == TEMPLATE_NESTING)
		return refuse(p, g->from, "too many tags in each other");
	p->stack[p->depth + 1] = (struct open){
	    .node = n, .tail = &n->kids, .dedent = top(p)->dedent};
	p->depth++;
	return 0;
}

static int
take_delimiters(struct parser *p, const struct tag *g)
{
	struct str open = g->body, close;
	size_t i = 0;

	while (i < open.n && !has_space((struct str){open.p + i, 1}))
		i++;
	close = str_trim((struct str){open.p + i, open.n - i});
	open.n = i;
	if (open.n == 0 || close.n == 0 || has_space(close) ||
	    open.n >= DELIMITER_MAX || close.n >= DELIMITER_MAX ||
	    memchr(open.p, '=', open.n) || memchr(close.p, '=', close.n))
		return refuse(p, g->from, "two delimiters belong here");
	p->opener = open;
	p->closer = close;
	return 0;
}

static int
take_section(struct parser *p, const struct tag *g)
{
	struct node *n;

	take_before(p, g);
	n = node_of(p, g->sigil == '#' ? NODE_SECTION : NODE_INVERTED, g);
	return n ? push(p, g, n) : -1;
}

static int
take_value(struct parser *p, const struct tag *g)
{
	take_inline(p, g);
	return node_of(p, g->sigil || p->t->plain ? NODE_RAW : NODE_VALUE, g)
		   ? 0
		   : -1;
}

/* The blanks before a tag that begins its line, without the dedent. */
static struct str
indent_of(struct parser *p, const struct tag *g)
{
	return slice(p, skip_blanks(p, g->line, top(p)->dedent), g->from);
}

static int
take_partial(struct parser *p, const struct tag *g)
{
	bool alone = take_before(p, g);
	struct node *n = node_of(p, NODE_PARTIAL, g);

	if (!n)
		return -1;
	n->alone = alone;
	if (alone)
		n->indent = indent_of(p, g);
	return 0;
}

/*
 * Whether a parent stands alone is known at its closing tag.  Until then an
 * empty text holds the place of the blanks before it.
 */
static int
take_parent(struct parser *p, const struct tag *g)
{
	struct node *blanks = NULL, *n;

	if (g->lead) {
		take_text(p, g->line);
		blanks = node_add(p, NODE_TEXT, indent_of(p, g));
		blanks->begins = true;
	} else {
		take_text(p, g->from);
	}
	p->pos = g->to;
	n = node_of(p, NODE_PARENT, g);
	if (!n || push(p, g, n))
		return -1;
	top(p)->blanks = blanks;
	return 0;
}

/*
 * The indentation of the first line with content from a position on, where
 * it goes beyond the dedent around; false if the block ends there.
 */
static bool
inner_indent(
    const struct parser *p, size_t from, size_t dedent, struct str *indent)
{
	size_t i = from, at;

	for (;; from = i + 1) {
		i = skip_blanks(p, from, p->src.n);
		at = i;
		if (i < p->src.n && p->src.p[i] == '\r')
			i++;
		if (i == p->src.n)
			return false;
		if (p->src.p[i] != '\n')
			break;
	}
	*indent = slice(p, from + dedent, at);
	if (str_starts(slice(p, at, p->src.n), p->opener)) {
		at = skip_blanks(p, at + p->opener.n, p->src.n);
		return at == p->src.n || p->src.p[at] != '/';
	}
	return true;
}

/*
 * A block in a parent is an argument: it loses the line end behind its
 * opening tag and its own indentation.  Any other block is a place, which
 * puts the indentation of its default content, or its own, before each line.
 */
static int
take_block(struct parser *p, const struct tag *g)
{
	bool argument = in_parent(p), alone = false;
	size_t dedent = top(p)->dedent;
	struct str indent = {"", 0};
	struct node *n;

	if (argument)
		p->pos = g->trail ? g->after : g->to;
	else
		alone = take_before(p, g);
	if (g->lead && !argument)
		indent = indent_of(p, g);
	n = node_of(p, NODE_BLOCK, g);
	if (!n || push(p, g, n))
		return -1;
	top(p)->argument = argument;
	if (alone || (argument && g->trail)) {
		struct str inner = {"", 0};

		if (inner_indent(p, p->pos, dedent, &inner)) {
			indent = inner;
			top(p)->dedent = dedent + inner.n;
		}
	}
	n->alone = alone;
	n->indent = indent;
	return 0;
}

static int
close_parent(struct parser *p, const struct tag *g)
{
	struct open *o = top(p);

	o->node->alone = o->blanks && g->trail;
	p->pos = o->node->alone ? g->after : g->to;
	if (o->node->alone) {
		o->node->indent = o->blanks->text;
		o->blanks->begins = false;
		o->blanks->text.n = 0;
	}
	for (struct node *n = o->node->kids; n; n = n->next)
		for (struct node *m = n->next; m; m = m->next)
			if (str_eq(n->text, m->text))
				return refuse(p, g->from,
				    "a block is given twice in this parent");
	return 0;
}

static int
take_close(struct parser *p, const struct tag *g)
{
	struct open *o = top(p);
	struct str name = g->body;

	if (!o->node)
		return refuse(p, g->from, "nothing is open that this closes");
	if (o->node->dynamic && str_starts(name, STR("*")))
		name = str_trim((struct str){name.p + 1, name.n - 1});
	if (!str_eq(name, o->node->text))
		return refuse(p, g->from,
		    "this closes another tag than the "
		    "last one opened");
	if (o->node->kind == NODE_PARENT) {
		if (close_parent(p, g))
			return -1;
	} else if (o->argument) {
		take_text(p, g->lead && g->line >= p->pos ? g->line : g->from);
		p->pos = g->to;
	} else {
		take_before(p, g);
	}
	p->depth--;
	return 0;
}

static int
take_tag(struct parser *p, const struct tag *g)
{
	if (in_parent(p) && !(g->sigil && strchr("/$!", g->sigil)))
		return refuse(p, g->from, "only blocks belong in a parent");
	switch (g->sigil) {
	case '#':
	case '^':
		return take_section(p, g);
	case '/':
		return take_close(p, g);
	case '>':
		return take_partial(p, g);
	case '<':
		return take_parent(p, g);
	case '$':
		return take_block(p, g);
	case '!':
		take_before(p, g);
		return 0;
	case '=':
		take_before(p, g);
		return take_delimiters(p, g);
	default:
		return take_value(p, g);
	}
}

int
template_parse(struct template *t, struct arena *a, struct err *e)
{
	struct parser p = {.arena = a, .t = t, .src = t->source, .e = e};
	struct tag g;
	size_t at;

	p.opener = STR("{{");
	p.closer = STR("}}");
	p.stack[0].tail = &t->nodes;
	while ((at = seek(&p, p.pos, p.opener)) < p.src.n)
		if (read_tag(&p, at, &g) || take_tag(&p, &g))
			return -1;
	if (p.depth > 0) {
		int line = top(&p)->node->line, column = top(&p)->node->column;

		return err_set(e, ERR_SYSTEM,
		    "Templat halaman tidak dapat dibaca.",
		    "templates/%s%s:%d:%d: this tag is never closed", t->name,
		    t->ending, line, column);
	}
	take_text(&p, p.src.n);
	return 0;
}
