/*
 * manual.h - BSrE by hand, the way most offices work: the verifier does the
 * act in the AMS portal and records here what AMS said.  This module knows
 * what AMS asks for, in its order, and the words it answers with.
 *
 * No secret passes through it: neither the portal's password nor anyone's
 * passphrase.
 */
#ifndef BSRE_MANUAL_H
#define BSRE_MANUAL_H

#include <stddef.h>

#include "bsre/module.h"

/* No capability: whatever is asked is done by hand. */
extern const struct bsre_module manual_module;

struct bsre_person {
	const char *nik, *name, *email, *phone, *nip, *job, *unit, *agency;
};

struct bsre_line {
	const char *label, *value;
};

#define BSRE_LINES 8

/* What AMS asks for a new person, in its order; lines without a value are
 * left out.  Returns how many there are.  Values are borrowed. */
size_t manual_panel(
    struct bsre_line out[BSRE_LINES], const struct bsre_person *p);

/* A status that the verifier can see in AMS, with what it means. */
struct bsre_status {
	const char *value, *label;
};

#define BSRE_STATUSES 9

extern const struct bsre_status manual_statuses[BSRE_STATUSES];

#endif
