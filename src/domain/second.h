/*
 * second.h - the rules by which two persons judge one match: which matches
 * are judged twice, and what two verdicts give together.
 */
#ifndef DOMAIN_SECOND_H
#define DOMAIN_SECOND_H

#include <stdbool.h>
#include <stddef.h>

enum verdict {
	VERDICT_NONE, /* not a match */
	VERDICT_MATCHED,
	VERDICT_MISMATCHED,
	VERDICT_DOUBT /* only the first may doubt: the second decides */
};

/* "matched", "mismatched", "doubt"; "" for none. */
const char *verdict_name(enum verdict v);

/* VERDICT_NONE if there is no such verdict. */
enum verdict verdict_find(const char *name);

/*
 * Whether a thing falls into a share of so many percent (0 to 100), by its
 * keyed hash in hexadecimal: the same answer each time, and nobody without
 * the key can tell before.
 */
bool second_sampled(const char *mac_hex, unsigned percent);

/*
 * What two verdicts give.  Alike: that.  A doubt leaves it to the second.
 * Different: mismatched, the careful side, as a new photo costs a day and a
 * certificate in the wrong hands costs far more.  The second is no doubt.
 */
enum verdict second_combine(enum verdict first, enum verdict second);

#endif
