#include "app/letter.h"

#include <string.h>

#include "app/link.h"
#include "app/render.h"
#include "app/url.h"
#include "base/limits.h"
#include "vault/token.h"
#include "view/colour.h"
#include "view/json.h"

#define LETTER_MAX (256 * KIB) /* of each part */
#define SUBJECT    "Perihal: " /* the first line of a text part */

/*
 * What a template may ask for of any message; what the message does not know
 * is null.  The label is that of its line in the table of facts.
 */
static const struct {
	const char *name, *label;
} known[] = {
    {"number", "Permohonan"},
    {"service", "Layanan"},
    {"applicant", "Pemohon"},
    {"holder", "Calon pemilik"},
    {"code", "Kode lacak"},
    {"step", "Langkah"},
    {"due_text", "Batas waktu"},
    {"expires_text", "Tautan berlaku sampai"},
    {"reason", "Alasan"},
    {"title", NULL},
    {"act", NULL},
    {"time_text", NULL},
    {"activity", NULL},
    {"row_no", NULL},
    {"path_label", NULL},
};

/* --- the link ----------------------------------------------------------- */

/* "{token}" of a path is made of what the message is about. */
static const char *
with_token(struct ctx *cx, const char *path, const char *rule)
{
	char token[TOKEN_LEN + 1];

	token_derive(token, app_key(cx->app, KEY_LINK), cx->office->id, rule);
	return link_fill(cx->arena, path, token);
}

static int
set_url(struct ctx *cx, const struct message *m, json_t *view,
    struct letter *out, struct err *e)
{
	const char *path = json_string_value(json_object_get(view, "path"));
	const char *site = "";

	out->url = "";
	if (path &&
	    url_absolute(cx, with_token(cx, path, m->rule), &out->url, e) < 0)
		return -1;
	jv_set_z(view, "url", path ? out->url : NULL);
	/* Lines of a digest have paths of their own. */
	if (path && url_absolute(cx, "", &site, e) < 0)
		return -1;
	jv_set_z(view, "site", site);
	return 0;
}

/* --- the view ----------------------------------------------------------- */

static void
set_office(struct ctx *cx, json_t *view)
{
	const struct office *o = cx->office;
	char light[COLOUR_SIZE], dark[COLOUR_SIZE];
	json_t *x = jv_set_obj(view, "office");

	colour_on_light(light, o->colour);
	colour_on_dark(dark, o->colour);
	jv_set_z(x, "name", o->name);
	jv_set_z(x, "short", o->short_name);
	jv_set_z(x, "address", o->address);
	jv_set_z(x, "mail", o->mail);
	jv_set_z(x, "phone", o->phone);
	jv_set_z(view, "accent", light);
	jv_set_z(view, "accent_dark", dark);
}

/* The title of a page begins with a capital. */
static void
set_heading(struct ctx *cx, json_t *view)
{
	const char *title = json_string_value(json_object_get(view, "title"));
	char *s = arena_dup(cx->arena, title ? title : "");

	if (*s >= 'a' && *s <= 'z')
		*s = (char)(*s - 'a' + 'A');
	jv_set_z(view, "heading", title ? s : NULL);
}

/* "4. Memeriksa berkas" */
static void
set_step(struct ctx *cx, json_t *view)
{
	const char *no = json_string_value(json_object_get(view, "row_no"));
	const char *what = json_string_value(json_object_get(view, "activity"));

	jv_set_z(view, "step",
	    no && what ? arena_printf(cx->arena, "%s. %s", no, what) : NULL);
}

static void
set_lines(json_t *view)
{
	json_t *list = jv_arr(), *o;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		json_t *v = json_object_get(view, known[i].name);

		if (!v)
			jv_set_null(view, known[i].name);
		if (!known[i].label || !json_is_string(v) ||
		    json_string_length(v) == 0)
			continue;
		o = jv_append_obj(list);
		jv_set_z(o, "label", known[i].label);
		jv_set(o, "value", json_incref(v));
	}
	jv_set_bool(view, "has_lines", json_array_size(list) > 0);
	jv_set(view, "lines", list);
}

/* --- the parts ---------------------------------------------------------- */

static int
render(struct ctx *cx, const char *name, const json_t *view, const char **out,
    struct err *e)
{
	const struct render_missing *missing;
	struct str text;

	if (render_text(cx, app_templates(cx->app), name, view, LETTER_MAX,
		&text, &missing, e) < 0)
		return -1;
	if (missing->n > 0 && app_conf(cx->app)->strict)
		return err_set(e, ERR_SYSTEM, "Templat surel rusak.",
		    "names missing in %s", name);
	*out = text.p;
	return 0;
}

/* The first line is the subject, the text begins after the next. */
static int
cut_subject(struct ctx *cx, const char *name, struct letter *out, struct err *e)
{
	const char *p = out->text, *end = strchr(p, '\n');

	if (strncmp(p, SUBJECT, strlen(SUBJECT)) != 0 || !end)
		return err_set(e, ERR_SYSTEM, "Templat surel rusak.",
		    "no subject in %s", name);
	p += strlen(SUBJECT);
	out->subject = arena_copy(cx->arena, p, (size_t)(end - p));
	while (*end == '\n')
		end++;
	out->text = end;
	return 0;
}

int
letter_render(
    struct ctx *cx, const struct message *m, struct letter *out, struct err *e)
{
	const char *html = arena_printf(cx->arena, "mail/%s", m->template);
	const char *text = arena_printf(cx->arena, "mail/%s.txt", m->template);
	json_t *view = json_loads(m->facts, 0, NULL);
	int rc = -1;

	if (!json_is_object(view)) {
		err_set(e, ERR_SYSTEM, "Isi pesan tidak terbaca.",
		    "facts of message %lld", (long long)m->id);
		goto out;
	}
	jv_set_z(view, "name", m->name);
	set_office(cx, view);
	set_step(cx, view);
	set_heading(cx, view);
	set_lines(view);
	if (set_url(cx, m, view, out, e) < 0 ||
	    render(cx, text, view, &out->text, e) < 0 ||
	    cut_subject(cx, text, out, e) < 0)
		goto out;
	jv_set_z(view, "subject", out->subject);
	rc = render(cx, html, view, &out->html, e);
out:
	json_decref(view);
	return rc;
}
