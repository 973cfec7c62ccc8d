/*
 * inspect.h - papers are decoded in a process that can do nothing else: what
 * a worker asks of it, and what that process does.
 *
 * The worker sends the bytes of one file and gets a verdict; of an image also
 * a new one, upright and without any metadata, and a thumbnail, both JPEG.
 * The worker itself never decodes anything, and believes nothing that the
 * other side says beyond its limits.  What comes out depends on what went in
 * and on nothing else.
 */
#ifndef PAPER_INSPECT_H
#define PAPER_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define INSPECT_SIDE  3200  /* longest side of the image, pixels */
#define INSPECT_THUMB 320   /* longest side of the thumbnail */
#define INSPECT_MS    20000 /* then it is INSPECT_TIMEOUT */

/* A PDF may be asked for its signatures instead: any that can be read. */
enum inspect_kind { INSPECT_IMAGE, INSPECT_PDF, INSPECT_SIGNATURES };

enum inspect_verdict {
	INSPECT_OK,
	INSPECT_EMPTY,
	INSPECT_LARGE,   /* more bytes than LIMIT_FILE */
	INSPECT_TYPE,    /* neither JPEG nor PNG; not a PDF */
	INSPECT_BROKEN,  /* cut off or damaged */
	INSPECT_PIXELS,  /* more than LIMIT_PIXELS */
	INSPECT_BOMB,    /* swells beyond all reason when it is opened */
	INSPECT_FOREIGN, /* something before or behind the PDF */
	INSPECT_NO_PAGES,
	INSPECT_ENCRYPTED,
	INSPECT_JAVASCRIPT,
	INSPECT_LAUNCH,   /* an action that starts a program */
	INSPECT_EMBEDDED, /* files, sound or films inside the PDF */
	INSPECT_XFA,      /* a form whose content is a program */
	INSPECT_CRASHED,  /* the process died of it */
	INSPECT_TIMEOUT,
	INSPECT_VERDICTS
};

struct inspection {
	enum inspect_verdict verdict;
	int width, height; /* of the image that comes out; pixels */
	int pages;         /* of a PDF */
	bool turned;       /* the image lay on its side or head */
};

/*
 * Where the new image and its thumbnail go, in pieces; all of the image comes
 * first.  What was written is worth nothing unless the verdict is INSPECT_OK.
 * Not called for a PDF, where they may be NULL.  -1 with *e set ends the run.
 * said: what was found out about signatures, likewise, called for them alone;
 * its bytes mean nothing here.
 */
struct inspect_io {
	void *ctx;
	int (*image)(void *ctx, const void *p, size_t n, struct err *e);
	int (*thumb)(void *ctx, const void *p, size_t n, struct err *e);
	int (*said)(void *ctx, const void *p, size_t n, struct err *e);
};

/* One file after the other under inspection; in the arena. */
struct inspect;
struct inspect *inspect_new(struct arena *a);

/*
 * Begin with a file through the socket of main/inspector.h; ms: how long the
 * other side may take for a piece, and for its answer (0: INSPECT_MS).
 * ERR_SYSTEM: there is no inspector (inspector not above 0), ERR_BUSY: it
 * does not answer.  Then the file as it comes, and its end; what goes wrong
 * on the way is part of the verdict.  inspect_drop() at every exit.
 */
int inspect_begin(struct inspect *i, int inspector, enum inspect_kind kind,
    int ms, struct err *e) MUST_CHECK;
void inspect_send(struct inspect *i, const void *p, size_t n);
/* Before the file, and only for signatures: what the other side has to know
 * for that; at most LIMIT_ASKED bytes. */
void inspect_ask(struct inspect *i, const void *p, size_t n);

/*
 * All was sent.  0 with any verdict, also when the other side died or hangs;
 * -1: io failed.
 */
int inspect_end(struct inspect *i, const struct inspect_io *io,
    struct inspection *out, struct err *e) MUST_CHECK;

/* Harmless when nothing is under way. */
void inspect_drop(struct inspect *i);

/*
 * For the user, in Indonesian: what is wrong with the file and what to do;
 * "" for INSPECT_OK.  A literal.
 */
const char *inspect_text(enum inspect_kind kind, enum inspect_verdict v);

/*
 * Who reads signatures on the other side: what was asked and the file go in,
 * the answer is appended to *said, at most LIMIT_SAID bytes.  -1: the file
 * cannot be read.
 */
struct inspect_reader {
	int (*signatures)(struct str asked, struct str file, struct sb *said);
};

/*
 * The other side: inspect the one file that arrives on the stream socket fd
 * and answer.  -1: nobody listens any more, or nothing sensible arrived.
 */
int inspect_serve(int fd, const struct inspect_reader *reader) MUST_CHECK;

#endif
