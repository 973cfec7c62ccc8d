/*
 * paper.c - an SOP and the trace of a case as PDF.
 */
#include "app/trace.h"
#include "app/web.h"
#include "base/limits.h"
#include "page/page.h"
#include "store/service.h"

static void
send_pdf(struct ctx *cx, struct sb *pdf, const char *name)
{
	web_file_headers(cx->rs);
	response_header(cx->rs, "Content-Type", "application/pdf");
	response_header(cx->rs, "Content-Disposition",
	    arena_printf(cx->arena, "inline; filename=\"%s.pdf\"", name));
	sb_str(&cx->rs->body, sb_get(pdf));
}

void
page_service_sop(struct ctx *cx)
{
	const char *id = ctx_param(cx, "service");
	struct service s;
	struct err e = {0};
	struct sb pdf;
	int rc = service_get(cx->db, cx->arena, &s, id, &e);

	if (rc == 0)
		err_set(&e, ERR_MISSING, "Layanan itu tidak ditemukan.",
		    "no such service");
	sb_init(&pdf, LIMIT_MISSIVE);
	if (rc == 1 && trace_sop(cx, s.edition_id, &pdf, &e) == 0)
		send_pdf(cx, &pdf,
		    arena_printf(cx->arena, "sop-%s-%s", cx->office->id, id));
	else
		web_fail(cx, &e);
	sb_clear(&pdf);
}

void
page_case_trace(struct ctx *cx)
{
	struct dossier d = {0};
	struct err e = {0};
	struct sb pdf;

	sb_init(&pdf, LIMIT_MISSIVE);
	if (case_find(cx, &d, &e) == 0 && trace_case(cx, &d, &pdf, &e) == 0) {
		send_pdf(
		    cx, &pdf, arena_printf(cx->arena, "jejak-%s", d.c.number));
		response_header(cx->rs, "Cache-Control", "private, no-store");
	} else {
		web_fail(cx, &e);
	}
	dossier_clear(&d);
	sb_clear(&pdf);
}
