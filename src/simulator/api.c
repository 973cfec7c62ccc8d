#include "simulator/api.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "domain/date.h"
#include "simulator/pdfsign.h"

#define JSON_TYPE "application/json"

static const char *const names[CALLS] = {"status", "register", "chain",
    "profile", "passphrase", "sign", "download", "totp", "verify", "seal"};

static const struct {
	const char *method, *path; /* a path that ends in / has an id behind */
	enum call call;
} calls[] = {
    {"POST", "/api/sign/pdf", CALL_SIGN},
    {"GET", "/api/sign/download/", CALL_DOWNLOAD},
    {"POST", "/api/sign/verify", CALL_VERIFY},
    {"GET", "/api/user/status/", CALL_STATUS},
    {"GET", "/api/user/profile/", CALL_PROFILE},
    {"GET", "/api/user/certificate/chain/", CALL_CHAIN},
    {"POST", "/api/v2/sign/pdf", CALL_SIGN},
    {"POST", "/api/v2/sign/get/totp", CALL_TOTP},
    {"POST", "/api/v2/user/check/status", CALL_STATUS},
    {"POST", "/api/v2/user/registration", CALL_REGISTER},
    {"POST", "/api/v2/user/passphrase", CALL_PASSPHRASE},
    {"GET", "/api/v2/user/certificate/chain/", CALL_CHAIN},
    {"POST", "/api/v2/verify/pdf", CALL_VERIFY},
    {"POST", "/api/v2/seal/get/activation", CALL_SEAL},
    {"POST", "/api/v2/seal/revoke/activation", CALL_SEAL},
    {"POST", "/api/v2/seal/get/totp", CALL_SEAL},
    {"POST", "/api/v2/seal/pdf", CALL_SEAL},
};

const char *
call_name(enum call c)
{
	return names[c];
}

enum call
call_of(const char *method, const char *path)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		size_t n = strlen(calls[i].path);
		bool open = calls[i].path[n - 1] == '/';

		if (strcmp(calls[i].method, method) == 0 &&
		    (open ? strncmp(calls[i].path, path, n) == 0 &&
				path[n] != '\0' && !strchr(path + n, '/')
			  : strcmp(calls[i].path, path) == 0))
			return calls[i].call;
	}
	return CALLS;
}

json_t *
text_or_null(const char *s)
{
	return s && s[0] ? json_string(s) : json_null();
}

void
answer_json(struct answer *out, struct arena *a, int status, json_t *o)
{
	char *text = json_dumps(o, JSON_COMPACT);

	out->status = status;
	out->type = JSON_TYPE;
	out->body = str_of(text ? arena_dup(a, text) : "{}");
	free(text);
	json_decref(o);
}

const char *
iso_time(struct arena *a, int64_t ms, bool colon)
{
	struct civil c = civil_of(ms, (struct zone){"UTC", 0});

	return arena_printf(a, "%04d-%02u-%02uT%02u:%02u:%02u.%03d%s", c.year,
	    c.month, c.day, c.hour, c.minute, c.second, (int)(ms % 1000),
	    colon ? "+00:00" : "+0000");
}

void
answer_spring(struct answer *out, struct world *w, struct arena *a, int status,
    const char *error, const char *path)
{
	answer_json(out, a, status,
	    json_pack("{s:s, s:i, s:s, s:s}", "timestamp",
		iso_time(a, world_now(w), true), "status", status, "error",
		error, "path", path));
}

void
answer_error(struct answer *out, struct arena *a, const char *text, int code)
{
	answer_json(out, a, 400,
	    json_pack("{s:s, s:i}", "error", text, "status_code", code));
}

struct str
ask_field(const struct ask *q, const char *name)
{
	for (size_t i = 0; i < q->fields_n; i++)
		if (strcmp(q->fields[i].name, name) == 0)
			return q->fields[i].value;
	return (struct str){0};
}

const char *
ask_text(struct arena *a, const struct ask *q, const char *name)
{
	struct str s = ask_field(q, name);

	return s.p ? str_z(a, s) : "";
}

int
status_code(const char *status, bool v1, bool *assumed)
{
	*assumed = false;
	if (strcmp(status, "ISSUE") == 0) {
		*assumed = !v1;
		return 1111;
	}
	if (strcmp(status, "NOT_REGISTERED") == 0)
		return v1 ? 1110 : 2011;
	if (strcmp(status, "NO_CERTIFICATE") == 0) {
		*assumed = v1;
		return 2021;
	}
	/* No source has the codes of the others. */
	*assumed = true;
	return 2099;
}

const char *
status_message(const char *status)
{
	static const struct {
		const char *status, *text;
	} v[] = {
	    {"ISSUE", "User sudah terdaftar dan memiliki sertifikat dengan "
		      "status ISSUE"},
	    {"NOT_REGISTERED", "User belum terdaftar"},
	    {"NO_CERTIFICATE", "User belum memiliki sertifikat"},
	    {"NEW", "User belum melakukan aktivasi sertifikat"},
	    {"WAITING_FOR_VERIFICATION", "User menunggu verifikasi"},
	    {"EXPIRED", "Sertifikat user sudah kedaluwarsa"},
	    {"RENEW", "Sertifikat user dalam pembaruan"},
	    {"SUSPEND", "User ditangguhkan"},
	    {"REVOKE", "Sertifikat user sudah dicabut"},
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		if (strcmp(v[i].status, status) == 0)
			return v[i].text;
	return "";
}

struct str
from_base64(struct arena *a, const char *text)
{
	size_t n = strlen(text), out_n = 0;
	unsigned char *p = arena_alloc(a, n / 4 * 3 + 4);

	if (sodium_base642bin(p, n / 4 * 3 + 3, text, n, "\r\n", &out_n, NULL,
		sodium_base64_VARIANT_ORIGINAL) < 0)
		return (struct str){0};
	return (struct str){(const char *)p, out_n};
}

const char *
to_base64(struct arena *a, struct str s)
{
	size_t n =
	    sodium_base64_ENCODED_LEN(s.n, sodium_base64_VARIANT_ORIGINAL);
	char *out = arena_alloc(a, n);

	return sodium_bin2base64(out, n, (const unsigned char *)s.p, s.n,
	    sodium_base64_VARIANT_ORIGINAL);
}

/* Who may sign: only a person with an active certificate. */
static int
may_sign(struct arena *a, const struct signing *s, struct answer *out)
{
	const char *status =
	    s->person ? person_status(s->person) : "NOT_REGISTERED";

	if (strcmp(status, "ISSUE") == 0)
		return 0;
	if (strcmp(status, "NOT_REGISTERED") == 0)
		answer_error(out, a, "Penandatangan tidak terdaftar", 2011);
	else
		answer_error(out, a,
		    "Penandatangan tidak memiliki sertifikat aktif", 2021);
	out->assumption = "text and code of a refused signature";
	return -1;
}

int
sign_pdf(struct world *w, struct arena *a, const struct signing *s,
    struct str *signed_pdf, struct answer *out)
{
	const json_t *c = person_certificate(s->person);
	struct pdf_signer signer = {
	    .key = member(c, "key"),
	    .certificate = member(c, "pem"),
	    .chain = arena_printf(
		a, "%s%s", ca_pem(w->ca, CA_ISSUING), ca_pem(w->ca, CA_ROOT)),
	    .name = member(s->person, "name"),
	    .reason = s->reason,
	    .location = s->location,
	    .at = world_now(w),
	};
	struct err e = {0};

	if (s->pdf.p && pdf_sign(a, s->pdf, &signer, signed_pdf, &e) == 0) {
		json_decref(w->last);
		w->last = json_string(to_base64(a, *signed_pdf));
		return 0;
	}
	answer_spring(out, w, a, 500, "Internal Server Error", "");
	out->assumption = "what an unreadable document is answered";
	return -1;
}

int
sign_check(struct world *w, struct arena *a, const struct signing *s,
    struct answer *out)
{
	if (may_sign(a, s, out) < 0)
		return -1;
	if (s->passphrase ? !person_knows(s->person, s->passphrase)
			  : !s->code || !person_code(w, s->person, s->code)) {
		answer_error(out, a,
		    s->passphrase ? "Passphrase anda salah" : "TOTP salah",
		    2031);
		out->assumption = s->passphrase ? NULL : "a wrong TOTP";
		return -1;
	}
	if (!person_certificate(s->person)) {
		/* Put to ISSUE by the control port alone. */
		answer_error(out, a, "Sertifikat tidak ditemukan", 2021);
		out->assumption = "a status without a certificate";
		return -1;
	}
	return 0;
}

static bool
is_allowed(const struct world *w, const struct ask *q)
{
	return q->user && q->password && strcmp(q->user, w->user) == 0 &&
	       strcmp(q->password, w->password) == 0;
}

void
api_answer(
    struct world *w, struct arena *a, const struct ask *q, struct answer *out)
{
	enum call c = call_of(q->method, q->path);

	*out = (struct answer){.status = 500, .type = JSON_TYPE};
	if (!is_allowed(w, q))
		answer_spring(out, w, a, 401, "Unauthorized", q->path);
	else if (c == CALLS)
		answer_spring(out, w, a, 404, "Not Found", q->path);
	else if (strncmp(q->path, "/api/v2/", 8) == 0)
		v2_answer(w, a, q, c, out);
	else
		v1_answer(w, a, q, c, out);
}
