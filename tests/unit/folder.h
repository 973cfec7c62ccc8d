/*
 * folder.h - the folder of a test, removed with all that is in it.
 */
#ifndef TESTS_UNIT_FOLDER_H
#define TESTS_UNIT_FOLDER_H

#include <ftw.h>
#include <stdio.h>

static inline int
folder_remove_one(
    const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

/* 0, or -1 where something stayed. */
static inline int
folder_remove(const char *dir)
{
	return nftw(dir, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
