#include "app/render.h"

#include "base/log.h"

/* In the log. */
static void
report(const struct render_missing *missing)
{
	for (size_t i = 0; i < missing->n; i++)
		log_error("template %s:%d:%d asks for \"%.*s\"",
		    missing->at[i].template, missing->at[i].line,
		    missing->at[i].column, (int)missing->at[i].name.n,
		    missing->at[i].name.p);
}

int
render_text(struct ctx *cx, const struct templates *ts, const char *name,
    const json_t *view, size_t max, struct str *text,
    const struct render_missing **missing, struct err *e)
{
	const struct template *t = templates_find(ts, str_of(name));
	struct render_missing *lacks =
	    ARENA_NEW(cx->arena, struct render_missing);
	struct sb sb;
	int rc;

	if (!t)
		return err_set(e, ERR_SYSTEM, "Templat tidak ada.",
		    "no template %s", name);
	sb_init(&sb, max);
	rc = template_render(ts, t, view, &sb, lacks, e);
	if (rc == 0) {
		report(lacks);
		*missing = lacks;
		text->n = sb_get(&sb).n;
		text->p = str_z(cx->arena, sb_get(&sb));
	}
	sb_clear(&sb);
	return rc < 0 ? -1 : 0;
}
