/*
 * seal.h - the electronic seal of an office: an activation code, with it a
 * code for one seal, with that a sealed document.
 */
#ifndef SIMULATOR_SEAL_H
#define SIMULATOR_SEAL_H

#include "simulator/api.h"

void seal_answer(struct world *w, struct arena *a, const struct ask *q,
    const json_t *in, struct answer *out);

#endif
