/*
 * kurang.c - a module that lacks a function.
 */
#include "bsre/module.h"

extern const struct bsre_module paraf_bsre_module;

static unsigned
caps(const struct bsre_account *account)
{
	(void)account;
	return 0;
}

const struct bsre_module paraf_bsre_module = {
    .version = BSRE_MODULE_VERSION, .name = "kurang", .caps = caps};
