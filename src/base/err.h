/*
 * err.h - the one error pattern: a function that can fail returns 0 or -1
 * and fills a struct err.  The first error wins; whoever handles it logs it
 * once.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))

enum err_kind {
	ERR_NONE = 0,
	ERR_INPUT,    /* 422  the user can correct it */
	ERR_BAD,      /* 400  malformed: no browser of ours sends this */
	ERR_METHOD,   /* 405  the address takes no such method */
	ERR_LOGIN,    /* to the sign-in page and back */
	ERR_DENIED,   /* 403  known user, not allowed */
	ERR_MISSING,  /* 404  absent, or not in this tenant */
	ERR_CONFLICT, /* 409  stale version, wrong workflow step */
	ERR_GONE,     /* 410  it was, and can never be read again */
	ERR_LIMIT,    /* 413  one of our own size or rate limits */
	ERR_BUSY,     /* 503  disk full, database locked: try again */
	ERR_SYSTEM    /* 500  memory, SQLite, a bug */
};

struct err {
	enum err_kind kind;
	int line;
	const char *file;
	const char *msg;  /* shown to the user: a literal, in Indonesian */
	char detail[192]; /* log only; no NIK, name, passphrase or token */
};

/* Record the first error and return -1; later calls on *e change nothing. */
#define err_set(e, kind, msg, ...) \
	err_set_at((e), (kind), __FILE__, __LINE__, "" msg, __VA_ARGS__)

int err_set_at(struct err *e, enum err_kind kind, const char *file, int line,
    const char *msg, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

#endif
