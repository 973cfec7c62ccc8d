/*
 * clamd.h - one file through the virus scanner of this machine: clamd over
 * its unix socket, by the command INSTREAM.
 *
 * What goes over the socket is the content in clear, to a program of this
 * machine.  Every answer that is not one of clamd's own counts as none.
 */
#ifndef APP_CLAMD_H
#define APP_CLAMD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

enum clamd_answer {
	CLAMD_CLEAN,
	CLAMD_FOUND,
	CLAMD_TOO_LARGE, /* over its StreamMaxLength */
	CLAMD_AWAY       /* does not answer, or nothing that makes sense */
};

#define CLAMD_TEXT 80

struct clamd_result {
	enum clamd_answer answer;
	char text[CLAMD_TEXT]; /* what was found, or what went wrong: ASCII */
};

/* The next bytes of the file, at most n; 0 at its end, -1 with *e. */
typedef ssize_t (*clamd_read_fn)(void *ctx, char *buf, size_t n, struct err *e);

/*
 * Have a file scanned.  until: on the steady clock, in microseconds; a
 * scanner that has not answered then is away.  -1 only if read failed.
 */
int clamd_scan(const char *socket, int64_t until, clamd_read_fn read, void *ctx,
    struct clamd_result *out, struct err *e) MUST_CHECK;

/* Whether a path fits into the address of a unix socket. */
bool clamd_path_ok(const char *socket);

#endif
