/*
 * esign_reply.c - what the answers of an eSign Client Service mean.
 */
#include <string.h>

#include "bsre/esign.h"
#include "bsre/read.h"

#define SIGNATURES_MAX 100000

static const char strange[] =
    "Bentuk jawaban BSrE tidak dikenal atau jawabannya tidak lengkap.";

/* One answer being read. */
struct reading {
	struct bsre_result *out;
	struct arena *a;
	const struct bsre_ask *ask;
	const struct bsre_reply *reply;
	const json_t *root; /* an object */
};

static const char *
text(const struct reading *r, const json_t *o, const char *key)
{
	return bsre_text(r->a, r->ask, read_text(o, key), BSRE_TEXT);
}

static void
accept(struct reading *r)
{
	r->out->kind = BSRE_OK;
	r->out->reason = "";
}

static void
reject(struct reading *r)
{
	bsre_nonsense(r->out, r->ask, strange);
}

/* --- persons ------------------------------------------------------------ */

static void
read_status(struct reading *r)
{
	struct bsre_result *out = r->out;
	int64_t code =
	    read_number(json_object_get(r->root, "status_code"), 9999);

	out->word = text(r, r->root, "status");
	if (!*out->word) {
		reject(r);
		return;
	}
	accept(r);
	out->known = bsre_known_find(out->word);
	out->code = code > 0 ? (int)code : 0;
	out->message = text(r, r->root, "message");
}

/* No source has the answer to a registration: only a plain yes is one. */
static void
read_done(struct reading *r)
{
	const json_t *data = json_object_get(r->root, "data");
	struct str uri = read_text(data, "otpauth");

	r->out->message = text(r, r->root, "message");
	if (read_truth(json_object_get(r->root, "success")) != BSRE_YES) {
		reject(r);
		return;
	}
	accept(r);
	if (r->ask->call == BSRE_PASSPHRASE &&
	    str_starts(uri, STR("otpauth://")) && str_utf8(uri))
		r->out->otpauth = str_z(r->a, uri);
}

static void
read_chain(struct reading *r)
{
	const json_t *list = json_object_get(r->root, "data"), *v;
	size_t n = json_array_size(list), i;

	if (read_truth(json_object_get(r->root, "success")) != BSRE_YES ||
	    !json_is_array(list) || n > BSRE_CHAIN_MAX) {
		reject(r);
		return;
	}
	json_array_foreach(list, i, v)
	{
		struct str der =
		    json_is_string(v)
			? read_certificate(r->a, str_of(json_string_value(v)))
			: (struct str){0};

		if (der.n == 0) {
			reject(r);
			return;
		}
		r->out->chain[i] = der;
	}
	r->out->chain_n = n;
	accept(r);
}

/* The latest of the days; certificates may be none. */
static void
read_profile(struct reading *r)
{
	const json_t *list =
	    json_object_get(json_object_get(r->root, "data"), "sertifikat");
	const json_t *v;
	size_t i;

	if (!json_is_array(list)) {
		reject(r);
		return;
	}
	json_array_foreach(list, i, v)
	{
		const char *day =
		    read_day(r->a, read_text(v, "berlaku_sampai"));

		if (strcmp(day, r->out->expires) > 0)
			r->out->expires = day;
	}
	if (json_array_size(list) > 0 && !*r->out->expires)
		reject(r);
	else
		accept(r);
}

/* --- signing ------------------------------------------------------------ */

static bool
is_pdf(struct str s)
{
	return str_starts(s, STR("%PDF-"));
}

static const char *
document_id(const struct reading *r)
{
	const char *id = bsre_header_value(r->reply, "id_dokumen");

	if (!id)
		id = bsre_header_value(r->reply, "id-dokumen");
	return id ? bsre_text(r->a, r->ask, str_of(id), BSRE_TEXT) : "";
}

/* Version 1: the body itself. */
static bool
take_body(struct reading *r)
{
	if (!is_pdf(r->reply->body))
		return false;
	r->out->pdf = r->reply->body;
	r->out->document_id = document_id(r);
	accept(r);
	return true;
}

/* Version 2: {"time": ms, "file": [base64]}, one for the one that was sent. */
static bool
take_file(struct reading *r)
{
	const json_t *list = json_object_get(r->root, "file");
	struct str pdf = {0};

	if (json_array_size(list) == 1)
		pdf = read_base64(
		    r->a, str_of(json_string_value(json_array_get(list, 0))));
	if (!is_pdf(pdf))
		return false;
	r->out->pdf = pdf;
	r->out->message = "";
	accept(r);
	return true;
}

/* It was signed, but is not there: {"id": ["..."]} was seen once. */
static void
read_unfetched(struct reading *r)
{
	const json_t *id = json_array_get(json_object_get(r->root, "id"), 0);
	const char *s = json_string_value(id);

	r->out->document_id =
	    s ? bsre_text(r->a, r->ask, str_of(s), BSRE_TEXT) : document_id(r);
	bsre_nonsense(r->out, r->ask,
	    "BSrE menjawab tanpa menyertakan berkas yang ditandatangani.");
}

/* --- verifying ---------------------------------------------------------- */

static void
add_signer(struct reading *r, struct bsre_signer s, enum bsre_verdict *verdict)
{
	if (!s.intact || !s.trusted)
		*verdict = BSRE_UNCLEAR;
	if (r->out->signers_n < BSRE_SIGNERS)
		r->out->signers[r->out->signers_n++] = s;
}

static bool
is_true(const json_t *o, const char *key)
{
	return read_truth(json_object_get(o, key)) == BSRE_YES;
}

/*
 * The word as a verdict; "valid" does not stand against a signature that is
 * not, nor against there being none.
 */
static void
conclude(struct reading *r, const json_t *count, enum bsre_verdict verdict,
    enum bsre_verdict signers)
{
	int64_t n = read_number(count, SIGNATURES_MAX);

	if (n < 0) {
		reject(r);
		return;
	}
	accept(r);
	r->out->signatures = (size_t)n;
	if (verdict == BSRE_VALID &&
	    (signers != BSRE_VALID || n == 0 || r->out->signers_n == 0))
		verdict = BSRE_UNCLEAR;
	if (verdict == BSRE_UNSIGNED && (n > 0 || r->out->signers_n > 0))
		verdict = BSRE_UNCLEAR;
	r->out->verdict = verdict;
}

static void
read_verify_v1(struct reading *r)
{
	const json_t *list = json_object_get(r->root, "details"), *v;
	const json_t *count = json_object_get(r->root, "jumlah_signature");
	enum bsre_verdict verdict = BSRE_UNCLEAR, signers = BSRE_VALID;
	size_t i;

	r->out->word = text(r, r->root, "summary");
	if (!*r->out->word)
		r->out->word = text(r, r->root, "SUMMARY");
	r->out->message = text(r, r->root, "notes");
	json_array_foreach(list, i, v)
	{
		const json_t *who = json_object_get(v, "info_signer");
		const json_t *what = json_object_get(v, "signature_document");

		add_signer(r,
		    (struct bsre_signer){text(r, who, "signer_name"),
			text(r, what, "signed_in"),
			is_true(what, "document_integrity"),
			is_true(who, "cert_user_certified")},
		    &signers);
	}
	if (strcmp(r->out->word, "VALID") == 0 ||
	    strcmp(r->out->word, "DOCUMENT VALID !!!") == 0)
		verdict = BSRE_VALID;
	else if (strcmp(r->out->word, "DOCUMENT NOT VALID !!!") == 0 ||
		 strcmp(r->out->word, "INVALID") == 0)
		verdict = BSRE_INVALID;
	else if (!*r->out->word && read_number(count, 0) == 0)
		verdict = BSRE_UNSIGNED;
	conclude(r, count, verdict, signers);
}

static void
read_verify_v2(struct reading *r)
{
	const json_t *list = json_object_get(r->root, "signatureInformations");
	enum bsre_verdict verdict = BSRE_UNCLEAR, signers = BSRE_VALID;
	const json_t *v;
	size_t i;

	r->out->word = text(r, r->root, "conclusion");
	r->out->message = text(r, r->root, "description");
	if (!*r->out->word) {
		reject(r);
		return;
	}
	json_array_foreach(list, i, v)
	{
		add_signer(r,
		    (struct bsre_signer){text(r, v, "signerName"),
			text(r, v, "signatureDate"),
			is_true(v, "integrityValid"),
			is_true(v, "certificateTrusted")},
		    &signers);
	}
	if (strcmp(r->out->word, "VALID") == 0)
		verdict = BSRE_VALID;
	else if (strcmp(r->out->word, "INVALID") == 0)
		verdict = BSRE_INVALID;
	else if (strcmp(r->out->word, "NO_SIGNATURE") == 0)
		verdict = BSRE_UNSIGNED;
	conclude(
	    r, json_object_get(r->root, "signatureCount"), verdict, signers);
}

/* --- all ---------------------------------------------------------------- */

static void
refuse(struct reading *r)
{
	const char *known;

	read_refusal(r->out, r->a, r->ask, r->root);
	known = esign_code_text(r->out->code);
	if (known)
		r->out->reason = known;
	else if (r->ask->call == BSRE_PROFILE)
		r->out->reason = "BSrE tidak memiliki data profil orang ini.";
}

/* The server has no such address, so that nobody looked at what was asked.
 * Only a profile that is not there is told in this way too. */
static bool
is_lost(const struct reading *r)
{
	return (r->reply->status == 404 && r->ask->call != BSRE_PROFILE) ||
	       r->reply->status == 405 || r->reply->status == 415;
}

/* 4xx. */
static void
read_error(struct reading *r)
{
	if (r->root) {
		refuse(r);
	} else {
		r->out->kind = BSRE_REFUSED;
		r->out->reason =
		    r->ask->call == BSRE_PROFILE
			? "BSrE tidak memiliki data profil orang ini."
			: "BSrE menolak permintaan ini.";
		r->out->message =
		    bsre_text(r->a, r->ask, r->reply->body, BSRE_TEXT);
	}
	if (r->out->code == 0 && is_lost(r))
		bsre_nonsense(r->out, r->ask,
		    "Server BSrE tidak mengenal alamat layanan ini; periksa "
		    "alamat dan versi API kantor ini.");
}

static void
read_success(struct reading *r, int version)
{
	const json_t *error = json_object_get(r->root, "error");

	if ((error && !json_is_null(error)) ||
	    read_truth(json_object_get(r->root, "success")) == BSRE_NO) {
		refuse(r);
		return;
	}
	switch (r->ask->call) {
	case BSRE_STATUS:
		read_status(r);
		return;
	case BSRE_REGISTER:
	case BSRE_PASSPHRASE:
		read_done(r);
		return;
	case BSRE_CHAIN:
		read_chain(r);
		return;
	case BSRE_PROFILE:
		read_profile(r);
		return;
	case BSRE_SIGN:
		if (!take_file(r))
			read_unfetched(r);
		return;
	case BSRE_VERIFY:
		if (version == 1)
			read_verify_v1(r);
		else
			read_verify_v2(r);
		return;
	case BSRE_REVOKE:
		break;
	}
	reject(r);
}

void
esign_reply(struct bsre_result *out, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    const struct bsre_reply *reply)
{
	struct reading r = {.out = out, .a = a, .ask = ask, .reply = reply};
	bool good = bsre_judge(out, a, ask, reply);
	bool whole = reply->end == BSRE_WHOLE, sign = ask->call == BSRE_SIGN;
	json_t *root;

	if (good && sign && reply->status < 300 && take_body(&r))
		return;
	/* Seen once: 500, and the file is there all the same. */
	if (!good && !(whole && sign && reply->status == 500))
		return;
	root = read_json(reply->body);
	r.root = json_is_object(root) ? root : NULL;
	if (!good) {
		if (r.root)
			(void)take_file(&r);
	} else if (reply->status >= 400) {
		read_error(&r);
	} else if (r.root) {
		read_success(&r, account->version);
	} else {
		bsre_nonsense(out, ask, "Jawaban BSrE tidak dapat dibaca.");
	}
	json_decref(root);
}
