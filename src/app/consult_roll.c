/*
 * consult_roll.c - lists of people (app/roll.h), one question for each.
 */
#include "app/consult_part.h"
#include "app/roll.h"

#define LOOK ((size_t)3) /* one more than may be under way */

/* What cannot be asked of BSrE at all. */
static int
record_fault(
    struct ctx *cx, const struct roll_ask *ask, const char *why, struct err *e)
{
	const struct bsre_result r = {.kind = BSRE_REFUSED,
	    .reason = why,
	    .message = "",
	    .log = "",
	    .word = "",
	    .expires = "",
	    .document_id = ""};

	return roll_record(cx, ask, &r, e);
}

static int
take(struct look *k, const struct roll_ask *ask, struct err *e)
{
	const struct bsre_ask who = {
	    .call = BSRE_STATUS, .nik = ask->nik, .email = ask->email};
	struct exchange *x;
	struct err why = {0};

	if (exchange_make(&x, k->w, &who, &why) < 0)
		return record_fault(k->cx, ask, why.msg, e);
	if (!way_may(k->w, k->cx->now)) {
		exchange_free(x);
		k->open_at = consult_opens(k->w, k->cx->now);
		return 0;
	}
	x->position = ask->position;
	consult_launch(k->c, k->l, x, FOR_ROLL, ask->roll, 0);
	return 1;
}

int
rolls_take(struct look *k, struct err *e)
{
	struct roll_ask *v;
	size_t n;
	int rc = 0;

	if (!(k->w->caps & BSRE_CAN(BSRE_STATUS)))
		return 0;
	if (roll_due(k->cx, &v, &n, LOOK, e) < 0)
		return -1;
	for (size_t i = 0; i < n && rc == 0 && k->open_at == 0; i++)
		if (consult_asks_row(k->c, k->l, v[i].roll, v[i].position))
			k->busy = true;
		else
			rc = take(k, &v[i], e);
	return rc;
}

int
rolls_heard(const struct heard *h, struct err *e)
{
	const struct roll_ask ask = {
	    .roll = h->x->id, .position = h->x->position};

	return roll_record(h->cx, &ask, h->r, e);
}
