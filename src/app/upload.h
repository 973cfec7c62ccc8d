/*
 * upload.h - the body of a POST: a form without files, or one whose files
 * are received and kept with its draft before anybody looks at what was
 * typed.
 */
#ifndef APP_UPLOAD_H
#define APP_UPLOAD_H

#include "app/ctx.h"
#include "app/draft.h"
#include "app/fields.h"

/*
 * Read a form whose files, if it has any, are not wanted.  ERR_BAD and
 * ERR_LIMIT as form_parse() and fields_bind(); ERR_DENIED: not our form.
 */
int upload_form(struct ctx *cx, struct fields *fs, struct form *f,
    struct err *e) MUST_CHECK;

/*
 * Read a form that has a draft.  A file that is not taken becomes an error
 * beside its field; all others are part of the draft from now on and stand
 * in the fields, with those received before.
 *
 * What the sender wants is said by "draf": "simpan" keeps what was typed,
 * "unggah" only the files, "hapus:ID" removes a file and keeps what was
 * typed, "buang" throws the draft away (draft.saved_at is 0 then).  Then
 * *kept is true, and the fields say what the draft says.  Without it the form is to be handed in; files
 * that came with it become part of the draft if it is not accepted
 * (draft_keep()).
 *
 * Errors as above; ERR_BUSY if the disk is full: nothing is kept.
 */
int upload_draft(struct ctx *cx, struct fields *fs, struct draft *d,
    struct form *f, bool *kept, struct err *e) MUST_CHECK;

#endif
