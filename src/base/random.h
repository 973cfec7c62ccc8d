/*
 * random.h - unguessable bytes from the kernel.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>

/* Fill n bytes.  Ends the process if the kernel has none. */
void random_bytes(void *p, size_t n);

/*
 * Write len characters of the 31-letter alphabet without look-alikes
 * (no 0, 1, i, l, o; 4.95 bits each) and a NUL to out[len + 1].
 */
void random_code(char *out, size_t len);

#endif
