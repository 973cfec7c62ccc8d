/*
 * form.h - a submitted form: urlencoded, or multipart that streams.
 *
 * Text values stand in the request's arena.  The bytes of a file part go to
 * a sink as they arrive and are never held here.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "http/request.h"

struct form_file {
	struct str field;    /* name of the form field */
	struct str filename; /* as sent: for show only, cleaned of paths,
	                        control and bidirectional characters */
	uint64_t size;       /* bytes so far; in a write: before its n bytes */
	void *handle;        /* what sink.open returned */
};

/*
 * Where file parts go.  open: a new part begins (NULL in file->handle skips
 * its bytes); write: its next bytes; close (may be NULL): all of its bytes
 * were there; each -1 with *e set stops the parse.  A part whose open failed
 * is not in form.files.  The sink keeps its own limit of one file's size.  An
 * empty file input (no name, no bytes) is not reported at all.
 */
struct form_sink {
	int (*open)(void *ctx, struct form_file *file, struct err *e);
	int (*write)(void *ctx, struct form_file *file, const char *p, size_t n,
	    struct err *e);
	int (*close)(void *ctx, struct form_file *file, struct err *e);
	void *ctx;
	size_t text_max; /* bytes of one text value; 0: LIMIT_FIELD */
};

struct form {
	struct params fields;
	struct form_file *files; /* in the order sent */
	size_t files_n;
};

/*
 * Read and parse the whole body of a POST; line ends in values become LF.
 * sink NULL: files are refused (ERR_BAD) and the body keeps to
 * LIMIT_BODY_FORM, as an urlencoded one always does.
 * ERR_BAD: malformed, cut short, NUL, invalid UTF-8, unknown content type;
 * ERR_LIMIT: a limit of limits.h.  On failure *f holds what was parsed so
 * far, so that the caller can clean up what its sink has opened.
 */
int form_parse(struct form *f, struct request *rq, const struct form_sink *sink,
    struct err *e) MUST_CHECK;

/* The first value of a field; p NULL where absent. */
struct str form_get(const struct form *f, const char *name);

/* The first file of a field, or NULL. */
struct form_file *form_file(const struct form *f, const char *name);

#endif
