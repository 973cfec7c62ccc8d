#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/jsonmem.h"
#include "base/limits.h"
#include "view/json.h"

static void
check(json_t *v, const char *want)
{
	struct sb out;

	sb_init(&out, KIB);
	json_text(v, &out);
	assert_string_equal(sb_get(&out).p, want);
	sb_clear(&out);
	json_decref(v);
}

static void
test_members(void **state)
{
	json_t *o = jv_obj();

	(void)state;
	jv_set_z(o, "z", "Surat \"Masuk\"");
	jv_set_str(o, "str", (struct str){"abcd", 3});
	jv_set_int(o, "int", INT64_MIN);
	jv_set_bool(o, "yes", true);
	jv_set_bool(o, "no", false);
	jv_set_null(o, "null");
	check(o, "{\"z\":\"Surat \\\"Masuk\\\"\",\"str\":\"abc\","
		 "\"int\":-9223372036854775808,\"yes\":true,\"no\":false,"
		 "\"null\":null}");
}

static void
test_null_pointers(void **state)
{
	json_t *o = jv_obj(), *l;

	(void)state;
	jv_set_z(o, "z", NULL);
	jv_set_str(o, "str", (struct str){NULL, 0});
	jv_set_z(o, "empty", "");
	jv_set_str(o, "none", STR(""));
	l = jv_set_arr(o, "l");
	jv_append_z(l, NULL);
	jv_append_str(l, (struct str){NULL, 0});
	jv_append_z(l, "x");
	jv_append_str(l, STR(""));
	check(o, "{\"z\":null,\"str\":null,\"empty\":\"\",\"none\":\"\","
		 "\"l\":[null,null,\"x\",\"\"]}");
}

static void
test_nesting(void **state)
{
	json_t *o = jv_obj(), *row;

	(void)state;
	jv_set_int(jv_set_obj(o, "a"), "b", 1);
	row = jv_append_obj(jv_set_arr(o, "rows"));
	jv_set_z(row, "c", "d");
	jv_set(row, "e", jv_arr());
	jv_append(json_object_get(o, "rows"), json_integer(2));
	jv_set_int(o, "a", 3);
	check(o, "{\"a\":3,\"rows\":[{\"c\":\"d\",\"e\":[]},2]}");
}

static void
test_scalar(void **state)
{
	(void)state;
	check(json_string("\xc3\xa9\n"), "\"\xc3\xa9\\n\"");
}

/* Values made in an arena need no giving back; older ones are not touched. */
static void
test_arena(void **state)
{
	struct arena a;
	json_t *before = jv_obj(), *o;

	(void)state;
	arena_init(&a, MIB);
	jv_set_z(before, "x", "1");
	assert_null(jsonmem_use(&a));
	o = jv_obj();
	for (int i = 0; i < 100; i++)
		jv_append_obj(jv_set_arr(o, "list"));
	jv_set(o, "shared", json_incref(before));
	assert_true(a.used > 0);
	assert_string_equal(
	    json_z(&a, o), "{\"list\":[{}],\"shared\":{\"x\":\"1\"}}");
	json_decref(o);
	assert_ptr_equal(jsonmem_use(NULL), &a);
	arena_clear(&a);
	check(before, "{\"x\":\"1\"}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_members),
	    cmocka_unit_test(test_null_pointers),
	    cmocka_unit_test(test_nesting),
	    cmocka_unit_test(test_scalar),
	    cmocka_unit_test(test_arena),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
