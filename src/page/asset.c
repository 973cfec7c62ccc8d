#include "base/asset.h"

#include "app/web.h"
#include "page/page.h"

/*
 * Addresses in pages carry the version, so what is there never changes; a
 * script asks for another without one, and must not get an old one.
 */
void
page_static(struct ctx *cx)
{
	const struct asset *a = asset_find(
	    arena_printf(cx->arena, "static/%s", ctx_param(cx, "name")));
	struct err e = {0};

	if (!a) {
		err_set(&e, ERR_MISSING, "Berkas itu tidak ada.", "no asset");
		web_fail(cx, &e);
		return;
	}
	web_headers(cx->rs, false);
	response_header(cx->rs, "Content-Type", a->type);
	response_header(
	    cx->rs, "ETag", arena_printf(cx->arena, "\"%s\"", a->version));
	response_header(cx->rs, "Cache-Control",
	    str_eqz(request_param(cx->rq, "v"), a->version)
		? "public, max-age=31536000, immutable"
		: "no-cache");
	if (str_eqz(cx->rq->if_none_match,
		arena_printf(cx->arena, "\"%s\"", a->version))) {
		cx->rs->status = 304;
		return;
	}
	sb_put(&cx->rs->body, (const char *)a->data, a->size);
}
