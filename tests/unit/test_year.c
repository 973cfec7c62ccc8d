/*
 * A year of one office on a movable clock: what the program told whom, and
 * when, against what has to be told, row by row; see year/year.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "folder.h"
#include "year/year.h"

void
told_add(struct told_list *l, const struct told *t)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 4096;
		l->v = realloc(l->v, l->cap * sizeof(*l->v));
		assert_non_null(l->v);
	}
	l->v[l->n++] = *t;
}

void
told_clear(struct told_list *l)
{
	free(l->v);
	*l = (struct told_list){0};
}

static struct scene scene;

static void
test_year(void **state)
{
	static const char template[] = "/tmp/paraf-test-year-XXXXXX";
	struct told_list is = {0};
	char dir[64];

	(void)state;
	memcpy(dir, template, sizeof(template));
	assert_non_null(mkdtemp(dir));
	scene_make(&scene);
	print_message("  %zu deeds\n", scene.n);
	play(&scene, dir, &is);
	print_message("  %zu messages\n", is.n);
	told_clear(&is);
	scene_clear(&scene);
	assert_int_equal(folder_remove(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_year),
	};

	return cmocka_run_group_tests_name("year", tests, NULL, NULL);
}
