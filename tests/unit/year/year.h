/*
 * year.h - a year of one office: what its persons do (scene.c), done with
 * the program (play.c), and what everybody must be told of it, reckoned
 * without the program (plain.c, reckon.c).
 *
 * Times are whole minutes since 1 January 2026, 00.00 WITA, or where it says
 * ms, milliseconds since then.
 */
#ifndef TESTS_YEAR_H
#define TESTS_YEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With the address sanitizer everything takes many times as long. */
#if defined(__SANITIZE_ADDRESS__)
#define CASES 300
#else
#define CASES 5000
#endif

#define DAYS       365
#define DAY        1440
#define YEAR_END   (DAYS * DAY)
#define MINUTE_MS  INT64_C(60000)
#define EPOCH      (INT64_C(20454) * 86400000 - 8 * 3600000) /* ms, UTC */
#define NOBODY     (-1)
#define NEVER      INT64_MAX
#define APPLICANTS 300

/* --- persons and seats -------------------------------------------------- */

enum desk { KADIS, KABID, VERIFIKATOR, LANES };

enum who {
	ADMIN,
	ADMIN_2,
	HEAD,       /* Kepala Dinas until October */
	SECRETARY,  /* Plh. in March, Plt. from October */
	DIVISION,   /* Kepala Bidang until May */
	DIVISION_2, /* from three weeks later */
	CHECKER,
	CHECKER_2,
	CHECKER_3, /* from July */
	OFFICERS
};
#define PERSONS (OFFICERS + APPLICANTS)

enum holding_kind { DEFINITIF, PLT, PLH };

struct seat_time {
	enum who who;
	enum desk lane;
	enum holding_kind kind;
	int from, until;
};
extern const struct seat_time seat_times[];
extern const size_t seat_times_n;

/* How somebody wants to be told from a moment on. */
struct wish {
	enum who who;
	int at;
	bool digest;
};
extern const struct wish wishes[];
extern const size_t wishes_n;

/* Who may act from a seat, at a moment: in the order in which they got it.
 * Returns how many. */
size_t seat_now(enum desk lane, int at, enum who v[OFFICERS],
    enum holding_kind kinds[OFFICERS]);

/* --- the agent ---------------------------------------------------------- */

/* When the agent looks next, from ms on: at once, in some weeks only every
 * full hour, and not at all while it is down. */
int64_t agent_look(int64_t ms);

/* --- the table ---------------------------------------------------------- */

enum way { WORK_MINUTES, WORK_DAYS, CLOCK_HOURS };

/* Rows of the SOP; texts in scene.c say the same to the program. */
enum line {
	APPLY,
	DISPOSE,
	DISPOSE_2,
	CHECK,
	COMPLETE,
	REGISTER,
	ACTIVATE,
	MATCH,
	EXAMINE,
	DELIVER,
	ROWS
};

struct table_row {
	const char *no;
	int lane; /* whose desk; NOBODY: the applicant */
	bool bsre;
	int time; /* 0: the SOP gives none */
	enum way way;
	bool per_holder;
};
extern const struct table_row table[ROWS];

extern const char profile[], sop_text[];

/* --- what happens ------------------------------------------------------- */

enum deed_kind { FILE_CASE, DO_ROW, ABANDON, MUTE, WISH, NEW_LINK };

struct deed {
	int at, order; /* order: of those at the same minute */
	enum deed_kind kind;
	int of_case; /* from 0 */
	enum line row;
	int outcome; /* enum outcome */
	int next;    /* enum line, or NOBODY: the case is over */
	int who;
	const char *valid_until; /* of a certificate that is issued */
};

struct made_case {
	int applicant; /* enum who */
	bool own_mail; /* the holder has another address than the applicant */
	int nik;       /* the same number: the same person */
};

struct scene {
	struct deed *v; /* owned; by time */
	size_t n;
	struct made_case cases[CASES];
};

/* The same scene in every run. */
void scene_make(struct scene *s);
void scene_clear(struct scene *s);

/* --- plain time --------------------------------------------------------- */

/* Whether that is a working minute, and a working day. */
bool plain_open(int minute);
bool plain_works(int day);

/* ms at which so many working minutes, or days, have passed. */
int64_t plain_minutes_after(int64_t ms, int64_t minutes);
int64_t plain_days_after(int64_t ms, int days);

/* The last ms from which that is over by `end`. */
int64_t plain_minutes_before(int64_t end, int64_t minutes);

/* The working minutes between. */
int64_t plain_minutes_between(int64_t from, int64_t to);

/* --- what was told ------------------------------------------------------ */

enum state { HELD, WAITING, DIGESTED, DROPPED };

/* A row of the outbox, as the program has it or as it has to be. */
struct told {
	int of_case; /* NOBODY: of none */
	char rule[40];
	int tier;
	char to[24];
	char template[20];
	int64_t at; /* ms */
	enum state state;
	int64_t ended; /* ms; 0: not yet */
	int all, late; /* of a digest: what it says */
};

struct told_list {
	struct told *v; /* owned */
	size_t n, cap;
};
void told_add(struct told_list *l, const struct told *t);
void told_clear(struct told_list *l);

void reckon(const struct scene *s, struct told_list *out);
void play(const struct scene *s, const char *dir, struct told_list *out);

#endif
