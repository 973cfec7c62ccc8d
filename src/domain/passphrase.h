/*
 * passphrase.h - what a passphrase for a certificate has to be, and how hard
 * it is to guess.  No document of BSrE that is public tells its rule, so this
 * one is the office's own (kantor.yaml, "passphrase").
 *
 * static/passphrase.js judges the same while it is typed; the table
 * tests/data/passphrases.tsv holds both to one opinion.
 */
#ifndef DOMAIN_PASSPHRASE_H
#define DOMAIN_PASSPHRASE_H

#include <stdbool.h>

#include "base/str.h"

/* Bytes: the least that any office may ask for, and the most that is taken.
 * BSrE documents no limit; 64 is within what password fields of web programs
 * are wont to take. */
#define PASSPHRASE_LEAST ((size_t)8)
#define PASSPHRASE_MOST  ((size_t)64)

enum passphrase_part {
	PASSPHRASE_LENGTH,
	PASSPHRASE_UPPER,
	PASSPHRASE_LOWER,
	PASSPHRASE_DIGIT,
	PASSPHRASE_SIGN,
	PASSPHRASE_TYPED, /* letters, digits and signs of any keyboard */
	PASSPHRASE_OWN,   /* nothing of the owner in it */
	PASSPHRASE_GUESS  /* not guessed at once */
};
#define PASSPHRASE_PARTS 8

/* A part is a bit of a set. */
#define PASSPHRASE_BIT(part) (1u << (unsigned)(part))

struct passphrase_rule {
	size_t least, most; /* bytes */
	unsigned asked;     /* set; LENGTH, TYPED, OWN and GUESS always are */
};

/* What holds where an office says nothing. */
extern const struct passphrase_rule passphrase_default;

/* As the office's file and a page name it: "panjang", "besar" ... */
const char *passphrase_part_name(enum passphrase_part part);

/* Whose it shall be; members may be NULL or "". */
struct passphrase_owner {
	const char *nik, *nip, *name, *email;
};

#define PASSPHRASE_WORDS 16
#define PASSPHRASE_WORD  ((size_t)64)

/* What may not stand in the passphrase, in lower case. */
struct passphrase_words {
	char v[PASSPHRASE_WORDS][PASSPHRASE_WORD];
	size_t n;
};

/*
 * NIK, NIP, the name without spaces, its words of four letters and more, and
 * what stands before the @ if it is at least three.
 */
void passphrase_words(
    struct passphrase_words *w, const struct passphrase_owner *owner);

/* The set of the parts that the text breaks; 0: it is good. */
unsigned passphrase_check(const struct passphrase_rule *r,
    const struct passphrase_words *w, struct str text);

/*
 * How hard it is to guess, 0 to 4: an estimate by length and kinds of
 * characters that counts repetitions, runs like "abc" or "789" and a few
 * words that everybody takes as next to nothing.
 */
int passphrase_strength(struct str text);

#endif
