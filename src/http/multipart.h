/*
 * multipart.h - multipart/form-data (RFC 7578) as a push parser.
 *
 * Bytes are fed as they arrive, split anywhere; content goes on to the
 * callbacks at once and is never held.  Allocates nothing.
 *
 *	preamble CRLF --b CRLF head CRLF CRLF data CRLF --b-- epilogue
 *	                       begin         data  end
 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"

#define MULTIPART_BOUNDARY ((size_t)70)  /* longest boundary, RFC 2046 */
#define MULTIPART_FILENAME ((size_t)150) /* longest file name, bytes */

/* The head of one part.  Valid UTF-8 without control characters. */
struct multipart_head {
	struct str name;     /* 1 .. LIMIT_FIELD_NAME bytes */
	struct str filename; /* cleaned; empty where none was chosen */
	bool file;           /* a filename was sent, even an empty one */
};

/*
 * begin: *head is valid during the call only; data: some of the part's
 * bytes, n > 0; end: the part is complete.  Each -1 with *e set stops the
 * parse.
 */
struct multipart_events {
	int (*begin)(
	    void *ctx, const struct multipart_head *head, struct err *e);
	int (*data)(void *ctx, const char *p, size_t n, struct err *e);
	int (*end)(void *ctx, struct err *e);
	void *ctx;
};

enum multipart_state {
	MULTIPART_PREAMBLE,
	MULTIPART_DATA,
	MULTIPART_DELIMITER, /* behind a whole delimiter: which kind is it? */
	MULTIPART_DASH,      /* behind delimiter and '-' */
	MULTIPART_PADDING,   /* blanks up to the CRLF of a delimiter line */
	MULTIPART_LF,
	MULTIPART_HEAD,
	MULTIPART_CLOSED, /* behind the final delimiter */
	MULTIPART_EPILOGUE,
	MULTIPART_FAILED
};

/* Private but for its size: about 8 KiB. */
struct multipart {
	const struct multipart_events *events; /* borrowed */
	enum multipart_state state;
	bool in_part; /* begin was called, end was not */
	char delim[4 + MULTIPART_BOUNDARY];
	size_t delim_n, matched; /* bytes of delim seen at the end of input */
	char head[LIMIT_PART_HEAD], text[LIMIT_PART_HEAD];
	size_t head_n;
};

/*
 * The boundary in the value of a Content-Type header; borrowed from it.
 * ERR_BAD: none, empty, over 70 bytes or outside RFC 2046's set.
 */
int multipart_boundary(
    struct str *boundary, struct str content_type, struct err *e) MUST_CHECK;

/* Begin; boundary as from multipart_boundary(), copied. */
void multipart_init(struct multipart *m, struct str boundary,
    const struct multipart_events *events);

/*
 * The next n bytes.  ERR_BAD: malformed; ERR_LIMIT: the head of a part or
 * a field name; or what a callback has set.  After a failure every call
 * fails.
 */
int multipart_feed(
    struct multipart *m, const char *p, size_t n, struct err *e) MUST_CHECK;

/* No more bytes.  ERR_BAD where the final delimiter is missing. */
int multipart_end(struct multipart *m, struct err *e) MUST_CHECK;

/*
 * Parse the n bytes at head (lines with CRLF, without the empty one) into
 * *out; its strings stand in text, which has room for n bytes.
 */
int multipart_head_parse(struct multipart_head *out, char *text,
    const char *head, size_t n, struct err *e) MUST_CHECK;

#endif
