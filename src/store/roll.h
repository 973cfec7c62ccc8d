/*
 * roll.h - lists of people whose statuses at BSrE are asked for together, and
 * what BSrE said.  Who they are is not here: see app/roll.h.
 *
 * Whoever writes is inside a transaction.
 */
#ifndef STORE_ROLL_H
#define STORE_ROLL_H

#include "store/officekey.h"

struct roll {
	int64_t id;
	const char *title;
	int64_t made_by;       /* 0: a command */
	const char *made_name; /* of who made it; "" a command */
	int64_t made_at;
	int64_t total, done; /* rows, and those that are over */
	int64_t ended_at;    /* 0: not yet */
};

/* What came of a row: the change report. */
enum roll_outcome {
	ROLL_WAITING,
	ROLL_NEW,     /* nothing was known of it before */
	ROLL_CHANGED, /* another status than the last time */
	ROLL_SAME,
	ROLL_UNKNOWN, /* BSrE does not know the person, nor did it before */
	ROLL_FAILED,  /* there is no answer */
	ROLL_OUTCOMES
};

struct roll_row {
	int64_t roll, position; /* from 0 */
	unsigned char subject[KEY_SIZE];
	/* Of the address beside a NIK; read by roll_row_add() only. */
	unsigned char address[KEY_SIZE];
	bool has_address;
	const char *before; /* status at the last time; "" none */
	int64_t before_at;
	enum roll_outcome outcome;
	const char *status; /* as BSrE writes it; "" none yet */
	int code;           /* 0: none */
	const char *error;  /* why there is none, for people; "" */
	int64_t asked_at;   /* of the answer; 0: none */
	int64_t tries;
	int64_t try_at; /* 0: it is over */
};

/* r->id is filled; title, made_by, made_at, total are read. */
int roll_add(struct db *db, struct roll *r, struct err *e) MUST_CHECK;
/* position, subject, address, before, before_at, try_at are read. */
int roll_row_add(
    struct db *db, const struct roll_row *row, struct err *e) MUST_CHECK;

/* 1/0/-1 */
int roll_get(struct db *db, struct arena *a, struct roll *r, int64_t id,
    struct err *e) MUST_CHECK;
/* Up to most before an id, the newest first. */
int roll_page(struct db *db, struct arena *a, struct roll **v, size_t *n,
    int64_t before, size_t most, struct err *e) MUST_CHECK;
/* One that is not over: 1/0/-1. */
int roll_open(struct db *db, int64_t *id, struct err *e) MUST_CHECK;

/* Up to most rows from a position on; outcome -1: of all. */
int roll_row_page(struct db *db, struct arena *a, struct roll_row **v,
    size_t *n, int64_t roll, int outcome, int64_t from, size_t most,
    struct err *e) MUST_CHECK;
int roll_count(struct db *db, int64_t roll, int64_t counts[ROLL_OUTCOMES],
    struct err *e) MUST_CHECK;

/* Up to most rows that are due, the longest due first. */
int roll_row_due(struct db *db, struct arena *a, struct roll_row **v, size_t *n,
    int64_t now, size_t most, struct err *e) MUST_CHECK;
/* When the next is due; 0: none. */
int roll_row_next(struct db *db, int64_t *at, struct err *e) MUST_CHECK;

/*
 * It is over: outcome, status, code, error, asked_at are read.  The last one
 * ends the list.  1 done, 0 it was over already.
 */
int roll_row_over(struct db *db, const struct roll_row *row, int64_t now,
    struct err *e) MUST_CHECK;
/* It is asked again: error and try_at are read. */
int roll_row_later(
    struct db *db, const struct roll_row *row, struct err *e) MUST_CHECK;
/* What waits for a later try is due, outside of a transaction too. */
int roll_hasten(struct db *db, int64_t now, struct err *e) MUST_CHECK;
/* All that still wait are over, failed; those without a reason for that one.
 * 1 done, 0 the list is over. */
int roll_give_up(struct db *db, int64_t id, const char *reason, int64_t now,
    struct err *e) MUST_CHECK;

/*
 * What BSrE last said of a subject, or (beside) of whom a list named by a NIK
 * and that address, in an earlier list; or of a holder with that NIK (hashes
 * under all keys) or, macs_n 0, that address (NULL: none).  1, 0 nothing, -1.
 */
int roll_before(struct db *db, struct arena *a, const char **status,
    int64_t *at, const unsigned char hash[KEY_SIZE], bool beside,
    struct err *e) MUST_CHECK;
int roll_before_holder(struct db *db, struct arena *a, const char **status,
    int64_t *at, const unsigned char macs[KEY_WHOLE_MAX][KEY_SIZE],
    size_t macs_n, const char *email, struct err *e) MUST_CHECK;

/* The first that is not over and was made before: 1/0/-1. */
int roll_late(
    struct db *db, int64_t before, int64_t *id, struct err *e) MUST_CHECK;
/* The oldest that was made before: 1/0/-1. */
int roll_old(
    struct db *db, int64_t before, int64_t *id, struct err *e) MUST_CHECK;
int roll_drop(struct db *db, int64_t id, struct err *e) MUST_CHECK;

/* Somebody opens it: 1 on record, 0 it was opened by the same person since. */
int roll_read(struct db *db, int64_t id, int64_t person, int64_t now,
    int64_t since, struct err *e) MUST_CHECK;

/* "waiting", "new", ... */
const char *roll_outcome_name(enum roll_outcome o);

#endif
