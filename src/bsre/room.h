/*
 * room.h - writing into the memory of a request, which never grows: memory
 * that grew would leave a copy of a passphrase behind.
 */
#ifndef BSRE_ROOM_H
#define BSRE_ROOM_H

#include "bsre/module.h"

struct room {
	char *p; /* the request's */
	size_t n, cap;
};

/* What the same texts need at most, for the sum that bsre_request_room() is
 * asked for.  NULL counts nothing. */
size_t room_json_size(const char *s);
size_t room_base64_size(size_t n);

/* Running over the end is a bug and ends the process. */
void room_put(struct room *r, struct str s);
void room_puts(struct room *r, const char *s);
/* In quotation marks; NULL is null.  s is valid UTF-8. */
void room_json(struct room *r, const char *s);
void room_base64(struct room *r, struct str s);

#endif
