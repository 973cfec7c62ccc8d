/*
 * link.c - links to a task: made by a verifier.
 */
#include "app/casepage.h"
#include "app/upload.h"
#include "app/web.h"
#include "step/find.h"

void
step_make_link(struct ctx *cx)
{
	struct dossier d = {0};
	struct step s = {.cx = cx};
	struct fields none;
	struct form form;
	struct err e = {0};
	const char *token;
	uint64_t id;

	fields_init(&none, cx->arena);
	if (!cx->actor.person)
		err_set(&e, ERR_LOGIN, "Masuk dahulu.", "no session");
	else if (str_u64(route_param(&cx->match, "task"), INT64_MAX, &id) < 0)
		err_set(&e, ERR_MISSING, "Langkah itu tidak ditemukan.",
		    "bad task id");
	else if (upload_form(cx, &none, &form, &e) == 0 &&
		 dossier_load(cx, &d, ctx_param(cx, "number"), &e) == 0) {
		s.d = &d;
		s.task = step_task(&d, (int64_t)id);
		if (!s.task)
			err_set(&e, ERR_MISSING, "Langkah itu tidak ditemukan.",
			    "task");
		else if (act_link(cx, &d, s.task, &token, &e) == 0)
			case_show(cx, &d, s.task->id, token);
	}
	if (e.kind != ERR_NONE)
		web_fail(cx, &e);
	dossier_clear(&d);
}
