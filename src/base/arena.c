#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/wipe.h"

#define BLOCK_SIZE ((size_t)32 * 1024)

/* What lies behind the used bytes is zero. */
struct arena_block {
	struct arena_block *next;
	size_t size, used;
	max_align_t data[];
};

void
arena_init(struct arena *a, size_t limit)
{
	*a = (struct arena){.limit = limit};
}

/* A block of at least that size before the others. */
static struct arena_block *
block_add(struct arena *a, size_t size)
{
	struct arena_block *b = a->spare;

	if (b && size <= BLOCK_SIZE) {
		a->spare = b->next;
	} else {
		if (size < BLOCK_SIZE)
			size = BLOCK_SIZE;
		b = calloc(1, sizeof(*b) + size);
		if (!b)
			log_fatal("arena: out of memory");
		b->size = size;
	}
	b->next = a->head;
	b->used = 0;
	a->head = b;
	return b;
}

/* The next n bytes: zeros, or what was just written there. */
static void *
take(struct arena *a, size_t n)
{
	struct arena_block *b = a->head;
	size_t need;
	void *p;

	if (n > a->limit - a->used)
		log_fatal("arena: limit of %zu bytes reached", a->limit);
	need = (n + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
	if (!b || b->size - b->used < need)
		b = block_add(a, need);
	p = (char *)b->data + b->used;
	b->used += need;
	a->used += n;
	return p;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	return take(a, n);
}

void *
arena_aligned(struct arena *a, size_t n, size_t align)
{
	char *p;

	if (align <= _Alignof(max_align_t))
		return arena_alloc(a, n);
	p = arena_alloc(a, n + align);
	return p + (align - (uintptr_t)p % align) % align;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		log_fatal("arena: %zu elements of %zu bytes", n, size);
	return arena_alloc(a, n * size);
}

void *
arena_grow(struct arena *a, const void *v, size_t n, size_t *cap, size_t size)
{
	void *more;

	do
		*cap = *cap ? *cap * 2 : 8;
	while (*cap <= n);
	more = arena_array(a, *cap, size);
	if (n > 0)
		memcpy(more, v, n * size);
	return more;
}

char *
arena_copy(struct arena *a, const char *p, size_t n)
{
	char *s = arena_alloc(a, n + 1);

	if (n > 0)
		memcpy(s, p, n);
	return s;
}

char *
arena_dup(struct arena *a, const char *s)
{
	return arena_copy(a, s, strlen(s));
}

/* Most texts fit into what is left of the block: one walk is enough. */
char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	struct arena_block *b = a->head;
	size_t room = b ? b->size - b->used : 0;
	char *p = room ? (char *)b->data + b->used : NULL;
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(p, room, fmt, ap);
	va_end(ap);
	if (n < 0)
		log_fatal("arena: bad format");
	if ((size_t)n < room)
		return take(a, (size_t)n + 1);
	wipe(p, room);
	s = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

void
arena_reset(struct arena *a)
{
	struct arena_block *b, *next;
	size_t kept = 0;

	for (b = a->spare; b; b = b->next)
		kept++;
	for (b = a->head; b; b = next) {
		next = b->next;
		wipe(b->data, b->used);
		if (b->size > BLOCK_SIZE || kept == ARENA_KEEP) {
			free(b);
			continue;
		}
		b->next = a->spare;
		a->spare = b;
		kept++;
	}
	a->head = NULL;
	a->used = 0;
}

void
arena_clear(struct arena *a)
{
	struct arena_block *b;

	arena_reset(a);
	while ((b = a->spare)) {
		a->spare = b->next;
		free(b);
	}
}
