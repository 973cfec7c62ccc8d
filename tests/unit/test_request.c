#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "http/request.h"

#define L(lit)                       \
	{                            \
		lit, sizeof(lit) - 1 \
	}

/* path and query parameters as "a=1;b=2;"; path NULL: must be refused. */
static struct target {
	const char *name;
	struct str in;
	const char *path, *params;
	enum err_kind kind;
} targets[] = {
    {"root", L("/"), "/", "", 0},
    {"segments", L("/a/b"), "/a/b", "", 0},
    {"trailing slash", L("/a/"), "/a/", "", 0},
    {"escapes", L("/a%20b/%c3%A9"), "/a b/\xc3\xa9", "", 0},
    {"raw UTF-8", L("/\xc3\xa9"), "/\xc3\xa9", "", 0},
    {"plus stays in a path", L("/a+b"), "/a+b", "", 0},
    {"three dots", L("/.../a"), "/.../a", "", 0},
    {"dots in a name", L("/a..b/.c"), "/a..b/.c", "", 0},
    {"query", L("/a?b=c&d=%20+x&e"), "/a", "b=c;d=  x;e=;", 0},
    {"query, empty", L("/a?"), "/a", "", 0},
    {"query with '?' and dots", L("/a?b=/../?"), "/a", "b=/../?;", 0},
    {"empty", L(""), NULL, NULL, ERR_BAD},
    {"no slash", L("a"), NULL, NULL, ERR_BAD},
    {"absolute", L("http://kantor.example/"), NULL, NULL, ERR_BAD},
    {"asterisk", L("*"), NULL, NULL, ERR_BAD},
    {"query alone", L("?a=1"), NULL, NULL, ERR_BAD},
    {"two slashes first", L("//a"), NULL, NULL, ERR_BAD},
    {"two slashes alone", L("//"), NULL, NULL, ERR_BAD},
    {"two slashes inside", L("/a//b"), NULL, NULL, ERR_BAD},
    {"two slashes last", L("/a//"), NULL, NULL, ERR_BAD},
    {"dot", L("/./a"), NULL, NULL, ERR_BAD},
    {"dot last", L("/a/."), NULL, NULL, ERR_BAD},
    {"two dots", L("/a/../b"), NULL, NULL, ERR_BAD},
    {"two dots last", L("/.."), NULL, NULL, ERR_BAD},
    {"two dots escaped", L("/%2e%2E/b"), NULL, NULL, ERR_BAD},
    {"dots behind an escaped slash", L("/a%2F.."), NULL, NULL, ERR_BAD},
    {"backslash", L("/a\\b"), NULL, NULL, ERR_BAD},
    {"backslash escaped", L("/a%5cb"), NULL, NULL, ERR_BAD},
    {"line end", L("/a%0D%0Ab"), NULL, NULL, ERR_BAD},
    {"unit separator", L("/a%1F"), NULL, NULL, ERR_BAD},
    {"DEL", L("/a%7F"), NULL, NULL, ERR_BAD},
    {"tilde", L("/a%7E"), "/a~", "", 0},
    {"NUL", L("/a%00"), NULL, NULL, ERR_BAD},
    {"raw NUL", L("/a\0b"), NULL, NULL, ERR_BAD},
    {"invalid UTF-8", L("/%ff"), NULL, NULL, ERR_BAD},
    {"surrogate", L("/%ed%a0%80"), NULL, NULL, ERR_BAD},
    {"bad escape", L("/%g0"), NULL, NULL, ERR_BAD},
    {"bad second digit", L("/%0g"), NULL, NULL, ERR_BAD},
    {"escape cut to one digit", L("/%2"), NULL, NULL, ERR_BAD},
    {"escape cut to none", L("/%"), NULL, NULL, ERR_BAD},
    {"bad escape in a query", L("/?a=%"), NULL, NULL, ERR_BAD},
    {"NUL in a query", L("/?a=%00"), NULL, NULL, ERR_BAD},
    {"invalid UTF-8 in a query", L("/?%ff=1"), NULL, NULL, ERR_BAD},
    {"query without a name", L("/?=1"), NULL, NULL, ERR_BAD},
};

static void
test_target(void **state)
{
	const struct target *t = *state;
	struct arena a;
	struct request rq = {.arena = &a, .path = STR("old")};
	struct err e = {0};
	struct sb b;
	int rc;

	arena_init(&a, MIB);
	sb_init(&b, KIB);
	rc = request_target(&rq, t->in, &e);
	assert_int_equal(rc, t->path ? 0 : -1);
	assert_int_equal(e.kind, t->kind);
	assert_true(str_eqz(rq.path, t->path ? t->path : "old"));
	for (size_t i = 0; i < rq.params.n; i++) {
		sb_str(&b, rq.params.v[i].name);
		sb_putc(&b, '=');
		sb_str(&b, rq.params.v[i].value);
		sb_putc(&b, ';');
	}
	assert_string_equal(sb_get(&b).p, t->params ? t->params : "");
	sb_clear(&b);
	arena_clear(&a);
}

static void
test_target_length(void **state)
{
	char text[LIMIT_URL + 1] = "/";
	struct arena a;
	struct request rq = {.arena = &a};
	struct err e = {0};

	(void)state;
	arena_init(&a, MIB);
	memset(text + 1, 'a', LIMIT_URL);
	assert_int_equal(
	    request_target(&rq, (struct str){text, LIMIT_URL}, &e), 0);
	assert_int_equal(
	    request_target(&rq, (struct str){text, LIMIT_URL + 1}, &e), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	arena_clear(&a);
}

static void
test_param(void **state)
{
	struct arena a;
	struct request rq = {.arena = &a};
	struct err e = {0};

	(void)state;
	arena_init(&a, MIB);
	assert_null(request_param(&rq, "a").p);
	assert_int_equal(request_target(&rq, STR("/?a=1&a=2&b"), &e), 0);
	assert_true(str_eqz(rq.query, "a=1&a=2&b"));
	assert_true(str_eqz(request_param(&rq, "a"), "1"));
	assert_non_null(request_param(&rq, "b").p);
	assert_int_equal(request_param(&rq, "b").n, 0);
	assert_null(request_param(&rq, "c").p);
	arena_clear(&a);
}

/* want NULL: absent. */
static struct cookie {
	const char *name, *header, *cookie, *want;
} cookies[] = {
    {"cookie", "sid=abc", "sid", "abc"},
    {"cookie: second", "a=1; sid=abc", "sid", "abc"},
    {"cookie: first of two", "sid=1; sid=2", "sid", "1"},
    {"cookie: blanks", " sid =\tabc ;x=1", "sid", "abc"},
    {"cookie: no blank between", "a=1;sid=2", "sid", "2"},
    {"cookie: empty", "sid=", "sid", ""},
    {"cookie: quoted", "sid=\"abc\"", "sid", "abc"},
    {"cookie: quoted empty", "sid=\"\"", "sid", ""},
    {"cookie: '=' in the value", "sid=a=b", "sid", "a=b"},
    {"cookie: name is a suffix", "xsid=1", "sid", NULL},
    {"cookie: name is a prefix", "sidx=1", "sid", NULL},
    {"cookie: other case", "SID=1", "sid", NULL},
    {"cookie: name alone", "sid", "sid", NULL},
    {"cookie: one quote", "sid=\"", "sid", NULL},
    {"cookie: comma", "sid=a,b", "sid", NULL},
    {"cookie: backslash", "sid=a\\b", "sid", NULL},
    {"cookie: blank inside", "sid=a b", "sid", NULL},
    {"cookie: not ASCII", "sid=\xc3\xa9", "sid", NULL},
    {"cookie: DEL", "sid=a\x7f", "sid", NULL},
    {"cookie: a bad one does not hide a good one", "sid=a b; sid=ok", "sid",
	"ok"},
    {"cookie: none", "", "sid", NULL},
};

static void
test_cookie(void **state)
{
	const struct cookie *c = *state;
	struct request rq = {.cookie = str_of(c->header)};
	struct str got = request_cookie(&rq, c->cookie);

	if (c->want)
		assert_true(got.p && str_eqz(got, c->want));
	else
		assert_null(got.p);
}

static struct accept {
	const char *name, *header;
	bool json;
} accepts[] = {
    {"accept: json", "application/json", true},
    {"accept: json, capitals", "Application/JSON", true},
    {"accept: json with a charset", "application/json; charset=utf-8", true},
    {"accept: json above html", "text/html;q=0.8,application/json", true},
    {"accept: equal", "text/html;q=0.5, application/json;q=0.5", true},
    {"accept: json below html", "text/html, application/json;q=0.999", false},
    {"accept: json barely above", "text/html;q=0.11,application/json;q=0.111",
	true},
    {"accept: q in capitals", "application/json;Q=0, text/plain", false},
    {"accept: json at 0", "application/json;q=0", false},
    {"accept: json at 0.000", "application/json; q=0.000", false},
    {"accept: json at 0.001", "application/json; q=0.001", true},
    {"accept: q over 1", "application/json;q=1.001", false},
    {"accept: q of 2", "application/json;q=2", false},
    {"accept: q of four digits", "application/json;q=0.1234", false},
    {"accept: q of a word", "application/json;q=x", false},
    {"accept: q empty", "application/json;q=", false},
    {"accept: q 1.", "application/json;q=1.", true},
    {"accept: html q malformed", "text/html;q=x,application/json;q=0.1", true},
    {"accept: browser",
	"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
	false},
    {"accept: anything", "*/*", false},
    {"accept: another json", "application/jsonp", false},
    {"accept: none", "", false},
};

static void
test_accept(void **state)
{
	const struct accept *a = *state;
	struct request rq = {.accept = str_of(a->header)};

	assert_int_equal(request_wants_json(&rq), a->json);
}

/* Every code point of one byte survives; only unreserved ones stay bare. */
static void
test_encode(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, MIB);
	assert_string_equal(url_encode(&a, STR("a/b c\xc3\xa9~-._%+")),
	    "a%2Fb%20c%C3%A9~-._%25%2B");
	assert_string_equal(url_encode(&a, STR("")), "");
	assert_string_equal(url_encode(&a, STR("\0")), "%00");
	for (int c = 1; c < 128; c++) {
		char in = (char)c;
		struct str back;
		struct err e = {0};
		const char *out = url_encode(&a, (struct str){&in, 1});

		assert_int_equal(
		    url_decode(&back, &a, str_of(out), true, &e), 0);
		assert_true(str_eq(back, (struct str){&in, 1}));
	}
	arena_clear(&a);
}

int
main(void)
{
	enum {
		NT = sizeof(targets) / sizeof(targets[0]),
		NC = sizeof(cookies) / sizeof(cookies[0]),
		NA = sizeof(accepts) / sizeof(accepts[0]),
		NFIXED = 3
	};
	struct CMUnitTest tests[NFIXED + NT + NC + NA] = {
	    cmocka_unit_test(test_target_length),
	    cmocka_unit_test(test_param),
	    cmocka_unit_test(test_encode),
	};
	size_t n = NFIXED;

	for (size_t i = 0; i < NT; i++)
		tests[n++] = (struct CMUnitTest){
		    targets[i].name, test_target, NULL, NULL, &targets[i]};
	for (size_t i = 0; i < NC; i++)
		tests[n++] = (struct CMUnitTest){
		    cookies[i].name, test_cookie, NULL, NULL, &cookies[i]};
	for (size_t i = 0; i < NA; i++)
		tests[n++] = (struct CMUnitTest){
		    accepts[i].name, test_accept, NULL, NULL, &accepts[i]};
	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
