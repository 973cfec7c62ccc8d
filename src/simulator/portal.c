#include "simulator/portal.h"

#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "paper/qr.h"
#include "view/json.h"

#define ACTIVATION "/portal/aktivasi/"
#define PASSPHRASE "/portal/passphrase/"
#define PAGE_MAX   (64 * (size_t)1024)

/* A page with that model, which is taken over. */
static void
page(const struct world *w, struct answer *out, struct arena *a, int status,
    const char *name, json_t *model)
{
	const struct template *t = templates_find(&w->templates, str_of(name));
	struct err e = {0};
	struct sb b;

	sb_init(&b, PAGE_MAX);
	if (!t || template_render(&w->templates, t, model, &b, NULL, &e) < 0) {
		log_error("%s: %s (%s)", name, e.msg, e.detail);
		status = 500;
	}
	out->status = status;
	out->type = "text/html; charset=utf-8";
	out->assumption = "all pages of the portal";
	out->body = str_of(str_z(a, sb_get(&b)));
	sb_clear(&b);
	json_decref(model);
}

static json_t *
model_of(const char *title, const char *fault)
{
	json_t *m = jv_obj();

	jv_set_z(m, "title", title);
	jv_set_z(m, "fault", fault);
	return m;
}

static void
form_activation(const struct world *w, struct answer *out, struct arena *a,
    const json_t *p, const char *fault)
{
	json_t *m = model_of("Aktivasi akun", fault);

	jv_set_null(m, "next_url");
	jv_set_z(m, "name", member(p, "name"));
	jv_set_z(m, "email", member(p, "email"));
	jv_set_z(m, "nik", member(p, "nik"));
	page(w, out, a, fault ? 422 : 200, "simulator/activation", m);
}

static void
activation(struct world *w, struct arena *a, const struct ask *q, json_t *p,
    struct answer *out)
{
	const char *nik = ask_text(a, q, "nik");
	json_t *members, *m;
	struct err e = {0};
	int rc;

	if (strcmp(q->method, "POST") != 0) {
		form_activation(w, out, a, p, NULL);
		return;
	}
	if (strlen(nik) != 16 || strspn(nik, "0123456789") != 16 ||
	    !ask_field(q, "wajah").p) {
		form_activation(w, out, a, p,
		    "NIK harus 16 angka, dan wajah harus dipindai.");
		return;
	}
	members =
	    json_pack("{s:s, s:s}", "nik", nik, "email", member(p, "email"));
	rc = world_put(w, members, &p, &e);
	json_decref(members);
	if (rc < 0) {
		form_activation(w, out, a, p, "NIK itu milik orang lain.");
		return;
	}
	m = model_of("Akun aktif", NULL);
	jv_set_z(m, "next_url",
	    arena_printf(a, PASSPHRASE "%s", person_activate(w, p)));
	page(w, out, a, 200, "simulator/activation", m);
}

static void
form_passphrase(const struct world *w, struct answer *out, struct arena *a,
    const char *fault)
{
	json_t *m = model_of("Buat passphrase", fault);

	jv_set_null(m, "otpauth");
	page(w, out, a, fault ? 422 : 200, "simulator/passphrase", m);
}

static void
passphrase(struct world *w, struct arena *a, const struct ask *q, json_t *p,
    struct answer *out)
{
	const char *text = ask_text(a, q, "passphrase"), *fault, *url;
	struct err e = {0};
	struct qr qr;
	json_t *m;

	if (strcmp(q->method, "POST") != 0) {
		form_passphrase(w, out, a, NULL);
		return;
	}
	fault = passphrase_fault(text);
	if (!fault && strcmp(text, ask_text(a, q, "ulang")) != 0)
		fault = "Kedua isian tidak sama.";
	if (!fault && person_set_passphrase(w, p, text, &e) < 0)
		fault = e.msg;
	url = person_otpauth(a, p);
	if (!fault && qr_path(&qr, a, url, &e) < 0)
		fault = e.msg;
	if (fault) {
		form_passphrase(w, out, a, fault);
		return;
	}
	m = model_of("Passphrase tersimpan", NULL);
	jv_set_z(m, "otpauth", url);
	jv_set_z(m, "path", qr.path);
	jv_set_int(m, "size", qr.size);
	page(w, out, a, 200, "simulator/passphrase", m);
}

bool
portal_answer(
    struct world *w, struct arena *a, const struct ask *q, struct answer *out)
{
	bool first = strncmp(q->path, ACTIVATION, strlen(ACTIVATION)) == 0;
	bool second = strncmp(q->path, PASSPHRASE, strlen(PASSPHRASE)) == 0;
	const char *token = strrchr(q->path, '/') + 1;
	json_t *p;

	if (!first && !second)
		return false;
	p = world_person_by_link(
	    w, first ? "activation" : "passphrase_link", token);
	if (!p)
		page(w, out, a, 410, "simulator/gone",
		    model_of("Tautan tidak berlaku", NULL));
	else if (first)
		activation(w, a, q, p, out);
	else
		passphrase(w, a, q, p, out);
	return true;
}
