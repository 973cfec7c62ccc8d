/*
 * outside_file.h - one file of the outside folder, read and checked.
 */
#ifndef APP_OUTSIDE_FILE_H
#define APP_OUTSIDE_FILE_H

#include <sys/stat.h>

#include "app/outside.h"

#define OUTSIDE_CAS 5 /* files that one file may name */

/* Whether a file is the one that was read. */
struct outside_stamp {
	const char *path; /* NULL: no file */
	bool exists;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct outside_stamp outside_stamp(const char *path);
bool outside_is_same(const struct outside_stamp *s);

/* What one file says; a way of OUTSIDE_NONE and NULL where it says nothing. */
struct outside_part {
	struct outside_stamp stamp, ca[OUTSIDE_CAS];
	struct outside says;
	struct outside_bsre bsre;
	struct sop_problems problems;
	/* Of these errors: what is not about BSrE, and what is. */
	size_t errors, bsre_errors;
	bool unread; /* nothing of it could be read */
};

/* Read it into the arena, which must be at least OUTSIDE_ARENA. */
#define OUTSIDE_ARENA (8 * (size_t)1024 * 1024)
void outside_read(
    struct arena *a, const char *dir, const char *name, struct outside_part *p);

#endif
