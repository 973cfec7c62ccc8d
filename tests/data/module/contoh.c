/*
 * contoh.c - a module for a made-up gateway of an office, which tells how a
 * person stands at BSrE and nothing else:
 *
 *	GET https://gateway.example/sertifikat/3399990411870001
 *	Authorization: Bearer <the account's password>
 *
 *	200 text/plain	"ISSUE sertifikat aktif"
 *	404 text/plain	nobody of that number is known
 *
 * docs/bsre-module.md walks through it.
 */
#include <stdio.h>
#include <string.h>

#include "bsre/module.h"

#define ANSWER_MAX 4096

extern const struct bsre_module paraf_bsre_module;

static unsigned
caps(const struct bsre_account *account)
{
	(void)account;
	return BSRE_CAN(BSRE_STATUS);
}

static int
request(struct bsre_request *r, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    struct err *e)
{
	static const char scheme[] = "Bearer ";
	size_t n = sizeof(scheme) + strlen(account->password);
	char *token;

	if (!ask->nik)
		return err_set(
		    e, ERR_INPUT, "NIK belum diisi.", "contoh: no nik");
	token = bsre_request_room(r, n, e);
	if (!token)
		return -1;
	snprintf(token, n, "%s%s", scheme, account->password);
	r->method = "GET";
	r->url = arena_printf(a, "%s/sertifikat/%s", account->url, ask->nik);
	r->headers[r->headers_n++] =
	    (struct bsre_header){"Authorization", token};
	r->answer_max = ANSWER_MAX;
	return 0;
}

static void
reply(struct bsre_result *out, struct arena *a,
    const struct bsre_account *account, const struct bsre_ask *ask,
    const struct bsre_reply *reply)
{
	struct str rest = str_trim(reply->body), word;

	(void)account;
	if (!bsre_judge(out, a, ask, reply))
		return;
	if (reply->status >= 400) {
		out->kind = BSRE_REFUSED;
		out->reason = "Gateway tidak mengenal orang ini.";
		return;
	}
	word = str_cut(&rest, ' ');
	out->kind = BSRE_OK;
	out->word = bsre_text(a, ask, word, BSRE_TEXT);
	out->known = bsre_known_find(out->word);
	out->message = bsre_text(a, ask, rest, BSRE_TEXT);
}

const struct bsre_module paraf_bsre_module = {
    .version = BSRE_MODULE_VERSION,
    .name = "contoh",
    .caps = caps,
    .request = request,
    .reply = reply,
};
