/*
 * lama.c - a module of another version: it must not be used.
 */
#include "bsre/module.h"

extern const struct bsre_module paraf_bsre_module;

const struct bsre_module paraf_bsre_module = {
    .version = BSRE_MODULE_VERSION + 1, .name = "lama"};
