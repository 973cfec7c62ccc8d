/*
 * missive_text.c - the text that the press sets: a template of ours, or the
 * office's own, and the letterhead.
 */
#include <string.h>

#include "app/missive_part.h"
#include "app/render.h"
#include "base/asset.h"
#include "base/limits.h"

#define FOLDER "letters/"

/* --- templates ---------------------------------------------------------- */

/* Ours, with one of them replaced by the office's. */
static int
load_own(struct templates *ts, const char *name, struct str body, struct err *e)
{
	static const char folder[] = "templates/" FOLDER;
	const size_t cut = strlen("templates/");

	templates_init(ts);
	for (size_t i = 0; i < asset_count; i++) {
		const struct asset *as = asset_at(i);

		if (strncmp(as->name, folder, strlen(folder)) != 0)
			continue;
		if (templates_add(ts, as->name + cut,
			strcmp(as->name + cut, name) == 0
			    ? body
			    : (struct str){(const char *)as->data, as->size},
			e) < 0)
			return -1;
	}
	return templates_link(ts, e) > 0 ? -1 : 0;
}

static int
render(struct ctx *cx, const struct templates *ts, const char *name,
    const json_t *view, bool strict, struct str *text, struct err *e)
{
	const struct render_missing *missing;

	if (render_text(
		cx, ts, name, view, LIMIT_MISSIVE_TEXT, text, &missing, e) < 0)
		return -1;
	if (missing->n > 0 && strict)
		return err_set_at(e, ERR_SYSTEM, __FILE__, __LINE__,
		    arena_printf(cx->arena,
			"Templat naskah memakai nama yang tidak dikenal: "
			"%.*s.",
			(int)missing->at[0].name.n, missing->at[0].name.p),
		    "names missing in %s", name);
	return 0;
}

static int
find_text(struct ctx *cx, const char *name, struct str *body, struct err *e)
{
	return control_text(tenants_control(app_tenants(cx->app)), cx->arena,
	    cx->office->id, name, body, e);
}

int
missive_own_text(struct ctx *cx, enum missive_kind k, struct str body,
    const json_t *view, bool strict, struct str *text, struct err *e)
{
	const char *name =
	    arena_printf(cx->arena, FOLDER "%s.txt", missive_info(k)->name);
	struct templates own;
	int rc = load_own(&own, name, body, e);

	if (rc == 0)
		rc = render(cx, &own, name, view, strict, text, e);
	templates_clear(&own);
	return rc;
}

int
missive_text(struct ctx *cx, enum missive_kind k, const json_t *view,
    struct str *text, struct err *e)
{
	const char *kind = missive_info(k)->name;
	bool strict = app_conf(cx->app)->strict;
	struct str body;
	int rc = find_text(cx,
	    arena_printf(cx->arena, MISSIVE_FOLDER "%s.txt", kind), &body, e);

	if (rc < 0)
		return -1;
	if (rc == 1)
		return missive_own_text(cx, k, body, view, strict, text, e);
	return render(cx, app_templates(cx->app),
	    arena_printf(cx->arena, FOLDER "%s.txt", kind), view, strict, text,
	    e);
}

/* --- letterhead --------------------------------------------------------- */

static const char *
upper(struct ctx *cx, const char *s)
{
	char *out = arena_dup(cx->arena, s);

	for (char *p = out; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return out;
}

/* "Telepon ..., surel ..." */
static const char *
contact_line(struct ctx *cx)
{
	const struct office *o = cx->office;

	return arena_printf(cx->arena, "%s%s%s%s%s", o->phone ? "Telepon " : "",
	    o->phone ? o->phone : "", o->phone && o->mail ? ", " : "",
	    o->mail ? "pos-el " : "", o->mail ? o->mail : "");
}

int
missive_head(struct ctx *cx, const struct dossier *d, enum missive_kind k,
    struct typeset_head *head, struct err *e)
{
	const struct office *o = cx->office;
	size_t n = 0;

	*head = (struct typeset_head){0};
	/* The applicant's unit has a letterhead of its own, without our logo. */
	if (k == MISSIVE_REQUEST) {
		if (o->parent)
			head->lines[n++] = upper(cx, o->parent);
		head->lines[n++] = upper(
		    cx, d->holders_n > 0 ? d->holders[0].unit : d->c.applicant);
		return 0;
	}
	for (; n < MISSIVE_HEAD && o->missive.head[n]; n++)
		head->lines[n] = o->missive.head[n];
	if (n == 0) {
		if (o->parent)
			head->lines[n++] = upper(cx, o->parent);
		head->lines[n++] = upper(cx, o->name);
		if (o->address)
			head->lines[n++] = o->address;
		if (o->phone || o->mail)
			head->lines[n++] = contact_line(cx);
	}
	return find_text(cx, MISSIVE_LOGO, &head->logo, e) < 0 ? -1 : 0;
}
