/*
 * compose.h - a mail as bytes: a text and an HTML part in UTF-8, as
 * quoted-printable, lines of at most 78 characters that end in CR LF.  The
 * same mail gives the same bytes, always.
 */
#ifndef MAIL_COMPOSE_H
#define MAIL_COMPOSE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define MAIL_MAX      (256 * (size_t)1024) /* bytes of a whole mail */
#define MAIL_ID_MAX   ((size_t)200)        /* characters of a Message-ID */
#define MAIL_NAME_MAX ((size_t)200)        /* bytes of a name */
#define MAIL_LINE_MAX ((size_t)500)        /* bytes of a subject or header */

struct mail_party {
	const char *name;    /* UTF-8; NULL or "": none */
	const char *address; /* see domain/mailbox.h */
};

struct mail_header {
	const char *name;  /* "List-Id" */
	const char *value; /* UTF-8 */
};

struct mail {
	struct mail_party from, to;
	const char *subject;
	const char *text;   /* lines end in LF */
	const char *html;   /* NULL: none */
	const char *id;     /* "<kudus.7.5f3a@dinas.example>" */
	const char *thread; /* another such, of the conversation; NULL: none */
	int64_t date;       /* ms */
	int zone;           /* minutes east of UTC */
	const struct mail_header *extra;
	size_t extra_n;
};

/*
 * Append the mail to out, which should have room for MAIL_MAX.  ERR_INPUT if
 * an address is none, a value has a line end or another control character,
 * is not UTF-8 or is too long; then out holds a part of it.
 */
int mail_compose(
    struct sb *out, const struct mail *m, struct err *e) MUST_CHECK;

/*
 * "Nama <alamat>" or an address alone, as people write it.  The parts lie in
 * the arena.  ERR_INPUT.
 */
int mail_party_parse(struct arena *a, struct mail_party *p, struct str s,
    struct err *e) MUST_CHECK;

#endif
