#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define BLOCK_SIZE ((size_t)32 * 1024)

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

static struct arena_block *
block_new(size_t size, struct arena_block *next)
{
	struct arena_block *b = malloc(sizeof(*b) + size);

	if (!b)
		log_fatal("arena: out of memory");
	b->next = next;
	b->size = size;
	b->used = 0;
	return b;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *b = a->head;
	size_t need;
	void *p;

	if (n > a->limit - a->used)
		log_fatal("arena: limit of %zu bytes reached", a->limit);
	need = (n + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
	if (!b || b->size - b->used < need) {
		b = block_new(need > BLOCK_SIZE ? need : BLOCK_SIZE, a->head);
		a->head = b;
	}
	p = (char *)b->data + b->used;
	b->used += need;
	a->used += n;
	return memset(p, 0, n);
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

	*cap = *cap ? *cap * 2 : 8;
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

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		log_fatal("arena: bad format");
	s = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

void
arena_reset(struct arena *a)
{
	struct arena_block *b = a->head, *next;

	if (!b)
		return;
	for (b = b->next; b; b = next) {
		next = b->next;
		free(b);
	}
	b = a->head;
	b->next = NULL;
	if (b->size > BLOCK_SIZE) {
		free(b);
		a->head = NULL;
	} else {
		b->used = 0;
	}
	a->used = 0;
}

void
arena_clear(struct arena *a)
{
	arena_reset(a);
	free(a->head);
	a->head = NULL;
}
