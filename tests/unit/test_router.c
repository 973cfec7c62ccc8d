#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/router.h"

enum { ROOT = 1, TENANT, NEW, SHOW, SAVE, FOLDER, DEEP };

static const struct route table[] = {
    {"/", ROUTE_GET, ROOT},
    {"/{tenant}", ROUTE_GET, TENANT},
    {"/{tenant}/permohonan/baru", ROUTE_GET | ROUTE_POST, NEW},
    {"/{tenant}/permohonan/{number}", ROUTE_GET, SHOW},
    {"/{tenant}/permohonan/{number}", ROUTE_POST, SAVE},
    {"/{tenant}/arsip/", ROUTE_GET, FOLDER},
    {"/x/{a}/{b}/{c}/{d}", ROUTE_POST, DEEP},
};

/* id 0: refused with kind.  params: "tenant=a;number=1;" */
static struct row {
	const char *name;
	enum http_method method;
	const char *path;
	int id;
	enum err_kind kind;
	const char *params;
} rows[] = {
    {"root", HTTP_GET, "/", ROOT, 0, ""},
    {"HEAD is GET", HTTP_HEAD, "/", ROOT, 0, ""},
    {"one name", HTTP_GET, "/kota", TENANT, 0, "tenant=kota;"},
    {"literal row first", HTTP_GET, "/a/permohonan/baru", NEW, 0, "tenant=a;"},
    {"literal row, POST", HTTP_POST, "/a/permohonan/baru", NEW, 0, "tenant=a;"},
    {"two names", HTTP_GET, "/a/permohonan/1", SHOW, 0, "tenant=a;number=1;"},
    {"literal is a prefix", HTTP_GET, "/a/permohonan/baru2", SHOW, 0,
	"tenant=a;number=baru2;"},
    {"second row by method", HTTP_POST, "/a/permohonan/1", SAVE, 0,
	"tenant=a;number=1;"},
    {"trailing slash in the pattern", HTTP_GET, "/a/arsip/", FOLDER, 0,
	"tenant=a;"},
    {"four names", HTTP_POST, "/x/1/2/3/4", DEEP, 0, "a=1;b=2;c=3;d=4;"},
    {"braces in the path", HTTP_GET, "/{tenant}", TENANT, 0,
	"tenant={tenant};"},
    {"trailing slash missing", HTTP_GET, "/a/arsip", 0, ERR_MISSING, ""},
    {"trailing slash too much", HTTP_GET, "/a/permohonan/1/", 0, ERR_MISSING,
	""},
    {"name takes no empty segment", HTTP_GET, "/a/permohonan/", 0, ERR_MISSING,
	""},
    {"tenant takes no empty segment", HTTP_GET, "//permohonan/baru", 0,
	ERR_MISSING, ""},
    {"one segment more", HTTP_GET, "/a/permohonan/1/2", 0, ERR_MISSING, ""},
    {"one segment less", HTTP_GET, "/a/permohonan", 0, ERR_MISSING, ""},
    {"other case", HTTP_GET, "/a/Permohonan/1", 0, ERR_MISSING, ""},
    {"empty", HTTP_GET, "", 0, ERR_MISSING, ""},
    {"wrong method", HTTP_POST, "/", 0, ERR_BAD, ""},
    {"unknown method", HTTP_OTHER, "/a/permohonan/1", 0, ERR_BAD,
	"tenant=a;number=1;"},
    {"unknown method, no such address", HTTP_OTHER, "/a/b", 0, ERR_MISSING, ""},
    {"GET where only POST is", HTTP_GET, "/x/1/2/3/4", 0, ERR_BAD,
	"a=1;b=2;c=3;d=4;"},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct route_match m;
	struct err e = {0};
	struct sb b;
	int rc = route_find(&m, table, sizeof(table) / sizeof(table[0]),
	    r->method, str_of(r->path), &e);

	assert_int_equal(rc, r->id ? 0 : -1);
	assert_int_equal(e.kind, r->kind);
	if (r->id)
		assert_int_equal(m.route->id, r->id);
	else
		assert_int_equal(m.route != NULL, r->kind == ERR_BAD);
	sb_init(&b, 200);
	for (size_t i = 0; i < m.n; i++) {
		sb_put(&b, m.params[i].name, m.params[i].name_n);
		sb_putc(&b, '=');
		sb_str(&b, m.params[i].value);
		sb_putc(&b, ';');
	}
	assert_string_equal(sb_get(&b).p, r->params);
	sb_clear(&b);
}

static void
test_param(void **state)
{
	struct route_match m;
	struct err e = {0};

	(void)state;
	assert_int_equal(route_find(&m, table, sizeof(table) / sizeof(table[0]),
			     HTTP_GET, STR("/a/permohonan/17"), &e),
	    0);
	assert_true(str_eqz(route_param(&m, "number"), "17"));
	assert_true(str_eqz(route_param(&m, "tenant"), "a"));
	assert_null(route_param(&m, "numbe").p);
	assert_null(route_param(&m, "number}").p);
}

/* For 405 the first row of the address is named. */
static void
test_wrong_method(void **state)
{
	struct route_match m;
	struct err e = {0};

	(void)state;
	assert_int_equal(route_find(&m, table, sizeof(table) / sizeof(table[0]),
			     HTTP_OTHER, STR("/a/permohonan/17"), &e),
	    -1);
	assert_int_equal(e.kind, ERR_BAD);
	assert_int_equal(m.route->id, SHOW);
}

static void
test_empty_table(void **state)
{
	struct route_match m;
	struct err e = {0};

	(void)state;
	assert_int_equal(route_find(&m, table, 0, HTTP_GET, STR("/"), &e), -1);
	assert_int_equal(e.kind, ERR_MISSING);
	assert_int_equal(m.n, 0);
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]), NFIXED = 3 };
	struct CMUnitTest tests[NFIXED + NROWS] = {
	    cmocka_unit_test(test_param),
	    cmocka_unit_test(test_wrong_method),
	    cmocka_unit_test(test_empty_table),
	};

	for (size_t i = 0; i < NROWS; i++)
		tests[NFIXED + i] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("router", tests, NULL, NULL);
}
