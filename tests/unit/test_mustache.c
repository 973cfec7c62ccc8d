#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/limits.h"
#include "view/mustache_tree.h"

/* What a template makes of data; p is the text of the partial "p". */
static struct good {
	const char *name, *text, *data, *p, *want;
} good[] = {
    {"all five are escaped", "{{a}}", "{\"a\":\"x&<>\\\"'y\"}", "",
	"x&amp;&lt;&gt;&quot;&#39;y"},
    {"special at both ends", "{{a}}", "{\"a\":\"<b>\"}", "", "&lt;b&gt;"},
    {"other signs are not", "{{a}}", "{\"a\":\"/=`\\u00e9\"}", "",
	"/=`\xc3\xa9"},
    {"raw", "{{{a}}}{{&a}}", "{\"a\":\"<'\"}", "", "<'<'"},
    {"a NUL in the data", "{{a}}", "{\"a\":\"x\\u0000<\"}", "", "x"},
    {"integer", "{{a}}", "{\"a\":-9223372036854775808}", "",
	"-9223372036854775808"},
    {"zero", "{{a}}", "{\"a\":0}", "", "0"},
    {"real", "{{a}}", "{\"a\":0.1}", "", "0.1"},
    {"boolean", "{{a}}{{b}}", "{\"a\":true,\"b\":false}", "", "truefalse"},
    {"list and object have no text", "[{{a}}{{b}}]", "{\"a\":[1],\"b\":{}}", "",
	"[]"},
    {"0 is no", "{{#a}}y{{/a}}{{^a}}n{{/a}}", "{\"a\":0}", "", "n"},
    {"0.0 is no", "{{#a}}y{{/a}}{{^a}}n{{/a}}", "{\"a\":0.0}", "", "n"},
    {"-0.5 is yes", "{{#a}}y{{/a}}{{^a}}n{{/a}}", "{\"a\":-0.5}", "", "y"},
    {"empty text is no", "{{#a}}y{{/a}}{{^a}}n{{/a}}", "{\"a\":\"\"}", "", "n"},
    {"\"0\" is yes", "{{#a}}y{{/a}}{{^a}}n{{/a}}", "{\"a\":\"0\"}", "", "y"},
    {"empty object is yes", "{{#a}}y{{/a}}{{^a}}n{{/a}}", "{\"a\":{}}", "",
	"y"},
    {"null hides what is further up", "{{#o}}[{{a}}]{{/o}}",
	"{\"a\":1,\"o\":{\"a\":null}}", "", "[]"},
    {"null in a chain", "[{{a.b.c}}]", "{\"a\":null}", "", "[]"},
    {"blank before the sigil", "{{ # a }}x{{ / a }}", "{\"a\":1}", "", "x"},
    {"only a brace", "{ {a} }}", "{}", "", "{ {a} }}"},
    {"empty", "", "{}", "", ""},
    {"line with two tags stays", "{{#a}}{{/a}}\nx", "{\"a\":1}", "", "\nx"},
    {"indent: empty lines are not indented", "  {{>p}}\n", "{}",
	"a\n\nb\r\n\r\nc\n", "  a\n\n  b\r\n\r\n  c\n"},
    {"indent: a line that begins with a tag", "  {{>p}}\n", "{\"a\":1}",
	"{{a}}\n{{#a}}x{{/a}}\n", "  1\n  x\n"},
    {"indent: a section over lines", " {{>p}}\n", "{\"a\":[1,2]}",
	"{{#a}}\n{{.}}\n{{/a}}\n.\n", " 1\n 2\n .\n"},
    {"indent: a section inside a line", " {{>p}}\n", "{\"a\":[1,2]}",
	"x{{#a}}y\n{{/a}}z\n", " xy\n y\n z\n"},
    {"indent: not inside a line", "x {{>p}}\n", "{}", "a\nb", "x a\nb\n"},
    {"indent: none for a partial in a line of a partial", "  {{>p}}\n", "{}",
	"a {{>q}}\n", "  a q\nr\n\n"},
    {"indent: twice", " {{<p}}{{$b}}\n  {{>q}}\n {{/b}}{{/p}}\n", "{}",
	"<\n  {{$b}}\n  {{/b}}\n>\n", " <\n   q\n   r\n >\n"},
    {"block: given inline to a place of its own", "{{<p}}{{$b}}x{{/b}}{{/p}}",
	"{}", "<\n  {{$b}}\n  y\n  {{/b}}\n>\n", "<\n  x>\n"},
    {"block: given as lines into a line",
	"{{<p}}{{$b}}\n  x\n  y\n{{/b}}{{/p}}", "{}", " <{{$b}}{{/b}}>",
	" <x\ny\n>"},
    {"block: default alone", "{{>p}}", "{}", "<\n  {{$b}}\n  y\n  {{/b}}\n>\n",
	"<\n  y\n>\n"},
    {"block: in itself", "{{<p}}{{$b}}x{{$b}}y{{/b}}{{/b}}{{/p}}", "{}",
	"{{$b}}{{/b}}", "xy"},
    {"block: comment in a parent", "{{<p}}{{! x }}{{$b}}x{{/b}}{{/p}}", "{}",
	"{{$b}}{{/b}}", "x"},
    {"parent inside a line keeps its line end", "a {{<p}}{{/p}}\nb", "{}", "x",
	"a x\nb"},
    {"parent with text behind it", " {{<p}}{{/p}}.\nb", "{}", "x\ny",
	" x\ny.\nb"},
    {"dynamic parent", "{{<*a}}{{$b}}x{{/b}}{{/ *a }}", "{\"a\":\"p\"}",
	"({{$b}}{{/b}})", "(x)"},
    {"folder in a name", "{{>part/q}}", "{}", "", "in a folder"},
};

static void
set_up(struct templates *ts, const char *text, const char *p)
{
	struct err e = {0};

	templates_init(ts);
	if (templates_add(ts, "t", str_of(text), &e) ||
	    templates_add(ts, "p", str_of(p), &e) ||
	    templates_add(ts, "q", STR("q\nr\n"), &e) ||
	    templates_add(ts, "part/q", STR("in a folder"), &e))
		fail_msg("%s", e.detail);
	templates_link(ts, &e);
}

static void
test_good(void **state)
{
	const struct good *k = *state;
	struct templates ts;
	json_t *data = json_loads(k->data, JSON_ALLOW_NUL, NULL);
	struct err e = {0};
	struct sb out;

	set_up(&ts, k->text, k->p);
	sb_init(&out, KIB);
	assert_non_null(data);
	assert_int_equal(template_render(&ts, templates_find(&ts, STR("t")),
			     data, &out, NULL, &e),
	    0);
	assert_string_equal(sb_get(&out).p, k->want);
	sb_clear(&out);
	json_decref(data);
	templates_clear(&ts);
}

#define EIGHT(s) s s s s s s s s

/* Templates that are refused, and where. */
static struct bad {
	const char *name, *text, *want;
} bad[] = {
    {"tag never closed", "a\n  {{x", ":2:3: this tag is never closed"},
    {"raw tag never closed", "{{{x}}", ":1:1: this tag is never closed"},
    {"delimiters never closed", "{{=| |}}", ":1:1: this tag is never closed"},
    {"section never closed", "x{{#a}}\n{{b}}",
	":1:2: this tag is never closed"},
    {"closed twice", "{{#a}}{{/a}}{{/a}}", ":1:13: nothing is open"},
    {"closed crosswise", "{{#a}}\n{{#b}}\n{{/a}}{{/b}}",
	":3:1: this closes another tag"},
    {"column counts letters", "\xc3\xa9\xe2\x82\xac{{/a}}", ":1:3: nothing"},
    {"no name", "{{}}", ":1:1: a name"},
    {"no name, section", "{{# }}", ":1:1: a name"},
    {"no name, dynamic", "{{>*}}", ":1:1: a name"},
    {"two words", "{{a b}}", ":1:1: a name"},
    {"two points", "{{a..b}}", ":1:1: a part of the name"},
    {"point in front", "{{.a}}", ":1:1: a part of the name"},
    {"point at the end", "{{#a.}}", ":1:1: a part of the name"},
    {"17 parts", "{{a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a}}",
	":1:1: too many parts"},
    {"one delimiter", "{{=|=}}", ":1:1: two delimiters"},
    {"three delimiters", "{{=| | |=}}", ":1:1: two delimiters"},
    {"long delimiter", "{{=| 0123456789abcdef=}}", ":1:1: two delimiters"},
    {"= in a delimiter", "{{=|= |=}}", ":1:1: two delimiters"},
    {"value in a parent", "{{<p}}{{a}}{{/p}}", ":1:7: only blocks"},
    {"section in a parent", "{{<p}}{{#a}}{{/a}}{{/p}}", ":1:7: only blocks"},
    {"block twice", "{{<p}}{{$b}}{{/b}}\n{{$b}}{{/b}}{{/p}}",
	":2:13: a block is given twice"},
    {"33 in each other",
	EIGHT("{{#a}}") EIGHT("{{#a}}") EIGHT("{{#a}}")
	    EIGHT("{{#a}}") "\n{{#a}}",
	":2:1: too many tags"},
};

static void
test_bad(void **state)
{
	const struct bad *k = *state;
	struct templates ts;
	struct err e = {0};
	const char *head = "templates/x/t.html";

	templates_init(&ts);
	assert_int_equal(templates_add(&ts, "x/t", str_of(k->text), &e), -1);
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_memory_equal(e.detail, head, strlen(head));
	if (strncmp(e.detail + strlen(head), k->want, strlen(k->want)) != 0)
		fail_msg("%s", e.detail);
	assert_int_equal(ts.n, 0);
	templates_clear(&ts);
}

/*
 * Every prefix, and the text with every byte replaced, in memory of exactly
 * its size: a sanitizer sees what is read beyond it.
 */
static void
try_text(const char *text, size_t n, size_t at, int c)
{
	struct templates ts;
	struct err e = {0};
	struct sb out;
	json_t *data = json_pack("{s:[i,i],s:{s:s}}", "a", 1, 2, "b", "c", "d");
	char *copy = malloc(n > 0 ? n : 1);
	struct template t = {
	    .name = "p", .ending = "", .source = {copy, n}};

	assert_non_null(copy);
	memcpy(copy, text, n);
	if (at < n)
		copy[at] = (char)c;
	templates_init(&ts);
	sb_init(&out, KIB);
	if (template_parse(&t, &ts.arena, &e) == 0)
		assert_int_equal(
		    template_render(&ts, &t, data, &out, NULL, &e), 0);
	else
		assert_int_equal(e.kind, ERR_SYSTEM);
	free(copy);
	sb_clear(&out);
	json_decref(data);
	templates_clear(&ts);
}

static void
test_every_prefix(void **state)
{
	static const char text[] =
	    " {{! c\n }}\r\n{{#a}}\n  {{.}}{{{b.c}}}\n{{/a}}\n {{>p}}\n"
	    "{{^a}}{{/a}}{{=<% %>=}}<%&b.c%>\n<%={{ }}=%>\n {{<q}}{{$x}}\n"
	    "  one\n\n  {{$y}}\n   z\n  {{/y}}\n{{/x}}{{/q}}\r\n{{>*b.c}}";
	static const char bytes[] = {
	    0, '{', '}', '#', '$', ' ', '\n', '\r', '=', '.', '*', (char)0xff};

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		try_text(text, n, n, 0);
		for (size_t i = 0; i < sizeof(bytes); i++)
			try_text(text, sizeof(text) - 1, n, bytes[i]);
	}
}

static int
render(const char *text, const char *p, size_t max, struct render_missing *m,
    struct err *e)
{
	struct templates ts;
	struct sb out;
	int rc;
	json_t *data = json_loads(
	    "{\"l\":[{\"a\":1},{}],\"n\":null,\"s\":\"x\"}", 0, NULL);

	set_up(&ts, text, p);
	sb_init(&out, max);
	rc = template_render(
	    &ts, templates_find(&ts, STR("t")), data, &out, m, e);
	sb_clear(&out);
	json_decref(data);
	if (m)
		for (size_t i = 0; i < m->n; i++) {
			assert_string_equal(m->at[i].template, "t");
			m->at[i].name.p = NULL;
		}
	templates_clear(&ts);
	return rc;
}

static void
test_depth(void **state)
{
	struct err e = {0}, f = {0}, g = {0};

	(void)state;
	assert_int_equal(render("{{>p}}", "x\n {{>p}}\n", MIB, NULL, &e), -1);
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.detail,
	    "templates/p.html:2:2: templates call each other too deeply");
	assert_int_equal(render("{{>p}}", "{{>p}}{{>p}}", MIB, NULL, &f), -1);
	assert_int_equal(
	    render("{{>p}}", "                    {{<p}}{{/p}}", MIB, NULL, &g),
	    -1);
	assert_string_equal(
	    g.detail, "templates/p.html:1:21: indented too far");
}

static void
test_full(void **state)
{
	struct err e = {0}, f = {0};

	(void)state;
	assert_int_equal(render("12345678", "", 8, NULL, &e), 0);
	assert_int_equal(render("123456789", "", 8, NULL, &f), -1);
	assert_int_equal(f.kind, ERR_LIMIT);
}

/* How many names are missing, and the place of the last. */
static struct lack {
	const char *name, *text;
	size_t n;
	int line, column;
} lacks[] = {
    {"nothing", "{{n}}{{s}}{{#l}}{{/l}}{{n.x.y}}{{>*s}}{{.}}", 2, 1, 39},
    {"value", "x\n {{q}}", 1, 2, 2},
    {"raw", "{{{q}}}", 1, 1, 1},
    {"section", "{{#q}}{{z}}{{/q}}", 1, 1, 1},
    {"inverted section", "{{^q}}{{/q}}", 1, 1, 1},
    {"once for each place", "{{#l}}{{a}}{{/l}}{{q}}{{q}}", 3, 1, 23},
    {"end of a chain", "{{s.x}}", 1, 1, 1},
    {"partial", "{{>nobody}}", 1, 1, 1},
    {"dynamic partial", "{{>*q}}", 1, 1, 1},
    {"a list as text", "{{l}}", 1, 1, 1},
};

static void
test_missing(void **state)
{
	const struct lack *k = *state;
	struct render_missing m = {.n = 5, .more = true};
	struct err e = {0};

	assert_int_equal(render(k->text, "", KIB, &m, &e), 0);
	assert_int_equal(m.n, k->n);
	assert_false(m.more);
	assert_int_equal(m.at[m.n - 1].line, k->line);
	assert_int_equal(m.at[m.n - 1].column, k->column);
}

static void
test_many_missing(void **state)
{
	struct render_missing m;
	struct err e = {0};
	struct sb text;

	(void)state;
	sb_init(&text, KIB);
	for (int i = 0; i <= RENDER_MISSING; i++)
		sb_puts(&text, "{{q}}");
	assert_int_equal(render(sb_get(&text).p, "", KIB, &m, &e), 0);
	assert_int_equal(m.n, RENDER_MISSING);
	assert_true(m.more);
	sb_clear(&text);
}

/* Found whatever the order they came in; a name belongs to one template. */
static void
test_set(void **state)
{
	struct templates ts;
	struct err e = {0}, f = {0};
	char name[16];

	(void)state;
	templates_init(&ts);
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "t%d", i * 37 % 200);
		assert_int_equal(
		    templates_add(&ts, name, STR("{{>t1}}"), &e), 0);
	}
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "t%d", i);
		assert_non_null(templates_find(&ts, str_of(name)));
	}
	assert_null(templates_find(&ts, STR("t")));
	assert_null(templates_find(&ts, STR("t200")));
	assert_null(templates_find(&ts, STR("")));
	assert_int_equal(templates_link(&ts, &e), 0);
	assert_int_equal(e.kind, ERR_NONE);
	assert_int_equal(templates_add(&ts, "t7", STR(""), &e), -1);
	assert_int_equal(templates_add(&ts, "u", STR("\n{{>v}}"), &f), -0);
	assert_int_equal(templates_link(&ts, &f), 1);
	assert_string_equal(f.detail, "templates/u.html:2:1: no template v");
	templates_clear(&ts);
}

/* The templates of the program itself. */
static void
test_load(void **state)
{
	struct templates ts;
	struct err e = {0};

	(void)state;
	if (templates_load(&ts, &e))
		fail_msg("%s", e.detail);
	templates_clear(&ts);
}

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

int
main(void)
{
	struct CMUnitTest tests[COUNT(good) + COUNT(bad) + COUNT(lacks) + 6] = {
	    cmocka_unit_test(test_every_prefix), cmocka_unit_test(test_depth),
	    cmocka_unit_test(test_full), cmocka_unit_test(test_many_missing),
	    cmocka_unit_test(test_set), cmocka_unit_test(test_load)};
	size_t n = 6;

	for (size_t i = 0; i < COUNT(good); i++)
		tests[n++] = (struct CMUnitTest){
		    good[i].name, test_good, NULL, NULL, &good[i]};
	for (size_t i = 0; i < COUNT(bad); i++)
		tests[n++] = (struct CMUnitTest){
		    bad[i].name, test_bad, NULL, NULL, &bad[i]};
	for (size_t i = 0; i < COUNT(lacks); i++)
		tests[n++] = (struct CMUnitTest){
		    lacks[i].name, test_missing, NULL, NULL, &lacks[i]};
	return cmocka_run_group_tests_name("mustache", tests, NULL, NULL);
}
