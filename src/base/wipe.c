/*
 * What this process gives back to its heap is wiped, whoever had it: our own
 * code, or a library that read a form, spoke TLS or made JSON.  So a secret
 * lives as long as somebody holds it and not until its place is used again.
 *
 * free() and realloc() of the program take the place of the C library's for
 * all that is linked or loaded.  Whole mappings go back to the kernel, which
 * hands them out zeroed.  Builds with sanitizers keep theirs, which look at
 * every call.
 */
#include "base/wipe.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#if WIPE_HEAP

void __libc_free(void *p);
void *__libc_malloc(size_t n);
void *__libc_realloc(void *p, size_t n);

/*
 * A piece of the heap can be used up to the size that stands before the next
 * one, a mapping up to its end: the sizes differ by one word.
 */
static bool
is_mapping(size_t usable)
{
	return (usable & sizeof(size_t)) == 0;
}

void
free(void *p)
{
	size_t n = malloc_usable_size(p);

	if (p && !is_mapping(n))
		explicit_bzero(p, n);
	__libc_free(p);
}

/* Never grows into the next piece, so that it cannot leave a copy behind. */
void *
realloc(void *p, size_t n)
{
	size_t had = malloc_usable_size(p);
	void *q;

	if (!p || (is_mapping(had) && n > 0))
		return __libc_realloc(p, n);
	if (n == 0) {
		free(p);
		return NULL;
	}
	if (n <= had && n >= had / 2)
		return p;
	q = __libc_malloc(n);
	if (!q)
		return NULL;
	memcpy(q, p, n < had ? n : had);
	free(p);
	return q;
}

#endif

void
wipe(void *p, size_t n)
{
	if (n > 0)
		explicit_bzero(p, n);
}

/*
 * What the C library copies goes through registers of 16 to 64 bytes, which
 * are seen in a core file, and some of which hardly anything else uses.
 */
static void
wipe_registers(void)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512f"))
		__asm__ volatile("vpxorq %zmm16, %zmm16, %zmm16\n\t"
				 "vmovdqa64 %zmm16, %zmm17\n\t"
				 "vmovdqa64 %zmm16, %zmm18\n\t"
				 "vmovdqa64 %zmm16, %zmm19\n\t"
				 "vmovdqa64 %zmm16, %zmm20\n\t"
				 "vmovdqa64 %zmm16, %zmm21\n\t"
				 "vmovdqa64 %zmm16, %zmm22\n\t"
				 "vmovdqa64 %zmm16, %zmm23\n\t"
				 "vmovdqa64 %zmm16, %zmm24\n\t"
				 "vmovdqa64 %zmm16, %zmm25\n\t"
				 "vmovdqa64 %zmm16, %zmm26\n\t"
				 "vmovdqa64 %zmm16, %zmm27\n\t"
				 "vmovdqa64 %zmm16, %zmm28\n\t"
				 "vmovdqa64 %zmm16, %zmm29\n\t"
				 "vmovdqa64 %zmm16, %zmm30\n\t"
				 "vmovdqa64 %zmm16, %zmm31");
	if (__builtin_cpu_supports("avx"))
		__asm__ volatile("vzeroall" ::
				     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
				 "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
				 "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
				 "xmm15");
#endif
}

/* A frame as large as what is wiped, so that what others left lies in it. */
__attribute__((noinline)) void
wipe_rest(void)
{
	char below[WIPE_STACK];

	explicit_bzero(below, sizeof(below));
	wipe_registers();
}
