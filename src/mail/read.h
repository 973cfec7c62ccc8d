/*
 * read.h - a mail as somebody reads it: for the mailbox of the demonstration,
 * which shows our own mails.
 */
#ifndef MAIL_READ_H
#define MAIL_READ_H

#include "base/arena.h"
#include "base/str.h"

/* Texts are UTF-8 in the arena, "" where there is nothing. */
struct mail_seen {
	const char *from, *to, *subject;
	const char *text, *html; /* lines end in LF */
};

/* Whatever it is, something can be shown of it. */
void mail_read(struct arena *a, struct mail_seen *m, struct str mail);

#endif
