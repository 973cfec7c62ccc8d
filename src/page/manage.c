/*
 * manage.c - what the pages of administrators have in common.
 */
#include <string.h>

#include "app/web.h"
#include "page/page.h"
#include "view/json.h"

bool
admin_only(struct ctx *cx)
{
	struct err e = {0};

	if (cx->actor.admin)
		return true;
	if (!cx->actor.person)
		err_set(&e, ERR_LOGIN, "Masuk dahulu.", "no session");
	else
		err_set(&e, ERR_DENIED, "Halaman ini untuk pengelola kantor.",
		    "not an admin");
	web_fail(cx, &e);
	return false;
}

void
admin_model(struct ctx *cx, json_t *m, const char *path)
{
	static const struct {
		const char *path, *label;
	} v[] = {
	    {"/kelola/pesan", "Pesan"},
	    {"/kelola/bsre", "BSrE"},
	    {"/kelola/bsre/daftar", "Status banyak orang"},
	    {"/kelola/naskah", "Naskah"},
	};
	json_t *list = jv_set_arr(m, "sections"), *o;

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		o = jv_append_obj(list);
		jv_set_z(o, "label", v[i].label);
		jv_set_z(o, "url", ctx_url(cx, "%s", v[i].path));
		jv_set_bool(o, "selected", strcmp(v[i].path, path) == 0);
	}
}

void
page_admin(struct ctx *cx)
{
	if (admin_only(cx))
		web_redirect(cx, ctx_url(cx, "/kelola/pesan"));
}
