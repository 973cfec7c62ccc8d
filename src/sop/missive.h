/*
 * missive.h - the kinds of official letters (naskah dinas), and what an
 * office says of its own: letterhead, paper, numbers, who signs, copies (keys
 * kop and surat of kantor.yaml, section 8 of docs/format-sop.md).
 */
#ifndef SOP_MISSIVE_H
#define SOP_MISSIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct node;
struct problem_list;
struct schema;

enum missive_kind {
	MISSIVE_REQUEST,   /* permohonan: of the applicant's unit */
	MISSIVE_RECEIPT,   /* tanda-terima */
	MISSIVE_DISPOSAL,  /* disposisi: the sheet on the letter */
	MISSIVE_RECOMMEND, /* rekomendasi: to BSrE */
	MISSIVE_PEOPLE,    /* lampiran: data of the persons */
	MISSIVE_RETURNED,  /* dikembalikan */
	MISSIVE_REJECTED,  /* ditolak */
	MISSIVE_ISSUED,    /* terbit */
	MISSIVE_REPORT,    /* laporan: to the head, at the end */
	MISSIVE_AUDIT,     /* audit: of a system */
	MISSIVE_GRANT,     /* serah-api: hand-over of the access */
	MISSIVE_STATEMENT, /* pernyataan: of one holder */
	MISSIVE_KINDS
};

struct missive_info {
	const char *name;  /* of files and addresses: "rekomendasi" */
	const char *title; /* "Surat rekomendasi" */
	bool numbered;     /* the office gives it a number */
	bool per_holder;   /* of one holder */
	bool applicants;   /* the applicant may read it */
	bool signable;     /* who holds the seat may sign with a certificate */
};

/* Never NULL. */
const struct missive_info *missive_info(enum missive_kind k);
/* -1: none of that name. */
int missive_kind_find(struct str name);

#define MISSIVE_HEAD   5 /* lines of a letterhead */
#define MISSIVE_COPIES 10

/* The name of a logo and of a kind's template among an office's files. */
#define MISSIVE_LOGO   "logo.png"
#define MISSIVE_FOLDER "surat/" /* of "rekomendasi.txt" */

struct missive_signer {
	const char *lane; /* whose seat signs; NULL: not said */
	const char *for_; /* in whose name, "a.n."; NULL: in its own */
};

struct missive_pair {
	const char *lane, *title;
};

/* All texts NULL where nothing is said. */
struct missive_conf {
	const char *head[MISSIVE_HEAD + 1]; /* kop; the last NULL */
	bool f4;                            /* kertas */
	const char *number[MISSIVE_KINDS];  /* nomor: templates; of every kind
	                                       that has one */
	struct missive_signer signer[MISSIVE_KINDS]; /* penandatangan */
	const char *const *copies[MISSIVE_KINDS];    /* tembusan */
	size_t copies_n[MISSIVE_KINDS];
	const struct missive_pair *titles; /* jabatan: seats as printed */
	size_t titles_n;
};

extern const struct schema missive_schema;

struct missive_conf missive_conf_read(
    struct arena *a, struct problem_list *l, const struct node *root);

/* A seat as letters print it: as the office says, else its own title. */
const char *missive_seat(
    const struct missive_conf *c, const char *lane, const char *title);

#endif
