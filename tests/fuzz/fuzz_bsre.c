/*
 * Answers of an eSign Client Service: "CALL VERSION STATUS TYPE" on the first
 * line, then the body.  Whatever comes, what is taken from it is clean and
 * bounded, holds no secret of the ask, and what was sent once only is never
 * "not done" unless the status says so.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bsre/esign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECRET "Contoh-\"Rahasia\"-1"

static void
check_text(const char *s, size_t max)
{
	assert(strlen(s) <= max && str_utf8(str_of(s)));
	assert(!strstr(s, SECRET) && !strstr(s, "654321"));
	for (; *s; s++)
		assert((unsigned char)*s >= ' ' && *s != 127);
}

static int
number_of(struct str s)
{
	uint64_t n;

	return str_u64(s, 999, &n) < 0 ? 200 : (int)n;
}

static void
check_files(const struct bsre_result *out)
{
	assert(out->chain_n <= BSRE_CHAIN_MAX);
	for (size_t i = 0; i < out->chain_n; i++)
		assert(out->chain[i].n > 2 && out->chain[i].p[0] == 0x30);
	assert(out->pdf.n == 0 || str_starts(out->pdf, STR("%PDF-")));
	assert(!out->otpauth ||
	       str_starts(str_of(out->otpauth), STR("otpauth://")));
	assert(strlen(out->expires) == 0 || strlen(out->expires) == 10);
	assert(out->signers_n <= BSRE_SIGNERS);
	for (size_t i = 0; i < out->signers_n; i++) {
		check_text(out->signers[i].name, BSRE_TEXT);
		check_text(out->signers[i].at, BSRE_TEXT);
	}
}

static void
check(const struct bsre_result *out, const struct bsre_ask *ask, int status)
{
	bool not_done = (status >= 400 && status < 500) || status == 503;

	check_text(out->message, BSRE_TEXT);
	check_text(out->word, BSRE_TEXT);
	check_text(out->document_id, BSRE_TEXT);
	check_text(out->log, BSRE_LOG);
	check_files(out);
	assert(out->status == status);
	assert(out->code == 0 || (out->code > 0 && out->code <= 9999));
	assert((out->kind == BSRE_OK) == (*out->reason == '\0'));
	if (bsre_once(ask->call))
		assert(out->kind != BSRE_UNREACHABLE &&
		       (out->kind != BSRE_BROKEN || not_done) &&
		       (out->kind != BSRE_UNKNOWN || !not_done));
	else
		assert(out->kind != BSRE_UNKNOWN);
	if (out->kind == BSRE_OK)
		assert((status >= 200 && status < 300) ||
		       (status == 500 && out->pdf.n > 0));
	if (out->verdict == BSRE_VALID)
		for (size_t i = 0; i < out->signers_n; i++)
			assert(
			    out->signers[i].intact && out->signers[i].trusted);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str body = {(const char *)data, size};
	struct str line = str_cut(&body, '\n'), call, version;
	struct bsre_account account = {.url = "https://esign.kota.example",
	    .user = "a",
	    .password = "b",
	    .passphrase_path = "/p"};
	struct bsre_ask ask = {
	    .nik = "3399990411870001", .passphrase = SECRET, .totp = "654321"};
	struct bsre_reply reply = {.end = BSRE_WHOLE};
	struct bsre_result out;
	struct arena a, types;

	if (!body.p)
		body = (struct str){"", 0};
	call = str_cut(&line, ' ');
	version = str_cut(&line, ' ');
	for (int i = 0; i < BSRE_CALLS; i++)
		if (str_eqz(call, bsre_call_name((enum bsre_call)i)))
			ask.call = (enum bsre_call)i;
	account.version = str_eqz(version, "1") ? 1 : 2;
	reply.status = number_of(str_cut(&line, ' '));
	arena_init(&types, size + 64);
	reply.type = str_z(&types, line);
	reply.body = body;
	arena_init(&a, BSRE_REPLY_ROOM(body.n));
	esign_reply(&out, &a, &account, &ask, &reply);
	check(&out, &ask, reply.status);
	arena_clear(&a);
	arena_clear(&types);
	return 0;
}
