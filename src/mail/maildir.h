/*
 * maildir.h - mail into a folder instead of the network: for trying the
 * program out and for tests.  Any mail reader opens it.
 */
#ifndef MAIL_MAILDIR_H
#define MAIL_MAILDIR_H

#include "base/err.h"
#include "base/str.h"

/*
 * Put the mail into DIR/new, synced, under a name made of its Message-ID;
 * the folders are made if they are missing.  A mail of that id that is there
 * already stays as it is, and that is success.  ERR_BUSY, ERR_SYSTEM.
 */
int maildir_deliver(
    const char *dir, const char *id, struct str mail, struct err *e) MUST_CHECK;

#endif
