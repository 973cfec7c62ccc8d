#include <string.h>

#include "app/casepage.h"
#include "app/officetime.h"
#include "app/pace.h"
#include "app/web.h"
#include "page/page.h"
#include "sop/bpmn.h"
#include "store/service.h"
#include "view/colour.h"
#include "view/format.h"
#include "view/json.h"

void
page_offices(struct ctx *cx)
{
	json_t *m =
	    web_model(cx, "offices", "Sertifikat elektronik kantor Anda");
	json_t *list = jv_set_arr(m, "offices");
	const struct tenant *t;
	size_t n;

	t = control_tenants(tenants_control(app_tenants(cx->app)), &n);
	for (size_t i = 0; i < n; i++) {
		const struct office *o;
		struct err e = {0};
		json_t *x;

		if (!t[i].active || app_profile(cx->app, &t[i], &o, &e) < 0)
			continue;
		x = jv_append_obj(list);
		jv_set_z(x, "name", o->name);
		jv_set_z(x, "short", o->short_name);
		jv_set_z(x, "url", arena_printf(cx->arena, "/%s", o->id));
		jv_set_int(x, "services_n", (int64_t)o->services_n);
	}
	web_page(cx, 200, "offices", m);
}

/* The longest times of all the office's own rows, added up. */
static const char *
office_time(struct ctx *cx, const struct sop *sop)
{
	int64_t sum = 0;

	for (size_t i = 0; i < sop->rows_n; i++) {
		struct span s;

		if (sop->rows[i].owner == OWNER_OFFICE &&
		    row_span(&sop->rows[i], &s) && !s.calendar)
			sum += span_minutes(cx->office, s);
	}
	return sum ? arena_printf(cx->arena, "%s kerja di kantor",
			 format_minutes(cx->arena, sum,
			     (int)work_day_minutes(&cx->office->time.week)))
		   : NULL;
}

static void
needs_json(const struct sop *sop, json_t *m)
{
	json_t *list = jv_set_arr(m, "needs");

	for (size_t i = 0; i < sop->items_n; i++)
		jv_set_z(jv_append_obj(list), "text", sop->items[i].title);
}

static void
service_json(struct ctx *cx, const char *id, const struct sop *sop,
    const char *lately, json_t *list)
{
	json_t *o = jv_append_obj(list);

	jv_set_z(o, "id", id);
	jv_set_z(o, "title", sop->title);
	jv_set_z(o, "url", ctx_url(cx, "/layanan/%s", id));
	jv_set_z(o, "summary", sop->summary);
	jv_set_z(o, "result", sop->result);
	jv_set_z(o, "time_text", office_time(cx, sop));
	jv_set_int(o, "rows_n", (int64_t)sop->rows_n);
	jv_set_z(o, "lately", lately);
	needs_json(sop, o);
}

void
page_home(struct ctx *cx)
{
	json_t *m = web_model(cx, "home", cx->office->name), *list;
	struct pace_sum *paces;
	struct service *v;
	struct err e = {0};
	size_t n, paces_n;

	list = jv_set_arr(m, "services");
	if (service_list(cx->db, cx->arena, &v, &n, &e) < 0 ||
	    pace_of_cases(cx->db, cx->arena, &paces, &paces_n, &e) < 0)
		goto fail;
	for (size_t i = 0; i < n; i++) {
		const struct sop *sop;

		if (app_sop(cx->app, cx->office->id, cx->db, v[i].edition_id,
			&sop, &e) < 0)
			goto fail;
		service_json(cx, v[i].id, sop,
		    pace_lately(cx->arena, paces, paces_n, v[i].id), list);
	}
	jv_set_z(m, "tracking_url", ctx_url(cx, "/lacak"));
	web_page(cx, 200, "home", m);
	return;
fail:
	json_decref(m);
	web_fail(cx, &e);
}

static void
identity_json(const struct sop *sop, json_t *m)
{
	json_t *o = jv_set_obj(m, "identity"), *list, *lines;

	jv_set_z(o, "number", sop->number);
	jv_set_z(o, "created", sop->created);
	jv_set_z(o, "revised", sop->revised);
	jv_set_z(o, "effective", sop->effective);
	jv_set_z(o, "approved_by", sop->approved_by);
	list = jv_set_arr(m, "sections");
	for (size_t i = 0; i < sop->sections_n; i++) {
		if (sop->sections[i].lines_n == 0)
			continue;
		o = jv_append_obj(list);
		jv_set_z(o, "title", sop->sections[i].title);
		lines = jv_set_arr(o, "lines");
		for (size_t k = 0; k < sop->sections[i].lines_n; k++)
			jv_set_z(jv_append_obj(lines), "text",
			    sop->sections[i].lines[k]);
	}
}

void
page_service(struct ctx *cx)
{
	const char *id = ctx_param(cx, "service");
	const struct sop *sop = NULL;
	struct pace_sum *paces;
	struct service s;
	struct err e = {0};
	size_t paces_n;
	json_t *m;
	int rc = service_get(cx->db, cx->arena, &s, id, &e);

	if (rc == 0)
		err_set(&e, ERR_MISSING, "Layanan itu tidak ditemukan.",
		    "no such service");
	if (rc != 1 ||
	    app_sop(cx->app, cx->office->id, cx->db, s.edition_id, &sop, &e) <
		0 ||
	    pace_of_service(cx->db, cx->arena, &paces, &paces_n, id, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	m = web_model(cx, "service", sop->title);
	jv_set_z(m, "summary", sop->summary);
	jv_set_z(m, "lately", pace_lately(cx->arena, paces, paces_n, id));
	jv_set_z(m, "apply_url", ctx_url(cx, "/layanan/%s/ajukan", id));
	jv_set_z(m, "sop_url", ctx_url(cx, "/layanan/%s/sop.pdf", id));
	jv_set_z(m, "bpmn_url", ctx_url(cx, "/layanan/%s/bpmn", id));
	needs_json(sop, m);
	identity_json(sop, m);
	case_sop(cx, sop, NULL, NULL, m);
	web_page(cx, 200, "service", m);
}

/* The SOP for other tools: BPMN 2.0. */
void
page_service_bpmn(struct ctx *cx)
{
	const char *id = ctx_param(cx, "service");
	const struct sop *sop = NULL;
	struct service s;
	struct err e = {0};
	int rc = service_get(cx->db, cx->arena, &s, id, &e);

	if (rc == 0)
		err_set(&e, ERR_MISSING, "Layanan itu tidak ditemukan.",
		    "no such service");
	if (rc != 1 || app_sop(cx->app, cx->office->id, cx->db, s.edition_id,
			   &sop, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	web_headers(cx->rs, false);
	response_header(cx->rs, "Content-Type", BPMN_TYPE);
	response_header(cx->rs, "Content-Disposition",
	    arena_printf(cx->arena, "attachment; filename=\"%s-%s.bpmn\"",
		cx->office->id, id));
	bpmn_write(&cx->rs->body, sop, id, cx->office->name);
}

/* --- the accent --------------------------------------------------------- */

void
page_colour(struct ctx *cx)
{
	char light[COLOUR_SIZE], dark[COLOUR_SIZE];

	colour_on_light(light, cx->office->colour);
	colour_on_dark(dark, cx->office->colour);
	web_headers(cx->rs, false);
	response_header(cx->rs, "Content-Type", "text/css; charset=utf-8");
	response_header(cx->rs, "Cache-Control", "public, max-age=3600");
	sb_printf(&cx->rs->body,
	    ":root{--accent:%s;--accent-ink:#ffffff}\n"
	    "@media (prefers-color-scheme:dark){:root{--accent:%s;"
	    "--accent-ink:#101114}}\n",
	    light, dark);
}
