/*
 * sandbox.h - what the inspector and its children may still do: for the one
 * to be asked and to fork, for the others to read and write one socket.
 *
 * Three walls that do not need each other: no descriptor but the own socket;
 * Landlock without a single path; seccomp with a list of what is allowed.
 * All are kept over fork and cannot be taken back.  In builds with sanitizers
 * there is no seccomp and no limit of memory, which sanitizers cannot live
 * with.
 */
#ifndef MAIN_SANDBOX_H
#define MAIN_SANDBOX_H

#include <stdbool.h>

#include "base/err.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#else
#define SANDBOX_SANITIZED 0
#endif

#define SANDBOX_FD 3 /* the socket; 0 to 2 are closed or standard error */

/*
 * Keep only fd, as SANDBOX_FD, and standard error, and lock the process but
 * for forking.  *landlock tells whether the kernel has it: an older one is
 * no failure, as seccomp alone forbids every path.
 */
int sandbox_zygote(int fd, bool *landlock, struct err *e) MUST_CHECK;
/*
 * In a child of that process: keep only fd, as SANDBOX_FD, and set the limits
 * of memory and time.  After this every call but read, write, memory and the
 * end gives EPERM.
 */
int sandbox_child(int fd, struct err *e) MUST_CHECK;

#endif
