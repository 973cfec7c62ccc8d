/*
 * memory.h - memory of a process that is neither swapped out nor dumped.
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

/*
 * From here on this process and those forked from it leave no core file and
 * cannot be looked at by others of their user; a kernel that pipes core files
 * to a program does not ask for RLIMIT_CORE.  Not in builds for tests.
 */
int memory_hide(struct err *e) MUST_CHECK;

#endif
