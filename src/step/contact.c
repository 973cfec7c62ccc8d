/*
 * contact.c - "Hubungi lewat WhatsApp" on the pages of tasks and cases.
 */
#include "app/contact.h"

#include "app/upload.h"
#include "app/web.h"
#include "base/log.h"
#include "step/step.h"
#include "view/json.h"

void
step_draw_contacts(struct step *s, json_t *model)
{
	struct err e = {0};

	jv_set_arr(model, "contacts");
	if (!contact_is_next(s->d, s->task))
		return;
	/* Without it the page is as good as before. */
	if (contact_model(s->cx, s->d, s->task, model, &e) < 0)
		log_warn("contacts not found: %s", e.detail);
}

static const struct task *
find_task(const struct dossier *d, int64_t id)
{
	for (size_t i = 0; i < d->tasks_n; i++)
		if (d->tasks[i].id == id)
			return &d->tasks[i];
	return NULL;
}

static int
carry_out(struct ctx *cx, struct dossier *d, struct err *e)
{
	const struct task *t = NULL;
	struct fields fs;
	struct form form;
	const char *url;
	uint64_t id;

	fields_init(&fs, cx->arena);
	fields_add(&fs, FIELD_HIDDEN, "kepada", "Kepada");
	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN, "Masuk dahulu.", "no session");
	if (upload_form(cx, &fs, &form, e) < 0 ||
	    dossier_load(cx, d, ctx_param(cx, "number"), e) < 0)
		return -1;
	if (str_u64(route_param(&cx->match, "task"), INT64_MAX, &id) == 0)
		t = find_task(d, (int64_t)id);
	if (!t)
		return err_set(
		    e, ERR_MISSING, "Langkah itu tidak ditemukan.", "task");
	if (contact_open(cx, d, t, fields_value(&fs, "kepada"), &url, e) < 0)
		return -1;
	web_leave(cx, url);
	return 0;
}

void
step_contact(struct ctx *cx)
{
	struct dossier d = {0};
	struct err e = {0};

	if (carry_out(cx, &d, &e) < 0)
		web_fail(cx, &e);
	dossier_clear(&d);
}
