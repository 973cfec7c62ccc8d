/*
 * control.c - what tests say to the simulator: persons, the clock, faults,
 * what came.  JSON; never part of the imitated API.
 */
#include <string.h>

#include "domain/date.h"
#include "simulator/server.h"

static void
done(struct answer *out, struct arena *a)
{
	answer_json(out, a, 200, json_pack("{s:b}", "ok", 1));
}

static void
refuse(struct answer *out, struct arena *a, int status, const char *why)
{
	answer_json(out, a, status, json_pack("{s:s}", "error", why));
}

static json_t *
copy_without_secrets(const json_t *p)
{
	json_t *o = json_deep_copy(p), *c;
	size_t i;

	json_object_del(o, "passphrase");
	json_array_foreach(json_object_get(o, "certificates"), i, c)
	    json_object_del(c, "key");
	return o;
}

/* GET /persons */
static void
list_persons(struct world *w, struct arena *a, struct answer *out)
{
	json_t *list = json_array(), *p;
	size_t i;

	json_array_foreach(json_object_get(w->state, "persons"), i, p)
	{
		(void)world_person(w, member(p, "nik"), member(p, "email"));
		json_array_append_new(list, copy_without_secrets(p));
	}
	answer_json(out, a, 200, list);
}

/* PUT /persons: a person, or a list of them.  A status ISSUE without a
 * certificate brings one; "passphrase" is set without its rule. */
static int
put_person(struct world *w, struct arena *a, const json_t *in, struct err *e)
{
	const char *passphrase = member(in, "passphrase");
	json_t *p;

	if (world_put(w, in, &p, e) < 0)
		return -1;
	if (passphrase[0]) {
		char *status = arena_dup(a, person_status(p));

		if (person_set_passphrase(w, p, passphrase, e) < 0)
			return -1;
		person_set_status(w, p, status);
	}
	if (strcmp(person_status(p), "ISSUE") == 0 && !person_certificate(p))
		return person_issue(w, p, a, e);
	if (strcmp(member(in, "status"), "REVOKE") == 0)
		person_revoke(w, p);
	return 0;
}

static void
put_persons(
    struct world *w, struct arena *a, const json_t *in, struct answer *out)
{
	struct err e = {0};
	size_t n = json_is_array(in) ? json_array_size(in) : 1;

	for (size_t i = 0; i < n; i++)
		if (put_person(w, a,
			json_is_array(in) ? json_array_get(in, i) : in,
			&e) < 0) {
			refuse(out, a, 422, e.msg);
			return;
		}
	done(out, a);
}

/* POST /clock {"ms": 86400000} moves it; GET tells it. */
static void
move_clock(
    struct world *w, struct arena *a, const json_t *in, struct answer *out)
{
	world_move(w, json_integer_value(json_object_get(in, "ms")));
	answer_json(
	    out, a, 200, json_pack("{s:I}", "now", (json_int_t)world_now(w)));
}

/* POST /faults {"call": "status", "fault": "503", "ms": 0, "times": 1};
 * DELETE /faults. */
static void
add_fault(
    struct server *s, struct arena *a, const json_t *in, struct answer *out)
{
	const char *call = member(in, "call");
	const json_t *times = json_object_get(in, "times");
	struct fault x = {.call = CALLS,
	    .kind = fault_find(member(in, "fault")),
	    .ms = json_integer_value(json_object_get(in, "ms")),
	    .times = times ? (int)json_integer_value(times) : 1};

	for (int i = 0; i < CALLS; i++)
		if (strcmp(call_name((enum call)i), call) == 0)
			x.call = (enum call)i;
	if (x.kind == FAULT_NONE || (call[0] && x.call == CALLS))
		refuse(out, a, 422, "no such call or fault");
	else if (fault_add(&s->faults, &x) < 0)
		refuse(out, a, 422, "too many faults");
	else
		done(out, a);
}

/* GET /log */
static void
tell_log(const struct server *s, struct arena *a, struct answer *out)
{
	size_t n = s->log_n < LOG_LINES ? s->log_n : LOG_LINES;
	json_t *list = json_array();

	for (size_t i = s->log_n - n; i < s->log_n; i++) {
		const struct log_line *l = &s->log[i % LOG_LINES];

		json_array_append_new(list,
		    json_pack("{s:I, s:s, s:s, s:s, s:i}", "at",
			(json_int_t)l->at, "call",
			l->call == CALLS ? "" : call_name(l->call), "method",
			l->method, "path", l->path, "status", l->status));
	}
	answer_json(out, a, 200, list);
}

/* POST /settings {"examine_ms": 1000} */
static void
set_settings(
    struct world *w, struct arena *a, const json_t *in, struct answer *out)
{
	const json_t *v = json_object_get(in, "examine_ms");

	if (!json_is_integer(v)) {
		refuse(out, a, 422, "examine_ms");
		return;
	}
	json_object_set_new(
	    w->state, "examine_ms", json_integer(json_integer_value(v)));
	w->dirty = true;
	done(out, a);
}

/* The last document that was signed, as it was sent. */
static void
tell_signed(struct world *w, struct arena *a, struct answer *out)
{
	const char *text = json_string_value(w->last);

	if (!text) {
		refuse(out, a, 404, "nothing was signed");
		return;
	}
	out->status = 200;
	out->type = "application/pdf";
	out->body = from_base64(a, text);
}

static void
tell_crl(struct world *w, struct arena *a, struct answer *out)
{
	struct err e = {0};

	if (world_crl(w, a, &out->body, &e) < 0) {
		refuse(out, a, 500, e.msg);
		return;
	}
	out->status = 200;
	out->type = "application/pkix-crl";
}

static void
write_to(struct server *s, struct arena *a, const struct ask *q,
    const json_t *in, struct answer *out)
{
	const char *path = q->path;

	if (strcmp(path, "/persons") == 0) {
		put_persons(s->world, a, in, out);
	} else if (strcmp(path, "/clock") == 0) {
		move_clock(s->world, a, in, out);
	} else if (strcmp(path, "/faults") == 0) {
		add_fault(s, a, in, out);
	} else if (strcmp(path, "/settings") == 0) {
		set_settings(s->world, a, in, out);
	} else if (strcmp(path, "/tls") == 0) {
		s->expired = json_is_true(json_object_get(in, "expired"));
		s->renew = true;
		done(out, a);
	} else {
		refuse(out, a, 404, "no such address");
	}
}

void
control_answer(
    struct server *s, struct arena *a, const struct ask *q, struct answer *out)
{
	json_t *in;

	*out = (struct answer){.type = "application/json"};
	if (strcmp(q->method, "GET") == 0) {
		if (strcmp(q->path, "/persons") == 0)
			list_persons(s->world, a, out);
		else if (strcmp(q->path, "/log") == 0)
			tell_log(s, a, out);
		else if (strcmp(q->path, "/crl") == 0)
			tell_crl(s->world, a, out);
		else if (strcmp(q->path, "/signed") == 0)
			tell_signed(s->world, a, out);
		else if (strcmp(q->path, "/clock") == 0)
			move_clock(s->world, a, NULL, out);
		else
			refuse(out, a, 404, "no such address");
		return;
	}
	if (strcmp(q->method, "DELETE") == 0) {
		s->faults.n = 0;
		s->log_n = 0;
		done(out, a);
		return;
	}
	in = json_loadb(q->body.p ? q->body.p : "", q->body.n, 0, NULL);
	if (!json_is_object(in) && !json_is_array(in))
		refuse(out, a, 400, "JSON expected");
	else
		write_to(s, a, q, in, out);
	json_decref(in);
}
