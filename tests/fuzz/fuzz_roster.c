/*
 * Lists of people: whatever comes, persons have a NIK or an address that is
 * one, each once, and every fault names a line that is there.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "domain/roster.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_person(const struct roster_person *p, size_t lines)
{
	struct err e = {0};
	struct mailbox m;

	assert(p->nik[0] || p->email[0]);
	assert(p->line >= 1 && p->line <= lines);
	assert(str_utf8(str_of(p->name)) && strlen(p->name) <= ROSTER_NAME);
	assert(!p->nik[0] || (strlen(p->nik) == NIK_LEN &&
				 strspn(p->nik, "0123456789") == NIK_LEN));
	assert(!p->email[0] || (mailbox_parse(&m, str_of(p->email), &e) == 0 &&
				   strcmp(m.address, p->email) == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct roster r;
	struct arena a;
	size_t lines = 1;

	if (size > 64 * KIB)
		return 0;
	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n' || data[i] == '\r';
	arena_init(&a, LIMIT_REQUEST_ARENA);
	roster_parse(&r, &a, (struct str){(const char *)data, size});
	assert(r.n > 0 || r.faults_n > 0);
	for (size_t i = 0; i < r.n; i++) {
		check_person(&r.v[i], lines);
		if (i < 50 && r.v[i].nik[0])
			for (size_t k = 0; k < i; k++)
				assert(strcmp(r.v[i].nik, r.v[k].nik) != 0);
	}
	for (size_t i = 0; i < r.faults_n; i++)
		assert(r.faults[i].line <= lines && r.faults[i].text[0]);
	arena_clear(&a);
	return 0;
}
