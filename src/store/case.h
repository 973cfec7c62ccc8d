/*
 * case.h - one case: the letter, its holders, what was handed in, its files.
 *
 * All strings of results live in the arena that is passed; every function
 * returns 0 or -1 with *e, or where it says so 1 found, 0 not, -1 error.
 */
#ifndef STORE_CASE_H
#define STORE_CASE_H

#include "store/db.h"

enum case_state { CASE_RUNNING, CASE_WAITING, CASE_DONE, CASE_REJECTED };

struct casefile {
	int64_t id;
	const char *number;
	int64_t edition_id, applicant_id;
	const char *applicant;       /* name */
	const char *applicant_email; /* of case_get() and case_by_number() */
	const char *submission;      /* when adding: the form's own key */
	const char *track_code;
	enum case_state state;
	const char *letter;           /* JSON object of texts */
	int64_t opened_at, closed_at; /* closed_at 0: open */
	const char *ending; /* "" open, "issued", "rejected", "abandoned" */
	const char *service_id;
	int64_t edition; /* its number within the service */
};

struct holder {
	int64_t id;
	/* nik is kept sealed; "" also if its key was destroyed. */
	const char *name, *nik, *nip, *job, *unit, *email, *phone;
	const char *ending;      /* "", "done", "rejected" */
	const char *waiting_row; /* NULL, or the joining row */
	const char *serial, *valid_from, *valid_until; /* of the certificate */
};

struct item_value {
	int64_t id, holder_id; /* holder_id 0: of the letter */
	const char *name, *value;
	int64_t version;          /* how often it was handed in */
	const char *const *files; /* ids; only when it is put */
	size_t files_n;
	const char *verdict; /* "", "good", "wrong" */
	const char *reason;
};

struct file {
	const char *id;
	int64_t case_id, holder_id; /* 0: none */
	int64_t item_id;            /* the item it stands for now; 0: none */
	const char *owner;          /* "person:7", "task:12": who sent it */
	const char *form;           /* of the draft it came with */
	const char *purpose, *name, *type;
	int64_t size;
	const char *blob;  /* its name on disk */
	struct str key;    /* sealed; p NULL: in clear, or erased */
	int64_t key_id;    /* the office key that seals it */
	bool thumb;        /* there is a small picture of it */
	struct str digest; /* keyed hash of what was sent; p NULL: none */
	const char *scan;  /* for viruses: "" not asked, "clean", "found",
	                      "waiting", "missed" */
	const char *note;  /* what a selfie had to show; "" */
	const char *class; /* of custody */
	int64_t erase_at, erased_at; /* 0: no date, not erased */
	int64_t created_at;
};

/* "running" ... "rejected". */
const char *case_state_name(enum case_state s);

/* The next number of a series, from 1; inside a transaction. */
int series_next(
    struct db *db, const char *name, int64_t *number, struct err *e) MUST_CHECK;

/* The last one that was given; 0: none yet. */
int series_last(
    struct db *db, const char *name, int64_t *number, struct err *e) MUST_CHECK;

int case_add(struct db *db, const struct casefile *c, int64_t *id,
    struct err *e) MUST_CHECK;
/* 1/0/-1 */
int case_by_number(struct db *db, struct arena *a, struct casefile *c,
    const char *number, struct err *e) MUST_CHECK;
int case_get(struct db *db, struct arena *a, struct casefile *c, int64_t id,
    struct err *e) MUST_CHECK;
/* The number of the case that this person's form made; 1/0/-1. */
int case_by_submission(struct db *db, struct arena *a, const char **number,
    const char *key, int64_t person, struct err *e) MUST_CHECK;
/* closed_at 0 and ending "" while it is open. */
int case_set_state(struct db *db, int64_t id, enum case_state s,
    int64_t closed_at, const char *ending, struct err *e) MUST_CHECK;
int case_set_letter(
    struct db *db, int64_t id, const char *letter, struct err *e) MUST_CHECK;

int holder_add(struct db *db, int64_t case_id, int position,
    const struct holder *h, int64_t *id, struct err *e) MUST_CHECK;
int holder_update(
    struct db *db, const struct holder *h, struct err *e) MUST_CHECK;
/* In the letter's order; at most LIMIT_HOLDERS. */
int holder_list(struct db *db, struct arena *a, struct holder **v, size_t *n,
    int64_t case_id, struct err *e) MUST_CHECK;
/* One, and its case; 1/0/-1. */
int holder_get(struct db *db, struct arena *a, struct holder *h,
    int64_t *case_id, int64_t id, struct err *e) MUST_CHECK;
int holder_set_flow(struct db *db, int64_t id, const char *ending,
    const char *waiting_row, struct err *e) MUST_CHECK;
/* The holders of a case that wait at a row wait no longer. */
int holder_end_wait(
    struct db *db, int64_t case_id, const char *row, struct err *e) MUST_CHECK;
int holder_set_email(
    struct db *db, int64_t id, const char *email, struct err *e) MUST_CHECK;
int holder_set_certificate(struct db *db, int64_t id, const char *serial,
    const char *from, const char *until, struct err *e) MUST_CHECK;
/* Number of another open case with this NIK; 1/0/-1. */
int holder_same_nik(struct db *db, struct arena *a, const char **number,
    const char *nik, int64_t case_id, struct err *e) MUST_CHECK;

/* What is handed in for an item, with the owner's unclaimed files: 1 done, 0
 * one of the files is not theirs. */
int item_put(struct db *db, int64_t case_id, const struct item_value *i,
    const char *owner, struct err *e) MUST_CHECK;
/* A verdict on the item as it was seen; ERR_CONFLICT if it was replaced. */
int item_judge(
    struct db *db, const struct item_value *i, struct err *e) MUST_CHECK;
int item_list(struct db *db, struct arena *a, struct item_value **v, size_t *n,
    int64_t case_id, struct err *e) MUST_CHECK;

/* A received file, not yet part of a case. */
int file_add(struct db *db, const struct file *f, struct err *e) MUST_CHECK;
/* Make the owner's unclaimed file part of a case: 1 done, 0 not theirs. */
int file_claim(struct db *db, const char *id, int64_t case_id,
    int64_t holder_id, int64_t item_id, const char *owner,
    struct err *e) MUST_CHECK;
int file_get(struct db *db, struct arena *a, struct file *f, const char *id,
    struct err *e) MUST_CHECK;
int file_list(struct db *db, struct arena *a, struct file **v, size_t *n,
    int64_t case_id, struct err *e) MUST_CHECK;
/* The next 100 of all that are kept, by id; after: the last seen, or "". */
int file_page(struct db *db, struct arena *a, struct file **v, size_t *n,
    const char *after, struct err *e) MUST_CHECK;
/* The files received for a form and not handed in, oldest first. */
int file_of_form(struct db *db, struct arena *a, struct file **v, size_t *n,
    const char *owner, const char *form, struct err *e) MUST_CHECK;
/*
 * Up to 20 files that were received before a moment and not handed in, of no
 * draft that was touched since.
 */
int file_unclaimed(struct db *db, struct arena *a, struct file **v, size_t *n,
    int64_t before, struct err *e) MUST_CHECK;
/* The draft that an unclaimed file belongs to. */
int file_set_form(
    struct db *db, const char *id, const char *form, struct err *e) MUST_CHECK;
/* Up to most files that wait for the virus scanner. */
int file_waiting(struct db *db, struct arena *a, struct file **v, size_t *n,
    int most, struct err *e) MUST_CHECK;
/* What the scanner for viruses says of it now. */
int file_set_scan(
    struct db *db, const char *id, const char *scan, struct err *e) MUST_CHECK;
/* Up to 500 of a case that are of no class yet. */
int file_classless(struct db *db, struct arena *a, struct file **v, size_t *n,
    int64_t case_id, struct err *e) MUST_CHECK;
/* The next 50 to be erased until a moment; after: the last seen, or NULL. */
int file_due(struct db *db, struct arena *a, struct file **v, size_t *n,
    int64_t until, const struct file *after, struct err *e) MUST_CHECK;
/* Forget an unclaimed file: 1 nobody else has its content, 0 somebody has. */
int file_remove(struct db *db, const struct file *f, struct err *e) MUST_CHECK;

/* A credential for the applicant of a case, kept sealed. */
int credential_add(
    struct db *db, int64_t case_id, struct str text, struct err *e) MUST_CHECK;
/*
 * The newest that was not yet shown: 1, 0 none, -1.  text may be NULL;
 * ERR_GONE if the key that opens it was destroyed.
 */
int credential_waiting(struct db *db, struct arena *a, int64_t *id,
    struct str *text, int64_t case_id, struct err *e) MUST_CHECK;
/* Forget it: 1 done, 0 it was shown before. */
int credential_forget(
    struct db *db, int64_t id, int64_t now, struct err *e) MUST_CHECK;

/* A search word of a case. */
int word_put(
    struct db *db, const char *word, int64_t case_id, struct err *e) MUST_CHECK;

#endif
