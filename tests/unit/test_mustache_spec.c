/*
 * Runs the cases of the Mustache specification, the JSON files in the folder
 * named by MUSTACHE_SPEC, each case as a test of its own.  Without that
 * folder only a few cases of our own run, of the same form.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <jansson.h>

#include "base/limits.h"
#include "view/mustache.h"

#define CASES 512

static const char own[] =
    "[{\"name\":\"own: section\",\"template\":\"{{#a}}<{{b}}>{{/a}}\","
    "\"data\":{\"a\":[{\"b\":1},{\"b\":\"&\"}]},\"expected\":\"<1><&amp;>\"},"
    "{\"name\":\"own: partial\",\"template\":\" {{>p}}\\n.\","
    "\"partials\":{\"p\":\"x\\ny\\n\"},\"data\":{},"
    "\"expected\":\" x\\n y\\n.\"}]";

static void
add(struct templates *ts, const char *name, const json_t *text)
{
	struct err e = {0};
	struct str s = {json_string_value(text), json_string_length(text)};

	if (templates_add(ts, name, s, &e))
		fail_msg("%s", e.detail);
}

static void
test_case(void **state)
{
	json_t *k = *state, *partial;
	const char *name, *want;
	struct templates ts;
	struct sb out;
	struct err e = {0};

	templates_init(&ts);
	sb_init(&out, MIB);
	json_object_foreach(json_object_get(k, "partials"), name, partial)
	    add(&ts, name, partial);
	add(&ts, " case", json_object_get(k, "template"));
	templates_link(&ts, NULL);
	want = json_string_value(json_object_get(k, "expected"));
	assert_non_null(want);
	if (template_render(&ts, templates_find(&ts, STR(" case")),
		json_object_get(k, "data"), &out, NULL, &e))
		fail_msg("%s", e.detail);
	assert_string_equal(sb_get(&out).p, want);
	sb_clear(&out);
	templates_clear(&ts);
}

static size_t
take_cases(json_t *cases, struct CMUnitTest *tests, size_t n)
{
	json_t *k;
	size_t i;

	json_array_foreach(cases, i, k)
	{
		const char *name =
		    json_string_value(json_object_get(k, "name"));

		if (!name || n == CASES) {
			fprintf(stderr, "a case without name, or too many\n");
			exit(1);
		}
		tests[n++] =
		    (struct CMUnitTest){name, test_case, NULL, NULL, k};
	}
	return n;
}

static json_t *
load_file(const char *folder, const char *name)
{
	char path[4096];
	json_error_t je;
	json_t *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = json_load_file(path, 0, &je);
	if (!json_is_array(json_object_get(file, "tests"))) {
		fprintf(stderr, "%s: no cases: %s\n", path, je.text);
		exit(1);
	}
	return file;
}

int
main(void)
{
	static struct CMUnitTest tests[CASES];
	const char *folder = getenv("MUSTACHE_SPEC");
	json_t *files = json_array(), *file;
	struct dirent *d;
	size_t n, first;
	DIR *dir;
	int rc;

	json_array_append_new(files, json_loads(own, 0, NULL));
	first = n = take_cases(json_array_get(files, 0), tests, 0);
	dir = folder ? opendir(folder) : NULL;
	if (folder && !dir) {
		perror(folder);
		return 1;
	}
	while (dir && (d = readdir(dir)) != NULL) {
		if (!strstr(d->d_name, ".json") || strstr(d->d_name, "lambdas"))
			continue;
		file = load_file(folder, d->d_name);
		json_array_append_new(files, file);
		n = take_cases(json_object_get(file, "tests"), tests, n);
	}
	if (folder)
		closedir(dir);
	else
		printf("MUSTACHE_SPEC is not set: no case of the "
		       "specification is run\n");
	if (folder && n == first) {
		fprintf(stderr, "%s: no cases\n", folder);
		return 1;
	}
	rc = _cmocka_run_group_tests("mustache_spec", tests, n, NULL, NULL);
	json_decref(files);
	return rc;
}
