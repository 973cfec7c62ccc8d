#include "simulator/portal.h"

#include <string.h>

#include "base/limits.h"
#include "paper/qr.h"

#define ACTIVATION "/portal/aktivasi/"
#define PASSPHRASE "/portal/passphrase/"
#define PAGE_MAX   (64 * (size_t)1024)

/* What has a meaning in HTML is written as a reference. */
static const char *
html(struct arena *a, const char *s)
{
	struct sb b;

	sb_init(&b, PAGE_MAX);
	for (; *s; s++) {
		if (*s == '<')
			sb_puts(&b, "&lt;");
		else if (*s == '&')
			sb_puts(&b, "&amp;");
		else if (*s == '"')
			sb_puts(&b, "&quot;");
		else
			sb_putc(&b, *s);
	}
	s = str_z(a, sb_get(&b));
	sb_clear(&b);
	return s;
}

static void
page(struct answer *out, struct arena *a, int status, const char *title,
    const char *body)
{
	out->status = status;
	out->type = "text/html; charset=utf-8";
	out->assumption = "all pages of the portal";
	out->body = str_of(arena_printf(a,
	    "<!doctype html><html lang=\"id\"><meta charset=\"utf-8\">"
	    "<meta name=\"viewport\" content=\"width=device-width\">"
	    "<title>%s - Simulator</title>"
	    "<style>body{font:1rem/1.5 sans-serif;max-width:32rem;"
	    "margin:2rem auto;padding:0 1rem}label{display:block;"
	    "margin:1rem 0}input{font:inherit;width:100%%}</style>"
	    "<p><strong>Simulator, bukan BSrE</strong></p>"
	    "<h1>%s</h1>%s</html>",
	    title, title, body));
}

static void
form_activation(struct answer *out, struct arena *a, const json_t *p,
    int status, const char *fault)
{
	page(out, a, status, "Aktivasi akun",
	    arena_printf(a,
		"<p>%s, %s</p>%s<form method=\"post\"><label>NIK <input "
		"name=\"nik\" inputmode=\"numeric\" value=\"%s\"></label>"
		"<label><input type=\"checkbox\" name=\"wajah\" value=\"1\" "
		"style=\"width:auto\"> Wajah saya sudah dipindai</label>"
		"<button>Aktifkan</button></form>",
		html(a, member(p, "name")), html(a, member(p, "email")), fault,
		html(a, member(p, "nik"))));
}

static void
activation(struct world *w, struct arena *a, const struct ask *q, json_t *p,
    struct answer *out)
{
	const char *nik = ask_text(a, q, "nik"), *token;
	json_t *members;
	struct err e = {0};
	int rc;

	if (strcmp(q->method, "POST") != 0) {
		form_activation(out, a, p, 200, "");
		return;
	}
	if (strlen(nik) != 16 || strspn(nik, "0123456789") != 16 ||
	    !ask_field(q, "wajah").p) {
		form_activation(out, a, p, 422,
		    "<p role=\"alert\">NIK harus 16 angka, dan wajah harus "
		    "dipindai.</p>");
		return;
	}
	members =
	    json_pack("{s:s, s:s}", "nik", nik, "email", member(p, "email"));
	rc = world_put(w, members, &p, &e);
	json_decref(members);
	if (rc < 0) {
		form_activation(out, a, p, 422,
		    "<p role=\"alert\">NIK itu milik orang lain.</p>");
		return;
	}
	token = person_activate(w, p);
	page(out, a, 200, "Akun aktif",
	    arena_printf(a,
		"<p><a href=\"" PASSPHRASE "%s\">Buat passphrase"
		"</a></p>",
		token));
}

static void
form_passphrase(
    struct answer *out, struct arena *a, int status, const char *fault)
{
	page(out, a, status, "Buat passphrase",
	    arena_printf(a,
		"%s<form method=\"post\"><label>Passphrase <input "
		"type=\"password\" name=\"passphrase\" "
		"autocomplete=\"new-password\"></label><label>Ulangi <input "
		"type=\"password\" name=\"ulang\" "
		"autocomplete=\"new-password\"></label>"
		"<button>Simpan</button></form>",
		fault));
}

static const char *
picture(struct arena *a, const char *url)
{
	struct err e = {0};
	struct qr qr;

	if (qr_path(&qr, a, url, &e) < 0)
		return "";
	return arena_printf(a,
	    "<svg viewBox=\"0 0 %d %d\" width=\"240\" role=\"img\" "
	    "aria-label=\"Kode QR\" shape-rendering=\"crispEdges\">"
	    "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
	    "<path d=\"%s\"/></svg>",
	    qr.size, qr.size, qr.size, qr.size, qr.path);
}

static void
passphrase(struct world *w, struct arena *a, const struct ask *q, json_t *p,
    struct answer *out)
{
	const char *text = ask_text(a, q, "passphrase"), *fault;
	struct err e = {0};
	const char *url;

	if (strcmp(q->method, "POST") != 0) {
		form_passphrase(out, a, 200, "");
		return;
	}
	fault = passphrase_fault(text);
	if (!fault && strcmp(text, ask_text(a, q, "ulang")) != 0)
		fault = "Kedua isian tidak sama.";
	if (fault || person_set_passphrase(w, p, text, &e) < 0) {
		form_passphrase(out, a, 422,
		    arena_printf(
			a, "<p role=\"alert\">%s</p>", fault ? fault : e.msg));
		return;
	}
	url = arena_printf(a,
	    "otpauth://totp/Simulator:%s?secret=%s&issuer=Simulator",
	    member(p, "email"), member(p, "totp"));
	page(out, a, 200, "Passphrase tersimpan",
	    arena_printf(a,
		"<p>Pindai kode ini untuk kode OTP.</p><p>%s</p>"
		"<p><code>%s</code></p>",
		picture(a, url), html(a, url)));
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
		page(out, a, 410, "Tautan tidak berlaku",
		    "<p>Tautan ini sudah dipakai atau kedaluwarsa.</p>");
	else if (first)
		activation(w, a, q, p, out);
	else
		passphrase(w, a, q, p, out);
	return true;
}
