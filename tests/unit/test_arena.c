#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"

static bool
all_zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

/* Sizes around the alignment and around a block of 32 KiB. */
static void
test_alloc(void **state)
{
	static const size_t sizes[] = {
	    0, 1, 15, 16, 17, 32767, 32768, 32769, 1, 100000, 1};
	struct arena a;
	char *got[sizeof(sizes) / sizeof(sizes[0])];

	(void)state;
	arena_init(&a, 1000000);
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			got[i] = arena_alloc(&a, sizes[i]);
			assert_int_equal(
			    (uintptr_t)got[i] % _Alignof(max_align_t), 0);
			assert_true(all_zero(got[i], sizes[i]));
			memset(got[i], (int)i + 1, sizes[i]);
		}
		/* Nobody wrote into anybody else's bytes. */
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(got[i][k], i + 1);
		arena_reset(&a);
		assert_int_equal(a.used, 0);
	}
	arena_clear(&a);
	assert_null(a.head);
	arena_clear(&a);
	arena_reset(&a);
}

static size_t
count(const struct arena_block *b)
{
	size_t n = 0;

	/* The next block is a block's first member. */
	for (; b; b = *(struct arena_block *const *)(const void *)b)
		n++;
	return n;
}

/* Blocks of the ordinary size stay, up to ARENA_KEEP; large ones go. */
static void
test_reset(void **state)
{
	struct arena a;
	const struct arena_block *block;

	(void)state;
	arena_init(&a, 10000000);
	arena_alloc(&a, 1);
	block = a.head;
	arena_reset(&a);
	assert_null(a.head);
	assert_ptr_equal(a.spare, block);
	arena_alloc(&a, 50000);
	assert_int_equal(count(a.spare), 1);
	arena_alloc(&a, 1);
	assert_ptr_equal(a.head, block);
	arena_reset(&a);
	assert_int_equal(count(a.spare), 1);
	for (int i = 0; i < 3 * ARENA_KEEP; i++)
		arena_alloc(&a, 20000);
	arena_reset(&a);
	assert_int_equal(count(a.spare), ARENA_KEEP);
	arena_clear(&a);
	assert_null(a.spare);
}

/* Texts around the end of a block are whole. */
static void
test_printf(void **state)
{
	char text[40];
	struct arena a;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	arena_init(&a, 1000000);
	for (size_t left = 0; left < 64; left++) {
		char *s;

		arena_alloc(&a, 32768 - left);
		s = arena_printf(&a, "%s", text);
		assert_string_equal(s, text);
		arena_alloc(&a, 1);
		assert_string_equal(s, text);
		arena_reset(&a);
	}
	arena_clear(&a);
}

static void
test_strings(void **state)
{
	struct arena a;
	int *v;

	(void)state;
	arena_init(&a, 1000);
	assert_string_equal(arena_copy(&a, "abc", 2), "ab");
	assert_string_equal(arena_copy(&a, NULL, 0), "");
	assert_memory_equal(arena_copy(&a, "a\0b", 3), "a\0b", 4);
	assert_string_equal(arena_dup(&a, "abc"), "abc");
	assert_string_equal(arena_printf(&a, "%s-%d", "a", 7), "a-7");
	assert_string_equal(arena_printf(&a, "%s", ""), "");
	v = ARENA_ARRAY(&a, 3, int);
	assert_true(v[0] == 0 && v[2] == 0);
	assert_non_null(ARENA_ARRAY(&a, 0, int));
	arena_clear(&a);
}

/* What a child does: n bytes of an arena of 100, or an array. */
static struct limit {
	const char *name;
	size_t used, n, size;
	bool ends;
} limits[] = {
    {"limit: the whole", 0, 100, 0, false},
    {"limit: one byte over", 0, 101, 0, true},
    {"limit: the rest", 60, 40, 0, false},
    {"limit: the rest and one", 60, 41, 0, true},
    {"limit: nothing of nothing", 100, 0, 0, false},
    {"limit: the largest size", 1, SIZE_MAX, 0, true},
    {"limit: array", 0, 10, 10, false},
    {"limit: array over", 0, 11, 10, true},
    {"limit: product wraps to 0", 0, SIZE_MAX / 2 + 1, 2, true},
    {"limit: product wraps to 2", 0, SIZE_MAX / 2 + 2, 2, true},
};

static void
test_limit(void **state)
{
	const struct limit *l = *state;
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		struct arena a;

		if (dup2(open("/dev/null", O_WRONLY), 2) < 0)
			_exit(0);
		arena_init(&a, 100);
		arena_alloc(&a, l->used);
		if (l->size)
			arena_array(&a, l->n, l->size);
		else
			arena_alloc(&a, l->n);
		_exit(77);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(
	    WIFEXITED(status) && WEXITSTATUS(status) == 77, !l->ends);
}

/* Some types of libsodium ask for more than malloc() gives. */
static void
test_aligned(void **state)
{
	struct big {
		_Alignas(64) char bytes[100];
	};
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	for (int i = 1; i < 50; i++) {
		const struct big *p;

		arena_alloc(&a, (size_t)i);
		p = ARENA_NEW(&a, struct big);
		assert_int_equal((uintptr_t)p % 64, 0);
		assert_int_equal(p->bytes[0] | p->bytes[99], 0);
	}
	arena_clear(&a);
}

/* Also of an array that somebody else made, whose room is not known. */
static void
test_grow(void **state)
{
	int others[20] = {0}, *v = others;
	size_t n = 20, cap = 0;
	struct arena a;
	char *next;

	(void)state;
	arena_init(&a, 1 << 20);
	for (int i = 0; i < 20; i++)
		v[i] = i;
	for (int i = 20; i < 100; i++) {
		ARENA_GROW(&a, v, n, cap);
		next = arena_alloc(&a, 8);
		v[n++] = i;
		assert_true(cap >= n);
		assert_true((char *)&v[cap] <= next || (char *)v > next);
	}
	for (int i = 0; i < 100; i++)
		assert_int_equal(v[i], i);
	arena_clear(&a);
}

int
main(void)
{
	enum { NLIMITS = sizeof(limits) / sizeof(limits[0]), NFIXED = 6 };
	struct CMUnitTest tests[NFIXED + NLIMITS] = {
	    cmocka_unit_test(test_aligned),
	    cmocka_unit_test(test_grow),
	    cmocka_unit_test(test_alloc),
	    cmocka_unit_test(test_reset),
	    cmocka_unit_test(test_printf),
	    cmocka_unit_test(test_strings),
	};

	for (size_t i = 0; i < NLIMITS; i++)
		tests[NFIXED + i] = (struct CMUnitTest){
		    limits[i].name, test_limit, NULL, NULL, &limits[i]};
	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
