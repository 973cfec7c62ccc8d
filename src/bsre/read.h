/*
 * read.h - values of an answer, taken leniently: BSrE's servers write numbers
 * as texts and the other way round.
 */
#ifndef BSRE_READ_H
#define BSRE_READ_H

#include <jansson.h>

#include "bsre/module.h"

/* Parsed; NULL if it is no JSON, has a key twice, or has so many values that
 * it cannot be an answer of BSrE. */
json_t *read_json(struct str body);

/* The text under a key; "" if there is none.  Borrowed. */
struct str read_text(const json_t *o, const char *key);

/* A number from 0 to max, or its digits as a text; -1: neither. */
int64_t read_number(const json_t *v, int64_t max);

/* true, "true" or 1; false, "false" or 0; BSRE_MAYBE: something else. */
enum bsre_answer read_truth(const json_t *v);

/* base64 with or without line ends; {0} if it is none. */
struct str read_base64(struct arena *a, struct str s);

/* The whole, where it is one certificate by its outermost length: DER, or
 * PEM with it in base64.  {0} if it is none. */
struct str read_certificate(struct arena *a, struct str s);

/* "31-12-2028" as "2028-12-31" in the arena; "" if there is no such day. */
const char *read_day(struct arena *a, struct str s);

/* A refusal: the code by the rule for both shapes of errors, and the text.
 * v is an object. */
void read_refusal(struct bsre_result *out, struct arena *a,
    const struct bsre_ask *ask, const json_t *v);

#endif
