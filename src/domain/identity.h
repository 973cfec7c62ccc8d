/*
 * identity.h - everything worth a second look in the numbers of one person:
 * each number alone, and NIK against NIP.
 *
 * A mismatch is common in reality (old birth dates, mistakes in a decree)
 * and often one wrong key.  So nothing here refuses anybody: the verifier
 * compares with KTP and SK, and ticks that it was done.
 */
#ifndef DOMAIN_IDENTITY_H
#define DOMAIN_IDENTITY_H

#include "base/arena.h"
#include "domain/nik.h"
#include "domain/nip.h"

enum identity_code {
	IDENTITY_NIK,   /* the NIK alone: nik_check() */
	IDENTITY_NIP,   /* the NIP alone: nip_check() */
	IDENTITY_BIRTH, /* birth dates differ */
	IDENTITY_SEX    /* sexes differ */
};

/* 4 of nik_check(), 7 of nip_check(), 2 of both */
#define IDENTITY_WARNINGS 13

struct identity_warning {
	enum identity_code code;
	const char *text; /* for the verifier, in Indonesian */
	/* Digits to mark, bit 0 is the first; 0 where none stands out. */
	unsigned nik_places, nip_places;
};

struct identity_warnings {
	size_t n;
	struct identity_warning v[IDENTITY_WARNINGS];
};

/*
 * Fill *w.  nip is NULL for who has none.  Texts live in the arena or are
 * static.
 */
void identity_check(struct arena *a, struct identity_warnings *w,
    const struct nik *nik, const struct nip *nip, enum nip_status chosen,
    struct civil today);

#endif
