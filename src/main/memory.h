/*
 * memory.h - memory of a process that is never swapped out.
 */
#ifndef MAIN_MEMORY_H
#define MAIN_MEMORY_H

#include <stdbool.h>

#include "base/err.h"

/* Whether processes of this user may lock all they have: no limit of locked
 * memory, or CAP_IPC_LOCK. */
bool memory_lockable(void);

/*
 * Lock what the process has and will have, each page when it is first used.
 * Before the sandbox.  Nothing where it may not, or in builds for tests that
 * are not locked; then secrets alone are, as far as the limit goes.
 */
int memory_lock(struct err *e) MUST_CHECK;

#endif
