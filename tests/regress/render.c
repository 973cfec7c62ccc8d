/*
 * render - reads JSON lines {"template", "data", "partials"} and writes for
 * each a line {"text"} or {"error"}, for mustache.test.mjs.
 */
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/limits.h"
#include "view/json.h"
#include "view/mustache.h"

static struct str
text_of(const json_t *v)
{
	return (struct str){json_string_value(v), json_string_length(v)};
}

static int
make(struct templates *ts, json_t *job, struct sb *page, struct err *e)
{
	const char *name;
	json_t *text;

	json_object_foreach(json_object_get(job, "partials"), name,
	    text) if (templates_add(ts, name, text_of(text), e)) return -1;
	if (templates_add(
		ts, " main", text_of(json_object_get(job, "template")), e))
		return -1;
	templates_link(ts, NULL);
	return template_render(ts, templates_find(ts, STR(" main")),
	    json_object_get(job, "data"), page, NULL, e);
}

static void
answer(json_t *job)
{
	struct err e = {0};
	struct templates ts;
	struct sb page, line;
	json_t *reply = jv_obj();

	templates_init(&ts);
	sb_init(&page, MIB);
	sb_init(&line, 8 * MIB);
	if (make(&ts, job, &page, &e))
		jv_set_z(reply, "error", e.detail);
	else
		jv_set_str(reply, "text", sb_get(&page));
	json_text(reply, &line);
	puts(sb_get(&line).p);
	json_decref(reply);
	sb_clear(&page);
	sb_clear(&line);
	templates_clear(&ts);
}

int
main(void)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&line, &cap, stdin)) > 0) {
		json_error_t je;
		json_t *job = json_loadb(line, (size_t)n, 0, &je);

		if (!job) {
			fprintf(stderr, "render: %s\n", je.text);
			return 1;
		}
		answer(job);
		json_decref(job);
	}
	free(line);
	return 0;
}
