#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/asset.h"

static bool
is_style(const struct asset *f)
{
	return strcmp(f->type, "text/css; charset=utf-8") == 0;
}

/* Run in the folder of the sources: what is built in is what is there. */
static void
test_content(void **state)
{
	(void)state;
	for (size_t i = 0; i < asset_count; i++) {
		const struct asset *f = asset_at(i);
		FILE *in = fopen(f->name, "rb");

		assert_non_null(in);
		if (is_style(f)) {
			fclose(in);
			continue;
		}
		for (size_t k = 0; k < f->size; k++)
			assert_int_equal(getc(in), f->data[k]);
		assert_int_equal(getc(in), EOF);
		fclose(in);
	}
}

/* Style sheets are shortened; what is served stays light. */
static void
test_styles(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < asset_count; i++) {
		const struct asset *f = asset_at(i);

		if (!is_style(f))
			continue;
		n++;
		assert_in_range(f->size, 1, 20000);
		assert_null(memchr(f->data, '\t', f->size));
		assert_null(memchr(f->data, '\n', f->size));
		assert_null(memmem(f->data, f->size, "/*", 2));
	}
	/* For all pages, for the benches of the verifier, for the board, for
	 * passphrases, for what says whether a letter is genuine. */
	assert_int_equal(n, 5);
}

static void
test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < asset_count; i++) {
		const struct asset *f = asset_at(i);

		assert_ptr_equal(asset_find(f->name), f);
		assert_true(
		    i == 0 || strcmp(asset_at(i - 1)->name, f->name) < 0);
		assert_non_null(strchr(f->type, '/'));
		assert_int_equal(strlen(f->version), 10);
		assert_int_equal(strspn(f->version, "0123456789abcdef"), 10);
	}
}

static void
test_absent(void **state)
{
	(void)state;
	assert_null(asset_at(asset_count));
	assert_null(asset_find(""));
	assert_null(asset_find("zzz"));
	assert_null(asset_find("static"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_content),
	    cmocka_unit_test(test_styles),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_absent),
	};

	return cmocka_run_group_tests_name("asset", tests, NULL, NULL);
}
