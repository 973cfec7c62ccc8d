/*
 * bsre.h - what an office asks of BSrE and what came of it: its way there,
 * how each holder stands, and the acts that are sent once only.
 *
 * The agent alone writes what BSrE says.  Whoever writes is inside a
 * transaction, but for the functions that say otherwise.
 */
#ifndef STORE_BSRE_H
#define STORE_BSRE_H

#include "store/db.h"

/* --- the office's way there --------------------------------------------- */

/* What came of a try that an administrator wanted. */
enum bsre_tried {
	BSRE_NOT_TRIED,
	BSRE_ANSWERED,
	BSRE_FAILED,
	BSRE_NOT_ASKED /* there is nobody to ask about */
};

struct bsre_trial {
	enum bsre_tried kind;
	int64_t at, ms;  /* when, and how long it took */
	const char *why; /* why there is no answer, for people; "" */
};

struct bsre_office {
	const char *module; /* "manual", "esign", or a module's name */
	unsigned caps;      /* BSRE_CAN(), bsre/module.h; 0: all by hand */
	const char *host;   /* "esign.kota.example:443"; "" none */
	const char *portal; /* where a holder does by hand what the module
	                       cannot, "https://..."; "" not known */
	bool plain;         /* without TLS */
	const char *fault;  /* why the settings cannot be used; "" */
	const char *trust;  /* PEM, who may issue certificates; "" none set */
	struct str crl;     /* DER or PEM; empty: none set */
	int64_t failures;   /* in a row */
	int64_t open_until; /* left alone until then; 0: not */
	int64_t ok_at;      /* it answered last; 0: never */
	const char *error;  /* the last failure; "" */
	int64_t error_at;   /* 0: none */
	int64_t try_at;     /* an admin wants it tried, since; 0: nobody */
	struct bsre_trial trial; /* the last */
	int64_t at;              /* the agent wrote this */
};

/* In the arena.  Without a row yet all is by hand: 0 with "manual".  1/0/-1 */
int bsre_office_get(struct db *db, struct arena *a, struct bsre_office *o,
    struct err *e) MUST_CHECK;
/* All but try_at and trial, which stay. */
int bsre_office_put(
    struct db *db, const struct bsre_office *o, struct err *e) MUST_CHECK;
/* try_at alone; 0: nobody wants it tried. */
int bsre_office_wish(struct db *db, int64_t *at, struct err *e) MUST_CHECK;
/* It shall be tried. */
int bsre_office_try(struct db *db, int64_t now, struct err *e) MUST_CHECK;
/* The try that was wanted at that time is over. */
int bsre_office_tried(struct db *db, int64_t wanted_at,
    const struct bsre_trial *t, struct err *e) MUST_CHECK;

/* --- how a holder stands ------------------------------------------------ */

struct standing {
	int64_t holder_id;
	const char *api_status; /* as BSrE writes it; "" never asked */
	int api_code;           /* 0: none */
	const char *api_message;
	int64_t api_since, api_at; /* said so first and last; 0: never */
	const char *ams_status;    /* what somebody saw in AMS; "" */
	int64_t ams_at, ams_by;    /* 0: nobody */
	const char *ams_name;      /* of ams_by; "" */
	const char *error;         /* why there is no newer answer; "" */
	int64_t error_at;
	int64_t tries;   /* failures in a row */
	int64_t since;   /* asked about since; 0: never */
	int64_t next_at; /* when it is asked again; 0: not */
};

/* Of whom nothing is known: all members are zero or "". */
struct standing standing_none(int64_t holder);
/* 1/0/-1; at 0 standing_none(). */
int standing_get(struct db *db, struct arena *a, struct standing *s,
    int64_t holder, struct err *e) MUST_CHECK;

/* Of the holders of a case that have one, in the letter's order. */
int standing_of_case(struct db *db, struct arena *a, struct standing **v,
    size_t *n, int64_t case_id, struct err *e) MUST_CHECK;

/* Ask about the holder from next_at on; one already asked about is asked
 * then, if that is sooner.  Its pauses begin anew. */
int standing_watch(struct db *db, int64_t holder, int64_t now, int64_t next_at,
    struct err *e) MUST_CHECK;
int standing_unwatch(struct db *db, int64_t holder, struct err *e) MUST_CHECK;

/* Up to most holders to ask about, the longest due first; holder_id, tries,
 * since, next_at, api_status are filled. */
int standing_due(struct db *db, struct arena *a, struct standing **v, size_t *n,
    int64_t now, size_t most, struct err *e) MUST_CHECK;
/* When the next is due; 0: none. */
int standing_next(struct db *db, int64_t *at, struct err *e) MUST_CHECK;

/* Those whose last question failed are asked now. */
int standing_hasten(struct db *db, int64_t now, struct err *e) MUST_CHECK;

/* BSrE said so: api_* but api_since are read; next_at 0: not again. */
int standing_heard(
    struct db *db, const struct standing *s, struct err *e) MUST_CHECK;
/* BSrE said nothing: error, error_at, next_at are read. */
int standing_unheard(
    struct db *db, const struct standing *s, struct err *e) MUST_CHECK;
/* Somebody saw it in AMS: ams_status, ams_at, ams_by are read. */
int standing_seen(
    struct db *db, const struct standing *s, struct err *e) MUST_CHECK;

/* --- acts --------------------------------------------------------------- */

/* What a person is asked; "" of a row: nothing.  One that waits with "known"
 * is sent although BSrE has such a person. */
#define DOUBT_UNKNOWN "unknown" /* nothing says whether it was done */
#define DOUBT_REFUSED "refused" /* BSrE said no */
#define DOUBT_KNOWN   "known"   /* BSrE has such a person already */

struct bsre_act {
	int64_t id;
	const char *kind; /* "register" */
	int64_t case_id, task_id, holder_id;
	int64_t asked_by, asked_at;
	const char *state; /* "waiting", "sending", "question"; once over:
	                      "done", "dropped" */
	int64_t try_at;    /* of a waiting one; else 0 */
	int64_t tries, claimed_at, ended_at;
	const char *doubt;  /* see above */
	const char *reason; /* for people; "" */
	const char *answer; /* BSrE's own words; "" */
	int code;           /* 0: none */
	const char *log;    /* of the exchange, without persons */
};

/* 1 added (a->id is filled), 0 there is one that was not dropped.  Members
 * from state on are not read: it waits, and is due at asked_at. */
int bsre_act_add(struct db *db, struct bsre_act *a, struct err *e) MUST_CHECK;

/* Those of a task that were not dropped, by holder. */
int bsre_act_list(struct db *db, struct arena *ar, struct bsre_act **v,
    size_t *n, int64_t task, struct err *e) MUST_CHECK;

/* Those of the open tasks of a case that are not over. */
int bsre_act_of_case(struct db *db, struct arena *ar, struct bsre_act **v,
    size_t *n, int64_t case_id, struct err *e) MUST_CHECK;

/* 1/0/-1 */
int bsre_act_get(struct db *db, struct arena *ar, struct bsre_act *a,
    int64_t id, struct err *e) MUST_CHECK;

/* Up to most that wait and are due, the longest waiting first. */
int bsre_act_due(struct db *db, struct arena *ar, struct bsre_act **v,
    size_t *n, int64_t now, size_t most, struct err *e) MUST_CHECK;
/* When the next is due; 0: none. */
int bsre_act_next(struct db *db, int64_t *at, struct err *e) MUST_CHECK;

/* All that wait are due now. */
int bsre_act_hasten(struct db *db, int64_t now, struct err *e) MUST_CHECK;

/* It goes out: 1 claimed, 0 it does not wait any more. */
int bsre_act_claim(
    struct db *db, int64_t id, int64_t now, struct err *e) MUST_CHECK;
/*
 * What came of it, or of what was asked before it: state, doubt, reason,
 * answer, code, log, try_at (of a waiting one) are read.  1 done, 0 it was
 * dropped meanwhile.
 */
int bsre_act_record(struct db *db, const struct bsre_act *a, int64_t now,
    struct err *e) MUST_CHECK;
/* Nobody wants it any more: 1 dropped, 0 it is being sent, or over. */
int bsre_act_drop(
    struct db *db, int64_t id, int64_t now, struct err *e) MUST_CHECK;

/*
 * What a process that is no more was sending may have been done: it becomes
 * a question, with that reason.  How many.
 */
int bsre_act_reclaim(
    struct db *db, const char *reason, size_t *n, struct err *e) MUST_CHECK;

/* --- for lists ---------------------------------------------------------- */

/* How far the acts of a task are: the worst of them. */
enum bsre_acts {
	BSRE_ACTS_NONE, /* none, or all are over */
	BSRE_ACTS_SENT, /* on their way */
	BSRE_ACTS_LATE, /* one waits for a reason */
	BSRE_ACTS_ASKED /* one is a question */
};

struct bsre_brief {
	int64_t task_id;
	const char *api_status; /* of its holder; "" none */
	int64_t api_at;
	bool unheard; /* the last question had no answer */
	enum bsre_acts acts;
};

/* Of n tasks, in any order, by one statement. */
int bsre_briefs(struct db *db, struct arena *a, const int64_t *tasks, size_t n,
    struct bsre_brief *v, size_t *v_n, struct err *e) MUST_CHECK;

#endif
