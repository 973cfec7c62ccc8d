/*
 * missive.h - the official letters of an office, byte for byte, and the
 * numbers that were given to them.
 *
 * Whoever writes is inside a transaction.  All strings of results live in the
 * arena.
 */
#ifndef STORE_MISSIVE_H
#define STORE_MISSIVE_H

#include "store/db.h"

#define MISSIVE_HASH 32
#define MISSIVE_CODE 20 /* characters of a code */

/* Of missive.form: to be signed with ink, signed with a certificate, and the
 * inked one scanned. */
#define MISSIVE_DRAFT  "draft"
#define MISSIVE_SIGNED "signed"
#define MISSIVE_SCAN   "scan"

struct missive {
	int64_t id;
	const char *code;       /* of its address /v/OFFICE-CODE */
	int64_t case_id;        /* 0: of a form that was not handed in, which */
	const char *submission; /* tells; else "" or the form that made it */
	int64_t holder_id;      /* 0: of the whole case */
	int64_t task_id;  /* what it tells of, where a case may have several of
	                    its kind; else 0 */
	const char *kind; /* app/missive.h: "rekomendasi" */
	const char *number;  /* as printed; "" none */
	const char *dated;   /* YYYY-MM-DD */
	const char *seat;    /* as printed: "Plt. Kepala Dinas"; "" none */
	int64_t signer_id;   /* 0: nobody of the office */
	const char *form;    /* see above */
	const char *file_id; /* its PDF */
	struct str sha256;   /* of the PDF; MISSIVE_HASH bytes */
	struct str source;   /* of all that it was made from */
	int64_t made_by;     /* 0: no person */
	int64_t made_at;
	int64_t replaced_by;                /* 0: by none */
	int64_t withdrawn_at, withdrawn_by; /* 0: not */
	const char *why;                    /* it was withdrawn; "" */
};

/* It stands: neither replaced nor withdrawn. */
bool missive_stands(const struct missive *m);

/* m->id is filled.  before (0: none) is replaced by it; ERR_CONFLICT if that
 * stands no more, or another of its kind stands. */
int missive_add(
    struct db *db, struct missive *m, int64_t before, struct err *e) MUST_CHECK;

/* 1/0/-1 */
int missive_by_id(struct db *db, struct arena *a, struct missive *m, int64_t id,
    struct err *e) MUST_CHECK;
int missive_by_code(struct db *db, struct arena *a, struct missive *m,
    const char *code, struct err *e) MUST_CHECK;
int missive_of_file(struct db *db, struct arena *a, struct missive *m,
    const char *file, struct err *e) MUST_CHECK;

/* Newest first, with those replaced and withdrawn. */
int missive_of_case(struct db *db, struct arena *a, struct missive **v,
    size_t *n, int64_t case_id, struct err *e) MUST_CHECK;
/* The one that stands; holder and task 0: of none.  1/0/-1 */
int missive_current(struct db *db, struct arena *a, struct missive *m,
    int64_t case_id, const char *kind, int64_t holder, int64_t task,
    struct err *e) MUST_CHECK;
/* The one of a form that was not handed in; 1/0/-1 */
int missive_of_form(struct db *db, struct arena *a, struct missive *m,
    const char *submission, const char *kind, struct err *e) MUST_CHECK;

/* Its code goes to another row: it gets a new one. */
int missive_recode(
    struct db *db, int64_t id, const char *code, struct err *e) MUST_CHECK;

/* 1 done, 0 it stands no more. */
int missive_end(struct db *db, int64_t id, int64_t by, const char *why,
    int64_t now, struct err *e) MUST_CHECK;

/* Those of a form become the case's, with their files, which are the
 * owner's. */
int missive_claim(struct db *db, struct arena *a, const char *submission,
    const char *owner, int64_t case_id, struct err *e) MUST_CHECK;
/* Those of the form that an unclaimed file was made for are forgotten. */
int missive_forget(struct db *db, const char *file, struct err *e) MUST_CHECK;

/*
 * A number for a letter: 1 taken, 0 it was given before.  Blanks and the
 * size of letters make no difference.
 */
int missive_number_used(struct db *db, struct arena *a, const char *number,
    struct err *e) MUST_CHECK; /* 1/0/-1 */
int missive_take_number(struct db *db, struct arena *a, const char *number,
    int64_t missive, int64_t now, struct err *e) MUST_CHECK;

#endif
