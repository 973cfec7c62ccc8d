/*
 * problem.h - the mistakes and warnings found in a YAML file, each with its
 * place, collected while the file is read and handed over sorted.
 */
#ifndef SOP_PROBLEM_H
#define SOP_PROBLEM_H

#include "sop/model.h"

/* The most that one file gets; what is beyond is counted, not written. */
#define PROBLEMS_MAX ((size_t)200)

struct place {
	unsigned line, column; /* from 1; columns count characters */
};

struct problem_cell;

struct problem_list {
	struct arena *a; /* borrowed; holds the texts */
	struct problem_cell *head, *tail;
	size_t n, dropped, errors;
};

/* An empty list in the arena. */
void problem_list_init(struct problem_list *l, struct arena *a);

/* Add one sentence.  An error forbids the file, a warning does not. */
void problem_error(struct problem_list *l, struct place at, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));
void problem_warn(struct problem_list *l, struct place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Everything, sorted by line and column; found first stays first. */
void problem_list_take(struct problem_list *l, struct sop_problems *p);

/* A short copy of s for a message: at most 40 characters, on one line. */
const char *problem_quote(struct problem_list *l, const char *s);

/*
 * The end of a message about an unknown word: which of the n words was
 * probably meant, else all of them.  In the list's arena.
 */
const char *problem_hint(struct problem_list *l, const char *word,
    const char *const *words, size_t n);

#endif
