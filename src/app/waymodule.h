/*
 * waymodule.h - the modules for BSrE that the profiles of the offices name,
 * loaded once in the life of a process: a locked process cannot load.
 */
#ifndef APP_WAYMODULE_H
#define APP_WAYMODULE_H

#include "app/app.h"
#include "bsre/module.h"

struct waymodules;

/*
 * bsre_load() for a module that an office's profile names.  Refuses a file
 * that lies in the data folder, where workers may write, or on the way to
 * which others than root and this user may put another one.  ERR_INPUT with
 * a message for the administrator.
 */
int waymodule_load(const struct bsre_module **m, const char *name,
    const char *data, struct err *e) MUST_CHECK;

/* Load what the active offices name.  The caller owns *ms; app is borrowed.
 * What cannot be loaded is remembered with its reason. */
int waymodules_open(
    struct waymodules **ms, struct app *app, struct err *e) MUST_CHECK;
/* The modules stay loaded.  NULL is harmless. */
void waymodules_close(struct waymodules *ms);

/* *m, or the reason why there is none, a literal in Indonesian. */
void waymodules_find(struct waymodules *ms, const char *name,
    const struct bsre_module **m, const char **fault);

/* Whether one was asked for that was not there at the beginning, or a file is
 * another one now. */
bool waymodules_stale(const struct waymodules *ms);

#endif
