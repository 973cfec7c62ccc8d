/*
 * file.h - a text file of the tests, whole.
 */
#ifndef TESTS_UNIT_FILE_H
#define TESTS_UNIT_FILE_H

#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"

/* At most LIMIT_SOP_FILE bytes of it, in the arena; one that is not there, or
 * is empty, fails the test. */
static inline struct str
read_file(struct arena *a, const char *path)
{
	char *buf = arena_alloc(a, LIMIT_SOP_FILE);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, LIMIT_SOP_FILE);

	assert_true(n > 0);
	close(fd);
	return (struct str){buf, (size_t)n};
}

#endif
