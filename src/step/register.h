/*
 * register.h - what the files of the register step share.
 */
#ifndef STEP_REGISTER_H
#define STEP_REGISTER_H

#include "step/step.h"
#include "store/bsre.h"

/* What the page is about. */
enum registering {
	REGISTER_BY_HAND, /* the module cannot, and nothing was asked of it */
	REGISTER_ASK,     /* by the module, or by hand */
	REGISTER_WAITS,   /* it goes out, or waits to */
	REGISTER_DOUBT    /* somebody has to say what is so */
};

struct registration {
	enum registering state;
	struct bsre_office office;
	struct bsre_act *acts; /* of the task */
	size_t acts_n;
	const char *mark;       /* of what is asked of a person; "" nothing */
	struct standing *stand; /* of the letter's holders, where somebody is
	                           asked; else NULL */
};

bool act_is(const struct bsre_act *a, const char *state);

/* The act of a holder; NULL: none. */
const struct bsre_act *registration_act(
    const struct registration *r, int64_t holder);

/* "jawab_2": the answer about the i-th holder of the letter, from 0. */
const char *registration_field(const struct step *s, size_t i);

/* "bsre" of the page; nothing of REGISTER_BY_HAND. */
void registration_draw(struct step *s, json_t *model);

#endif
