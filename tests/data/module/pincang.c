/*
 * pincang.c - a module that needs a function which the program does not give.
 */
#include "bsre/module.h"

extern const struct bsre_module paraf_bsre_module;
unsigned not_for_modules(const struct bsre_account *account);

const struct bsre_module paraf_bsre_module = {
    .version = BSRE_MODULE_VERSION, .name = "pincang", .caps = not_for_modules};
