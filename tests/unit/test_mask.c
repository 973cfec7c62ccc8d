#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "vault/mask.h"

#define SIZE 300

static void
fill(unsigned char *p)
{
	for (size_t i = 0; i < SIZE; i++)
		p[i] = (unsigned char)(i * 7);
}

/* However it is cut: masked in two parts, unmasked in two others. */
static void
any_two_parts(void **state)
{
	unsigned char plain[SIZE], whole[SIZE], part[SIZE];
	struct mask m;

	(void)state;
	mask_init(&m);
	fill(plain);
	memcpy(whole, plain, SIZE);
	mask_apply(&m, 3, 0, whole, SIZE);
	for (size_t i = 0; i <= SIZE; i++) {
		size_t k = (i * 13 + 5) % SIZE;

		memcpy(part, plain, SIZE);
		mask_apply(&m, 3, i, part + i, SIZE - i);
		mask_apply(&m, 3, 0, part, i);
		assert_memory_equal(part, whole, SIZE);
		mask_apply(&m, 3, 0, part, k);
		mask_apply(&m, 3, k, part + k, SIZE - k);
		assert_memory_equal(part, plain, SIZE);
	}
}

/* No two files and no two processes share a key stream. */
static void
all_differ(void **state)
{
	unsigned char v[3][SIZE] = {{0}};
	struct mask a, b;

	(void)state;
	mask_init(&a);
	mask_init(&b);
	mask_apply(&a, 1, 0, v[0], SIZE);
	mask_apply(&a, 2, 0, v[1], SIZE);
	mask_apply(&b, 1, 0, v[2], SIZE);
	for (size_t i = 0; i < 3; i++)
		for (size_t k = i + 1; k < 3; k++)
			assert_memory_not_equal(v[i], v[k], 64);
	assert_memory_not_equal(v[0], v[0] + 64, 64);
}

/* Offsets over 4 GiB are not cut off. */
static void
far_offsets(void **state)
{
	unsigned char near[64] = {0}, far[64] = {0};
	struct mask m;

	(void)state;
	mask_init(&m);
	mask_apply(&m, 1, 0, near, sizeof(near));
	mask_apply(&m, 1, UINT64_C(1) << 38, far, sizeof(far));
	assert_memory_not_equal(near, far, sizeof(far));
}

static void
nothing(void **state)
{
	unsigned char c = 9;
	struct mask m;

	(void)state;
	mask_init(&m);
	mask_apply(&m, 1, 5, &c, 0);
	assert_int_equal(c, 9);
	mask_clear(&m);
	for (size_t i = 0; i < sizeof(m.key); i++)
		assert_int_equal(m.key[i], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(any_two_parts),
	    cmocka_unit_test(all_differ),
	    cmocka_unit_test(far_offsets),
	    cmocka_unit_test(nothing),
	};

	return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
