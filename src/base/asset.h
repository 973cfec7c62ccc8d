/*
 * asset.h - the files of templates/ and static/, built into the program by
 * src/build/embed.c.  They live as long as the process and never change.
 */
#ifndef BASE_ASSET_H
#define BASE_ASSET_H

#include <stddef.h>

struct asset {
	const char *name;          /* "templates/inbox.html" */
	const unsigned char *data; /* size bytes, no NUL after them */
	size_t size;
	const char *type;    /* "text/html; charset=utf-8" */
	const char *version; /* 10 hex digits that follow the content */
};

/* Filled by the build: sorted by name, asset_count of them, perhaps none. */
extern const struct asset asset_table[];
extern const size_t asset_count;

/* The file of that name, or NULL. */
const struct asset *asset_find(const char *name);

/* The i-th file in the order of names; NULL after the last. */
const struct asset *asset_at(size_t i);

#endif
