#include "app/bell.h"

#include <stdio.h>
#include <sys/stat.h>

#define NS_MS INT64_C(1000000)

/* Times of files stand still for as long as a tick of the kernel. */
#define YOUNG (100 * NS_MS)

/*
 * Whether it changed; *young: only just.  An empty log is like none: it comes
 * and goes when the database is opened and closed.
 */
static bool
look(const char *path, int64_t *size, int64_t *ns, int64_t now, bool *young)
{
	struct stat st;
	int64_t was_size = *size, was_ns = *ns;

	*size = *ns = 0;
	if (stat(path, &st) == 0 && st.st_size > 0) {
		*size = st.st_size;
		*ns = (int64_t)st.st_mtim.tv_sec * 1000 * NS_MS +
		      st.st_mtim.tv_nsec;
	}
	*young = *young || *ns > now - YOUNG;
	return *size != was_size || *ns != was_ns;
}

bool
bell_rang(struct bell *b, const char *data, const char *office, int64_t now)
{
	struct bell was = *b;
	bool young = false, rang;
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s/paraf.db", data, office);
	rang = look(path, &b->file.size, &b->file.ns, now * NS_MS, &young);
	snprintf(path, sizeof(path), "%s/%s/paraf.db-wal", data, office);
	rang =
	    look(path, &b->log.size, &b->log.ns, now * NS_MS, &young) || rang;
	if (young)
		*b = was;
	return rang;
}
