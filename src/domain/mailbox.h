/*
 * mailbox.h - the official mail address of one person: BSrE sends the
 * activation link there.  ASCII only, in lower case.
 */
#ifndef DOMAIN_MAILBOX_H
#define DOMAIN_MAILBOX_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

#define MAILBOX_LOCAL_MAX 64
#define MAILBOX_MAX       254

struct mailbox {
	char address[MAILBOX_MAX + 1]; /* "nama@dinas.go.id" */
	size_t local_n;                /* bytes before the @ */
};

/*
 * Parse an address; blanks around it are left out, letters become small.
 * On failure returns -1 with *e set to ERR_INPUT, and leaves *m untouched.
 */
int mailbox_parse(struct mailbox *m, struct str s, struct err *e) MUST_CHECK;

/*
 * Whether the domain is one of an office's: "malutprov.go.id" allows that
 * domain and all below it, ".go.id" only those below.  An empty list allows
 * nothing.
 */
bool mailbox_is_allowed(
    const struct mailbox *m, const char *const *domains, size_t n);

/*
 * Whether it looks like the mailbox of a unit ("info", "sekretariat.umum"):
 * a certificate belongs to one person.  A reason to ask, not to refuse.
 */
bool mailbox_is_unit(const struct mailbox *m);

#endif
