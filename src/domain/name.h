/*
 * name.h - names of persons.  A certificate carries the name as on the KTP,
 * without academic titles; a name of one word is normal.
 */
#ifndef DOMAIN_NAME_H
#define DOMAIN_NAME_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * The name without titles before and behind it, with single blanks, spelling
 * kept: "Dr. Ir. Sri Wahyuni, S.Kom., M.T." becomes "Sri Wahyuni".  A name
 * of titles only stays as it is.  In the arena, NUL-terminated.
 */
char *name_bare(struct arena *a, struct str s);

/* Whether name_bare() would take anything away. */
bool name_has_title(struct arena *a, struct str s);

enum name_match {
	NAME_SAME,  /* alike but for titles, case, marks and blanks */
	NAME_SHORT, /* one has an abbreviation: "Moh." or "M." */
	NAME_DIFFERENT
};

enum name_match name_compare(struct arena *a, struct str x, struct str y);

#endif
