/*
 * bell.h - whether somebody has written into an office's database.  Whoever
 * writes rings it without knowing: the files tell by their sizes and times,
 * so an office in which nothing happens costs two calls of stat().
 */
#ifndef APP_BELL_H
#define APP_BELL_H

#include <stdbool.h>
#include <stdint.h>

/* What was seen last.  Zeros at first, and then it rings. */
struct bell {
	struct {
		int64_t size, ns;
	} file, log;
};

/*
 * Look at <data>/<office>/paraf.db and its write-ahead log at now (ms), by
 * the clock of this machine: whether they changed since the last look.  What
 * changed only just may change again without a trace, so it rings once more.
 */
bool bell_rang(
    struct bell *b, const char *data, const char *office, int64_t now);

#endif
