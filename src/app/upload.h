/*
 * upload.h - files of a form: streamed to disk as they arrive, judged by
 * content, named by their hash, and known to the database before their form
 * is accepted, so that a form with a mistake does not lose them.
 */
#ifndef APP_UPLOAD_H
#define APP_UPLOAD_H

#include "app/ctx.h"
#include "app/fields.h"

/*
 * Read the body of a POST into the form and the fields.  The file fields of
 * fs say what is taken: a file of another type or over LIMIT_FILE becomes an
 * error beside its field, its bytes are dropped.  ERR_BAD and ERR_LIMIT as
 * form_parse() and fields_bind(); ERR_BUSY if the disk is full.
 */
int upload_form(struct ctx *cx, struct fields *fs, struct form *f,
    struct err *e) MUST_CHECK;

/* Where a stored file lies. */
const char *upload_path(struct ctx *cx, const char *sha256);

#endif
