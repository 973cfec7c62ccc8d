/*
 * task.h - what waits to be done, at whose desk, since when; queues with
 * keyset pages and kept counts; links to hand on.
 */
#ifndef STORE_TASK_H
#define STORE_TASK_H

#include "store/db.h"

#define TASK_PAGE 25 /* rows of one page of a queue */

struct task {
	int64_t id, case_id, holder_id; /* holder_id 0: the letter */
	const char *service;            /* read by task_add() only */
	const char *row_no, *lane;
	int64_t person_id;         /* an applicant's own task, else 0 */
	int64_t opened_at, due_at; /* due_at 0: the SOP gives no time */
	int64_t remind_at; /* read by task_add() only: when to think of it
	                      first; 0: at once */
	int64_t closed_at, closed_by; /* 0: open */
	const char *outcome;          /* NULL: open */
	/* Who has it in hand, until when: see task_held(). */
	int64_t lease_person, lease_until; /* 0: nobody */
	const char *lease_name;            /* NULL: nobody */
};

/* One line of a queue. */
struct task_line {
	struct task task;
	int64_t sort_at;
	const char *number, *applicant, *holder; /* holder may be NULL */
	int64_t edition_id, applicant_id;
	bool judged;       /* by the reader, and waits for another's verdict */
	const char *until; /* as in struct case_line, of the task's holder; of
	                      QUEUE_DONE only */
};

struct case_line {
	const char *word;
	int64_t id;
	const char *number, *state, *applicant;
	int64_t opened_at, edition_id, applicant_id;
	const char *until; /* the first of its certificates ends then,
	                      YYYY-MM-DD; NULL: there is none */
};

/* Open a task, count it into its queue and put it on the agenda; t->id is
 * filled. */
int task_add(struct db *db, struct task *t, struct err *e) MUST_CHECK;

/* Close an open task and count it out: 1 done, 0 it was closed already. */
int task_close(struct db *db, const struct task *t, int64_t now, int64_t person,
    const char *outcome, struct err *e) MUST_CHECK;

/* 1 found, 0 not, -1 error. */
int task_get(struct db *db, struct arena *a, struct task *t, int64_t id,
    struct err *e) MUST_CHECK;

/* All of a case, open and closed, in the order they were opened. */
int task_list(struct db *db, struct arena *a, struct task **v, size_t *n,
    int64_t case_id, struct err *e) MUST_CHECK;

enum queue_kind { QUEUE_DESK, QUEUE_OWN, QUEUE_DONE };

struct queue_at {
	enum queue_kind kind;
	const char *lane;        /* QUEUE_DESK */
	int64_t person;          /* whose, or (QUEUE_DESK) who reads */
	int64_t after, after_id; /* cursor: sort_at and id of the last line
	                            seen; for QUEUE_DONE closed_at, id */
	bool from_start;         /* no cursor */
};

/* The next lines of a queue: v has room for TASK_PAGE + 1. */
int task_page(struct db *db, struct arena *a, struct task_line *v, size_t *n,
    const struct queue_at *q, struct err *e) MUST_CHECK;

/* How many open tasks a desk's or a person's queue holds. */
int queue_count(struct db *db, enum queue_kind kind, const char *lane,
    int64_t person, int64_t *n, struct err *e) MUST_CHECK;

/*
 * Leases: a task of a desk is in somebody's hand for LEASE_LIFE, so that two
 * do not begin the same.  It forbids nothing, ends by itself, with the task,
 * and when its person signs out.
 */
#define LEASE_LIFE (INT64_C(30) * 60 * 1000) /* ms */

/* Whether somebody has it in hand at that moment. */
bool task_held(const struct task *t, int64_t now);

/* ["kadis","verifikator"], for statements; ids of lanes need no escapes. */
const char *lanes_json(struct arena *a, const char *const *lanes, size_t n);

struct task_taken {
	int64_t id;
	const char *number; /* of its case */
};

/*
 * The first task, by the order of the queues, of those desks that the person
 * may act on and nobody else has in hand; it is in the person's hand then.
 * The one that already is may come again.  1 found, 0 nothing, -1.
 */
int task_next(struct db *db, struct arena *a, const char *const *lanes,
    size_t n, int64_t person, int64_t now, struct task_taken *t,
    struct err *e) MUST_CHECK;

/* Take in hand, or keep for longer: 1 done, 0 somebody else has it. */
int task_hold(struct db *db, int64_t id, int64_t person, int64_t now,
    struct err *e) MUST_CHECK;
int task_let_go(
    struct db *db, int64_t id, int64_t person, struct err *e) MUST_CHECK;
int task_let_go_all(struct db *db, int64_t person, struct err *e) MUST_CHECK;

struct search_at {
	const char *prefix; /* lower case */
	bool own;           /* only cases of the person: newest first */
	int64_t person, now;
	const char *after_word; /* "" from the start */
	int64_t after_id;
	bool more; /* out: given up after SEARCH_LOOKS; after_word and after_id
	              then say where to go on */
};

/* So many cases that the person may not see are passed over at once. */
#define SEARCH_LOOKS 5000

/* Cases the person may see with a word that begins so. */
int case_search(struct db *db, struct arena *a, struct case_line *v, size_t *n,
    struct search_at *s, struct err *e) MUST_CHECK;

/* The person's own cases with that text in the number or a holder's name,
 * newest first, with ids below `before`. */
int case_search_own(struct db *db, struct arena *a, struct case_line *v,
    size_t *n, const char *text, int64_t person, int64_t before,
    struct err *e) MUST_CHECK;

/* A person's own cases, newest first, with ids below `before`. */
int case_own_page(struct db *db, struct arena *a, struct case_line *v,
    size_t *n, int64_t person, int64_t before, struct err *e) MUST_CHECK;

struct link {
	int64_t task_id, created_at, expires_at, used_at; /* used_at 0: not */
};

/* So long before its end whoever has a link is reminded of it. */
#define LINK_SOON (INT64_C(12) * 60 * 60 * 1000) /* ms */

/* hash: 32 bytes.  by_holder: a holder asked for it, and link_asked() counts
 * it. */
int link_add(struct db *db, const unsigned char *hash, const struct link *l,
    bool by_holder, struct err *e) MUST_CHECK;
/* How many a task got by its holder after a moment, and when the first. */
int link_asked(struct db *db, int64_t *n, int64_t *first, int64_t task,
    int64_t after, struct err *e) MUST_CHECK;
int link_get(struct db *db, struct link *l, const unsigned char *hash,
    struct err *e) MUST_CHECK;
/* The newest of a task: 1/0/-1. */
int link_newest(
    struct db *db, struct link *l, int64_t task, struct err *e) MUST_CHECK;
/* The newest link of a task, and the newest mail that had one. */
struct link_mail {
	struct link link;
	const char *rule; /* of the mail; NULL: there is none */
	const char *address, *state, *error; /* see struct message */
	int64_t ended_at;
	int64_t many; /* mails with a link of the task */
};
/* Of the open tasks of a case that have a link. */
int link_of_case(struct db *db, struct arena *a, struct link_mail **v,
    size_t *n, int64_t case_id, struct err *e) MUST_CHECK;
/* Mark all links of a task as used. */
int link_use(
    struct db *db, int64_t task, int64_t now, struct err *e) MUST_CHECK;

#endif
