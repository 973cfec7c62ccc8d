#include "app/url.h"

#include <string.h>

int
url_absolute(struct ctx *cx, const char *path, const char **url, struct err *e)
{
	const char *own = app_conf(cx->app)->url;
	const struct tenant *t = control_tenant(
	    tenants_control(app_tenants(cx->app)), str_of(cx->office->id));
	const char *sep;

	if (!own || !(sep = strstr(own, "://")))
		return err_set(
		    e, ERR_BUSY, "Alamat Paraf belum diatur: --url.", "no url");
	if (t && t->hostname)
		*url = arena_printf(cx->arena, "%.*s://%s%s", (int)(sep - own),
		    own, t->hostname, path);
	else
		*url = arena_printf(
		    cx->arena, "%s/%s%s", own, cx->office->id, path);
	return 0;
}
