/*
 * arena.h - memory that is born and cleared together: one request, one
 * loaded SOP, one command.
 *
 * Invariant: an allocation never fails.  Every input has a limit of its own
 * (limits.h), so an arena that reaches its limit is a bug, and the process
 * ends; the master starts another worker (decision 0002).  Handles (file
 * descriptors, statements) never belong to an arena.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *head;  /* owned; the block being filled */
	struct arena_block *spare; /* owned; kept by arena_reset() */
	size_t used, limit;        /* bytes handed out, and the most allowed */
};

/* An empty arena that hands out at most limit bytes.  Allocates nothing. */
void arena_init(struct arena *a, size_t limit);

/* n zeroed bytes, aligned for any type that does not ask for more than
 * max_align_t; valid until arena_reset(). */
void *arena_alloc(struct arena *a, size_t n)
    __attribute__((returns_nonnull, alloc_size(2)));

/* The same for a type with an alignment of its own, a power of two. */
void *arena_aligned(struct arena *a, size_t n, size_t align)
    __attribute__((returns_nonnull, alloc_size(2)));

/* A new zeroed array; the product is checked. */
void *arena_array(struct arena *a, size_t n, size_t size)
    __attribute__((returns_nonnull, alloc_size(2, 3)));

/* A NUL-terminated copy of n bytes at p, or of the string s. */
char *arena_copy(struct arena *a, const char *p, size_t n);
char *arena_dup(struct arena *a, const char *s);

/* printf into the arena. */
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

/* Wipe and forget everything; keeps up to ARENA_KEEP blocks for the next
 * round. */
#define ARENA_KEEP 16
void arena_reset(struct arena *a);

/* Give all memory back.  The arena may be used again afterwards. */
void arena_clear(struct arena *a);

/*
 * A copy of an array of n elements with room for more: ARENA_GROW(a, v, n,
 * cap) makes sure that v[n] may be written.
 */
void *arena_grow(struct arena *a, const void *v, size_t n, size_t *cap,
    size_t size) __attribute__((returns_nonnull));

#define ARENA_GROW(a, v, n, cap)                \
	((n) < (cap) ? (void)0                  \
		     : (void)((v) = arena_grow( \
				  (a), (v), (n), &(cap), sizeof(*(v)))))

#define ARENA_NEW(a, type) \
	((type *)arena_aligned((a), sizeof(type), _Alignof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
