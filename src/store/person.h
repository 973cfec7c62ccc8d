/*
 * person.h - who signs in, the seats of the office, who holds them, and
 * sessions.  Seats act; persons hold seats.
 */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H

#include "store/db.h"

struct person {
	int64_t id;
	const char *email, *name, *phone, *password;
	bool self_made; /* registered by itself: its address is not proved */
	bool admin;     /* looks after the office's use of Paraf */
	const char *notify; /* "now", "digest"; "": as the seat has it */
	const char *nip;    /* 18 digits; "" */
	const char *rank;   /* pangkat: "Pembina (IV/a)"; "" */
};

#define PERSON_SEATS 8

struct seat_held {
	const char *lane, *title, *role;
	const char *kind; /* "definitif", "plt", "plh" */
};

/* All strings of results live in the arena. */

/* Returns the new id in *id; ERR_CONFLICT if the address is taken. */
int person_add(struct db *db, const struct person *p, int64_t now, int64_t *id,
    struct err *e) MUST_CHECK;

/* 1 found, 0 not, -1 error. */
int person_by_email(struct db *db, struct arena *a, struct person *p,
    const char *email, struct err *e) MUST_CHECK;
int person_get(struct db *db, struct arena *a, struct person *p, int64_t id,
    struct err *e) MUST_CHECK;

/* The next accounts by id after that one, without passwords. */
#define PERSON_PAGE 100
int person_page(struct db *db, struct arena *a, struct person **v, size_t *n,
    int64_t after, struct err *e) MUST_CHECK;

/* Those who look after the office's use of Paraf, by id: at most 100. */
int person_admins(struct db *db, struct arena *a, struct person **v, size_t *n,
    struct err *e) MUST_CHECK;
int person_set_admin(
    struct db *db, int64_t id, bool admin, struct err *e) MUST_CHECK;

/* The office knows that account and person belong together. */
int person_proved(struct db *db, int64_t id, struct err *e) MUST_CHECK;

/* How its notices go out: "now", "digest". */
int person_set_notify(
    struct db *db, int64_t id, const char *notify, struct err *e) MUST_CHECK;

/* What stands under the own signature. */
int person_set_rank(struct db *db, int64_t id, const char *nip,
    const char *rank, struct err *e) MUST_CHECK;

/* Wrong tries under a name since a moment; one more; none. */
int attempts(struct db *db, const char *name, int64_t since, int64_t *n,
    struct err *e) MUST_CHECK;
int attempt_add(struct db *db, const char *name, int64_t now, int64_t since,
    struct err *e) MUST_CHECK;
int attempt_clear(struct db *db, const char *name, struct err *e) MUST_CHECK;
int person_set_password(
    struct db *db, int64_t id, const char *hash, struct err *e) MUST_CHECK;

/* Make the seat of a lane, or give it this title and role. */
int seat_put(struct db *db, const char *lane, const char *title,
    const char *role, struct err *e) MUST_CHECK;
struct seat {
	int64_t id;
	const char *lane, *title, *role;
};

/* 1 found, 0 not, -1 error. */
int seat_find(struct db *db, struct arena *a, struct seat *s, const char *lane,
    struct err *e) MUST_CHECK;

/* until 0: open-ended. */
int seat_give(struct db *db, int64_t seat, int64_t person, const char *kind,
    const char *decree, int64_t from, int64_t until, struct err *e) MUST_CHECK;
int seat_take(struct db *db, int64_t seat, int64_t person, int64_t at,
    struct err *e) MUST_CHECK;

/* One line of who holds, held and will hold which seat. */
struct holding {
	const char *lane, *title, *role;
	int64_t person_id; /* 0: the seat never had anybody */
	const char *kind, *decree, *name, *email; /* NULL for nobody */
	int64_t from, until;                      /* until 0: open-ended */
};

/* All of the office, seat by seat; every seat is there. */
int holding_list(struct db *db, struct arena *a, struct holding **v, size_t *n,
    struct err *e) MUST_CHECK;

/* The seats that a person holds at a moment: at most PERSON_SEATS. */
int seats_held(struct db *db, struct arena *a, struct seat_held *v, size_t *n,
    int64_t person, int64_t now, struct err *e) MUST_CHECK;

#define SEAT_PEOPLE 50

struct seat_person {
	struct person person; /* without password */
	const char *kind;     /* "definitif", "plt", "plh"; "" an admin */
};

/* Who may act from a lane's seat at a moment: v has room for SEAT_PEOPLE. */
int seat_people(struct db *db, struct arena *a, struct seat_person *v,
    size_t *n, const char *lane, int64_t now, struct err *e) MUST_CHECK;

/* Who looks after the office's use of Paraf: alike. */
int admin_people(struct db *db, struct arena *a, struct seat_person *v,
    size_t *n, struct err *e) MUST_CHECK;

struct session_info {
	const char *agent;
	int64_t created_at;
	bool current;
};

/* hash: 32 bytes of the cookie's value. */
int session_add(struct db *db, const unsigned char *hash, int64_t person,
    const char *agent, int64_t now, int64_t expires, struct err *e) MUST_CHECK;
int session_get(struct db *db, struct arena *a, struct person *p,
    const unsigned char *hash, int64_t now, struct err *e) MUST_CHECK;
int session_end(
    struct db *db, const unsigned char *hash, struct err *e) MUST_CHECK;
int session_end_others(struct db *db, const unsigned char *hash, int64_t person,
    struct err *e) MUST_CHECK;
int session_expire(struct db *db, int64_t now, struct err *e) MUST_CHECK;
int session_list(struct db *db, struct arena *a, struct session_info **v,
    size_t *n, int64_t person, const unsigned char *hash, int64_t now,
    struct err *e) MUST_CHECK;

#endif
