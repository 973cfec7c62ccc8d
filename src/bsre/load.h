/*
 * load.h - the module of an office by its name in the settings.
 */
#ifndef BSRE_LOAD_H
#define BSRE_LOAD_H

#include "bsre/module.h"

/* What a shared object defines: const struct bsre_module paraf_bsre_module. */
#define BSRE_MODULE_SYMBOL "paraf_bsre_module"

/*
 * "manual", "esign", or the absolute path of a shared object, which stays
 * loaded until the process ends.  Its code is trusted like the program's: a
 * file that others than root and the program's user may write is refused.
 * ERR_INPUT with a message for the administrator; detail tells more.
 */
int bsre_load(
    const struct bsre_module **m, const char *name, struct err *e) MUST_CHECK;

#endif
