/*
 * hook DATA OFFICE - sends one notice for each JSON line {"url", "host",
 * "ca", "secret", "now", "seconds", "message": {"id", "number", "address"}}
 * as the agent would, and writes a line {"result", "of_server", "wait",
 * "answer"} or {"error"}; for webhook.test.mjs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/hook.h"
#include "base/limits.h"
#include "view/json.h"

static const char *
text_of(const json_t *job, const char *key)
{
	const char *s = json_string_value(json_object_get(job, key));

	return s ? s : "";
}

static int64_t
number_of(const json_t *job, const char *key)
{
	return json_integer_value(json_object_get(job, key));
}

static int
send_one(
    struct ctx *cx, const json_t *job, struct hook_outcome *out, struct err *e)
{
	const json_t *given = json_object_get(job, "message");
	const struct outside_hook to = {.url = text_of(job, "url"),
	    .host = text_of(job, "host"),
	    .secret = text_of(job, "secret"),
	    .ca = str_of(text_of(job, "ca"))};
	const struct message m = {.id = number_of(given, "id"),
	    .number = text_of(given, "number"),
	    .address = text_of(given, "address"),
	    .name = "Citra Contoh Lestari",
	    .template = "task",
	    .created_at = INT64_C(1795400100000)};
	const struct letter l = {"Unggah kelengkapan", "Yth. Citra\nBaris 2\n",
	    "<p>Yth. Citra</p>", "https://tte.example/kudus/tugas"};
	struct net_limits limits = NET_LIMITS;
	struct hook_send h;
	struct net *net;
	int rc;

	cx->now = number_of(job, "now");
	limits.total_ms = 1000 * (long)number_of(job, "seconds");
	if (net_open(&net, &limits, e) < 0)
		return -1;
	rc = hook_init(cx, &h, &to, &m, &l, e);
	if (rc == 0) {
		h.call.key = cx->office->id;
		rc = net_add(net, &h.call, e);
		while (rc >= 0 && net_load(net, NULL) > 0)
			rc = net_poll(net, 100, NULL, 0, e);
		hook_outcome(&h, out);
		hook_clear(&h);
	}
	net_close(net);
	return rc;
}

static void
answer(struct ctx *cx, const json_t *job)
{
	static const char *const results[] = {
	    [HOOK_SENT] = "sent",
	    [HOOK_LATER] = "later",
	    [HOOK_REFUSED] = "refused",
	};
	struct hook_outcome out;
	struct err e = {0};
	json_t *o = jv_obj();

	if (send_one(cx, job, &out, &e) < 0) {
		jv_set_z(o, "error", e.msg);
	} else {
		jv_set_z(o, "result", results[out.result]);
		jv_set_bool(o, "of_server", out.of_server);
		jv_set_int(o, "wait", out.wait_ms);
		jv_set_z(o, "answer", out.answer);
	}
	puts(json_z(cx->arena, o));
	fflush(stdout);
	json_decref(o);
}

int
main(int argc, char **argv)
{
	const struct app_conf conf = {.data = argc == 3 ? argv[1] : ""};
	char *line = NULL;
	size_t room = 0;
	struct err e = {0};
	struct arena a;
	struct ctx cx = {.arena = &a, .base = ""};

	arena_init(&a, 64 * MIB);
	if (argc != 3 || app_open(&cx.app, &conf, 0, &e) < 0 ||
	    app_office(cx.app, argv[2], &cx.office, &cx.db, &e) < 0) {
		fprintf(stderr, "hook: %s (%s)\n", e.msg, e.detail);
		return 1;
	}
	while (getline(&line, &room, stdin) > 0) {
		json_t *job = json_loads(line, 0, NULL);

		answer(&cx, job);
		json_decref(job);
	}
	free(line);
	app_close(cx.app);
	arena_clear(&a);
	return 0;
}
