#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/genuine.h"
#include "base/limits.h"

#define CODE "abcdefghjkmnpqrstuvw" /* 20 */

/* One reported test per row; want NULL means: it cannot be one. */
static const struct typed_code {
	const char *name, *typed, *office, *own;
} rows[] = {
    {"plain", "kudus-" CODE, "kudus", CODE},
    {"parted at the last sign", "maluku-utara-" CODE, "maluku-utara", CODE},
    {"in capitals", "KUDUS-ABCDEFGHJKMNPQRSTUVW", "kudus", CODE},
    {"with blanks", " kudus -\tabcde fghjk mnpqr stuvw\r\n", "kudus", CODE},
    {"with digits", "kota2-23456789abcdefghjkmn", "kota2",
	"23456789abcdefghjkmn"},
    {"no office", "-" CODE, NULL, NULL},
    {"no code", "kudus-", NULL, NULL},
    {"nothing", "", NULL, NULL},
    {"the code alone", CODE, NULL, NULL},
    {"too short", "kudus-abcdefghjkmnpqrstuv", NULL, NULL},
    {"too long", "kudus-" CODE "x", NULL, NULL},
    {"a sign within the code", "kudus-abcdefghj-mnpqrstuvw", NULL, NULL},
    {"another sign", "kudus_" CODE, NULL, NULL},
    {"a quote", "kudus'-" CODE, NULL, NULL},
    {"a slash", "../kudus-" CODE, NULL, NULL},
    {"a percent sign", "kudus-abcdefghjkmnpqrstu%w", NULL, NULL},
    {"beyond ASCII", "kudus-abcdefghjkmnpqrstu\xc3\xa9", NULL, NULL},
};

static void
test_row(void **state)
{
	const struct typed_code *r = *state;
	struct str office, own;
	struct arena a;
	bool ok;

	arena_init(&a, 4 * KIB);
	ok = genuine_split(
	    str_of(genuine_code(&a, str_of(r->typed))), &office, &own);
	assert_int_equal(ok, r->office != NULL);
	if (ok) {
		assert_true(str_eqz(office, r->office));
		assert_true(str_eqz(own, r->own));
	}
	arena_clear(&a);
}

#define COUNT (sizeof(rows) / sizeof(rows[0]))

int
main(void)
{
	static struct CMUnitTest tests[COUNT];

	for (size_t i = 0; i < COUNT; i++)
		tests[i] = (struct CMUnitTest){rows[i].name, test_row, NULL,
		    NULL, (void *)(uintptr_t)&rows[i]};
	return cmocka_run_group_tests_name("genuine", tests, NULL, NULL);
}
