/*
 * missive.h - the official letters of a case (naskah dinas): what there is,
 * what can be made of it, and making it.
 *
 * A letter is set by the press from a template and what the case says, and
 * its PDF is kept byte for byte.  As long as it is a draft for ink it is made
 * anew when the case says something else; then it replaces the one before.
 * One that is signed, and a scan, are never made anew.
 */
#ifndef APP_MISSIVE_H
#define APP_MISSIVE_H

#include "app/dossier.h"
#include "store/missive.h"

/* The kinds; names of templates, addresses and files are in missive_kinds. */
enum missive_kind {
	MISSIVE_REQUEST,   /* permohonan: surat permohonan */
	MISSIVE_RECEIPT,   /* tanda-terima */
	MISSIVE_DISPOSAL,  /* disposisi: lembar disposisi */
	MISSIVE_RECOMMEND, /* rekomendasi: to BSrE */
	MISSIVE_PEOPLE,    /* lampiran: data pegawai */
	MISSIVE_RETURNED,  /* dikembalikan */
	MISSIVE_REJECTED,  /* ditolak */
	MISSIVE_ISSUED,    /* terbit */
	MISSIVE_REPORT,    /* laporan: to the head */
	MISSIVE_AUDIT,     /* audit: report on a system */
	MISSIVE_GRANT,     /* serah-api: hand-over, without the credential */
	MISSIVE_STATEMENT, /* pernyataan: of one holder */
	MISSIVE_KINDS
};

struct missive_info {
	const char *name;  /* "rekomendasi" */
	const char *title; /* "Surat Rekomendasi" */
	bool numbered;     /* the office gives it a number */
	bool per_holder;   /* of one holder: ?orang= */
	bool applicants;   /* the applicant may read it */
	bool signable;     /* a seat's holder may sign it with a certificate */
};

const struct missive_info *missive_info(enum missive_kind k);
/* -1: there is none of that name. */
int missive_kind_find(struct str name);

/* The holder and the task it is of, as the case has them: 0 none. */
struct missive_of {
	enum missive_kind kind;
	int64_t holder, task;
};

struct missive_wish {
	const char *number; /* NULL, "": the next, if the kind has numbers and
	                       this one has none yet; else typed by hand */
	const char *dated;  /* YYYY-MM-DD; NULL: as it was, else today */
	bool for_signature; /* with the mark of an electronic signature and
	                       the words of UU ITE and BSrE */
};

/* One as it would be kept: m without id, file_id, made_at and sha256. */
struct missive_draft {
	struct missive m;
	int64_t before; /* the one it replaces; 0: none */
	bool same;      /* m is that one, nothing has changed; no pdf then */
	struct str pdf; /* in the arena */
};

/*
 * Set one, and keep nothing but the number that it was given.  ERR_DENIED: it
 * is not the actor's to make; ERR_CONFLICT: it cannot be made (yet, or any
 * more: it is signed), or the number is taken; ERR_INPUT: number or date;
 * ERR_BUSY: no press.
 */
int missive_render(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, const struct missive_wish *wish,
    struct missive_draft *out, struct err *e) MUST_CHECK;

/*
 * Keep a PDF as the letter that m says, in place of `before` (0: none): file,
 * row and event in one transaction, which it begins and ends.  m->form says
 * what it is; m->id, file_id, sha256, made_by and made_at are filled.
 */
int missive_keep(struct ctx *cx, const struct dossier *d, struct missive *m,
    int64_t before, struct str pdf, struct err *e) MUST_CHECK;

/* Both: the one that stands afterwards, in *out. */
int missive_make(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, const struct missive_wish *wish,
    struct missive *out, struct err *e) MUST_CHECK;

/* Whether the actor may make one, or may read it. */
bool missive_may_make(
    const struct ctx *cx, const struct dossier *d, const struct missive_of *of);
bool missive_may_read(
    const struct ctx *cx, const struct dossier *d, const struct missive *m);

/* Withdraw one that stands: ERR_CONFLICT if it does not, ERR_DENIED if it is
 * not the actor's to make. */
int missive_withdraw(struct ctx *cx, const struct dossier *d, int64_t id,
    const char *why, struct err *e) MUST_CHECK;

/* "https://tte.example/v/kudus-CODE", or only the path where our address is
 * not known. */
const char *missive_url(const struct ctx *cx, const char *code);

/* "missives" of the case page: what there is and what can be made now. */
int missive_list(struct ctx *cx, const struct dossier *d, json_t *model,
    struct err *e) MUST_CHECK;

#endif
