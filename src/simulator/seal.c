#include "simulator/seal.h"

#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "domain/date.h"

#define ACTIVATION_MS (30 * MS_DAY)    /* no source says how long */
#define CODE_MS       (10 * MS_MINUTE) /* neither of these */

/* Six digits, and until when. */
static json_t *
new_code(struct world *w, int64_t life)
{
	unsigned char b[4];
	char text[8];
	unsigned v;

	random_bytes(b, sizeof(b));
	v = ((unsigned)b[0] << 16 | (unsigned)b[1] << 8 | b[2]) % 1000000;
	snprintf(text, sizeof(text), "%06u", v);
	w->dirty = true;
	return json_pack("{s:s, s:I}", "code", text, "until",
	    (json_int_t)(world_now(w) + life));
}

static bool
is_good(const struct world *w, const json_t *code, const char *said)
{
	return code && said[0] && strcmp(member(code, "code"), said) == 0 &&
	       json_integer_value(json_object_get(code, "until")) >
		   world_now(w);
}

static void
refuse(struct answer *out, struct arena *a, const char *text)
{
	answer_error(out, a, text, 400);
	out->assumption = "how a seal is refused";
}

/* The first goes by mail (seen on the control port), a renewed one stands in
 * the answer. */
static void
get_activation(struct world *w, struct arena *a, json_t *seal, const json_t *in,
    struct answer *out)
{
	const char *said = member(in, "totp");
	json_t *code = json_object_get(seal, "activation");

	if (!said[0]) {
		json_object_set_new(
		    seal, "activation", new_code(w, ACTIVATION_MS));
		answer_json(out, a, 200,
		    json_pack("{s:b, s:s, s:n}", "success", 1, "message",
			"TOTP Aktivasi berhasil dikirim", "data"));
		return;
	}
	if (!is_good(w, code, said)) {
		refuse(out, a, "TOTP Aktivasi salah atau kedaluwarsa");
		return;
	}
	answer_json(out, a, 200,
	    json_pack("{s:b, s:n, s:{s:s, s:s, s:s, s:b}}", "success", 1,
		"message", "data", "message", "TOTP Aktivasi masih berlaku",
		"totp", said, "expires",
		iso_time(a, json_integer_value(json_object_get(code, "until")),
		    false),
		"result", 1));
}

static void
get_code(struct world *w, struct arena *a, json_t *seal, const json_t *in,
    struct answer *out)
{
	json_t *code;

	if (!is_good(
		w, json_object_get(seal, "activation"), member(in, "totp"))) {
		refuse(out, a, "TOTP Aktivasi salah atau kedaluwarsa");
		return;
	}
	code = new_code(w, CODE_MS);
	json_object_set_new(seal, "code", code);
	answer_json(out, a, 200,
	    json_pack("{s:s, s:s, s:s, s:b}", "message", "TOTP berhasil dibuat",
		"totp", member(code, "code"), "expires",
		iso_time(a, json_integer_value(json_object_get(code, "until")),
		    false),
		"result", 1));
}

static void
revoke(struct world *w, struct arena *a, json_t *seal, const json_t *in,
    struct answer *out)
{
	if (!is_good(
		w, json_object_get(seal, "activation"), member(in, "totp"))) {
		refuse(out, a, "TOTP Aktivasi salah atau kedaluwarsa");
		return;
	}
	json_object_del(seal, "activation");
	w->dirty = true;
	answer_json(out, a, 200,
	    json_pack("{s:b, s:s, s:n}", "success", 1, "message",
		"Aktivasi dicabut", "data"));
	out->assumption = "how a revocation is answered";
}

/* The seal's certificate is made when it is first needed. */
static json_t *
sealer(struct world *w, struct arena *a, const char *id)
{
	const char *email = arena_printf(a, "segel.%s@simulator.example", id);
	json_t *p = world_person(w, NULL, email), *members;
	struct err e = {0};

	if (!p) {
		members = json_pack("{s:s, s:s}", "email", email, "name",
		    arena_printf(a, "Segel %s", id));
		if (world_put(w, members, &p, &e) < 0)
			p = NULL;
		json_decref(members);
	}
	if (p && !person_certificate(p) && person_issue(w, p, a, &e) < 0)
		return NULL;
	return p;
}

static void
seal_files(struct world *w, struct arena *a, json_t *seal, const json_t *in,
    struct answer *out)
{
	json_t *files = json_object_get(in, "file"), *list, *file, *p;
	size_t i;

	/* A code is good for one call. */
	if (!is_good(w, json_object_get(seal, "code"), member(in, "totp"))) {
		refuse(out, a, "TOTP salah atau kedaluwarsa");
		return;
	}
	json_object_del(seal, "code");
	p = sealer(w, a, member(in, "idSubscriber"));
	list = json_array();
	json_array_foreach(files, i, file)
	{
		const char *text = json_string_value(file);
		const struct signing s = {.person = p,
		    .pdf = text ? from_base64(a, text) : (struct str){0}};
		struct str sealed;

		if (!p || sign_pdf(w, a, &s, &sealed, out) < 0) {
			json_decref(list);
			return;
		}
		json_array_append_new(list, json_string(to_base64(a, sealed)));
	}
	answer_json(
	    out, a, 200, json_pack("{s:i, s:o}", "time", 640, "file", list));
}

void
seal_answer(struct world *w, struct arena *a, const struct ask *q,
    const json_t *in, struct answer *out)
{
	const char *id = member(in, "idSubscriber");
	json_t *seals = json_object_get(w->state, "seals"), *seal;

	if (!id[0]) {
		refuse(out, a, "idSubscriber harus diisi");
		return;
	}
	if (!seals) {
		seals = json_object();
		json_object_set_new(w->state, "seals", seals);
	}
	seal = json_object_get(seals, id);
	if (!seal) {
		seal = json_object();
		json_object_set_new(seals, id, seal);
	}
	out->assumption = "how long the codes of a seal live";
	if (strcmp(q->path, "/api/v2/seal/get/activation") == 0)
		get_activation(w, a, seal, in, out);
	else if (strcmp(q->path, "/api/v2/seal/revoke/activation") == 0)
		revoke(w, a, seal, in, out);
	else if (strcmp(q->path, "/api/v2/seal/get/totp") == 0)
		get_code(w, a, seal, in, out);
	else
		seal_files(w, a, seal, in, out);
}
