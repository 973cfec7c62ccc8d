/*
 * custody.h - papers of a case as the SOP speaks of them (penyimpanan): what
 * each is, who looks after it, and until when.
 */
#ifndef APP_CUSTODY_H
#define APP_CUSTODY_H

#include "app/dossier.h"

/* The requirement that a file was sent for: "syarat_ktp_2" is "ktp"; NULL if
 * it was sent for none. */
const struct item *paper_item(const struct sop *sop, const char *purpose);

/* What it is, in words: its requirement, or what a step calls it. */
const char *paper_title(const struct sop *sop, const char *purpose);

/* Its class; never NULL. */
const struct custody *paper_class(const struct sop *sop, const struct file *f);

/* "Disimpan oleh Verifikator sampai 21 Desember 2026." */
const char *paper_keeping(
    const struct ctx *cx, const struct dossier *d, const struct file *f);

/* The address of a file, opened for a task (0: for none). */
const char *paper_url(const struct ctx *cx, const struct file *f, int64_t task);

/*
 * The rest inside a transaction.  Give their class to the files of a case
 * that have none yet.
 */
int custody_classify(struct ctx *cx, const struct sop *sop, int64_t case_id,
    struct err *e) MUST_CHECK;

/* The papers of a holder (0: of the case) get their date, as it ended at
 * `at`.  Those that have a date keep it. */
int custody_end(struct ctx *cx, const struct sop *sop, int64_t case_id,
    int64_t holder_id, enum keep_ending ending, int64_t at,
    struct err *e) MUST_CHECK;

/* "issued", "rejected", "abandoned" */
const char *custody_ending(enum keep_ending ending);

#endif
