/*
 * Letters' texts: whatever comes, there is a PDF, or a clean error.  The
 * fonts are read once.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "paper/typeset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct typeset_head head = {.lines = {"Satu", "Dua"}};
	static bool warm;
	const struct typeset_job job = {
	    .conf = {SHEET_A4_W, SHEET_A4_H, "Judul", "Kantor",
		"2026-11-23T09:15:00Z"},
	    .head = &head,
	    .qr = "https://tte.example/v/x"};
	struct err e = {0};
	struct sb out;

	if (!warm && sheet_warm(&e) < 0)
		return 0;
	warm = true;
	sb_init(&out, LIMIT_MISSIVE);
	if (typeset(&out, &job, (struct str){(const char *)data, size}, &e) ==
	    0)
		assert(out.n > 5 && memcmp(out.p, "%PDF-", 5) == 0);
	else
		assert(e.kind == ERR_INPUT || e.kind == ERR_LIMIT);
	sb_clear(&out);
	return 0;
}
