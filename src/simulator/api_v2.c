/*
 * api_v2.c - version 2: JSON in, JSON out, files as base64.
 */
#include <string.h>

#include <openssl/bn.h>

#include "domain/date.h"
#include "simulator/api.h"
#include "simulator/seal.h"
#include "vault/pdfsig.h"

static const char *
member_or_null(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

/* --- persons ------------------------------------------------------------- */

static bool
is_nik(const char *s)
{
	return strlen(s) == 16 && strspn(s, "0123456789") == 16;
}

static void
answer_status(
    struct world *w, struct arena *a, const json_t *in, struct answer *out)
{
	const char *nik = member(in, "nik"), *email = member(in, "email");
	json_t *p = world_person(w, nik, email);
	/* Seen live: a NIK that nobody knows has "no certificate". */
	const char *status = p             ? person_status(p)
			     : is_nik(nik) ? "NO_CERTIFICATE"
					   : "NOT_REGISTERED";
	bool assumed;
	int code = status_code(status, false, &assumed);

	answer_json(out, a, 200,
	    json_pack("{s:s, s:s, s:s}", "status_code",
		arena_printf(a, "%d", code), "status", status, "message",
		status_message(status)));
	out->assumption = assumed ? "the code of this status" : NULL;
}

/* The account is made, and a link to the portal goes to the address; the
 * link is on the control port. */
static void
answer_register(
    struct world *w, struct arena *a, const json_t *in, struct answer *out)
{
	const char *name = member(in, "nama"), *email = member(in, "email");
	json_t *p = email[0] ? world_person(w, NULL, email) : NULL;
	json_t *members;
	struct err e = {0};
	int rc;

	out->assumption = "how a registration is answered";
	if (!name[0] || !email[0]) {
		answer_error(out, a,
		    name[0] ? "email harus diisi" : "nama harus diisi", 4014);
		return;
	}
	if (!strchr(email, '@')) {
		answer_error(out, a, "format email tidak sesuai", 4015);
		return;
	}
	if (p && strcmp(person_status(p), "NOT_REGISTERED") != 0) {
		answer_error(out, a, "email telah terdaftar", 4024);
		return;
	}
	members = json_pack(
	    "{s:s, s:s, s:s}", "name", name, "email", email, "status", "NEW");
	rc = world_put(w, members, &p, &e);
	json_decref(members);
	if (rc < 0) {
		answer_spring(out, w, a, 500, "Internal Server Error", "");
		return;
	}
	(void)person_link(w, p, "activation");
	answer_json(out, a, 200,
	    json_pack("{s:b, s:s, s:n}", "success", 1, "message",
		"Pendaftaran berhasil", "data"));
}

/* Nothing in BSrE's documents sets a passphrase: whoever configures this
 * address knows that it is an assumption. */
static void
answer_passphrase(
    struct world *w, struct arena *a, const json_t *in, struct answer *out)
{
	const char *passphrase = member(in, "passphrase");
	json_t *p = world_person(w, member(in, "nik"), member(in, "email"));
	const char *fault = passphrase_fault(passphrase);
	struct err e = {0};

	out->assumption = "that a passphrase can be set by the API at all";
	if (!p || strcmp(person_status(p), "NOT_REGISTERED") == 0)
		answer_error(out, a, "User tidak terdaftar", 2011);
	else if (fault)
		answer_error(out, a, fault, 4015);
	else if (person_set_passphrase(w, p, passphrase, &e) < 0)
		answer_spring(out, w, a, 500, "Internal Server Error", "");
	else
		answer_json(out, a, 200,
		    json_pack("{s:b, s:s, s:{s:s}}", "success", 1, "message",
			"Passphrase berhasil dibuat", "data", "otpauth",
			person_otpauth(a, p)));
}

/* A person by what stands behind the last slash: NIK or address. */
static void
answer_chain(
    struct world *w, struct arena *a, const struct ask *q, struct answer *out)
{
	const char *id = strrchr(q->path, '/') + 1;
	json_t *p = world_person(w, id, id),
	       *c = p ? person_certificate(p) : NULL;

	if (!p) { /* Seen live: the type says JSON, the body is none. */
		out->status = 400;
		out->type = "application/json";
		out->body = STR("User tidak ditemukan");
		return;
	}
	out->assumption = "that elements are DER in base64";
	if (!c) {
		answer_json(out, a, 200,
		    json_pack("{s:b, s:[]}", "success", 1, "data"));
		return;
	}
	answer_json(out, a, 200,
	    json_pack("{s:b, s:[s, s, s]}", "success", 1, "data",
		to_base64(a, ca_to_der(a, member(c, "pem"))),
		to_base64(a, ca_der(w->ca, CA_ISSUING)),
		to_base64(a, ca_der(w->ca, CA_ROOT))));
}

/* --- signing ------------------------------------------------------------- */

/* The properties of file i: one for all, or one for each. */
static const json_t *
properties_of(const json_t *in, size_t i)
{
	const json_t *v = json_object_get(in, "signatureProperties");

	return json_array_get(v, json_array_size(v) == 1 ? 0 : i);
}

/* All files, signed in their order; NULL with *out filled. */
static json_t *
sign_files(struct world *w, struct arena *a, const json_t *in,
    struct signing *s, bool *visible, struct answer *out)
{
	json_t *list = json_array(), *file;
	size_t i;

	json_array_foreach(json_object_get(in, "file"), i, file)
	{
		const json_t *x = properties_of(in, i);
		const char *text = json_string_value(file);
		struct str pdf;

		s->pdf = text ? from_base64(a, text) : (struct str){0};
		s->reason = member_or_null(x, "reason");
		s->location = member_or_null(x, "location");
		*visible =
		    *visible || strcmp(member(x, "tampilan"), "VISIBLE") == 0;
		if (sign_pdf(w, a, s, &pdf, out) < 0) {
			json_decref(list);
			return NULL;
		}
		json_array_append_new(list, json_string(to_base64(a, pdf)));
	}
	return list;
}

static void
answer_sign(
    struct world *w, struct arena *a, const json_t *in, struct answer *out)
{
	size_t n = json_array_size(json_object_get(in, "file"));
	size_t properties =
	    json_array_size(json_object_get(in, "signatureProperties"));
	struct signing s = {
	    .person = world_person(w, member(in, "nik"), member(in, "email")),
	    .passphrase = member_or_null(in, "passphrase"),
	    .code = member_or_null(in, "totp"),
	};
	bool visible = false;
	json_t *list;

	if (n == 0 || (properties != 1 && properties != n)) {
		answer_error(
		    out, a, "file atau signatureProperties tidak sesuai", 400);
		out->assumption = "the text of this refusal";
		return;
	}
	if (sign_check(w, a, &s, out) < 0)
		return;
	list = sign_files(w, a, in, &s, &visible, out);
	if (!list)
		return;
	answer_json(
	    out, a, 200, json_pack("{s:i, s:o}", "time", 862, "file", list));
	out->assumption = visible ? "a visible signature is not drawn" : NULL;
}

static void
answer_totp(
    struct world *w, struct arena *a, const json_t *in, struct answer *out)
{
	json_t *p = world_person(w, member(in, "nik"), member(in, "email"));

	if (!p || !member(p, "totp")[0]) {
		answer_error(out, a, "Penandatangan tidak terdaftar", 2011);
		out->assumption = "the text of this refusal";
		return;
	}
	answer_json(out, a, 200,
	    json_pack("{s:b, s:s}", "success", 1, "message",
		"TOTP dapat dilihat pada aplikasi BeSign Mobile"));
	out->assumption = "the text of this message";
}

/* --- verifying ----------------------------------------------------------- */

/* A serial number as BSrE writes it. */
static const char *
decimal(struct arena *a, const char *hex)
{
	BIGNUM *n = NULL;
	char *text = BN_hex2bn(&n, hex) > 0 ? BN_bn2dec(n) : NULL;
	const char *out = arena_dup(a, text ? text : "");

	OPENSSL_free(text);
	BN_free(n);
	return out;
}

static const char *
date_of(struct arena *a, const json_t *c, const char *key)
{
	return iso_time(a, json_integer_value(json_object_get(c, key)), true);
}

static json_t *
certificate_details(struct world *w, struct arena *a,
    const struct pdf_signature *s, const char **name)
{
	json_t *c, *p = world_signer(w, a, s->certificate, &c);
	json_t *list = json_array();

	if (p) {
		*name = member(p, "name");
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:[s, s]}",
			"id", arena_printf(a, "C-%s", member(c, "serial")),
			"commonName", *name, "issuerName",
			"CN=Simulator Issuing CA,O=Simulator Paraf,C=ID",
			"serialNumber", decimal(a, member(c, "serial")),
			"notBeforeDate", date_of(a, c, "from"), "notAfterDate",
			date_of(a, c, "until"), "signatureAlgoritm",
			"RSA with SHA256", "keyUsages", "digitalSignature",
			"nonRepudiation"));
	}
	json_array_append_new(
	    list, json_pack("{s:s}", "commonName", "Simulator Issuing CA"));
	json_array_append_new(
	    list, json_pack("{s:s}", "commonName", "Simulator Root CA"));
	return list;
}

static json_t *
one_signature(struct world *w, struct arena *a, const struct pdf_signature *s)
{
	const char *name = "";
	json_t *details = certificate_details(w, a, s, &name);

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:i, s:n, s:n, "
			 "s:n, s:o, s:b, s:b, s:b, s:b}",
	    "id", arena_printf(a, "S-%s", s->field), "signatureFormat",
	    "PAdES-BASELINE-B", "signerName", name, "signatureDate",
	    iso_time(a, s->at, true), "fieldName", s->field, "reason",
	    text_or_null(s->reason), "location", text_or_null(s->location),
	    "certLevelCode", 0, "signatureAlgorithm", "digestAlgorithm",
	    "timestampInfomation", "certificateDetails", details,
	    "integrityValid", s->intact && s->whole, "certificateTrusted",
	    s->trusted, "ltv", 0, "lastSignature", 0);
}

static const char *
conclusion(const struct pdf_signature *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!v[i].intact || !v[i].whole || !v[i].trusted)
			return "INVALID";
	return n ? "VALID" : "NO_SIGNATURE";
}

static const char *
describe(const char *word)
{
	if (strcmp(word, "VALID") == 0)
		return "Dokumen valid, Sertifikat yang digunakan terpercaya";
	return strcmp(word, "INVALID") == 0
		   ? "Dokumen tidak valid"
		   : "Dokumen tidak memiliki tanda tangan elektronik";
}

static void
answer_verify(
    struct world *w, struct arena *a, const json_t *in, struct answer *out)
{
	const char *text = member(in, "file"), *word;
	struct str pdf = text[0] ? from_base64(a, text) : (struct str){0};
	struct pdf_signatures *v = ARENA_NEW(a, struct pdf_signatures);
	const struct certificate_trust trust = {
	    .pem = ca_pem(w->ca, CA_ROOT), .crl = {"", 0}};
	struct err e = {0};
	json_t *list;

	if (!pdf.p || pdfsig_check(a, pdf, &trust, world_now(w), v, &e) < 0) {
		answer_spring(out, w, a, 500, "Internal Server Error",
		    "/api/v2/verify/pdf");
		return;
	}
	list = json_array();
	for (size_t i = 0; i < v->n; i++)
		json_array_append_new(list, one_signature(w, a, &v->v[i]));
	word = conclusion(v->v, v->n);
	answer_json(out, a, 200,
	    json_pack("{s:s, s:s, s:I, s:o}", "conclusion", word, "description",
		describe(word), "signatureCount", (json_int_t)v->n,
		"signatureInformations", list));
	if (strcmp(word, "INVALID") == 0)
		out->assumption = "the word of this conclusion";
}

void
v2_answer(struct world *w, struct arena *a, const struct ask *q, enum call c,
    struct answer *out)
{
	json_t *in;

	if (c == CALL_CHAIN) {
		answer_chain(w, a, q, out);
		return;
	}
	in = json_loadb(q->body.p ? q->body.p : "", q->body.n,
	    JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(in)) {
		answer_spring(out, w, a, 400, "Bad Request", q->path);
		out->assumption = "what a body without an object is answered";
		json_decref(in);
		return;
	}
	if (c == CALL_STATUS)
		answer_status(w, a, in, out);
	else if (c == CALL_REGISTER)
		answer_register(w, a, in, out);
	else if (c == CALL_PASSPHRASE)
		answer_passphrase(w, a, in, out);
	else if (c == CALL_SIGN)
		answer_sign(w, a, in, out);
	else if (c == CALL_TOTP)
		answer_totp(w, a, in, out);
	else if (c == CALL_VERIFY)
		answer_verify(w, a, in, out);
	else if (c == CALL_SEAL)
		seal_answer(w, a, q, in, out);
	else
		answer_spring(out, w, a, 404, "Not Found", q->path);
	json_decref(in);
}
