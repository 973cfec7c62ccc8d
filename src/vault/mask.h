/*
 * mask.h - bytes that lie on the disk for a moment, under a key that only
 * this process knows and that dies with it: a stream cipher by offset, so
 * that any part can be written and read alone.
 *
 * It keeps the content from whoever reads the disk; it does not notice a
 * change, as nobody but this process ever reads the file.
 */
#ifndef VAULT_MASK_H
#define VAULT_MASK_H

#include <stddef.h>
#include <stdint.h>

#include "vault/token.h"

struct mask {
	unsigned char key[KEY_SIZE];
};

/* A new random key. */
void mask_init(struct mask *m);
void mask_clear(struct mask *m);

/*
 * Mask or unmask n bytes that stand at an offset of a file.  Each file of the
 * process has a number of its own, never used for another.
 */
void mask_apply(
    const struct mask *m, uint64_t file, uint64_t at, void *p, size_t n);

#endif
