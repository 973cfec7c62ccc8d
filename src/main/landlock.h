/*
 * landlock.h - which files a process may still open, and whether it may reach
 * others by TCP, kept by the kernel over fork and for good.
 *
 * A path gives what lies beneath it.  What is open already stays open, and
 * what lies where can still be seen (stat).  Connections to unix sockets are
 * not Landlock's affair.
 */
#ifndef MAIN_LANDLOCK_H
#define MAIN_LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct landlock_path {
	const char *path;
	bool write; /* also make, rename and remove files and folders */
	bool must;  /* it is an error that it is not there */
};

enum landlock_net {
	LANDLOCK_NO_TCP,  /* neither connect nor bind */
	LANDLOCK_CONNECT, /* only connect */
};

/*
 * Forbid all that this kernel's Landlock can, but for these paths.  A kernel,
 * or a container around us, may not have it at all, or so old that files
 * could not be moved between folders: then nothing is done and *has is false.
 * Needs PR_SET_NO_NEW_PRIVS.
 */
int landlock_close(const struct landlock_path *v, size_t n,
    enum landlock_net net, bool *has, struct err *e) MUST_CHECK;

/* Whether landlock_close() with paths would do anything here. */
bool landlock_here(void);

#endif
