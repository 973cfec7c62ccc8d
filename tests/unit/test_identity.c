#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/identity.h"

static const struct civil today = {2026, 8, 31, 9, 0, 0, 1, 243};

#define BIRTH (1U << IDENTITY_BIRTH)
#define SEX   (1U << IDENTITY_SEX)
#define NIK   (1U << IDENTITY_NIK)
#define NIP   (1U << IDENTITY_NIP)

/* One reported test per row; the places are those of the birth warning. */
static struct row {
	const char *name, *nik, *nip; /* nip may be NULL */
	unsigned codes;
	unsigned nik_places, nip_places;
	const char *text; /* part of the birth or sex warning */
} rows[] = {
    {"man agrees", "3399990411870001", "198711042010011001", 0, 0, 0, NULL},
    {"woman agrees", "3399994411870001", "198711042010012001", 0, 0, 0, NULL},
    {"no NIP", "3399990411870001", NULL, 0, 0, 0, NULL},
    {"day, second digit", "3399990511870001", "198711042010011001", BIRTH,
	1U << 7, 1U << 7,
	"NIK (05-11-87) berbeda dengan NIP (04-11-1987): angka ke-8 NIK, "
	"angka ke-8 NIP"},
    {"day, first digit", "3399991411870001", "198711042010011001", BIRTH,
	1U << 6, 1U << 6, "angka ke-7 NIK, angka ke-7 NIP"},
    {"day of a woman", "3399995411870001", "198711042010012001", BIRTH, 1U << 6,
	1U << 6, "NIK (14-11-87)"},
    {"month, both digits", "3399990407870001", "198711042010011001", BIRTH,
	3U << 8, 3U << 4, "angka ke-9, ke-10 NIK, angka ke-5, ke-6 NIP"},
    {"year, first digit", "3399990411970001", "198711042010011001", BIRTH,
	1U << 10, 1U << 2, "angka ke-11 NIK, angka ke-3 NIP"},
    {"year, second digit", "3399990411880001", "198711042010011001", BIRTH,
	1U << 11, 1U << 3, "angka ke-12 NIK, angka ke-4 NIP"},
    {"all digits", "3399991322990001", "198711042010011001", BIRTH | NIK, 0xfc0,
	0xfc,
	"angka ke-7, ke-8, ke-9, ke-10, ke-11, ke-12 NIK, angka ke-3, ke-4, "
	"ke-5, ke-6, ke-7, ke-8 NIP"},
    {"woman with a man's NIP", "3399994411870001", "198711042010011001", SEX, 0,
	0, "NIK (perempuan) berbeda dengan NIP (laki-laki): angka ke-7 NIK"},
    {"man with a woman's NIP", "3399990411870001", "198711042010012001", SEX, 0,
	0, "NIK (laki-laki) berbeda dengan NIP (perempuan)"},
    {"sex of the NIP unknown", "3399990411870001", "198711042010013001", NIP, 0,
	0, NULL},
    {"sex of the NIK unknown", "3399993511870001", "198711042010011001",
	NIK | BIRTH, 3U << 6, 3U << 6, "NIK (35-11-87)"},
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct identity_warnings w;
	struct arena a;
	struct nik nik;
	struct nip nip;
	struct err e = {0};
	unsigned codes = 0;

	arena_init(&a, 65536);
	assert_int_equal(nik_parse(&nik, str_of(r->nik), &e), 0);
	if (r->nip)
		assert_int_equal(nip_parse(&nip, str_of(r->nip), &e), 0);
	identity_check(&a, &w, &nik, r->nip ? &nip : NULL, NIP_PNS, today);
	for (size_t i = 0; i < w.n; i++) {
		codes |= 1U << w.v[i].code;
		assert_true(strlen(w.v[i].text) > 20);
		if (w.v[i].code == IDENTITY_BIRTH) {
			assert_int_equal(w.v[i].nik_places, r->nik_places);
			assert_int_equal(w.v[i].nip_places, r->nip_places);
		}
		if (r->text && w.v[i].code >= IDENTITY_BIRTH)
			assert_non_null(strstr(w.v[i].text, r->text));
	}
	assert_int_equal(codes, r->codes);
	arena_clear(&a);
}

/* As many warnings as there can be. */
static void
test_worst(void **state)
{
	struct identity_warnings w;
	struct arena a;
	struct nik nik;
	struct nip nip;
	struct err e = {0};

	(void)state;
	arena_init(&a, 65536);
	assert_int_equal(nik_parse(&nik, STR("0099994013870000"), &e), 0);
	assert_int_equal(nip_parse(&nip, STR("999999999999999999"), &e), 0);
	identity_check(&a, &w, &nik, &nip, NIP_PNS, today);
	assert_int_equal(w.n, 3 + 4 + 1);
	arena_clear(&a);
}

int
main(void)
{
	enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[1 + ROWS] = {cmocka_unit_test(test_worst)};

	for (size_t i = 0; i < ROWS; i++)
		tests[i + 1] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
