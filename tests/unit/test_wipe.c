/*
 * What was given back is zero, whoever gave it back and how.  The tests look
 * at memory that is not theirs any more, so builds with sanitizers have none
 * of them but the last two.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/wipe.h"

#define LINKS 16 /* bytes at its beginning that the heap itself uses */

static const size_t sizes[] = {24, 100, 1000, 1040, 5000, 40000, 100000};
#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

/* A pointer that the compiler knows nothing about. */
static volatile uintptr_t gone;

static char *
filled(size_t n)
{
	char *p = malloc(n);

	assert_non_null(p);
	memset(p, 'P', n);
	gone = (uintptr_t)p;
	return p;
}

/* Four in a row: in what the heap notes there may be one. */
static size_t
left(size_t n)
{
	const volatile char *p = (const volatile char *)gone;
	size_t found = 0;

	for (size_t i = LINKS; i + 4 <= n; i++)
		found += p[i] == 'P' && p[i + 1] == 'P' && p[i + 2] == 'P' &&
			 p[i + 3] == 'P';
	return found;
}

/* Keeps what is freed before it from falling back to the kernel. */
static void *
lid(void)
{
	return malloc(64);
}

static void
test_freed(void **state)
{
	(void)state;
	for (size_t i = 0; WIPE_HEAP && i < SIZES; i++) {
		char *p = filled(sizes[i]);
		void *l = lid();

		assert_int_equal(left(sizes[i]), sizes[i] - LINKS - 3);
		free(p);
		assert_int_equal(left(sizes[i]), 0);
		free(l);
	}
}

static void
test_moved(void **state)
{
	(void)state;
	for (size_t i = 0; WIPE_HEAP && i < SIZES; i++)
		for (size_t to = 1; to < 200000; to = to * 5 + 3) {
			size_t n = sizes[i];
			char *p = filled(n), *q;
			void *l = lid();

			q = realloc(p, to);
			assert_non_null(q);
			for (size_t k = 0; k < n && k < to; k++)
				assert_int_equal(q[k], 'P');
			if ((uintptr_t)q != gone)
				assert_int_equal(left(n), 0);
			free(q);
			free(l);
		}
	if (WIPE_HEAP) {
		char *p = filled(1000);
		void *l = lid();

		assert_null(realloc(p, 0));
		assert_int_equal(left(1000), 0);
		free(l);
	}
}

/* What is too large for the heap is a mapping, and goes as a whole. */
static void
test_mapping(void **state)
{
	const size_t n = (size_t)8 << 20;
	unsigned char page;
	char *p, *q;

	(void)state;
	if (!WIPE_HEAP)
		return;
	p = filled(n);
	q = realloc(p, 2 * n);
	assert_non_null(q);
	assert_true(q[0] == 'P' && q[n - 1] == 'P');
	gone = (uintptr_t)q & ~(uintptr_t)4095;
	free(q);
	assert_int_equal(mincore((void *)gone, 1, &page), -1);
}

/* Libraries come to the same free(). */
static void
test_libraries(void **state)
{
	void *l;
	char *p;

	(void)state;
	if (!WIPE_HEAP)
		return;
	p = curl_easy_escape(
	    NULL, "PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP", 0);
	gone = (uintptr_t)p;
	l = lid();
	curl_free(p);
	assert_int_equal(left(40), 0);
	free(l);
}

/* A builder that grows leaves nothing on its way. */
static void
test_builder(void **state)
{
	uintptr_t was[64];
	size_t n = 0;
	struct sb b;

	(void)state;
	sb_init(&b, 1 << 20);
	for (size_t i = 0; i < 60000; i++) {
		sb_putc(&b, 'P');
		if (n == 0 || was[n - 1] != (uintptr_t)b.p) {
			assert_in_range(n, 0, 63);
			was[n++] = (uintptr_t)b.p;
		}
	}
	assert_in_range(n, 3, 64);
	sb_clear(&b);
	for (size_t i = 0; WIPE_HEAP && i < n; i++) {
		gone = was[i];
		assert_int_equal(left(256 << i), 0);
	}
}

/* --- the arena, in every build ------------------------------------------ */

static void
test_arena(void **state)
{
	struct arena a;
	char *first, *half;

	(void)state;
	arena_init(&a, 1 << 20);
	first = arena_copy(&a, "PPPPPPPPPPPPPPPP", 16);
	half = arena_alloc(&a, 32 * 1024 - 64);
	memset(half, 'P', 32 * 1024 - 64);
	/* Begins in what is left of the block, and has to go elsewhere. */
	arena_printf(&a, "%0200d", 0);
	arena_reset(&a);
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(first[i], 0);
	for (size_t i = 0; i < 32 * 1024 - 64; i++)
		assert_int_equal(half[i], 0);
	/* Everything that is handed out again is zero, what printf() tried
	 * included. */
	for (int k = 0; k < 2; k++) {
		char *p = arena_alloc(&a, 32 * 1024);

		for (size_t i = 0; i < 32 * 1024; i++)
			assert_int_equal(p[i], 0);
	}
	arena_clear(&a);
}

static __attribute__((noinline)) uintptr_t
leave_on_stack(void)
{
	volatile char here[4096];

	for (size_t i = 0; i < sizeof(here); i++)
		here[i] = 'P';
	return (uintptr_t)here;
}

static void
test_stack(void **state)
{
	size_t before, after;

	(void)state;
	if (!WIPE_HEAP)
		return;
	gone = leave_on_stack();
	before = left(4096);
	gone = leave_on_stack();
	wipe_rest();
	after = left(4096);
	assert_in_range(before, 2000, 4096);
	assert_int_equal(after, 0);
}

#if defined(__x86_64__) && defined(__GNUC__)
/* What a copy leaves in a register that nothing else uses. */
static void
test_registers(void **state)
{
	char in[64], out[64] = "";

	(void)state;
	memset(in, 'P', sizeof(in));
	if (!__builtin_cpu_supports("avx512f"))
		skip();
	__asm__ volatile("vmovdqu64 (%0), %%zmm20" : : "r"(in) : "memory");
	__asm__ volatile("vmovdqu64 %%zmm20, (%0)" : : "r"(out) : "memory");
	assert_memory_equal(in, out, sizeof(in));
	wipe_rest();
	__asm__ volatile("vmovdqu64 %%zmm20, (%0)" : : "r"(out) : "memory");
	for (size_t i = 0; i < sizeof(out); i++)
		assert_int_equal(out[i], 0);
}
#else
static void
test_registers(void **state)
{
	(void)state;
	skip();
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_freed),
	    cmocka_unit_test(test_moved),
	    cmocka_unit_test(test_mapping),
	    cmocka_unit_test(test_libraries),
	    cmocka_unit_test(test_builder),
	    cmocka_unit_test(test_arena),
	    cmocka_unit_test(test_stack),
	    cmocka_unit_test(test_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
