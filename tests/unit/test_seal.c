#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "vault/seal.h"

/* What was sealed comes back; no other byte, length or key opens it. */
static void
test_seal(void **state)
{
	static const char *const texts[] = {"", "a", "Kunci-Contoh-01"};
	unsigned char key[KEY_SIZE] = {1}, other[KEY_SIZE] = {2};
	struct arena a;

	(void)state;
	arena_init(&a, MIB);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct str in = str_of(texts[i]), out;
		size_t n = in.n + SEAL_EXTRA;
		unsigned char *p = seal(&a, key, in);
		struct str sealed = {(const char *)p, n};
		struct err e = {0};

		assert_int_equal(unseal(&out, &a, key, sealed, &e), 0);
		assert_true(str_eq(in, out));
		assert_int_equal(unseal(&out, &a, other, sealed, &e), -1);
		assert_int_equal(e.kind, ERR_SYSTEM);
		for (size_t k = 0; k < n; k++) {
			p[k] ^= 1;
			assert_int_equal(unseal(&out, &a, key, sealed, &e), -1);
			p[k] ^= 1;
			assert_int_equal(unseal(&out, &a, key,
					     (struct str){sealed.p, k}, &e),
			    -1);
		}
	}
	arena_clear(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(test_seal)};

	return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
