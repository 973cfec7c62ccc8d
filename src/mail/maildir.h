/*
 * maildir.h - mail into a folder instead of the network: for trying the
 * program out and for tests.  Any mail reader opens it.
 */
#ifndef MAIL_MAILDIR_H
#define MAIL_MAILDIR_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Put the mail into DIR/new, synced, under a name made of its Message-ID;
 * the folders are made if they are missing.  A mail of that id that is there
 * already stays as it is, and that is success.  ERR_BUSY, ERR_SYSTEM.
 */
int maildir_deliver(
    const char *dir, const char *id, struct str mail, struct err *e) MUST_CHECK;

/* A mail that lies there. */
struct maildir_entry {
	const char *name; /* of its file */
	int64_t at;       /* when it came; ms */
};

/*
 * The newest, at most most of them, the newest first; in the arena.  None if
 * there is no such folder.
 */
int maildir_list(const char *dir, struct arena *a, struct maildir_entry **v,
    size_t *n, size_t most, struct err *e) MUST_CHECK;

/* One of them, at most MAILDIR_MAX bytes of it: 1, 0 it is not there, -1. */
#define MAILDIR_MAX ((size_t)1024 * 1024)
int maildir_read(const char *dir, const char *name, struct arena *a,
    struct str *mail, int64_t *at, struct err *e) MUST_CHECK;

#endif
