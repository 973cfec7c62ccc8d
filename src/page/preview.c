/*
 * preview.c - how a letter would look if it were made now: nothing is kept,
 * and no number is given.
 */
#include "app/web.h"
#include "page/page.h"

void
page_preview(struct ctx *cx)
{
	const struct missive_wish wish = {.preview = true};
	struct missive_page *p = ARENA_NEW(cx->arena, struct missive_page);
	struct missive_draft draft;
	struct err e = {0};

	if (missive_find(cx, p, &e) < 0 ||
	    missive_render(cx, &p->d, &p->of, &wish, &draft, &e) < 0) {
		web_fail(cx, &e);
	} else {
		web_file_headers(cx->rs);
		response_header(cx->rs, "Content-Type", "application/pdf");
		response_header(cx->rs, "Content-Disposition",
		    arena_printf(cx->arena,
			"inline; filename=\"pratinjau-%s.pdf\"",
			missive_info(p->of.kind)->name));
		response_header(cx->rs, "Cache-Control", "private, no-store");
		sb_put(&cx->rs->body, draft.pdf.p, draft.pdf.n);
	}
	dossier_clear(&p->d);
}
