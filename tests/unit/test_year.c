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

/* --- against each other ------------------------------------------------- */

static int
by_key(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	int d = (x->of_case > y->of_case) - (x->of_case < y->of_case);

	if (d == 0)
		d = strcmp(x->rule, y->rule);
	if (d == 0)
		d = (x->tier > y->tier) - (x->tier < y->tier);
	return d ? d : strcmp(x->to, y->to);
}

static bool
is_same(const struct told *x, const struct told *y)
{
	return strcmp(x->template, y->template) == 0 && x->at == y->at &&
	       x->state == y->state && x->ended == y->ended &&
	       x->all == y->all && x->late == y->late;
}

static void
show(const char *who, const struct told *t)
{
	static const char *const states[] = {
	    "held", "waiting", "digested", "dropped"};

	print_message("  %s: case %d, %s, tier %d, %s, %s, at %lld.%03lld, %s, "
		      "ended %lld, all %d, late %d\n",
	    who, t->of_case + 1, t->rule, t->tier, t->to, t->template,
	    (long long)(t->at / MINUTE_MS), (long long)(t->at % MINUTE_MS),
	    states[t->state], (long long)(t->ended / MINUTE_MS), t->all,
	    t->late);
}

#define SHOWN 20
#define KINDS 28 /* of template and tier, that a year must have */

static size_t
compare(const struct told_list *is, const struct told_list *should)
{
	size_t i = 0, k = 0, wrong = 0;

	while (i < is->n || k < should->n) {
		int d = i == is->n       ? 1
			: k == should->n ? -1
					 : by_key(&is->v[i], &should->v[k]);

		if (d == 0 && is_same(&is->v[i], &should->v[k])) {
			i++;
			k++;
			continue;
		}
		wrong++;
		if (d <= 0 && wrong < SHOWN)
			show("is", &is->v[i]);
		if (d >= 0 && wrong < SHOWN)
			show("should be", &should->v[k]);
		i += d <= 0;
		k += d >= 0;
	}
	return wrong;
}

/* How many of each; returns how many kinds there are. */
static size_t
count(const struct told_list *l)
{
	struct {
		char name[40];
		size_t n;
	} kinds[40] = {{{0}, 0}};
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		char name[40];
		size_t k = 0;

		snprintf(name, sizeof(name), "%s, tier %d", l->v[i].template,
		    l->v[i].tier);
		while (k < n && strcmp(kinds[k].name, name) != 0)
			k++;
		assert_true(k < 40);
		if (k == n)
			memcpy(kinds[n++].name, name, sizeof(name));
		kinds[k].n++;
	}
	for (size_t k = 0; k < n; k++)
		print_message("  %7zu %s\n", kinds[k].n, kinds[k].name);
	return n;
}

static struct scene scene;

static void
test_year(void **state)
{
	static const char template[] = "/tmp/paraf-test-year-XXXXXX";
	struct told_list is = {0}, should = {0};
	char dir[64];

	(void)state;
	memcpy(dir, template, sizeof(template));
	assert_non_null(mkdtemp(dir));
	scene_make(&scene);
	print_message("  %zu deeds\n", scene.n);
	play(&scene, dir, &is);
	reckon(&scene, &should);
	qsort(is.v, is.n, sizeof(*is.v), by_key);
	qsort(should.v, should.n, sizeof(*should.v), by_key);
	print_message("  %zu messages\n", is.n);
	/* A year in which little is told shows nothing. */
	assert_true(count(&should) >= KINDS);
	assert_int_equal(compare(&is, &should), 0);
	told_clear(&should);
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
