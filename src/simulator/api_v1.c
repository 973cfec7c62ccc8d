/*
 * api_v1.c - version 1: multipart in, PDF or JSON out.
 */
#include <string.h>

#include "base/random.h"
#include "domain/date.h"
#include "simulator/api.h"
#include "vault/pdfsig.h"

#define DOCUMENT_ID   32
#define DOCUMENTS_MAX 32

/* What stands behind the last slash. */
static const char *
id_of(const struct ask *q)
{
	return strrchr(q->path, '/') + 1;
}

static void
answer_status(
    struct world *w, struct arena *a, const struct ask *q, struct answer *out)
{
	json_t *p = world_person(w, id_of(q), NULL);
	const char *status = p ? person_status(p) : "NOT_REGISTERED";
	bool assumed;
	int code = status_code(status, true, &assumed);

	answer_json(out, a, 200,
	    json_pack("{s:i, s:s, s:s}", "status_code", code, "status", status,
		"message", status_message(status)));
	out->assumption = assumed ? "the code of this status" : NULL;
}

static void
answer_profile(
    struct world *w, struct arena *a, const struct ask *q, struct answer *out)
{
	json_t *p = world_person(w, id_of(q), NULL), *list, *c;
	size_t i;

	if (!p) {
		answer_spring(out, w, a, 404, "Not Found", q->path);
		return;
	}
	list = json_array();
	json_array_foreach(json_object_get(p, "certificates"), i, c)
	{
		struct civil d =
		    civil_of(json_integer_value(json_object_get(c, "until")),
			(struct zone){"WIB", 420});

		json_array_append_new(
		    list, json_pack("{s:s}", "berlaku_sampai",
			      arena_printf(a, "%02u-%02u-%04d", d.day, d.month,
				  d.year)));
	}
	answer_json(out, a, 200,
	    json_pack(
		"{s:b, s:{s:o}}", "success", 1, "data", "sertifikat", list));
}

/* Fetched once only. */
static void
answer_download(
    struct world *w, struct arena *a, const struct ask *q, struct answer *out)
{
	const char *text =
	    json_string_value(json_object_get(w->documents, id_of(q)));

	if (!text) {
		answer_json(out, a, 404,
		    json_pack("{s:s, s:i}", "error",
			"Dokumen tidak ditemukan atau sudah diunduh",
			"status_code", 4044));
		out->assumption = "the text of this refusal";
		return;
	}
	out->status = 200;
	out->type = "application/pdf";
	out->body = from_base64(a, text);
	json_object_del(w->documents, id_of(q));
}

/* Kept for one download; of many the newest. */
static void
keep_document(struct world *w, struct arena *a, const char *id, struct str pdf)
{
	if (json_object_size(w->documents) == DOCUMENTS_MAX)
		json_object_del(w->documents,
		    json_object_iter_key(json_object_iter(w->documents)));
	json_object_set_new(w->documents, id, json_string(to_base64(a, pdf)));
}

static const char *
missing_field(const struct ask *q)
{
	static const char *const needed[] = {
	    "file", "nik", "passphrase", "tampilan"};
	struct str shown = ask_field(q, "tampilan");

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!ask_field(q, needed[i]).p)
			return needed[i];
	if (!str_eqz(shown, "visible"))
		return NULL;
	return str_eqz(ask_field(q, "image"), "true")
		   ? (ask_field(q, "imageTTD").p ? NULL : "imageTTD")
		   : (ask_field(q, "linkQR").p ? NULL : "linkQR");
}

static void
answer_sign(
    struct world *w, struct arena *a, const struct ask *q, struct answer *out)
{
	const char *missing = missing_field(q);
	const char *reason = ask_text(a, q, "reason");
	const char *location = ask_text(a, q, "location");
	struct signing s = {
	    .person = world_person(w, ask_text(a, q, "nik"), NULL),
	    .passphrase = ask_text(a, q, "passphrase"),
	    .pdf = ask_field(q, "file"),
	    .reason = reason[0] ? reason : NULL,
	    .location = location[0] ? location : NULL,
	};
	char *id;

	if (missing) {
		answer_error(
		    out, a, arena_printf(a, "%s harus diisi", missing), 400);
		out->assumption = "the text of a missing field";
		return;
	}
	if (sign_check(w, a, &s, out) < 0 ||
	    sign_pdf(w, a, &s, &out->body, out) < 0)
		return;
	id = arena_alloc(a, DOCUMENT_ID + 1);
	random_code(id, DOCUMENT_ID);
	keep_document(w, a, id, out->body);
	out->status = 200;
	out->type = "application/pdf";
	out->document_id = id;
	if (str_eqz(ask_field(q, "tampilan"), "visible"))
		out->assumption = "a visible signature is not drawn";
}

static const char *
old_time(struct arena *a, int64_t ms)
{
	struct civil c = civil_of(ms, (struct zone){"WIB", 420});

	return arena_printf(a, "%04d-%02u-%02u %02u:%02u:%02u.00", c.year,
	    c.month, c.day, c.hour, c.minute, c.second);
}

static json_t *
one_signature(struct world *w, struct arena *a, const struct pdf_signature *s)
{
	const char *name = "", *from = "", *until = "";
	json_t *c, *p = world_signer(w, a, s->certificate, &c);

	if (p) {
		name = member(p, "name");
		from =
		    old_time(a, json_integer_value(json_object_get(c, "from")));
		until = old_time(
		    a, json_integer_value(json_object_get(c, "until")));
	}
	return json_pack("{s:n, s:s, s:{s:s, s:s, s:s, s:s, s:b}, "
			 "s:{s:b, s:o, s:b, s:n, s:s, s:o, s:n}}",
	    "info_tsa", "signature_field", s->field, "info_signer", "issuer_dn",
	    "C=ID,O=Simulator Paraf,CN=Simulator Issuing CA", "signer_name",
	    name, "signer_cert_validity",
	    arena_printf(a, "%s to %s", from, until), "signer_dn", name,
	    "cert_user_certified", s->trusted, "signature_document",
	    "signed_using_tsa", 0, "reason", text_or_null(s->reason),
	    "document_integrity", s->intact && s->whole, "signature_value",
	    "signed_in", old_time(a, s->at), "location",
	    text_or_null(s->location), "hash_value");
}

static void
answer_verify(
    struct world *w, struct arena *a, const struct ask *q, struct answer *out)
{
	struct str pdf = ask_field(q, "signed_file");
	struct pdf_signatures *v = ARENA_NEW(a, struct pdf_signatures);
	const struct certificate_trust trust = {
	    .pem = ca_pem(w->ca, CA_ROOT), .crl = {"", 0}};
	struct err e = {0};
	json_t *details;
	bool good = true;

	if (!pdf.p || pdfsig_check(a, pdf, &trust, world_now(w), v, &e) < 0) {
		answer_spring(out, w, a, 500, "Internal Server Error", q->path);
		return;
	}
	details = json_array();
	for (size_t i = 0; i < v->n; i++) {
		const struct pdf_signature *s = &v->v[i];

		good = good && s->intact && s->whole && s->trusted;
		json_array_append_new(details, one_signature(w, a, s));
	}
	answer_json(out, a, 200,
	    json_pack("{s:s, s:I, s:o, s:o, s:o}", "nama_dokumen",
		"dokumen.pdf", "jumlah_signature", (json_int_t)v->n, "notes",
		v->n == 0 ? json_null()
			  : json_string(good ? "Dokumen valid, Sertifikat yang "
					       "digunakan terpercaya"
					     : "Dokumen telah diubah setelah "
					       "ditandatangani"),
		"details", details, "summary",
		v->n == 0
		    ? json_null()
		    : json_string(good ? "VALID" : "DOCUMENT NOT VALID !!!")));
}

void
v1_answer(struct world *w, struct arena *a, const struct ask *q, enum call c,
    struct answer *out)
{
	switch (c) {
	case CALL_STATUS:
		answer_status(w, a, q, out);
		return;
	case CALL_PROFILE:
		answer_profile(w, a, q, out);
		return;
	case CALL_DOWNLOAD:
		answer_download(w, a, q, out);
		return;
	case CALL_SIGN:
		answer_sign(w, a, q, out);
		return;
	case CALL_VERIFY:
		answer_verify(w, a, q, out);
		return;
	case CALL_CHAIN:
		v2_answer(w, a, q, c, out);
		return;
	case CALL_REGISTER:
	case CALL_PASSPHRASE:
	case CALL_TOTP:
	case CALL_SEAL:
	case CALLS:
		break;
	}
	answer_spring(out, w, a, 404, "Not Found", q->path);
}
