/*
 * locked.h - memory for a secret: not swapped where the process may lock
 * memory, in no core file, with guards around it, wiped when it is given
 * back.
 */
#ifndef VAULT_LOCKED_H
#define VAULT_LOCKED_H

#include <stddef.h>

/* n zeroed bytes for any type; without memory the process ends. */
void *locked_new(size_t n) __attribute__((returns_nonnull));
/* NULL is harmless. */
void locked_free(void *p);

#endif
