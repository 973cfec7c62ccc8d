/*
 * answer.c - what an answer says before its content is read.
 */
#include <string.h>

#include "bsre/module.h"
#include "bsre/read.h"
#include "bsre/trace.h"

const char *
bsre_header_value(const struct bsre_reply *reply, const char *name)
{
	for (size_t i = 0; i < reply->headers_n; i++)
		if (str_caseeq(str_of(reply->headers[i].name), str_of(name)))
			return reply->headers[i].value;
	return NULL;
}

/* The beginning of the body decides, where it is clear. */
bool
bsre_is_page(const struct bsre_reply *reply)
{
	const struct str html = STR("text/html");
	struct str type = str_of(reply->type), body = str_trim(reply->body);

	if (body.n == 0 || strchr("{[%", body.p[0]))
		return false;
	return body.p[0] == '<' ||
	       (type.n >= html.n &&
		   str_caseeq((struct str){type.p, html.n}, html));
}

const char *
bsre_text(struct arena *a, const struct bsre_ask *ask, struct str s, size_t max)
{
	return trace_text(a, ask, s, max, TRACE_SECRETS);
}

/* 4xx: whoever refused it, it was not done. */
static bool
is_refusal(int status)
{
	return status >= 400 && status < 500;
}

void
bsre_nonsense(
    struct bsre_result *out, const struct bsre_ask *ask, const char *reason)
{
	out->kind = bsre_once(ask->call) && !is_refusal(out->status)
			? BSRE_UNKNOWN
			: BSRE_BROKEN;
	out->reason = reason;
}

static void
judge_end(
    struct bsre_result *out, const struct bsre_ask *ask, enum bsre_end end)
{
	static const char *const reasons[] = {
	    [BSRE_WHOLE] = "",
	    [BSRE_NOT_SENT] = "Sambungan ke server BSrE terputus sebelum "
			      "permintaan terkirim.",
	    [BSRE_CUT] = "Sambungan ke server BSrE terputus sebelum "
			 "jawabannya lengkap.",
	    [BSRE_UNREACHED] = "Server BSrE tidak dapat dihubungi.",
	    [BSRE_TLS] = "Sertifikat TLS server BSrE tidak dapat dipercaya.",
	    [BSRE_TIME_OVER] = "Server BSrE terlalu lama menjawab.",
	};
	bool sent = end == BSRE_CUT || end == BSRE_TIME_OVER;

	out->kind =
	    sent && bsre_once(ask->call) ? BSRE_UNKNOWN : BSRE_UNREACHABLE;
	out->reason = reasons[end];
}

/* What the server says of its own troubles, if it does. */
static void
judge_trouble(struct bsre_result *out, struct arena *a,
    const struct bsre_ask *ask, const struct bsre_reply *reply)
{
	json_t *v = read_json(reply->body);

	if (json_is_object(v))
		read_refusal(out, a, ask, v);
	json_decref(v);
	out->code = 0;
	bsre_nonsense(out, ask,
	    reply->status == 504
		? "Server BSrE tidak mendapat jawaban dari sistem di "
		  "belakangnya."
		: "Server BSrE mengalami gangguan.");
	if (reply->status == 504 && out->kind == BSRE_BROKEN)
		out->kind = BSRE_BUSY;
}

/* True: the status of HTTP alone tells what it means. */
static bool
judge_status(struct bsre_result *out, int status)
{
	switch (status) {
	case 401:
		out->kind = BSRE_AUTH;
		out->reason = "BSrE menolak nama pengguna atau kata sandi API "
			      "kantor ini.";
		return true;
	case 403:
		out->kind = BSRE_AUTH;
		out->reason = "BSrE tidak mengizinkan permintaan ini; periksa "
			      "akun API kantor dan alamat IP yang didaftarkan.";
		return true;
	case 429:
		out->kind = BSRE_BUSY;
		out->reason = "BSrE sedang membatasi jumlah permintaan.";
		return true;
	case 408:
	case 425:
	case 503:
		out->kind = BSRE_BUSY;
		out->reason = "Layanan BSrE sedang tidak tersedia.";
		return true;
	default:
		return false;
	}
}

bool
bsre_judge(struct bsre_result *out, struct arena *a, const struct bsre_ask *ask,
    const struct bsre_reply *reply)
{
	int status = reply->status;

	*out = (struct bsre_result){.kind = BSRE_BROKEN,
	    .status = status,
	    .reason = "",
	    .message = "",
	    .wait_s = reply->retry_after > 0 ? reply->retry_after : 0,
	    .log = trace_body(a, ask, reply),
	    .word = "",
	    .expires = "",
	    .document_id = ""};
	if (reply->end != BSRE_WHOLE) {
		judge_end(out, ask, reply->end);
		return false;
	}
	if (judge_status(out, status))
		return false;
	if (bsre_is_page(reply)) {
		bsre_nonsense(out, ask,
		    "Yang menjawab bukan layanan BSrE, melainkan sebuah "
		    "halaman web.");
		return false;
	}
	if (status >= 500) {
		judge_trouble(out, a, ask, reply);
		return false;
	}
	if (status < 200 || (status >= 300 && status < 400)) {
		bsre_nonsense(out, ask,
		    "Server BSrE mengalihkan ke alamat lain; periksa alamat "
		    "API kantor ini.");
		return false;
	}
	if (status < 300 && str_trim(reply->body).n == 0) {
		bsre_nonsense(out, ask, "BSrE menjawab tanpa isi.");
		return false;
	}
	return true;
}
