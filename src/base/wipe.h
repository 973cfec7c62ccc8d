/*
 * wipe.h - memory that held a secret.  What is freed is wiped by itself
 * (wipe.c); these are for what is not.
 */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h> /* __GLIBC__ */

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define WIPE_HEAP 1
#else
#define WIPE_HEAP 0
#endif

/* Zero n bytes, although nobody reads them any more. */
void wipe(void *p, size_t n);

/* What calls that are over have left on the stack and in registers. */
#define WIPE_STACK ((size_t)64 * 1024)
void wipe_rest(void);

#endif
