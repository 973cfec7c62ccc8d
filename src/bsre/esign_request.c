/*
 * esign_request.c - the requests, byte for byte the same for the same ask.
 */
#include <string.h>

#include "base/limits.h"
#include "bsre/esign.h"
#include "bsre/room.h"
#include "domain/nik.h"

#define ANSWER_SMALL  (64 * KIB)
#define ANSWER_CHAIN  (256 * KIB)
#define ANSWER_VERIFY (4 * MIB)
#define ANSWER_SIGNED (LIMIT_FILE + 8 * MIB) /* and a third more in base64 */

#define FIXED 1024 /* bytes of all that does not depend on the ask */

#define JSON_TYPE "application/json"

/* --- what an ask must have ---------------------------------------------- */

static bool
is_nik(const char *s)
{
	return s && strlen(s) == NIK_LEN && strspn(s, "0123456789") == NIK_LEN;
}

/* RFC 2046, without what would need quotation marks. */
static bool
is_boundary(const char *s)
{
	static const char letters[] = "0123456789-_"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz";
	size_t n = s ? strlen(s) : 0;

	return n >= 16 && n <= 70 && strspn(s, letters) == n;
}

static bool
is_set(const char *s)
{
	return s && *s;
}

static int
check_texts(const struct bsre_ask *ask, struct err *e)
{
	const char *const v[] = {ask->name, ask->email, ask->passphrase,
	    ask->totp, ask->reason, ask->location};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		if (v[i] && !str_utf8(str_of(v[i])))
			return err_set(e, ERR_INPUT,
			    "Ada huruf yang tidak dapat dikirim ke BSrE.",
			    "text %zu is no UTF-8", i);
	if (ask->nik && !is_nik(ask->nik))
		return err_set(e, ERR_INPUT, "NIK harus terdiri dari 16 angka.",
		    "bsre: nik");
	return 0;
}

static int
check_pdf(const struct bsre_account *account, const struct bsre_ask *ask,
    struct err *e)
{
	struct str pdf = ask->pdf;

	if (!str_starts(pdf, STR("%PDF-")))
		return err_set(e, ERR_INPUT, "Berkas itu bukan PDF.",
		    "bsre: %zu bytes", pdf.n);
	if (pdf.n > LIMIT_FILE)
		return err_set(e, ERR_LIMIT,
		    "Berkas itu terlalu besar untuk dikirim ke BSrE.",
		    "bsre: %zu bytes", pdf.n);
	if (account->version == 1 &&
	    (!is_boundary(ask->boundary) ||
		memmem(pdf.p, pdf.n, ask->boundary, strlen(ask->boundary))))
		return err_set(e, ERR_SYSTEM,
		    "Permintaan ke BSrE tidak dapat disusun.",
		    "bsre: boundary");
	return 0;
}

static int
lacks(const char *what, struct err *e)
{
	return err_set(e, ERR_INPUT,
	    "Data untuk BSrE belum lengkap: periksa NIK, nama, dan email.",
	    "bsre: no %s", what);
}

/* Who it is about, and what the call needs besides. */
static int
check(const struct bsre_account *account, const struct bsre_ask *ask,
    struct err *e)
{
	bool v1 = account->version == 1, mail = is_set(ask->email);

	if (check_texts(ask, e) < 0)
		return -1;
	switch (ask->call) {
	case BSRE_STATUS:
		if (!ask->nik && (v1 || !mail))
			return lacks("nik", e);
		return 0;
	case BSRE_REGISTER:
		return is_set(ask->name) && mail ? 0 : lacks("name, email", e);
	case BSRE_CHAIN: /* documented for an address in the old form only */
		return mail || (ask->nik && !v1) ? 0 : lacks("email", e);
	case BSRE_PROFILE:
		return ask->nik ? 0 : lacks("nik", e);
	case BSRE_PASSPHRASE:
		if (!ask->nik && !mail)
			return lacks("nik", e);
		return is_set(ask->passphrase) ? 0 : lacks("passphrase", e);
	case BSRE_SIGN:
		if (!ask->nik && (v1 || !mail))
			return lacks("nik", e);
		if (!is_set(ask->passphrase) && (v1 || !is_set(ask->totp)))
			return lacks("passphrase", e);
		return check_pdf(account, ask, e);
	case BSRE_VERIFY:
		return check_pdf(account, ask, e);
	case BSRE_REVOKE:
		break;
	}
	return lacks("such call", e);
}

/* --- the parts of a request --------------------------------------------- */

/* What stands behind the last slash: all but the letters of RFC 3986 that
 * may stand there as they are, and the @ of an address. */
static const char *
escape_path(struct arena *a, const char *s)
{
	static const char plain[] = "0123456789-._~@"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz";
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, 3 * strlen(s) + 1), *p = out;

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (strchr(plain, *s)) {
			*p++ = *s;
			continue;
		}
		*p++ = '%';
		*p++ = digits[c >> 4];
		*p++ = digits[c & 15];
	}
	return out;
}

static void
set_url(struct bsre_request *r, struct arena *a,
    const struct bsre_account *account, const char *path, const char *id)
{
	size_t n = strlen(account->url);

	while (n > 0 && account->url[n - 1] == '/')
		n--;
	r->url = arena_printf(a, "%.*s%s%s", (int)n, account->url, path,
	    id ? escape_path(a, id) : "");
}

/* Room for the account's header and a body of so many bytes, and the header
 * in it. */
static int
begin(struct bsre_request *r, struct room *room, size_t body,
    const struct bsre_account *account, const char *accept, struct err *e)
{
	static const char scheme[] = "Basic ";
	size_t raw = strlen(account->user) + 1 + strlen(account->password);
	char *pair;

	*room = (struct room){
	    .cap = raw + sizeof(scheme) + room_base64_size(raw) + body};
	room->p = bsre_request_room(r, room->cap, e);
	if (!room->p)
		return -1;
	pair = room->p;
	room_puts(room, account->user);
	room_puts(room, ":");
	room_puts(room, account->password);
	r->headers[0] =
	    (struct bsre_header){"Authorization", room->p + room->n};
	room_puts(room, scheme);
	room_base64(room, (struct str){pair, raw});
	room_put(room, (struct str){"", 1});
	r->headers[1] = (struct bsre_header){"Accept", accept};
	r->headers_n = 2;
	return 0;
}

static int
get(struct bsre_request *r, const struct bsre_account *account, struct err *e)
{
	struct room room;

	r->method = "GET";
	return begin(r, &room, 0, account, JSON_TYPE, e);
}

/* --- JSON --------------------------------------------------------------- */

/* A member; one that is NULL is left out. */
static void
put_member(struct room *room, const char *key, const char *value)
{
	if (!value)
		return;
	if (room->p[room->n - 1] != '{')
		room_puts(room, ",");
	room_json(room, key);
	room_puts(room, ":");
	room_json(room, value);
}

static void
put_person(struct room *room, const struct bsre_ask *ask)
{
	if (ask->nik)
		put_member(room, "nik", ask->nik);
	else
		put_member(room, "email", ask->email);
}

static void
put_signing(struct room *room, const struct bsre_ask *ask)
{
	put_person(room, ask);
	if (is_set(ask->passphrase))
		put_member(room, "passphrase", ask->passphrase);
	else
		put_member(room, "totp", ask->totp);
	/* Not the text "null", as some clients: it would be in the signature. */
	room_puts(room, ",\"signatureProperties\":[{\"tampilan\":"
			"\"INVISIBLE\",\"location\":");
	room_json(room, ask->location);
	room_puts(room, ",\"reason\":");
	room_json(room, ask->reason);
	room_puts(room, "}],\"file\":[\"");
	room_base64(room, ask->pdf);
	room_puts(room, "\"]");
}

static void
put_file(struct room *room, const struct bsre_ask *ask)
{
	room_puts(room, "\"file\":\"");
	room_base64(room, ask->pdf);
	room_puts(room, "\"");
}

static size_t
texts_size(const struct bsre_ask *ask)
{
	return room_json_size(ask->nik) + room_json_size(ask->name) +
	       room_json_size(ask->email) + room_json_size(ask->passphrase) +
	       room_json_size(ask->totp) + room_json_size(ask->reason) +
	       room_json_size(ask->location);
}

static int
post_json(struct bsre_request *r, const struct bsre_account *account,
    const struct bsre_ask *ask, struct err *e)
{
	struct room room;
	size_t at;

	if (begin(r, &room,
		FIXED + texts_size(ask) + room_base64_size(ask->pdf.n), account,
		JSON_TYPE, e) < 0)
		return -1;
	at = room.n;
	room_puts(&room, "{");
	if (ask->call == BSRE_REGISTER) {
		put_member(&room, "nama", ask->name);
		put_member(&room, "email", ask->email);
	} else if (ask->call == BSRE_SIGN) {
		put_signing(&room, ask);
	} else if (ask->call == BSRE_VERIFY) {
		put_file(&room, ask);
	} else {
		put_person(&room, ask);
		if (ask->call == BSRE_PASSPHRASE)
			put_member(&room, "passphrase", ask->passphrase);
	}
	room_puts(&room, "}");
	r->method = "POST";
	r->type = JSON_TYPE;
	r->body = (struct str){room.p + at, room.n - at};
	return 0;
}

/* --- forms -------------------------------------------------------------- */

static void
put_part(struct room *room, const char *boundary, const char *name,
    const char *value)
{
	if (!value)
		return;
	room_puts(room, "--");
	room_puts(room, boundary);
	room_puts(room, "\r\nContent-Disposition: form-data; name=\"");
	room_puts(room, name);
	room_puts(room, "\"\r\n\r\n");
	room_puts(room, value);
	room_puts(room, "\r\n");
}

static void
put_pdf(
    struct room *room, const char *boundary, const char *name, struct str pdf)
{
	room_puts(room, "--");
	room_puts(room, boundary);
	room_puts(room, "\r\nContent-Disposition: form-data; name=\"");
	room_puts(room, name);
	room_puts(room, "\"; filename=\"dokumen.pdf\"\r\n"
			"Content-Type: application/pdf\r\n\r\n");
	room_put(room, pdf);
	room_puts(room, "\r\n");
}

/* A text with the boundary in it would end its part too early. */
static bool
has_boundary(const struct bsre_ask *ask)
{
	const char *const v[] = {ask->passphrase, ask->reason, ask->location};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		if (v[i] && strstr(v[i], ask->boundary))
			return true;
	return false;
}

static int
post_form(struct bsre_request *r, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    struct err *e)
{
	const char *boundary = ask->boundary;
	struct room room;
	size_t at;

	if (has_boundary(ask))
		return err_set(e, ERR_SYSTEM,
		    "Permintaan ke BSrE tidak dapat disusun.",
		    "bsre: boundary in a text");
	if (begin(r, &room,
		FIXED + 10 * strlen(boundary) + texts_size(ask) + ask->pdf.n,
		account,
		ask->call == BSRE_SIGN ? "application/pdf, " JSON_TYPE
				       : JSON_TYPE,
		e) < 0)
		return -1;
	at = room.n;
	if (ask->call == BSRE_SIGN) {
		put_pdf(&room, boundary, "file", ask->pdf);
		put_part(&room, boundary, "nik", ask->nik);
		put_part(&room, boundary, "passphrase", ask->passphrase);
		put_part(&room, boundary, "tampilan", "invisible");
		put_part(&room, boundary, "reason", ask->reason);
		put_part(&room, boundary, "location", ask->location);
	} else {
		put_pdf(&room, boundary, "signed_file", ask->pdf);
	}
	room_puts(&room, "--");
	room_puts(&room, boundary);
	room_puts(&room, "--\r\n");
	r->method = "POST";
	r->type = arena_printf(a, "multipart/form-data; boundary=%s", boundary);
	r->body = (struct str){room.p + at, room.n - at};
	return 0;
}

/* --- the calls ---------------------------------------------------------- */

static int
request_v1(struct bsre_request *r, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    struct err *e)
{
	switch (ask->call) {
	case BSRE_STATUS:
		set_url(r, a, account, "/api/user/status/", ask->nik);
		return get(r, account, e);
	case BSRE_PROFILE:
		set_url(r, a, account, "/api/user/profile/", ask->nik);
		return get(r, account, e);
	case BSRE_SIGN:
		set_url(r, a, account, "/api/sign/pdf", NULL);
		return post_form(r, a, account, ask, e);
	case BSRE_VERIFY:
		set_url(r, a, account, "/api/sign/verify", NULL);
		return post_form(r, a, account, ask, e);
	case BSRE_CHAIN:
	case BSRE_PASSPHRASE:
	case BSRE_REGISTER:
	case BSRE_REVOKE:
		break;
	}
	return lacks("such call", e);
}

static int
request_v2(struct bsre_request *r, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    struct err *e)
{
	static const char *const paths[BSRE_CALLS] = {
	    [BSRE_STATUS] = "/api/v2/user/check/status",
	    [BSRE_REGISTER] = "/api/v2/user/registration",
	    [BSRE_SIGN] = "/api/v2/sign/pdf",
	    [BSRE_VERIFY] = "/api/v2/verify/pdf",
	};

	set_url(r, a, account, paths[ask->call], NULL);
	return post_json(r, account, ask, e);
}

static int
request_chain(struct bsre_request *r, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    struct err *e)
{
	bool by_nik = ask->nik && account->version == 2;

	set_url(r, a, account,
	    by_nik ? "/api/v2/user/certificate/chain/"
		   : "/api/user/certificate/chain/",
	    by_nik ? ask->nik : ask->email);
	return get(r, account, e);
}

static size_t
answer_max(const struct bsre_account *account, enum bsre_call call)
{
	if (call == BSRE_SIGN)
		return account->version == 1 ? ANSWER_SIGNED
					     : ANSWER_SIGNED / 3 * 4;
	if (call == BSRE_VERIFY)
		return ANSWER_VERIFY;
	return call == BSRE_CHAIN ? ANSWER_CHAIN : ANSWER_SMALL;
}

int
esign_request(struct bsre_request *r, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    struct err *e)
{
	if (!bsre_can(&esign_module, account, ask->call))
		return lacks("such call", e);
	if (check(account, ask, e) < 0)
		return -1;
	r->once = bsre_once(ask->call);
	r->answer_max = answer_max(account, ask->call);
	if (ask->call == BSRE_CHAIN)
		return request_chain(r, a, account, ask, e);
	if (ask->call == BSRE_PASSPHRASE) {
		set_url(r, a, account, account->passphrase_path, NULL);
		return post_json(r, account, ask, e);
	}
	return account->version == 1 ? request_v1(r, a, account, ask, e)
				     : request_v2(r, a, account, ask, e);
}
