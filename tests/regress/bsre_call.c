/*
 * bsre_call - asks BSrE for each JSON line {"call", "url", "version", "user",
 * "password", "ca", "plain", "ms", "passphrase_path", "nik", "name", "email",
 * "passphrase", "totp", "pdf" (base64), "reason", "location", "boundary"} as
 * the agent would, and writes a line {"request", "result"} or {"error"}; for
 * bsre.test.mjs.  "keep": over a net for all such lines, which keeps
 * connections.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "bsre/carry.h"
#include "bsre/esign.h"
#include "bsre/read.h"
#include "view/json.h"

#define REPLY_MAX (80 * MIB)

static const char *
text_of(const json_t *job, const char *key)
{
	return json_string_value(json_object_get(job, key));
}

static enum bsre_call
call_of(const json_t *job)
{
	for (int i = 0; i < BSRE_CALLS; i++)
		if (str_eqz(read_text(job, "call"),
			bsre_call_name((enum bsre_call)i)))
			return (enum bsre_call)i;
	fprintf(stderr, "bsre_call: no such call\n");
	exit(1);
}

static struct bsre_ask
ask_of(struct arena *a, const json_t *job)
{
	return (struct bsre_ask){.call = call_of(job),
	    .nik = text_of(job, "nik"),
	    .name = text_of(job, "name"),
	    .email = text_of(job, "email"),
	    .passphrase = text_of(job, "passphrase"),
	    .totp = text_of(job, "totp"),
	    .pdf = read_base64(a, read_text(job, "pdf")),
	    .reason = text_of(job, "reason"),
	    .location = text_of(job, "location"),
	    .boundary = text_of(job, "boundary")};
}

static struct bsre_account
account_of(const json_t *job)
{
	return (struct bsre_account){.url = text_of(job, "url"),
	    .version = (int)json_integer_value(json_object_get(job, "version")),
	    .user = text_of(job, "user"),
	    .password = text_of(job, "password"),
	    .passphrase_path = text_of(job, "passphrase_path")};
}

static void
set_base64(json_t *o, const char *key, struct str s)
{
	size_t n =
	    sodium_base64_ENCODED_LEN(s.n, sodium_base64_VARIANT_ORIGINAL);
	char *text = malloc(n);

	if (!text)
		exit(1);
	sodium_bin2base64(text, n, (const unsigned char *)s.p, s.n,
	    sodium_base64_VARIANT_ORIGINAL);
	jv_set_z(o, key, text);
	free(text);
}

static void
tell_request(json_t *o, const struct bsre_request *r)
{
	json_t *headers = jv_set_arr(o, "headers");

	jv_set_z(o, "method", r->method);
	jv_set_z(o, "url", r->url);
	jv_set_bool(o, "once", r->once);
	for (size_t i = 0; i < r->headers_n; i++) {
		jv_append_z(headers, r->headers[i].name);
		jv_append_z(headers, r->headers[i].value);
	}
	if (r->type) {
		jv_append_z(headers, "Content-Type");
		jv_append_z(headers, r->type);
	}
	set_base64(o, "body", r->body);
}

static void
tell_result(json_t *o, const struct bsre_result *r)
{
	static const char *const verdicts[] = {
	    "", "valid", "invalid", "unsigned", "unclear"};
	json_t *chain = jv_set_arr(o, "chain");

	jv_set_z(o, "kind", bsre_kind_name(r->kind));
	jv_set_int(o, "status", r->status);
	jv_set_int(o, "code", r->code);
	jv_set_z(o, "reason", r->reason);
	jv_set_z(o, "message", r->message);
	jv_set_int(o, "wait", r->wait_s);
	jv_set_z(o, "log", r->log);
	jv_set_z(o, "word", r->word);
	jv_set_int(o, "known", r->known);
	jv_set_z(o, "expires", r->expires);
	jv_set_z(o, "otpauth", r->otpauth ? r->otpauth : "");
	jv_set_z(o, "document", r->document_id);
	jv_set_z(o, "verdict", verdicts[r->verdict]);
	set_base64(o, "pdf", r->pdf);
	for (size_t i = 0; i < r->chain_n; i++) {
		json_t *one = jv_append_obj(chain);

		set_base64(one, "der", r->chain[i]);
	}
	jv_set_z(o, "signer", r->signers_n ? r->signers[0].name : "");
}

static int
exchange(struct net *kept, struct carry *c, struct err *e)
{
	const struct net_limits limits = NET_LIMITS;
	struct net *net = kept;
	int rc;

	if (!net && net_open(&net, &limits, e) < 0)
		return -1;
	c->call.key = "kantor";
	rc = net_add(net, &c->call, e);
	while (rc >= 0 && net_load(net, NULL) > 0)
		rc = net_poll(net, 100, NULL, 0, e);
	if (!kept)
		net_close(net);
	return rc;
}

/* From the request to what the answer means. */
static int
ask(struct net *net, struct arena *a, const json_t *job, json_t *o,
    struct err *e)
{
	struct bsre_account account = account_of(job);
	struct bsre_ask what = ask_of(a, job);
	const struct carry_way way = {.ca = str_of(text_of(job, "ca")),
	    .plain = json_is_true(json_object_get(job, "plain")),
	    .total_ms = (long)json_integer_value(json_object_get(job, "ms"))};
	struct bsre_request r = {0};
	struct bsre_reply reply;
	struct bsre_result result;
	struct carry c;
	int rc = -1;

	if (esign_request(&r, a, &account, &what, e) < 0)
		return -1;
	tell_request(jv_set_obj(o, "request"), &r);
	if (carry_init(&c, &r, &way, e) < 0)
		goto out;
	rc = exchange(
	    json_is_true(json_object_get(job, "keep")) ? net : NULL, &c, e);
	if (rc >= 0) {
		carry_reply(&c, &reply, a);
		esign_reply(&result, a, &account, &what, &reply);
		tell_result(jv_set_obj(o, "result"), &result);
	}
	carry_clear(&c);
out:
	bsre_request_clear(&r);
	return rc;
}

int
main(void)
{
	const struct net_limits limits = NET_LIMITS;
	struct net *net;
	char *line = NULL;
	size_t room = 0;
	struct err e = {0};
	struct arena a;

	arena_init(&a, BSRE_REPLY_ROOM(2 * REPLY_MAX));
	if (sodium_init() < 0 || net_open(&net, &limits, &e) < 0) {
		fprintf(stderr, "bsre_call: %s (%s)\n", e.msg, e.detail);
		return 1;
	}
	while (getline(&line, &room, stdin) > 0) {
		json_t *job = json_loads(line, 0, NULL), *o = jv_obj();

		e = (struct err){0};
		if (ask(net, &a, job, o, &e) < 0)
			jv_set_z(o, "error", e.msg);
		if (json_dumpf(o, stdout, JSON_COMPACT) < 0)
			return 1;
		putchar('\n');
		fflush(stdout);
		json_decref(o);
		json_decref(job);
		arena_reset(&a);
	}
	free(line);
	net_close(net);
	arena_clear(&a);
	return 0;
}
