#include "app/beat.h"
#include "app/web.h"
#include "domain/date.h"
#include "page/page.h"
#include "view/json.h"

static void
health_json(
    struct ctx *cx, const struct beat *b, const struct alarm *v, size_t n)
{
	json_t *m = jv_obj(), *list;

	jv_set_z(m, "status", "sehat");
	if (b->at > 0)
		jv_set_int(m, "round_seconds", (cx->now - b->at) / MS_SECOND);
	else
		jv_set_null(m, "round_seconds");
	jv_set_bool(m, "landlock", !app_conf(cx->app)->no_landlock);
	list = jv_set_arr(m, "alarms");
	for (size_t i = 0; i < n; i++) {
		json_t *o = jv_append_obj(list);

		jv_set_z(o, "name", v[i].name);
		jv_set_z(o, "text", v[i].text);
		jv_set_int(o, "since", v[i].since);
	}
	json_text(m, &cx->rs->body);
	json_decref(m);
}

static void
health_text(
    struct ctx *cx, const struct beat *b, const struct alarm *v, size_t n)
{
	sb_puts(&cx->rs->body, "sehat\n");
	if (b->at > 0)
		sb_printf(&cx->rs->body,
		    "pemeliharaan terakhir: %lld detik lalu\n",
		    (long long)((cx->now - b->at) / MS_SECOND));
	if (app_conf(cx->app)->no_landlock)
		sb_puts(&cx->rs->body,
		    "tanpa Landlock: kernel ini tidak menutup berkas di luar "
		    "folder data\n");
	for (size_t i = 0; i < n; i++)
		sb_printf(
		    &cx->rs->body, "alarm %s: %s\n", v[i].name, v[i].text);
}

/*
 * 200 as long as requests are answered: an alarm calls for a person, and no
 * load balancer should take pages away from the others for it.
 */
void
page_health(struct ctx *cx)
{
	struct alarm v[ALARMS];
	struct beat b;
	size_t n;

	beat_read(app_conf(cx->app)->data, &b);
	n = beat_alarms(&b, cx->now, v);
	web_headers(cx->rs, false);
	response_header(cx->rs, "Cache-Control", "no-store");
	if (request_wants_json(cx->rq)) {
		response_header(
		    cx->rs, "Content-Type", "application/json; charset=utf-8");
		health_json(cx, &b, v, n);
	} else {
		response_header(
		    cx->rs, "Content-Type", "text/plain; charset=utf-8");
		health_text(cx, &b, v, n);
	}
}
