/*
 * passphrase.h - the office's rule for passphrases: key "passphrase" of
 * kantor.yaml.
 */
#ifndef SOP_PASSPHRASE_H
#define SOP_PASSPHRASE_H

#include "domain/passphrase.h"
#include "sop/node.h"

/* {minimal, maksimal, wajib} */
extern const struct schema passphrase_schema;

/* The default in what the office does not say; what is wrong is told. */
struct passphrase_rule passphrase_read(
    struct problem_list *l, const struct node *root);

#endif
