/*
 * consult_part.h - what the files of consult.h share.
 */
#ifndef APP_CONSULT_PART_H
#define APP_CONSULT_PART_H

#include "app/act.h"
#include "app/consult.h"
#include "app/exchange.h"
#include "store/bsre.h"

#define CONSULT_REGISTER "register" /* bsre_act.kind */

/* Of a registration or a status: the code for persons BSrE knows, and for
 * those it does not. */
#define BSRE_CODE_KNOWN   4024
#define BSRE_CODE_UNKNOWN 2011

/*
 * Inside a transaction: if all acts of a register task are done, close it as
 * registered, by the actor of cx; how: for the log.  1 closed, 0 some are
 * left, or the task is closed already; -1.
 */
int consult_finish_task(struct ctx *cx, const struct dossier *d,
    const struct task *t, const char *how, struct err *e) MUST_CHECK;

/* From here on cx acts as a person who asked for it, with the seats held
 * now. */
int consult_act_as(struct ctx *cx, int64_t person, struct err *e) MUST_CHECK;

/* --- the agent ---------------------------------------------------------- */

/* A look at one office. */
struct look {
	struct consult *c;
	struct ctx *cx;
	struct liaison *l;
	struct way *w;
	bool busy;       /* something due is about a person who is asked about
	                    already */
	int64_t open_at; /* the way is closed until then; 0: it is not */
	bool told;       /* way_tried() was called, which the next look
	                    publishes */
};

/* What an exchange came to, while it is recorded. */
struct heard {
	struct consult *c;
	struct ctx *cx;
	struct way *w;
	const struct exchange *x;
	const struct bsre_result *r;
};

uint32_t consult_chance(void);
/* A tenth more or less, as chance (any number) has it. */
int64_t consult_jitter(int64_t ms, uint32_t chance);

/* When the way, closed now, may be open. */
int64_t consult_opens(const struct way *w, int64_t now);

/* Whether the office has something under way about a holder. */
bool consult_asks(
    const struct consult *c, const struct liaison *l, int64_t holder);

/* Or about a row of a roll. */
bool consult_asks_row(const struct consult *c, const struct liaison *l,
    int64_t roll, int64_t position);

/* Hand it over to the net: l is whose, *x not the caller's any more. */
void consult_launch(struct consult *c, struct liaison *l, struct exchange *x,
    enum exchange_why why, int64_t id, int64_t holder);

/* Whether nothing new is to be begun. */
bool consult_is_ending(const struct consult *c);

/* Who it is about: NIK or address, as the API's version wants it. */
struct bsre_ask consult_ask(
    const struct way *w, enum bsre_call call, const struct holder *h);

/* Take the next that is due: 1 a question is under way, 0 there is none, or
 * none may go now; -1. */
int acts_take(struct look *k, struct err *e) MUST_CHECK;
int standings_take(struct look *k, struct err *e) MUST_CHECK;
int rolls_take(struct look *k, struct err *e) MUST_CHECK;

/* The same of whoever is waited for, due or not, that BSrE is asked at all. */
int standings_try(struct look *k, struct err *e) MUST_CHECK;

/* Record; ERR_BUSY: try again. */
int acts_heard(const struct heard *h, struct err *e) MUST_CHECK;
int standings_heard(const struct heard *h, struct err *e) MUST_CHECK;
int rolls_heard(const struct heard *h, struct err *e) MUST_CHECK;

/*
 * What becomes of a waiting act by an answer about status, or of one that is
 * being sent by the answer to it: true, state, doubt, reason, answer, code,
 * log and try_at of *a are what to record; false, it is to be sent now.
 * Pure; texts live in the arena.
 */
bool acts_weigh(struct bsre_act *a, enum bsre_call call,
    const struct bsre_result *r, struct arena *ar, int64_t now,
    uint32_t chance);

/* How long until a holder is asked about again, by how long it has been asked
 * about (ms). */
int64_t standings_pause(int64_t age, uint32_t chance);

#endif
